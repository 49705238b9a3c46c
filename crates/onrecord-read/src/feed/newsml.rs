//! NewsML-G2, the IPTC's XML for news items, alone or several in a `newsMessage`: words in `inlineXML` (XHTML or NITF) or `inlineData`.

use super::xml::Entry;
use crate::draft::Draft;
use crate::error::ReadErrorKind;
use crate::html;

/// The element that holds one item.
pub(super) const ITEM: &str = "newsItem";

/// Reads one item. `published` is when the item was first made, `modified` when this version of it was.
///
/// # Errors
///
/// No words in it: a picture, or a pointer to words elsewhere.
pub(super) fn draft(item: &Entry, xml: &str) -> Result<Draft, ReadErrorKind> {
    let text = words(item, xml).ok_or(ReadErrorKind::NoText("<inlineXML> or <inlineData>"))?;
    let guid = item.attribute("guid").unwrap_or_default().to_owned();
    let is_address = guid.starts_with("http://") || guid.starts_with("https://");
    let version = item.text(&["itemMeta/versionCreated"]);
    let first = item.text(&["itemMeta/firstCreated", "contentMeta/contentCreated"]);
    let modified = version.clone().filter(|version| first.as_ref().is_some_and(|f| f != version));
    let plain = |text: String| if text.contains(['<', '&']) { html::lines(&text) } else { text };
    let owner =
        named(item, "rightsInfo/copyrightHolder").or_else(|| named(item, "itemMeta/provider"));
    let source = named(item, "contentMeta/infoSource");
    let credit = item.text(&["contentMeta/creditline"]);
    let is_other = |source: &String| owner.as_ref().is_some_and(|owner| owner != source);
    Ok(Draft {
        id: if is_address { String::new() } else { guid.clone() },
        title: item.text(&["contentMeta/headline", "itemMeta/title"]).map(plain),
        byline: item.text(&["contentMeta/by"]).or_else(|| named(item, "contentMeta/creator")),
        credit: credit.or_else(|| source.clone().filter(is_other)),
        outlet: owner.or(source),
        url: is_address.then_some(guid),
        published: first.or(version),
        modified,
        dateline: item
            .text(&["contentMeta/dateline"])
            .or_else(|| named(item, "contentMeta/located")),
        language: item.first_attribute("contentMeta/language", "tag"),
        text,
        notices: notices(item),
        ..Draft::default()
    })
}

fn words(item: &Entry, xml: &str) -> Option<String> {
    let marked = item.all("contentSet/inlineXML").map(|field| {
        let inside = xml.get(field.inside.clone()).unwrap_or_default();
        // The head of a page or of NITF repeats what `contentMeta` says.
        html::lines(inside.find("<body").and_then(|at| inside.get(at..)).unwrap_or(inside))
    });
    let plain =
        item.all("contentSet/inlineData").map(|field| match field.attribute("contenttype") {
            Some(kind) if kind.contains("html") => html::lines(&field.text),
            _ => crate::decode::with_plain_line_ends(&field.text).trim().to_owned(),
        });
    marked.chain(plain).find(|text| !text.trim().is_empty())
}

/// The name of a party or place: in words, else as a literal; a code alone is no name.
fn named(item: &Entry, path: &str) -> Option<String> {
    let name = format!("{path}/name");
    item.text(&[&name]).or_else(|| item.first_attribute(path, "literal"))
}

fn notices(item: &Entry) -> Vec<String> {
    let code = |path: &str| {
        let code = item.first_attribute(path, "qcode")?;
        Some(code.rsplit(':').next().unwrap_or_default().to_owned())
    };
    let mut notices = Vec::new();
    let status = code("itemMeta/pubStatus").filter(|status| status != "usable");
    notices.extend(status.map(|status| format!("the publisher marks this item as {status}")));
    let signal = code("itemMeta/signal").filter(|signal| signal.contains("correction"));
    notices.extend(signal.map(|_| "the publisher marks this version as a correction".to_owned()));
    let until = item.text(&["itemMeta/embargoed"]);
    notices.extend(until.map(|until| format!("under embargo until {until}")));
    let note = item.text(&["itemMeta/edNote"]);
    notices.extend(note.map(|note| format!("editor's note: {}", html::lines(&note))));
    notices
}

#[cfg(test)]
mod tests {
    use crate::{Hint, read};

    const ITEM: &str = "<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid=\"urn:newsml:wire.example:20310304:77\" version=\"2\" \
        standard=\"NewsML-G2\"><catalogRef href=\"x\"/><rightsInfo><copyrightHolder><name>Northern Wire</name></copyrightHolder></rightsInfo>\
        <itemMeta><itemClass qcode=\"ninat:text\"/><provider literal=\"NW\"/><versionCreated>2031-03-04T19:00:00+02:00</versionCreated>\
        <firstCreated>2031-03-04T18:20:00+02:00</firstCreated><pubStatus qcode=\"stat:canceled\"/><signal qcode=\"sig:correction\"/>\
        <edNote>Corrects the toll.</edNote></itemMeta><contentMeta><located><name>Varlow</name></located><creditline>NW/Hill Post</creditline>\
        <by>A. Writer</by><headline>Mill &amp; bridge burn</headline><language tag=\"en\"/></contentMeta><contentSet>\
        <inlineXML contenttype=\"application/xhtml+xml\"><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>no</title></head><body>\
        <p>Nine people died, <b>the mayor</b> said.</p><p>The bridge is shut &amp; guarded.</p></body></html></inlineXML></contentSet></newsItem>";

    #[test]
    fn an_item_is_read() {
        let reading = read(ITEM.as_bytes(), &Hint::named("item.xml")).unwrap();
        let [report] = &reading.reports[..] else { panic!("{reading:?}") };
        assert_eq!(report.text, "Nine people died, the mayor said.\nThe bridge is shut & guarded.");
        assert_eq!(report.id, "urn:newsml:wire.example:20310304:77");
        let told =
            [&report.title, &report.outlet, &report.byline, &report.credit, &report.dateline];
        assert_eq!(
            told.map(|field| field.as_deref().unwrap_or_default()),
            ["Mill & bridge burn", "Northern Wire", "A. Writer", "NW/Hill Post", "Varlow"]
        );
        assert_eq!(report.published.as_ref().unwrap().at, "2031-03-04T18:20:00+02:00");
        assert_eq!(report.modified.as_ref().unwrap().at, "2031-03-04T19:00:00+02:00");
        assert_eq!(report.language.as_deref(), Some("en"));
        let notices = report.notices.join("; ");
        for word in ["canceled", "correction", "Corrects the toll"] {
            assert!(notices.contains(word), "{notices}");
        }
    }

    #[test]
    fn a_message_holds_several_and_pictures_are_named() {
        let nitf = "<newsItem guid=\"b\"><contentSet><inlineXML><nitf><head><title>no</title></head><body><body.content><p>Snow fell.</p>\
            </body.content></body></nitf></inlineXML></contentSet></newsItem>";
        let plain = "<newsItem guid=\"c\"><contentSet><inlineData contenttype=\"text/plain\">Rain fell.\r\nIt stopped.</inlineData></contentSet></newsItem>";
        let picture = "<newsItem guid=\"d\"><contentSet><remoteContent href=\"d.jpg\"/></contentSet></newsItem>";
        let message = format!(
            "<?xml version=\"1.0\"?><newsMessage><header/><itemSet>{ITEM}{nitf}{plain}{picture}</itemSet></newsMessage>"
        );
        let reading = read(message.as_bytes(), &Hint::named("message.xml")).unwrap();
        let texts: Vec<&str> = reading.reports.iter().skip(1).map(|it| it.text.as_str()).collect();
        assert_eq!(texts, ["Snow fell.", "Rain fell.\nIt stopped."]);
        assert_eq!(reading.failed.len(), 1);
        let failed = reading.failed[0].to_string();
        assert!(failed.contains("item 4") && failed.contains("inlineXML"), "{failed}");
    }
}
