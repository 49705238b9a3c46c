use onrecord_model::{
    CharIndex, Entity, EntityKind, EventMention, Relation, Report, Span, Token, Upos, Words,
};

use super::*;

/// A report from lines of words, each FORM/PART OF SPEECH/HEAD, counted from 1 in its line (0: none)/RELATION, with its names.
fn report(lines: &[&str], names: &[(&str, EntityKind)]) -> (Document, Findings) {
    let mut document = Document::default();
    let mut text = String::new();
    for (sentence, line) in lines.iter().enumerate() {
        let first = document.tokens.len();
        for (at, word) in line.split(' ').enumerate() {
            let mut parts = word.split('/');
            let mut part = || parts.next().unwrap_or_default();
            let (form, upos, head, relation) = (part(), part(), part(), part());
            let start = text.len();
            text.push_str(form);
            let head = head.parse::<usize>().ok().and_then(|head| head.checked_sub(1));
            document.tokens.push(Token {
                span: Span::of(&text, start, text.len()).unwrap_or_default(),
                sentence: sentence as u32,
                upos: Upos::from_tag(upos).unwrap_or_default(),
                lemma: lemma(form, upos).into(),
                head: (first + head.unwrap_or(at)) as u32,
                relation: Relation::from_tag(relation).unwrap_or_default(),
                ..Token::default()
            });
            text.push(' ');
        }
        document.sentences.push(TokenRange::new(first, document.tokens.len()));
    }
    let entities = names.iter().map(|(name, kind)| entity(&text, name, *kind)).collect();
    document.report = Report { text, ..Report::default() }.sealed();
    document.chars = CharIndex::new(&document.report.text);
    (document, Findings { entities, ..Findings::default() })
}

fn lemma(form: &str, upos: &str) -> String {
    match (form.to_lowercase().as_str(), upos) {
        ("women", _) => "woman".to_owned(),
        (word, "NOUN") => word.trim_end_matches('s').to_owned(),
        (word, _) => word.to_owned(),
    }
}

/// An entity, with every place that tells its name.
fn entity(text: &str, name: &str, kind: EntityKind) -> Entity {
    let words = |(at, _): (usize, &str)| Words {
        start: at as u32,
        end: (at + name.len()) as u32,
        text: name.to_owned(),
    };
    let mentions = text.match_indices(name).map(words).collect();
    Entity { id: Id::of("en", [name]), name: name.to_owned(), kind, mentions }
}

/// What the words of these reports go by, as one story: by the report's number and the word. Whoever bears one name is one.
fn keys(read: &[(Document, Findings)]) -> BTreeMap<(usize, String), Key> {
    let named = |_: usize, id: &Id| Some(id.clone());
    let pool = Pool { read, named: &named, rules: Rules::embedded().unwrap() };
    let story: Vec<usize> = (0..read.len()).collect();
    let word = |reading: usize, token: usize| read[reading].0.token_text(token).to_owned();
    let of_story = pool.of_story(0, &story).into_iter();
    of_story.map(|(key, reading, token)| ((reading, word(reading, token)), key)).collect()
}

fn by_entity(name: &str) -> Key {
    Key::Entity(Id::of("en", [name]))
}

const HIT: &str = "Ada/PROPN/2/compound Lund/PROPN/4/nsubj:pass was/AUX/4/aux:pass hit/VERB/0/root";
const DIED: &str = "Ada/PROPN/2/compound Lund/PROPN/3/nsubj died/VERB/0/root";
const LUND: (&str, EntityKind) = ("Ada Lund", EntityKind::Person);

#[test]
fn a_description_goes_with_the_name_of_which_the_story_tells_the_same() {
    let told = |noun: &str| {
        let hit =
            format!("A/DET/2/det {noun}/NOUN/4/nsubj:pass was/AUX/4/aux:pass hit/VERB/0/root");
        let died = format!("The/DET/2/det {noun}/NOUN/3/nsubj died/VERB/0/root");
        let read = [report(&[&hit, &died], &[]), report(&[HIT, DIED], &[LUND])];
        keys(&read).remove(&(0, noun.to_owned())).unwrap()
    };
    assert_eq!(told("woman"), by_entity("Ada Lund"));
    // No man is a woman, no body a person, no car either, and several are not one.
    for noun in ["man", "company", "car", "women"] {
        assert_ne!(told(noun), by_entity("Ada Lund"), "{noun}");
    }
}

#[test]
fn one_deed_alone_and_a_second_who_did_the_same_leave_a_description_by_itself() {
    let woman = "A/DET/2/det woman/NOUN/3/nsubj died/VERB/0/root";
    let once = [report(&[woman], &[]), report(&[DIED], &[LUND])];
    assert_ne!(keys(&once)[&(0, "woman".to_owned())], by_entity("Ada Lund"));
    let hit = "A/DET/2/det woman/NOUN/4/nsubj:pass was/AUX/4/aux:pass hit/VERB/0/root";
    let (other_hit, other_died) = (HIT.replace("Lund", "Orr"), DIED.replace("Lund", "Orr"));
    let other = report(&[&other_hit, &other_died], &[("Ada Orr", EntityKind::Person)]);
    let two = [report(&[woman, hit], &[]), report(&[HIT, DIED], &[LUND]), other];
    let Key::Word { .. } = keys(&two)[&(0, "woman".to_owned())] else { panic!("it is either") };
}

#[test]
fn a_relative_pronoun_goes_with_its_noun_and_jr_with_the_name() {
    let fled = "the/DET/2/det driver/NOUN/0/root who/PRON/4/nsubj fled/VERB/2/acl:relcl";
    let asked = "they/PRON/2/nsubj asked/VERB/0/root who/PRON/4/nsubj fled/VERB/2/ccomp";
    let jr = "Ada/PROPN/2/compound Lund/PROPN/0/root Jr/PROPN/2/flat";
    let keys = keys(&[report(&[fled], &[]), report(&[asked], &[]), report(&[jr], &[LUND])]);
    assert_eq!(keys[&(0, "who".to_owned())], keys[&(0, "driver".to_owned())]);
    assert!(!keys.contains_key(&(1, "who".to_owned())));
    assert_eq!(keys[&(2, "Jr".to_owned())], by_entity("Ada Lund"));
}

#[test]
fn several_are_another_thing_than_one_but_not_where_an_event_is_told() {
    let line = "boats/NOUN/0/root boat/NOUN/1/dep raids/NOUN/1/dep raid/NOUN/1/dep";
    let mut read = report(&[line], &[]);
    read.0.events.push(EventMention { token: 2, score: 0.9, factuality: 3.0 });
    let keys = keys(&[read]);
    assert_ne!(keys[&(0, "boats".to_owned())], keys[&(0, "boat".to_owned())]);
    assert_eq!(keys[&(0, "raids".to_owned())], keys[&(0, "raid".to_owned())]);
}

#[test]
fn a_last_word_of_two_names_stands_for_the_one_told_most() {
    let bank = |first: &str| format!("{first}/PROPN/2/compound Bank/PROPN/0/root");
    let of = |first: &str| {
        let name = format!("{first} Bank");
        report(&[&bank(first)], &[(&name, EntityKind::Place)])
    };
    let alone = || report(&["the/DET/2/det bank/NOUN/0/root"], &[]);
    let even = keys(&[of("Ost"), of("West"), of("Ost"), alone()]);
    assert_eq!(even[&(0, "Bank".to_owned())], by_entity("Ost Bank"));
    assert_eq!(even[&(1, "Bank".to_owned())], by_entity("West Bank"));
    assert_eq!(even[&(3, "bank".to_owned())], by_entity("Ost Bank"));
    let three = keys(&[of("Ost"), of("West"), of("Nord"), alone()]);
    assert!(matches!(three[&(3, "bank".to_owned())], Key::Word { group: None, .. }));
}

#[test]
fn what_every_town_has_and_a_single_name_are_one_in_a_story_only() {
    let of = |name: &str, kind| {
        let line = format!("{name}/PROPN/0/root");
        keys(&[report(&[&line], &[(name, kind)])]).remove(&(0, name.to_owned())).unwrap()
    };
    assert!(matches!(of("Police", EntityKind::Organisation), Key::Word { .. }));
    assert!(matches!(of("Lund", EntityKind::Person), Key::Word { .. }));
    assert_eq!(of("Varlow", EntityKind::Place), by_entity("Varlow"));
    assert_eq!(of("Norcorp", EntityKind::Organisation), by_entity("Norcorp"));
}

#[test]
fn the_order_of_the_reports_does_not_matter() {
    let (woman, died) =
        ("A/DET/2/det woman/NOUN/4/nsubj:pass was/AUX/4/aux:pass hit/VERB/0/root", DIED);
    let one = || report(&[woman, "The/DET/2/det woman/NOUN/3/nsubj died/VERB/0/root"], &[]);
    let other = || report(&[HIT, died], &[LUND]);
    let (forth, back) = (keys(&[one(), other()]), keys(&[other(), one()]));
    assert_eq!(forth[&(0, "woman".to_owned())], back[&(1, "woman".to_owned())]);
}
