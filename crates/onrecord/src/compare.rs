//! The protocol of `onrecord compare --jsonl`: two passages with a marked finding each, or a claim and a report, on one line.

use onrecord_model::{Published, Report};
use onrecord_reconcile::{self as reconcile, Side};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::Engine;

/// A line that was read, ready to be judged.
#[derive(Clone, Debug, PartialEq)]
pub enum Question {
    /// How do two marked findings stand?
    Pair {
        /// The pair's name, as it was given.
        pair: Value,
        /// Two passages, each with its marked code points.
        sides: Box<[(Report, (u32, u32)); 2]>,
        /// Are they figures? Else statements.
        figures: bool,
    },
    /// How does a report stand to a claim?
    Claim {
        /// The pair's name, as it was given.
        pair: Value,
        /// The claim.
        claim: Box<Report>,
        /// The report.
        body: Box<Report>,
    },
}

/// A line that cannot be used: the pair's name, where it has one, and what is wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct BadQuestion {
    /// The pair's name; null where none can be read.
    pub pair: Value,
    /// What is wrong.
    pub error: String,
}

#[derive(Debug, Deserialize)]
struct Line {
    #[serde(default)]
    a: Option<Passage>,
    #[serde(default)]
    b: Option<Passage>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    claim: Option<String>,
    #[serde(default)]
    body: Option<Passage>,
}

#[derive(Debug, Deserialize)]
struct Passage {
    #[serde(default)]
    doc: Option<String>,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    outlet: Option<String>,
    text: String,
    #[serde(default)]
    start: Option<u32>,
    #[serde(default)]
    end: Option<u32>,
}

impl Question {
    /// Reads one line.
    ///
    /// # Errors
    /// Where it is no JSON, lacks a field, or marks what is not in its text.
    pub fn of_line(line: &str) -> Result<Question, BadQuestion> {
        let whole: Value = serde_json::from_str(line).map_err(|cause| BadQuestion {
            pair: Value::Null,
            error: format!("not valid JSON: {cause}"),
        })?;
        let pair = whole.get("pair").cloned().unwrap_or_default();
        let bad = |error: String| BadQuestion { pair: pair.clone(), error };
        let line: Line = serde_json::from_value(whole).map_err(|cause| bad(cause.to_string()))?;
        match line {
            Line { a: Some(a), b: Some(b), kind, .. } => {
                let figures = match kind.as_deref() {
                    Some("figure") => true,
                    Some("statement") => false,
                    _ => return Err(bad("`kind` should be figure or statement".to_owned())),
                };
                let sides = [a.marked().map_err(bad)?, b.marked().map_err(bad)?];
                Ok(Question::Pair { pair, sides: Box::new(sides), figures })
            }
            Line { claim: Some(claim), body: Some(body), .. } => {
                let claim = Box::new(Report { text: claim, ..Report::default() }.sealed());
                Ok(Question::Claim { pair, claim, body: Box::new(body.report()) })
            }
            _ => Err(bad("neither two passages (a, b) nor a claim and a body".to_owned())),
        }
    }

    /// The answer: a JSON object.
    pub fn answer(&self, engine: &Engine) -> Value {
        match self {
            Question::Pair { pair, sides, figures } => {
                let [(one, first), (other, second)] = sides.as_ref();
                let (one, other) = (engine.documented(one), engine.documented(other));
                let a = Side { document: &one.0, findings: &one.1, mark: *first };
                let b = Side { document: &other.0, findings: &other.1, mark: *second };
                let verdict = match figures {
                    true => reconcile::compare_figures(&a, &b, engine.rules()),
                    false => reconcile::compare_statements(&a, &b, engine.rules()),
                };
                let alert = verdict.label.is_dispute() && verdict.confidence >= reconcile::ALERT;
                json!({
                    "pair": pair, "label": verdict.label, "why": verdict.why, "confidence": rounded(verdict.confidence),
                    "same_primary_source": verdict.same_primary_source, "alert": alert,
                })
            }
            Question::Claim { pair, claim, body } => {
                let (claim, body) = (engine.document(claim), engine.document(body));
                let verdict = reconcile::stance(&claim, &body, engine.rules());
                json!({"pair": pair, "label": verdict.label, "why": verdict.why, "confidence": rounded(verdict.confidence)})
            }
        }
    }
}

/// Two places are all that such a number is worth.
fn rounded(confidence: f32) -> f64 {
    (f64::from(confidence) * 100.0).round() / 100.0
}

impl BadQuestion {
    /// The line that stands for it in the output.
    pub fn to_json(&self) -> Value {
        json!({"pair": self.pair, "error": self.error})
    }
}

impl Passage {
    fn marked(self) -> Result<(Report, (u32, u32)), String> {
        let (Some(start), Some(end)) = (self.start, self.end) else {
            return Err("a passage needs `start` and `end`".to_owned());
        };
        if start > end || end as usize > self.text.chars().count() {
            return Err(format!("{start}..{end} is no stretch of the text"));
        }
        Ok((self.report(), (start, end)))
    }

    fn report(self) -> Report {
        Report {
            id: self.doc.unwrap_or_default(),
            text: self.text,
            outlet: self.outlet,
            published: self.date.map(|at| Published { at, inferred: false }),
            ..Report::default()
        }
        .sealed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(text: &str, start: u32, end: u32, kind: &str) -> String {
        let side = json!({"text": text, "start": start, "end": end});
        json!({"pair": "p", "a": side, "b": side, "kind": kind}).to_string()
    }

    #[test]
    fn reads_both_questions() {
        assert!(matches!(
            Question::of_line(&pair("Łódź: 12 hurt", 6, 13, "figure")),
            Ok(Question::Pair { figures: true, .. })
        ));
        let claim =
            json!({"pair": 7, "claim": "It fell.", "body": {"text": "It stands."}}).to_string();
        assert!(matches!(Question::of_line(&claim), Ok(Question::Claim { .. })));
    }

    #[test]
    fn says_what_is_wrong_and_whose_it_is() {
        for (line, pair_name, words) in [
            ("{", Value::Null, "not valid JSON"),
            (r#"{"pair": "x"}"#, json!("x"), "neither"),
            (&pair("short", 2, 9, "figure"), json!("p"), "2..9"),
            (&pair("short", 0, 5, "colour"), json!("p"), "kind"),
            ("[]", Value::Null, "neither"),
        ] {
            let bad = Question::of_line(line).unwrap_err();
            assert!(bad.pair == pair_name && bad.error.contains(words), "{line}: {bad:?}");
        }
    }
}
