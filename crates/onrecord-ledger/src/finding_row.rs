//! How each kind of finding is kept as a row: its id, its place, its words, what they were read as, and all of it as JSON.

use onrecord_model::{
    Access, ContentHash, Entity, Event, Figure, Findings, Id, NotSaid, Notice, Person, Place,
    Statement, Talks, TimeExpression, Words,
};
use serde::Serialize;

use crate::FindingKind;

/// One finding as a row.
#[derive(Debug)]
pub(crate) struct Row {
    pub kind: FindingKind,
    pub id: Id,
    /// Code points; `None` where the finding rests on no one stretch.
    pub span: Option<(u32, u32)>,
    pub words: String,
    pub names: String,
    pub body: String,
}

/// The finding that could not be written as JSON.
#[derive(Debug)]
pub(crate) struct Unkeepable(pub Id);

/// The findings as rows, in the order in which they are kept.
pub(crate) fn rows(version: &str, findings: &Findings) -> Result<Vec<Row>, Unkeepable> {
    let mut rows = Vec::new();
    add_rows(version, &findings.statements, &mut rows)?;
    add_rows(version, &findings.figures, &mut rows)?;
    add_rows(version, &findings.events, &mut rows)?;
    add_rows(version, &findings.times, &mut rows)?;
    add_rows(version, &findings.places, &mut rows)?;
    add_rows(version, &findings.demonyms, &mut rows)?;
    add_rows(version, &findings.entities, &mut rows)?;
    add_rows(version, &findings.persons, &mut rows)?;
    add_rows(version, &findings.talks, &mut rows)?;
    add_rows(version, &findings.access, &mut rows)?;
    add_rows(version, &findings.not_said, &mut rows)?;
    add_rows(version, &findings.notices, &mut rows)?;
    Ok(rows)
}

fn add_rows<F: Kept>(version: &str, findings: &[F], rows: &mut Vec<Row>) -> Result<(), Unkeepable> {
    for finding in findings {
        let id = finding.id(version);
        let body = match serde_json::to_string(finding) {
            Ok(body) if finding.is_finite() => body,
            _ => return Err(Unkeepable(id)),
        };
        let words = joined(&finding.pieces());
        let mut names: Vec<&str> = Vec::new();
        for name in finding.names() {
            if !name.is_empty() && !words.contains(name) && !names.contains(&name) {
                names.push(name);
            }
        }
        let names = names.join("; ");
        rows.push(Row { kind: F::KIND, id, span: finding.span(), words, names, body });
    }
    Ok(())
}

/// SHA-256 over all rows of one reading: shows a change that leaves every row readable.
#[derive(Debug, Default)]
pub(crate) struct RowsDigest(ContentHash);

impl RowsDigest {
    /// Adds the next row; `texts` are its words, names and body.
    pub(crate) fn add(&mut self, kind: &str, id: &str, span: Option<(u32, u32)>, texts: [&str; 3]) {
        let span = span.map(|(start, end)| format!("{start} {end}")).unwrap_or_default();
        for part in [kind, id, &span].into_iter().chain(texts) {
            self.0.add(part.as_bytes());
        }
    }

    /// The digest of `rows`, in lower-case hexadecimal.
    pub(crate) fn of(rows: &[Row]) -> String {
        let mut digest = RowsDigest::default();
        for row in rows {
            let texts = [row.words.as_str(), &row.names, &row.body];
            digest.add(row.kind.as_str(), row.id.as_str(), row.span, texts);
        }
        digest.hex()
    }

    /// The digest of all that was added.
    pub(crate) fn hex(self) -> String {
        self.0.hex()
    }
}

/// The pieces in text order, each once; ` … ` where the text says something between two of them.
fn joined(pieces: &[&Words]) -> String {
    let mut sorted = pieces.to_vec();
    sorted.sort_by_key(|piece| (piece.start, std::cmp::Reverse(piece.end)));
    let mut words = String::new();
    let mut end = 0;
    for piece in sorted {
        if piece.text.is_empty() || (!words.is_empty() && piece.end <= end) {
            continue;
        }
        if !words.is_empty() {
            words.push_str(if piece.start <= end + 1 { " " } else { " … " });
        }
        words.push_str(&piece.text);
        end = piece.end;
    }
    words
}

fn cover<'a>(pieces: impl IntoIterator<Item = &'a Words>) -> Option<(u32, u32)> {
    let mut pieces = pieces.into_iter().filter(|piece| piece.start < piece.end);
    let first = pieces.next()?;
    Some(pieces.fold((first.start, first.end), |(start, end), piece| {
        (start.min(piece.start), end.max(piece.end))
    }))
}

/// How one kind of finding becomes a row.
trait Kept: Serialize {
    const KIND: FindingKind;
    /// Its id; made from version, place and name where the finding carries none of its own.
    fn id(&self, version: &str) -> Id;
    /// Where it stands.
    fn span(&self) -> Option<(u32, u32)>;
    /// The words it rests on.
    fn pieces(&self) -> Vec<&Words>;
    /// What the words were read as.
    fn names(&self) -> Vec<&str>;
    /// Are all its numbers such that JSON can hold them?
    fn is_finite(&self) -> bool;
}

fn place_is_finite(place: &Place) -> bool {
    place.confidence.is_finite() && [place.lat, place.lon].iter().flatten().all(|n| n.is_finite())
}

impl Kept for Statement {
    const KIND: FindingKind = FindingKind::Statement;
    fn id(&self, _: &str) -> Id {
        self.id.clone()
    }
    fn span(&self) -> Option<(u32, u32)> {
        let links = self.chain.iter().map(|link| &link.words);
        cover(links.chain(&self.cue).chain(&self.content))
    }
    fn pieces(&self) -> Vec<&Words> {
        let links = self.chain.iter().map(|link| &link.words);
        links.chain(&self.cue).chain(&self.content).chain(&self.carries_on).collect()
    }
    fn names(&self) -> Vec<&str> {
        let links = self.chain.iter().map(|link| link.name.as_str());
        let about = [&self.asked, &self.to, &self.venue].into_iter().flatten().map(String::as_str);
        links.chain(about).chain([self.act.as_str()]).collect()
    }
    fn is_finite(&self) -> bool {
        self.confidence.is_finite()
    }
}

impl Kept for Figure {
    const KIND: FindingKind = FindingKind::Figure;
    fn id(&self, _: &str) -> Id {
        self.id.clone()
    }
    fn span(&self) -> Option<(u32, u32)> {
        cover([&self.words])
    }
    fn pieces(&self) -> Vec<&Words> {
        vec![&self.words]
    }
    fn names(&self) -> Vec<&str> {
        let place = self.place.iter().map(|place| place.name.as_str());
        let given = [&self.population, &self.unit, &self.actor];
        let given = given.into_iter().flatten().chain(&self.includes).map(String::as_str);
        given.chain(place).chain([self.measure.as_str()]).collect()
    }
    fn is_finite(&self) -> bool {
        self.confidence.is_finite() && self.place.as_ref().is_none_or(place_is_finite)
    }
}

impl Kept for Event {
    const KIND: FindingKind = FindingKind::Event;
    fn id(&self, _: &str) -> Id {
        self.id.clone()
    }
    fn span(&self) -> Option<(u32, u32)> {
        cover([&self.words])
    }
    fn pieces(&self) -> Vec<&Words> {
        let place = self.place.iter().map(|place| &place.words);
        let participants = self.participants.iter().map(|participant| &participant.words);
        std::iter::once(&self.words).chain(participants).chain(place).collect()
    }
    fn names(&self) -> Vec<&str> {
        let place = self.place.iter().map(|place| place.name.as_str());
        place.chain([self.kind.as_str(), self.status.as_str()]).collect()
    }
    fn is_finite(&self) -> bool {
        self.confidence.is_finite() && self.place.as_ref().is_none_or(place_is_finite)
    }
}

impl Kept for TimeExpression {
    const KIND: FindingKind = FindingKind::Time;
    fn id(&self, _: &str) -> Id {
        self.id.clone()
    }
    fn span(&self) -> Option<(u32, u32)> {
        cover([&self.words])
    }
    fn pieces(&self) -> Vec<&Words> {
        vec![&self.words]
    }
    fn names(&self) -> Vec<&str> {
        self.value.iter().map(String::as_str).collect()
    }
    fn is_finite(&self) -> bool {
        self.confidence.is_finite()
    }
}

impl Kept for Place {
    const KIND: FindingKind = FindingKind::Place;
    fn id(&self, version: &str) -> Id {
        let (start, end) = (self.words.start.to_string(), self.words.end.to_string());
        Id::of("pl", [version, &start, &end, &self.name])
    }
    fn span(&self) -> Option<(u32, u32)> {
        cover([&self.words])
    }
    fn pieces(&self) -> Vec<&Words> {
        vec![&self.words]
    }
    fn names(&self) -> Vec<&str> {
        vec![&self.name]
    }
    fn is_finite(&self) -> bool {
        place_is_finite(self)
    }
}

impl Kept for Entity {
    const KIND: FindingKind = FindingKind::Entity;
    fn id(&self, _: &str) -> Id {
        self.id.clone()
    }
    fn span(&self) -> Option<(u32, u32)> {
        cover(self.mentions.first())
    }
    fn pieces(&self) -> Vec<&Words> {
        let mut pieces: Vec<&Words> = Vec::new();
        for mention in &self.mentions {
            if !pieces.iter().any(|piece| piece.text == mention.text) {
                pieces.push(mention);
            }
        }
        pieces
    }
    fn names(&self) -> Vec<&str> {
        vec![&self.name]
    }
    fn is_finite(&self) -> bool {
        true
    }
}

impl Kept for Person {
    const KIND: FindingKind = FindingKind::Person;
    fn id(&self, _: &str) -> Id {
        self.id.clone()
    }
    fn span(&self) -> Option<(u32, u32)> {
        cover([&self.words])
    }
    fn pieces(&self) -> Vec<&Words> {
        vec![&self.words]
    }
    fn names(&self) -> Vec<&str> {
        let given = [&self.name, &self.relation].into_iter().flatten().map(String::as_str);
        given.chain([self.status.as_str()]).collect()
    }
    fn is_finite(&self) -> bool {
        self.confidence.is_finite()
    }
}

impl Kept for Talks {
    const KIND: FindingKind = FindingKind::Talks;
    fn id(&self, _: &str) -> Id {
        self.id.clone()
    }
    fn span(&self) -> Option<(u32, u32)> {
        cover(self.mentions.first().or_else(|| self.positions.first().map(|p| &p.words)))
    }
    fn pieces(&self) -> Vec<&Words> {
        self.mentions.iter().chain(self.positions.iter().map(|position| &position.words)).collect()
    }
    fn names(&self) -> Vec<&str> {
        let sides = self.subject.iter().chain(&self.parties).chain(&self.mediators);
        let positions = self.positions.iter().map(|position| position.party.as_str());
        sides.map(String::as_str).chain(positions).collect()
    }
    fn is_finite(&self) -> bool {
        self.confidence.is_finite()
    }
}

impl Kept for Access {
    const KIND: FindingKind = FindingKind::Access;
    fn id(&self, _: &str) -> Id {
        self.id.clone()
    }
    fn span(&self) -> Option<(u32, u32)> {
        cover([&self.words])
    }
    fn pieces(&self) -> Vec<&Words> {
        vec![&self.words]
    }
    fn names(&self) -> Vec<&str> {
        let whom = self.whom.iter().map(String::as_str);
        whom.chain([self.place.as_str(), self.state.as_str()]).collect()
    }
    fn is_finite(&self) -> bool {
        self.confidence.is_finite()
    }
}

impl Kept for NotSaid {
    const KIND: FindingKind = FindingKind::NotSaid;
    fn id(&self, _: &str) -> Id {
        self.id.clone()
    }
    fn span(&self) -> Option<(u32, u32)> {
        cover([&self.words])
    }
    fn pieces(&self) -> Vec<&Words> {
        vec![&self.words]
    }
    fn names(&self) -> Vec<&str> {
        [&self.who, &self.about].into_iter().flatten().map(String::as_str).collect()
    }
    fn is_finite(&self) -> bool {
        self.confidence.is_finite()
    }
}

impl Kept for Notice {
    const KIND: FindingKind = FindingKind::Notice;
    fn id(&self, version: &str) -> Id {
        Id::of("no", [version, &self.start.to_string(), &self.end.to_string(), &self.what])
    }
    fn span(&self) -> Option<(u32, u32)> {
        (self.start <= self.end).then_some((self.start, self.end))
    }
    fn pieces(&self) -> Vec<&Words> {
        Vec::new()
    }
    fn names(&self) -> Vec<&str> {
        vec![&self.what]
    }
    fn is_finite(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(start: u32, text: &str) -> Words {
        Words { start, end: start + text.chars().count() as u32, text: text.into() }
    }

    #[test]
    fn pieces_stand_in_text_order_and_once() {
        let (cue, source, inner) = (words(9, "said"), words(0, "The mayor"), words(4, "mayor"));
        assert_eq!(joined(&[&cue, &source, &inner]), "The mayor said");
    }

    #[test]
    fn a_gap_is_shown() {
        let (one, two) = (words(0, "two"), words(20, "boats"));
        assert_eq!(joined(&[&one, &two]), "two … boats");
        assert_eq!(cover([&one, &two]), Some((0, 25)));
    }
}
