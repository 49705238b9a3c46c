//! Low, best and high of what several sources tell for one day, under a named policy. No policy drops a point.

use onrecord_model::{Decimal, Words};
use serde::{Deserialize, Serialize};

/// How best is chosen among the figures of a day. The names are ours: no codebook's is claimed.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// The lowest figure: what no source goes below.
    Lowest,
    /// The figure published last.
    #[default]
    Latest,
    /// The middle one; of two, the lower.
    Median,
    /// The figure that most primary sources give; of two, the lower.
    MostSources,
    /// None: low and high alone.
    Range,
}

impl Policy {
    /// All policies.
    pub const ALL: &'static [Policy] =
        &[Policy::Lowest, Policy::Latest, Policy::Median, Policy::MostSources, Policy::Range];

    /// The word that names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Policy::Lowest => "lowest",
            Policy::Latest => "latest",
            Policy::Median => "median",
            Policy::MostSources => "most-sources",
            Policy::Range => "range",
        }
    }

    /// The policy of a word.
    pub fn from_word(word: &str) -> Option<Policy> {
        Policy::ALL.iter().copied().find(|policy| policy.as_str() == word)
    }
}

impl std::fmt::Display for Policy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a trajectory is on one day: low ≤ best ≤ high, wherever they are given.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Step {
    /// The day it holds for, `YYYY-MM-DD`.
    pub as_of: String,
    /// The least that any point of the day allows; `None` where one leaves it open.
    #[serde(with = "onrecord_model::decimal")]
    pub low: Option<Decimal>,
    /// The policy's choice among the numbers of the day; `None` where the policy makes none, or no number is named.
    #[serde(with = "onrecord_model::decimal")]
    pub best: Option<Decimal>,
    /// The most that any point of the day allows; `None` where one leaves it open.
    #[serde(with = "onrecord_model::decimal")]
    pub high: Option<Decimal>,
    /// How many points.
    pub points: usize,
}

/// One figure, as a policy looks at it.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) low: Option<Decimal>,
    pub(super) value: Option<Decimal>,
    pub(super) high: Option<Decimal>,
    /// When it was published, and where it stands: the later goes before the earlier.
    pub(super) published: (String, Words),
    /// The primary source; `None` where nobody is named.
    pub(super) source: Option<String>,
}

impl Told {
    /// The number that stands for it.
    fn number(&self) -> Option<Decimal> {
        self.value.or(self.low).or(self.high)
    }
}

impl Step {
    /// The step of a day's figures.
    pub(super) fn of(as_of: &str, told: &[Told], policy: Policy) -> Step {
        let ends = |of: fn(&Told) -> Option<Decimal>| -> Option<Vec<Decimal>> {
            told.iter().map(of).collect()
        };
        let low = ends(|t| t.low).and_then(|all| all.into_iter().min());
        let high = ends(|t| t.high).and_then(|all| all.into_iter().max());
        let best = best(told, policy).map(|best| {
            let best = low.map_or(best, |low| best.max(low));
            high.map_or(best, |high| best.min(high))
        });
        Step { as_of: as_of.to_owned(), low, best, high, points: told.len() }
    }
}

fn best(told: &[Told], policy: Policy) -> Option<Decimal> {
    let mut numbers: Vec<Decimal> = told.iter().filter_map(Told::number).collect();
    numbers.sort_unstable();
    match policy {
        Policy::Range => None,
        Policy::Lowest => numbers.first().copied(),
        Policy::Median => numbers.get(numbers.len().saturating_sub(1) / 2).copied(),
        Policy::Latest => {
            let dated = told.iter().filter_map(|t| Some((&t.published, t.number()?)));
            dated.max_by(|a, b| a.0.cmp(b.0).then(b.1.cmp(&a.1))).map(|(_, number)| number)
        }
        Policy::MostSources => {
            let sources = |number: &Decimal| {
                let of = told.iter().filter(|t| t.number() == Some(*number));
                let mut names: Vec<&String> = of.filter_map(|t| t.source.as_ref()).collect();
                names.sort_unstable();
                names.dedup();
                names.len()
            };
            numbers.dedup();
            // `max_by_key` takes the last of equals: from high to low, that is the lowest.
            numbers.iter().rev().max_by_key(|number| sources(number)).copied()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(
        low: Option<i64>,
        value: Option<i64>,
        high: Option<i64>,
        day: &str,
        source: &str,
    ) -> Told {
        let number = |n: Option<i64>| n.map(Decimal::from);
        Told {
            low: number(low),
            value: number(value),
            high: number(high),
            published: (day.to_owned(), Words::default()),
            source: Some(source.to_owned()).filter(|s| !s.is_empty()),
        }
    }

    fn exactly(n: i64, day: &str, source: &str) -> Told {
        told(Some(n), Some(n), Some(n), day, source)
    }

    #[test]
    fn each_policy_chooses_as_it_says() {
        let of_a_day = [
            exactly(12, "2031-03-04", "ministry"),
            exactly(20, "2031-03-05", "rebels"),
            exactly(14, "2031-03-04", "ministry"),
            exactly(20, "2031-03-04", "medics"),
        ];
        let best = |policy| Step::of("2031-03-04", &of_a_day, policy).best;
        assert_eq!(best(Policy::Lowest), Some(12.into()));
        assert_eq!(best(Policy::Latest), Some(20.into()));
        assert_eq!(best(Policy::Median), Some(14.into()));
        assert_eq!(best(Policy::MostSources), Some(20.into()));
        assert_eq!(best(Policy::Range), None);
    }

    #[test]
    fn low_best_and_high_stand_in_order_under_every_policy() {
        let sorts = [
            told(Some(13), Some(12), None, "a", ""),
            told(None, Some(30), Some(29), "b", "x"),
            told(None, None, Some(5), "c", "y"),
            told(None, None, None, "d", "z"),
            exactly(0, "e", "x"),
        ];
        for subset in 0_u32..32 {
            let day: Vec<Told> = (0..5)
                .filter(|bit| subset & (1 << bit) != 0)
                .filter_map(|bit| sorts.get(bit as usize).cloned())
                .collect();
            for policy in Policy::ALL {
                let step = Step::of("d", &day, *policy);
                let below =
                    |a: Option<Decimal>, b: Option<Decimal>| a.zip(b).is_none_or(|(a, b)| a <= b);
                assert!(below(step.low, step.best) && below(step.best, step.high), "{step:?}");
                assert!(below(step.low, step.high), "{step:?}");
            }
        }
    }

    #[test]
    fn an_open_end_stays_open() {
        let step = Step::of(
            "d",
            &[exactly(12, "a", "x"), told(Some(21), Some(20), None, "b", "y")],
            Policy::Latest,
        );
        assert_eq!((step.low, step.high), (Some(12.into()), None));
        assert_eq!(step.best, Some(20.into()));
    }
}
