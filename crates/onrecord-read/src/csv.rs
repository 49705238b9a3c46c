//! A table of reports: a line of column names, then a report a line.

use crate::draft::Draft;
use crate::error::{Place, ReadError, ReadErrorKind};
use crate::{Hint, LARGEST, Reading};

/// What columns may be called, by what they hold.
const COLUMNS: [(&str, &[&str]); 9] = [
    ("text", &["text", "body", "content", "article", "full_text", "fulltext"]),
    ("id", &["id", "report_id", "article_id", "uid"]),
    ("title", &["title", "headline"]),
    (
        "published",
        &[
            "published",
            "date",
            "published_at",
            "publish_date",
            "publication_date",
            "pubdate",
            "datetime",
        ],
    ),
    ("outlet", &["outlet", "source", "publisher", "publication", "media"]),
    ("url", &["url", "link", "address"]),
    ("byline", &["byline", "author", "authors"]),
    ("dateline", &["dateline"]),
    ("language", &["language", "lang"]),
];

/// What may stand between columns.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// What stands between the columns, where the first line names at least two that we know, one of them of text.
pub(crate) fn separator(text: &str) -> Option<u8> {
    let first = text.lines().next()?;
    // A headline may hold commas; it does not consist of the names of columns.
    SEPARATORS.into_iter().find(|separator| {
        let names: Vec<&str> = first
            .split(char::from(*separator))
            .map(|name| column(name).unwrap_or_default())
            .collect();
        names.contains(&"text") && names.iter().filter(|name| !name.is_empty()).count() >= 2
    })
}

fn column(name: &str) -> Option<&'static str> {
    let name = name.trim().trim_matches('"').trim().to_lowercase().replace([' ', '-'], "_");
    COLUMNS.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(column, _)| *column)
}

/// Reads the table; columns of other names are passed over.
pub(crate) fn read(text: &str, separator: u8, hint: &Hint) -> Reading {
    let mut rows =
        csv::ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let names: Vec<Option<&'static str>> =
        rows.headers().map(|names| names.iter().map(column).collect()).unwrap_or_default();
    let hint = hint.of_many();
    let mut reading = Reading::default();
    for row in rows.records() {
        let row = match row {
            Ok(row) => row,
            Err(broken) => {
                let line =
                    broken.position().map_or(0, |at| usize::try_from(at.line()).unwrap_or(0));
                let place = Some(Place::Line(line));
                reading.failed.push(ReadError::new(&hint.name, place, ReadErrorKind::Csv(broken)));
                continue;
            }
        };
        let line = row.position().map_or(0, |at| usize::try_from(at.line()).unwrap_or(0));
        let field = |wanted: &str| {
            let at = names.iter().position(|name| *name == Some(wanted))?;
            row.get(at).filter(|value| !value.trim().is_empty()).map(str::to_owned)
        };
        let at = |kind| ReadError::new(&hint.name, Some(Place::Line(line)), kind);
        let Some(text) = field("text") else {
            reading.failed.push(at(ReadErrorKind::NoText("the column \"text\"")));
            continue;
        };
        if text.len() > LARGEST {
            reading.failed.push(at(ReadErrorKind::TooLarge(text.len(), LARGEST)));
            continue;
        }
        let draft = Draft {
            id: field("id").unwrap_or_default(),
            title: field("title"),
            outlet: field("outlet"),
            byline: field("byline"),
            url: field("url"),
            published: field("published"),
            dateline: field("dateline"),
            language: field("language"),
            text: crate::decode::with_plain_line_ends(&text),
            ..Draft::default()
        };
        reading.reports.push(draft.report(row.as_slice().as_bytes(), &hint));
    }
    reading
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_go_by_their_names_in_any_order() {
        let text = "Outlet;Publication Date;notes;Body\nValley Post;2031-03-04;x;\"Rain fell;\r\nit stopped.\"\nWire;;;Snow.\n;;;\n";
        let reading = read(text, separator(text).unwrap(), &Hint::named("a.csv"));
        let [rain, snow] = &reading.reports[..] else { panic!("{reading:?}") };
        assert_eq!(rain.text, "Rain fell;\nit stopped.");
        assert_eq!(rain.published.as_ref().map(|at| at.at.as_str()), Some("2031-03-04"));
        assert_eq!(
            (rain.outlet.as_deref(), snow.outlet.as_deref()),
            (Some("Valley Post"), Some("Wire"))
        );
        assert_eq!(reading.failed.len(), 1);
        assert!(
            reading.failed[0].to_string().starts_with("a.csv:5: no text"),
            "{:?}",
            reading.failed
        );
    }

    #[test]
    fn a_text_is_no_table() {
        for text in [
            "Rain, text and body fell.",
            "Title, date\nRain fell.",
            "text\nRain fell.",
            "Text: the body, the date",
            "",
        ] {
            assert_eq!(separator(text), None, "{text}");
        }
        for text in ["id,text\n", "\"text\"\t\"url\"\nx", "text|title"] {
            assert!(separator(text).is_some(), "{text}");
        }
    }
}
