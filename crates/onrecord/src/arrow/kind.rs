//! The tables there are.

/// What a table holds, one row each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Versions of reports.
    Reports,
    /// Who said what.
    Statements,
    /// How many.
    Figures,
    /// What happened.
    Events,
    /// When.
    Times,
    /// Where.
    Places,
    /// Who or what is named.
    Entities,
    /// Who is held, freed, gone, dead.
    Persons,
    /// Who talks with whom.
    Talks,
    /// What is open or closed.
    Access,
    /// What the report says was not said.
    NotSaid,
    /// What could not be read within a report, and why.
    Notices,
    /// Reports that could not be read at all, and why.
    Errors,
}

impl Kind {
    /// All tables, reports first, errors last.
    pub const ALL: &'static [Kind] = &[
        Kind::Reports,
        Kind::Statements,
        Kind::Figures,
        Kind::Events,
        Kind::Times,
        Kind::Places,
        Kind::Entities,
        Kind::Persons,
        Kind::Talks,
        Kind::Access,
        Kind::NotSaid,
        Kind::Notices,
        Kind::Errors,
    ];

    /// The table's name: that of the list in the wire format.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Reports => "reports",
            Kind::Statements => "statements",
            Kind::Figures => "figures",
            Kind::Events => "events",
            Kind::Times => "times",
            Kind::Places => "places",
            Kind::Entities => "entities",
            Kind::Persons => "persons",
            Kind::Talks => "talks",
            Kind::Access => "access",
            Kind::NotSaid => "not_said",
            Kind::Notices => "notices",
            Kind::Errors => "errors",
        }
    }

    /// The table of that name.
    pub fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }

    /// What a row is, in a few words.
    pub fn about(self) -> &'static str {
        match self {
            Kind::Reports => "One version of a report.",
            Kind::Statements => "Who said what, through whom, how openly.",
            Kind::Figures => "How many, of whom, as of when.",
            Kind::Events => {
                "What happened, goes on, is planned, offered, halted, called off or denied."
            }
            Kind::Times => "A time expression, as TIMEX3.",
            Kind::Places => "The mention of a place, and the gazetteer entry it was read as.",
            Kind::Entities => "Somebody or something that a report names, with every mention.",
            Kind::Persons => "What became of a person or a counted group.",
            Kind::Talks => "Talks as one report tells them.",
            Kind::Access => "A crossing, road, port or airport, and whether one can pass.",
            Kind::NotSaid => "What the report says was not said.",
            Kind::Notices => {
                "Something in a report that could not be read, or was read with a doubt."
            }
            Kind::Errors => "A report that could not be read at all.",
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
