//! What was said to be one, and what was said not to be.

use std::collections::BTreeSet;

use onrecord_model::Subject;

/// Groups that merging makes and splitting parts, in the order of the reviews.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Groups {
    /// Each of two or more; the first gives the name.
    groups: Vec<Vec<Subject>>,
    /// Pairs, the lesser first.
    apart: BTreeSet<(Subject, Subject)>,
}

impl Groups {
    /// All of `subjects`, and whatever they were merged with before, are one.
    pub(super) fn merge(&mut self, subjects: &[Subject]) {
        let mut one: Vec<Subject> = Vec::new();
        for subject in subjects {
            let known = self.groups.iter().position(|group| group.contains(subject));
            let more = known.map_or_else(|| vec![subject.clone()], |at| self.groups.remove(at));
            for subject in more {
                if !one.contains(&subject) {
                    one.push(subject);
                }
            }
        }
        self.apart.retain(|(a, b)| !(one.contains(a) && one.contains(b)));
        if one.len() > 1 {
            self.groups.push(one);
        }
    }

    /// No two of `subjects` are one: all but the first leave the group they share.
    pub(super) fn split(&mut self, subjects: &[Subject]) {
        for (at, one) in subjects.iter().enumerate() {
            for other in subjects.iter().skip(at + 1).filter(|other| *other != one) {
                let pair = if one < other { (one, other) } else { (other, one) };
                self.apart.insert((pair.0.clone(), pair.1.clone()));
                for group in &mut self.groups {
                    if group.contains(one) {
                        group.retain(|subject| subject != other);
                    }
                }
            }
        }
        self.groups.retain(|group| group.len() > 1);
    }

    pub(super) fn merged(&self) -> impl Iterator<Item = &[Subject]> {
        self.groups.iter().map(Vec::as_slice)
    }

    pub(super) fn first_of(&self, subject: &Subject) -> Option<&Subject> {
        self.groups.iter().find(|group| group.contains(subject))?.first()
    }

    pub(super) fn apart(&self) -> impl Iterator<Item = (&Subject, &Subject)> {
        self.apart.iter().map(|(a, b)| (a, b))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(names: &[&str]) -> Vec<Subject> {
        names.iter().map(|name| Subject::given(*name)).collect()
    }

    #[test]
    fn merging_chains_and_splitting_parts() {
        let mut groups = Groups::default();
        groups.merge(&of(&["a", "b"]));
        groups.merge(&of(&["c", "b"]));
        assert_eq!(groups.merged().collect::<Vec<_>>(), [of(&["c", "a", "b"])]);
        groups.split(&of(&["a", "b"]));
        assert_eq!(groups.merged().collect::<Vec<_>>(), [of(&["c", "a"])]);
        assert_eq!(groups.apart().count(), 1);
        assert_eq!(groups.first_of(&Subject::given("b")), None);
        groups.merge(&of(&["a", "b"]));
        assert_eq!(groups.apart().count(), 0);
        assert_eq!(groups.first_of(&Subject::given("b")), Some(&Subject::given("c")));
    }

    #[test]
    fn one_alone_is_no_group() {
        let mut groups = Groups::default();
        groups.merge(&of(&["a", "a"]));
        groups.split(&of(&["a", "a"]));
        assert_eq!((groups.merged().count(), groups.apart().count()), (0, 0));
    }
}
