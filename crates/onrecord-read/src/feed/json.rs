//! JSON Feed 1 and 1.1.

use serde_json::Value;
use serde_json::value::RawValue;

use crate::draft::Draft;
use crate::error::{Place, ReadError, ReadErrorKind};
use crate::{Hint, Reading};

/// Does the file say that it is a JSON Feed?
pub(crate) fn is_json_feed(value: &Value) -> bool {
    text(value, "version").is_some_and(|version| version.contains("jsonfeed.org/version/"))
}

/// Reads the feed whose JSON is `source`.
///
/// # Errors
///
/// Broken JSON, or no entries.
pub(crate) fn read_json(source: &str, hint: &Hint) -> Result<Reading, ReadError> {
    let whole = |kind| ReadError::new(&hint.name, None, kind);
    // Entries are read as they stand, each with its own bytes.
    let fields: std::collections::BTreeMap<String, &RawValue> =
        serde_json::from_str(source).map_err(|broken| whole(ReadErrorKind::Json(broken)))?;
    let field = |name: &str| {
        let value: Option<String> = serde_json::from_str(fields.get(name)?.get()).ok();
        value
    };
    let items =
        fields.get("items").map_or(Ok(Vec::new()), |items| serde_json::from_str(items.get()));
    let items: Vec<&RawValue> = items.map_err(|broken| whole(ReadErrorKind::Json(broken)))?;
    if items.is_empty() {
        return Err(whole(ReadErrorKind::NoEntries));
    }
    let hint = if items.len() > 1 { &hint.of_many() } else { hint };
    let mut reading = Reading::default();
    for (number, item) in (1..).zip(items) {
        let report = serde_json::from_str(item.get())
            .map_err(ReadErrorKind::Json)
            .and_then(|value| draft(&value))
            .map(|draft| Draft {
                outlet: field("title"),
                language: draft.language.clone().or(field("language")),
                ..draft
            })
            .map(|draft| draft.report(item.get().as_bytes(), hint));
        let at = |kind| ReadError::new(&hint.name, Some(Place::Item(number)), kind);
        reading.take(report.map_err(at));
    }
    Ok(reading)
}

/// What the feed tells of each entry, text or none; `None` where it is no feed.
pub(crate) fn entries(source: &str) -> Option<Vec<super::Entry>> {
    let feed: Value = serde_json::from_str(source).ok()?;
    if !is_json_feed(&feed) {
        return None;
    }
    let items = feed.get("items").and_then(Value::as_array);
    let heads = items.into_iter().flatten().map(|item| {
        let url = text(item, "url").or_else(|| text(item, "external_url"));
        // Version 1 let ids be numbers.
        let number = || item.get("id").and_then(Value::as_u64).map(|id| id.to_string());
        super::Entry {
            id: text(item, "id").or_else(number).or_else(|| url.clone()).unwrap_or_default(),
            url,
            title: text(item, "title"),
            outlet: text(&feed, "title"),
            published: text(item, "date_published"),
            modified: text(item, "date_modified"),
        }
    });
    Some(heads.collect())
}

fn text(value: &Value, key: &str) -> Option<String> {
    value.get(key)?.as_str().map(str::to_owned).filter(|text| !text.trim().is_empty())
}

fn draft(item: &Value) -> Result<Draft, ReadErrorKind> {
    let words = text(item, "content_html")
        .map(|html| super::paragraphs(&html))
        .or_else(|| {
            text(item, "content_text").map(|text| crate::decode::with_plain_line_ends(&text))
        })
        .or_else(|| text(item, "summary"))
        .filter(|words| !words.trim().is_empty())
        .ok_or(ReadErrorKind::NoText("\"content_text\" or \"content_html\""))?;
    let authors: Vec<String> = match item.get("authors").and_then(Value::as_array) {
        Some(authors) => authors.iter().filter_map(|author| text(author, "name")).collect(),
        None => item.get("author").and_then(|author| text(author, "name")).into_iter().collect(),
    };
    let url = text(item, "url");
    Ok(Draft {
        id: text(item, "id").filter(|_| url.is_none()).unwrap_or_default(),
        title: text(item, "title"),
        byline: (!authors.is_empty()).then(|| authors.join(", ")),
        url,
        published: text(item, "date_published"),
        modified: text(item, "date_modified"),
        language: text(item, "language"),
        text: words,
        ..Draft::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FEED: &str = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Post", "language": "en",
        "items": [{"id": "1", "url": "https://p.example/1", "title": "Rain", "content_html": "<p>A &amp; b</p><p>c</p>",
                   "date_published": "2031-03-04T18:20:00+02:00", "authors": [{"name": "A. Writer"}]},
                  {"id": "2", "content_text": "Snow.\r\n"}, {"id": "3"}, 4]}"#;

    #[test]
    fn a_json_feed_is_read() {
        let value: Value = serde_json::from_str(FEED).unwrap();
        assert!(is_json_feed(&value));
        let reading = read_json(FEED, &Hint::named("feed.json")).unwrap();
        let [rain, snow] = &reading.reports[..] else { panic!("{reading:?}") };
        assert_eq!((rain.text.as_str(), snow.text.as_str()), ("A & b\nc", "Snow.\n"));
        assert_eq!((rain.outlet.as_deref(), rain.language.as_deref()), (Some("Post"), Some("en")));
        assert_eq!(rain.byline.as_deref(), Some("A. Writer"));
        assert_eq!(snow.id, "2");
        assert_eq!(reading.failed.len(), 2);
    }

    #[test]
    fn leaves_alone() {
        assert!(!is_json_feed(&serde_json::json!({"version": "3.1"})));
        assert!(!is_json_feed(&serde_json::json!([])));
        let empty = r#"{"version": "https://jsonfeed.org/version/1", "items": []}"#;
        assert!(read_json(empty, &Hint::named("f")).is_err());
    }
}
