//! One voice, one key, across reports: by the form of the name only, and only where it is named.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{EntityKind, Link, Reading, SourceKind};
use onrecord_rules::{People, Rules};

/// Which names of several reports are one voice.
///
/// A person's name of two words or more stands for every name that ends in it ("Minister Ada Lund", "Ada Lund"), and for the last name
/// alone, with whatever title ("Col. Lund"), where nobody else on record bears it. Bodies are
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

/// A name as it is written somewhere.
struct Written {
    kind: SourceKind,
    form: String,
    count: usize,
}

impl Names {
    /// Reads the names of each report.
    pub fn of(reports: &[Vec<&Link>], rules: &Rules) -> Names {
        Names::among(reports, Bearers::default(), rules)
    }

    /// The same where `bearers` are known to bear a last name, too.
    fn among(reports: &[Vec<&Link>], mut bearers: Bearers, rules: &Rules) -> Names {
        let mut names = Names::default();
        let mut written: BTreeMap<String, Written> = BTreeMap::new();
        let mut aliases: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for links in reports {
            add_aliases(links, &mut aliases);
        }
        for link in reports.iter().flatten().filter(|link| !link.standing.is_unnamed()) {
            let form = fuller(link);
            let key = plain_key(form);
            if !form.chars().any(char::is_uppercase) {
                names.common.insert(key.clone());
            }
            let fresh = || Written { kind: link.kind, form: form.to_owned(), count: 0 };
            let entry = written.entry(key).or_insert_with(fresh);
            entry.count += 1;
            // One key may be written in several ways: the longest tells most, the alphabet settles the rest.
            if (form.len(), entry.form.as_str()) > (entry.form.len(), form) {
                form.clone_into(&mut entry.form);
            }
        }
        for (key, name) in written.iter().filter(|(_, name)| name.kind == SourceKind::Person) {
            bearers.add(&name.form, Some(key), &rules.people);
        }
        let mut best: BTreeMap<String, (bool, usize, usize)> = BTreeMap::new();
        for (key, name) in &written {
            let is_person = name.kind == SourceKind::Person;
            let alone = bearers.only_one(&name.form, &rules.people).filter(|_| is_person);
            let own = alone.unwrap_or(key);
            let shared = shared_form(own, name.kind, &written, &names.common, &aliases);
            // People go by the form used most, first name and all, bodies by the one that tells most.
            let used = if is_person { name.count } else { 0 };
            let rank = (alone.is_none(), used, name.form.len());
            if best.get(&shared).is_none_or(|other| *other < rank) {
                best.insert(shared.clone(), rank);
                names.shown.insert(shared.clone(), name.form.clone());
            }
            names.shared.insert(key.clone(), shared);
        }
        names
    }

    /// Reads the names of every voice of the readings.
    pub fn of_readings<'a>(
        readings: impl IntoIterator<Item = &'a Reading>,
        rules: &Rules,
    ) -> Names {
        let mut bearers = Bearers::default();
        let mut links: Vec<Vec<&Link>> = Vec::new();
        for reading in readings {
            let statements = reading.findings.statements.iter();
            links.push(statements.flat_map(|statement| &statement.chain).collect());
            // Who says nothing bears a name as well.
            let entities = reading.findings.entities.iter();
            for person in entities.filter(|entity| entity.kind == EntityKind::Person) {
                bearers.add(&person.name, None, &rules.people);
            }
        }
        Names::among(&links, bearers, rules)
    }

    /// The same names as reviewers left them: those of a group are one, by the name of the first; those of a pair are not.
    pub fn decided(mut self, merged: &[Vec<String>], apart: &[(String, String)]) -> Names {
        for group in merged {
            let Some(first) = group.first() else { continue };
            let target = self.key(first);
            for other in group.iter().skip(1) {
                let old = self.key(other);
                for shared in self.shared.values_mut().filter(|shared| **shared == old) {
                    shared.clone_from(&target);
                }
                self.shared.insert(plain_key(other), target.clone());
            }
            self.shown.insert(target, first.clone());
        }
        for (one, other) in apart {
            if self.key(one) == self.key(other) {
                for name in [one, other] {
                    let key = plain_key(name);
                    self.shown.insert(key.clone(), name.clone());
                    self.shared.insert(key.clone(), key);
                }
            }
        }
        self
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

/// Who bears a last name.
#[derive(Debug, Default)]
struct Bearers {
    /// Last name, to each first name with the shortest key under which somebody is on record for it.
    by_last: BTreeMap<String, BTreeMap<String, Option<String>>>,
}

impl Bearers {
    /// Somebody named in full, and the key of the name as a voice's.
    fn add(&mut self, name: &str, key: Option<&String>, people: &People) {
        let own = own_name(name, people);
        let [first, .., last] = own.as_slice() else { return };
        let of_last = self.by_last.entry(self::key(last)).or_default();
        let known = of_last.entry(self::key(first)).or_default();
        let is_shorter = |key: &&String| known.as_ref().is_none_or(|other| key.len() < other.len());
        if let Some(key) = key.filter(is_shorter) {
            *known = Some(key.clone());
        }
    }

    /// The key of the only one who bears the last name that `name` gives alone; `None` where it gives more, or where two bear it.
    fn only_one(&self, name: &str, people: &People) -> Option<&String> {
        let own = own_name(name, people);
        let [last] = own.as_slice() else { return None };
        let of_last = self.by_last.get(&self::key(last))?;
        of_last.values().next().filter(|_| of_last.len() == 1)?.as_ref()
    }
}

/// The words of a person's own name, titles and what stands in lower case ahead of it left out.
pub(crate) fn own_name<'n>(name: &'n str, people: &People) -> Vec<&'n str> {
    let bare = name.split(['(', ',']).next().unwrap_or(name);
    let words =
        bare.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let is_title = |word: &&str| {
        let lower = word.to_lowercase();
        !word.starts_with(char::is_uppercase)
            || people.titles.contains(&lower)
            || people.roles.contains_key(&lower)
            || people.places.contains(&lower)
    };
    // The name is what stands behind the last word that is none of it.
    let from = words.iter().rposition(is_title).map_or(0, |at| at + 1);
    let own = words.get(from..).unwrap_or_default();
    own.iter().map(|word| word.strip_suffix("'s").unwrap_or(word)).collect()
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
fn add_aliases(links: &[&Link], aliases: &mut BTreeMap<String, BTreeSet<String>>) {
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
        aliases.entry(name.clone()).or_default().extend(longer.filter(|l| ends_in(l, &name)));
    }
}

/// The form that `key` is a fuller or a shorter form of.
fn shared_form(
    key: &str,
    kind: SourceKind,
    written: &BTreeMap<String, Written>,
    common: &BTreeSet<String>,
    aliases: &BTreeMap<String, BTreeSet<String>>,
) -> String {
    let is_person = |of: SourceKind| of == SourceKind::Person;
    let others = || written.iter().filter(|(_, name)| is_person(name.kind) == is_person(kind));
    let shortest = others()
        .map(|(other, _)| other)
        .filter(|other| match key.split_once(' ') {
            _ if is_person(kind) => other.contains(' ') && ends_in(key, other),
            Some((head, rest)) => is_short(head) && rest == other.as_str(),
            None => false,
        })
        .min_by_key(|other| other.len());
    if is_person(kind) || key.contains(' ') || common.contains(key) {
        return shortest.map_or_else(|| key.to_owned(), Clone::clone);
    }
    let plain = |longer: &String| match longer.split_once(' ') {
        Some((head, rest)) if is_short(head) && written.contains_key(rest) => rest.to_owned(),
        _ => longer.clone(),
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

    fn of(links: &[Link]) -> Names {
        Names::of(&[links.iter().collect()], Rules::embedded().unwrap())
    }

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
        let names = of(&links);
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
    fn reviewers_join_and_part_names() {
        let links = [
            link("Ministry of Health", SourceKind::Organisation, Standing::BODY),
            link("the health ministry", SourceKind::Organisation, Standing::BODY),
            link("Minister Ada Lund", SourceKind::Person, Standing::NAMED),
            link("Ada Lund", SourceKind::Person, Standing::NAMED),
        ];
        let merged = vec![vec!["Ministry of Health".to_owned(), "health ministry".to_owned()]];
        let apart = vec![("Minister Ada Lund".to_owned(), "Ada Lund".to_owned())];
        let names = of(&links);
        assert_ne!(names.key_of(&links[0]), names.key_of(&links[1]));
        assert_eq!(names.key_of(&links[2]), names.key_of(&links[3]));
        let names = names.decided(&merged, &apart);
        assert_eq!(names.key_of(&links[0]), names.key_of(&links[1]));
        assert_eq!(names.shown(&links[1]), "Ministry of Health");
        assert_ne!(names.key_of(&links[2]), names.key_of(&links[3]));
    }

    #[test]
    fn a_ministry_is_not_any_other_ministry() {
        let mut ministry = link("ministry", SourceKind::Organisation, Standing::BODY);
        ministry.words.text = "the interior ministry".into();
        let links = [ministry, link("ministry", SourceKind::Organisation, Standing::BODY)];
        let names = of(&links);
        assert_eq!(names.shown(&links[0]), "the interior ministry");
        assert_ne!(names.key_of(&links[0]), names.key_of(&links[1]));
        assert!(!names.is_proper(&links[0]));
    }

    #[test]
    fn a_last_name_is_its_only_bearer() {
        let person = |name| link(name, SourceKind::Person, Standing::NAMED);
        let links =
            [person("Marta Ellisen"), person("Ellisen"), person("Col. Ellisen"), person("Ellisen")];
        let names = of(&links);
        assert_eq!(names.key("Marta Ellisen"), names.key("Ellisen"));
        assert_eq!(names.key("Marta Ellisen"), names.key("Col. Ellisen"));
        assert_eq!(names.shown(&links[1]), "Marta Ellisen");
        let two = [&links[..], &[person("Piet Ellisen")]].concat();
        let names = of(&two);
        assert_ne!(names.key("Marta Ellisen"), names.key("Ellisen"));
        assert_ne!(names.key("Piet Ellisen"), names.key("Col. Ellisen"));
    }

    #[test]
    fn keys_see_through_quotation_marks() {
        assert_eq!(key("“It’s over,” he said"), key("\"It's  over\" he said."));
    }
}
