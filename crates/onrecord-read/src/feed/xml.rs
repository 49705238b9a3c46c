//! RSS 0.9 to 2.0, Atom, and what holds items of NewsML-G2, read leniently: a feed that breaks off gives the entries before the break.
//!
//! Read with `quick-xml`, so that each entry keeps its own bytes (for the digest) and its dates keep the zone they were
//! given in. It expands no entities but XML's own five, and keeps no stack but ours.

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::newsml;
use crate::draft::Draft;
use crate::error::{Place, ReadError, ReadErrorKind};
use crate::{Hint, Reading, html};

/// An element of an entry: where it stands (`source/title`), and what it holds.
#[derive(Debug, Default)]
pub(super) struct Field {
    path: String,
    attributes: Vec<(String, String)>,
    pub(super) text: String,
    /// Bytes of the feed between its tags.
    pub(super) inside: std::ops::Range<usize>,
}

#[derive(Debug, Default)]
pub(super) struct Entry {
    /// Its element.
    name: String,
    attributes: Vec<(String, String)>,
    fields: Vec<Field>,
    /// Fields whose end tag is still to come, by their place in `fields`.
    open: Vec<usize>,
    /// Bytes of the feed, its own tags included.
    bytes: std::ops::Range<usize>,
}

#[derive(Debug, Default)]
struct Feed {
    title: String,
    language: String,
    entries: Vec<Entry>,
}

/// Reads a feed.
///
/// # Errors
///
/// Broken before its first entry, or without entries.
pub(crate) fn read_xml(xml: &str, hint: &Hint) -> Result<Reading, ReadError> {
    let (feed, broken) = parse(xml);
    let broken = broken.map(|(at, error)| {
        let before = xml.get(..xml.floor_char_boundary(at)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.len() - before.rfind('\n').map_or(0, |end| end + 1) + 1;
        ReadError::new(&hint.name, Some(Place::Column { line, column }), ReadErrorKind::Xml(error))
    });
    if feed.entries.is_empty() {
        let empty = || ReadError::new(&hint.name, None, ReadErrorKind::NoEntries);
        return Err(broken.unwrap_or_else(empty));
    }
    let hint = if feed.entries.len() > 1 { &hint.of_many() } else { hint };
    let mut reading = Reading::default();
    for (number, entry) in (1..).zip(&feed.entries) {
        let bytes = xml.get(entry.bytes.clone()).unwrap_or_default().as_bytes();
        let report = draft(entry, &feed, xml).map(|draft| draft.report(bytes, hint));
        let at = |kind| ReadError::new(&hint.name, Some(Place::Item(number)), kind);
        reading.take(report.map_err(at));
    }
    reading.failed.extend(broken);
    Ok(reading)
}

fn parse(xml: &str) -> (Feed, Option<(usize, quick_xml::Error)>) {
    let mut reader = Reader::from_str(xml);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    config.expand_empty_elements = true;
    let mut feed = Feed::default();
    let mut path: Vec<String> = Vec::new();
    let mut entry: Option<Entry> = None;
    loop {
        let before = position(reader.buffer_position());
        let event = match reader.read_event() {
            Ok(event) => event,
            Err(error) => return (feed, Some((position(reader.error_position()), error))),
        };
        let after = position(reader.buffer_position());
        match event {
            Event::Start(start) => {
                let name = name(&start);
                match &mut entry {
                    None if is_entry(&name) => {
                        entry = Some(Entry {
                            name: name.clone(),
                            attributes: attributes(&start),
                            bytes: before..before,
                            ..Entry::default()
                        });
                    }
                    Some(entry) => entry.begin(&name, &start, after),
                    None => {}
                }
                path.push(name);
            }
            Event::End(_) => {
                let name = path.pop().unwrap_or_default();
                match entry.take() {
                    Some(mut done) if done.name == name && done.open.is_empty() => {
                        done.bytes.end = after;
                        feed.entries.push(done);
                    }
                    Some(mut going_on) => {
                        going_on.end(before);
                        entry = Some(going_on);
                    }
                    None => {}
                }
            }
            Event::Text(text) => add(&mut feed, &path, entry.as_mut(), &text),
            Event::CData(text) => add(&mut feed, &path, entry.as_mut(), &text),
            Event::GeneralRef(text) => add(&mut feed, &path, entry.as_mut(), &resolved(&text)),
            Event::Eof => return (feed, None),
            _ => {}
        }
    }
}

fn position(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// The element's name as feeds commonly write it, whatever prefix they gave Atom or NewsML-G2.
fn name(start: &BytesStart<'_>) -> String {
    let name = start.name().0;
    ["atom:", "nar:"].iter().find_map(|it| name.strip_prefix(it)).unwrap_or(name).to_owned()
}

fn is_entry(name: &str) -> bool {
    matches!(name, "item" | "entry" | newsml::ITEM)
}

fn resolved(reference: &BytesRef<'_>) -> String {
    match reference.resolve_char_ref() {
        Ok(Some(c)) => c.to_string(),
        // What XML does not define (`&nbsp;`) is left for the reader of HTML.
        _ => resolve_predefined_entity(reference)
            .map_or_else(|| format!("&{};", &**reference), str::to_owned),
    }
}

fn add(feed: &mut Feed, path: &[String], entry: Option<&mut Entry>, text: &str) {
    if let Some(entry) = entry {
        let field = entry.open.last().and_then(|at| entry.fields.get_mut(*at));
        if let Some(field) = field {
            field.text.push_str(text);
        }
        return;
    }
    let Some(([.., parent], name)) = path.split_last().map(|(name, above)| (above, name)) else {
        return;
    };
    match (parent.as_str(), name.as_str()) {
        ("channel" | "feed", "title") => feed.title.push_str(text),
        ("channel" | "feed", "language" | "dc:language") => feed.language.push_str(text),
        _ => {}
    }
}

fn attributes(start: &BytesStart<'_>) -> Vec<(String, String)> {
    let mut attributes = start.html_attributes();
    let attributes = attributes.with_checks(false).flatten().take(20).map(|attribute| {
        let value = unescape(&attribute.value).unwrap_or(attribute.value.clone()).into_owned();
        (attribute.key.0.to_owned(), value)
    });
    attributes.collect()
}

impl Entry {
    fn begin(&mut self, name: &str, start: &BytesStart<'_>, after: usize) {
        let above = self.open.last().and_then(|at| self.fields.get(*at));
        // Markup inside an entry's content is taken whole from its bytes; below it nothing is a field.
        let path = match above {
            Some(above) if above.path.matches('/').count() >= 2 => "-".to_owned(),
            Some(above) => format!("{}/{name}", above.path),
            None => name.to_owned(),
        };
        let attributes = attributes(start);
        self.open.push(self.fields.len());
        self.fields.push(Field { path, attributes, text: String::new(), inside: after..after });
    }

    fn end(&mut self, before: usize) {
        if let Some(field) = self.open.pop().and_then(|at| self.fields.get_mut(at)) {
            field.inside.end = before;
        }
    }

    pub(super) fn all<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields.iter().filter(move |field| field.path == path)
    }

    /// The text of the first of `paths` that has any.
    pub(super) fn text(&self, paths: &[&str]) -> Option<String> {
        let mut texts = paths.iter().flat_map(|path| self.all(path)).map(|field| field.text.trim());
        texts.find(|text| !text.is_empty()).map(str::to_owned)
    }

    /// An attribute of the item's own element.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// An attribute of the first field at `path` that has it.
    pub(super) fn first_attribute(&self, path: &str, name: &str) -> Option<String> {
        self.all(path).find_map(|field| field.attribute(name)).map(str::to_owned)
    }

    /// The address of the item itself: RSS's `link`, else Atom's that is the alternate, else a lasting `guid`.
    fn address(&self) -> Option<String> {
        let alternate = |field: &&Field| matches!(field.attribute("rel"), None | Some("alternate"));
        let href = |field: &Field| field.attribute("href").map(str::to_owned);
        let is_address = |url: &String| url.starts_with("http://") || url.starts_with("https://");
        let guid = || {
            let guid =
                self.all("guid").find(|field| field.attribute("isPermaLink") != Some("false"))?;
            Some(guid.text.trim().to_owned())
        };
        let link =
            self.text(&["link"]).or_else(|| self.all("link").filter(alternate).find_map(href));
        link.or_else(guid).filter(is_address)
    }

    /// Its words: the whole before the summary. Atom's own content says of what kind it is.
    fn words(&self, xml: &str) -> Option<String> {
        let paths = ["content:encoded", "content", "description", "summary"];
        let mut fields = paths.iter().flat_map(|path| self.all(path));
        fields.find_map(|field| {
            let text = match field.attribute("type") {
                Some("xhtml" | "application/xhtml+xml") => {
                    html::lines(xml.get(field.inside.clone()).unwrap_or_default())
                }
                Some("text" | "text/plain") => {
                    crate::decode::with_plain_line_ends(&field.text).trim().to_owned()
                }
                _ => super::paragraphs(&field.text),
            };
            (!text.is_empty()).then_some(text)
        })
    }
}

impl Field {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

/// RSS gives authors as `mail@post.example (A. Writer)`; of that, the name.
fn author(entry: &Entry) -> Option<String> {
    let name = entry.text(&["dc:creator", "author/name", "author"])?;
    let inside = name.split_once('(').and_then(|(_, rest)| rest.split_once(')'));
    Some(inside.filter(|_| name.contains('@')).map_or(name.clone(), |(name, _)| name.to_owned()))
}

/// What the feed tells of each entry, text or none.
pub(crate) fn entries(xml: &str) -> Vec<super::Entry> {
    let (feed, _) = parse(xml);
    let heads = feed.entries.iter().map(|entry| {
        let head = head(entry, &feed);
        let named = entry.text(&["guid", "id"]);
        super::Entry {
            id: named.or_else(|| head.url.clone()).unwrap_or_default(),
            url: head.url,
            title: head.title,
            outlet: head.outlet,
            published: head.published,
            modified: head.modified,
        }
    });
    heads.collect()
}

fn draft(entry: &Entry, feed: &Feed, xml: &str) -> Result<Draft, ReadErrorKind> {
    if entry.name == newsml::ITEM {
        return newsml::draft(entry, xml);
    }
    let text = entry.words(xml).ok_or(ReadErrorKind::NoText("<content> or <description>"))?;
    Ok(Draft { text, ..head(entry, feed) })
}

/// Everything but the text.
fn head(entry: &Entry, feed: &Feed) -> Draft {
    let url = entry.address();
    let id = entry.text(&["guid", "id"]).filter(|_| url.is_none()).unwrap_or_default();
    let first = entry.text(&["pubDate", "published", "issued", "dc:date", "dcterms:created"]);
    let updated = entry.text(&["updated", "modified", "dcterms:modified"]);
    let modified = updated.clone().filter(|updated| first.as_ref().is_some_and(|f| f != updated));
    let one = |text: String| if text.contains(['<', '&']) { html::lines(&text) } else { text };
    let language = (!feed.language.is_empty()).then(|| feed.language.clone());
    Draft {
        id,
        title: entry.text(&["title"]).map(one),
        outlet: (!feed.title.is_empty()).then(|| one(feed.title.clone())),
        byline: author(entry),
        credit: entry.text(&["source", "source/title", "dc:source"]).map(one),
        url,
        published: first.or(updated),
        modified,
        language: entry.text(&["dc:language"]).or(language),
        ..Draft::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(xml: &str) -> Reading {
        read_xml(xml, &Hint::named("feed.xml")).unwrap()
    }

    #[test]
    fn rss_is_read() {
        let xml = "<?xml version=\"1.0\"?><rss><channel><title>The Post &amp; Son</title><image><title>no</title></image>\
            <language>en-GB</language><item><title>Rain &amp;#8217;s here</title><link>https://p.example/1</link>\
            <guid>g1</guid><pubDate>Tue, 04 Mar 2031 18:20:00 +0200</pubDate><author>a@p.example (A. Writer)</author>\
            <source url=\"x\">Wire</source><description>No.</description><content:encoded><![CDATA[<p>Rain&nbsp;fell.</p>\
            <p>“So”</p>]]></content:encoded></item><item><guid isPermaLink=\"false\">g2</guid>\
            <description>&lt;p&gt;Snow &amp;amp; ice.&lt;/p&gt;</description></item><item><title>x</title></item></channel></rss>";
        let reading = of(xml);
        let [rain, snow] = &reading.reports[..] else { panic!("{reading:?}") };
        assert_eq!((rain.text.as_str(), snow.text.as_str()), ("Rain fell.\n“So”", "Snow & ice."));
        assert_eq!(rain.title.as_deref(), Some("Rain ’s here"));
        assert_eq!(rain.outlet.as_deref(), Some("The Post & Son"));
        assert_eq!(rain.byline.as_deref(), Some("A. Writer"));
        assert_eq!(rain.credit.as_deref(), Some("Wire"));
        assert_eq!(
            rain.published.as_ref().map(|p| p.at.as_str()),
            Some("2031-03-04T18:20:00+02:00")
        );
        assert_eq!((snow.id.as_str(), snow.url.as_deref()), ("g2", None));
        let item = &xml[xml.find("<item>").unwrap()..xml.find("</item>").unwrap() + 7];
        assert_eq!(rain.sha256, onrecord_model::sha256_hex(item.as_bytes()));
        assert!(reading.failed[0].to_string().starts_with("feed.xml: item 3: no text"));
    }

    #[test]
    fn atom_is_read() {
        let reading = of(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Wire</title><entry><id>urn:1</id>\
            <title type=\"html\">Rain &lt;b&gt;falls&lt;/b&gt;</title><link rel=\"self\" href=\"https://w.example/x\"/>\
            <link href=\"https://w.example/1?a=1&amp;b=2\"/><published>2031-03-04T18:20:00+02:00</published>\
            <updated>2031-03-04T19:00:00+02:00</updated><author><name>A. Writer</name></author>\
            <source><title>Agency</title></source><content type=\"xhtml\"><div><p>One <b>two</b></p><p>Three</p></div></content>\
            </entry></feed>",
        );
        let report = &reading.reports[0];
        assert_eq!(report.text, "One two\nThree");
        assert_eq!(report.title.as_deref(), Some("Rain falls"));
        assert_eq!(report.url.as_deref(), Some("https://w.example/1?a=1&b=2"));
        assert_eq!(
            (report.byline.as_deref(), report.credit.as_deref()),
            (Some("A. Writer"), Some("Agency"))
        );
        assert_eq!(
            report.modified.as_ref().map(|m| m.at.as_str()),
            Some("2031-03-04T19:00:00+02:00")
        );
    }

    #[test]
    fn a_feed_that_breaks_off_gives_what_came_before() {
        let reading = of(
            "<rss><channel><item><description>Rain.</description></item>\n<item><description>Sn",
        );
        assert_eq!(reading.reports.len(), 1);
        let reading =
            of("<rss><item><description>Rain.</description></item>\n<![CDATA[never closed");
        assert_eq!(reading.reports.len(), 1);
        assert!(reading.failed[0].to_string().starts_with("feed.xml:2:"), "{reading:?}");
    }

    #[test]
    fn leaves_alone() {
        let none = read_xml("<rss><channel><title>x</title></channel></rss>", &Hint::named("f"));
        assert!(matches!(none.unwrap_err().kind, ReadErrorKind::NoEntries));
        let bomb = "<!DOCTYPE rss [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\">]><rss><item><title>&b;</title>\
            <description>&b;</description></item></rss>";
        assert_eq!(of(bomb).reports[0].text, "&b;");
        let deep = format!("<rss><item>{}", "<a>".repeat(100_000));
        assert!(read_xml(&deep, &Hint::named("f")).is_err());
    }
}
