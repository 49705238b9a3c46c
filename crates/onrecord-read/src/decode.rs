//! Bytes to text: which charset, and what to tell the user about it.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// Bytes read as text, without a byte order mark, line ends as they came.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Decoded {
    pub text: String,
    /// Set where the charset was not plainly UTF-8.
    pub notice: Option<String>,
}

/// How far into a file a declaration of its charset is looked for, in bytes.
const DECLARED_WITHIN: usize = 4096;

/// Decodes `bytes`: by byte order mark, else as declared inside, else as the server `named` it, else as UTF-8, else by a guess.
///
/// One exception: bytes that are valid UTF-8 beyond ASCII are taken as UTF-8 even where a single-byte charset is
/// declared. Old templates declare those by habit, and text in one of them is next to never valid UTF-8.
pub(crate) fn decode(bytes: &[u8], named: Option<&str>) -> Decoded {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return with(encoding, bytes.get(length..).unwrap_or_default(), "by its byte order mark");
    }
    let valid = std::str::from_utf8(bytes).ok();
    let named = || named.and_then(|name| Encoding::for_label(name.as_bytes()));
    let declared = declared(bytes).or_else(named);
    match (valid, declared) {
        (Some(text), None) if !text.contains('\0') => plain(text),
        (Some(text), Some(encoding)) if encoding == UTF_8 || bytes.is_ascii() => plain(text),
        (Some(text), Some(encoding)) if encoding.is_single_byte() => Decoded {
            text: text.to_owned(),
            notice: Some(format!("read as UTF-8, though it declares {}", encoding.name())),
        },
        (_, Some(encoding)) if encoding != UTF_8 => with(encoding, bytes, "as it declares"),
        _ => match wide(bytes) {
            Some(encoding) => with(encoding, bytes, "guessed: none was declared"),
            None if valid.is_some() => plain(valid.unwrap_or_default()),
            None => with(guess(bytes), bytes, "guessed: it is not valid UTF-8"),
        },
    }
}

fn plain(text: &str) -> Decoded {
    Decoded { text: text.to_owned(), notice: None }
}

fn with(encoding: &'static Encoding, bytes: &[u8], why: &str) -> Decoded {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    let mut notice = (encoding != UTF_8).then(|| format!("read as {} ({why})", encoding.name()));
    if broken {
        let lost = text.matches('\u{fffd}').count();
        notice = Some(format!(
            "read as {} ({why}); {lost} places could not be decoded and show as \u{fffd}",
            encoding.name()
        ));
    }
    Decoded { text: text.into_owned(), notice }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(None, Utf8Detection::Allow)
}

/// UTF-16 without a mark: nearly every other byte of Western text is zero.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(1000))?;
    let zeros = |odd: usize| head.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let most = |many: usize, few: usize| many * 10 > head.len() * 4 && few * 50 < head.len();
    match (most(even, odd), most(odd, even)) {
        _ if head.len() < 4 => None,
        (true, _) => Some(UTF_16BE),
        (_, true) => Some(UTF_16LE),
        _ => None,
    }
}

/// The charset that an XML declaration or a `meta` element names. Only markup declares; a text may well mention
/// `charset=` in a sentence.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(DECLARED_WITHIN))?;
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let trimmed = head.trim_start();
    if !trimmed.starts_with('<') {
        return None;
    }
    let after = match trimmed.strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")) {
        Some((declaration, _)) if declaration.contains("encoding") => {
            declaration.split_once("encoding")?.1
        }
        _ => {
            let metas = head.match_indices("<meta").filter_map(|(at, _)| head.get(at..));
            let mut metas = metas.filter_map(|meta| meta.split('>').next()?.split_once("charset"));
            metas.next()?.1
        }
    };
    let value = after.trim_start().strip_prefix('=')?.trim_start_matches(['"', '\'', ' ']);
    let end = value.find(['"', '\'', ' ', ';', '/', '?']).unwrap_or(value.len());
    let encoding = Encoding::for_label(value.get(..end)?.as_bytes())?;
    // What could be read as ASCII this far is not UTF-16, whatever it says of itself (WHATWG, "prescan").
    Some(if encoding == UTF_16BE || encoding == UTF_16LE { UTF_8 } else { encoding })
}

/// `text` with every line end as LF.
pub(crate) fn with_plain_line_ends(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_charset_that_the_server_names_counts_where_the_bytes_are_silent() {
        assert_eq!(decode(b"caf\xe9", Some("iso-8859-1")).text, "café");
        assert_eq!(decode("café".as_bytes(), Some("iso-8859-1")).text, "café");
        assert_eq!(
            decode(b"<meta charset=koi8-r><p>\xc4\xc1", Some("iso-8859-1")).text,
            "<meta charset=koi8-r><p>да"
        );
        assert_eq!(decode(b"plain", Some("no-such")).notice, None);
    }

    #[test]
    fn utf8_needs_no_notice() {
        for bytes in ["", "naïve “quote”", "\u{feff}naïve", "<meta charset=utf-8>é", "a\0b"]
        {
            let decoded = decode(bytes.as_bytes(), None);
            assert_eq!(decoded.text, bytes.trim_start_matches('\u{feff}'));
            assert_eq!(decoded.notice, None, "{bytes}");
        }
        assert_eq!(decode(b"<meta charset=latin1><p>plain", None).notice, None);
    }

    #[test]
    fn other_charsets_are_read_and_told() {
        let utf16: Vec<u8> = "Rain fell.".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [&[0xff, 0xfe], &utf16[..]].concat();
        for (bytes, text, name) in [
            (&b"<meta charset=\"windows-1252\">\x93Caf\xe9\x94"[..], "“Café”", "windows-1252"),
            (b"<?xml version='1.0' encoding='ISO-8859-2'?><a>\xb1</a>", "ą", "ISO-8859-2"),
            (b"Le caf\xe9 est ferm\xe9, a dit le maire.", "Le café est fermé", "windows-1252"),
            (&utf16, "Rain fell.", "UTF-16LE"),
            (&marked, "Rain fell.", "UTF-16LE"),
            ("<meta charset=latin1>é".as_bytes(), "é", "UTF-8"),
        ] {
            let decoded = decode(bytes, None);
            assert!(decoded.text.contains(text), "{}", decoded.text);
            assert!(decoded.notice.is_some_and(|what| what.contains(name)), "{name}");
        }
    }

    #[test]
    fn a_sentence_about_a_charset_declares_none() {
        assert_eq!(decode(b"The page said charset=koi8-r.", None).notice, None);
        assert_eq!(decode("charset=koi8-r é".as_bytes(), None).notice, None);
    }

    #[test]
    fn line_ends_become_lf() {
        assert_eq!(with_plain_line_ends("a\r\nb\rc\nd"), "a\nb\nc\nd");
    }
}
