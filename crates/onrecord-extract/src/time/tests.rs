use super::*;
use crate::bare::document;
use onrecord_rules::parse_example;

fn read_one(text: &str, rule: &str) -> Vec<(String, Option<String>)> {
    let doc = document(text);
    let of_rule = |time: &TimeExpression| time.made_by == format!("times#{rule}");
    times(&doc, Rules::embedded().unwrap())
        .into_iter()
        .filter(of_rule)
        .map(|time| (time.words.text, time.value))
        .collect()
}

#[test]
fn every_expression_reads_its_examples_and_leaves_the_others_alone() {
    let mut wrong = Vec::new();
    for row in Rules::embedded().unwrap().times.iter() {
        for yes in &row.proof.yes {
            let (sentence, value) = yes.split_once(" => ").unwrap();
            let example = parse_example(sentence).unwrap();
            let mark = example.marks.first().unwrap();
            let wanted = (example.text[mark.start..mark.end].to_owned(), Some(value.to_owned()));
            let found = read_one(&example.text, &row.id);
            if !found.contains(&wanted) {
                let all = times(&document(&example.text), Rules::embedded().unwrap());
                let all: Vec<_> =
                    all.iter().map(|t| (&t.words.text, &t.value, &t.made_by)).collect();
                wrong.push(format!("{}: {sentence} wanted {wanted:?}, read {all:?}", row.id));
            }
        }
        for no in &row.proof.no {
            let found = read_one(no, &row.id);
            if !found.is_empty() {
                wrong.push(format!("{}: {no} must not give {found:?}", row.id));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn values(text: &str) -> Vec<(String, Option<String>)> {
    let found = times(&document(text), Rules::embedded().unwrap());
    found.into_iter().map(|time| (time.words.text, time.value)).collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, Option<String>)> {
    expected.iter().map(|(text, value)| ((*text).into(), Some((*value).into()))).collect()
}

#[test]
fn joins_a_time_of_day_with_its_day() {
    for (text, expected) in [
        ("She spoke late on Sunday.", ("late on Sunday", "2031-03-02")),
        ("It began at 9 a.m. on Tuesday.", ("9 a.m. on Tuesday", "2031-03-04T09:00")),
        ("It began at noon Monday.", ("noon Monday", "2031-03-03T12:00")),
        ("He fled on the night of 27 February.", ("the night of 27 February", "2031-02-27TNI")),
    ] {
        assert_eq!(values(text), pairs(&[expected]), "{text}");
    }
}

#[test]
fn an_undated_report_leaves_relative_times_open() {
    let report = onrecord_model::Report {
        text: "He left on Friday, last week, on 2 May 2027.".into(),
        ..Default::default()
    };
    let found = times(&crate::bare::of(report), Rules::embedded().unwrap());
    let values: Vec<_> = found.iter().map(|time| time.value.as_deref()).collect();
    assert_eq!(values, [None, None, Some("2027-05-02")]);
}

#[test]
fn a_story_without_a_date_goes_on_from_the_last_one_told() {
    let report = onrecord_model::Report {
        text: "It fell in 480 BC. The following year it rose. He left on 2 May 2027. The next day she left. \
               In June (the treaty is of 1950) it fell; by August of that year it was over. At 9 p.m. they met."
            .into(),
        ..Default::default()
    };
    let found = times(&crate::bare::of(report), Rules::embedded().unwrap());
    let values: Vec<_> = found.iter().map(|time| time.value.as_deref().unwrap_or("?")).collect();
    let expected =
        ["BC0480", "BC0479", "2027-05-02", "2027-05-03", "2027-06", "1950", "1950-08", "?"];
    assert_eq!(values, expected);
}

#[test]
fn nothing_is_made_more_exact_than_it_was_said() {
    for (text, expected) in [
        ("It fell in May 2028; that day it rained.", ["2028-05", "2028-05"]),
        ("It fell in May 2028; the next day it rained.", ["2028-05", "?"]),
        ("It fell in 2028; two weeks later it rained.", ["2028", "?"]),
    ] {
        let found = values(text).into_iter().map(|(_, value)| value.unwrap_or("?".into()));
        assert_eq!(found.collect::<Vec<_>>(), expected, "{text}");
    }
}

#[test]
fn numbers_past_the_calendar_do_no_harm() {
    for text in [
        "It fell 99999 years ago.",
        "It fell 4000000000 days ago.",
        "In 999999 centuries from now.",
    ] {
        values(text);
    }
}

#[test]
fn leaves_names_and_counts_alone() {
    for text in [
        "They may march.",
        "She won 3 to 2.",
        "Call 555 0100.",
        "The F-16 crashed.",
        "A third man fell.",
    ] {
        assert_eq!(values(text), [], "{text}");
    }
}
