//! What the user wrote in `feeds.toml`.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use onrecord::condition::Condition;
use serde::{Deserialize, Deserializer};

use crate::plain::plain;

/// No feed is asked more often.
const LEAST: Duration = Duration::from_secs(60);

/// A feed that fails again and again is still looked at once a day.
pub(super) const LONGEST: Duration = Duration::from_secs(86_400);

/// Which feeds, how often, and what is to be told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plan {
    /// Between two looks at a feed, where the feed has no own.
    #[serde(default = "quarter", deserialize_with = "time")]
    pub(crate) every: Duration,
    /// Between two looks at a page that was seen, for what its publisher changes.
    #[serde(default = "two_hours", deserialize_with = "time")]
    pub(crate) look_again: Duration,
    /// For how long pages are looked at again.
    #[serde(default = "three_days", deserialize_with = "time")]
    pub(crate) look_again_for: Duration,
    /// Between two requests to one site.
    #[serde(default = "two_seconds", deserialize_with = "time")]
    pub(crate) pause: Duration,
    /// Hosts that may be fetched from though they are not on the public Internet.
    #[serde(default)]
    pub(crate) allow_host: Vec<String>,
    /// The feeds.
    pub(crate) feed: Vec<Feed>,
    /// What is to be told.
    #[serde(default, rename = "match")]
    pub(crate) matches: Vec<Match>,
}

/// One feed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Feed {
    /// Its address.
    pub(crate) url: String,
    /// Who publishes, where the feed and its pages do not say.
    pub(crate) outlet: Option<String>,
    /// Are the pages read that it points at, or what it says of them itself?
    #[serde(default = "yes")]
    pub(crate) follow: bool,
    /// Between two looks.
    #[serde(default, deserialize_with = "maybe_time")]
    pub(crate) every: Option<Duration>,
}

/// One wish to be told.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Match {
    /// Of what.
    #[serde(deserialize_with = "condition")]
    pub(crate) when: Condition,
    /// A program and its arguments; it gets the finding as JSON on standard input.
    #[serde(default)]
    pub(crate) run: Vec<String>,
    /// An address that gets the finding as JSON.
    pub(crate) post: Option<String>,
}

fn quarter() -> Duration {
    Duration::from_secs(15 * 60)
}

fn two_hours() -> Duration {
    Duration::from_secs(2 * 3600)
}

fn three_days() -> Duration {
    Duration::from_secs(3 * 86_400)
}

fn two_seconds() -> Duration {
    Duration::from_secs(2)
}

fn yes() -> bool {
    true
}

fn condition<'de, D: Deserializer<'de>>(input: D) -> Result<Condition, D::Error> {
    String::deserialize(input)?.parse().map_err(serde::de::Error::custom)
}

fn time<'de, D: Deserializer<'de>>(input: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(input)?;
    read_time(&text).ok_or_else(|| {
        serde::de::Error::custom(format!("`{text}` is no length of time; write 30s, 15m, 2h or 3d"))
    })
}

fn maybe_time<'de, D: Deserializer<'de>>(input: D) -> Result<Option<Duration>, D::Error> {
    time(input).map(Some)
}

/// `30s`, `15m`, `2h`, `3d`.
fn read_time(text: &str) -> Option<Duration> {
    let unit = text.chars().last()?;
    let seconds = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return None,
    };
    let number: u64 = text.strip_suffix(unit)?.trim().parse().ok()?;
    Some(Duration::from_secs(number.checked_mul(seconds)?))
}

impl Plan {
    /// Reads the file.
    pub(crate) fn read(path: &Path) -> anyhow::Result<Plan> {
        let name = plain(&path.display().to_string());
        let text =
            std::fs::read_to_string(path).with_context(|| format!("{name}: cannot be read"))?;
        let plan: Plan =
            toml::from_str(&text).with_context(|| format!("{name}: not a list of feeds"))?;
        if plan.feed.is_empty() {
            bail!("{name}: no feed; begin one with [[feed]] and url = \"https://...\"");
        }
        for wish in &plan.matches {
            if wish.run.is_empty() == wish.post.is_none() {
                bail!("{name}: a [[match]] has either run = [...] or post = \"https://...\"");
            }
        }
        Ok(plan)
    }

    /// How often a feed is looked at.
    pub(crate) fn every(&self, feed: &Feed) -> Duration {
        feed.every.unwrap_or(self.every).max(LEAST)
    }

    /// The longest that a feed is left alone: a day, or longer where so told; and a tenth by lot.
    pub(crate) fn longest_pause(&self, feed: &Feed) -> Duration {
        let most = self.every(feed).max(LONGEST);
        most.saturating_add(most / 10).saturating_add(Duration::from_secs(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Plan, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feeds.toml");
        std::fs::write(&path, text).unwrap();
        Plan::read(&path).map_err(|cause| format!("{cause:#}"))
    }

    #[test]
    fn a_plan_is_read() {
        let plan = read(
            "every = \"1h\"\n[[feed]]\nurl = \"https://p.example/rss\"\nevery = \"10s\"\n[[feed]]\nurl = \"https://q.example/\"\nfollow = false\n\
             [[match]]\nwhen = \"denial by ministry\"\nrun = [\"notify\", \"-u\"]\n",
        )
        .unwrap();
        assert_eq!(plan.every(&plan.feed[0]), LEAST);
        assert_eq!(plan.every(&plan.feed[1]), Duration::from_secs(3600));
        assert!(plan.feed[0].follow && !plan.feed[1].follow);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let feed = "[[feed]]\nurl = \"https://p.example/rss\"\n";
        for (text, says) in [
            ("feed = []".to_owned(), "no feed"),
            (format!("evry = \"1h\"\n{feed}"), "evry"),
            (format!("every = \"soon\"\n{feed}"), "15m"),
            (format!("{feed}[[match]]\nwhen = \"rumours\"\nrun = [\"x\"]\n"), "is no condition"),
            (format!("{feed}[[match]]\nwhen = \"dispute\"\n"), "either run"),
        ] {
            let said = read(&text).unwrap_err();
            assert!(said.contains(says), "{text}: {said}");
        }
    }
}
