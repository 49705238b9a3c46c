use super::*;
use crate::bare::document;
use onrecord_model::Comparator;
use onrecord_rules::{Proof, parse_example};

fn read(text: &str) -> Vec<Figure> {
    let doc = document(text);
    let rules = Rules::embedded().unwrap();
    let times = crate::time::times(&doc, rules);
    figures(&doc, rules, &times, &[])
}

fn interval(figure: &Figure) -> String {
    if figure.comparator == Comparator::Vague {
        return "..".into();
    }
    let show =
        |bound: Option<rust_decimal::Decimal>| bound.map_or(String::new(), |b| b.to_string());
    format!("{}..{}", show(figure.low), show(figure.high))
}

/// What an entry's examples get wrong; `right` says whether a figure is what the entry finds.
fn wrong(id: &str, proof: &Proof, right: impl Fn(&Figure, Option<&str>) -> bool) -> Vec<String> {
    let mut wrong = Vec::new();
    for yes in &proof.yes {
        let (sentence, wanted) =
            yes.split_once(" => ").map_or((yes.as_str(), None), |(s, w)| (s, Some(w)));
        let example = parse_example(sentence).unwrap();
        let mark = example.marks.first().unwrap();
        let text = &example.text[mark.start..mark.end];
        let found = read(&example.text);
        if !found.iter().any(|f| f.words.text == text && right(f, wanted)) {
            let all: Vec<_> = found
                .iter()
                .map(|f| (&f.words.text, &f.measure, interval(f), &f.made_by))
                .collect();
            wrong.push(format!("{id}: {sentence} read {all:?}"));
        }
    }
    wrong
}

#[test]
fn every_comparator_reads_its_examples() {
    let rules = &Rules::embedded().unwrap().figures;
    let all: Vec<String> = rules
        .comparator_proofs
        .iter()
        .flat_map(|(id, proof)| wrong(id, proof, |f, wanted| wanted == Some(interval(f).as_str())))
        .collect();
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn every_comparator_leaves_the_others_alone() {
    let rules = &Rules::embedded().unwrap().figures;
    for (id, proof) in &rules.comparator_proofs {
        let bounds: Vec<_> =
            rules.comparators.iter().filter(|b| b.words.join(" ") == *id).collect();
        for no in &proof.no {
            let signs: Vec<_> = read(no).iter().map(|f| f.comparator).collect();
            let taken =
                bounds.iter().any(|b| b.sign != Comparator::Equal && signs.contains(&b.sign));
            assert!(!taken, "{id}: {no}");
        }
    }
}

#[test]
fn every_measure_reads_its_examples_and_leaves_the_others_alone() {
    let mut all = Vec::new();
    for measure in &Rules::embedded().unwrap().figures.measures {
        all.extend(wrong(&measure.name, &measure.proof, |f, _| f.measure == measure.name));
        for no in &measure.proof.no {
            let found: Vec<_> = read(no)
                .into_iter()
                .filter(|f| f.measure == measure.name)
                .map(|f| f.words.text)
                .collect();
            if !found.is_empty() {
                all.push(format!("{}: {no} must not give {found:?}", measure.name));
            }
        }
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn one_actor_two_figures() {
    let found = read("Gunmen killed 1,400 people and took more than 240 hostages.");
    let got: Vec<_> = found.iter().map(|f| (f.measure.as_str(), interval(f))).collect();
    assert_eq!(got, [("killed", "1400..1400".into()), ("taken", "241..".into())]);
}

#[test]
fn a_part_points_at_its_whole() {
    let found = read("At least 20 people were killed, including four children.");
    assert_eq!(found.len(), 2);
    assert_eq!(found[1].subset_of.as_ref(), Some(&found[0].id));
    assert_eq!(found[1].measure, "killed");
}

#[test]
fn leaves_names_dates_and_scores_alone() {
    for text in [
        "Flight 370 crashed.",
        "He was born on 7 May 2019.",
        "Call 555-0100 now.",
        "They won 3-1.",
        "An F-16 crashed.",
        "She lives at 714 Southern Avenue.",
        "One of the men spoke.",
        "It began at 9:30 a.m.",
        "He came third.",
    ] {
        let found: Vec<_> = read(text).into_iter().map(|f| f.words.text).collect();
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}
