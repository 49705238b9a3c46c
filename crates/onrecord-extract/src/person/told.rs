//! Persons as they are found: each status of each once, and what one status says of another.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{Figure, Id, Person};

use super::who::Who;

/// The statuses of the dead.
const DEAD: [&str; 2] = ["killed", "died"];
/// Of these the one that says how.
const KILLED: &str = "killed";
/// Statuses that end with a death.
const LIVING: [&str; 3] = ["injured", "survived", "rescued"];

/// What has been found so far.
#[derive(Debug, Default)]
pub(super) struct Told {
    found: Vec<Found>,
    /// By key and status.
    known: BTreeMap<(String, String), usize>,
}

#[derive(Debug)]
struct Found {
    person: Person,
    key: String,
    /// It only holds where nobody died.
    unless_dead: bool,
}

impl Told {
    /// Adds a person, or what this place tells to what an earlier one has told.
    pub(super) fn add(&mut self, person: Person, who: Who, unless_dead: bool) {
        let key = (who.key.clone(), person.status.clone());
        let same_status = |found: &Found| found.person.status == person.status;
        // "The boy" is somebody of whom the report has told this already.
        let known = self.known.get(&key).copied();
        let at = known.or_else(|| self.found.iter().position(same_status).filter(|_| who.definite));
        match at.and_then(|at| self.found.get_mut(at)) {
            Some(earlier) => fill_in(&mut earlier.person, person),
            None => {
                self.known.insert(key, self.found.len());
                self.found.push(Found { person, key: who.key, unless_dead });
            }
        }
    }

    /// "The man was identified as Ada Okoro": gives the one unnamed dead told of before `offset` the name, where the report tells
    /// of no other and not of the death of that name.
    pub(super) fn identify(&mut self, offset: u32, who: &Who, entity: Option<Id>) {
        let is_dead = |found: &Found| DEAD.contains(&found.person.status.as_str());
        let known = self.found.iter().any(|f| is_dead(f) && f.key == who.key);
        let mut unnamed = self.found.iter_mut().filter(|f| is_dead(f) && f.person.name.is_none());
        let (Some(one), None) = (unnamed.next(), unnamed.next()) else { return };
        if known || one.person.words.start >= offset {
            return;
        }
        one.person.name.clone_from(&who.name);
        one.person.entity = entity;
        one.person.age = one.person.age.or(who.age);
        one.key.clone_from(&who.key);
    }

    /// In text order. The dead are no longer hurt; who was killed need not be said to have died; and where somebody died,
    /// whoever was shot may be that one.
    pub(super) fn settled(self, figures: &[Figure]) -> Vec<Person> {
        let keys = |of: &dyn Fn(&str) -> bool| -> BTreeSet<String> {
            let those = self.found.iter().filter(|f| of(&f.person.status));
            those.map(|f| f.key.clone()).collect()
        };
        let dead = keys(&|status| DEAD.contains(&status));
        let killed = keys(&|status| status == KILLED);
        let is_dead = |status: &str| DEAD.contains(&status);
        let counted = figures.iter().any(|figure| is_dead(&figure.measure));
        let unnamed =
            self.found.iter().any(|f| is_dead(&f.person.status) && f.person.name.is_none());
        let stays = |found: &Found| {
            let status = found.person.status.as_str();
            let may_be_dead = unnamed || found.person.name.is_none() && !dead.is_empty();
            let ended = LIVING.contains(&status) && dead.contains(&found.key);
            let doubted = found.unless_dead && (may_be_dead || counted && dead.is_empty());
            let said_better = is_dead(status) && status != KILLED && killed.contains(&found.key);
            !(ended || doubted || said_better)
        };
        let mut persons: Vec<Person> =
            self.found.iter().filter(|f| stays(f)).map(|f| f.person.clone()).collect();
        persons.sort_by_key(|p| (p.words.start, p.words.end));
        persons
    }
}

/// A later place of the report fills in what the first left out.
fn fill_in(known: &mut Person, later: Person) {
    known.when = known.when.take().or(later.when);
    known.age = known.age.or(later.age);
    known.relation = known.relation.take().or(later.relation);
    known.role = known.role.take().or(later.role);
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_model::TokenRange;

    fn who(key: &str) -> Who {
        Who {
            range: TokenRange::default(),
            name: key.starts_with(char::is_uppercase).then(|| key.to_owned()),
            count: None,
            entity: None,
            age: None,
            relation: None,
            role: None,
            definite: false,
            key: key.to_owned(),
        }
    }

    fn all(told: &[(&str, &str, bool)]) -> Told {
        let mut all = Told::default();
        for (at, (key, status, unless_dead)) in told.iter().enumerate() {
            let (who, status) = (who(key), (*status).to_owned());
            let mut person = Person { name: who.name.clone(), status, ..Person::default() };
            person.words.start = at as u32;
            all.add(person, who, *unless_dead);
        }
        all
    }

    fn settled(told: &[(&str, &str, bool)]) -> Vec<String> {
        all(told).settled(&[]).into_iter().map(|p| p.status).collect()
    }

    #[test]
    fn the_one_unnamed_dead_gets_the_name_that_is_told_later() {
        for (told, name) in [
            (&[("worker", "killed", false)][..], Some("Ada")),
            (&[("worker", "injured", false)], None),
            (&[("worker", "killed", false), ("guard", "died", false)], None),
            (&[("worker", "killed", false), ("Ada", "died", false)], None),
        ] {
            let mut all = all(told);
            all.identify(9, &who("Ada"), None);
            let found = all.settled(&[]).into_iter().find(|p| p.words.start == 0).unwrap();
            assert_eq!(found.name.as_deref(), name, "{told:?}");
        }
    }

    #[test]
    fn a_status_is_told_once() {
        assert_eq!(settled(&[("Ada", "held", false), ("Ada", "held", false)]), ["held"]);
        assert_eq!(settled(&[("Ada", "held", false), ("Ben", "held", false)]), ["held", "held"]);
    }

    #[test]
    fn the_dead_are_not_hurt() {
        assert_eq!(settled(&[("Ada", "injured", false), ("Ada", "died", false)]), ["died"]);
        assert_eq!(
            settled(&[("Ada", "injured", false), ("Ben", "died", false)]),
            ["injured", "died"]
        );
        assert_eq!(settled(&[("Ada", "died", false), ("Ada", "killed", false)]), ["killed"]);
    }

    #[test]
    fn whoever_was_shot_may_be_the_one_who_died() {
        assert_eq!(settled(&[("Ada", "injured", true), ("man", "died", false)]), ["died"]);
        assert_eq!(settled(&[("man", "injured", true), ("Ada", "died", false)]), ["died"]);
        assert_eq!(
            settled(&[("Ada", "injured", true), ("Ben", "died", false)]),
            ["injured", "died"]
        );
    }
}
