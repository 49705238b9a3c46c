//! Findings written by hand for an invented flood and kidnapping, so that a brief can be tested without a reader.

use onrecord_model::{
    Access, AccessState, Act, Comparator, Decimal, Event, Figure, FigureKind, Id, Link, Mode,
    NotSaid, Person, Place, Position, Published, Report, SourceKind, Standing, Statement, Talks,
    Verification, VerificationStatus, Voice, Words,
};

use crate::Reading;

/// A reading in the making: findings are given by the words they stand on.
pub(super) struct Draft {
    pub(super) reading: Reading,
}

impl Draft {
    pub(super) fn new(outlet: &str, day: &str, title: &str, text: &str) -> Draft {
        let report = Report {
            title: Some(title.into()),
            outlet: Some(outlet.into()),
            published: Some(Published { at: day.into(), inferred: false }),
            url: Some(format!("https://{}.example/{day}", outlet.to_lowercase().replace(' ', "-"))),
            text: text.into(),
            ..Report::default()
        };
        Draft { reading: Reading { report: report.sealed(), ..Reading::default() } }
    }

    /// The words `part`, at their first place in the text.
    pub(super) fn words(&self, part: &str) -> Words {
        let text = &self.reading.report.text;
        let byte = text.find(part).unwrap_or_else(|| panic!("not in the text: {part}"));
        let start = text[..byte].chars().count() as u32;
        Words { start, end: start + part.chars().count() as u32, text: part.into() }
    }

    fn id(&self, kind: &str, words: &str) -> Id {
        Id::of(kind, [self.reading.report.version.as_str(), words])
    }

    pub(super) fn says(&mut self, source: &Source<'_>, act: Act, content: &str) -> Id {
        let content: Vec<Words> =
            content.split(" | ").filter(|c| !c.is_empty()).map(|part| self.words(part)).collect();
        let cue = vec![self.words(source.cue)];
        let id = self.id("st", &format!("{:?}{:?}", content, cue));
        let quoted = content.iter().all(|part| part.text.starts_with('“'));
        let link = |name: &str, standing: Standing, kind: SourceKind| Link {
            name: name.into(),
            standing,
            kind,
            ..Link::default()
        };
        let mut chain: Vec<Link> = source
            .through
            .iter()
            .map(|name| link(name, Standing::BODY, SourceKind::Outlet))
            .collect();
        let mut last = link(source.name, Standing(source.standing), source.kind());
        last.words = self.words(source.words);
        chain.push(last);
        self.reading.findings.statements.push(Statement {
            id: id.clone(),
            chain,
            cue,
            mode: (!content.is_empty()).then_some(if quoted {
                Mode::Direct
            } else {
                Mode::Indirect
            }),
            content,
            act,
            ..Statement::default()
        });
        id
    }

    pub(super) fn last_statement(&mut self) -> &mut Statement {
        self.reading.findings.statements.last_mut().unwrap()
    }

    pub(super) fn counts(&mut self, words: &str, measure: &str, of: &str, voice: &Voice) -> Id {
        let words = self.words(words);
        let id = self.id("fi", &format!("{words:?}{measure}"));
        let digits: String = words.text.chars().filter(char::is_ascii_digit).collect();
        let value: Option<Decimal> = digits.parse().ok();
        let comparator = match words.text.as_str() {
            text if text.starts_with("more than") => Comparator::More,
            text if text.starts_with("at least") => Comparator::AtLeast,
            text if text.starts_with("about") => Comparator::About,
            _ if value.is_none() => Comparator::Vague,
            _ => Comparator::Equal,
        };
        let open = matches!(comparator, Comparator::More | Comparator::AtLeast);
        self.reading.findings.figures.push(Figure {
            id: id.clone(),
            words,
            low: value,
            high: value.filter(|_| !open),
            value,
            comparator,
            measure: measure.into(),
            unit: Some("person".into()),
            population: (!of.is_empty()).then(|| of.into()),
            kind: FigureKind::Stock,
            voice: voice.clone(),
            ..Figure::default()
        });
        id
    }

    pub(super) fn last_figure(&mut self) -> &mut Figure {
        self.reading.findings.figures.last_mut().unwrap()
    }
}

/// A source as a test gives it.
pub(super) struct Source<'a> {
    pub(super) name: &'a str,
    pub(super) words: &'a str,
    pub(super) cue: &'a str,
    pub(super) standing: u8,
    pub(super) through: &'a [&'a str],
}

impl Source<'_> {
    fn kind(&self) -> SourceKind {
        match self.standing {
            0 => SourceKind::Person,
            1 => SourceKind::Organisation,
            _ => SourceKind::Role,
        }
    }
}

/// A source that the report names by its fullest name.
pub(super) fn source<'a>(name: &'a str, cue: &'a str, standing: u8) -> Source<'a> {
    Source { name, words: name, cue, standing, through: &[] }
}

fn said(id: &Id) -> Voice {
    Voice::Statement(id.clone())
}

const WIRE: &str = "At least 41 people died in the flood below the Askel dam, the Rescue Agency said. \
This includes 12 children.\n\
The valley militia is holding 46 people in the power house, the power company said. The militia says 43.\n\
Two sources briefed on the talks said the government had offered to free nine prisoners. \
A senior official denied that any exchange was on the table. “There is no list,” the official said.\n\
The Rescue Agency did not say how many were in the hospital.";

const LATER: &str = "58 people died in the flood below the Askel dam, the Rescue Agency said on Friday.\n\
“We want the twenty-seven set free,” militia leader Joren Vask said in a video. The claim could not be verified.\n\
Foreign Minister Sigrun Hale will travel to Talm on Monday, her ministry said.\n\
The Pell Bridge was opened for six hours for foreigners. Marta Lind, 34, was freed on Thursday.";

/// A wire story, its copy in another outlet, a later report in two versions.
pub(super) fn crisis() -> Vec<Reading> {
    let mut wire = wire_story("North Wire", "2031-03-06");
    let mut copy = wire_story("Port Courier", "2031-03-06");
    copy.reading.report.title = Some("Toll rises".into());
    wire.reading.report.title = Some("Flood kills 41".into());
    let mut old = Draft::new("Channel Nine", "2031-03-07", "Toll", "85 people died.\nThat is all.");
    let mut new = Draft::new("Channel Nine", "2031-03-07", "Toll", "58 people died.\nThat is all.");
    old.counts("85 people", "killed", "people", &Voice::Report);
    new.counts("58 people", "killed", "people", &Voice::Report);
    let at = |at: &str| Some(Published { at: at.into(), inferred: false });
    old.reading.report.modified = at("2031-03-07T10:00:00+02:00");
    new.reading.report.modified = at("2031-03-07T12:00:00+02:00");
    let drafts = [wire, copy, later_story(), old, new];
    drafts.into_iter().map(|draft| draft.reading).collect()
}

fn wire_story(outlet: &str, day: &str) -> Draft {
    let mut draft = Draft::new(outlet, day, "Flood", WIRE);
    let agency = source("Rescue Agency", "said", 1);
    let toll = draft.says(
        &agency,
        Act::Assert,
        "At least 41 people died in the flood below the Askel dam",
    );
    let whole = draft.counts("At least 41 people", "killed", "people", &said(&toll));
    let figure = draft.last_figure();
    (figure.comparator, figure.high) = (Comparator::AtLeast, None);
    draft.counts("12 children", "killed", "children", &said(&toll));
    draft.last_figure().subset_of = Some(whole);
    let company = source("power company", "said", 1);
    let held = draft.says(
        &company,
        Act::Assert,
        "The valley militia is holding 46 people in the power house",
    );
    draft.counts("46 people", "held", "people", &said(&held));
    let militia =
        Source { words: "The militia", cue: "says", ..source("valley militia", "says", 1) };
    let other = draft.says(&militia, Act::Assert, "43");
    draft.counts("43", "held", "", &said(&other));
    let two = source("Two sources briefed on the talks", "said", 3);
    let offer = draft.says(&two, Act::Offer, "the government had offered to free nine prisoners");
    let official = source("A senior official", "denied", 2);
    draft.says(&official, Act::Deny, "any exchange was on the table | “There is no list,”");
    draft.last_statement().answers = Some(offer);
    let words = draft.words("did not say");
    draft.reading.findings.not_said.push(NotSaid {
        id: Id::of("ns", [outlet]),
        words,
        who: Some("Rescue Agency".into()),
        ..NotSaid::default()
    });
    draft
}

fn later_story() -> Draft {
    let mut draft = Draft::new("North Wire", "2031-03-07", "Toll grows", LATER);
    let toll = draft.says(
        &source("Rescue Agency", "said", 1),
        Act::Assert,
        "58 people died in the flood below the Askel dam",
    );
    draft.counts("58 people", "killed", "people", &said(&toll));
    draft.says(
        &source("Joren Vask", "said in a video", 0),
        Act::Demand,
        "“We want the twenty-seven set free,”",
    );
    let words = draft.words("could not be verified");
    let statement = draft.last_statement();
    statement.venue = Some("in a video".into());
    statement.verification =
        Some(Verification { status: VerificationStatus::Unverified, by: "report".into(), words });
    let ministry = Source { words: "her ministry", ..source("foreign ministry", "said", 1) };
    draft.says(&ministry, Act::Plan, "Foreign Minister Sigrun Hale will travel to Talm on Monday");
    let (bridge, freed, place) =
        (draft.words("opened"), draft.words("Marta Lind"), draft.words("Pell Bridge"));
    let findings = &mut draft.reading.findings;
    findings.access.push(Access {
        id: Id::of("ac", ["bridge"]),
        place: "Pell Bridge".into(),
        state: AccessState::Limited,
        whom: Some("foreigners".into()),
        words: bridge,
        ..Access::default()
    });
    findings.persons.push(Person {
        id: Id::of("pe", ["lind"]),
        name: Some("Marta Lind".into()),
        status: "released".into(),
        age: Some(34),
        words: freed,
        ..Person::default()
    });
    findings.talks.push(Talks {
        id: Id::of("ta", ["talks"]),
        subject: Some("the captives".into()),
        parties: vec!["militia".into(), "government".into()],
        mediators: vec!["Ardane".into()],
        positions: vec![Position::default()],
        status: Some("ongoing".into()),
        ..Talks::default()
    });
    findings.events.push(Event {
        id: Id::of("ev", ["travel"]),
        words: Words { start: 0, end: 2, text: "58".into() },
        kind: "visit".into(),
        status: "called_off".into(),
        place: Some(Place { words: place.clone(), name: "Pell Bridge".into(), ..Place::default() }),
        ..Event::default()
    });
    draft
}
