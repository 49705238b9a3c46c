//! What a request asks for: which part of the record, told apart by what, from where on.

use std::collections::BTreeMap;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use onrecord::boards::Policy;
use onrecord::ledger::{Cursor, Facet, Filter};
use onrecord::model::{Act, FigureKind, VerificationStatus};

use super::problem::Problem;

/// Findings or reports on a page where nothing else is asked for, and at most.
pub(crate) const USUAL: u32 = 50;
/// No page has more.
pub(crate) const MOST: u32 = 200;
/// No value that is asked for is longer, in code points.
pub(crate) const LONGEST: usize = 200;

/// Something that can be asked for.
#[derive(Debug)]
pub(crate) struct Parameter {
    /// Its name in addresses.
    pub(crate) name: &'static str,
    /// What it does.
    pub(crate) about: &'static str,
    /// What it may be.
    pub(crate) takes: Takes,
}

/// What a parameter may be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Takes {
    /// Any words.
    Words,
    /// A day, month or year.
    Day,
    /// A number from one to this.
    Number(u32),
    /// What an earlier answer gave as `next`.
    Cursor,
    /// One of these words.
    One(fn() -> Vec<&'static str>),
}

/// Every parameter there is.
pub(crate) const PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "about",
        about: "Only what holds all these words; words in double quotes only in that order.",
        takes: Takes::Words,
    },
    Parameter {
        name: "since",
        about: "Only reports published on this day or later.",
        takes: Takes::Day,
    },
    Parameter {
        name: "until",
        about: "Only reports published on this day or earlier.",
        takes: Takes::Day,
    },
    Parameter { name: "outlet", about: "Only this publisher.", takes: Takes::Words },
    Parameter { name: "report", about: "Only the report with this id.", takes: Takes::Words },
    Parameter {
        name: "who",
        about: "Only statements that go through somebody whose name holds these letters.",
        takes: Takes::Words,
    },
    Parameter { name: "act", about: "Only this speech act.", takes: Takes::One(acts) },
    Parameter {
        name: "standing",
        about: "Only this step of the anonymity ladder, 0 (named) to 5, or `own` for the report's own voice.",
        takes: Takes::One(standings),
    },
    Parameter {
        name: "verification",
        about: "Only what the report says this of.",
        takes: Takes::One(verifications),
    },
    Parameter {
        name: "topic",
        about: "Only statements that speak of this: the type of an event (`talks`) or the measure of a figure (`killed`).",
        takes: Takes::Words,
    },
    Parameter { name: "measure", about: "Only figures of this measure.", takes: Takes::Words },
    Parameter { name: "kind", about: "Only figures of this kind.", takes: Takes::One(kinds) },
    Parameter { name: "type", about: "Only events of this type.", takes: Takes::Words },
    Parameter {
        name: "status",
        about: "Only events, persons or talks of this status.",
        takes: Takes::Words,
    },
    Parameter { name: "state", about: "Only places in this state.", takes: Takes::Words },
    Parameter {
        name: "with",
        about: "The version to compare with; the one before where none is named.",
        takes: Takes::Words,
    },
    Parameter {
        name: "entry",
        about: "Only what came behind this entry of the record: `last_entry` of an earlier answer.",
        takes: Takes::Number(u32::MAX),
    },
    Parameter {
        name: "policy",
        about: "How the best of a day's figures is chosen; no point is dropped.",
        takes: Takes::One(policies),
    },
    Parameter {
        name: "after",
        about: "Go on from here: `next` of the answer before.",
        takes: Takes::Cursor,
    },
    Parameter { name: "limit", about: "At most so many.", takes: Takes::Number(MOST) },
];

fn policies() -> Vec<&'static str> {
    Policy::ALL.iter().map(|policy| policy.as_str()).collect()
}

fn acts() -> Vec<&'static str> {
    Act::ALL.iter().map(|act| act.as_str()).collect()
}

fn standings() -> Vec<&'static str> {
    vec!["0", "1", "2", "3", "4", "5", "own"]
}

fn verifications() -> Vec<&'static str> {
    VerificationStatus::ALL.iter().map(|status| status.as_str()).collect()
}

fn kinds() -> Vec<&'static str> {
    FigureKind::ALL.iter().map(|kind| kind.as_str()).collect()
}

/// What is asked for, checked. Empty values count as not given, since forms send them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Asked {
    given: BTreeMap<&'static str, String>,
}

impl Asked {
    /// Reads the query of an address. What no page knows is left aside.
    pub(crate) fn read(query: &str) -> Result<Asked, Problem> {
        let mut given = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let Some(parameter) = PARAMETERS.iter().find(|known| known.name == name) else {
                continue;
            };
            let value = value.trim();
            if value.is_empty() {
                continue;
            }
            if value.chars().count() > LONGEST {
                return Err(Problem::asked_wrongly(format!(
                    "`{name}` is longer than {LONGEST} characters"
                )));
            }
            parameter.takes.accept(parameter.name, value)?;
            if given.insert(parameter.name, value.to_owned()).is_some() {
                return Err(Problem::asked_wrongly(format!("`{name}` is given twice")));
            }
        }
        Ok(Asked { given })
    }

    /// What is given for `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.given.get(name).map(String::as_str)
    }

    /// The same as text for a form: empty where nothing is given.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }

    /// Is it given with this value?
    pub(crate) fn is(&self, name: &str, value: &str) -> bool {
        self.get(name) == Some(value)
    }

    /// Which part of the record is meant.
    pub(crate) fn filter(&self) -> Filter {
        let given = |name| self.get(name).map(str::to_owned);
        Filter {
            about: given("about"),
            since: given("since"),
            until: given("until"),
            outlet: given("outlet"),
            report: given("report"),
            ..Filter::default()
        }
    }

    /// What the findings must be.
    pub(crate) fn facets(&self, known: &[(&str, Facet)]) -> Vec<(Facet, String)> {
        let wanted = known.iter().filter_map(|(name, facet)| Some((*facet, self.get(name)?)));
        wanted.map(|(facet, value)| (facet, value.to_owned())).collect()
    }

    /// Where to go on in a list of findings or reports.
    pub(crate) fn after(&self) -> Result<Option<Cursor>, Problem> {
        let Some(written) = self.get("after") else { return Ok(None) };
        let wrong =
            || Problem::asked_wrongly("`after` must be the `next` of an answer of this list");
        Cursor::read(written).map(Some).ok_or_else(wrong)
    }

    /// How many are wanted.
    pub(crate) fn limit(&self) -> u32 {
        self.get("limit").and_then(|number| number.parse().ok()).unwrap_or(USUAL)
    }

    /// The query that asks for this, beginning with `?` where there is any.
    pub(crate) fn query(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&self.given);
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// The query that asks for the same with `name` as `value`, from the beginning; without `name` where it is so already.
    pub(crate) fn turned(&self, name: &'static str, value: &str) -> String {
        let mut turned = self.clone();
        turned.given.remove("after");
        if turned.is(name, value) {
            turned.given.remove(name);
        } else {
            turned.given.insert(name, value.to_owned());
        }
        turned.query()
    }

    /// The query for what comes after `next`.
    pub(crate) fn going_on(&self, next: Cursor) -> String {
        self.from(&next.to_string())
    }

    /// The query for what comes after `next`, as a board has it.
    pub(crate) fn from(&self, next: &str) -> String {
        let mut on = self.clone();
        on.given.insert("after", next.to_owned());
        on.query()
    }
}

impl Takes {
    fn accept(self, name: &str, value: &str) -> Result<(), Problem> {
        let (fits, wanted) = match self {
            Takes::Words => (!value.contains('\0'), "words".to_owned()),
            Takes::Day => (is_day(value), "a day: 2031-03-04, 2031-03 or 2031".to_owned()),
            Takes::Number(most) => {
                let number = value.parse::<u32>();
                (
                    number.is_ok_and(|it| (1..=most).contains(&it)),
                    format!("a number from 1 to {most}"),
                )
            }
            Takes::Cursor => (
                value.len() <= 100 && !value.contains(char::is_control),
                "the `next` of an answer".to_owned(),
            ),
            Takes::One(of) => (of().contains(&value), format!("one of {}", of().join(", "))),
        };
        match fits {
            true => Ok(()),
            false => Err(Problem::asked_wrongly(format!("`{name}` must be {wanted}"))),
        }
    }
}

/// Digits where a day, month or year has them; whether there is such a day is the record's business.
fn is_day(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    parts.iter().all(|part| digits(part)) && matches!(lengths.as_slice(), [4] | [4, 2] | [4, 2, 2])
}

/// Is it a path whose answers are JSON?
pub(crate) fn is_for_programs(path: &str) -> bool {
    path.starts_with("/api/") || path.ends_with(".json")
}

impl<S: Sync> FromRequestParts<S> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Asked, Problem> {
        Asked::read(parts.uri.query().unwrap_or_default())
    }
}

/// Text as one segment of a path.
pub(crate) fn segment(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'~' => {
                out.push(char::from(byte))
            }
            // A segment of dots is a way up.
            b'.' if !text.bytes().all(|byte| byte == b'.') => out.push('.'),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_forms_send_and_leaves_the_empty_aside() {
        let asked = Asked::read("about=dam+burst&act=&outlet=&limit=20&unknown=1").unwrap();
        assert_eq!(
            (asked.get("about"), asked.get("act"), asked.limit()),
            (Some("dam burst"), None, 20)
        );
        assert_eq!(asked.query(), "?about=dam+burst&limit=20");
    }

    #[test]
    fn refuses_what_cannot_be_meant() {
        for wrong in [
            "act=shout",
            "limit=0",
            "limit=1000",
            "since=yesterday",
            "after=1%0A2",
            "act=deny&act=ask",
            "who=%00",
        ] {
            assert!(Asked::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_facet_is_turned_on_and_off() {
        let asked = Asked::read("about=dam&after=3.4").unwrap();
        assert_eq!(asked.turned("act", "deny"), "?about=dam&act=deny".to_owned());
        assert_eq!(Asked::read("act=deny").unwrap().turned("act", "deny"), "");
    }

    #[test]
    fn an_id_is_one_segment_whatever_it_holds() {
        assert_eq!(segment("re_01"), "re_01");
        assert_eq!(segment("../a b/é"), "..%2Fa%20b%2F%C3%A9");
        assert_eq!(segment(".."), "%2E%2E");
    }
}
