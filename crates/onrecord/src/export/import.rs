//! Taking in what another ledger exported.

use onrecord_model::{Published, Reading, Report};
use serde_json::Value;

use super::Recorded;
use crate::wire::{self, Wire};

/// Why a line of another ledger cannot be taken in.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// Not the wire format.
    #[error(
        "not a line of the wire format ({0}); give what `export --format jsonl --full-text` wrote"
    )]
    NotTheWire(#[from] serde_json::Error),
    /// A later version of it.
    #[error("wire format {0}, and this version reads {known}; take a later onrecord", known = wire::VERSION)]
    Later(u32),
    /// The report's text stayed behind, without which no finding can be checked.
    #[error("no text, so that its findings cannot be checked; export it with --full-text")]
    NoText,
    /// The report is not the one that its version names.
    #[error(
        "the report is not the one that its version {given} names (it would be {found}); something changed it on the way"
    )]
    Changed {
        /// The version in the file.
        given: String,
        /// The version that the content has.
        found: String,
    },
    /// The review is not the one that its id names.
    #[error(
        "the review is not the one that its id {given} names (it would be {found}); something changed it on the way"
    )]
    ChangedReview {
        /// The id in the file.
        given: String,
        /// The id that the content has.
        found: String,
    },
    /// A number that no finding can hold.
    #[error("{0} is too large a number for a finding")]
    Number(String),
    /// A finding whose words do not stand in the text.
    #[error(
        "`{words}` does not stand at {start}..{end} of the text; something changed it on the way"
    )]
    NotInText {
        /// The words.
        words: String,
        /// First code point.
        start: u64,
        /// One past the last.
        end: u64,
    },
}

/// One line that [`json_lines`](super::json_lines) wrote with whole texts, checked: the report is the one that its
/// version names, and every finding's words stand where it says.
///
/// # Errors
///
/// See [`ImportError`].
pub fn import_line(line: &str) -> Result<Recorded, ImportError> {
    let value: Value = serde_json::from_str(line)?;
    let head = &value["report"];
    let text = head["text"].as_str().map(str::to_owned);
    let modified: Option<Published> = serde_json::from_value(head["modified"].clone())?;
    let inferred = head["published_inferred"].as_bool().unwrap_or(false);
    let notices: Option<Vec<String>> = serde_json::from_value(head["notices"].clone())?;
    let wire: Wire<'_> = serde_json::from_value(value.clone())?;
    if wire.onrecord > wire::VERSION {
        return Err(ImportError::Later(wire.onrecord));
    }
    let text = text.ok_or(ImportError::NoText)?;
    let given = wire.report;
    let report = Report {
        id: given.id,
        version: String::new(),
        title: given.title,
        outlet: given.outlet,
        byline: given.byline,
        credit: given.credit,
        url: given.url,
        published: given.published.map(|at| Published { at, inferred }),
        modified,
        dateline: given.dateline,
        language: given.language,
        sha256: given.sha256,
        text,
        notices: notices.unwrap_or_default(),
    }
    .sealed();
    if report.version != given.version {
        return Err(ImportError::Changed { given: given.version, found: report.version });
    }
    let chars: Vec<char> = report.text.chars().collect();
    stand_in(&value, &chars)?;
    Ok(Recorded {
        reading: Reading { report, findings: wire.findings.into_owned() },
        engine: wire.engine,
    })
}

/// Do the words of every span stand where it says?
fn stand_in(value: &Value, text: &[char]) -> Result<(), ImportError> {
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| stand_in(item, text)),
        Value::Object(fields) => {
            let number = |name: &str| fields.get(name).and_then(Value::as_u64);
            let words = fields.get("text").and_then(Value::as_str);
            if let (Some(start), Some(end), Some(words)) = (number("start"), number("end"), words) {
                let slice = usize::try_from(start).ok().zip(usize::try_from(end).ok());
                let slice = slice.and_then(|(start, end)| text.get(start..end));
                if !slice.is_some_and(|slice| slice.iter().copied().eq(words.chars())) {
                    let words = words.chars().take(60).collect();
                    return Err(ImportError::NotInText { words, start, end });
                }
            }
            fields.values().try_for_each(|field| stand_in(field, text))
        }
        // Findings keep numbers in half the precision; what does not fit would be infinite there.
        Value::Number(number)
            if number.as_f64().is_none_or(|it| it.abs() > f64::from(f32::MAX)) =>
        {
            Err(ImportError::Number(number.to_string()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture::ferry;
    use crate::export::{Depth, json_lines};

    #[test]
    fn what_was_exported_whole_comes_back_the_same() {
        let recorded = ferry();
        let line = json_lines(std::slice::from_ref(&recorded), Depth::Whole);
        assert_eq!(import_line(line.trim_end()).unwrap(), recorded);
    }

    #[test]
    fn what_was_changed_on_the_way_is_refused() {
        let line = json_lines(&[ferry()], Depth::Whole);
        let wrong = |from: &str, to: &str| {
            let changed = line.replacen(from, to, 1);
            assert_ne!(changed, line);
            import_line(&changed).unwrap_err().to_string()
        };
        assert!(wrong("ran aground", "was sunk").contains("is not the one"));
        assert!(
            wrong("\"text\":\"62 people\"", "\"text\":\"63 people\"").contains("does not stand at")
        );
        assert!(wrong("\"onrecord\":1", "\"onrecord\":9").contains("later onrecord"));
        let quotes = json_lines(&[ferry()], Depth::Quotes);
        assert!(import_line(&quotes).unwrap_err().to_string().contains("--full-text"));
        assert!(import_line("{}").unwrap_err().to_string().contains("wire format"));
    }
}
