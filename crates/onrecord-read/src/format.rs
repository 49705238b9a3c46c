//! What some bytes are, by their content and never by their name.

use crate::csv;
use crate::error::ReadErrorKind;

/// A format that we read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Plain,
    Html,
    Feed,
    Json,
    /// A table with this between its columns.
    Csv(u8),
}

/// First bytes of what is no text, what it is, and what to do about it.
const BINARY: [(&[u8], &str, &str); 21] = [
    (b"%PDF-", "a PDF document", TEXT_OF_IT),
    (b"\x89PNG", "a PNG picture", RETYPE),
    (b"\xff\xd8\xff", "a JPEG picture", RETYPE),
    (b"GIF8", "a GIF picture", RETYPE),
    (b"II*\0", "a TIFF picture", RETYPE),
    (b"MM\0*", "a TIFF picture", RETYPE),
    (b"RIFF", "a picture, sound or film", RETYPE),
    (b"OggS", "a sound or film", RETYPE),
    (b"ID3", "a sound recording", RETYPE),
    (b"\x1aE\xdf\xa3", "a film", RETYPE),
    (b"\0\0\0\x18ftyp", "a film", RETYPE),
    (b"\0\0\0\x20ftyp", "a film", RETYPE),
    (b"{\\rtf", "an RTF document", TEXT_OF_IT),
    (b"\xd0\xcf\x11\xe0", "an old Office document", TEXT_OF_IT),
    (b"SQLite format 3", "an SQLite database", EXPORT),
    (b"PAR1", "a Parquet table", EXPORT),
    (b"ARROW1", "an Arrow table", EXPORT),
    (b"\x7fELF", "a program", "give the report itself"),
    (b"MZ\x90", "a program", "give the report itself"),
    (b"Rar!", "a RAR archive", UNPACK),
    (b"7z\xbc\xaf", "a 7z archive", UNPACK),
];

const TEXT_OF_IT: &str = "save it as plain text and give that";
const RETYPE: &str = "give the words that it shows or says, as a text file";
const EXPORT: &str = "export it as JSON Lines with \"id\" and \"text\"";
const UNPACK: &str = "unpack it and give the files in it";

/// First bytes of files packed in ways that we do not undo. Two signatures are too short to be sure of without the bytes that follow.
const COMPRESSED: [(&[u8], &str); 3] =
    [(b"BZh9", "bzip2"), (b"\xfd7zXZ", "xz"), (b"\x04\x22\x4d\x18", "lz4")];

/// What stops us before any decoding: bytes that are no text.
pub(crate) fn refuse_bytes(bytes: &[u8]) -> Result<(), ReadErrorKind> {
    if let Some((_, name)) = COMPRESSED.iter().find(|(head, _)| bytes.starts_with(head)) {
        return Err(ReadErrorKind::Compressed(name));
    }
    if bytes.starts_with(b"PK\x03\x04") {
        let holds = |part: &[u8]| bytes.windows(part.len()).take(4096).any(|w| w == part);
        let office = holds(b"word/") || holds(b"[Content_Types].xml") || holds(b"opendocument");
        let (what, remedy) =
            if office { ("an Office document", TEXT_OF_IT) } else { ("a ZIP archive", UNPACK) };
        return Err(ReadErrorKind::Binary { what, remedy });
    }
    match BINARY.iter().find(|(head, ..)| bytes.starts_with(head)) {
        Some(&(_, what, remedy)) => Err(ReadErrorKind::Binary { what, remedy }),
        None => Ok(()),
    }
}

/// The format of decoded text.
///
/// # Errors
///
/// Text that is no report: nothing at all, zero bytes inside, an archive, a mail, XML of another kind.
pub(crate) fn of(text: &str) -> Result<Format, ReadErrorKind> {
    let start = text.trim_start();
    if start.is_empty() {
        return Err(ReadErrorKind::Empty);
    }
    if text.contains('\0') {
        return Err(ReadErrorKind::Binary {
            what: "binary data",
            remedy: "give the report as a text file in UTF-8",
        });
    }
    if start.starts_with("MIME-Version:") || start.starts_with("From: <Saved by") {
        return not_yet("a saved web archive or a mail", "save the page as HTML");
    }
    if start.starts_with('<') {
        return markup(start);
    }
    // "[Updated] The ..." and "{sic}" begin texts; these begin JSON.
    let mut chars = start.chars().filter(|c| !c.is_whitespace());
    Ok(match (chars.next(), chars.next()) {
        (Some('{'), Some('"' | '}')) | (Some('['), Some('{' | ']')) => Format::Json,
        _ => csv::separator(text).map_or(Format::Plain, Format::Csv),
    })
}

fn not_yet(what: &'static str, remedy: &'static str) -> Result<Format, ReadErrorKind> {
    Err(ReadErrorKind::NotYet { what, remedy })
}

/// The elements that a page, saved whole or in part, may begin with.
const PAGE: [&str; 30] = [
    "html",
    "head",
    "body",
    "title",
    "meta",
    "link",
    "script",
    "style",
    "base",
    "article",
    "main",
    "section",
    "header",
    "div",
    "p",
    "h1",
    "h2",
    "h3",
    "h4",
    "blockquote",
    "table",
    "span",
    "ul",
    "ol",
    "figure",
    "nav",
    "a",
    "b",
    "strong",
    "em",
];

fn markup(start: &str) -> Result<Format, ReadErrorKind> {
    let mut rest = start;
    let mut is_xml = false;
    loop {
        rest = rest.trim_start();
        let lower = rest.get(..rest.len().min(9)).unwrap_or_default().to_ascii_lowercase();
        let end = if lower.starts_with("<!doctype") {
            if rest
                .get(9..)
                .unwrap_or_default()
                .trim_start()
                .to_ascii_lowercase()
                .starts_with("html")
            {
                return Ok(Format::Html);
            }
            rest.find(if rest.contains("]>") { "]>" } else { ">" })
        } else if rest.starts_with("<!--") {
            rest.find("-->")
        } else if rest.starts_with("<?") {
            is_xml |= lower.starts_with("<?xml");
            rest.find("?>")
        } else {
            break;
        };
        let Some(end) = end else { break };
        rest = rest.get(end..).and_then(|r| r.split_once('>')).map_or("", |(_, after)| after);
    }
    let name = rest.strip_prefix('<').unwrap_or_default();
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && !":_-.".contains(c));
    let name = name.get(..end.unwrap_or(name.len())).unwrap_or_default();
    match name.to_ascii_lowercase().as_str() {
        "rss" | "feed" | "rdf:rdf" | "channel" | "newsitem" | "newsmessage" | "nar:newsitem"
        | "nar:newsmessage" => Ok(Format::Feed),
        page if PAGE.contains(&page) => Ok(Format::Html),
        _ if is_xml => Err(ReadErrorKind::UnknownXml(name.chars().take(40).collect())),
        _ => Ok(Format::Plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_content() {
        for (text, format) in [
            ("Rain fell.", Format::Plain),
            ("<3 from Corrun", Format::Plain),
            ("< 30 people died", Format::Plain),
            ("[Updated] The river rose.", Format::Plain),
            ("{sic} he wrote", Format::Plain),
            ("\n <!DOCTYPE html><p>x", Format::Html),
            ("<!-- saved --><HTML lang=en>", Format::Html),
            ("<?xml version=\"1.0\"?><html xmlns=\"x\">", Format::Html),
            ("<p>Rain</p>", Format::Html),
            ("<?xml version=\"1.0\"?>\n<rss version=\"2.0\">", Format::Feed),
            ("<feed xmlns=\"http://www.w3.org/2005/Atom\">", Format::Feed),
            ("<?xml version=\"1.0\"?><newsMessage>", Format::Feed),
            ("<!DOCTYPE rss [<!ENTITY a \"b\">]><rss>", Format::Feed),
            ("{\"id\": \"a\"}", Format::Json),
            ("[ {\"id\": \"a\"}]", Format::Json),
        ] {
            assert_eq!(of(text).ok(), Some(format), "{text}");
        }
    }

    #[test]
    fn what_is_no_report_is_named() {
        for (text, says) in [
            (" \n\t", "empty"),
            ("a\0b", "binary data"),
            ("<?xml version=\"1.0\"?><sitemapindex>", "<sitemapindex>"),
        ] {
            assert!(of(text).unwrap_err().to_string().contains(says), "{says}");
        }
        for (bytes, says) in [
            (&b"%PDF-1.7"[..], "a PDF document"),
            (b"BZh91AY", "bzip2"),
            (b"PK\x03\x04..word/document.xml", "an Office document"),
            (b"PK\x03\x04..a.txt", "a ZIP archive"),
            (b"\xff\xd8\xff\xe0", "a JPEG picture"),
        ] {
            assert!(refuse_bytes(bytes).unwrap_err().to_string().contains(says), "{says}");
        }
        assert!(refuse_bytes(b"Rain fell.").is_ok());
    }
}
