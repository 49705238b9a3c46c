//! The statements that were asked for, each told once: the same words of the same voice, in however many reports, are one.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{Act, Id, Statement, VerificationStatus, Voice, Words};

use onrecord_model::across::Group;

use super::selection::{Page, Selection};
use super::{Extract, Line, Mark, Speaker, When, dates, extract, places};
use crate::Disputes;

/// Fewer letters than this and one saying may stand inside another by chance.
const LEAST_SHARED: usize = 24;

/// All statements, folded.
#[derive(Debug, Default)]
pub(super) struct Told<'a> {
    pub(super) sayings: Vec<Saying<'a>>,
    /// Page and statement to saying.
    places: BTreeMap<(usize, &'a Id), usize>,
    /// Sayings by voice and act.
    by_voice: BTreeMap<(String, Act), Vec<usize>>,
    /// Sayings that answer another.
    answers: BTreeSet<usize>,
    /// Sayings that the list of disputes has as denied by somebody.
    denied: BTreeSet<usize>,
}

/// One saying of one voice, wherever it was told.
#[derive(Debug)]
pub(super) struct Saying<'a> {
    /// Latest first; the fullest wording of a day before the others.
    pub(super) tellings: Vec<(usize, &'a Statement)>,
    pub(super) act: Act,
    /// Is there a report in which it is a claim that somebody answers, or that could not be verified?
    pub(super) unverified: Option<(usize, &'a Statement)>,
    keys: Vec<String>,
}

impl<'a> Told<'a> {
    pub(super) fn of(selection: &Selection<'a>, disputes: &Disputes) -> Told<'a> {
        let mut told = Told::default();
        // Latest first, so that the first telling of a saying is the one to show.
        for (at, page) in selection.latest_first() {
            for statement in &page.reading.findings.statements {
                let voice = Voice::Statement(statement.id.clone());
                if selection.wants(page, anchor(statement), &voice) {
                    told.add(selection, page, at, statement);
                }
            }
        }
        told.link_answers(selection);
        for group in disputes.groups.iter().filter(|group| group.kind == "claim") {
            let members = told.members(selection, group);
            let is_denied = members.iter().any(|at| told.is(*at, Act::Deny));
            let claims = members.into_iter().filter(|at| is_denied && !told.is(*at, Act::Deny));
            told.denied.extend(claims.filter(|at| !told.answers.contains(at)).collect::<Vec<_>>());
        }
        told
    }

    /// The sayings of a claim's members, each once.
    pub(super) fn members(&self, selection: &Selection<'a>, group: &Group) -> Vec<usize> {
        let mut members: Vec<usize> = Vec::new();
        for (version, id) in &group.members {
            let page = selection.page_of(version);
            let place = page.and_then(|page| self.places.get(&(page, id)).copied());
            members.extend(place.filter(|place| !members.contains(place)));
        }
        members
    }

    fn is(&self, saying: usize, act: Act) -> bool {
        self.sayings.get(saying).is_some_and(|saying| saying.act == act)
    }

    fn add(
        &mut self,
        selection: &Selection<'a>,
        page: &Page<'a>,
        at: usize,
        statement: &'a Statement,
    ) {
        let voice = selection.voice_key(at, Some(statement));
        let key = extract::key(&content(page, statement).text);
        let unverified = is_unverified(statement).then_some((at, statement));
        let candidates = self.by_voice.entry((voice, statement.act)).or_default();
        let same = candidates.iter().copied().find(|at| {
            let known = self.sayings.get(*at).map(|saying| saying.keys.as_slice());
            known.unwrap_or_default().iter().any(|other| is_one_saying(other, &key))
        });
        let place = match same.and_then(|place| self.sayings.get_mut(place).map(|s| (place, s))) {
            Some((place, saying)) => {
                saying.tellings.push((at, statement));
                saying.unverified = saying.unverified.or(unverified);
                saying.keys.push(key);
                place
            }
            None => {
                candidates.push(self.sayings.len());
                self.sayings.push(Saying {
                    tellings: vec![(at, statement)],
                    act: statement.act,
                    unverified,
                    keys: vec![key],
                });
                self.sayings.len() - 1
            }
        };
        self.places.insert((at, &statement.id), place);
    }

    fn link_answers(&mut self, selection: &Selection<'a>) {
        let mut links = Vec::new();
        for (at, page) in selection.pages.iter().enumerate() {
            for statement in &page.reading.findings.statements {
                let claim = statement.answers.as_ref().and_then(|id| {
                    let (id, _) = page.statement_of(id).map(|s| (&s.id, s))?;
                    self.places.get(&(at, id)).copied()
                });
                if let (Some(claim), Some(answer)) =
                    (claim, self.places.get(&(at, &statement.id)).copied())
                {
                    links.push((claim, answer));
                }
            }
        }
        let answers = links.into_iter().filter(|(claim, answer)| claim != answer);
        self.answers = answers.map(|(_, answer)| answer).collect();
    }

    /// Does the saying answer another?
    pub(super) fn is_answer(&self, saying: usize) -> bool {
        self.answers.contains(&saying)
    }

    /// Is the saying denied by somebody.
    fn is_denied(&self, saying: &Saying<'_>) -> bool {
        let place =
            saying.tellings.first().and_then(|(page, it)| self.places.get(&(*page, &it.id)));
        place.is_some_and(|place| self.denied.contains(place))
    }

    /// The line of one saying.
    pub(super) fn line(&self, selection: &Selection<'a>, saying: &Saying<'a>) -> Line {
        let Some((at, statement)) = saying.tellings.first().copied() else {
            return Line::default();
        };
        let Some(page) = selection.pages.get(at) else { return Line::default() };
        let mut line = Line {
            label: act(statement.act).to_owned(),
            extract: Some(shown(page, statement)),
            says: speakers(selection, saying),
            when: When {
                said_on: statement
                    .said_on
                    .clone()
                    .filter(|said| Some(dates::day(said)) != page.day().as_deref()),
                ..When::default()
            },
            day: page.day(),
            evidence: saying
                .tellings
                .iter()
                .filter_map(|(at, s)| Some(selection.pages.get(*at)?.evidence(&s.id, anchor(s))))
                .collect(),
            ..Line::default()
        };
        line.facts.extend(statement.asked.clone().map(|asked| format!("asked {asked}")));
        line.mark_unnamed();
        if self.is_denied(saying) {
            line.mark(Mark::Contradicted);
        }
        if saying.unverified.is_some() {
            line.mark(Mark::Unverified);
        }
        line
    }

    /// The lines of all sayings of a kind, weightiest first.
    pub(super) fn lines(
        &self,
        selection: &Selection<'a>,
        wanted: impl Fn(&Saying<'_>) -> bool,
    ) -> Vec<Line> {
        let mut lines: Vec<Line> = self
            .sayings
            .iter()
            .filter(|saying| wanted(saying))
            .map(|saying| self.line(selection, saying))
            .collect();
        lines.sort_by_cached_key(Line::weight);
        lines
    }

    /// What is said of each crossing and building that several reports name: latest first.
    pub(super) fn about_places(&self, selection: &Selection<'a>) -> Vec<(String, Vec<Line>)> {
        let mut by_place: BTreeMap<String, (String, Vec<Line>)> = BTreeMap::new();
        for saying in &self.sayings {
            let Some((at, statement)) = saying.tellings.first() else { continue };
            let Some(page) = selection.pages.get(*at) else { continue };
            let mut names: Vec<&str> =
                statement.content.iter().flat_map(|part| places::named_in(page, part)).collect();
            names.sort_unstable_by_key(|name| extract::key(name));
            names.dedup_by_key(|name| extract::key(name));
            for name in names {
                let fresh = || (name.to_owned(), Vec::new());
                let entry = by_place.entry(extract::key(name)).or_insert_with(fresh);
                entry.1.push(self.line(selection, saying));
            }
        }
        let mut places: Vec<(String, Vec<Line>)> =
            by_place.into_values().filter(|(_, lines)| lines.len() > 1).collect();
        for (_, lines) in &mut places {
            lines.sort_by_cached_key(|line| (std::cmp::Reverse(line.day.clone()), line.weight()));
        }
        places.sort_by_cached_key(|(name, lines)| (std::cmp::Reverse(lines.len()), name.clone()));
        places
    }
}

/// What a speech act is called in front of a line.
pub fn act(act: Act) -> &'static str {
    match act {
        Act::Assert | Act::Other => "says",
        Act::Confirm => "confirms",
        Act::Deny => "denies",
        Act::NoComment => "no comment",
        Act::NonAnswer => "no answer",
        Act::Unreachable => "not reached",
        Act::Accuse => "accuses",
        Act::Demand => "demands",
        Act::Offer => "offers",
        Act::Promise => "promises",
        Act::Plan => "plans",
        Act::Warn => "warns",
        Act::Hope => "hopes",
        Act::Believe => "believes",
        Act::Support => "supports",
        Act::Oppose => "opposes",
        Act::Ask => "asks",
        Act::Correct => "corrects",
        Act::Retract => "takes back",
    }
}

/// Where a statement stands: its content, else its cue.
pub(super) fn anchor(statement: &Statement) -> &Words {
    static NOWHERE: Words = Words { start: 0, end: 0, text: String::new() };
    let source = statement.chain.last().map(|link| &link.words);
    statement.content.first().or(statement.cue.first()).or(source).unwrap_or(&NOWHERE)
}

/// What is said, in the report's words; without content, the sentence that says that nothing was said.
fn shown(page: &Page<'_>, statement: &Statement) -> Extract {
    let is_silent = matches!(statement.act, Act::NoComment | Act::NonAnswer | Act::Unreachable);
    if statement.content.is_empty() || is_silent {
        return Extract::of(page.sentence(anchor(statement)).to_owned());
    }
    content(page, statement)
}

/// What is said, its parts joined; `…` stands where the report's own words lie between two parts.
pub(super) fn content(page: &Page<'_>, statement: &Statement) -> Extract {
    let mut text = String::new();
    let mut end = None;
    for part in &statement.content {
        let part = with_quotation_marks(page, part);
        match end {
            Some(end) if page.slice(end, part.start).trim().is_empty() => text.push(' '),
            Some(_) => text.push_str(" … "),
            None => {}
        }
        text.push_str(part.text.trim());
        end = Some(part.end);
    }
    Extract { text: text.trim_end_matches([',', ';']).to_owned(), mode: statement.mode, focus: 0 }
}

/// `words` with the quotation marks that stand directly around them, so that a quotation is shown as one.
fn with_quotation_marks(page: &Page<'_>, words: &Words) -> Words {
    let is_mark = |at: u32| matches!(page.slice(at, at + 1), "\"" | "“" | "”" | "«" | "»" | "„");
    let opens = words.text.starts_with(['"', '“', '«', '„']);
    let closes = words.text.trim_end_matches([',', '.']).ends_with(['"', '”', '»']);
    let mut wider = words.clone();
    if !opens && !closes && words.start > 0 && is_mark(words.start - 1) {
        wider.start -= 1;
        // A comma before the closing mark belongs to the quotation.
        for end in [words.end, words.end + 1] {
            if is_mark(end) {
                wider.end = end + 1;
                break;
            }
        }
        page.slice(wider.start, wider.end).clone_into(&mut wider.text);
    }
    wider
}

/// Who says it, each chain once.
fn speakers(selection: &Selection<'_>, saying: &Saying<'_>) -> Vec<Speaker> {
    let mut speakers: Vec<Speaker> = Vec::new();
    for (at, statement) in &saying.tellings {
        let Some(page) = selection.pages.get(*at) else { continue };
        let speaker = selection.speaker(page, Some(statement));
        let through = |speaker: &Speaker| -> Vec<String> {
            speaker.chain.iter().map(|named| extract::key(&named.name)).collect()
        };
        if !speakers.iter().any(|known| through(known) == through(&speaker)) {
            speakers.push(speaker);
        }
    }
    // The shortest way to the voice first.
    speakers.sort_by_key(|speaker| speaker.chain.len());
    speakers
}

fn is_one_saying(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short == long || (short.chars().count() >= LEAST_SHARED && long.contains(short))
}

fn is_unverified(statement: &Statement) -> bool {
    statement.verification.as_ref().is_some_and(|verification| {
        matches!(verification.status, VerificationStatus::Unverified | VerificationStatus::Disputed)
    })
}
