//! Where two who worked apart decided differently about the same.

use std::collections::BTreeSet;

use onrecord_model::{Decision, Review, Subject};

/// Pairs of reviews, the earlier first, of which `ours` and `theirs` hold one each, that are about the same and do not go together. Both
/// stay on record; the later stands.
pub fn conflicts<'a>(ours: &'a [Review], theirs: &'a [Review]) -> Vec<(&'a Review, &'a Review)> {
    let mut found = Vec::new();
    for their in theirs {
        for our in ours.iter().filter(|our| our.id != their.id && differ(our, their)) {
            found.push(if our.at <= their.at { (our, their) } else { (their, our) });
        }
    }
    found
}

fn differ(one: &Review, other: &Review) -> bool {
    let subjects =
        |review: &Review| review.decision.subjects().into_iter().collect::<BTreeSet<Subject>>();
    let shared = subjects(one).intersection(&subjects(other)).count();
    if shared == 0 {
        return false;
    }
    match (&one.decision, &other.decision) {
        (Decision::Accept { .. }, Decision::Reject { .. })
        | (Decision::Reject { .. }, Decision::Accept { .. }) => true,
        (Decision::Reject { .. }, Decision::Correct { .. })
        | (Decision::Correct { .. }, Decision::Reject { .. }) => true,
        (Decision::Correct { set: a, .. }, Decision::Correct { set: b, .. }) => {
            a.iter().any(|(field, value)| b.get(field).is_some_and(|other| other != value))
        }
        (
            Decision::Grade { reliability: a, credibility: x, .. },
            Decision::Grade { reliability: b, credibility: y, .. },
        ) => (a.is_some() && b.is_some() && a != b) || (x.is_some() && y.is_some() && x != y),
        (Decision::Sensitivity { level: a, .. }, Decision::Sensitivity { level: b, .. }) => a != b,
        (Decision::Merge { .. }, Decision::Split { .. })
        | (Decision::Split { .. }, Decision::Merge { .. }) => shared > 1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_model::{Id, Sensitivity};

    fn review(at: u8, decision: Decision) -> Review {
        Review::new("Ada", &format!("2031-03-0{at}T00:00:00Z"), decision, None)
    }

    fn subject(id: &str) -> Subject {
        Subject::finding(&Id::given(id))
    }

    #[test]
    fn what_was_decided_differently_is_named_once_with_the_earlier_first() {
        let ours = [
            review(2, Decision::Accept { subject: subject("fi_1") }),
            review(
                3,
                Decision::Sensitivity { subject: subject("fi_2"), level: Sensitivity::Public },
            ),
        ];
        let theirs = [
            review(1, Decision::Reject { subject: subject("fi_1") }),
            review(4, Decision::Reject { subject: subject("fi_3") }),
        ];
        let found = conflicts(&ours, &theirs);
        assert_eq!(found, [(&theirs[0], &ours[0])]);
    }

    #[test]
    fn what_goes_together_is_no_conflict() {
        let set = |field: &str, value: i32| Decision::Correct {
            subject: subject("fi_1"),
            set: [(field.to_owned(), value.into())].into(),
        };
        let both = |one: Decision, other: Decision| {
            conflicts(&[review(1, one)], &[review(2, other)]).len()
        };
        assert_eq!(both(set("value", 14), set("low", 14)), 0);
        assert_eq!(both(set("value", 14), set("value", 14)), 0);
        assert_eq!(both(set("value", 14), set("value", 15)), 1);
        let accept = || Decision::Accept { subject: subject("fi_1") };
        assert_eq!(both(accept(), accept()), 0);
        assert_eq!(both(accept(), Decision::Note { subject: subject("fi_1") }), 0);
        let pair = |a: &str, b: &str| vec![subject(a), subject(b)];
        let merge = |a, b| Decision::Merge { subjects: pair(a, b) };
        assert_eq!(both(merge("a", "b"), Decision::Split { subjects: pair("b", "c") }), 0);
        assert_eq!(both(merge("a", "b"), Decision::Split { subjects: pair("b", "a") }), 1);
    }
}
