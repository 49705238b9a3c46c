//! What a brief is made of, before anybody lays it out.

use std::collections::{BTreeMap, BTreeSet};

use onrecord_model::{Id, Mode, SourceKind, Standing, Words};
use serde::{Deserialize, Serialize};

use super::Series;

/// What is on record, section by section.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// What it covers.
    pub header: Header,
    /// Sections that have lines, in reading order.
    pub sections: Vec<Section>,
    /// Figures that can be drawn over time.
    pub series: Vec<Series>,
    /// The reports it rests on, oldest first.
    pub reports: Vec<ReportEntry>,
}

/// What a brief covers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The words asked for.
    pub about: Option<String>,
    /// First day of publication.
    pub from: Option<String>,
    /// Last day of publication.
    pub until: Option<String>,
    /// Reports, each in its latest version.
    pub reports: usize,
    /// Reports that are no copy of an earlier one.
    pub origins: usize,
    /// Earlier versions that a later one replaces.
    pub replaced: usize,
    /// Who published, by name.
    pub outlets: Vec<String>,
    /// Voices that are on record, named or not. Unnamed voices of two origins are counted apart, as nothing tells
    /// whether they are one.
    pub voices: usize,
    /// Of these, the unnamed.
    pub unnamed: usize,
}

/// Which section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    /// How many, and who, by what became of them.
    People,
    /// Quantities of other things.
    OtherFigures,
    /// What is open or closed.
    Places,
    /// Who demands, offers, refuses, promises, warns.
    Positions,
    /// What is planned or called off.
    Planned,
    /// What is denied, left unanswered, not verified, or told in two ways.
    Disputed,
    /// What the reports say was not said.
    NotSaid,
    /// What the latest day of reports adds to the days before.
    Changed,
    /// Whose voices these are.
    Speakers,
}

impl SectionKind {
    /// The section's heading.
    pub fn heading(self) -> &'static str {
        match self {
            SectionKind::People => "People",
            SectionKind::OtherFigures => "Other figures",
            SectionKind::Places => "Places and crossings",
            SectionKind::Positions => "Talks and positions",
            SectionKind::Planned => "Planned",
            SectionKind::Disputed => "Disputed, denied, not verified",
            SectionKind::NotSaid => "Not said",
            SectionKind::Changed => "What changed last",
            SectionKind::Speakers => "Who speaks",
        }
    }
}

/// A section: groups of lines under one heading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Which.
    pub kind: SectionKind,
    /// What narrows the heading down: the latest day, for [`SectionKind::Changed`].
    pub note: Option<String>,
    /// Its groups, weightiest first.
    pub groups: Vec<Group>,
}

impl Section {
    /// A section of these groups, without those that have no lines.
    pub(super) fn new(kind: SectionKind, groups: impl IntoIterator<Item = Group>) -> Section {
        let groups = groups.into_iter().filter(|group| !group.lines.is_empty()).collect();
        Section { kind, note: None, groups }
    }
}

/// Lines that belong together: a measure, a party, a disputed claim.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// What they have in common: a measure, or a party's name. Empty where the first line says it.
    pub heading: String,
    /// The lines. In a dispute, the first is the claim.
    pub lines: Vec<Line>,
}

impl Group {
    /// The lines to show where there is room for `most`, in their order: of figures the latest of each series goes before
    /// the second latest of any, and a part goes with its whole.
    pub(super) fn foremost(&self, most: usize) -> Vec<&Line> {
        let mut of_series: BTreeMap<usize, usize> = BTreeMap::new();
        let mut turn = 0;
        let mut ranked: Vec<(usize, usize)> = Vec::new();
        for (at, line) in self.lines.iter().enumerate() {
            if line.depth == 0 {
                turn = line.series.map_or(0, |series| {
                    let turn = of_series.entry(series).or_insert(0);
                    *turn += 1;
                    *turn
                });
            }
            ranked.push((turn, at));
        }
        ranked.sort_unstable();
        ranked.truncate(most);
        ranked.sort_unstable_by_key(|(_, at)| *at);
        ranked.into_iter().filter_map(|(_, at)| self.lines.get(at)).collect()
    }
}

/// One line of the record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// What sort of thing it is: a measure, a speech act, a status.
    pub label: String,
    /// 1 for a part of the line above ("of them").
    pub depth: u8,
    /// Of a figure: did a later one of its series, or of its report, take its place?
    #[serde(default)]
    pub earlier: bool,
    /// What to be wary of.
    pub marks: Vec<Mark>,
    /// A quantity, as it is written: `> 300`, `40–60`.
    pub value: Option<String>,
    /// Lines with the same number are points of one series.
    pub series: Option<usize>,
    /// Who or what is counted.
    pub of: Option<String>,
    /// The report's own words.
    pub extract: Option<Extract>,
    /// Values beside it: who is counted, where, an age, a relation.
    pub facts: Vec<String>,
    /// Who says it; the first is the most openly named.
    pub says: Vec<Speaker>,
    /// For when it holds.
    pub when: When,
    /// The day it was last put on record.
    pub day: Option<String>,
    /// Where it stands; the first is what the line shows.
    pub evidence: Vec<Evidence>,
    /// Where stands what it was before, for a line that tells of a change.
    pub before: Option<Evidence>,
}

impl Line {
    /// The finding the line shows.
    pub fn id(&self) -> Option<&Id> {
        self.evidence.first().map(|evidence| &evidence.finding)
    }

    /// In how many reports it stands.
    pub fn reports(&self) -> usize {
        let versions: BTreeSet<&str> = self.evidence.iter().map(|e| e.report.as_str()).collect();
        versions.len()
    }

    /// In how many reports it stands that repeat no earlier one.
    pub fn origins(&self) -> usize {
        let own = self.evidence.iter().filter(|evidence| !evidence.is_copy);
        own.map(|evidence| evidence.report.as_str()).collect::<BTreeSet<&str>>().len()
    }

    /// Does what is counted, with the values beside it, tell what the figure is about?
    pub(super) fn says_enough(&self) -> bool {
        let names = |of: &String| of.chars().count() > SHORT;
        !self.facts.is_empty() || (self.depth > 0 && self.of.as_ref().is_some_and(names))
    }

    /// Of a figure: how it stands to the line above it, where it does not stand for itself.
    pub(super) fn beneath(&self) -> &'static str {
        match (self.depth, self.earlier) {
            (0, false) => "",
            (0, true) => "before",
            _ => "of them",
        }
    }

    pub(super) fn mark(&mut self, mark: Mark) {
        if let Err(place) = self.marks.binary_search(&mark) {
            self.marks.insert(place, mark);
        }
    }

    /// Marks the line where none of those who say it is named.
    pub(super) fn mark_unnamed(&mut self) {
        if !self.says.is_empty() && self.says.iter().all(Speaker::is_unnamed) {
            self.mark(Mark::Unnamed);
        }
    }

    /// Weightiest first: told by most reports that copy no other, latest, most openly.
    pub(super) fn weight(&self) -> impl Ord + use<> {
        let standing = self.says.iter().map(Speaker::standing).min().unwrap_or(Standing::AGENTLESS);
        let id = self.id().cloned();
        (std::cmp::Reverse((self.origins(), self.day.clone())), standing, id)
    }
}

/// What is counted in so few letters ("them") says nothing by itself.
const SHORT: usize = 4;

/// For when a line holds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// The day a figure holds for, where it is not the day it was put on record.
    pub as_of: Option<String>,
    /// From when it counts or lasts.
    pub since: Option<String>,
    /// Until when it lasts.
    pub until: Option<String>,
    /// The stretch a figure counts over.
    pub window: Option<[String; 2]>,
    /// When it was said, where that is not the day of the report.
    pub said_on: Option<String>,
}

/// What to be wary of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Nobody is named for it.
    Unnamed,
    /// Denied, or told otherwise.
    Contradicted,
    /// The report says that it could not be verified.
    Unverified,
    /// The report leaves the number open.
    Open,
}

impl Mark {
    /// Every mark, in the order of the legend.
    pub const ALL: [Mark; 4] = [Mark::Unnamed, Mark::Contradicted, Mark::Unverified, Mark::Open];

    /// How it is printed.
    pub fn symbol(self) -> &'static str {
        match self {
            Mark::Unnamed => "*",
            Mark::Contradicted => "≠",
            Mark::Unverified => "?",
            Mark::Open => "…",
        }
    }

    /// What it means, for the legend.
    pub fn meaning(self) -> &'static str {
        match self {
            Mark::Unnamed => "nobody named",
            Mark::Contradicted => "denied or contradicted",
            Mark::Unverified => "not verified",
            Mark::Open => "left open",
        }
    }
}

/// Words of a report, as they stand there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extract {
    /// The words; ` … ` stands where something lies between two parts.
    pub text: String,
    /// Quoted, reported, or both; `None` for the report's own words.
    pub mode: Option<Mode>,
    /// The code point of `text` at which the finding begins: what is kept in sight where the text is cut.
    pub focus: usize,
}

impl Extract {
    /// Words that are shown from their beginning.
    pub(super) fn of(text: impl Into<String>) -> Extract {
        Extract { text: text.into(), mode: None, focus: 0 }
    }
}

/// Who says it, through whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Speaker {
    /// Outermost first, the one who said it last. Empty: the report in its own voice.
    pub chain: Vec<Named>,
    /// Who published it.
    pub outlet: Option<String>,
    /// To whom it was said.
    pub to: Option<String>,
    /// Where it was said.
    pub venue: Option<String>,
}

impl Speaker {
    /// The one who said it.
    pub fn last(&self) -> Option<&Named> {
        self.chain.last()
    }

    /// How openly it is said; a report in its own voice stands for itself.
    pub fn standing(&self) -> Standing {
        self.last().map_or(Standing::BODY, |named| named.standing)
    }

    /// Is nobody named?
    pub fn is_unnamed(&self) -> bool {
        self.standing().is_unnamed()
    }
}

/// One voice of a chain.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Named {
    /// Fullest name in the report.
    pub name: String,
    /// What sort of voice.
    pub kind: SourceKind,
    /// How openly it speaks.
    pub standing: Standing,
    /// How many, where told.
    pub count: Option<u32>,
    /// How it knows.
    pub knows: Option<String>,
    /// Why it is not named.
    pub reason: Option<String>,
    /// Names of those it may be.
    pub may_be: Vec<String>,
}

/// Where a line stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The version of the report.
    pub report: String,
    /// The finding.
    pub finding: Id,
    /// The words.
    pub words: Words,
    /// The day of the report.
    pub day: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Does the report repeat an earlier one?
    #[serde(default)]
    pub is_copy: bool,
}

/// One report of the list at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportEntry {
    /// The version.
    pub version: String,
    /// Headline.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// When it was published, at the precision given.
    pub published: Option<String>,
    /// The version it is a copy of.
    pub copy_of: Option<String>,
    /// The version that replaces it.
    pub replaced_by: Option<String>,
}
