//! `onrecord review add`

use std::collections::BTreeMap;

use anyhow::bail;
use clap::{Args, ValueEnum};
use onrecord::model::{
    AccessState, Act, ByHand, Comparator, Decimal, Decision, FigureKind, HandFinding, HandSource,
    Medium, SourceKind, Standing,
};

/// Options of [`Add`] as one row of a sheet gives them.
#[derive(Debug, clap::Parser)]
#[command(no_binary_name = true)]
struct Row {
    #[command(flatten)]
    add: Add,
}

/// The finding that these fields make, which are named as the options of `review add` and `kind` for what it is.
pub(crate) fn decision_of(fields: &BTreeMap<String, String>) -> anyhow::Result<Decision> {
    let mut line = vec![fields.get("kind").cloned().unwrap_or_default()];
    for (name, value) in fields.iter().filter(|(name, _)| *name != "kind") {
        line.push(match name.as_str() {
            "flow" => "--flow".to_owned(),
            _ => format!("--{name}={value}"),
        });
    }
    match <Row as clap::Parser>::try_parse_from(line) {
        Ok(row) => row.add.decision(),
        Err(error) => {
            let told = error.to_string();
            let first = told.lines().next().unwrap_or_default();
            bail!("{}", first.trim_start_matches("error: "))
        }
    }
}

/// What no report says, with what it rests on.
#[derive(Debug, Args)]
pub(super) struct Add {
    /// statement, figure, person, access, event.
    kind: Kind,
    /// The words it rests on, as you wrote them down.
    #[arg(long, value_name = "WORDS")]
    words: String,
    /// Where that can be looked up: "notes of the call, page 2".
    #[arg(long, value_name = "WORDS")]
    evidence: String,
    /// The day it is from (2031-03-04).
    #[arg(long, value_name = "DAY", value_parser = day)]
    day: String,
    /// What it was found in: call, picture, table, document, visit, other.
    #[arg(long, default_value = "other", value_parser = medium)]
    medium: Medium,
    /// Who says so; without it, you saw it.
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// How openly the source speaks: named, body, role, sector, source.
    #[arg(long, default_value = "named", value_parser = standing)]
    standing: Standing,
    /// A statement: the speech act.
    #[arg(long, value_parser = act)]
    act: Option<Act>,
    /// A figure: what is measured (killed, held).
    #[arg(long)]
    measure: Option<String>,
    /// A figure: the number; `40-60` for a range, `>=40`, `<60`, `~50`.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    value: Option<String>,
    /// A figure: who or what is counted.
    #[arg(long, value_name = "WORDS")]
    population: Option<String>,
    /// A figure, or access: where.
    #[arg(long, value_name = "NAME")]
    place: Option<String>,
    /// A figure: a count over a window and not a total so far.
    #[arg(long)]
    flow: bool,
    /// A person: the name.
    #[arg(long)]
    name: Option<String>,
    /// A person or an event: held, released, killed; happened, planned.
    #[arg(long)]
    status: Option<String>,
    /// Access: open, closed, limited, suspended, resumed.
    #[arg(long, value_parser = state)]
    state: Option<AccessState>,
    /// An event: attack, release, talks ...
    #[arg(long = "type", value_name = "TYPE")]
    event: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Kind {
    Statement,
    Figure,
    Person,
    Access,
    Event,
}

fn day(given: &str) -> Result<String, String> {
    let shape: String = given.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    (shape == "0000-00-00")
        .then(|| given.to_owned())
        .ok_or_else(|| "a day is written as 2031-03-04".to_owned())
}

fn medium(word: &str) -> Result<Medium, String> {
    Medium::from_word(word)
        .ok_or_else(|| "call, picture, table, document, visit or other".to_owned())
}

fn act(word: &str) -> Result<Act, String> {
    Act::from_word(word).ok_or_else(|| "no such act".to_owned())
}

fn state(word: &str) -> Result<AccessState, String> {
    AccessState::from_word(word)
        .ok_or_else(|| "open, closed, limited, suspended or resumed".to_owned())
}

fn standing(word: &str) -> Result<Standing, String> {
    let words = ["named", "body", "role", "sector", "source"];
    let rung = words.iter().position(|known| *known == word);
    rung.map(|rung| Standing(rung as u8)).ok_or_else(|| format!("one of: {}", words.join(", ")))
}

impl Add {
    pub(super) fn decision(&self) -> anyhow::Result<Decision> {
        if self.words.trim().is_empty() || self.evidence.trim().is_empty() {
            bail!("what is added by hand needs its words and what it rests on")
        }
        let source = self.source.as_ref().map(|name| HandSource {
            name: name.clone(),
            kind: match self.standing {
                Standing::NAMED => SourceKind::Person,
                Standing::BODY => SourceKind::Organisation,
                _ => SourceKind::Role,
            },
            standing: self.standing,
        });
        let found = ByHand {
            medium: self.medium,
            evidence: self.evidence.trim().to_owned(),
            day: self.day.clone(),
            words: self.words.trim().to_owned(),
            source,
            finding: self.finding()?,
        };
        Ok(Decision::Add { found: Box::new(found) })
    }

    fn finding(&self) -> anyhow::Result<HandFinding> {
        Ok(match self.kind {
            Kind::Statement => HandFinding::Statement { act: self.act.unwrap_or_default() },
            Kind::Figure => self.figure()?,
            Kind::Person => HandFinding::Person {
                name: self.name.clone(),
                status: needed(&self.status, "a person", "--status")?,
            },
            Kind::Access => HandFinding::Access {
                place: needed(&self.place, "access", "--place")?,
                state: match self.state {
                    Some(state) => state,
                    None => bail!("access needs --state"),
                },
            },
            Kind::Event => HandFinding::Event {
                event: needed(&self.event, "an event", "--type")?,
                status: self.status.clone().unwrap_or_else(|| "happened".to_owned()),
            },
        })
    }

    fn figure(&self) -> anyhow::Result<HandFinding> {
        let given = needed(&self.value, "a figure", "--value")?;
        let Some((comparator, low, value, high)) = amount(&given) else {
            bail!("`{given}` is no number: write 12, 40-60, >=40, >40, <=60, <60 or ~50")
        };
        Ok(HandFinding::Figure {
            measure: needed(&self.measure, "a figure", "--measure")?,
            value,
            low,
            high,
            comparator,
            population: self.population.clone(),
            place: self.place.clone(),
            count: if self.flow { FigureKind::Flow } else { FigureKind::Stock },
        })
    }
}

fn needed(given: &Option<String>, what: &str, option: &str) -> anyhow::Result<String> {
    match given.as_ref().map(|text| text.trim()).filter(|text| !text.is_empty()) {
        Some(text) => Ok(text.to_owned()),
        None => bail!("{what} needs {option}"),
    }
}

type Amount = (Comparator, Option<Decimal>, Option<Decimal>, Option<Decimal>);

/// Comparator, least, named and greatest value.
fn amount(given: &str) -> Option<Amount> {
    let number = |text: &str| text.trim().replace(',', "").parse::<Decimal>().ok();
    if let Some((low, high)) = given.split_once(['-', '–']).filter(|(low, _)| !low.is_empty()) {
        let (low, high) = (number(low)?, number(high)?);
        return (low <= high).then_some((Comparator::Range, Some(low), None, Some(high)));
    }
    let signs: [(&str, Comparator); 7] = [
        (">=", Comparator::AtLeast),
        ("<=", Comparator::AtMost),
        (">", Comparator::More),
        ("<", Comparator::Less),
        ("~", Comparator::About),
        ("=", Comparator::Equal),
        ("", Comparator::Equal),
    ];
    let (rest, comparator) = signs
        .iter()
        .find_map(|(sign, comparator)| Some((given.strip_prefix(sign)?, *comparator)))?;
    let value = number(rest)?;
    let (low, high) = match comparator {
        Comparator::AtLeast => (Some(value), None),
        Comparator::AtMost => (None, Some(value)),
        Comparator::More => (value.checked_add(Decimal::ONE), None),
        Comparator::Less => (Some(Decimal::ZERO), value.checked_sub(Decimal::ONE)),
        _ => (Some(value), Some(value)),
    };
    Some((comparator, low, Some(value), high))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_typed_as_they_are_printed() {
        let of = |given: &str| {
            amount(given).map(|(sign, low, value, high)| {
                let shown = |n: Option<Decimal>| n.map_or("…".to_owned(), |n| n.to_string());
                format!("{sign} {} {} {}", shown(low), shown(value), shown(high))
            })
        };
        for (given, expected) in [
            ("12", "= 12 12 12"),
            ("1,200", "= 1200 1200 1200"),
            ("40-60", "range 40 … 60"),
            (">=40", ">= 40 40 …"),
            (">40", "> 41 40 …"),
            ("<60", "< 0 60 59"),
            ("~50", "~ 50 50 50"),
        ] {
            assert_eq!(of(given).as_deref(), Some(expected), "{given}");
        }
        for given in ["", "many", "60-40", ">"] {
            assert_eq!(of(given), None, "{given}");
        }
    }

    #[test]
    fn days_are_days() {
        assert!(day("2031-03-04").is_ok() && day("4 March").is_err() && day("2031-3-4").is_err());
    }
}
