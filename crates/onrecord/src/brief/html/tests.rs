//! What a mailed page must hold to, whatever the reports say.

use std::collections::BTreeSet;

use onrecord_reconcile::across::Decisions;
use onrecord_rules::Rules;
use serde_json::Value;

use super::super::fixture::crisis;
use super::super::{BriefOptions, html};
use super::*;

fn page(readings: &[Reading]) -> String {
    let (rules, decided) = (Rules::embedded().unwrap(), Decisions::default());
    html(&Brief::of(readings, &BriefOptions::default(), rules, &decided), readings)
}

/// What stands between `before` and the next `after`, everywhere.
fn all_between<'a>(page: &'a str, before: &str, after: char) -> Vec<&'a str> {
    page.split(before).skip(1).filter_map(|rest| rest.split(after).next()).collect()
}

#[test]
fn every_line_leads_to_its_words() {
    let page = page(&crisis());
    let ids = all_between(&page, " id=\"", '"');
    let unique: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), unique.len(), "an id stands twice");
    let links = all_between(&page, "href=\"#", '"');
    assert!(links.len() > 30);
    for link in links {
        assert!(unique.contains(link), "leads nowhere: {link}");
    }
}

#[test]
fn nothing_is_loaded_and_nothing_runs() {
    let page = page(&crisis());
    for part in ["<script", "<link", "<img", "<iframe", " src=", "@import", "url(", "javascript:"] {
        assert!(!page.contains(part), "{part}");
    }
    assert!(page.contains("default-src &#39;none&#39;") || page.contains("default-src 'none'"));
}

#[test]
fn the_page_is_well_formed() {
    let page = page(&crisis());
    let mut open: Vec<&str> = Vec::new();
    for tag in all_between(&page, "<", '>') {
        let name = tag.split([' ', '\n', '/']).find(|part| !part.is_empty()).unwrap_or_default();
        if tag.starts_with('!') || tag.ends_with('/') || matches!(name, "meta" | "br") {
            continue;
        }
        match tag.strip_prefix('/') {
            Some(closed) => assert_eq!(open.pop(), Some(closed), "in {tag}"),
            None => open.push(name),
        }
    }
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn marks_leave_the_text_as_it_stands() {
    for reading in crisis() {
        let mut plain = String::new();
        for paragraph in marks::paragraphs(&reading) {
            let mut inside = false;
            for character in paragraph.html.chars() {
                match character {
                    '<' => inside = true,
                    '>' => inside = false,
                    _ if !inside => plain.push(character),
                    _ => {}
                }
            }
            plain.push('\n');
        }
        assert_eq!(plain.trim(), escaped(reading.report.text.trim()));
    }
}

#[test]
fn marks_that_cross_are_split_and_named_once() {
    let mut reading = Reading::default();
    reading.report.text = "one two three four".into();
    let words = |start, end| onrecord_model::Words { start, end, text: String::new() };
    let figure = |id: &str, start, end| onrecord_model::Figure {
        id: onrecord_model::Id::given(id),
        words: words(start, end),
        ..Default::default()
    };
    reading.findings.figures = vec![figure("fi_a", 0, 13), figure("fi_b", 8, 18)];
    let html = marks::paragraphs(&reading).remove(0).html;
    let bare = html.replace(" title=\" \"", "");
    assert_eq!(
        bare,
        "<span class=\"figure\" id=\"fi_a\">one two <span class=\"figure\" id=\"fi_b\">three</span></span>\
         <span class=\"figure\"> four</span>"
    );
}

/// Every string of the readings in turn, unless the field takes only certain words.
fn poisoned(reading: &Reading, poison: &str) -> Reading {
    fn strings(value: &Value, at: String, out: &mut Vec<String>) {
        match value {
            Value::String(_) => out.push(at),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    strings(item, format!("{at}/{index}"), out);
                }
            }
            Value::Object(fields) => {
                for (name, field) in fields {
                    strings(field, format!("{at}/{name}"), out);
                }
            }
            _ => {}
        }
    }
    let mut report = serde_json::to_value(&reading.report).unwrap();
    let mut findings = serde_json::to_value(&reading.findings).unwrap();
    let (mut in_report, mut in_findings) = (Vec::new(), Vec::new());
    strings(&report, String::new(), &mut in_report);
    strings(&findings, String::new(), &mut in_findings);
    for at in in_report.iter().filter(|at| !at.starts_with("/published")) {
        let place = report.pointer_mut(at).unwrap();
        *place = Value::String(format!("{poison}{}", place.as_str().unwrap()));
    }
    for at in in_findings {
        let mut tried = findings.clone();
        let place = tried.pointer_mut(&at).unwrap();
        *place = Value::String(format!("{}{poison}", place.as_str().unwrap()));
        if serde_json::from_value::<onrecord_model::Findings>(tried.clone()).is_ok() {
            findings = tried;
        }
    }
    Reading {
        report: serde_json::from_value(report).unwrap(),
        findings: serde_json::from_value(findings).unwrap(),
    }
}

#[test]
fn a_script_in_any_field_stays_words() {
    let poison =
        "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>javascript:x\u{202e}\u{1b}[31m";
    let readings: Vec<Reading> = crisis().iter().map(|reading| poisoned(reading, poison)).collect();
    let page = page(&readings);
    assert!(
        page.contains("&lt;script&gt;") || page.contains("&#60;script&#62;"),
        "nothing was poisoned"
    );
    assert!(!page.contains("<script") && !page.contains("<img"), "markup got through");
    assert!(!page.contains("href=\"javascript"), "an address got through");
    assert!(
        !page.chars().any(|c| c == '\u{202e}' || c == '\u{1b}'),
        "a control character got through"
    );
    // An attribute that was broken open would show as one of its own.
    for tag in all_between(&page, "<", '>') {
        assert!(!tag.contains(" onerror=") || tag.matches('"').count() % 2 == 0, "{tag}");
    }
}
