//! Bytes to reports: what was published, with its title, outlet, date and text, from whatever it came in.
//!
//! ```
//! use onrecord_read::{Hint, read};
//! let bytes = b"Title: River rises\nPublished: 2031-03-04\n\nCORRUN \xe2\x80\x94 The Hesk rose.\n";
//! let reading = read(bytes, &Hint::named("river.txt"))?;
//! let report = &reading.reports[0];
//! assert_eq!(report.title.as_deref(), Some("River rises"));
//! assert_eq!(report.dateline.as_deref(), Some("CORRUN"));
//! assert_eq!(report.text, "CORRUN — The Hesk rose.\n");
//! # Ok::<(), onrecord_read::ReadError>(())
//! ```
//!
//! Read are plain text (with header lines or YAML front matter above it), web pages, RSS, Atom and JSON Feed, NewsML-G2, ninjs 1 to
//! 3, JSON objects alone, in a list or one a line, tables with named columns (CSV), and WARC archives ([`Archive`]); each also packed with gzip or
//! zstd. Which it is shows in the content; a file's name does not matter.
//!
//! The text of a report is fixed here and never changes after: line ends become LF and a byte order mark goes, nothing
//! else. Text that came inside JSON is kept as it is. A page's text is its article, one paragraph a line, in the page's
//! own words (`docs/decisions/0004-reading-html.md` says how it is chosen).
//!
//! Reading is total: any bytes give reports or a [`ReadError`] that says what to do. It looks at no file, clock or
//! network; fetching is the caller's.
#![forbid(unsafe_code)]

mod archive;
mod csv;
mod dateline;
mod dates;
mod decode;
mod draft;
mod error;
mod feed;
mod format;
mod hint;
mod html;
mod http;
mod json;
mod ninjs;
mod packed;
mod plain;

use onrecord_model::Report;

pub use archive::{Archive, Content, Page, Record, Tally};
pub use error::{Place, ReadError, ReadErrorKind};
pub use feed::{Entry, entries};
pub use hint::Hint;
pub use json::json_line;
pub use packed::unpack;

use format::Format;

/// Most bytes that one report may have: 20 MB, some fifty novels.
pub(crate) const LARGEST: usize = 20_000_000;
/// Most bytes that a packed file of several reports may unpack to; archives are read a record at a time and may be of any size.
const UNPACKED: usize = 1 << 30;

/// What came out of one input.
#[derive(Debug, Default)]
pub struct Reading {
    /// The reports, in the order of the input.
    pub reports: Vec<Report>,
    /// Items of a feed, a list or JSON Lines that could not be read; the others could.
    pub failed: Vec<ReadError>,
}

impl Reading {
    fn take(&mut self, item: Result<Report, ReadError>) {
        match item {
            Ok(report) => self.reports.push(report),
            Err(error) => self.failed.push(error),
        }
    }
}

/// Reads `bytes`, whatever they are.
///
/// # Errors
///
/// Where the input as a whole gives no report: empty, binary, compressed, too large, broken, or a page without an
/// article. What goes wrong with single items of several is in [`Reading::failed`].
pub fn read(bytes: &[u8], hint: &Hint) -> Result<Reading, ReadError> {
    if Archive::is_one(bytes) {
        let mut reading = Reading::default();
        for page in Archive::open(Box::new(bytes), hint)? {
            reading.take(page.map(|page| page.report));
        }
        return Ok(reading);
    }
    let unpacked =
        packed::unpack(bytes, UNPACKED).map_err(|kind| ReadError::new(&hint.name, None, kind))?;
    read_page(unpacked.as_deref().unwrap_or(bytes), hint)
}

/// Reads what is neither packed nor an archive.
fn read_page(bytes: &[u8], hint: &Hint) -> Result<Reading, ReadError> {
    let whole = |kind| ReadError::new(&hint.name, None, kind);
    format::refuse_bytes(bytes).map_err(whole)?;
    let decoded = decode::decode(bytes, hint.charset.as_deref());
    let format = format::of(&decoded.text).map_err(whole)?;
    if bytes.len() > LARGEST && !matches!(format, Format::Json | Format::Csv(_)) {
        return Err(whole(ReadErrorKind::TooLarge(bytes.len(), LARGEST)));
    }
    let mut reading = match format {
        Format::Json => json::read(&decoded.text, hint)?,
        Format::Csv(separator) => csv::read(&decoded.text, separator, hint),
        Format::Feed => feed::read_xml(&decoded.text, hint)?,
        Format::Html => one(html::draft(&decoded.text).map_err(whole)?, bytes, hint),
        Format::Plain => {
            let draft = plain::read(&decode::with_plain_line_ends(&decoded.text));
            if draft.text.trim().is_empty() {
                return Err(whole(ReadErrorKind::Empty));
            }
            one(draft, bytes, hint)
        }
    };
    if let Some(notice) = decoded.notice {
        for report in &mut reading.reports {
            report.notices.insert(0, notice.clone());
        }
    }
    Ok(reading)
}

fn one(draft: draft::Draft, bytes: &[u8], hint: &Hint) -> Reading {
    Reading { reports: vec![draft.report(bytes, hint)], failed: Vec::new() }
}
