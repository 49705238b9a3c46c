//! Numbers that are some of a greater one, ages that count nobody, tolls of another time, and what a headline knows.

use super::*;
use crate::bare::document;
use onrecord_model::Published;

fn figures_of(text: &str, title: Option<&str>) -> Vec<Figure> {
    let rules = Rules::embedded().unwrap();
    let mut doc = document(text);
    doc.headline = title.map(|title| Box::new(document(title)));
    doc.report.published = Some(Published { at: "2031-06-20".into(), inferred: false });
    let times = crate::time::times(&doc, rules);
    figures(&doc, rules, &times, &[])
}

/// The numbers of a measure that are no part of another, the least first.
fn wholes(text: &str, title: Option<&str>, measure: &str) -> Vec<Decimal> {
    let found = figures_of(text, title);
    let whole = found.iter().filter(|f| f.measure == measure && f.subset_of.is_none());
    let mut all: Vec<Decimal> = whole.filter_map(|f| f.value.or(f.low)).collect();
    all.sort();
    all
}

fn wrong(cases: &[(&str, &str, &[u32])]) -> Vec<String> {
    let wrong = cases.iter().filter_map(|&(text, measure, wanted)| {
        let got = wholes(text, None, measure);
        let right = got == wanted.iter().map(|&n| Decimal::from(n)).collect::<Vec<_>>();
        (!right).then(|| format!("{text}: {measure} {got:?}"))
    });
    wrong.collect()
}

#[test]
fn some_of_the_dead_are_no_toll_of_their_own() {
    let all = wrong(&[
        (
            "At least 21 people were killed in Holm. Rescuers recovered nine dead miners.",
            "killed",
            &[21],
        ),
        (
            "At least 21 people were killed in Holm. Two dead miners lay on the road.",
            "killed",
            &[21],
        ),
        ("At least 21 people were killed. Two other guards were killed.", "killed", &[21]),
        ("Two guards were killed. Police said 21 other people were killed.", "killed", &[2, 21]),
        (
            "Nine people were killed and 40 wounded. Five martyrs and 40 wounded arrived.",
            "injured",
            &[40, 40],
        ),
        ("The bomb killed three families.", "killed", &[]),
        ("They mourned the death of a loved one.", "killed", &[]),
    ]);
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn the_hurt_who_died_are_no_longer_hurt() {
    let all = wrong(&[
        ("Police found four people wounded, two of them dead.", "injured", &[2]),
        ("Police found four people wounded, two of them women.", "injured", &[4]),
        ("Two others in the house, who were not hurt, fled.", "injured", &[]),
    ]);
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn an_age_counts_nobody() {
    let all = wrong(&[
        ("Two men, 30 and 42 were shot dead.", "age", &[30, 42]),
        ("The 22-year-old did not survive.", "killed", &[]),
        ("A man in his 20's was killed.", "killed", &[]),
        ("Twenty-two did not survive.", "killed", &[22]),
    ]);
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn a_headline_knows_how_many_where_the_text_only_tells_of_them() {
    let text = "Two men were taken to hospital after they were shot in Holm.";
    assert_eq!(wholes(text, Some("Four people shot in Holm"), "injured"), [4.into()]);
    assert_eq!(wholes(text, Some("A shooting in Holm"), "injured"), [2.into()]);
    let told = "Three people were hurt in Holm.";
    assert_eq!(wholes(told, Some("Four hurt in Holm"), "injured"), [3.into()]);
}
