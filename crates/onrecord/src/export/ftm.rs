//! FollowTheMoney entities, a line each: what OpenAleph and its kin take in (followthemoney.tech).
//!
//! A report is an `Article`. Who speaks, takes part or is named as held, freed, missing or dead is a `Person`, an `Organization` or a `LegalEntity`, and a
//! `Mention` ties it to the article; ids are those of one report, and nothing is merged. An event is an `Event`; a statement is a `Note` on the article.

use std::collections::BTreeSet;

use onrecord_model::{Entity, EntityKind, Event, Id};
use serde_json::{Map, Value, json};

use super::passage::{Passages, joined, quote};
use super::tables::chain;
use super::{Depth, Recorded};

/// One JSON object a line.
pub fn ftm(recorded: &[Recorded], depth: Depth) -> String {
    let entities = recorded.iter().flat_map(|one| entities(one, depth));
    entities.map(|entity| entity.to_string() + "\n").collect()
}

/// An id as FollowTheMoney takes it: letters, digits, points and hyphens.
fn key(id: &str) -> String {
    id.replace(|c: char| !c.is_ascii_alphanumeric() && c != '.', "-")
}

/// ISO 639-3, where the tag is of a language that we meet; none otherwise.
fn language(tag: &str) -> Option<&'static str> {
    const CODES: [(&str, &str); 14] = [
        ("en", "eng"),
        ("fr", "fra"),
        ("de", "deu"),
        ("es", "spa"),
        ("pt", "por"),
        ("it", "ita"),
        ("nl", "nld"),
        ("ru", "rus"),
        ("uk", "ukr"),
        ("ar", "ara"),
        ("he", "heb"),
        ("fa", "fas"),
        ("tr", "tur"),
        ("zh", "zho"),
    ];
    let tag = tag.split('-').next().unwrap_or(tag).to_ascii_lowercase();
    CODES.iter().find(|(two, three)| tag == *two || tag == *three).map(|(_, three)| *three)
}

/// A moment in UTC without a zone, as FollowTheMoney keeps it; what is coarser stays as it is.
fn moment(at: &str) -> String {
    match at.parse::<jiff::Timestamp>() {
        Ok(moment) => moment.strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        Err(_) => at.get(..at.len().min(10)).unwrap_or(at).to_owned(),
    }
}

/// An entity; properties without a value are left out.
fn entity(id: &str, schema: &str, properties: &[(&str, Option<&str>)]) -> Value {
    let mut all: Map<String, Value> = Map::new();
    for (name, value) in properties {
        let Some(value) = value.map(str::trim).filter(|value| !value.is_empty()) else { continue };
        match all.get_mut(*name).and_then(Value::as_array_mut) {
            Some(values) => values.push(json!(value)),
            None => {
                all.insert((*name).to_owned(), json!([value]));
            }
        }
    }
    json!({"id": key(id), "schema": schema, "properties": all})
}

fn entities(one: &Recorded, depth: Depth) -> Vec<Value> {
    let findings = &one.reading.findings;
    let passages = Passages::of(&one.reading.report);
    let mut all = vec![article(one, depth)];
    let links =
        findings.statements.iter().flat_map(|it| &it.chain).filter_map(|it| it.entity.as_ref());
    let cast =
        findings.events.iter().flat_map(|it| &it.participants).filter_map(|it| it.entity.as_ref());
    let persons = findings.persons.iter().filter_map(|it| it.entity.as_ref());
    let wanted: BTreeSet<&Id> = links.chain(cast).chain(persons).collect();
    let known: Vec<&Entity> =
        findings.entities.iter().filter(|it| wanted.contains(&it.id)).collect();
    for it in known.iter().filter(|it| schema(it.kind).is_some()) {
        all.extend(named(one, it));
    }
    let is_known = |id: &Id| known.iter().any(|it| it.id == *id && schema(it.kind).is_some());
    for it in &findings.events {
        all.push(event(one, it, &passages.around(&it.words, 200), &is_known, depth));
    }
    for it in findings.statements.iter().filter(|it| !it.content.is_empty()) {
        let text = joined(&it.content, depth);
        let who = chain(it);
        let named = it.chain.last().and_then(|link| link.entity.as_ref()).filter(|id| is_known(id));
        all.push(entity(
            it.id.as_str(),
            "Note",
            &[
                ("name", Some(it.act.as_str())),
                ("description", Some(&text)),
                ("summary", Some(&who)),
                ("entity", Some(&key(&one.reading.report.version))),
                ("entity", named.map(|id| key(id.as_str())).as_deref()),
                ("sourceUrl", one.reading.report.url.as_deref()),
                ("publisher", one.reading.report.outlet.as_deref()),
            ],
        ));
    }
    all
}

fn article(one: &Recorded, depth: Depth) -> Value {
    let report = &one.reading.report;
    let published = report.published.as_ref().map(|published| moment(&published.at));
    entity(
        &report.version,
        "Article",
        &[
            ("fileName", Some(report.title.as_deref().unwrap_or(&report.id))),
            ("title", report.title.as_deref()),
            ("author", report.byline.as_deref()),
            ("publisher", report.outlet.as_deref()),
            ("publishedAt", published.as_deref()),
            ("sourceUrl", report.url.as_deref()),
            ("language", report.language.as_deref().and_then(language)),
            ("bodyText", (depth == Depth::Whole).then_some(report.text.as_str())),
        ],
    )
}

fn schema(kind: EntityKind) -> Option<&'static str> {
    match kind {
        EntityKind::Person => Some("Person"),
        EntityKind::Organisation | EntityKind::Outlet => Some("Organization"),
        EntityKind::Group => Some("LegalEntity"),
        _ => None,
    }
}

/// Somebody named, and the mention that ties them to the article.
fn named(one: &Recorded, it: &Entity) -> Vec<Value> {
    let Some(schema) = schema(it.kind) else { return Vec::new() };
    let version = key(&one.reading.report.version);
    let own = key(it.id.as_str());
    let mention = format!("{}-mention", it.id);
    vec![
        entity(
            it.id.as_str(),
            schema,
            &[("name", Some(&it.name)), ("sourceUrl", one.reading.report.url.as_deref())],
        ),
        entity(
            &mention,
            "Mention",
            &[
                ("document", Some(&version)),
                ("name", Some(&it.name)),
                ("resolved", Some(&own)),
                ("detectedSchema", Some(schema)),
            ],
        ),
    ]
}

fn event(
    one: &Recorded,
    it: &Event,
    passage: &str,
    is_known: &dyn Fn(&Id) -> bool,
    depth: Depth,
) -> Value {
    let report = &one.reading.report;
    let name = it.kind.strip_prefix("other:").unwrap_or(&it.kind).replace('_', " ");
    let name = format!("{name} ({})", it.status.replace('_', " "));
    let passage = quote(passage, depth);
    // A week or a part of a day is no date there: the day or the month is.
    let day = |value: &Option<String>| {
        value
            .as_deref()
            .filter(|at| at.starts_with(|c: char| c.is_ascii_digit()) && !at.contains(['W', 'Q']))
            .and_then(|at| at.get(..at.len().min(10)))
            .map(str::to_owned)
    };
    let (when, since, until) = (day(&it.when), day(&it.since), day(&it.until));
    let proof = key(&report.version);
    let involved: Vec<String> = it
        .participants
        .iter()
        .filter_map(|one| one.entity.as_ref())
        .filter(|id| is_known(id))
        .map(|id| key(id.as_str()))
        .collect();
    let mut properties = vec![
        ("name", Some(name.as_str())),
        ("summary", Some(passage.as_str())),
        ("date", when.as_deref()),
        ("startDate", since.as_deref()),
        ("endDate", until.as_deref()),
        ("location", it.place.as_ref().map(|place| place.name.as_str())),
        ("proof", Some(proof.as_str())),
        ("sourceUrl", report.url.as_deref()),
        ("publisher", report.outlet.as_deref()),
        ("recordId", Some(it.id.as_str())),
    ];
    properties.extend(involved.iter().map(|id| ("involved", Some(id.as_str()))));
    entity(it.id.as_str(), "Event", &properties)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture::ferry;

    fn lines(depth: Depth) -> Vec<Value> {
        ftm(&[ferry()], depth).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[test]
    fn who_is_named_is_tied_to_the_article() {
        let all = lines(Depth::Quotes);
        let find = |id: &str| all.iter().find(|it| it["id"] == id).unwrap();
        assert_eq!(find("en-okoro")["schema"], "Person");
        assert_eq!(find("en-lines")["schema"], "Organization");
        let mention = &find("en-okoro-mention")["properties"];
        assert_eq!(mention["document"][0], all[0]["id"]);
        assert_eq!(mention["resolved"][0], "en-okoro");
        assert_eq!(find("ev-1")["properties"]["involved"], json!(["en-lines"]));
        assert_eq!(find("st-2")["properties"]["entity"][1], "en-okoro");
    }

    #[test]
    fn a_text_leaves_only_when_asked_for() {
        assert!(lines(Depth::Quotes)[0]["properties"]["bodyText"].is_null());
        assert!(lines(Depth::Whole)[0]["properties"]["bodyText"][0].is_string());
    }
}
