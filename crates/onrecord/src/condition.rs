//! Conditions on what is read: which findings somebody wants to be told of.
//!
//! ```
//! use onrecord::condition::Condition;
//! assert!("figures where measure=killed and place=Corrun and low>=10".parse::<Condition>().is_ok());
//! assert!("statements where act=deny and by=\"defence ministry\"".parse::<Condition>().is_ok());
//! assert!("denial by defence ministry".parse::<Condition>().is_ok());
//! assert!("dispute".parse::<Condition>().is_ok());
//! assert!("rumours".parse::<Condition>().is_err());
//! ```
//!
//! Fields are those of the wire format; words are found in any order and case, numbers are compared as numbers. `by` is any link of the
//! chain that answers for the finding, `place` also a place's name.

use std::str::FromStr;

use onrecord_model::{Decimal, Reading, Statement, Voice};
use serde_json::Value;

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Which list of the wire; `None` for disputes.
    list: Option<&'static str>,
    terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Term {
    field: String,
    sign: Sign,
    value: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sign {
    Is,
    IsNot,
    AtLeast,
    AtMost,
    More,
    Less,
}

/// What may stand between field and value; the longer before the shorter that begins it.
const SIGNS: [(&str, Sign); 6] = [
    (">=", Sign::AtLeast),
    ("<=", Sign::AtMost),
    ("!=", Sign::IsNot),
    ("=", Sign::Is),
    (">", Sign::More),
    ("<", Sign::Less),
];

/// What can be asked for: as it is said, and the wire's name.
const LISTS: [(&str, &str); 7] = [
    ("statements", "statements"),
    ("figures", "figures"),
    ("events", "events"),
    ("people", "persons"),
    ("persons", "persons"),
    ("access", "access"),
    ("talks", "talks"),
];

/// Why a condition cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConditionError {
    /// Neither a list of findings nor one of the short forms.
    #[error(
        "`{0}` is no condition; write `figures where measure=killed and place=...`, `denial by ...` or `dispute`"
    )]
    Unknown(String),
    /// A part without a sign.
    #[error("`{0}` says nothing of a field; write it as `measure=killed`, joined by `and`")]
    Term(String),
    /// A comparison with something that is no number.
    #[error("`{0}` compares with something that is no number")]
    Number(String),
}

impl FromStr for Condition {
    type Err = ConditionError;

    fn from_str(text: &str) -> Result<Condition, ConditionError> {
        let text = text.trim();
        let unknown = || ConditionError::Unknown(text.to_owned());
        if text.eq_ignore_ascii_case("dispute") {
            return Ok(Condition { list: None, terms: Vec::new() });
        }
        if let Some(by) = text.strip_prefix("denial by ") {
            let term = |field: &str, value: &str| Term {
                field: field.to_owned(),
                sign: Sign::Is,
                value: unquoted(value).to_owned(),
            };
            return Ok(Condition {
                list: Some("statements"),
                terms: vec![term("act", "deny"), term("by", by)],
            });
        }
        let (list, terms) = match text.split_once(" where ") {
            Some((list, terms)) => (list, Some(terms)),
            None => (text, None),
        };
        let list = LISTS.iter().find(|(said, _)| *said == list.trim()).map(|(_, list)| *list);
        let terms = terms.map(|terms| split(terms).iter().map(|term| Term::read(term)).collect());
        Ok(Condition {
            list: Some(list.ok_or_else(unknown)?),
            terms: terms.transpose()?.unwrap_or_default(),
        })
    }
}

/// Parts between `and`, which may stand inside quotation marks.
fn split(text: &str) -> Vec<String> {
    let (mut parts, mut part, mut quoted) = (Vec::new(), String::new(), false);
    for word in text.split(' ') {
        if word == "and" && !quoted {
            parts.push(std::mem::take(&mut part));
            continue;
        }
        quoted ^= word.matches('"').count() % 2 == 1;
        if !part.is_empty() {
            part.push(' ');
        }
        part.push_str(word);
    }
    parts.push(part);
    parts
}

fn unquoted(value: &str) -> &str {
    value.trim().trim_matches('"').trim()
}

impl Term {
    fn read(text: &str) -> Result<Term, ConditionError> {
        let wrong = || ConditionError::Term(text.trim().to_owned());
        let at = text.find(['=', '<', '>', '!']).ok_or_else(wrong)?;
        let (field, rest) = text.split_at(at);
        let (length, sign) = SIGNS
            .iter()
            .find(|(sign, _)| rest.starts_with(sign))
            .map(|(text, sign)| (text.len(), *sign))
            .ok_or_else(wrong)?;
        let value = unquoted(rest.get(length..).unwrap_or_default()).to_owned();
        let field = field.trim().to_owned();
        if field.is_empty() || value.is_empty() {
            return Err(wrong());
        }
        if !matches!(sign, Sign::Is | Sign::IsNot) && value.parse::<Decimal>().is_err() {
            return Err(ConditionError::Number(text.trim().to_owned()));
        }
        Ok(Term { field, sign, value })
    }

    fn holds(&self, finding: &Value, voice: Option<&Statement>) -> bool {
        let found: Vec<String> = match self.field.as_str() {
            "by" => {
                let own = finding["chain"].as_array().into_iter().flatten();
                let own =
                    own.map(|link| format!("{} {}", text(&link["name"]), text(&link["text"])));
                let voice = voice.into_iter().flat_map(|statement| &statement.chain);
                own.chain(voice.map(|link| format!("{} {}", link.name, link.words.text))).collect()
            }
            // An event's place is its `where` on the wire.
            "place" => {
                [&finding["place"], &finding["where"]].iter().map(|place| text(place)).collect()
            }
            field => vec![text(&finding[field])],
        };
        let number = |text: &String| text.parse::<Decimal>().ok();
        let wanted = self.value.parse::<Decimal>().ok();
        let compare = |holds: fn(&Decimal, &Decimal) -> bool| {
            found
                .iter()
                .filter_map(number)
                .any(|number| wanted.as_ref().is_some_and(|wanted| holds(&number, wanted)))
        };
        let is = || match wanted {
            Some(_) => compare(|a, b| a == b),
            None => found.iter().any(|text| holds_words(text, &self.value)),
        };
        match self.sign {
            Sign::Is => is(),
            Sign::IsNot => !is(),
            Sign::AtLeast => compare(|a, b| a >= b),
            Sign::AtMost => compare(|a, b| a <= b),
            Sign::More => compare(|a, b| a > b),
            Sign::Less => compare(|a, b| a < b),
        }
    }
}

/// All words of a field: a name where it is an object, its items where it is a list.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.strip_prefix("other:").unwrap_or(text).replace('_', " "),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => items.iter().map(text).collect::<Vec<_>>().join(" "),
        Value::Object(fields) => fields.get("name").map(text).unwrap_or_default(),
        _ => String::new(),
    }
}

/// Does `text` hold all words of `wanted`, in any order and case?
fn holds_words(text: &str, wanted: &str) -> bool {
    let words = |text: &str| -> Vec<String> {
        let lower = text.to_lowercase();
        let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_owned).collect()
    };
    let known = words(text);
    words(wanted).iter().all(|word| known.contains(word))
}

impl Condition {
    /// Does it ask for disputes? Those show only beside the rest of the record.
    pub fn is_dispute(&self) -> bool {
        self.list.is_none()
    }

    /// The findings of `reading` of which it holds, with the wire's fields, in text order; none for a dispute.
    pub fn of(&self, reading: &Reading) -> Vec<Value> {
        let Some(list) = self.list else { return Vec::new() };
        let findings = serde_json::to_value(&reading.findings).unwrap_or_default();
        let all = findings[list].as_array().cloned().unwrap_or_default();
        all.into_iter().filter(|finding| self.holds(finding, reading)).collect()
    }

    fn holds(&self, finding: &Value, reading: &Reading) -> bool {
        let voice: Option<Voice> = serde_json::from_value(finding["voice"].clone()).ok();
        let voice = voice.and_then(|voice| reading.statement(&voice).cloned());
        self.terms.iter().all(|term| term.holds(finding, voice.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_model::{Act, Figure, Findings, Id, Link, Place};

    fn reading() -> Reading {
        let link = Link { name: "Orvenia's Defence Ministry".into(), ..Link::default() };
        let denial = Statement {
            id: Id::given("st_1"),
            act: Act::Deny,
            chain: vec![link],
            ..Statement::default()
        };
        let figure = Figure {
            id: Id::given("fi_1"),
            measure: "killed".into(),
            low: Some(12.into()),
            place: Some(Place { name: "Lower Ansted".into(), ..Place::default() }),
            voice: Voice::Statement(Id::given("st_1")),
            ..Figure::default()
        };
        let findings =
            Findings { statements: vec![denial], figures: vec![figure], ..Findings::default() };
        Reading { findings, ..Reading::default() }
    }

    fn met(condition: &str) -> usize {
        condition.parse::<Condition>().unwrap().of(&reading()).len()
    }

    #[test]
    fn holds() {
        for condition in [
            "figures",
            "figures where measure=killed",
            "figures where measure=killed and place=\"lower ansted\"",
            "figures where low>=12 and low<13",
            "figures where by=defence and measure!=injured",
            "denial by defence ministry",
            "statements where act=deny and by=\"ministry defence\"",
        ] {
            assert_eq!(met(condition), 1, "{condition}");
        }
    }

    #[test]
    fn does_not_hold() {
        for condition in [
            "events",
            "figures where measure=injured",
            "figures where low>12",
            "figures where place=Corrun",
            "figures where high<=100",
            "denial by interior ministry",
            "dispute",
        ] {
            assert_eq!(met(condition), 0, "{condition}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_how_to_write_it() {
        for (condition, says) in [
            ("rumours", "is no condition"),
            ("figures where killed", "measure=killed"),
            ("figures where low>=many", "no number"),
            ("figures where =3", "measure=killed"),
        ] {
            let error = condition.parse::<Condition>().unwrap_err().to_string();
            assert!(error.contains(says), "{condition}: {error}");
        }
    }
}
