//! What could not be read: where it stands, why, and what to do about it.

use std::fmt;

/// Input, or one item of it, that could not be read.
///
/// `to_string` gives one line, `NAME[:LINE[:COLUMN]]: what is wrong; what to do`; the cause, where a parser gave one,
/// is in `source`.
#[derive(Debug)]
pub struct ReadError {
    /// The input as the caller named it ([`Hint::name`](crate::Hint::name)).
    pub name: String,
    /// Where in it; `None` where the whole is meant.
    pub place: Option<Place>,
    /// What is wrong.
    pub kind: ReadErrorKind,
}

/// Where in an input something stands. Lines, columns and items count from 1, bytes from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Place {
    /// A whole line.
    Line(usize),
    /// A column of a line, counted in bytes.
    Column {
        /// The line.
        line: usize,
        /// The column, in bytes.
        column: usize,
    },
    /// A byte.
    Byte(usize),
    /// An item of a feed or a list.
    Item(usize),
    /// A record of an archive.
    Record(usize),
}

/// The ways input can be unreadable. More may come.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// Nothing but white space, or no text below the header lines.
    #[error("empty; give a file with the report's text in it")]
    Empty,
    /// Not text at all: what it is, by its first bytes, and what to do.
    #[error("{what}, not text; {remedy}")]
    Binary {
        /// What it is: "a PDF document".
        what: &'static str,
        /// What the user can do.
        remedy: &'static str,
    },
    /// Packed: the name of the packing.
    #[error("compressed with {0}, which a later version will read; decompress it first")]
    Compressed(&'static str),
    /// Packed, and more inside than may be: bytes allowed.
    #[error("unpacks to more than {0} bytes; unpack it yourself and give one report a file")]
    Unpacks(usize),
    /// Packed as densely as no text is.
    #[error(
        "unpacks to more than {0} times its size, as no text does; look at where it comes from"
    )]
    Dense(u64),
    /// Packed or archived, and damaged or cut off.
    #[error("damaged or cut off; fetch or copy it again")]
    Damaged(#[source] std::io::Error),
    /// The answer of a server, of which not even the head can be read.
    #[error("not the answer of a server; look at how the archive was made")]
    BrokenAnswer,
    /// A kind of text that a later version will read.
    #[error("{what}, which this version does not read; {remedy}")]
    NotYet {
        /// What it is: "a WARC archive".
        what: &'static str,
        /// What the user can do.
        remedy: &'static str,
    },
    /// More than one report can hold: bytes found, bytes allowed.
    #[error(
        "{0} bytes, more than the {1} that one report may have; split it into one report a file"
    )]
    TooLarge(usize, usize),
    /// A page of more elements than an article has: elements found, elements allowed.
    #[error(
        "a page of {0} elements, more than the {1} that are read; save the article's text alone"
    )]
    TooManyElements(usize, usize),
    /// A page without running text: a front page, a video, a wall.
    #[error(
        "no article on this page; save the article's own page, or its text as a plain text file"
    )]
    NoArticle,
    /// Broken JSON.
    #[error("not valid JSON; give one object a line, or one list of objects")]
    Json(#[source] serde_json::Error),
    /// A row of a table that cannot be read.
    #[error("not a row of the table; look at its quotation marks")]
    Csv(#[source] csv::Error),
    /// JSON of a kind nobody told us about.
    #[error("JSON without a report; give {{\"id\", \"text\"}} objects, ninjs items or a JSON Feed")]
    UnknownJson,
    /// A field that should be a string and is not; holds its name.
    #[error("`{0}` is not a string; write it in quotation marks")]
    NotAString(&'static str),
    /// An item with no text to read; holds where the text should stand.
    #[error("no text; give it in {0}")]
    NoText(&'static str),
    /// XML that is neither a page nor a feed; holds its first element.
    #[error("XML of kind <{0}>, which is not read; give RSS, Atom, HTML, ninjs or plain text")]
    UnknownXml(String),
    /// Broken XML.
    #[error("not valid XML; ask the publisher for a valid feed, or save its items one by one")]
    Xml(#[source] quick_xml::Error),
    /// A feed without one item.
    #[error("a feed without entries; give one that has some")]
    NoEntries,
}

impl ReadError {
    pub(crate) fn new(name: &str, place: Option<Place>, kind: ReadErrorKind) -> ReadError {
        ReadError { name: name.to_owned(), place, kind }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match self.place {
            None => f.write_str(": ")?,
            Some(Place::Line(line)) => write!(f, ":{line}: ")?,
            Some(Place::Column { line, column }) => write!(f, ":{line}:{column}: ")?,
            Some(Place::Byte(byte)) => write!(f, ": byte {byte}: ")?,
            Some(Place::Item(item)) => write!(f, ": item {item}: ")?,
            Some(Place::Record(record)) => write!(f, ": record {record}: ")?,
        }
        self.kind.fmt(f)
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.kind.source()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_name_place_and_remedy_in_one_line() {
        for (place, begins) in [
            (None, "a.txt: empty; give"),
            (Some(Place::Line(3)), "a.txt:3: empty; give"),
            (Some(Place::Column { line: 3, column: 9 }), "a.txt:3:9: empty; give"),
            (Some(Place::Item(2)), "a.txt: item 2: empty; give"),
            (Some(Place::Byte(7)), "a.txt: byte 7: empty; give"),
        ] {
            let line = ReadError::new("a.txt", place, ReadErrorKind::Empty).to_string();
            assert!(line.starts_with(begins) && !line.contains('\n'), "{line}");
        }
    }

    #[test]
    fn keeps_the_parsers_reason_as_the_source() {
        let broken = serde_json::from_str::<i32>("{").unwrap_err();
        let error = ReadError::new("a.json", None, ReadErrorKind::Json(broken));
        assert!(std::error::Error::source(&error).is_some());
    }
}
