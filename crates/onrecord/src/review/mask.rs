//! What is withheld of one version of a report: the same report and the same findings, with `█` where the words were.
//!
//! Every withheld code point becomes one `█`, so that all places stay what they were and every finding's words are still the
//! slice of the text.

use onrecord_ledger::{FindingKind, StoredBody, StoredFinding};
use onrecord_model::Report;
use serde_json::{Map, Value};

use super::terms::Terms;

/// Stands for a withheld code point.
const BLOCK: char = '█';
/// Fields whose words are the report's or made from them, and that tell what a withheld stretch said.
const TELLING: [&str; 20] = [
    "name",
    "party",
    "population",
    "actor",
    "place",
    "hedge",
    "asked",
    "to",
    "venue",
    "relation",
    "role",
    "subject",
    "knows",
    "reason",
    "who",
    "about",
    "by",
    "for",
    "whom",
    "unit",
];
/// Numbers, days and countries that do: none at all says least.
const NULLED: [&str; 14] = [
    "low", "high", "lat", "lon", "geonames", "age", "count", "country", "when", "said_on", "as_of",
    "since", "until", "window",
];
/// Fields that are ids, kinds or the work of the program, and hold no words of a report.
const OURS: [&str; 13] = [
    "id",
    "voice",
    "statement",
    "answers",
    "entity",
    "made_by",
    "kind",
    "type",
    "act",
    "mode",
    "comparator",
    "measure",
    "status",
];

/// Why a stretch is withheld.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Withheld {
    /// Redacted by name: an entry stays for what is told of whoever bears it.
    Name,
    /// Redacted with one finding: that entry stays, others in the stretch go.
    Finding,
    /// More sensitive than may be seen: what is told there goes.
    Ceiling,
}

/// A withheld stretch of a text, in code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MaskedSpan {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) why: Withheld,
}

/// What is withheld of one version.
#[derive(Clone, Debug)]
pub(crate) struct Mask<'a> {
    spans: Vec<MaskedSpan>,
    /// The text, withheld stretches blotted out.
    text: Vec<char>,
    terms: &'a Terms,
    /// Whose text it is.
    report: String,
}

impl<'a> Mask<'a> {
    /// Withholds `spans` of the text, and `terms` wherever else they stand.
    pub(crate) fn of(report: &Report, mut spans: Vec<MaskedSpan>, terms: &'a Terms) -> Mask<'a> {
        let mut text: Vec<char> = report.text.chars().collect();
        spans.sort_unstable();
        for span in &spans {
            let stretch = text.get_mut(span.start as usize..(span.end as usize));
            for letter in stretch.into_iter().flatten().filter(|letter| **letter != '\n') {
                *letter = BLOCK;
            }
        }
        Mask { spans, text, terms, report: report.id.clone() }
    }

    /// The report with what may be seen of it.
    pub(crate) fn report(&self, report: Report) -> Report {
        let text = if report.text.is_empty() { String::new() } else { self.text.iter().collect() };
        Report { text, ..metadata(report, self.terms) }
    }

    /// The finding with what may be seen of it; `None` where nothing may. `is_redacted`: it is what was redacted.
    pub(crate) fn finding(
        &self,
        stored: &StoredFinding,
        is_redacted: bool,
    ) -> Option<StoredFinding> {
        let kind = stored.kind();
        let mut value = stored.finding.to_json().ok()?;
        let reasons = self.reasons(kind, &value);
        if !is_redacted && reasons.iter().any(|why| *why != Withheld::Name) {
            return None;
        }
        let is_whole = is_redacted || reasons.contains(&Withheld::Name);
        if is_whole && let Value::Object(fields) = &mut value {
            scrub(fields);
        }
        self.walk(&mut value);
        Some(stored.clone().with(StoredBody::from_json(kind, value).ok()?))
    }

    /// The finding with its spans' words as they stand in the text: after a correction.
    pub(crate) fn settled(&self, kind: FindingKind, mut value: Value) -> Option<StoredBody> {
        self.walk(&mut value);
        StoredBody::from_json(kind, value).ok()
    }

    fn slice(&self, start: u32, end: u32) -> String {
        self.text.get(start as usize..end as usize).unwrap_or_default().iter().collect()
    }

    /// Why most of what the finding rests on is withheld; empty where it is not.
    fn reasons(&self, kind: FindingKind, value: &Value) -> Vec<Withheld> {
        let mut reasons = Vec::new();
        let pieces = |name: &str| value.get(name).and_then(Value::as_array).cloned();
        let own: Vec<Value> = match kind {
            FindingKind::Statement => {
                // Whoever may not be told of has said nothing, either: by these words, or by the name they stand for.
                let last = pieces("chain").and_then(|mut chain| chain.pop());
                let why = last.and_then(|link| self.why(&link).max(self.why_named(&link)));
                reasons.extend(why.filter(|why| *why == Withheld::Ceiling));
                pieces("content")
                    .filter(|all| !all.is_empty())
                    .or(pieces("cue"))
                    .unwrap_or_default()
            }
            FindingKind::Talks => pieces("mentions").unwrap_or_default(),
            FindingKind::Entity => pieces("mentions").unwrap_or_default(),
            FindingKind::Person => {
                reasons.extend(self.why_named(value));
                vec![value.clone()]
            }
            _ => vec![value.clone()],
        };
        let whys: Option<Vec<Withheld>> = own.iter().map(|piece| self.why(piece)).collect();
        reasons.extend(whys.filter(|all| !all.is_empty()).and_then(|all| all.into_iter().max()));
        reasons
    }

    /// Why the name that something bears is withheld.
    fn why_named(&self, bearer: &Value) -> Option<Withheld> {
        self.terms.why(bearer.get("name").and_then(Value::as_str)?)
    }

    /// Why half or more of a stretch is withheld.
    fn why(&self, piece: &Value) -> Option<Withheld> {
        let (start, end) = stretch(piece.as_object()?)?;
        let length = end.saturating_sub(start);
        let mut covered = 0;
        let mut why = None;
        for span in &self.spans {
            let shared = span.end.min(end).saturating_sub(span.start.max(start));
            if shared > 0 {
                covered += shared;
                why = why.max(Some(span.why));
            }
        }
        why.filter(|_| length > 0 && covered * 2 >= length)
    }

    /// Cuts all words anew from the text, and blots out what stands in other fields.
    fn walk(&self, value: &mut Value) {
        match value {
            Value::Array(items) => items.iter_mut().for_each(|item| self.walk(item)),
            Value::Object(fields) => {
                let place = stretch(fields);
                let is_withheld = self.why(&Value::Object(fields.clone())).is_some();
                if is_withheld {
                    scrub(fields);
                }
                for (name, field) in fields.iter_mut() {
                    match field {
                        Value::String(text) if name == "text" && place.is_some() => {
                            if let Some((start, end)) = place {
                                *text = self.slice(start, end);
                            }
                        }
                        Value::String(text) if !OURS.contains(&name.as_str()) => {
                            *text = masked(text, self.terms, &self.report);
                        }
                        Value::Array(items) => {
                            for item in items {
                                match item {
                                    Value::String(text) => {
                                        *text = masked(text, self.terms, &self.report)
                                    }
                                    other => self.walk(other),
                                }
                            }
                        }
                        other => self.walk(other),
                    }
                }
                // After a correction a span may come without its words.
                if let Some((start, end)) = place
                    && !fields.contains_key("text")
                    && fields.contains_key("start")
                {
                    fields.insert("text".to_owned(), Value::String(self.slice(start, end)));
                }
            }
            _ => {}
        }
    }
}

fn stretch(fields: &Map<String, Value>) -> Option<(u32, u32)> {
    let number = |name: &str| fields.get(name).and_then(Value::as_u64);
    let (start, end) = (number("start")?, number("end")?);
    Some((start.try_into().ok()?, end.try_into().ok()?))
}

/// Takes from an object all that tells what its words said.
fn scrub(fields: &mut Map<String, Value>) {
    for (name, field) in fields.iter_mut() {
        let name = name.as_str();
        match field {
            _ if NULLED.contains(&name) => *field = Value::Null,
            Value::Object(_) if matches!(name, "place" | "where") => *field = Value::Null,
            Value::Number(_) if name == "value" => *field = Value::Null,
            Value::String(text) if TELLING.contains(&name) => *text = BLOCK.to_string(),
            Value::Array(items)
                if matches!(name, "includes" | "parties" | "mediators" | "bodies") =>
            {
                items.clear();
            }
            Value::Array(items) => {
                items.iter_mut().filter_map(Value::as_object_mut).for_each(scrub)
            }
            _ => {}
        }
    }
}

/// What a publisher says of a report, terms blotted out. An address that spells one goes as a whole.
pub(crate) fn metadata(report: Report, terms: &Terms) -> Report {
    let id = report.id.clone();
    let shown = |text: Option<String>| text.map(|text| masked(&text, terms, &id));
    let url = report.url.filter(|url| {
        let spelt: String =
            url.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        let spelt: String = spelt.split(' ').map(capital).collect::<Vec<_>>().join(" ");
        masked(&spelt, terms, &id) == spelt
    });
    Report {
        title: shown(report.title),
        outlet: shown(report.outlet),
        byline: shown(report.byline),
        credit: shown(report.credit),
        dateline: shown(report.dateline),
        url,
        ..report
    }
}

/// In an address a name has lost its capitals.
fn capital(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// `text` with every term blotted out.
pub(crate) fn masked(text: &str, terms: &Terms, report: &str) -> String {
    if terms.all.is_empty() {
        return text.to_owned();
    }
    let mut letters: Vec<char> = text.chars().collect();
    let places: Vec<(u32, u32)> =
        terms.all.iter().filter(|t| t.is_for(report)).flat_map(|t| t.places(&letters)).collect();
    for (start, end) in places {
        for letter in letters.get_mut(start as usize..end as usize).into_iter().flatten() {
            *letter = BLOCK;
        }
    }
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::super::terms::Term;
    use super::*;
    use onrecord_model::{Figure, Findings, Person, Reading, Words};

    const TEXT: &str = "Ada Okoro, 34, hid for a week. At least 12 people were held.";

    fn of_name(why: Withheld) -> Terms {
        let mut terms = Terms::default();
        terms.add(Term::of_name("Ada Okoro"), why);
        terms
    }

    fn told() -> Report {
        Report { text: TEXT.into(), ..Report::default() }.sealed()
    }

    fn words(text: &str) -> Words {
        let start = TEXT.find(text).unwrap() as u32;
        Words { start, end: start + text.len() as u32, text: text.to_owned() }
    }

    fn stored(findings: Findings) -> Vec<StoredFinding> {
        StoredFinding::of(&Reading { report: told(), findings }, "e")
    }

    fn span(of: &str, why: Withheld) -> MaskedSpan {
        let words = words(of);
        MaskedSpan { start: words.start, end: words.end, why }
    }

    fn findings() -> Findings {
        let person = Person {
            name: Some("Ada Okoro".into()),
            age: Some(34),
            words: words("Ada Okoro"),
            ..Person::default()
        };
        let figure = Figure {
            words: words("At least 12 people"),
            value: Some(12.into()),
            population: Some("people".into()),
            ..Figure::default()
        };
        Findings { persons: vec![person], figures: vec![figure], ..Findings::default() }
    }

    #[test]
    fn a_redacted_name_leaves_an_entry_that_tells_nothing() {
        let terms = of_name(Withheld::Name);
        let mask = Mask::of(&told(), vec![span("Ada Okoro", Withheld::Name)], &terms);
        let all: Vec<_> =
            stored(findings()).iter().filter_map(|it| mask.finding(it, false)).collect();
        assert_eq!(all.len(), 2);
        let json: Vec<String> =
            all.iter().map(|it| it.finding.to_json().unwrap().to_string()).collect();
        assert!(json.iter().all(|j| !j.contains("Ada") && !j.contains("34")), "{json:?}");
        assert!(
            json[0].contains("At least 12 people") && json[1].contains("█████████"),
            "{json:?}"
        );
        assert!(mask.report(told()).text.starts_with("█████████, 34"));
    }

    #[test]
    fn what_is_above_the_ceiling_goes() {
        let terms = of_name(Withheld::Ceiling);
        let mask = Mask::of(&told(), vec![span("Ada Okoro", Withheld::Ceiling)], &terms);
        let all: Vec<_> =
            stored(findings()).iter().filter_map(|it| mask.finding(it, false)).collect();
        assert_eq!(all.len(), 1);
    }

    #[test]
    fn a_redacted_figure_keeps_its_measure_and_no_number() {
        let terms = Terms::default();
        let mask = Mask::of(&told(), vec![span("At least 12 people", Withheld::Finding)], &terms);
        let figure = &stored(findings())[0];
        let json = mask.finding(figure, true).unwrap().finding.to_json().unwrap();
        assert_eq!((&json["value"], &json["population"]), (&Value::Null, &Value::from("█")));
        assert!(mask.finding(figure, false).is_none(), "another reading of the same words goes");
    }

    #[test]
    fn an_address_that_spells_a_name_goes() {
        let terms = of_name(Withheld::Name);
        let report = |url: &str| Report { url: Some(url.into()), ..Report::default() };
        assert_eq!(metadata(report("https://a.example/ada-okoro-freed"), &terms).url, None);
        assert!(metadata(report("https://a.example/freed"), &terms).url.is_some());
    }
}
