//! What words say of the numbers near them, under every form of theirs.

use crate::figures::MeasureEntry;

use crate::WordMap;

/// What a word says about the number near it.
#[derive(Clone, Debug, PartialEq)]
pub struct Sense {
    /// Number of the measure in [`FigureRules::measures`](crate::FigureRules::measures).
    pub measure: usize,
    /// How the number stands to the word.
    pub role: Role,
    /// Can the form be a past participle?
    pub participle: bool,
    /// Words that must follow ("out" of "get out").
    pub rest: Vec<String>,
    /// Nouns one of which must be counted ("lives" of "claim lives").
    pub nouns: Vec<String>,
    /// Nouns one of which must follow in the clause ("hospital" of "take hospital").
    pub with: Vec<String>,
    /// Words one of which must stand before it in the sentence ("opened fire, hitting nine").
    pub after: Vec<String>,
}

/// How a number stands to a word that says what it measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The verb's object is counted.
    Done,
    /// The verb's subject is counted.
    Doing,
    /// The word stands beside the counted noun.
    State,
    /// The word is the counted noun.
    Count,
    /// The word stands before "of".
    Of,
    /// The word stands before "to" ("injuries to nine").
    To,
    /// The word names those counted.
    Member,
    /// The word's number follows.
    Toll,
}

/// Adds what the words of `entry`, the measure of that number, say, under every form of theirs.
pub(crate) fn add(
    entry: &MeasureEntry,
    measure: usize,
    forms: &WordMap<Vec<String>>,
    senses: &mut WordMap<Vec<Sense>>,
) {
    let sense = |role: Role| Sense {
        measure,
        role,
        participle: false,
        rest: Vec::new(),
        nouns: Vec::new(),
        with: Vec::new(),
        after: Vec::new(),
    };
    let mut add = |form: String, sense: Sense| senses.entry(form).or_default().push(sense);
    for (verbs, role) in [(&entry.done, Role::Done), (&entry.doing, Role::Doing)] {
        for phrase in verbs {
            let (verb, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
            let rest: Vec<String> = rest.split_whitespace().map(str::to_owned).collect();
            for (form, participle) in verb_forms(verb, forms) {
                add(form, Sense { participle, rest: rest.clone(), ..sense(role) });
            }
        }
    }
    for verb in &entry.acts {
        for (form, _) in verb_forms(verb, forms) {
            add(form, sense(Role::Done));
        }
    }
    for pair in &entry.pairs {
        let Some((verb, noun)) = pair.split_once(' ') else { continue };
        let nouns = noun_forms(noun, forms);
        for (form, participle) in verb_forms(verb, forms) {
            add(form, Sense { participle, nouns: nouns.clone(), ..sense(Role::Done) });
        }
    }
    for (pairs, role) in [(&entry.done_with, Role::Done), (&entry.doing_with, Role::Doing)] {
        for pair in pairs {
            let Some((verb, noun)) = pair.split_once(' ') else { continue };
            let with = noun_forms(noun, forms);
            for (form, participle) in verb_forms(verb, forms) {
                add(form, Sense { participle, with: with.clone(), ..sense(role) });
            }
        }
    }
    let nouns = [
        (&entry.counts, Role::Count),
        (&entry.of, Role::Of),
        (&entry.to, Role::To),
        (&entry.members, Role::Member),
        (&entry.tolls, Role::Toll),
    ];
    for (words, role) in nouns {
        for word in words {
            for form in noun_forms(word, forms) {
                add(form, sense(role));
            }
        }
    }
    for verb in &entry.done_after {
        for (form, participle) in verb_forms(verb, forms) {
            let after = entry.after.clone();
            add(form, Sense { participle, after, ..sense(Role::Done) });
        }
    }
    for pair in &entry.states_with {
        let Some((word, noun)) = pair.split_once(' ') else { continue };
        let with = noun_forms(noun, forms);
        add(word.to_owned(), Sense { participle: true, with, ..sense(Role::State) });
    }
    for phrase in &entry.states {
        let (word, rest) = phrase.split_once(' ').unwrap_or((phrase, ""));
        let rest = rest.split_whitespace().map(str::to_owned).collect();
        add(word.to_owned(), Sense { participle: true, rest, ..sense(Role::State) });
    }
}

/// Every form of a verb, and whether it can be a past participle. Forms that English does not have do no harm.
fn verb_forms(verb: &str, irregular: &WordMap<Vec<String>>) -> Vec<(String, bool)> {
    let stem = verb.strip_suffix('e').unwrap_or(verb);
    let mut forms = vec![
        (verb.to_owned(), false),
        (format!("{verb}s"), false),
        (format!("{verb}es"), false),
        (format!("{stem}ing"), false),
        (format!("{verb}ing"), false),
        (format!("{stem}ed"), true),
    ];
    if let Some(last) = verb.chars().last().filter(|c| !"aeiouy".contains(*c)) {
        forms.push((format!("{verb}{last}ing"), false));
        forms.push((format!("{verb}{last}ed"), true));
    }
    if let Some(stem) = verb.strip_suffix('y') {
        forms.push((format!("{stem}ies"), false));
        forms.push((format!("{stem}ied"), true));
    }
    for form in irregular.get(verb).into_iter().flatten() {
        forms.retain(|(known, _)| known != form);
        forms.push((form.clone(), true));
    }
    forms
}

fn noun_forms(noun: &str, irregular: &WordMap<Vec<String>>) -> Vec<String> {
    let mut forms = vec![noun.to_owned(), format!("{noun}s"), format!("{noun}es")];
    if let Some(stem) = noun.strip_suffix('y') {
        forms.push(format!("{stem}ies"));
    }
    forms.extend(irregular.get(noun).into_iter().flatten().cloned());
    forms
}
