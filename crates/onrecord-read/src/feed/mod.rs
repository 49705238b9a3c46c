//! Feeds: RSS, Atom and JSON Feed, each entry a report.

mod json;
mod newsml;
mod xml;

pub(crate) use json::{is_json_feed, read_json};
pub(crate) use xml::read_xml;

use crate::{Hint, html};

/// What a feed tells of one of its entries, whether or not the entry's text comes with it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Where its page is.
    pub url: Option<String>,
    /// By what the feed knows it; the address where nothing else is given.
    pub id: String,
    /// Headline.
    pub title: Option<String>,
    /// The feed's title.
    pub outlet: Option<String>,
    /// When it was first published, as the feed writes it.
    pub published: Option<String>,
    /// When it was last changed, as the feed writes it.
    pub modified: Option<String>,
}

impl Entry {
    /// What the feed knows of the page, to fill in what the page leaves open.
    pub fn hint(&self) -> Hint {
        Hint {
            name: self.url.clone().unwrap_or_default(),
            published: self.published.clone(),
            outlet: self.outlet.clone(),
            url: self.url.clone(),
            title: self.title.clone(),
            ..Hint::default()
        }
    }
}

/// The entries of a feed (RSS, Atom, JSON Feed), in its order; `None` where `bytes` are none.
pub fn entries(bytes: &[u8]) -> Option<Vec<Entry>> {
    let decoded = crate::decode::decode(bytes, None);
    match crate::format::of(&decoded.text).ok()? {
        crate::format::Format::Feed => Some(xml::entries(&decoded.text)),
        crate::format::Format::Json => json::entries(&decoded.text),
        _ => None,
    }
}

/// An entry's text as paragraphs. Feeds carry HTML, once or twice escaped, or plain text with nothing to tell which.
fn paragraphs(text: &str) -> String {
    if text.contains('<') || (text.contains('&') && text.contains(';')) {
        let lines = html::lines(text);
        let is_escaped_twice = lines.contains("</p>") || lines.contains("<br");
        return if is_escaped_twice { html::lines(&lines) } else { lines };
    }
    crate::decode::with_plain_line_ends(text).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_listed_with_or_without_their_text() {
        let rss = b"<rss><channel><title>Post</title><item><title>A &amp;amp; B</title><link>https://p.example/1</link>\
            <guid>g1</guid><pubDate>Tue, 04 Mar 2031 18:20:00 +0200</pubDate></item><item><guid isPermaLink=\"false\">g2</guid>\
            </item></channel></rss>";
        let [first, second] = &entries(rss).unwrap()[..] else { panic!() };
        assert_eq!(first.url.as_deref(), Some("https://p.example/1"));
        assert_eq!((first.id.as_str(), first.title.as_deref()), ("g1", Some("A & B")));
        assert_eq!((second.id.as_str(), second.url.as_ref()), ("g2", None));
        let json = br#"{"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": [
            {"id": 7, "url": "https://p.example/7", "date_modified": "2031-03-04T18:20:00Z"}]}"#;
        let [only] = &entries(json).unwrap()[..] else { panic!() };
        assert_eq!((only.id.as_str(), only.outlet.as_deref()), ("7", Some("Post")));
        assert_eq!(only.modified.as_deref(), Some("2031-03-04T18:20:00Z"));
    }

    #[test]
    fn what_is_no_feed_has_no_entries() {
        for bytes in [&b"Rain fell."[..], b"<p>Rain</p>", b"{\"id\": \"a\", \"text\": \"x\"}", b""]
        {
            assert_eq!(entries(bytes), None);
        }
    }
}
