//! Makes markup harmless to parse: bounds how deep it nests and what one tag may carry.
//!
//! Parsers of HTML are quick on what people write and slow, or out of stack, on what they do not: a hundred thousand
//! nested elements, thirty formats that every paragraph opens anew, a tag of a million attributes. Tags past a bound
//! are left out here, and their text stays.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::error::ReadErrorKind;

/// Deepest nesting that is kept. Real pages stay below 100; browsers stop at 512.
const DEEPEST: usize = 256;

/// Most formats (`b`, `font`) open at once; each is repeated in every paragraph that follows.
const MOST_FORMATS: usize = 24;

/// Most spaces in one tag outside quotation marks, and so most attributes.
const MOST_ATTRIBUTES: usize = 400;

/// Most elements on a page, those that a parser repeats counted in. A long live blog has some 30,000.
const MOST_ELEMENTS: usize = 60_000;

const FORMATS: [&str; 14] = [
    "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
];

/// Elements that hold nothing, or that the parser closes by itself: they do not nest.
const FLAT: [&str; 34] = [
    "area", "base", "body", "br", "col", "colgroup", "dd", "dt", "embed", "head", "hr", "html",
    "img", "input", "li", "link", "meta", "optgroup", "option", "p", "param", "rp", "rt", "source",
    "tbody", "td", "tfoot", "th", "thead", "tr", "track", "wbr", "frame", "path",
];

/// Elements whose content is no markup.
const RAW: [&str; 5] = ["script", "style", "textarea", "xmp", "noscript"];

/// `html` with no tag past the bounds: itself, in nearly all cases.
///
/// # Errors
///
/// More elements than an article has.
pub(crate) fn tame(html: &str) -> Result<Cow<'_, str>, ReadErrorKind> {
    let mut scan = Scan::default();
    let mut kept = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = html.get(at..).and_then(|rest| rest.find('<')) {
        let start = at + found;
        let rest = html.get(start..).unwrap_or_default();
        if let Some(comment) = rest.strip_prefix("<!--") {
            at = start + 4 + end_of_comment(comment);
            continue;
        }
        let Some(tag) = Tag::read(rest) else {
            at = start + 1;
            continue;
        };
        at = start + tag.length;
        let keeps = scan.keeps(&tag);
        if !tag.closes && RAW.contains(&&*tag.name) && !scan.is_drawing() {
            at += end_of_raw(html.get(at..).unwrap_or_default(), &tag.name);
        }
        if !keeps {
            kept.push_str(html.get(copied..start).unwrap_or_default());
            copied = at;
        }
    }
    if scan.elements > MOST_ELEMENTS {
        return Err(ReadErrorKind::TooManyElements(scan.elements, MOST_ELEMENTS));
    }
    if copied == 0 {
        return Ok(Cow::Borrowed(html));
    }
    kept.push_str(html.get(copied..).unwrap_or_default());
    Ok(Cow::Owned(kept))
}

/// Bytes of a comment after `<!--`, its end included. `<!-->` ends at once.
fn end_of_comment(comment: &str) -> usize {
    let at_once = [">", "->"].into_iter().find(|end| comment.starts_with(end)).map(str::len);
    let ends = ["-->", "--!>"].into_iter().filter_map(|end| Some(comment.find(end)? + end.len()));
    at_once.or_else(|| ends.min()).unwrap_or(comment.len())
}

/// Where the end tag of a raw element begins; the whole rest where it never ends.
fn end_of_raw(rest: &str, name: &str) -> usize {
    let ends = |at: &usize| {
        let after = rest.as_bytes().get(at + 2..at + 2 + name.len());
        after.is_some_and(|after| after.eq_ignore_ascii_case(name.as_bytes()))
    };
    rest.match_indices("</").map(|(at, _)| at).find(ends).unwrap_or(rest.len())
}

struct Tag {
    name: String,
    closes: bool,
    /// Bytes from `<` to `>`.
    length: usize,
    spaces: usize,
}

impl Tag {
    /// The tag at the head of `rest`; `None` where `<` is just a character.
    fn read(rest: &str) -> Option<Tag> {
        let bytes = rest.as_bytes();
        let closes = bytes.get(1) == Some(&b'/');
        let from = 1 + usize::from(closes);
        bytes.get(from).filter(|b| b.is_ascii_alphabetic())?;
        let ends = |b: &u8| b.is_ascii_whitespace() || matches!(b, b'/' | b'>');
        let length = bytes.get(from..)?.iter().position(ends)?;
        let name = rest.get(from..from + length)?.to_ascii_lowercase();
        let mut tag = Tag { name, closes, length: bytes.len(), spaces: 0 };
        let (mut quote, mut before) = (None, b' ');
        for (at, &byte) in bytes.iter().enumerate().skip(from + length) {
            match (quote, byte) {
                (Some(open), _) if byte == open => quote = None,
                (Some(_), _) => {}
                (None, b'>') => {
                    tag.length = at + 1;
                    break;
                }
                // A quotation mark opens a value only after `=`; elsewhere it is part of a broken name.
                (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
                (None, b'/') => tag.spaces += 1,
                (None, _) => tag.spaces += usize::from(byte.is_ascii_whitespace()),
            }
            if !byte.is_ascii_whitespace() {
                before = byte;
            }
        }
        Some(tag)
    }
}

#[derive(Default)]
struct Scan {
    open: Vec<String>,
    formats: usize,
    elements: usize,
    /// Tags left out that are still to be closed.
    dropped: BTreeMap<String, usize>,
}

impl Scan {
    fn keeps(&mut self, tag: &Tag) -> bool {
        if tag.closes {
            return self.keeps_end(&tag.name);
        }
        let bloated = tag.spaces > MOST_ATTRIBUTES;
        if FLAT.contains(&&*tag.name) || RAW.contains(&&*tag.name) {
            self.elements += usize::from(!bloated) * (1 + self.formats);
            return !bloated;
        }
        let is_format = FORMATS.contains(&&*tag.name);
        let too_deep = self.open.len() >= DEEPEST || (is_format && self.formats >= MOST_FORMATS);
        if bloated || too_deep {
            *self.dropped.entry(tag.name.clone()).or_default() += 1;
            return false;
        }
        self.elements += 1 + self.formats;
        self.formats += usize::from(is_format);
        self.open.push(tag.name.clone());
        true
    }

    /// Inside a drawing, `style` and its like hold markup.
    fn is_drawing(&self) -> bool {
        self.open.iter().any(|open| open == "svg" || open == "math")
    }

    fn keeps_end(&mut self, name: &str) -> bool {
        if let Some(left) = self.dropped.get_mut(name).filter(|left| **left > 0) {
            *left -= 1;
            return false;
        }
        if let Some(at) = self.open.iter().rposition(|open| open == name) {
            self.open.remove(at);
            self.formats -= usize::from(FORMATS.contains(&name));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_what_people_write_alone() {
        for html in [
            "<p>Rain & <b>snow</b> <3 a<b</p>",
            "<script>if (a<b) { x('<div><div>') }</script><!-- <div> --><p title='a>b'>x",
            "<!doctype html><html><body><ul><li>a<li>b</ul><br/>",
            "<",
            "</",
            "<p",
        ] {
            assert!(matches!(tame(html), Ok(Cow::Borrowed(_))), "{html}");
        }
    }

    #[test]
    fn leaves_out_what_is_past_the_bounds_and_keeps_its_text() {
        let deep = format!("{}Rain{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
        let tamed = tame(&deep).unwrap();
        assert_eq!(tamed.matches("<div>").count(), DEEPEST);
        assert_eq!(tamed.matches("</div>").count(), DEEPEST);
        assert!(tamed.contains("Rain"));
        let formats = "<p><font color=1><b>Rain".repeat(100);
        assert_eq!(tame(&formats).unwrap().matches("<font").count(), MOST_FORMATS / 2);
        let repeated = format!("{}{}", "<font color=1>".repeat(20), "<p>Rain".repeat(4000));
        assert!(tame(&repeated).is_err());
        let attributes = format!("<p {}>Rain</p>", "a ".repeat(1000));
        assert_eq!(tame(&attributes).unwrap(), "Rain</p>");
    }

    #[test]
    fn refuses_a_page_of_countless_elements() {
        assert!(tame(&"<p>".repeat(MOST_ELEMENTS + 1)).is_err());
    }
}
