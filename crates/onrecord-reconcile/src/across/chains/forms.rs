//! What the words of a story go by: their form, and where a form is the last word of several names, the name.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{EntityKind, Id};

use super::heads::{Head, Named};
use super::{Key, Pool};
use crate::key;

/// The names that end in one form, by the group of the entity layer.
#[derive(Default)]
struct Names<'a> {
    groups: BTreeMap<&'a Id, Told<'a>>,
}

/// The fullest name of a group, its words, and how often it is told.
struct Told<'a> {
    named: &'a Named,
    words: BTreeSet<String>,
    times: usize,
}

/// What each head word goes by in the story of this number.
pub(super) fn keys(pool: &Pool<'_>, story: usize, heads: &[Head]) -> Vec<Key> {
    let mut names: BTreeMap<&str, Names<'_>> = BTreeMap::new();
    for head in heads {
        if let Some(named) = &head.named {
            let fresh = || Told { named, words: BTreeSet::new(), times: 0 };
            let of_form = &mut names.entry(&head.form).or_default().groups;
            of_form.entry(&named.group).or_insert_with(fresh).add(named);
        }
    }
    let key = |head: &Head| {
        let word = |group: Option<&Named>| Key::Word {
            story,
            form: head.form.clone(),
            several: head.several,
            group: group.map(|named| named.group.clone()),
        };
        let Some(names) = names.get(head.form.as_str()).filter(|_| !head.several) else {
            return word(None);
        };
        let (meant, rivals) = match names.fullest() {
            Some(fullest) => (Some(fullest), false),
            None => (names.own(head).or_else(|| names.mostly()), true),
        };
        match meant {
            Some(named) if is_one_everywhere(pool, named) => Key::Entity(named.group.clone()),
            meant => word(meant.filter(|_| rivals)),
        }
    };
    heads.iter().map(key).collect()
}

impl<'a> Told<'a> {
    fn add(&mut self, named: &'a Named) {
        self.times += 1;
        let rank = |named: &'a Named| (named.name.len(), &named.name);
        if self.words.is_empty() || rank(self.named) < rank(named) {
            self.named = named;
            self.words = key(&named.name).split(' ').map(str::to_owned).collect();
        }
    }
}

impl<'a> Names<'a> {
    /// The name that holds the words of all others; `None` where two tell more than each other ("Ost Bank", "West Bank").
    fn fullest(&self) -> Option<&'a Named> {
        let mut all = self.groups.values();
        let fullest = self.groups.values().rev().max_by_key(|told| told.words.len())?;
        all.all(|told| told.words.is_subset(&fullest.words)).then_some(fullest.named)
    }

    /// The fullest name of whom the head word names.
    fn own(&self, head: &Head) -> Option<&'a Named> {
        let group = &head.named.as_ref()?.group;
        self.groups.get(group).map(|told| told.named)
    }

    /// The one that is told no less often than all others together: whom the form alone stands for.
    fn mostly(&self) -> Option<&'a Named> {
        let all: usize = self.groups.values().map(|told| told.times).sum();
        let most = self.groups.values().rev().max_by_key(|told| told.times)?;
        (2 * most.times >= all).then_some(most.named)
    }
}

/// Is it the same in every story? A first or last name alone is not, nor is what every town has ("the Ministry").
fn is_one_everywhere(pool: &Pool<'_>, named: &Named) -> bool {
    let people = &pool.rules.people;
    let name = key(&named.name);
    match named.kind {
        _ if name.contains(' ') => true,
        EntityKind::Place | EntityKind::Facility | EntityKind::Group => true,
        EntityKind::Person => false,
        _ => ![&people.bodies, &people.any_body, &people.outlets, &people.places]
            .iter()
            .any(|common| common.contains(&name)),
    }
}
