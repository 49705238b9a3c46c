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
fn every_earlier_value_is_told_from_what_took_its_place() {
    let rules = &Rules::embedded().unwrap().figures;
    for (id, proof) in rules.earlier_proofs.iter().chain(&rules.provisional_proofs) {
        let wrong = wrong(id, proof, |f, _| f.replaced_by.is_some());
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        for no in &proof.no {
            assert!(read(no).iter().all(|f| f.replaced_by.is_none()), "{id}: {no}");
        }
    }
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
        "UPDATE 1-Toll mounts.",
        "It stood at gate four.",
        "He knew of no shot.",
    ] {
        let found: Vec<_> = read(text).into_iter().map(|f| f.words.text).collect();
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

/// Words, measure and bounds of every figure, one after the other.
fn told(text: &str) -> String {
    let line = |f: Figure| format!("{} {} {}", f.words.text, f.measure, interval(&f));
    read(text).into_iter().map(line).collect::<Vec<_>>().join("; ")
}

#[test]
fn a_change_is_no_toll() {
    for (text, wanted) in [
        (
            "The toll rose to 96, three more than on Monday.",
            "96 killed 96..96; three other:change 3..3",
        ),
        ("They asked about the seven dead men.", "seven dead men killed 7..7"),
        (
            "He ordered that 50 million crowns be released.",
            "50 million crowns money 50000000..50000000",
        ),
        ("He tried to kill two guards.", "two guards other:guard 2..2"),
        ("They released two trucks.", "two trucks count_of_units 2..2"),
    ] {
        assert_eq!(told(text), wanted, "{text}");
    }
}

#[test]
fn an_age_is_no_count_of_the_dead() {
    for (text, wanted) in [
        ("Ada Okoro, 34, was killed.", "34 age 34..34"),
        ("A man, 40, died there.", "40 age 40..40"),
        ("They shot boys aged 14 and 16.", "14 age 14..14; 16 age 16..16"),
        ("A boy of about six was found.", "about six age 5.5..6.5"),
        ("Ada Okoro (7) and Bo Lind (44) were killed.", "7 age 7..7; 44 age 44..44"),
        ("Two men, ages, 20 and 31, fell.", "Two men other:man 2..2; 20 age 20..20; 31 age 31..31"),
        ("Those injured were 28 and 31 years old.", "28 age 28..28; 31 years old age 31..31"),
        ("Girls aged four, six and 13 died.", "four age 4..4; six age 6..6; 13 age 13..13"),
        ("Ada Okoro (Umm Bo) (72) was killed.", "72 age 72..72"),
        ("A boy aged 14 and 3 women were killed.", "14 age 14..14; 3 women killed 3..3"),
    ] {
        assert_eq!(told(text), wanted, "{text}");
    }
}

#[test]
fn those_shot_and_taken_to_hospital_are_no_dead() {
    for (text, wanted) in [
        (
            "Nine people were wounded when two men opened fire.",
            "Nine people injured 9..9; two men other:man 2..2",
        ),
        ("The raid left eight people injured and killed a guard.", "eight people injured 8..8"),
        ("Four people were taken to a hospital.", "Four people other:hospitalised 4..4"),
        ("Dozens of others were hurt.", "Dozens of others injured .."),
        ("Nine people are known to have died.", "Nine people killed 9..9"),
        (
            "The agency counts 98 dead. The hospitals put the figure at 114.",
            "98 dead killed 98..98; 114 killed 114..114",
        ),
        ("Channel Six News found gate four of the dam.", ""),
    ] {
        assert_eq!(told(text), wanted, "{text}");
    }
}

#[test]
fn the_number_inside_another_counts_too() {
    let text = "Two of the 4 hostages shot dead were nurses.";
    let found = read(text);
    assert_eq!(told(text), "Two killed 2..2; 4 hostages killed 4..4");
    assert_eq!(found[0].subset_of.as_ref(), Some(&found[1].id));
}

#[test]
fn a_toll_of_an_earlier_year_is_dated() {
    let as_of = |text: &str| read(text).into_iter().next().and_then(|f| f.as_of);
    let old = "Clashes around Belvik in November 2027 left 63 people dead.";
    assert_eq!(as_of(old).as_deref(), Some("2027-11"));
    assert_eq!(as_of("It was the worst since 2027, and 63 people died."), None);
}

#[test]
fn the_second_verb_is_the_doers() {
    let line = |text: &str| read(text).into_iter().map(|f| (f.measure, f.words.text)).next();
    let dead = line("The raid killed three people and left a bridge in ruins.").unwrap();
    assert_eq!(dead, ("killed".into(), "three people".into()));
    let gone = line("Three people and a guard left the town.").unwrap();
    assert_eq!(gone.0, "left");
}

#[test]
fn ages_in_short_and_emergency_calls_are_no_tolls() {
    for text in [
        "A 43 y/o man was killed.",
        "A 9-yr-old boy was killed.",
        "A child under the age of 10 was killed.",
        "The police took a 911 call about a man who was shot.",
    ] {
        let tolls: Vec<_> = read(text).into_iter().filter(|f| f.measure != "age").collect();
        let counted = |f: &Figure| f.value.is_some_and(|value| value > rust_decimal::Decimal::ONE);
        assert!(!tolls.iter().any(counted), "{text}: {tolls:?}");
    }
    assert_eq!(read("In all, 911 people were killed.").len(), 1);
}

#[test]
fn numbers_of_pictures_and_stations_count_nobody() {
    for text in
        ["Image 2 of 8: a man was killed (Photo: KDBL 11).", "Man jailed for killing a rival 1 / 5"]
    {
        let counted = |f: &Figure| f.value.is_some_and(|value| value > rust_decimal::Decimal::ONE);
        assert!(!read(text).iter().any(counted), "{text}");
    }
    assert_eq!(
        told("The raid killed 5, and 2 of 5 men fled."),
        "5 killed 5..5; 2 left 2..2; 5 men left 5..5"
    );
}

#[test]
fn men_and_women_add_up() {
    let found = read("Shots were fired into the crowd, injuring four men and two women.");
    assert!(found.iter().any(|f| f.value == Some(6.into()) && f.subset_of.is_none()));
}

#[test]
fn one_of_those_shot_is_not_all_the_hurt() {
    for (text, wanted) in [
        ("Four people were shot, one fatally, in the park.", [("killed", 1), ("injured", 3)]),
        ("Four men were shot. One of them was badly injured.", [("injured", 4), ("injured", 4)]),
        (
            "Five men were shot on Monday. Two other men were injured.",
            [("injured", 5), ("injured", 5)],
        ),
        (
            "Two people are dead. Two others in the house were not hurt.",
            [("killed", 2), ("killed", 2)],
        ),
        ("Four men were shot and seven more people hurt.", [("injured", 7), ("injured", 7)]),
    ] {
        let found = read(text);
        for (measure, count) in wanted {
            let most = found.iter().filter(|f| f.measure == measure && f.subset_of.is_none());
            let most = most.filter_map(|f| f.value).max();
            assert_eq!(most, Some(count.into()), "{text}: {}", told(text));
        }
    }
}

#[test]
fn those_told_apart_are_not_added_to_their_number() {
    for (text, measure, count) in [
        ("Three people, two men and a woman, were killed in the attack.", "killed", 3),
        ("Three others, two men and a girl of ten, were injured.", "injured", 3),
        (
            "The death toll from the floods in the northern valley rose to 45 on Sunday.",
            "killed",
            45,
        ),
        (
            "Ten hostages were freed, bringing to 34 the number released since the truce.",
            "released",
            34,
        ),
        (
            "The agency put the number of displaced at 8,000, above the state's figure of 6,200.",
            "displaced",
            8000,
        ),
        ("An explosion injured more than 20 others, three of them critically.", "injured", 20),
    ] {
        let found = read(text);
        let whole = found.iter().filter(|f| f.measure == measure && f.subset_of.is_none());
        assert_eq!(
            whole.filter_map(|f| f.value).max(),
            Some(count.into()),
            "{text}: {}",
            told(text)
        );
        let killed = found.iter().filter(|f| f.measure == "killed").count();
        assert!(measure == "killed" || killed == 0, "{text}: {}", told(text));
    }
}

#[test]
fn what_is_denied_of_a_number_is_not_counted() {
    for text in [
        "Two others in the house were not hurt.",
        "Guards did not hurt three men.",
        "Four clerks were not wounded.",
    ] {
        assert!(!read(text).iter().any(|f| f.measure == "injured"), "{text}: {}", told(text));
    }
    assert!(
        read("Two clerks were hurt and did not return.").iter().any(|f| f.measure == "injured")
    );
}

#[test]
fn the_verb_past_a_clause_tells_of_the_number() {
    for (text, wanted) in [
        ("Nine of the pupils who were kidnapped last week were released.", "released"),
        ("Nine pupils who were kidnapped last week spoke.", "taken"),
    ] {
        let found = read(text);
        assert!(found.iter().any(|f| f.measure == wanted), "{text}: {}", told(text));
    }
}

#[test]
fn some_of_the_dead_are_of_the_dead() {
    let found =
        read("The crash killed 31 people, and 87 were rescued. Among the dead were six children.");
    let six = found.iter().find(|f| f.value == Some(6.into())).unwrap();
    let all = found.iter().find(|f| f.value == Some(31.into())).unwrap();
    assert_eq!((six.measure.as_str(), six.subset_of.as_ref()), ("killed", Some(&all.id)));
}

#[test]
fn the_headline_tells_what_an_open_number_measures() {
    let titled = |title: &str, text: &str| {
        let rules = Rules::embedded().unwrap();
        let mut doc = document(text);
        doc.headline = Some(Box::new(document(title)));
        figures(&doc, rules, &crate::time::times(&doc, rules), &[])
    };
    let measure = |title: &str, text: &str| {
        let found = titled(title, text).into_iter().find(|f| f.value == Some(4.into()));
        found.map(|f| f.measure)
    };
    let open = "Four people were at the yard when the wall fell.";
    assert_eq!(measure("Four people were injured in Holm", open).as_deref(), Some("injured"));
    assert_ne!(measure("Four trucks burned in Holm", open).as_deref(), Some("injured"));
    assert_ne!(measure("Nine people were injured in Holm", open).as_deref(), Some("injured"));
    let told = "Four people were rescued when the wall fell.";
    assert_eq!(measure("Four people were injured in Holm", told).as_deref(), Some("rescued"));
}

/// Measure and interval of every figure.
fn measured(text: &str) -> Vec<String> {
    read(text).iter().map(|f| format!("{} {}", f.measure, interval(f))).collect()
}

#[test]
fn a_number_behind_its_noun_counts_it() {
    for (text, wanted) in [
        ("The federation put the number of strikers at 180,000.", "count_of_units 180000..180000"),
        ("The coast guard put the missing at 109.", "missing 109..109"),
        ("The number of new cases dropped to 118 on Tuesday.", "infected 118..118"),
        ("The agency raised its count of deaths to 104.", "killed 104..104"),
        ("The death toll passed 60 on Monday.", "killed 61.."),
        ("The death toll, put at 41 on Monday, was lowered to 38.", "killed 38..38"),
    ] {
        let found = measured(text);
        assert!(found.iter().any(|f| f == wanted), "{text} read {found:?}");
    }
    for text in ["The store opened at 7.", "The number of the house is close to 118."] {
        let found = measured(text);
        let total = read(text).iter().any(|f| f.made_by.ends_with("#total"));
        assert!(!total, "{text} read {found:?}");
    }
}

#[test]
fn a_number_inside_a_word_counts_no_other_word() {
    for (text, wanted) in [
        ("Fire swept a six-storey garment factory.", ""),
        ("The road was opened to four-wheel-drive vehicles.", ""),
        ("They got a RKB-EB5 regimen.", ""),
        ("Four six-storey factories closed.", "Four six-storey factories count_of_units 4..4"),
        ("Two rebel-held villages fell.", "Two rebel-held villages count_of_units 2..2"),
        ("A 12-member panel met.", "12-member count_of_units 12..12"),
        ("Six factories closed.", "Six factories count_of_units 6..6"),
        ("They got 5 regimens.", "5 regimens count_of_units 5..5"),
        ("A 17-year-old girl fell.", "17-year-old age 17..17"),
    ] {
        assert_eq!(told(text), wanted, "{text}");
    }
}

#[test]
fn who_is_only_asked_for_is_not_held() {
    let found = measured("The group would free all women in return for 25 prisoners.");
    assert_eq!(found, ["other:offered_release 25..25"]);
    for (text, measure) in [
        ("The group holds 25 prisoners.", "held"),
        ("The group demanded the release of 25 prisoners.", "other:demanded_release"),
        ("The group wants 25 prisoners freed.", "other:demanded_release"),
        ("The group said that 25 prisoners had been promised.", "other:offered_release"),
        ("The group demanded answers after the release of 25 prisoners.", "released"),
    ] {
        assert_eq!(measured(text), [format!("{measure} 25..25")], "{text}");
    }
}

#[test]
fn thirty_men_hold_no_woman() {
    let found = read("Soldiers killed 30 men. A blast killed 3 women in the town.");
    assert!(found.iter().all(|f| f.subset_of.is_none()), "{found:?}");
    let found = read("Soldiers killed 30 people. A blast killed 3 women in the town.");
    assert_eq!(found.iter().filter(|f| f.subset_of.is_some()).count(), 1);
}

#[test]
fn an_age_that_bounds_those_told_counts_nobody() {
    for (text, wanted) in [
        ("The vaccine is for children under five.", "under five age 0..5"),
        ("The flood killed under 50.", "under 50 killed 0..49"),
        ("Children sat under 50 tents.", "under 50 tents count_of_units 0..49"),
    ] {
        assert_eq!(told(text), wanted, "{text}");
    }
}

#[test]
fn a_third_of_several_is_no_part_of_a_whole() {
    let share = |text: &str| read(text).iter().any(|figure| figure.measure == "share");
    for text in [
        "Two men were held. A third, Ada Okoro, is believed to have left.",
        "A second man fled. A third, it is said, died.",
    ] {
        assert!(!share(text), "{text}");
    }
    for text in [
        "A third of the town, he said, was shut.",
        "Most of the town was shut. A third, he said, was burned.",
        "Two towns were shut. Two thirds, he said, was burned.",
    ] {
        assert!(share(text), "{text}");
    }
}
