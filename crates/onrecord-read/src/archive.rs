//! WARC archives (ISO 28500), plain or packed with gzip or zstd, a record at a time and in memory that does not grow.
//!
//! Read here and not by a library: of those there are, one ends without an error at a payload it cannot decode, and all bring far more than
//! a header and a length need (`docs/decisions/0006-ways-in-and-out.md`).

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use onrecord_model::{Published, Report};

use crate::error::{Place, ReadError, ReadErrorKind};
use crate::http;
use crate::packed::{Unpacked, damaged};
use crate::{Hint, LARGEST};

/// Most bytes that the header of one record may have.
const HEADER: usize = 1 << 16;

/// An archive that is read from the beginning to the end: an iterator over its pages.
///
/// Pages are what servers answered with a text (`response`, with success), what was put in as such (`resource`) or made from
/// it (`conversion`). Everything else (requests, metadata, redirects, pictures) is counted and passed over.
///
/// ```
/// use onrecord_read::{Archive, Hint};
/// let record = "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://p.example/1\r\n\
///     WARC-Date: 2031-03-04T18:20:00Z\r\nContent-Type: text/plain\r\nContent-Length: 22\r\n\r\n\
///     Rain fell on Corrun.\r\n\r\n\r\n";
/// let mut archive = Archive::open(Box::new(record.as_bytes()), &Hint::named("a.warc"))?;
/// let page = archive.next().unwrap()?;
/// assert_eq!(page.report.url.as_deref(), Some("https://p.example/1"));
/// assert!(archive.next().is_none());
/// assert_eq!((archive.tally().records, archive.tally().pages), (1, 1));
/// # Ok::<(), onrecord_read::ReadError>(())
/// ```
pub struct Archive<'a> {
    input: BufReader<Unpacked<'a>>,
    hint: Arc<Hint>,
    tally: Tally,
    over: bool,
}

/// What an archive held so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Records of any kind.
    pub records: usize,
    /// Pages that a report was read from.
    pub pages: usize,
    /// Pages without an article: front pages, walls, empty answers.
    pub without_article: usize,
    /// Other records: requests, metadata, redirects, pictures.
    pub others: usize,
    /// Pages that could not be used for another reason; each was an error.
    pub failed: usize,
}

/// A report from an archive, and the bytes of its page.
#[derive(Clone, Debug)]
pub struct Page {
    /// The report.
    pub report: Report,
    /// The page as the server sent it, unpacked.
    pub bytes: Vec<u8>,
}

/// A record that may hold a page, as it stands in its archive.
#[derive(Debug)]
pub struct Record {
    number: usize,
    header: Header,
    block: Vec<u8>,
    hint: Arc<Hint>,
}

/// What a record holds.
#[derive(Clone, Debug)]
pub enum Content {
    /// A page that a report was read from.
    Page(Box<Page>),
    /// A page without an article.
    WithoutArticle,
    /// No page.
    Other,
}

/// The header of one record.
#[derive(Debug, Default)]
struct Header {
    kind: String,
    uri: Option<String>,
    date: Option<String>,
    content: String,
    length: u64,
}

impl<'a> Archive<'a> {
    /// Is this, unpacked, the beginning of an archive? Looks at the first bytes only.
    pub fn is_one(head: &[u8]) -> bool {
        let Ok(mut unpacked) = Unpacked::of(Box::new(head)) else { return false };
        let mut first = [0; 7];
        unpacked.read_exact(&mut first).is_ok() && &first == b"WARC/1."
    }

    /// The archive in `input`, whatever it is packed with.
    ///
    /// # Errors
    ///
    /// Where nothing can be read.
    pub fn open(input: Box<dyn Read + Send + 'a>, hint: &Hint) -> Result<Archive<'a>, ReadError> {
        let unpacked = Unpacked::of(input)
            .map_err(|cause| ReadError::new(&hint.name, None, damaged(cause)))?;
        let input = BufReader::with_capacity(1 << 16, unpacked);
        let hint = Arc::new(hint.of_many());
        Ok(Archive { input, hint, tally: Tally::default(), over: false })
    }

    /// What it held so far.
    pub fn tally(&self) -> Tally {
        self.tally
    }

    /// The next record's header; `None` at the end.
    fn header(&mut self) -> io::Result<Option<Header>> {
        let Some(version) = self.first_line()? else { return Ok(None) };
        if !version.starts_with("WARC/1.") {
            let shown: String = version.chars().take(40).collect();
            return Err(invalid(format!("`{shown}` stands where a record should begin")));
        }
        let mut header = Header::default();
        let (mut length, mut bytes) = (None, 0);
        loop {
            let line = self.line()?.ok_or_else(|| invalid("it ends within a record's header"))?;
            bytes += line.len();
            if bytes > HEADER {
                return Err(invalid("a record's header is longer than 64 kB"));
            }
            if line.is_empty() {
                break;
            }
            let Some((name, value)) = line.split_once(':') else { continue };
            let value = value.trim().to_owned();
            match name.trim().to_ascii_lowercase().as_str() {
                "warc-type" => header.kind = value.to_ascii_lowercase(),
                // Some writers put the address into angle brackets.
                "warc-target-uri" => header.uri = Some(value.trim_matches(['<', '>']).to_owned()),
                "warc-date" => header.date = Some(value),
                "content-type" => header.content = value.to_ascii_lowercase(),
                "content-length" => length = value.parse().ok(),
                _ => {}
            }
        }
        header.length = length.ok_or_else(|| invalid("a record without a Content-Length"))?;
        Ok(Some(header))
    }

    /// The first line that holds something.
    fn first_line(&mut self) -> io::Result<Option<String>> {
        loop {
            match self.line()? {
                Some(line) if line.is_empty() => {}
                other => return Ok(other),
            }
        }
    }

    fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        let most = HEADER as u64 + 1;
        if self.input.by_ref().take(most).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        Ok(Some(String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned()))
    }

    /// The record's block where it may hold a page, else nothing; read to its end in either case.
    fn block(&mut self, header: &Header) -> io::Result<Option<Vec<u8>>> {
        let may_be = match header.kind.as_str() {
            "response" => {
                header.content.starts_with("application/http") || header.content.is_empty()
            }
            "resource" | "conversion" => http::is_text(&header.content),
            _ => false,
        };
        let mut block = self.input.by_ref().take(header.length);
        let wanted = may_be && header.length <= LARGEST as u64;
        let mut bytes = Vec::new();
        let read = if wanted {
            block.read_to_end(&mut bytes)? as u64
        } else {
            io::copy(&mut block, &mut io::sink())?
        };
        if read < header.length {
            return Err(invalid("it ends within a record"));
        }
        Ok(wanted.then_some(bytes))
    }

    /// The next record that may hold a page, passing over what holds none; what it says is worked out by [`Record::content`], on any
    /// thread, and handed back to [`note`](Archive::note). `None` at the end, and after an error.
    pub fn next_record(&mut self) -> Option<Result<Record, ReadError>> {
        if self.over {
            return None;
        }
        match self.record() {
            Ok(Some(record)) => Some(Ok(record)),
            Ok(None) => {
                self.over = true;
                None
            }
            Err(cause) => {
                self.over = true;
                let place = Some(Place::Record(self.tally.records + 1));
                Some(Err(ReadError::new(&self.hint.name, place, damaged(cause))))
            }
        }
    }

    fn record(&mut self) -> io::Result<Option<Record>> {
        while let Some(header) = self.header()? {
            let block = self.block(&header)?;
            self.tally.records += 1;
            // Asked for by every crawler, and no report.
            let is_robots = header.uri.as_ref().is_some_and(|uri| uri.ends_with("/robots.txt"));
            if let Some(block) = block.filter(|_| !is_robots) {
                let (number, hint) = (self.tally.records, Arc::clone(&self.hint));
                return Ok(Some(Record { number, header, block, hint }));
            }
            self.tally.others += 1;
        }
        Ok(None)
    }

    /// Counts what a record held.
    pub fn note(&mut self, content: &Result<Content, ReadError>) {
        let counted = match content {
            Ok(Content::Page(_)) => &mut self.tally.pages,
            Ok(Content::WithoutArticle) => &mut self.tally.without_article,
            Ok(Content::Other) => &mut self.tally.others,
            Err(_) => &mut self.tally.failed,
        };
        *counted += 1;
    }
}

impl Record {
    /// Bytes that it takes.
    pub fn size(&self) -> usize {
        self.block.len()
    }

    /// What it holds: a function of the record alone.
    ///
    /// # Errors
    ///
    /// A page that cannot be used, for another reason than that it has no article.
    pub fn content(self) -> Result<Content, ReadError> {
        let Record { number, header, block, hint } = self;
        let body = match header.kind.as_str() {
            "response" => http::body(&block),
            _ => Ok(Some((block, None))),
        };
        let page = body.and_then(|body| match body {
            Some((bytes, charset)) => page(&hint, &header, bytes, charset).map(Some),
            None => Ok(None),
        });
        match page {
            Ok(Some(page)) => Ok(Content::Page(Box::new(page))),
            Ok(None) => Ok(Content::Other),
            Err(ReadErrorKind::NoArticle | ReadErrorKind::Empty) => Ok(Content::WithoutArticle),
            Err(kind) => Err(ReadError::new(&hint.name, Some(Place::Record(number)), kind)),
        }
    }
}

fn page(
    hint: &Hint,
    header: &Header,
    bytes: Vec<u8>,
    charset: Option<String>,
) -> Result<Page, ReadErrorKind> {
    let hint = Hint { url: header.uri.clone(), charset, ..hint.clone() };
    let reading = crate::read_page(&bytes, &hint).map_err(|error| error.kind)?;
    let Some(mut report) = reading.reports.into_iter().next() else {
        return Err(ReadErrorKind::NoArticle);
    };
    if report.published.is_none()
        && let Some(at) = &header.date
    {
        // The day of capture is not before that of publication, and for news seldom long after.
        report.published = Some(Published { at: at.clone(), inferred: true });
        report.notices.push("published: not told; the time of capture stands for it".to_owned());
        report = report.sealed();
    }
    Ok(Page { report, bytes })
}

impl Iterator for Archive<'_> {
    type Item = Result<Page, ReadError>;

    fn next(&mut self) -> Option<Result<Page, ReadError>> {
        loop {
            let content = match self.next_record()? {
                Ok(record) => record.content(),
                Err(error) => return Some(Err(error)),
            };
            self.note(&content);
            match content {
                Ok(Content::Page(page)) => return Some(Ok(*page)),
                Ok(_) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl std::fmt::Debug for Archive<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive")
            .field("name", &self.hint.name)
            .field("tally", &self.tally)
            .finish()
    }
}

fn invalid(what: impl Into<String>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what.into())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const STORY: &str = "<html><head><title>Ferry</title></head><body><article><h1>Ferry</h1><p>A ferry with 62 people \
        on board ran aground in thick fog off Corrun on Sunday, and rescue boats brought all of them ashore within three \
        hours, the coastguard said.</p><p>Nobody was badly hurt. The owner said it would look into why the ship had left \
        harbour at all in such weather.</p></article></body></html>";

    fn record(kind: &str, content: &str, block: &[u8]) -> Vec<u8> {
        let head = format!(
            "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <https://p.example/1>\r\nWARC-Date: 2031-03-04T18:20:00Z\r\n\
             Content-Type: {content}\r\nContent-Length: {}\r\n\r\n",
            block.len()
        );
        [head.as_bytes(), block, b"\r\n\r\n"].concat()
    }

    fn response(headers: &str, body: &[u8]) -> Vec<u8> {
        let head =
            format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n{headers}\r\n");
        record("response", "application/http; msgtype=response", &[head.as_bytes(), body].concat())
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    fn read(bytes: &[u8]) -> (Vec<Result<Page, ReadError>>, Tally) {
        let mut archive = Archive::open(Box::new(bytes), &Hint::named("a.warc")).unwrap();
        let pages = archive.by_ref().collect();
        (pages, archive.tally())
    }

    /// A page in each of the ways in which archives keep pages.
    fn records() -> Vec<Vec<u8>> {
        let chunked = |body: &[u8]| {
            [format!("{:x}\r\n", body.len()).as_bytes(), body, b"\r\n0\r\n\r\n"].concat()
        };
        vec![
            record("warcinfo", "application/warc-fields", b"software: x\r\n"),
            response("", STORY.as_bytes()),
            response("Content-Encoding: gzip\r\n", &gzip(STORY.as_bytes())),
            response(
                "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n",
                &chunked(&gzip(STORY.as_bytes())),
            ),
            // Stored decoded, under the header of what was sent.
            response("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", STORY.as_bytes()),
            record("request", "application/http; msgtype=request", b"GET / HTTP/1.1\r\n\r\n"),
            record("metadata", "application/warc-fields", b"via: x\r\n"),
        ]
    }

    #[test]
    fn every_record_is_counted_however_it_is_packed() {
        let plain = records().concat();
        let gzipped: Vec<u8> = records().iter().flat_map(|one| gzip(one)).collect();
        let zstd: Vec<u8> =
            records().iter().flat_map(|one| zstd::encode_all(&one[..], 3).unwrap()).collect();
        for bytes in [plain, gzipped, zstd] {
            assert!(Archive::is_one(&bytes));
            let (pages, tally) = read(&bytes);
            assert_eq!(tally, Tally { records: 7, pages: 4, others: 3, ..Tally::default() });
            for page in pages {
                let page = page.unwrap();
                assert_eq!(page.bytes, STORY.as_bytes());
                assert!(page.report.text.contains("62 people"), "{:?}", page.report.text);
                assert!(page.report.published.is_some_and(|at| at.inferred));
            }
        }
    }

    #[test]
    fn what_is_no_page_is_passed_over() {
        let picture = b"HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\n\x89PNG";
        let moved =
            b"HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\nLocation: /x\r\n\r\n<p>moved</p>";
        let empty = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
        let kind = "application/http; msgtype=response";
        let bytes =
            [&picture[..], moved, empty].map(|block| record("response", kind, block)).concat();
        let (pages, tally) = read(&bytes);
        assert!(pages.is_empty(), "{pages:?}");
        assert_eq!((tally.records, tally.others, tally.without_article), (3, 2, 1));
    }

    #[test]
    fn an_archive_that_breaks_off_gives_what_stands_before_and_says_so() {
        let whole = records().concat();
        let cut = whole.len() - 500;
        let (pages, tally) = read(&whole[..cut.min(whole.len())]);
        assert!(pages.last().unwrap().is_err() && tally.records >= 4, "{tally:?}");
        let (pages, _) = read(b"WARC/1.0\r\nWARC-Type: response\r\n\r\n");
        assert!(
            pages[0].as_ref().unwrap_err().to_string().contains("a.warc: record 1:"),
            "{pages:?}"
        );
        let (pages, _) = read(b"Rain fell.");
        assert!(pages[0].is_err());
    }

    #[test]
    fn a_record_larger_than_a_report_is_passed_over_without_being_kept() {
        let large = record("response", "application/http", &vec![b'x'; LARGEST + 1]);
        let bytes = [large, records().concat()].concat();
        let (_, tally) = read(&bytes);
        assert_eq!((tally.records, tally.pages), (8, 4));
    }
}
