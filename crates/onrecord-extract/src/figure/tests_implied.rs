//! What a report gives without a number, and what adds up.

use super::*;
use crate::bare::document;
use onrecord_model::{Layer, Relation};

fn figures_of(mut doc: Document, title: Option<&str>) -> Vec<Figure> {
    let rules = Rules::embedded().unwrap();
    doc.headline = title.map(|title| Box::new(document(title)));
    let times = crate::time::times(&doc, rules);
    figures(&doc, rules, &times, &[])
}

fn read(text: &str) -> Vec<Figure> {
    figures_of(document(text), None)
}

/// Reads a text with the arcs of a parse: word, its head, and what it is to it.
fn parsed(text: &str, arcs: &[(usize, usize, Relation)]) -> Vec<Figure> {
    let mut doc = document(text);
    doc.layers.push(Layer::Syntax);
    for &(word, head, relation) in arcs {
        let token = doc.tokens.get_mut(word).unwrap();
        (token.head, token.relation) = (head as u32, relation);
    }
    figures_of(doc, None)
}

/// The greatest number of a measure that is no part of another figure.
fn most(figures: &[Figure], measure: &str) -> Option<Decimal> {
    let whole = figures.iter().filter(|f| f.measure == measure && f.subset_of.is_none());
    whole.filter_map(|f| f.value).max()
}

fn wrong(cases: &[(&str, &str, u32)]) -> Vec<String> {
    let wrong = cases.iter().filter_map(|&(text, measure, count)| {
        let found = read(text);
        let right = most(&found, measure).unwrap_or_default() == Decimal::from(count);
        let line =
            |f: &Figure| format!("{} {} {:?} {}", f.words.text, f.measure, f.value, f.made_by);
        (!right)
            .then(|| format!("{text}: {measure} {:?}", found.iter().map(line).collect::<Vec<_>>()))
    });
    wrong.collect()
}

#[test]
fn a_word_counts_the_deeds_of_the_incident() {
    let all = wrong(&[
        ("Police are looking into a triple homicide in Holm.", "killed", 3),
        ("Three people died in a quadruple shooting in Holm.", "injured", 1),
        ("Two men were shot in the leg. Police spoke of a quadruple shooting.", "injured", 4),
        ("He was convicted of the 2019 double murder.", "killed", 0),
        ("Police look into four triple shootings.", "injured", 0),
        ("It was a double murder-suicide.", "killed", 0),
        ("Two people died in a triple homicide.", "killed", 2),
    ]);
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn the_others_of_those_shot_are_all_hurt() {
    let all = wrong(&[
        ("One man died. The other three people shot are in hospital.", "injured", 3),
        ("Four people are dead. He shot the other three victims.", "injured", 0),
        ("A gunman shot nine people, and one died.", "injured", 8),
        ("Three guards survived but were also hurt.", "injured", 3),
    ]);
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn a_part_of_those_shot_tells_how_many_died() {
    let all = wrong(&[
        ("Four men were shot. Two of those men died.", "killed", 2),
        ("Four men were shot. Two of those men died.", "injured", 2),
        (
            "A man shot six people, killing four of them, two guards among them, before killing himself.",
            "killed",
            5,
        ),
        ("The blast killed 31 people. Two of the dead were guards.", "killed", 31),
    ]);
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn two_numbers_add_up_where_the_report_gives_their_sum() {
    let apart = "Two men were hurt and taken away. Two others were hurt and drove off.";
    let title = |title: &str| most(&figures_of(document(apart), Some(title)), "injured");
    assert_eq!(title("Four hurt in Holm"), Some(4.into()));
    assert_eq!(title("Several hurt in Holm"), Some(2.into()));
    let again = "Two men were hurt, police say. The two men were hurt at a party of four people.";
    assert_eq!(most(&read(again), "injured"), Some(2.into()));
}

#[test]
fn dozens_of_dead_and_hurt_are_not_dozens_of_either() {
    let high = |text: &str| {
        let found = read(text);
        let dead = found.iter().filter(|f| f.measure == "killed" && f.subset_of.is_none());
        dead.filter_map(|f| f.high.or(f.value)).max()
    };
    assert_eq!(
        high("The raid killed nine people. Dozens were killed and injured."),
        Some(9.into())
    );
    let more = high("The raid killed at least nine people. Dozens were killed and injured.");
    assert!(more > Some(9.into()), "{more:?}");
}

#[test]
fn what_is_said_of_those_counted_may_stand_before_the_verb() {
    let all = wrong(&[
        (
            "At least 12 people, all of one family, including nine children, were killed.",
            "killed",
            12,
        ),
        ("Two guards - a man and a woman - from the camp were hurt.", "injured", 2),
        ("Police held 12 people, and the mayor, his wife and son, were killed.", "killed", 0),
        ("Four people were taken to the hospital with gunshot wounds.", "injured", 4),
        ("Nine dead men were taken to the hospital.", "killed", 9),
        ("Nine dead men were taken to the hospital.", "injured", 0),
    ]);
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn a_verb_left_out_is_that_of_the_number_before() {
    let text = "Two men were taken to a hospital and two more to another town.";
    let found = read(text);
    let taken: Vec<_> = found.iter().filter(|f| f.measure == "other:hospitalised").collect();
    assert_eq!(taken.len(), 2, "{found:?}");
    let found = read("Two men were taken to a hospital and two towns to the north were shut.");
    let taken: Vec<_> = found.iter().filter(|f| f.measure == "other:hospitalised").collect();
    assert_eq!(taken.len(), 1, "{found:?}");
}

#[test]
fn parts_may_be_told_out_of_their_whole() {
    let found = read("Out of 30 dead, 18 dead were found, and 12 dead were not.");
    let parts = found.iter().filter(|f| f.subset_of.is_some()).count();
    assert_eq!((parts, most(&found, "killed")), (2, Some(30.into())), "{found:?}");
}

#[test]
fn ages_of_two_told_apart_count_nobody() {
    let found = read("Two men, one 17 and the other 21, were hurt.");
    assert_eq!(most(&found, "injured"), Some(2.into()));
    assert_eq!(found.iter().filter(|f| f.measure == "age").count(), 2);
    assert_eq!(
        most(&read("The raid killed one and wounded the other 21."), "injured"),
        Some(21.into())
    );
    let found = read("It claimed the life of 20–year–old Ada Okoro.");
    assert!(!found.iter().any(|f| f.value == Some(20.into()) && f.measure == "killed"));
}

#[test]
fn crimes_of_a_year_are_not_the_dead_of_the_report() {
    assert_eq!(most(&read("Last year Holm had 14 homicide victims."), "killed"), None);
}

#[test]
fn the_one_told_next_is_one_more() {
    use Relation::{Amod, Aux, Det, Nsubj};
    // A third guard has died .
    let arcs = [(0, 2, Det), (1, 2, Amod), (2, 4, Nsubj), (3, 4, Aux)];
    assert_eq!(most(&parsed("A third guard has died.", &arcs), "killed"), Some(3.into()));
    let arcs = [(0, 2, Det), (1, 2, Amod), (2, 4, Nsubj), (3, 4, Aux)];
    let the = parsed("The third guard has died.", &arcs);
    assert_eq!(most(&the, "killed"), Some(1.into()));
    // Two men died . A third guard has died .
    let arcs = [(4, 6, Det), (5, 6, Amod), (6, 8, Nsubj), (7, 8, Aux)];
    let found = parsed("Two men died. A third guard has died.", &arcs);
    assert_eq!(most(&found, "killed"), Some(3.into()));
    let found = parsed("Two men left. A fifth guard has died.", &arcs);
    assert_ne!(most(&found, "killed"), Some(3.into()));
}

#[test]
fn whom_a_verb_makes_dead_is_dead_and_who_speaks_is_not() {
    use Relation::{Aux, AuxPass, Det, Nsubj, NsubjPass, Xcomp};
    // A guard was pronounced dead .
    let arcs = [(0, 1, Det), (1, 3, NsubjPass), (2, 3, AuxPass), (4, 3, Xcomp)];
    assert_eq!(most(&parsed("A guard was pronounced dead.", &arcs), "killed"), Some(1.into()));
    assert_eq!(most(&parsed("A guard was called deaf.", &arcs), "killed"), None);
    // I have died .
    let arcs = [(0, 2, Nsubj), (1, 2, Aux)];
    assert_eq!(most(&parsed("I have died.", &arcs), "killed"), None);
    assert_eq!(most(&parsed("She has died.", &arcs), "killed"), Some(1.into()));
}
