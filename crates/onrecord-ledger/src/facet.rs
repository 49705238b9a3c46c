//! By what findings can be told apart: the facets of a list, as SQL over a finding's body.

/// By what the findings of a kind can be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// Speech act of a statement: `deny`.
    Act,
    /// How openly a statement is made: a step of the ladder, `0` to `5`, or `own` for the report's own voice.
    Standing,
    /// What a statement's verification came to: `unverified`.
    Verification,
    /// Letters in the chain of a statement, in any case.
    Who,
    /// What a statement speaks of: the type of an event, or the measure of a figure, that it answers for. It is counted by the first.
    Topic,
    /// What a figure measures: `killed`.
    Measure,
    /// Stock, flow or static.
    Quantity,
    /// Type of an event: `release`.
    Type,
    /// Status of an event, a person or talks: `planned`.
    Status,
    /// State of a place: `closed`.
    State,
}

impl Facet {
    /// The value as SQL over the finding `f`, of which `id` and `reading` are known beside the body.
    pub(crate) fn value(self) -> &'static str {
        match self {
            Facet::Act => "f.body ->> '$.act'",
            Facet::Standing => "coalesce(CAST(f.body ->> '$.chain[#-1].standing' AS TEXT), 'own')",
            Facet::Verification => "f.body ->> '$.verification.status'",
            Facet::Who => "f.body ->> '$.chain'",
            Facet::Topic => {
                "(SELECT o.body ->> iif(o.kind = 'event', '$.type', '$.measure') FROM findings o \
                 WHERE o.reading = f.reading AND o.kind IN ('event', 'figure') AND o.body ->> '$.voice' = f.id \
                 ORDER BY o.seq LIMIT 1)"
            }
            Facet::Measure => "f.body ->> '$.measure'",
            Facet::Quantity => "f.body ->> '$.kind'",
            Facet::Type => "f.body ->> '$.type'",
            Facet::Status => "f.body ->> '$.status'",
            Facet::State => "f.body ->> '$.state'",
        }
    }

    /// As a condition with one question mark.
    pub(crate) fn condition(self) -> String {
        match self {
            Facet::Who => format!("instr(lower({}), lower(?)) > 0", self.value()),
            Facet::Topic => "EXISTS (SELECT 1 FROM findings o WHERE o.reading = f.reading AND o.kind IN ('event', 'figure') \
                 AND o.body ->> '$.voice' = f.id AND o.body ->> iif(o.kind = 'event', '$.type', '$.measure') = ?)"
                .to_owned(),
            _ => format!("{} = ?", self.value()),
        }
    }
}
