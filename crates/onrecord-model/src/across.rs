//! What follows across reports: who is one, what is claimed, what happened once, which figures are one line, what is
//! disputed.
//!
//! A [`Draft`] is what one finding brings: a pure function of one reading. Drafts with a key in common may belong together; a
//! [`Group`] is what a fold makes of those that do. Both can be dropped and made again from the readings.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::statement::wire_enum;
use crate::{Act, Comparator, EntityKind, FigureKind, Id, SourceKind, Standing, Verdict};

wire_enum! {
    /// A layer of what follows across reports; its word names its groups.
    Layer {
        /// Who or what is named.
        #[default] Entities = "entity",
        /// Who holds an office, and where it is meant by its name alone.
        Offices = "office",
        /// What is said to be so, by whom, and who answers it.
        Claims = "claim",
        /// The recorder's unit: events of several reports that are one.
        Incidents = "incident",
        /// Figures of one thing over as-of time.
        Series = "series",
        /// Reports that are one text.
        Copies = "copy",
        /// Two findings that cannot both hold, or one of which denies the other.
        Disputes = "dispute",
        /// Reports on one crisis, proposed.
        Cases = "case",
    }
}

/// What one finding of one version of a report brings to a layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The layer.
    pub layer: Layer,
    /// The finding, in its version.
    pub finding: Id,
    /// The report.
    pub report: String,
    /// The version.
    pub version: String,
    /// Who publishes it.
    pub outlet: Option<String>,
    /// The day of publication.
    pub day: Option<String>,
    /// Under which keys it is filed. One: all that share it are folded together. Several: it is folded with those that it joins.
    #[serde(skip)]
    pub keys: Vec<String>,
    /// First code point of its words; `None` where it rests on no one stretch.
    pub start: Option<u32>,
    /// One past the last.
    pub end: Option<u32>,
    /// Its words.
    pub words: String,
    /// Who answers for it.
    pub voice: Option<Teller>,
    /// What it brings.
    pub body: Body,
}

/// The root of a finding's chain of sources, as its report names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Teller {
    /// Fullest name in the report.
    pub name: String,
    /// What sort of voice.
    pub kind: SourceKind,
    /// How openly it speaks.
    pub standing: Standing,
    /// The entity in the report.
    pub entity: Option<Id>,
}

/// What a draft brings, by layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum Body {
    /// A name.
    Name(Name),
    /// A statement.
    Saying(Saying),
    /// Something that happened.
    Happening(Happening),
    /// A figure.
    Point(Point),
    /// A whole text.
    Text(Text),
}

/// Somebody or something as one report names it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Name {
    /// What it is.
    pub kind: EntityKind,
    /// Fullest name, without title.
    pub name: String,
    /// What it is joined by: the folded name, or for a place its entry in the gazetteer.
    pub key: String,
    /// Letters that the report gives beside the name: "(HVDL)".
    pub letters: Option<String>,
    /// The office that the report gives to the name, or that is all it gives: `OK|foreign minister`.
    pub office: Option<String>,
}

/// A statement, folded to what can be compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Saying {
    /// What is done by saying it.
    pub act: Act,
    /// Content words in dictionary form, in alphabetical order.
    pub content: Vec<String>,
    /// Words of names among them.
    pub names: Vec<String>,
    /// Numbers among them.
    pub numbers: Vec<String>,
    /// The statement of the same report that it answers.
    pub answers: Option<Id>,
    /// Does the report say that it could not verify it?
    pub unverified: bool,
    /// Is it negated?
    pub negative: bool,
}

/// What one report tells of one incident: the events of one class, place and day.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Happening {
    /// Class of incidents.
    pub class: String,
    /// Where.
    pub place: Option<Spot>,
    /// The day it happened.
    pub on: Option<String>,
    /// Is that day told? Else it is the report's own.
    pub dated: bool,
    /// How it stands: `happened`, `ongoing`.
    pub status: String,
    /// The events.
    pub events: Vec<Id>,
    /// Who is said to have done it.
    pub actors: Vec<String>,
    /// Victims as counted.
    pub victims: Vec<Victims>,
    /// Persons to whom something happened, folded full names. This and what follows: of a report's main happening alone.
    pub harmed: Vec<String>,
    /// Other persons named in full who do not speak.
    pub persons: Vec<String>,
    /// Those who do.
    pub speakers: Vec<String>,
    /// Ages told.
    pub ages: Vec<String>,
    /// Places narrower than a part of a country, as they are filed.
    pub places: Vec<String>,
    /// Words of names, those of places left out.
    pub names: Vec<String>,
    /// Words out of common use, of every happening.
    #[serde(default)]
    pub rare: Vec<String>,
}

/// Victims as one report counts them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Victims {
    /// The figure; `None` where named persons were counted.
    pub figure: Option<Id>,
    /// `killed`, `injured`.
    pub measure: String,
    /// Class of who is counted.
    pub population: String,
    /// Least.
    #[serde(with = "crate::decimal")]
    pub low: Option<Decimal>,
    /// Most.
    #[serde(with = "crate::decimal")]
    pub high: Option<Decimal>,
}

/// A place, as far as joining needs it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Spot {
    /// Its name.
    pub name: String,
    /// GeoNames id.
    pub geonames: Option<u32>,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// GeoNames feature code.
    pub feature: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
}

/// A figure as a point of a series.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The measure.
    pub measure: String,
    /// Class of who or what is counted.
    pub population: String,
    /// A state at a time, or a count over a window.
    pub kind: FigureKind,
    /// Where.
    pub place: Option<Spot>,
    /// Who did it, folded.
    pub actor: Option<String>,
    /// First day of the window it counts over.
    pub since: Option<String>,
    /// The day it holds for; the report's own where it says none.
    pub as_of: Option<String>,
    /// Does the report say so?
    pub dated: bool,
    /// Least.
    #[serde(with = "crate::decimal")]
    pub low: Option<Decimal>,
    /// Most.
    #[serde(with = "crate::decimal")]
    pub high: Option<Decimal>,
    /// The number named.
    #[serde(with = "crate::decimal")]
    pub value: Option<Decimal>,
    /// How the words stand to it.
    pub comparator: Comparator,
    /// Is it a part of another figure of the report?
    pub is_part: bool,
    /// Did another figure of the report take its place?
    #[serde(default)]
    pub is_earlier: bool,
    /// When the report was published, to the second where it says so.
    #[serde(default)]
    pub at: Option<String>,
    /// What it is the toll of, by class of event, where the report tells.
    #[serde(default)]
    pub cause: Option<String>,
}

/// A whole text, by what its copies share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// How many fingerprints it is filed under.
    pub prints: usize,
    /// The agency that is credited with it.
    pub agency: Option<String>,
}

/// What a fold makes of drafts that belong together. The members are named by their findings, in order of day, report and place.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// The layer.
    pub layer: Layer,
    /// From what makes it one: a name, a key, or its first member.
    pub id: Id,
    /// What it goes by.
    pub title: String,
    /// What sort: of entity, class of incident, measure.
    pub kind: String,
    /// How it stands: of a claim `asserted`, `denied`, `unverified`; of an incident `happened`; of a dispute the verdict.
    pub state: String,
    /// Where.
    pub place: Option<String>,
    /// First day.
    pub first: Option<String>,
    /// Last day.
    pub last: Option<String>,
    /// How many reports.
    pub reports: u32,
    /// How many roots of chains.
    pub sources: u32,
    /// What stands first on a board: more is earlier.
    pub weight: i64,
    /// The members: version and finding.
    pub members: Vec<(String, Id)>,
    /// The rest, by layer.
    pub more: More,
}

/// What a group of one layer holds besides.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum More {
    /// Nothing.
    #[default]
    Nothing,
    /// An entity.
    Entity(Entity),
    /// A claim.
    Claim(Claim),
    /// An incident.
    Incident(Incident),
    /// A series.
    Line(Line),
    /// A dispute.
    Dispute(Dispute),
    /// Copies.
    Copies(Copies),
    /// A case.
    Case(Case),
}

/// Somebody or something that several reports name, under every name that it is joined by.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entity {
    /// Every name, the most told first.
    pub names: Vec<Merged>,
    /// The offices that reports give to it.
    pub offices: Vec<String>,
}

/// A name of an entity, and why it is one with the others.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Merged {
    /// The name.
    pub name: String,
    /// Its key.
    pub key: String,
    /// In how many reports.
    pub reports: u32,
    /// Why it is one with the first: in words that a reader can check. Empty for the first.
    pub why: String,
}

/// What is claimed, and where everybody stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// How each member stands, in the order of the members.
    pub stands: Vec<Stand>,
}

wire_enum! {
    /// How a statement stands to the claim that it belongs to.
    Stand {
        /// It says so.
        #[default] Asserted = "asserted",
        /// It says so, and the report that it could not be verified.
        Unverified = "unverified",
        /// It says that it is not so.
        Denied = "denied",
        /// It declines to speak of it, or could not be reached.
        NoComment = "no_comment",
        /// It replies, and leaves it open.
        NonAnswer = "non_answer",
    }
}

/// What happened once, as several reports tell it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Who is said to have done it; several where reports differ.
    pub actors: Vec<String>,
    /// Persons named.
    pub persons: Vec<String>,
    /// Victims: each measure with the least and the most that any report gives. No report's figure is lost: they are its members'.
    pub victims: Vec<Range>,
}

/// The least and the most that reports give for one measure.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Range {
    /// `killed`.
    pub measure: String,
    /// Class of who is counted.
    pub population: String,
    /// The least any report gives.
    #[serde(with = "crate::decimal")]
    pub low: Option<Decimal>,
    /// The most.
    #[serde(with = "crate::decimal")]
    pub high: Option<Decimal>,
    /// How many figures.
    pub figures: usize,
}

/// A series.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Class of who is counted.
    pub population: String,
    /// A state at a time, or a count over a window.
    pub kind: FigureKind,
    /// The last point's number.
    #[serde(with = "crate::decimal")]
    pub latest: Option<Decimal>,
    /// The least.
    #[serde(with = "crate::decimal")]
    pub low: Option<Decimal>,
    /// The most.
    #[serde(with = "crate::decimal")]
    pub high: Option<Decimal>,
}

/// Two findings that stand against each other.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Dispute {
    /// The claim or series that it is about.
    pub about: Id,
    /// How the second stands to the first, and why.
    pub verdict: Verdict,
    /// Of figures: which two members cannot both hold, by their places among the members.
    #[serde(default)]
    pub pairs: Vec<(usize, usize)>,
}

/// Reports that are one text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Copies {
    /// The report that had it first, where dates tell.
    pub origin: Option<String>,
    /// The agency that one of them credits.
    pub agency: Option<String>,
    /// The least share of words that a member has in common with another, 0 to 1.
    pub least_share: f32,
}

/// Reports that may be on one crisis.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// What they have in common, the most common first.
    pub shared: Vec<String>,
}
