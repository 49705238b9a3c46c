//! Plain sentences, read by the built-in reader: what is joined, and what is left alone.

use super::*;
use crate::Analyser;
use onrecord_model::Report;

/// The words of every mention of the entity that `words` (at its first place) was joined to.
fn joined(text: &str, words: &str) -> Vec<String> {
    let report = Report { text: text.into(), ..Report::default() };
    let doc = Analyser::embedded().unwrap().analyse(&report, Rules::embedded().unwrap());
    let mention = doc.mentions.iter().find(|m| doc.text_of(m.range) == words && m.entity.is_some());
    let Some(entity) = mention.and_then(|m| m.entity) else { return Vec::new() };
    let mentions = doc.entities[entity.0 as usize].mentions.iter();
    mentions.map(|&m| doc.text_of(doc.mentions[m as usize].range).to_owned()).collect()
}

/// The name that `words` were resolved to.
fn name(text: &str, words: &str) -> Option<String> {
    let report = Report { text: text.into(), ..Report::default() };
    let doc = Analyser::embedded().unwrap().analyse(&report, Rules::embedded().unwrap());
    let mention = doc.mentions.iter().find(|m| doc.text_of(m.range) == words)?;
    Some(doc.entities[mention.entity?.0 as usize].name.clone())
}

const BRIDGE: &str = "Mayor Ada Okoro said on Monday that the bridge was safe. She told reporters that her office had checked it.";

#[test]
fn a_pronoun_goes_to_who_spoke() {
    assert_eq!(name(BRIDGE, "She").as_deref(), Some("Ada Okoro"));
    assert_eq!(name(BRIDGE, "her").as_deref(), Some("Ada Okoro"));
}

#[test]
fn a_pronoun_that_does_not_agree_is_left_alone() {
    let text = "Mr Ilic said the bridge was safe. She said it was not.";
    assert_eq!(name(text, "She"), None);
}

/// The document of `text` with its names tagged as given, and who is who found again.
fn retyped(text: &str, names: &[(&str, MentionKind)]) -> Vec<(String, MentionKind)> {
    let report = Report { text: text.into(), ..Report::default() };
    let rules = Rules::embedded().unwrap();
    let doc = Analyser::embedded().unwrap().analyse(&report, rules);
    let tagged = |(words, kind): &(&str, MentionKind)| {
        let count = words.split(' ').count();
        let at = (0..doc.tokens.len())
            .filter(|&i| doc.text_of(TokenRange::new(i, i + count)) == *words)
            .map(|i| TokenRange::new(i, i + count));
        let mention =
            |range| Mention { range, kind: *kind, entity: None, reason: CorefReason::Itself };
        at.map(mention).collect::<Vec<_>>()
    };
    let mut mentions: Vec<Mention> = names.iter().flat_map(tagged).collect();
    surname::retype(&doc, rules, &mut mentions);
    mentions.iter().map(|m| (doc.text_of(m.range).to_owned(), m.kind)).collect()
}

#[test]
fn a_surname_is_no_body_where_its_bearer_is_named_in_full() {
    use MentionKind::{Organisation, Person};
    let text = "Marrask said the gate was shut. The governor, Iven Marrask, is ill.";
    let found = retyped(text, &[("Marrask said", Organisation)]);
    assert_eq!(found[0].1, Organisation);
    let names = [("Iven Marrask", Person), ("Marrask", Organisation)];
    assert!(retyped(text, &names).iter().all(|(_, kind)| *kind == Person));
}

#[test]
fn a_surname_is_no_place_where_nothing_is_said_to_be_there() {
    use MentionKind::{Person, Place};
    let names = [("Ada Paris", Person), ("Paris", Place)];
    let found = retyped("Ada Paris is ill. Paris claims that she was held.", &names);
    assert!(found.iter().all(|(_, kind)| *kind == Person));
    let found = retyped("Ada Paris is ill. Paris rejected the plan. She lives in Paris.", &names);
    assert!(found[1..].iter().all(|(_, kind)| *kind == Place));
}

#[test]
fn a_body_that_shares_a_word_with_a_person_is_left_alone() {
    use MentionKind::{Group, Organisation, Person};
    let text = "The Marrask closed its doors. Marrask workers left. Iven Marrask is ill.";
    let names = [("Iven Marrask", Person), ("Marrask", Organisation)];
    let kinds: Vec<MentionKind> = retyped(text, &names).into_iter().map(|(_, kind)| kind).collect();
    assert_eq!(kinds[..3], [Person, Organisation, Organisation]);
    let kinds = retyped(
        "Norlanders left. Ada Okoro stayed.",
        &[("Ada Okoro", Person), ("Norlanders", Group)],
    );
    assert_eq!(kinds[1].1, Group);
}

#[test]
fn it_that_points_ahead_is_left_alone() {
    let text = "The Harbour Ministry said the gate was shut. It is unclear whether the pump works.";
    assert_eq!(name(text, "It"), None);
}

#[test]
fn what_is_his_is_named_after_him() {
    let text = "Mayor Ada Okoro left the town on Monday. Her office said that she was ill.";
    assert_eq!(name(text, "Her office").as_deref(), Some("Ada Okoro's office"));
}

#[test]
fn the_official_is_the_last_one() {
    let text = "A senior harbour official said the gate was shut. The official said it would open on Monday.";
    assert_eq!(joined(text, "The official").len(), 2);
}

#[test]
fn another_official_is_somebody_else() {
    let text =
        "A senior harbour official said the gate was shut. A second official said it was open.";
    assert_eq!(joined(text, "A second official").len(), 1);
}

#[test]
fn the_clause_behind_a_comma_belongs_to_its_noun() {
    let text = "The pilots' union, which said the runway was unsafe, called a strike.";
    assert_eq!(name(text, "which").map(|n| n.contains("union")), Some(true));
}

#[test]
fn i_and_we_of_a_quotation_are_its_speaker_and_his_side() {
    let text = "“I saw the wave and we ran to the hill,” said Ada Okoro.";
    assert_eq!(name(text, "I").as_deref(), Some("Ada Okoro"));
    assert_ne!(name(text, "we").as_deref(), Some("Ada Okoro"));
}

#[test]
fn an_interview_is_questions_and_answers() {
    let text = "Ada Okoro talks to the Valley Post about the dam. Okoro has run it for nine years.\n\nWhen did you see the crack?\n\nI saw it in May, and I told the ministry.\n\nDid you close the gates?\n\nI did, on the same day.";
    assert_eq!(name(text, "you").as_deref(), Some("Ada Okoro"));
    assert_eq!(name(text, "I").as_deref(), Some("Ada Okoro"));
}

#[test]
fn i_outside_quotation_marks_is_left_alone_in_a_report() {
    assert_eq!(name("I saw the wave at noon. Ada Okoro said it was high.", "I"), None);
}

#[test]
fn an_adjective_names_nobody() {
    assert_eq!(
        joined("Three Norlandish sailors were found on Monday.", "Norlandish"),
        Vec::<String>::new()
    );
}

#[test]
fn a_name_behind_a_comma_is_who_was_described() {
    for (text, words, named) in [
        (
            "The mayor of Lower Sund, Jon Okoro, said the dam was safe. He said no more.",
            "He",
            "Jon Okoro",
        ),
        (
            "An aid group, Doctors Abroad, left the town. It hopes to return.",
            "It",
            "Doctors Abroad",
        ),
        (
            "Farmers blamed the state power company, Nordkraft, for the flood. The company denied it.",
            "The company",
            "Nordkraft",
        ),
    ] {
        assert_eq!(name(text, words).as_deref(), Some(named), "{text}");
    }
}

#[test]
fn whoever_leads_a_mission_is_not_the_mission() {
    let text = "The observer mission, led by former minister Ada Okoro, said the vote was fair.";
    let report = Report { text: text.into(), ..Report::default() };
    let doc = Analyser::embedded().unwrap().analyse(&report, Rules::embedded().unwrap());
    let speaker = doc.attributions[0].speaker.unwrap();
    assert!(!doc.entities[speaker.0 as usize].name.contains("Okoro"));
}

#[test]
fn a_name_before_a_noun_tells_whose_it_is() {
    let text = "Ada Okoro left on Monday. The Okoro campaign said she would return.";
    let report = Report { text: text.into(), ..Report::default() };
    let doc = Analyser::embedded().unwrap().analyse(&report, Rules::embedded().unwrap());
    let speaker = doc.attributions.last().and_then(|a| a.speaker);
    assert!(speaker.is_none_or(|e| doc.entities[e.0 as usize].name != "Ada Okoro"));
}

#[test]
fn whoever_bears_a_title_is_called_by_it() {
    let text = "Sen. Dara Okell defended the plan. “It is right,” the senator said. The chairman said it was not.";
    assert_eq!(name(text, "the senator").as_deref(), Some("Dara Okell"));
    assert_ne!(name(text, "The chairman").as_deref(), Some("Dara Okell"));
}

#[test]
fn whoever_adds_something_has_spoken_before() {
    let text = "“He does not listen,” Dara Okell said. The candidate added that the vote was near.";
    assert_eq!(name(text, "The candidate").as_deref(), Some("Dara Okell"));
    let other = "“He does not listen,” Dara Okell said. The candidate disagreed.";
    assert_ne!(name(other, "The candidate").as_deref(), Some("Dara Okell"));
}

#[test]
fn a_name_with_an_article_is_the_one_without() {
    let text = "Nasr al-Hamri, head of the union, left. Hamri also said that it was late.";
    assert_eq!(name(text, "Hamri").as_deref(), Some("Nasr al-Hamri"));
}

#[test]
fn a_title_anywhere_tells_whom_a_pronoun_means() {
    let text = "Lind opened the bridge, and she spoke for an hour. Mr Lind left at noon.";
    assert_eq!(name(text, "she"), None);
    let text = "Lind opened the bridge, and he spoke for an hour. Mr Lind left at noon.";
    assert_eq!(name(text, "he").as_deref(), Some("Lind"));
}

#[test]
fn two_of_one_name_are_told_apart_by_their_titles() {
    let text = "Mr Okoro said the gate was shut. Mrs Okoro said it was open. Mr Okoro left.";
    assert_eq!(joined(text, "Okoro").len(), 2);
    let text = "Mr Okoro said the gate was shut. Okoro said it was old. Mr Okoro left.";
    assert_eq!(joined(text, "Okoro").len(), 3);
}

#[test]
fn he_goes_on_with_the_subject_of_the_sentence_before() {
    let text = "Ivo Lind said the gate was shut.\n\nThe clerk read the list. Bo Marrask, the engineer, walked to the bridge. He said it was safe.";
    assert_eq!(name(text, "He").as_deref(), Some("Bo Marrask"));
}

#[test]
fn whom_a_quotation_names_does_not_speak_it() {
    let text = "\"The steel was bad,\" said Ada Brekke. \"Marrask knew that. Marrask sold it,\" she added.";
    assert_eq!(name(text, "she").as_deref(), Some("Ada Brekke"));
}

#[test]
fn a_body_that_speaks_right_behind_one_of_its_sort_is_that() {
    let text = "Nine people died, a monitoring group said. The Keel Observatory for Human Rights said two were children.";
    assert_eq!(
        name(text, "a monitoring group").as_deref(),
        Some("Keel Observatory for Human Rights")
    );
    let text =
        "Nine people died, a rights group said. The Interior Ministry said two were children.";
    assert_ne!(name(text, "a rights group").as_deref(), Some("Interior Ministry"));
}
