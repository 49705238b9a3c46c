//! Reports as JSON: one object a line, one object, or one list of objects.

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use onrecord_model::Report;

use crate::draft::Draft;
use crate::error::{Place, ReadError, ReadErrorKind};
use crate::{Hint, LARGEST, Reading, feed, ninjs};

/// Reads one line of JSON Lines, `{"id", "text", "title"?, "published"?, "outlet"?, "url"?, "dateline"?}`, or a ninjs
/// item on one line; `number` counts lines from 1.
///
/// `text` is kept code point for code point, line ends and all, since offsets of other programs count in it. An empty
/// `text` is a report with nothing in it; further fields are passed over.
///
/// # Errors
///
/// Broken JSON (with its column), no `text`, a field that is not a string, a text of more than 20 MB.
///
/// ```
/// let line = r#"{"id": "a1", "text": "Rain fell.\r\n", "published": "2031-03-04"}"#;
/// let report = onrecord_read::json_line(line, "in.jsonl", 1)?;
/// assert_eq!((report.id.as_str(), report.text.as_str()), ("a1", "Rain fell.\r\n"));
/// # Ok::<(), onrecord_read::ReadError>(())
/// ```
pub fn json_line(line: &str, name: &str, number: usize) -> Result<Report, ReadError> {
    line_report(line, &Hint::named(name), number)
}

fn line_report(line: &str, hint: &Hint, number: usize) -> Result<Report, ReadError> {
    let line = line.trim_start_matches('\u{feff}').trim_end_matches(['\r', '\n']);
    let value: Value = serde_json::from_str(line).map_err(|broken| {
        let place = Place::Column { line: number, column: broken.column() };
        ReadError::new(&hint.name, Some(place), ReadErrorKind::Json(broken))
    })?;
    object(&value, line, hint)
        .map_err(|kind| ReadError::new(&hint.name, Some(Place::Line(number)), kind))
}

/// Reads a whole file of JSON.
pub(crate) fn read(text: &str, hint: &Hint) -> Result<Reading, ReadError> {
    let broken = match serde_json::from_str::<&RawValue>(text.trim()) {
        Ok(whole) => return document(whole.get(), hint),
        Err(broken) => broken,
    };
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let is_object = |line: &str| matches!(serde_json::from_str(line), Ok(Value::Object(_)));
    if lines.clone().count() > 1 && lines.any(is_object) {
        return Ok(json_lines(text, &hint.of_many()));
    }
    let place = Place::Column { line: broken.line(), column: broken.column() };
    Err(ReadError::new(&hint.name, Some(place), ReadErrorKind::Json(broken)))
}

fn json_lines(text: &str, hint: &Hint) -> Reading {
    let mut reading = Reading::default();
    for (number, line) in (1..).zip(text.split('\n')) {
        if line.trim().is_empty() {
            continue;
        }
        reading.take(line_report(line, hint, number));
    }
    reading
}

/// One JSON value that is the whole file.
fn document(source: &str, hint: &Hint) -> Result<Reading, ReadError> {
    let whole = |kind| ReadError::new(&hint.name, None, kind);
    let json = |broken| whole(ReadErrorKind::Json(broken));
    let mut reading = Reading::default();
    if source.starts_with('[') {
        let items: Vec<&RawValue> = serde_json::from_str(source).map_err(json)?;
        if items.is_empty() {
            return Err(whole(ReadErrorKind::UnknownJson));
        }
        let hint = if items.len() > 1 { &hint.of_many() } else { hint };
        for (number, item) in (1..).zip(items) {
            let report = serde_json::from_str(item.get())
                .map_err(ReadErrorKind::Json)
                .and_then(|value| object(&value, item.get(), hint))
                .map_err(|kind| ReadError::new(&hint.name, Some(Place::Item(number)), kind));
            reading.take(report);
        }
        return Ok(reading);
    }
    let value: Value = serde_json::from_str(source).map_err(json)?;
    if feed::is_json_feed(&value) {
        return feed::read_json(source, hint);
    }
    reading.reports.push(object(&value, source, hint).map_err(whole)?);
    Ok(reading)
}

/// One object of either kind; `source` is its own text, for the digest.
fn object(value: &Value, source: &str, hint: &Hint) -> Result<Report, ReadErrorKind> {
    let fields = value.as_object().ok_or(ReadErrorKind::UnknownJson)?;
    let draft = if ninjs::is_one(fields) { ninjs::draft(fields)? } else { draft(fields)? };
    if draft.text.len() > LARGEST {
        return Err(ReadErrorKind::TooLarge(draft.text.len(), LARGEST));
    }
    Ok(draft.report(source.as_bytes(), hint))
}

fn draft(fields: &Map<String, Value>) -> Result<Draft, ReadErrorKind> {
    if !fields.contains_key("text") && !fields.contains_key("id") {
        return Err(ReadErrorKind::UnknownJson);
    }
    let text = string(fields, "text")?.ok_or(ReadErrorKind::NoText("the field \"text\""))?;
    Ok(Draft {
        id: string(fields, "id")?.unwrap_or_default(),
        title: string(fields, "title")?,
        outlet: string(fields, "outlet")?,
        byline: string(fields, "byline")?,
        credit: string(fields, "credit")?,
        url: string(fields, "url")?,
        published: string(fields, "published")?,
        modified: string(fields, "modified")?,
        dateline: string(fields, "dateline")?,
        language: string(fields, "language")?,
        text,
        ..Draft::default()
    })
}

/// The string under `key`; `null` counts as not there, and an id may be a number.
fn string(fields: &Map<String, Value>, key: &'static str) -> Result<Option<String>, ReadErrorKind> {
    match fields.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(value)) => Ok(Some(value.clone())),
        Some(Value::Number(number)) if key == "id" => Ok(Some(number.to_string())),
        Some(_) => Err(ReadErrorKind::NotAString(key)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_in_json_is_kept_as_it_is() {
        let text = " \r\nCORRUN — “Más”\u{feff}\u{a0}\t👩‍🚒 \n";
        let line = serde_json::json!({"id": "a", "text": text, "more": [1]}).to_string();
        assert_eq!(json_line(&line, "-", 1).unwrap().text, text);
    }

    #[test]
    fn a_broken_line_does_not_stop_the_others() {
        let text = "{\"id\": 7, \"text\": \"Rain.\"}\n\n{\"id\": \"b\"}\n{\"id\": }\r\n{\"id\":\"c\",\"text\":\"\"}\n";
        let reading = read(text, &Hint::named("in.jsonl")).unwrap();
        let ids: Vec<&str> = reading.reports.iter().map(|report| report.id.as_str()).collect();
        assert_eq!(ids, ["7", "c"]);
        let failed: Vec<String> = reading.failed.iter().map(ToString::to_string).collect();
        assert!(failed[0].starts_with("in.jsonl:3: no text"), "{failed:?}");
        assert!(failed[1].starts_with("in.jsonl:4:8: not valid JSON"), "{failed:?}");
    }

    #[test]
    fn one_object_and_a_list_are_read() {
        let hint = Hint { url: Some("https://p.example/1".into()), ..Hint::named("in.json") };
        let one = read("{\n \"text\": \"Rain.\"\n}\n", &hint).unwrap();
        assert_eq!(one.reports[0].url, hint.url);
        let list = "[{\"text\": \"Rain.\"}, {\"text\": 5}, 6, {\"text\": \"Snow.\"}]";
        let list = read(list, &hint).unwrap();
        assert_eq!((list.reports.len(), list.failed.len()), (2, 2));
        assert_eq!(list.reports[0].url, None);
        assert!(list.failed[0].to_string().starts_with("in.json: item 2: `text` is not a string"));
    }

    #[test]
    fn what_is_no_report_is_refused() {
        for (text, says) in [
            ("{\"id\": \"a\", \"text\": \"x\"", "in.json:1:23: not valid JSON"),
            ("{\"name\": \"a\"}", "JSON without a report"),
            ("[]", "JSON without a report"),
            ("{\"text\": null}", "no text"),
        ] {
            let error = read(text, &Hint::named("in.json")).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
        let deep = "[{\"a\":".repeat(50_000);
        assert!(read(&deep, &Hint::named("in.json")).is_err());
    }
}
