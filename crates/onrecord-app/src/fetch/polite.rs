//! Fetching as a guest: by the rules that a site sets for robots (RFC 9309), and one request at a time with a pause between.

use std::collections::BTreeMap;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::anyhow;
use texting_robots::{Robot, get_robots_url};
use url::Url;

use super::client::{AGENT, Asked, Barred, Client, Fetched};

/// Most of a `robots.txt` that is read (RFC 9309, 2.5).
const ROBOTS: usize = 500 * 1024;
/// No site's wish for a longer pause between two requests is followed.
const LONGEST: Duration = Duration::from_secs(60);

/// A client that keeps to what sites ask of robots.
#[derive(Debug)]
pub(crate) struct Polite {
    client: Client,
    pause: Duration,
    sites: BTreeMap<String, Site>,
}

#[derive(Debug)]
struct Site {
    rules: Rules,
    /// When they were read.
    since: Instant,
    last: Option<Instant>,
}

#[derive(Debug)]
enum Rules {
    /// The site has none: all may be fetched.
    None,
    /// The site could not say: nothing may (RFC 9309, 2.3.1.4).
    Unreachable(String),
    Some(Box<Robot>),
}

impl Rules {
    /// For how long they are gone by (RFC 9309, 2.4: a day at most).
    fn hold_for(&self) -> Duration {
        match self {
            Rules::Unreachable(_) => Duration::from_secs(600),
            _ => Duration::from_secs(86_400),
        }
    }
}

/// Why a site is not asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    /// It asks robots to stay away.
    #[error(
        "{0}: the site's robots.txt asks programs not to fetch this; open it yourself and save the page"
    )]
    ByRobots(String),
    /// Its rules cannot be had.
    #[error(
        "{0}: the site's robots.txt cannot be had ({1}), which means that nothing is to be fetched; try again later"
    )]
    Unreachable(String, String),
}

impl Polite {
    /// At least `pause` between two requests to one site; more where the site asks for more.
    pub(crate) fn new(client: Client, pause: Duration) -> Polite {
        Polite { client, pause, sites: BTreeMap::new() }
    }

    /// What `address` answers, if the site lets programs have it. Waits for the site's turn.
    pub(crate) fn get(&mut self, address: &str, asked: &Asked) -> anyhow::Result<Fetched> {
        let url =
            Url::parse(address).map_err(|cause| anyhow!("{address}: not an address ({cause})"))?;
        let key = url.origin().ascii_serialization();
        if self.sites.get(&key).is_none_or(|site| site.since.elapsed() > site.rules.hold_for()) {
            let rules = self.rules(address)?;
            let last = self.sites.get(&key).and_then(|site| site.last);
            self.sites.insert(key.clone(), Site { rules, since: Instant::now(), last });
        }
        let Some(site) = self.sites.get_mut(&key) else { return self.client.get(address, asked) };
        let mut pause = self.pause;
        match &site.rules {
            Rules::None => {}
            Rules::Unreachable(why) => {
                return Err(Refused::Unreachable(address.to_owned(), why.clone()).into());
            }
            Rules::Some(robot) if !robot.allowed(address) => {
                return Err(Refused::ByRobots(address.to_owned()).into());
            }
            Rules::Some(robot) => {
                let wished = robot.delay.filter(|delay| delay.is_finite() && *delay > 0.0);
                pause =
                    pause.max(wished.map_or(Duration::ZERO, Duration::from_secs_f32).min(LONGEST));
            }
        }
        if let Some(last) = site.last {
            sleep(pause.saturating_sub(last.elapsed()));
        }
        let fetched = self.client.get(address, asked);
        site.last = Some(Instant::now());
        fetched
    }

    /// What the site asks of programs: no file, no rules; no answer, nothing may be fetched.
    fn rules(&self, address: &str) -> anyhow::Result<Rules> {
        let Ok(robots) = get_robots_url(address) else { return Ok(Rules::None) };
        Ok(match self.client.get(&robots, &Asked::default()) {
            Ok(found) if found.is_success() => {
                let rules = found.bytes.get(..found.bytes.len().min(ROBOTS)).unwrap_or_default();
                let name = AGENT.split('/').next().unwrap_or(AGENT);
                Robot::new(name, rules).map_or(Rules::None, |robot| Rules::Some(Box::new(robot)))
            }
            Ok(found) if (400..500).contains(&found.status) && found.status != 429 => Rules::None,
            Ok(found) => Rules::Unreachable(format!("it answers {}", found.status)),
            Err(cause) if cause.is::<Barred>() => return Err(cause),
            Err(cause) => Rules::Unreachable(cause.to_string()),
        })
    }
}
