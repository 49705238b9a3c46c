//! The kinds of findings a ledger tells apart.

/// What kind of finding a row holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum FindingKind {
    /// Who said what.
    Statement,
    /// How many.
    Figure,
    /// What happened.
    Event,
    /// When.
    Time,
    /// Where.
    Place,
    /// Who or what is named.
    Entity,
    /// Who is held, freed, gone, dead.
    Person,
    /// Who talks with whom.
    Talks,
    /// What is open or closed.
    Access,
    /// What the report says was not said.
    NotSaid,
    /// What could not be read.
    Notice,
}

impl FindingKind {
    /// All kinds, in the order in which a reading's findings are kept.
    pub const ALL: &'static [FindingKind] = &[
        FindingKind::Statement,
        FindingKind::Figure,
        FindingKind::Event,
        FindingKind::Time,
        FindingKind::Place,
        FindingKind::Entity,
        FindingKind::Person,
        FindingKind::Talks,
        FindingKind::Access,
        FindingKind::NotSaid,
        FindingKind::Notice,
    ];

    /// The kinds that put something on record; the others name or warn.
    pub const ON_RECORD: &'static [FindingKind] = &[
        FindingKind::Statement,
        FindingKind::Figure,
        FindingKind::Event,
        FindingKind::Person,
        FindingKind::Talks,
        FindingKind::Access,
        FindingKind::NotSaid,
    ];

    /// The word that stands for it.
    pub fn as_str(self) -> &'static str {
        match self {
            FindingKind::Statement => "statement",
            FindingKind::Figure => "figure",
            FindingKind::Event => "event",
            FindingKind::Time => "time",
            FindingKind::Place => "place",
            FindingKind::Entity => "entity",
            FindingKind::Person => "person",
            FindingKind::Talks => "talks",
            FindingKind::Access => "access",
            FindingKind::NotSaid => "not_said",
            FindingKind::Notice => "notice",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<FindingKind> {
        FindingKind::ALL.iter().copied().find(|kind| kind.as_str() == word)
    }
}

impl std::fmt::Display for FindingKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_word() {
        for kind in FindingKind::ALL {
            assert_eq!(FindingKind::from_word(kind.as_str()), Some(*kind));
        }
        assert_eq!(FindingKind::from_word("rumour"), None);
    }
}
