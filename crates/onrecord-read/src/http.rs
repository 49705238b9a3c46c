//! The answer of a server as archives keep it: head, and a body that may be in chunks and packed.

use crate::LARGEST;
use crate::error::ReadErrorKind;
use crate::packed::unpack;

/// Most lines that a head may have.
const LINES: usize = 256;

/// A body, and the charset that its head gives.
pub(crate) type Body = (Vec<u8>, Option<String>);

/// The body of a successful answer that is text, unpacked; `None` for any other answer.
///
/// Archives keep answers as sent, or decoded under the head of what was sent: the bytes tell which, the head does not.
///
/// # Errors
///
/// A head that cannot be read, a body that unpacks to more than a report may have.
pub(crate) fn body(answer: &[u8]) -> Result<Option<Body>, ReadErrorKind> {
    let mut lines = [httparse::EMPTY_HEADER; LINES];
    let mut head = httparse::Response::new(&mut lines);
    let broken = || ReadErrorKind::BrokenAnswer;
    let length = match head.parse(answer) {
        Ok(httparse::Status::Complete(length)) => length,
        _ => return Err(broken()),
    };
    let field = |name: &str| {
        let found = head.headers.iter().find(|line| line.name.eq_ignore_ascii_case(name));
        found
            .map(|line| String::from_utf8_lossy(line.value).trim().to_ascii_lowercase())
            .unwrap_or_default()
    };
    let content = field("content-type");
    if head.code != Some(200) || !(content.is_empty() || is_text(&content)) {
        return Ok(None);
    }
    let sent = answer.get(length..).unwrap_or_default();
    let whole = if field("transfer-encoding").contains("chunked") { joined(sent) } else { None };
    let whole = whole.unwrap_or_else(|| sent.to_vec());
    let bytes = unpack(&whole, LARGEST)?.unwrap_or(whole);
    if field("content-encoding").contains("br") && std::str::from_utf8(&bytes).is_err() {
        return Err(ReadErrorKind::Compressed("brotli"));
    }
    Ok(Some((bytes, charset(&content))))
}

/// May something of this media type be a page with a report?
pub(crate) fn is_text(content: &str) -> bool {
    let kind = content.split(';').next().unwrap_or_default().trim();
    matches!(kind, "text/html" | "application/xhtml+xml" | "text/plain")
}

/// The charset that a media type names.
pub(crate) fn charset(content: &str) -> Option<String> {
    let (_, after) = content.split_once("charset=")?;
    let name = after.split(';').next().unwrap_or_default().trim().trim_matches('"');
    (!name.is_empty()).then(|| name.to_owned())
}

/// Chunks put together (RFC 9112, 7.1); `None` where the bytes are none.
fn joined(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let (size, after) = match httparse::parse_chunk_size(rest) {
            Ok(httparse::Status::Complete(found)) => {
                (usize::try_from(found.1).ok()?, rest.get(found.0..)?)
            }
            _ => return None,
        };
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(after.get(..size)?);
        rest = after.get(size..)?.strip_prefix(b"\r\n")?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_put_together_and_nothing_else_is() {
        assert_eq!(
            joined(b"5\r\nRain \r\n5;x=y\r\nfell.\r\n0\r\n\r\n").as_deref(),
            Some(&b"Rain fell."[..])
        );
        for bytes in [&b"<p>Rain</p>"[..], b"5\r\nRain", b"ffffffffffffffff\r\nx", b""] {
            assert_eq!(joined(bytes), None);
        }
    }

    #[test]
    fn text_is_told_by_its_media_type() {
        for (content, is) in [
            ("text/html", true),
            ("application/xhtml+xml; charset=x", true),
            ("text/plain", true),
            ("text/css", false),
            ("image/svg+xml", false),
            ("", false),
        ] {
            assert_eq!(is_text(content), is, "{content}");
        }
        assert_eq!(
            charset("text/html; charset=\"iso-8859-1\"; x=y").as_deref(),
            Some("iso-8859-1")
        );
        assert_eq!(charset("text/html"), None);
    }

    #[test]
    fn a_broken_head_is_an_error_and_no_panic() {
        for bytes in [&b""[..], b"HTTP/1.1 200", b"\xff\xff\xff\r\n\r\n"] {
            assert!(body(bytes).is_err());
        }
    }
}
