//! One voice, one key, across reports: by the form of the name only, and only where it is named.

use std::collections::BTreeMap;

use onrecord_model::{Link, SourceKind};

use super::extract::key;

/// Which names of several reports are one voice.
///
/// A person's name of two words or more stands for every name that ends in it ("Minister Ada Lund", "Ada Lund"). Bodies are
/// joined where nothing but a short word at the head ("the") or an abbreviation in brackets differs.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The key of every name as written, to the key that all forms of it share.
    shared: BTreeMap<String, String>,
    /// The shared key, to the form that is shown.
    shown: BTreeMap<String, String>,
}

/// A name as it is written somewhere.
struct Written {
    kind: SourceKind,
    form: String,
    count: usize,
}

impl Names {
    /// Reads all names that are named openly.
    pub(super) fn of<'a>(links: impl Iterator<Item = &'a Link>) -> Names {
        let mut written: BTreeMap<String, Written> = BTreeMap::new();
        for link in links.filter(|link| !link.standing.is_unnamed()) {
            let entry = written.entry(plain_key(&link.name)).or_insert_with(|| Written {
                kind: link.kind,
                form: link.name.clone(),
                count: 0,
            });
            entry.count += 1;
            // One key may be written in several ways: the longest tells most, the alphabet settles the rest.
            if (link.name.len(), &entry.form) > (entry.form.len(), &link.name) {
                entry.form.clone_from(&link.name);
            }
        }
        let mut names = Names::default();
        let mut best: BTreeMap<String, (usize, usize)> = BTreeMap::new();
        for (key, name) in &written {
            let shared = shortest_form(key, name.kind, &written);
            let rank = (name.count, name.form.len());
            if best.get(&shared).is_none_or(|other| *other < rank) {
                best.insert(shared.clone(), rank);
                names.shown.insert(shared.clone(), name.form.clone());
            }
            names.shared.insert(key.clone(), shared);
        }
        names
    }

    /// The key that all forms of a name share.
    pub(super) fn key(&self, name: &str) -> String {
        let key = plain_key(name);
        self.shared.get(&key).cloned().unwrap_or(key)
    }

    /// The name as it is shown: the form used most.
    pub(super) fn shown(&self, name: &str) -> String {
        self.shown.get(&self.key(name)).cloned().unwrap_or_else(|| name.to_owned())
    }
}

/// The shortest written form that `key` is a fuller form of.
fn shortest_form(key: &str, kind: SourceKind, written: &BTreeMap<String, Written>) -> String {
    let is_form = |other: &str, of: SourceKind| match (kind, of) {
        (SourceKind::Person, SourceKind::Person) => other.contains(' ') && ends_in(key, other),
        (SourceKind::Person, _) | (_, SourceKind::Person) => false,
        _ => key.split_once(' ').is_some_and(|(head, rest)| is_short(head) && rest == other),
    };
    written
        .iter()
        .filter(|(other, name)| is_form(other, name.kind))
        .map(|(other, _)| other.clone())
        .min_by_key(String::len)
        .unwrap_or_else(|| key.to_owned())
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
        let links = [
            link("Interior Minister Dorin Halveg", SourceKind::Person, Standing::NAMED),
            link("Dorin Halveg", SourceKind::Person, Standing::NAMED),
            link("Minister Dorin Halveg", SourceKind::Person, Standing::NAMED),
            link("the Hesk Valley Defence League (HVDL)", SourceKind::Organisation, Standing::BODY),
            link("Hesk Valley Defence League", SourceKind::Organisation, Standing::BODY),
            link("The Hesk Valley Defence League", SourceKind::Organisation, Standing::BODY),
            link("defence ministry", SourceKind::Organisation, Standing::BODY),
        ];
        let names = Names::of(links.iter());
        assert_eq!(names.key("Interior Minister Dorin Halveg"), names.key("Dorin Halveg"));
        assert_eq!(names.key("Minister Dorin Halveg"), names.key("Dorin Halveg"));
        assert_eq!(names.shown("Minister Dorin Halveg"), names.shown("Dorin Halveg"));
        assert_eq!(
            names.key("the Hesk Valley Defence League (HVDL)"),
            names.key("Hesk Valley Defence League")
        );
        assert_eq!(
            names.key("The Hesk Valley Defence League"),
            names.key("Hesk Valley Defence League")
        );
        assert_ne!(names.key("interior ministry"), names.key("defence ministry"));
    }

    #[test]
    fn one_family_name_is_not_enough() {
        let links = [
            link("Marta Ellisen", SourceKind::Person, Standing::NAMED),
            link("Ellisen", SourceKind::Person, Standing::NAMED),
        ];
        let names = Names::of(links.iter());
        assert_ne!(names.key("Marta Ellisen"), names.key("Ellisen"));
    }
}
