//! One voice, one key, across reports: by the form of the name only, and only where it is named.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{Link, Reading, SourceKind};
use serde::{Deserialize, Serialize};

/// Which names of several reports are one voice.
///
/// A person's name of two words or more stands for every name that ends in it ("Minister Ada Lund", "Ada Lund"). Bodies are
/// joined where nothing but a short word at the head ("the") or an abbreviation in brackets differs, and where some report
/// calls the longer by the single name that another gives alone ("the League"). A name without a capital ("the ministry") is nobody's own: it is not
/// known to be the same from one report to the next.
#[derive(Debug, Default)]
pub struct Names {
    /// The key of every name as written, to the key that all forms of it share.
    shared: BTreeMap<String, String>,
    /// The shared key, to the form that is shown.
    shown: BTreeMap<String, String>,
    /// Keys that are somewhere written without a capital.
    common: BTreeSet<String>,
}

/// One form of a name and how often it is used: what one report, or many, tell of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NameForm {
    /// What all spellings of it have in common.
    pub key: String,
    /// As it is written.
    pub form: String,
    /// What sort of voice.
    pub kind: SourceKind,
    /// How often.
    pub count: u64,
}

/// A single word by which some report calls a body that it names in full as well.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Alias {
    /// The key of the word.
    pub short: String,
    /// The key of the full name.
    pub longer: String,
}

/// What is known of one key once all reports are heard.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct NameKey {
    /// The key of a name as written.
    pub key: String,
    /// The key that all forms of it share.
    pub shared: String,
    /// The form that is shown.
    pub shown: Option<String>,
    /// Is it somewhere written without a capital?
    pub common: bool,
}

/// All forms of a name.
#[derive(Default)]
struct Written {
    kinds: BTreeMap<SourceKind, u64>,
    form: String,
    count: u64,
}

impl Written {
    fn add(&mut self, told: &NameForm) {
        *self.kinds.entry(told.kind).or_default() += told.count;
        self.count += told.count;
        // One key may be written in several ways: the longest tells most, the alphabet settles the rest.
        let (ours, theirs) = (self.form.as_str(), told.form.as_str());
        if self.form.is_empty() || (theirs.len(), ours) > (ours.len(), theirs) {
            self.form.clone_from(&told.form);
        }
    }

    /// The kind it is most often; the first in order among equals.
    fn kind(&self) -> SourceKind {
        let most =
            self.kinds.iter().max_by_key(|(kind, count)| (**count, std::cmp::Reverse(**kind)));
        most.map_or(SourceKind::default(), |(kind, _)| *kind)
    }
}

/// The forms of the names in one report's chains, and what it calls bodies for short.
pub fn names_told(reading: &Reading) -> (Vec<NameForm>, Vec<Alias>) {
    let statements = reading.findings.statements.iter();
    told(&statements.flat_map(|statement| &statement.chain).collect::<Vec<_>>())
}

fn told(links: &[&Link]) -> (Vec<NameForm>, Vec<Alias>) {
    let mut forms: BTreeMap<NameForm, u64> = BTreeMap::new();
    for link in links.iter().filter(|link| !link.standing.is_unnamed()) {
        let form = fuller(link);
        let told =
            NameForm { key: plain_key(form), form: form.to_owned(), kind: link.kind, count: 0 };
        *forms.entry(told).or_default() += 1;
    }
    let forms = forms.into_iter().map(|(form, count)| NameForm { count, ..form }).collect();
    (forms, aliases(links).into_iter().collect())
}

/// The key under which a voice is looked up among [`Names::keys`].
pub fn name_key(link: &Link) -> String {
    plain_key(fuller(link))
}

impl Names {
    /// Reads the names of each report.
    pub fn of(reports: &[Vec<&Link>]) -> Names {
        let (forms, aliases): (Vec<_>, Vec<_>) = reports.iter().map(|links| told(links)).unzip();
        Names::told(&forms.concat(), &aliases.concat())
    }

    /// The names of which these forms and short names were told; the same form may come more than once, in any order.
    pub fn told(forms: &[NameForm], aliases: &[Alias]) -> Names {
        let mut names = Names::default();
        let mut written: BTreeMap<String, Written> = BTreeMap::new();
        for told in forms {
            if !told.form.chars().any(char::is_uppercase) {
                names.common.insert(told.key.clone());
            }
            written.entry(told.key.clone()).or_default().add(told);
        }
        let mut called: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for alias in aliases {
            called.entry(&alias.short).or_default().insert(&alias.longer);
        }
        let mut best: BTreeMap<String, (u64, usize)> = BTreeMap::new();
        for (key, name) in &written {
            let shared = shared_form(key, name.kind(), &written, &names.common, &called);
            // People go by the form used most, bodies by the one that tells most.
            let used = if name.kind() == SourceKind::Person { name.count } else { 0 };
            let rank = (used, name.form.len());
            if best.get(&shared).is_none_or(|other| *other < rank) {
                best.insert(shared.clone(), rank);
                names.shown.insert(shared.clone(), name.form.clone());
            }
            names.shared.insert(key.clone(), shared);
        }
        names
    }

    /// Everything that is known, key by key: what [`Names::known`] takes back, whole or in part.
    pub fn keys(&self) -> Vec<NameKey> {
        let keys: BTreeSet<&String> =
            self.shared.keys().chain(self.shown.keys()).chain(&self.common).collect();
        keys.into_iter()
            .map(|key| {
                let shared = self.shared.get(key).unwrap_or(key);
                NameKey {
                    key: key.clone(),
                    shared: shared.clone(),
                    shown: self.shown.get(shared).cloned(),
                    common: self.common.contains(key),
                }
            })
            .collect()
    }

    /// The names of which only these keys will be asked for.
    pub fn known(keys: &[NameKey]) -> Names {
        let mut names = Names::default();
        for known in keys {
            names.shared.insert(known.key.clone(), known.shared.clone());
            if let Some(shown) = &known.shown {
                names.shown.insert(known.shared.clone(), shown.clone());
            }
            if known.common {
                names.common.insert(known.key.clone());
            }
        }
        names
    }

    /// Reads the names of every voice of the readings.
    pub fn of_readings<'a>(readings: impl IntoIterator<Item = &'a Reading>) -> Names {
        let (forms, aliases): (Vec<_>, Vec<_>) = readings.into_iter().map(names_told).unzip();
        Names::told(&forms.concat(), &aliases.concat())
    }

    /// The key that all forms of a name share.
    pub fn key(&self, name: &str) -> String {
        let key = plain_key(name);
        self.shared.get(&key).cloned().unwrap_or(key)
    }

    /// The key of a voice.
    pub fn key_of(&self, link: &Link) -> String {
        self.key(fuller(link))
    }

    /// Is it a name of its own, and so the same voice in every report?
    pub fn is_proper(&self, link: &Link) -> bool {
        !self.common.contains(&plain_key(fuller(link)))
    }

    /// The name as it is shown.
    pub fn shown(&self, link: &Link) -> String {
        let form = fuller(link);
        self.shown.get(&self.key(form)).cloned().unwrap_or_else(|| form.to_owned())
    }
}

/// What two tellings of the same words have in common: letters and digits, in lower case, quotation marks and spacing aside.
pub fn key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_alphanumeric() {
            key.extend(character.to_lowercase());
        } else if !matches!(character, '\'' | '’') && !key.is_empty() && !key.ends_with(' ') {
            key.push(' ');
        }
    }
    key.truncate(key.trim_end().len());
    key
}

/// A body's fullest name: the words it is named by, where the name is no name of its own and the words say more ("the
/// interior ministry", "ministry"; but not "its ministry").
pub fn fuller(link: &Link) -> &str {
    let (words, name) = (link.words.text.trim(), link.name.trim());
    if name.is_empty() {
        return words;
    }
    let is_bare = link.kind != SourceKind::Person && !name.chars().any(char::is_uppercase);
    if !is_bare || words.split_whitespace().count() > MOST_WORDS {
        return name;
    }
    let (said, named) = (key(words), key(name));
    let adds = said.split(' ').any(|word| !is_short(word) && !named.split(' ').any(|w| w == word));
    if adds && format!(" {said} ").contains(&format!(" {named} ")) { words } else { name }
}

/// More words than this describe, and do not name.
const MOST_WORDS: usize = 6;

/// Single words by which a report calls a body that it names in full as well: "the League" beside "Hesk Valley Defence
/// League". Only with a short word before it, which the name of a country or a person does not take, and only for a name
/// that is all capitals, so that "Israel" is never the "Office of Israel".
fn aliases(links: &[&Link]) -> BTreeSet<Alias> {
    let mut aliases = BTreeSet::new();
    let bodies = || {
        let named = links.iter().filter(|link| !link.standing.is_unnamed());
        named.filter(|link| link.kind != SourceKind::Person)
    };
    for short in bodies() {
        let words = short.words.text.trim();
        let Some((head, name)) = words.split_once(' ').filter(|(head, _)| is_short(head)) else {
            continue;
        };
        if name.contains(' ') || !name.starts_with(char::is_uppercase) || head.contains('.') {
            continue;
        }
        let name = key(name);
        let is_capital = |form: &str| {
            let form = form.split('(').next().unwrap_or(form);
            form.split_whitespace().skip(1).all(|word| word.starts_with(char::is_uppercase))
        };
        let longer =
            bodies().filter(|link| is_capital(&link.name)).map(|link| plain_key(&link.name));
        let longer = longer.filter(|longer| ends_in(longer, &name));
        aliases.extend(longer.map(|longer| Alias { short: name.clone(), longer }));
    }
    aliases
}

/// The form that `key` is a fuller or a shorter form of.
fn shared_form(
    key: &str,
    kind: SourceKind,
    written: &BTreeMap<String, Written>,
    common: &BTreeSet<String>,
    aliases: &BTreeMap<&str, BTreeSet<&str>>,
) -> String {
    let is_person = |of: SourceKind| of == SourceKind::Person;
    let is_there = |name: &&str| {
        written.get(*name).is_some_and(|other| is_person(other.kind()) == is_person(kind))
    };
    let shortest = if is_person(kind) {
        // From the shortest on: the last two words, the last three ...
        let mut endings = key.rmatch_indices(' ').skip(1).filter_map(|(at, _)| key.get(at + 1..));
        endings.find(is_there)
    } else {
        key.split_once(' ')
            .filter(|(head, _)| is_short(head))
            .map(|(_, rest)| rest)
            .filter(is_there)
    };
    if is_person(kind) || key.contains(' ') || common.contains(key) {
        return shortest.unwrap_or(key).to_owned();
    }
    let plain = |longer: &&str| match longer.split_once(' ') {
        Some((head, rest)) if is_short(head) && written.contains_key(rest) => rest.to_owned(),
        _ => (*longer).to_owned(),
    };
    let longer: BTreeSet<String> = aliases.get(key).into_iter().flatten().map(plain).collect();
    match longer.into_iter().collect::<Vec<String>>().as_slice() {
        [one] => one.clone(),
        _ => key.to_owned(),
    }
}

/// Does `longer` end in the whole words of `name`?
fn ends_in(longer: &str, name: &str) -> bool {
    longer.strip_suffix(name).is_some_and(|head| head.ends_with(' '))
}

/// As short as an article is.
fn is_short(word: &str) -> bool {
    word.chars().count() <= 3
}

/// The key of a name as written: without what stands in brackets, and without a short word in lower case at its head.
fn plain_key(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut depth = 0_usize;
    for character in name.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    match plain.trim().split_once(' ') {
        Some((head, rest)) if is_short(head) && head.chars().all(char::is_lowercase) => key(rest),
        _ => key(&plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_model::Standing;

    fn link(name: &str, kind: SourceKind, standing: Standing) -> Link {
        Link { name: name.into(), kind, standing, ..Link::default() }
    }

    #[test]
    fn titles_and_articles_do_not_part_a_voice() {
        let mut called_league = link("League", SourceKind::Organisation, Standing::BODY);
        called_league.words.text = "the League".into();
        let links = [
            link("Interior Minister Dorin Halveg", SourceKind::Person, Standing::NAMED),
            link("Dorin Halveg", SourceKind::Person, Standing::NAMED),
            link("Minister Dorin Halveg", SourceKind::Person, Standing::NAMED),
            link("the Hesk Valley Defence League (HVDL)", SourceKind::Organisation, Standing::BODY),
            link("Hesk Valley Defence League", SourceKind::Organisation, Standing::BODY),
            link("The Hesk Valley Defence League", SourceKind::Organisation, Standing::BODY),
            link("League", SourceKind::Organisation, Standing::BODY),
            called_league,
            link("Office of Israel", SourceKind::Organisation, Standing::BODY),
            link("Israel", SourceKind::Organisation, Standing::BODY),
            link("defence ministry", SourceKind::Organisation, Standing::BODY),
        ];
        let names = Names::of(&[links.iter().collect()]);
        assert_eq!(names.key("Interior Minister Dorin Halveg"), names.key("Dorin Halveg"));
        assert_eq!(names.key("Minister Dorin Halveg"), names.key("Dorin Halveg"));
        assert_eq!(names.shown(&links[2]), names.shown(&links[1]));
        assert_eq!(names.shown(&links[6]), names.shown(&links[3]));
        assert_eq!(
            names.key("the Hesk Valley Defence League (HVDL)"),
            names.key("Hesk Valley Defence League")
        );
        assert_eq!(
            names.key("The Hesk Valley Defence League"),
            names.key("Hesk Valley Defence League")
        );
        assert_ne!(names.key("Office of Israel"), names.key("Israel"));
        assert_ne!(names.key("interior ministry"), names.key("defence ministry"));
    }

    #[test]
    fn names_that_are_told_in_any_order_are_the_same() {
        let links = [
            link("Interior Minister Dorin Halveg", SourceKind::Person, Standing::NAMED),
            link("Dorin Halveg", SourceKind::Organisation, Standing::BODY),
            link("Dorin Halveg", SourceKind::Person, Standing::NAMED),
            link("DORIN HALVEG", SourceKind::Person, Standing::NAMED),
            link("the Roads Office", SourceKind::Organisation, Standing::BODY),
            link("Roads Office (RO)", SourceKind::Organisation, Standing::BODY),
        ];
        let whole = Names::of(&[links.iter().collect()]);
        let mut forms: Vec<NameForm> = links.iter().flat_map(|link| told(&[link]).0).collect();
        forms.reverse();
        assert_eq!(Names::told(&forms, &[]).keys(), whole.keys());
        assert_eq!(whole.key("Interior Minister Dorin Halveg"), whole.key("Dorin Halveg"));
        let asked = [name_key(&links[0]), name_key(&links[4])];
        let part: Vec<NameKey> =
            whole.keys().into_iter().filter(|known| asked.contains(&known.key)).collect();
        let known = Names::known(&part);
        for link in [&links[0], &links[4]] {
            assert_eq!(known.key_of(link), whole.key_of(link));
            assert_eq!(known.shown(link), whole.shown(link));
            assert_eq!(known.is_proper(link), whole.is_proper(link));
        }
    }

    #[test]
    fn a_ministry_is_not_any_other_ministry() {
        let mut ministry = link("ministry", SourceKind::Organisation, Standing::BODY);
        ministry.words.text = "the interior ministry".into();
        let links = [ministry, link("ministry", SourceKind::Organisation, Standing::BODY)];
        let names = Names::of(&[links.iter().collect()]);
        assert_eq!(names.shown(&links[0]), "the interior ministry");
        assert_ne!(names.key_of(&links[0]), names.key_of(&links[1]));
        assert!(!names.is_proper(&links[0]));
    }

    #[test]
    fn one_family_name_is_not_enough() {
        let links = [
            link("Marta Ellisen", SourceKind::Person, Standing::NAMED),
            link("Ellisen", SourceKind::Person, Standing::NAMED),
        ];
        let names = Names::of(&[links.iter().collect()]);
        assert_ne!(names.key("Marta Ellisen"), names.key("Ellisen"));
    }

    #[test]
    fn keys_see_through_quotation_marks() {
        assert_eq!(key("“It’s over,” he said"), key("\"It's  over\" he said."));
    }
}
