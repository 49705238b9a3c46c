//! Findings in a few words, as tables need them. Nothing is phrased here: names, values, and signs that join them.

use onrecord::ledger::ReportRow;
use onrecord::model::{Comparator, Decimal, Event, Figure, Link, Statement, Words};

/// Said where nobody else answers for a figure.
pub(crate) const REPORT: &str = "the report";

/// Who says it, outermost first: `Northern Wire ← unnamed official*`. `*` where nobody is named; empty where the report
/// speaks itself.
pub(crate) fn who(statement: &Statement) -> String {
    statement.chain.iter().map(link).collect::<Vec<_>>().join(" ← ")
}

fn link(link: &Link) -> String {
    let name = if link.name.is_empty() { &link.words.text } else { &link.name };
    let unnamed = if link.standing.is_unnamed() { "*" } else { "" };
    format!("{name}{unnamed}")
}

/// What is said, its parts joined by `…`; where there is no content, the words that say so.
pub(crate) fn what(statement: &Statement) -> String {
    let parts = if statement.content.is_empty() { &statement.cue } else { &statement.content };
    joined(parts)
}

fn joined(parts: &[Words]) -> String {
    parts.iter().map(|part| part.text.trim()).collect::<Vec<_>>().join(" … ")
}

/// The number as the words give it: `= 12`, `> 300`, `60–70`, `…` where there is none.
pub(crate) fn value(figure: &Figure) -> String {
    let sign = match figure.comparator {
        Comparator::Equal => "",
        Comparator::About => "~ ",
        Comparator::Less => "< ",
        Comparator::AtMost => "≤ ",
        Comparator::More => "> ",
        Comparator::AtLeast => "≥ ",
        Comparator::Range => {
            return match (figure.low, figure.high) {
                (Some(low), Some(high)) => format!("{}–{}", number(low), number(high)),
                _ => "…".into(),
            };
        }
        Comparator::Vague => "…",
    };
    // "Up to 30" names the end of the interval and no value of its own.
    let named = figure.value.or(figure.low).or(figure.high);
    format!("{sign}{}", named.map(number).unwrap_or_default()).trim_end().to_owned()
}

/// What is counted: population, else unit.
pub(crate) fn counted(figure: &Figure) -> String {
    figure.population.clone().or_else(|| figure.unit.clone()).unwrap_or_default()
}

/// As of when: the day, the end of a window, or from when on (`2031-03-03 –`).
pub(crate) fn when(figure: &Figure) -> String {
    let end = figure.as_of.as_ref().or(figure.window.as_ref().map(|[_, to]| to));
    match (end, &figure.since) {
        (Some(day), _) => day.clone(),
        (None, Some(since)) => format!("{since} –"),
        (None, None) => String::new(),
    }
}

/// Its type, as people write it: `state of emergency`, not `other:state_of_emergency`.
pub(crate) fn kind(event: &Event) -> String {
    event.kind.strip_prefix("other:").unwrap_or(&event.kind).replace('_', " ")
}

/// Who took part, those who act before an arrow and those it is done to behind it: `rebels → two engineers`.
pub(crate) fn cast(event: &Event) -> String {
    let acts = |role: &str| matches!(role, "actor" | "party" | "mediator" | "instrument");
    let side = |wanted: bool| {
        let of = event.participants.iter().filter(|p| acts(&p.role) == wanted);
        of.map(|p| p.words.text.as_str()).collect::<Vec<_>>().join(", ")
    };
    match (side(true), side(false)) {
        (by, to) if to.is_empty() => by,
        (by, to) if by.is_empty() => format!("→ {to}"),
        (by, to) => format!("{by} → {to}"),
    }
}

/// The report itself, by its outlet's name where it has one.
pub(crate) fn own_voice(row: Option<&ReportRow>) -> String {
    match row.and_then(|row| row.report.outlet.as_ref()) {
        Some(outlet) => format!("{outlet}, own voice"),
        None => REPORT.to_owned(),
    }
}

/// `9,770`: digits in groups of three.
fn number(value: Decimal) -> String {
    let text = value.normalize().to_string();
    let (whole, fraction) =
        text.split_once('.').map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::from(sign);
    for (at, digit) in digits.chars().enumerate() {
        // A year or a house number reads worse with a comma than a toll without one.
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    fraction.map_or(grouped.clone(), |fraction| format!("{grouped}.{fraction}"))
}

/// Day of publication.
pub(crate) fn day(row: Option<&ReportRow>) -> String {
    let published = row.and_then(|row| row.report.published.as_ref());
    published.map_or_else(String::new, |published| published.day().to_owned())
}

/// Who published it.
pub(crate) fn outlet(row: Option<&ReportRow>) -> String {
    row.and_then(|row| row.report.outlet.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord::model::Standing;

    fn figure(comparator: Comparator, low: Option<i64>, high: Option<i64>) -> String {
        let low = low.map(Decimal::from);
        let high = high.map(Decimal::from);
        value(&Figure { comparator, low, high, ..Figure::default() })
    }

    #[test]
    fn values_keep_what_the_words_said_about_them() {
        for (said, shown) in [
            ((Comparator::Equal, Some(12), Some(12)), "12"),
            ((Comparator::More, Some(9770), None), "> 9,770"),
            ((Comparator::AtMost, None, Some(1_200_000)), "≤ 1,200,000"),
            ((Comparator::Range, Some(60), Some(70)), "60–70"),
            ((Comparator::Vague, None, None), "…"),
        ] {
            assert_eq!(figure(said.0, said.1, said.2), shown);
        }
    }

    #[test]
    fn a_chain_reads_from_the_outside_in() {
        let link = |name: &str, standing| Link { name: name.into(), standing, ..Link::default() };
        let statement = Statement {
            chain: vec![link("Northern Wire", Standing::BODY), link("an official", Standing::ROLE)],
            ..Statement::default()
        };
        assert_eq!(who(&statement), "Northern Wire ← an official*");
        assert_eq!(who(&Statement::default()), "");
    }
}
