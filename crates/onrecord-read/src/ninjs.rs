//! ninjs, the IPTC's JSON for news items: 1.x (lower case, `body_text`), 2.x and 3.x (`headlines`, `bodies`).

use serde_json::{Map, Value};

use crate::draft::Draft;
use crate::error::ReadErrorKind;
use crate::html;

type Object = Map<String, Value>;

/// Is this a ninjs item? `uri` is its only required field, so one of those that carry the words must stand with it.
pub(crate) fn is_one(fields: &Object) -> bool {
    let carries = |key: &String| {
        matches!(
            key.as_str(),
            "headlines" | "bodies" | "headline" | "versioncreated" | "versionCreated"
        ) || key.starts_with("body_")
            || key.starts_with("headline_")
    };
    fields.contains_key("uri") && !fields.contains_key("text") && fields.keys().any(carries)
}

/// Reads one item. `published` is when the item was first made, `modified` when this version of it was.
///
/// # Errors
///
/// No body with words in it.
pub(crate) fn draft(fields: &Object) -> Result<Draft, ReadErrorKind> {
    let text = body(fields).filter(|text| !text.trim().is_empty());
    let text = text.ok_or(ReadErrorKind::NoText("\"bodies\" or \"body_text\""))?;
    let uri = string(fields, &["uri"]).unwrap_or_default();
    let is_address = uri.starts_with("http://") || uri.starts_with("https://");
    let first = string(fields, &["firstCreated", "firstcreated"]);
    let version = string(fields, &["versionCreated", "versioncreated"]);
    let (origin, others) = sources(fields);
    let own = string(fields, &["copyrightHolder", "copyrightholder", "provider", "publisher"]);
    let modified = version.clone().filter(|version| first.as_ref().is_some_and(|f| f != version));
    Ok(Draft {
        id: if is_address { String::new() } else { uri.clone() },
        title: headline(fields),
        outlet: own.or(origin),
        byline: string(fields, &["by", "byline"]),
        credit: string(fields, &["creditLine", "creditline"]).or(others),
        url: string(fields, &["url", "webUrl"]).or(is_address.then_some(uri)),
        published: first.or(version),
        modified,
        dateline: string(fields, &["located"]),
        language: string(fields, &["language"]),
        text,
        notices: notices(fields),
        ..Draft::default()
    })
}

/// The first of `keys` that has a string, or an object with a name.
fn string(fields: &Object, keys: &[&str]) -> Option<String> {
    let text =
        |value: &Value| value.as_str().or_else(|| value.get("name")?.as_str()).map(str::to_owned);
    let mut values = keys.iter().filter_map(|key| fields.get(*key));
    values.find_map(text).filter(|text| !text.trim().is_empty())
}

fn list<'a>(fields: &'a Object, keys: &[&str]) -> &'a [Value] {
    let mut values = keys.iter().filter_map(|key| fields.get(*key)?.as_array());
    values.next().map_or(&[], Vec::as_slice)
}

fn part<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn headline(fields: &Object) -> Option<String> {
    let headlines = list(fields, &["headlines"]);
    let main = headlines.iter().find(|headline| matches!(part(headline, "role"), "main" | ""));
    let value = main.or(headlines.first()).map(|headline| part(headline, "value").to_owned());
    let older = || {
        let mut keys = fields.iter().filter(|(key, _)| key.starts_with("headline_"));
        keys.find_map(|(_, value)| value.as_str().map(str::to_owned))
    };
    let value = value.or_else(|| string(fields, &["headline"])).or_else(older)?;
    Some(if value.contains(['<', '&']) { html::lines(&value) } else { value })
}

/// The words: the main body before others, plain before marked up, a summary only where there is nothing else.
fn body(fields: &Object) -> Option<String> {
    let plain = |kind: &str| kind.is_empty() || kind.starts_with("text/plain");
    let rank = |body: &&Value| {
        let role = part(body, "role");
        (
            matches!(role, "summary" | "abstract" | "caption"),
            !matches!(role, "main" | ""),
            !plain(part(body, "contentType")),
        )
    };
    let bodies = list(fields, &["bodies"]).iter().filter(|body| !part(body, "value").is_empty());
    if let Some(body) = bodies.min_by_key(rank) {
        return Some(words(part(body, "value"), plain(part(body, "contentType"))));
    }
    if let Some(text) = string(fields, &["body_text"]) {
        return Some(words(&text, true));
    }
    let older = ["body_html", "body_xhtml"].iter().find_map(|key| string(fields, &[key]));
    let other = || {
        let mut bodies = fields.iter().filter(|(key, _)| key.starts_with("body_"));
        bodies.find_map(|(_, value)| value.as_str().map(str::to_owned))
    };
    older.or_else(other).map(|text| words(&text, false))
}

fn words(text: &str, plain: bool) -> String {
    if plain { crate::decode::with_plain_line_ends(text) } else { html::lines(text) }
}

/// Who made the item and who else is credited, from `infoSources`.
fn sources(fields: &Object) -> (Option<String>, Option<String>) {
    let sources = list(fields, &["infoSources", "infosources", "infosource"]);
    let is_origin = |source: &&Value| matches!(part(source, "role"), "origin" | "publisher" | "");
    let origin = sources.iter().find(is_origin).map(|source| part(source, "name"));
    let others: Vec<&str> = sources
        .iter()
        .map(|source| part(source, "name"))
        .filter(|name| !name.is_empty() && Some(*name) != origin)
        .collect();
    let credit = (!others.is_empty()).then(|| others.join("; "));
    (origin.filter(|name| !name.is_empty()).map(str::to_owned), credit)
}

fn notices(fields: &Object) -> Vec<String> {
    let mut notices = Vec::new();
    let status = string(fields, &["pubStatus", "pubstatus"]).filter(|status| status != "usable");
    notices.extend(status.map(|status| format!("the publisher marks this item as {status}")));
    let until = string(fields, &["embargoedUntil", "embargoed"]);
    notices.extend(until.map(|until| format!("under embargo until {until}")));
    let note = string(fields, &["edNote", "ednote"]);
    notices.extend(note.map(|note| format!("editor's note: {note}")));
    notices
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(json: &str) -> Result<Draft, ReadErrorKind> {
        let value: Value = serde_json::from_str(json).unwrap();
        draft(value.as_object().unwrap())
    }

    #[test]
    fn version_3_is_read() {
        let item = of(r#"{"uri": "https://w.example/1", "firstCreated": "2031-03-09T14:02:00+02:00",
            "versionCreated": "2031-03-09T15:30:00+02:00", "by": "A. One", "located": "Talmere",
            "headlines": [{"role": "short", "value": "S"}, {"role": "main", "value": "Pause"}],
            "bodies": [{"role": "summary", "contentType": "text/plain", "value": "No."},
                       {"role": "main", "contentType": "text/html", "value": "<p>A &amp; b.</p><p>“C”</p>"}],
            "infoSources": [{"name": "Wire", "role": "origin"}, {"name": "Ministry", "role": "cooperation"}],
            "pubStatus": "canceled"}"#)
        .unwrap();
        assert_eq!((item.title.as_deref(), item.text.as_str()), (Some("Pause"), "A & b.\n“C”"));
        assert_eq!(
            (item.outlet.as_deref(), item.credit.as_deref()),
            (Some("Wire"), Some("Ministry"))
        );
        assert_eq!(item.published.as_deref(), Some("2031-03-09T14:02:00+02:00"));
        assert_eq!(item.modified.as_deref(), Some("2031-03-09T15:30:00+02:00"));
        assert_eq!(item.url.as_deref(), Some("https://w.example/1"));
        assert_eq!(item.notices, ["the publisher marks this item as canceled"]);
    }

    #[test]
    fn version_1_is_read() {
        let item = of(
            r#"{"uri": "urn:w:1", "versioncreated": "2031-03-09T15:30:00Z", "headline": "Pause",
            "body_xhtml": "<p>x</p>", "body_text": "A.\r\nB.", "copyrightholder": "Wire"}"#,
        )
        .unwrap();
        assert_eq!((item.id.as_str(), item.text.as_str(), item.url), ("urn:w:1", "A.\nB.", None));
        assert_eq!(item.published.as_deref(), Some("2031-03-09T15:30:00Z"));
        assert_eq!((item.modified, item.outlet.as_deref()), (None, Some("Wire")));
    }

    #[test]
    fn leaves_alone() {
        assert!(of(r#"{"uri": "urn:w:1", "headline": "x"}"#).is_err());
        assert!(of(r#"{"uri": "urn:w:1", "bodies": [{"value": 5}, 6]}"#).is_err());
        for json in [
            r#"{"uri": "x"}"#,
            r#"{"headline": "x"}"#,
            r#"{"uri": "x", "text": "y", "headline": "z"}"#,
        ] {
            assert!(
                !is_one(serde_json::from_str::<Value>(json).unwrap().as_object().unwrap()),
                "{json}"
            );
        }
    }
}
