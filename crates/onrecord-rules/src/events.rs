//! Events: the words that tell of one, what their subject and object do in it, and how far it has come.
//!
//! `events/types.toml` says what each type is (its PLOVER class, the roles of those beside it); every other file of the
//! folder is a domain: words by type. A file more is a domain more.

use std::collections::BTreeMap;

use onrecord_model::{Document, TokenRange, Upos};
use serde::Deserialize;

use crate::event_status::EventStatusRules;
use crate::{Folder, KeyMap, Pattern, Phrases, Proof, RuleError, RuleErrorKind, WordSet};

/// What a language knows of events.
#[derive(Debug, Default)]
pub struct EventRules {
    types: BTreeMap<String, EventType>,
    senses: Vec<EventSense>,
    by_first: KeyMap<Vec<(usize, usize)>>,
    codes: Vec<Recode>,
    /// Nouns for places, in dictionary form.
    pub places: WordSet,
    /// Nouns for bodies that act, in dictionary form.
    pub bodies: WordSet,
    /// Of these, things with which somebody acts.
    pub instruments: WordSet,
    /// Small words with a part in events.
    pub small: SmallWords,
    /// Verbs that say no more than that their object is done ("carried out an attack").
    pub light: WordSet,
    /// Nouns that may stand behind an event's and leave it one ("bombing campaign").
    pub carriers: WordSet,
    /// How far an event has come.
    pub status: EventStatusRules,
    /// How the text ties one event to another.
    pub ties: Phrases<String>,
    /// Words that narrow the mode of another event of their sentence.
    pub modes: Vec<Mode>,
}

/// Small words with a part in events.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmallWords {
    /// Prepositions before a place.
    pub located: WordSet,
    /// Before a noun that was told before ("the", "this").
    pub pointing: WordSet,
    /// Beside a noun that was not ("another").
    pub others: WordSet,
    /// Before a noun that tells of something new ("a").
    pub indefinite: WordSet,
    /// Nouns that only measure what stands behind them with "of" ("tonnes of food").
    pub quantities: WordSet,
    /// Before the day from which something goes on.
    pub since: WordSet,
    /// Before the day until which it goes on.
    pub until: WordSet,
    /// Prepositions by which a deed hangs on a charge, a verdict, an arrest ("convicted of murder").
    pub charged_with: WordSet,
    /// Verbs that only say that their subject comes about, goes on or ends ("until the siege ends").
    #[serde(default)]
    pub phases: WordSet,
    /// Words under which a deed is only suspected ("suspected of manslaughter").
    pub suspecting: WordSet,
    /// Prepositions before what an attack is aimed at, also behind whoever makes it ("attacks by rebels on the port").
    pub aimed: WordSet,
    /// Verbs of a clause on the noun that tell what the event did ("the bombing that hit the market").
    pub hitting: WordSet,
    /// Verbs that somebody undergoes where they have no object ("14 rebels killed").
    pub undergone: WordSet,
    /// Nouns, beside those of the calendar, that a clause on them happens at and not to ("the reason that they protested").
    pub circumstances: WordSet,
    /// Before a hyphen and a name they tell what an event was for or against, and not who did it ("anti-government protests").
    pub opposing: WordSet,
    /// Prepositions behind which a noun has no share in the day of what it hangs on ("since the abduction").
    pub undated: WordSet,
    /// Verbs of which the infinitive tells what their subject is for ("the talks aim to end the strike").
    #[serde(default)]
    pub aiming: WordSet,
    /// Nouns that name something that happens, of whatever type ("the ceremony").
    #[serde(default)]
    pub happenings: WordSet,
}

/// One type of event.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventType {
    /// Its name on the wire.
    pub name: String,
    /// PLOVER class, where there is one.
    pub plover: Option<String>,
    /// Role of the subject of an active verb, of "by", of a possessor.
    pub subject: String,
    /// Role of the object.
    pub object: String,
    /// Role of a name right before the noun ("the Sorvian withdrawal", "the hostage release").
    #[serde(default)]
    pub compound: Option<String>,
    /// Roles of what hangs on it with a preposition.
    #[serde(default)]
    pub with: BTreeMap<String, String>,
    /// The status of what is only announced ("announced the layoff of 400 workers"); none: it is there.
    #[serde(default)]
    pub announced: Option<String>,
}

/// Words that tell of one kind of event.
#[derive(Clone, Debug, Default)]
pub struct EventSense {
    /// Type on the wire.
    pub kind: String,
    /// PLOVER class and mode, where it is not its type's.
    pub plover: Option<String>,
    /// Status that the words themselves give ("threat").
    pub status: Option<String>,
    /// The words.
    pub triggers: Vec<EventTrigger>,
    /// What its subject must be; empty: anything.
    pub subject: Vec<String>,
    /// What its object must be; empty: anything.
    pub object: Vec<String>,
    /// Of these, one must stand in its sentence; empty: none need.
    pub near: WordSet,
    /// What else the words mean where its subject is one of these ("the talks collapsed").
    pub unless_subject: Vec<String>,
    /// What else they mean where its object is one of these ("attacked the bill").
    pub unless_object: Vec<String>,
    /// What else they mean where one of these stands in its sentence ("a trial of a drug").
    pub unless_near: WordSet,
    /// What else a noun means as the subject of one of these verbs ("your release mentioned").
    pub unless_doing: WordSet,
    /// What must stand behind a noun's "of"; empty: anything.
    pub of: Vec<String>,
    /// File it stands in.
    pub file: String,
    /// Its first word.
    pub id: String,
    /// Examples.
    pub proof: Proof,
}

impl EventSense {
    /// Do the words only look as if they told of an event ("heart attack")?
    pub fn is_none(&self) -> bool {
        self.kind.is_empty()
    }

    /// How much it asks of the words around: the more, the surer.
    pub fn demands(&self) -> usize {
        let asked = [&self.subject, &self.object, &self.of];
        asked.iter().filter(|list| !list.is_empty()).count() + usize::from(!self.near.is_empty())
    }
}

/// A word or words that tell of an event.
#[derive(Clone, Debug)]
pub struct EventTrigger {
    /// The words.
    pub pattern: Pattern,
    /// What they are.
    pub part: EventPart,
}

/// What the words of a trigger are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EventPart {
    /// A verb, its first word the one that is bent.
    Verb,
    /// A noun, its last word the one that is bent.
    Noun,
    /// Words of any kind; the first verb of them, else the first noun, carries them.
    Phrase,
}

/// A trigger found in a document.
#[derive(Clone, Copy, Debug)]
pub struct EventMatch<'a> {
    /// What it tells of.
    pub sense: &'a EventSense,
    /// What it is.
    pub part: EventPart,
    /// Where it stands.
    pub range: TokenRange,
}

/// A narrower PLOVER mode that other words of the sentence give.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mode {
    /// The type it narrows.
    pub of: String,
    /// Class and mode.
    pub plover: String,
    /// Dictionary forms.
    pub words: WordSet,
    /// Sentences of such events.
    #[serde(default)]
    pub yes: Vec<String>,
    /// Sentences of others.
    #[serde(default)]
    pub no: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Recode {
    class: String,
    status: Vec<String>,
    to: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TypesFile {
    #[serde(rename = "about")]
    _about: String,
    places: WordSet,
    bodies: WordSet,
    instruments: WordSet,
    light: WordSet,
    carriers: WordSet,
    small: SmallWords,
    #[serde(rename = "type")]
    types: Vec<EventType>,
    code: Vec<Recode>,
    mode: Vec<Mode>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct DomainFile {
    #[serde(rename = "about")]
    _about: String,
    #[serde(default)]
    not: Vec<String>,
    #[serde(default, rename = "type")]
    types: Vec<EventType>,
    #[serde(default)]
    event: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(rename = "type")]
    kind: String,
    plover: Option<String>,
    status: Option<String>,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    phrases: Vec<String>,
    #[serde(default)]
    subject: Vec<String>,
    #[serde(default)]
    object: Vec<String>,
    #[serde(default)]
    near: WordSet,
    #[serde(default)]
    unless_subject: Vec<String>,
    #[serde(default)]
    unless_object: Vec<String>,
    #[serde(default)]
    unless_near: WordSet,
    #[serde(default)]
    unless_doing: WordSet,
    #[serde(default)]
    of: Vec<String>,
    #[serde(default)]
    yes: Vec<String>,
    #[serde(default)]
    no: Vec<String>,
}

const TYPES: &str = "events/types.toml";
/// Files of the folder that are no domain.
const NO_DOMAIN: [&str; 3] = [TYPES, "events/status.toml", "events/ties.toml"];

impl EventRules {
    pub(crate) fn load(folder: &Folder) -> Result<EventRules, RuleError> {
        let file: TypesFile = folder.table(TYPES)?;
        let mut rules = EventRules {
            codes: file.code,
            places: file.places,
            bodies: file.bodies,
            instruments: file.instruments,
            light: file.light,
            small: file.small,
            carriers: file.carriers,
            status: EventStatusRules::load(folder)?,
            ties: Phrases::of_ties(folder, "events/ties.toml")?,
            modes: file.mode,
            ..EventRules::default()
        };
        for kind in file.types {
            rules.types.insert(kind.name.clone(), kind);
        }
        for name in folder.names_in("events/") {
            if !NO_DOMAIN.contains(&name.as_str()) {
                rules.add_domain(folder, &name)?;
            }
        }
        Ok(rules)
    }

    fn add_domain(&mut self, folder: &Folder, name: &str) -> Result<(), RuleError> {
        let file: DomainFile = folder.table(name)?;
        for kind in file.types {
            self.types.insert(kind.name.clone(), kind);
        }
        for entry in file.event {
            let sense = sense(folder, name, entry)?;
            if !self.types.contains_key(&sense.kind) && !sense.kind.starts_with("other:") {
                let place = format!("\"{}\"", sense.kind);
                let kind = RuleErrorKind::Unknown(sense.kind.clone(), "event type");
                return Err(folder.error_at(name, &place, kind));
            }
            self.add(sense);
        }
        let lists = [(EventPart::Phrase, &file.not)];
        if !file.not.is_empty() {
            let triggers = triggers(folder, name, &lists)?;
            self.add(EventSense { triggers, file: name.to_owned(), ..EventSense::default() });
        }
        Ok(())
    }

    fn add(&mut self, sense: EventSense) {
        for (number, trigger) in sense.triggers.iter().enumerate() {
            for word in trigger.pattern.first_words().unwrap_or_default() {
                let at = (self.senses.len(), number);
                self.by_first.entry(word).or_default().push(at);
            }
        }
        self.senses.push(sense);
    }

    /// Every sense that tells of an event, in the order of the files.
    pub fn iter(&self) -> impl Iterator<Item = &EventSense> {
        self.senses.iter().filter(|sense| !sense.is_none())
    }

    /// The type of that name; what a domain adds without a type of its own has the plainest roles.
    pub fn kind(&self, name: &str) -> Option<&EventType> {
        self.types.get(name).or_else(|| self.types.get("other"))
    }

    /// Every trigger that begins with token `at`, the longest first, of these the one that asks most of its neighbours.
    pub fn beginning_at(&self, doc: &Document, at: usize) -> Vec<EventMatch<'_>> {
        let Some(token) = doc.tokens.get(at) else { return Vec::new() };
        if matches!(token.upos, Upos::Punct | Upos::Det | Upos::Pron | Upos::Cconj) {
            return Vec::new();
        }
        let [form, lemma] = token.keys;
        let numbers = |word| self.by_first.get(&word).map_or(&[][..], Vec::as_slice);
        let of_form = if form == lemma { &[] } else { numbers(form) };
        let mut found: Vec<EventMatch<'_>> = Vec::new();
        for &(sense, trigger) in numbers(lemma).iter().chain(of_form) {
            let Some(sense) = self.senses.get(sense) else { continue };
            let Some(trigger) = sense.triggers.get(trigger) else { continue };
            if let Some(range) = trigger.pattern.match_at(doc, at) {
                found.push(EventMatch { sense, part: trigger.part, range });
            }
        }
        found.sort_by_key(|m| std::cmp::Reverse((m.range.len(), m.sense.demands())));
        found
    }

    /// PLOVER class and mode of an event: its sense's, else its type's; what is asked, refused or only planned has a class
    /// of its own.
    pub fn code(&self, sense: Option<&str>, kind: &str, status: &str) -> Option<String> {
        let own = sense.or_else(|| self.types.get(kind)?.plover.as_deref())?;
        let class = own.split('/').next().unwrap_or(own);
        let fits = |code: &&Recode| {
            (code.class == "*" || code.class == class) && code.status.iter().any(|s| s == status)
        };
        match self.codes.iter().find(fits) {
            // How it is done stays what it is.
            Some(code) => Some(match own.split_once('/') {
                Some((_, mode)) => format!("{}/{mode}", code.to),
                None => code.to.clone(),
            }),
            None => Some(own.to_owned()),
        }
    }
}

fn sense(folder: &Folder, name: &str, entry: Entry) -> Result<EventSense, RuleError> {
    let lists = [
        (EventPart::Verb, &entry.verbs),
        (EventPart::Noun, &entry.nouns),
        (EventPart::Phrase, &entry.phrases),
    ];
    let triggers = triggers(folder, name, &lists)?;
    let first = lists.iter().find_map(|(_, words)| words.first()).cloned();
    let id = first.ok_or_else(|| {
        let kind = RuleErrorKind::Syntax("an event without words".into());
        folder.error_at(name, &format!("\"{}\"", entry.kind), kind)
    })?;
    let proof = Proof { yes: entry.yes, no: entry.no };
    proof.check(folder, name, &id)?;
    Ok(EventSense {
        kind: entry.kind,
        plover: entry.plover,
        status: entry.status,
        triggers,
        subject: entry.subject,
        object: entry.object,
        near: entry.near,
        unless_subject: entry.unless_subject,
        unless_object: entry.unless_object,
        unless_near: entry.unless_near,
        unless_doing: entry.unless_doing,
        of: entry.of,
        file: name.to_owned(),
        id,
        proof,
    })
}

fn triggers(
    folder: &Folder,
    name: &str,
    lists: &[(EventPart, &Vec<String>)],
) -> Result<Vec<EventTrigger>, RuleError> {
    let mut triggers = Vec::new();
    for &(part, words) in lists {
        for written in words {
            // Words with a hyphen are several words to the reader.
            let spaced = written.replace('-', " - ");
            let pattern = Pattern::parse(&spaced).map_err(|error| {
                let kind = RuleErrorKind::Pattern(written.clone(), error);
                folder.error_at(name, &format!("\"{written}\""), kind)
            })?;
            triggers.push(EventTrigger { pattern, part });
        }
    }
    Ok(triggers)
}

#[cfg(test)]
mod tests {
    use crate::{Folder, Rules};

    #[test]
    fn what_is_asked_refused_or_only_planned_has_a_class_of_its_own() {
        let rules = &Rules::embedded().unwrap().events;
        for (kind, status, code) in [
            ("visit", "happened", Some("CONSULT/visit")),
            ("visit", "planned", Some("AGREE/visit")),
            ("release", "demanded", Some("REQUEST/release")),
            ("attack", "denied", Some("REJECT")),
            ("disaster", "happened", None),
        ] {
            assert_eq!(rules.code(None, kind, status).as_deref(), code, "{kind} {status}");
        }
    }

    #[test]
    fn a_file_more_is_a_domain_more() {
        let root = std::env::temp_dir().join(format!("onrecord-domain-{}", std::process::id()));
        std::fs::create_dir_all(root.join("events")).unwrap();
        let domain = "about = \"x\"\n[[event]]\ntype = \"other:regatta\"\nnouns = [\"regatta\"]\n\
                      yes = [\"The [event: regatta] began.\"]\nno = [\"A boat sank.\"]\n";
        std::fs::write(root.join("events/sailing.toml"), domain).unwrap();
        let rules = crate::events::EventRules::load(&Folder::at(&root).unwrap()).unwrap();
        assert!(rules.iter().any(|sense| sense.kind == "other:regatta"));
        assert!(rules.iter().any(|sense| sense.kind == "attack"), "the built-in ones stay");
    }

    #[test]
    fn a_type_that_nobody_knows_is_named_with_its_line() {
        let root = std::env::temp_dir().join(format!("onrecord-untyped-{}", std::process::id()));
        std::fs::create_dir_all(root.join("events")).unwrap();
        let domain = "about = \"x\"\n[[event]]\ntype = \"regatta\"\nnouns = [\"regatta\"]\n\
                      yes = [\"The [event: regatta] began.\"]\nno = [\"A boat sank.\"]\n";
        std::fs::write(root.join("events/sailing.toml"), domain).unwrap();
        let error = crate::events::EventRules::load(&Folder::at(&root).unwrap()).unwrap_err();
        assert_eq!(error.to_string(), "events/sailing.toml:3: `regatta` is not a known event type");
    }
}
