//! What the caller knows about an input.

/// What the caller knows about an input: its name, and what to take where the file itself is silent.
///
/// A hint **fills** what the file leaves open and never overrides what it says, so that one command line can take a
/// folder in which some files have a date and some have none. In a file of several reports only `published` and
/// `outlet` fill: an address or a headline belongs to one report.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// The input's path as the user gave it, or `-`; stands in errors.
    pub name: String,
    /// When it was published: ISO 8601, RFC 2822 or "4 March 2031".
    pub published: Option<String>,
    /// Who publishes it.
    pub outlet: Option<String>,
    /// Its address.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// The charset that the server named; what the bytes themselves say goes before it.
    pub charset: Option<String>,
}

impl Hint {
    /// A name, and nothing to fill in.
    pub fn named(name: impl Into<String>) -> Hint {
        Hint { name: name.into(), ..Hint::default() }
    }

    /// What of this may be said of every report in a file of several.
    pub(crate) fn of_many(&self) -> Hint {
        Hint { url: None, title: None, ..self.clone() }
    }
}
