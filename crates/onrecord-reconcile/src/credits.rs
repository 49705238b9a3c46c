//! Whose text a report prints: the agency that it credits, by its dateline, its foot, its byline or its credit line.

use onrecord_model::Report;
use onrecord_rules::Rules;

/// Characters at the head of a text in which "(AP)" is a dateline.
const HEAD: usize = 120;
/// Characters at the foot in which "--AFP" or "Additional reporting by agencies" is a credit.
const FOOT: usize = 160;

/// Whom a report credits with its text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Credit {
    /// The agency; `None` where the report says "agencies" and no more.
    pub agency: Option<String>,
    /// The words that say so.
    pub words: String,
}

/// The agency that a report credits with its text, if it does. An agency that is a source in the text ("told Reuters") is none.
pub fn credit(report: &Report, rules: &Rules) -> Option<Credit> {
    let agencies = &rules.agencies;
    let lines = [report.credit.as_deref(), report.byline.as_deref()];
    let lined = lines.into_iter().flatten().find_map(|line| named_in_line(line, rules));
    lined
        .or_else(|| bracketed(head(&report.text), rules))
        .or_else(|| report.dateline.as_deref().and_then(|line| bracketed(line, rules)))
        .or_else(|| at_foot(&report.text, rules))
        .or_else(|| {
            let places = [
                foot(&report.text),
                head(&report.text),
                report.credit.as_deref().unwrap_or_default(),
            ];
            let phrase = agencies.credits.iter().find(|phrase| {
                places.iter().any(|place| place.to_lowercase().contains(phrase.as_str()))
            })?;
            Some(Credit { agency: None, words: phrase.clone() })
        })
}

fn head(text: &str) -> &str {
    let end = text.char_indices().nth(HEAD).map_or(text.len(), |(at, _)| at);
    text.get(..end).unwrap_or_default()
}

fn foot(text: &str) -> &str {
    let text = text.trim_end();
    let start = text.char_indices().rev().nth(FOOT - 1).map_or(0, |(at, _)| at);
    text.get(start..).unwrap_or_default()
}

/// "(AP)", "(Reuters Health)", "(TRT World and Agencies)" is none of a known one.
fn bracketed(head: &str, rules: &Rules) -> Option<Credit> {
    let mut rest = head;
    while let Some((_, after)) = rest.split_once('(') {
        let (inside, behind) = after.split_once(')')?;
        let known = inside.split(['/', ',', '-', '–']).find_map(|part| {
            let words: Vec<&str> = part.split_whitespace().collect();
            let own: Vec<&str> = words
                .iter()
                .copied()
                .filter(|word| !rules.agencies.beside.contains(&word.to_lowercase()))
                .collect();
            let whole = rules.agencies.named(&words.join(" "));
            whole.or_else(|| rules.agencies.named(&own.join(" ")))
        });
        if let Some(name) = known {
            return Some(Credit { agency: Some(name.to_owned()), words: format!("({inside})") });
        }
        rest = behind;
    }
    None
}

/// "By A. Writer, Associated Press", "AFP".
fn named_in_line(line: &str, rules: &Rules) -> Option<Credit> {
    let parts = line.split([',', '|', '/', ';', '(', ')', '–', '—']);
    let name = parts.filter_map(|part| rules.agencies.named(part)).next()?;
    Some(Credit { agency: Some(name.to_owned()), words: line.trim().to_owned() })
}

/// "--AFP", "— Reuters", "[Reuters]", an agency's name on a line of its own.
fn at_foot(text: &str, rules: &Rules) -> Option<Credit> {
    let last = text.trim_end().lines().next_back()?.trim();
    let dash = last.rfind(['-', '–', '—']).and_then(|at| {
        let mark = last.get(at..)?;
        let mark_length = mark.chars().next()?.len_utf8();
        mark.get(mark_length..)
    });
    let bare = |words: &str| {
        let words = words.trim().trim_matches(|c: char| !c.is_alphanumeric());
        rules.agencies.named(words).map(str::to_owned)
    };
    let name = bare(last).or_else(|| dash.and_then(bare))?;
    let words = dash.unwrap_or(last).trim().to_owned();
    Some(Credit { agency: Some(name), words })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agency(report: Report) -> Option<String> {
        credit(&report, Rules::embedded().unwrap())
            .map(|found| found.agency.unwrap_or_else(|| "agencies".into()))
    }

    fn of_text(text: &str) -> Option<String> {
        agency(Report { text: text.into(), ..Report::default() })
    }

    #[test]
    fn reads() {
        for (text, name) in [
            ("VARLOW (AP) — The bridge fell on Monday.", "Associated Press"),
            ("(Reuters) - The bridge fell on Monday.", "Reuters"),
            ("VARLOW, March 4 (Reuters Health) - The clinic is shut.", "Reuters"),
            ("The bridge fell on Monday, police said.--AFP", "Agence France-Presse"),
            ("The bridge fell on Monday.\nAssociated Press", "Associated Press"),
            ("The bridge fell on Monday.\nAdditional reporting by agencies", "agencies"),
        ] {
            assert_eq!(of_text(text).as_deref(), Some(name), "{text}");
        }
        let byline =
            Report { byline: Some("Ada Marr, Associated Press".into()), ..Report::default() };
        assert_eq!(agency(byline).as_deref(), Some("Associated Press"));
    }

    #[test]
    fn leaves_alone() {
        for text in [
            "",
            "The bridge fell on Monday, the mayor told Reuters.",
            "The mayor (Varlow) spoke. The port (PORT) was shut.\nMore on Tuesday.",
            "AP is short for access point. The bridge fell on Monday.",
            "They met the bride - pa",
        ] {
            assert_eq!(of_text(text), None, "{text}");
        }
    }
}
