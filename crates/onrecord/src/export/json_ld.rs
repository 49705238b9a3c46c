//! JSON-LD 1.1: findings as linked data, in vocabularies that others know.
//!
//! A report is a `schema:NewsArticle` and a `prov:Entity`; what an engine did with it, a `prov:Activity`. A statement is a `schema:Quotation` where it
//! is quoted, a `schema:Claim` where it is not, an `onrecord:Silence` where nothing was said, a figure a `schema:QuantitativeValue`, an event a `schema:Event`. Where each stands is a Web
//! Annotation with two selectors: a position in code points, and the words with what stands beside them. Certainty, polarity, standing and the like,
//! for which those vocabularies have no word, are under `onrecord:`. All names are spelt out in the file's own context, so that nothing has to be fetched.

use onrecord_model::{Event, Figure, Id, Mode, Place, Statement, Voice, Words};
use serde_json::{Map, Value, json};

use super::passage::{Passages, cut, digest, joined};
use super::{Depth, Recorded};

/// One document with a graph of all `recorded`.
pub fn json_ld(recorded: &[Recorded], depth: Depth) -> String {
    let graph: Vec<Value> = recorded.iter().flat_map(|one| Page::of(one, depth).nodes()).collect();
    json!({"@context": context(), "@graph": graph}).to_string() + "\n"
}

fn context() -> Value {
    json!({
        "oa": "http://www.w3.org/ns/oa#",
        "prov": "http://www.w3.org/ns/prov#",
        "schema": "https://schema.org/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "onrecord": {"@id": "urn:onrecord:", "@prefix": true},
    })
}

/// One report on its way into the graph.
struct Page<'a> {
    one: &'a Recorded,
    passages: Passages<'a>,
    depth: Depth,
}

fn of(id: &Id) -> Value {
    json!({"@id": format!("onrecord:{id}")})
}

/// A node without the fields that are null or empty.
fn node(mut value: Value) -> Value {
    if let Some(fields) = value.as_object_mut() {
        fields.retain(|_, value| !value.is_null() && !value.as_array().is_some_and(Vec::is_empty));
    }
    value
}

/// A day or a moment with its datatype; what is coarser stays words.
fn date(at: &str) -> Value {
    let numeric = at.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let kind = match at.len() {
        // A season, a quarter, "some day": no datatype has a word for it.
        ..19 if !numeric => return json!(at),
        10 => "xsd:date",
        19.. => "xsd:dateTime",
        7 => "xsd:gYearMonth",
        4 => "xsd:gYear",
        _ => return json!(at),
    };
    json!({"@type": kind, "@value": at})
}

impl<'a> Page<'a> {
    fn of(one: &'a Recorded, depth: Depth) -> Page<'a> {
        Page { one, passages: Passages::of(&one.reading.report), depth }
    }

    fn version(&self) -> Value {
        json!({"@id": format!("onrecord:{}", self.one.reading.report.version)})
    }

    fn activity(&self) -> Value {
        let report = &self.one.reading.report;
        let engine =
            self.one.engine.replace(|c: char| !c.is_ascii_alphanumeric() && !".-".contains(c), "_");
        json!({"@id": format!("onrecord:reading_{}_{engine}", report.version)})
    }

    fn nodes(&self) -> Vec<Value> {
        let findings = &self.one.reading.findings;
        let mut nodes = vec![self.report(), self.reading()];
        for it in &findings.statements {
            nodes.push(self.statement(it));
            let words = if it.content.is_empty() { &it.cue } else { &it.content };
            self.annotate(&it.id, words, &mut nodes);
        }
        for it in &findings.figures {
            nodes.push(self.figure(it));
            self.annotate(&it.id, std::slice::from_ref(&it.words), &mut nodes);
        }
        for it in &findings.events {
            nodes.push(self.event(it));
            self.annotate(&it.id, std::slice::from_ref(&it.words), &mut nodes);
        }
        for it in &findings.persons {
            nodes.push(self.finding(&it.id, &["onrecord:PersonStatus"], &it.voice, json!({
                "schema:about": it.name.as_ref().map(|name| json!({"@type": "schema:Person", "schema:name": name})),
                "onrecord:status": it.status, "onrecord:count": it.count, "onrecord:age": it.age,
                "onrecord:when": it.when.as_deref().map(date),
            })));
            self.annotate(&it.id, std::slice::from_ref(&it.words), &mut nodes);
        }
        for it in &findings.access {
            nodes.push(self.finding(&it.id, &["onrecord:Access"], &it.voice, json!({
                "schema:about": {"@type": "schema:Place", "schema:name": it.place},
                "onrecord:state": it.state.as_str(), "onrecord:for": it.whom,
                "schema:startDate": it.since.as_deref().map(date), "schema:endDate": it.until.as_deref().map(date),
            })));
            self.annotate(&it.id, std::slice::from_ref(&it.words), &mut nodes);
        }
        nodes
    }

    fn report(&self) -> Value {
        let report = &self.one.reading.report;
        let whole = self.depth == Depth::Whole;
        node(json!({
            "@id": self.version()["@id"],
            "@type": ["schema:NewsArticle", "prov:Entity"],
            "schema:identifier": report.id,
            "schema:headline": report.title,
            "schema:url": report.url.as_ref().map(|url| json!({"@type": "xsd:anyURI", "@value": url})),
            "schema:datePublished": report.published.as_ref().map(|published| date(&published.at)),
            "schema:dateModified": report.modified.as_ref().map(|modified| date(&modified.at)),
            "schema:publisher": report.outlet.as_ref().map(|name| json!({"@type": "schema:Organization", "schema:name": name})),
            "schema:author": report.byline.as_ref().map(|name| json!({"@type": "schema:Person", "schema:name": name})),
            "schema:creditText": report.credit,
            "schema:dateline": report.dateline,
            "schema:inLanguage": report.language,
            "schema:articleBody": whole.then_some(&report.text),
            "onrecord:sha256": report.sha256,
        }))
    }

    fn reading(&self) -> Value {
        json!({
            "@id": self.activity()["@id"],
            "@type": "prov:Activity",
            "prov:used": self.version(),
            "prov:wasAssociatedWith": {"@type": "prov:SoftwareAgent", "schema:name": self.one.engine},
        })
    }

    /// What every finding has, with its `own` fields.
    fn finding(&self, id: &Id, kinds: &[&str], voice: &Voice, own: Value) -> Value {
        let mut kinds = kinds.to_vec();
        kinds.push("prov:Entity");
        let mut fields = Map::new();
        fields.insert("@id".into(), of(id)["@id"].clone());
        fields.insert("@type".into(), json!(kinds));
        fields.insert("prov:wasQuotedFrom".into(), self.version());
        fields.insert("prov:wasGeneratedBy".into(), self.activity());
        fields.extend(voice.statement().map(|id| ("prov:wasDerivedFrom".to_owned(), of(id))));
        if let Value::Object(own) = own {
            fields.extend(own);
        }
        node(Value::Object(fields))
    }

    fn statement(&self, it: &Statement) -> Value {
        let quoted = it.mode == Some(Mode::Direct);
        let voices: Vec<Value> = it
            .chain
            .iter()
            .map(|link| {
                node(json!({
                    "@id": link.entity.as_ref().map(|id| of(id)["@id"].clone()),
                    "@type": "prov:Agent",
                    "schema:name": link.name,
                    "onrecord:kind": link.kind.as_str(),
                    "onrecord:standing": link.standing.0,
                }))
            })
            .collect();
        let speaker = it.chain.last().map(|link| match &link.entity {
            Some(id) => of(id),
            None => json!({"@type": "prov:Agent", "schema:name": link.name}),
        });
        let kind = match (it.content.is_empty(), quoted) {
            // "Did not comment": nothing is claimed.
            (true, _) => "onrecord:Silence",
            (false, true) => "schema:Quotation",
            (false, false) => "schema:Claim",
        };
        let by = if quoted { "schema:spokenByCharacter" } else { "schema:author" };
        let mut value = self.finding(
            &it.id,
            &[kind],
            &Voice::Report,
            json!({
                "schema:text": (!it.content.is_empty()).then(|| joined(&it.content, self.depth)),
                "schema:dateCreated": it.said_on.as_deref().map(date),
                // Outermost first, and in that order: who passes on whose words is what matters.
                "onrecord:chain": (!voices.is_empty()).then(|| json!({"@list": voices})),
                "prov:wasAttributedTo": speaker,
                "onrecord:act": it.act.as_str(),
                "onrecord:certainty": it.certainty.as_str(),
                "onrecord:polarity": it.polarity.as_str(),
                "onrecord:answers": it.answers.as_ref().map(of),
                "onrecord:verification": it.verification.as_ref().map(|found| found.status.as_str()),
            }),
        );
        if let (Some(fields), Some(speaker)) = (value.as_object_mut(), speaker) {
            fields.insert(by.into(), speaker);
        }
        value
    }

    fn figure(&self, it: &Figure) -> Value {
        let number = |value: Option<onrecord_model::Decimal>| {
            value.map(
                |value| json!({"@type": "xsd:decimal", "@value": value.normalize().to_string()}),
            )
        };
        self.finding(
            &it.id,
            &["schema:QuantitativeValue"],
            &it.voice,
            json!({
                "schema:value": number(it.value),
                "schema:minValue": number(it.low),
                "schema:maxValue": number(it.high),
                "schema:unitText": it.unit,
                "schema:observationDate": it.as_of.as_deref().map(date),
                "schema:location": it.place.as_ref().map(place),
                "onrecord:measure": it.measure,
                "onrecord:comparator": it.comparator.as_str(),
                "onrecord:population": it.population,
                "onrecord:stockOrFlow": it.kind.as_str(),
                "onrecord:subsetOf": it.subset_of.as_ref().map(of),
            }),
        )
    }

    fn event(&self, it: &Event) -> Value {
        let cast: Vec<Value> = it
            .participants
            .iter()
            .map(|one| {
                node(json!({
                    "@id": one.entity.as_ref().map(|id| of(id)["@id"].clone()),
                    "@type": "prov:Agent",
                    "schema:name": one.words.text,
                }))
            })
            .collect();
        self.finding(
            &it.id,
            &["schema:Event"],
            &it.voice,
            json!({
                "schema:name": it.kind,
                "schema:startDate": it.when.as_deref().or(it.since.as_deref()).map(date),
                "schema:endDate": it.until.as_deref().map(date),
                "schema:location": it.place.as_ref().map(place),
                "schema:participant": cast,
                "onrecord:status": it.status,
                "onrecord:plover": it.plover,
            }),
        )
    }

    /// Where a finding stands: an annotation for each stretch of words.
    fn annotate(&self, id: &Id, stretches: &[Words], nodes: &mut Vec<Value>) {
        let number = |at: u32| json!({"@type": "xsd:nonNegativeInteger", "@value": at.to_string()});
        for (nth, words) in stretches.iter().enumerate() {
            let mut selectors = vec![json!({
                "@type": "oa:TextPositionSelector", "oa:start": number(words.start), "oa:end": number(words.end),
            })];
            let cut = cut(&words.text, self.depth).is_some();
            if !cut {
                selectors.push(json!({
                    "@type": "oa:TextQuoteSelector", "oa:exact": words.text,
                    "oa:prefix": self.passages.before(words), "oa:suffix": self.passages.behind(words),
                }));
            }
            nodes.push(json!({
                "@id": format!("onrecord:{id}_{nth}"),
                "@type": "oa:Annotation",
                "oa:motivatedBy": {"@id": "oa:describing"},
                "oa:hasBody": of(id),
                "oa:hasTarget": node(json!({
                    "@type": "oa:SpecificResource",
                    "oa:hasSource": self.version(),
                    "oa:hasSelector": selectors,
                    "onrecord:sha256": cut.then(|| digest(&words.text)),
                })),
            }));
        }
    }
}

fn place(place: &Place) -> Value {
    let point = place.lat.zip(place.lon).map(|(lat, lon)| {
        json!({"@type": "schema:GeoCoordinates", "schema:latitude": lat, "schema:longitude": lon})
    });
    node(json!({
        "@type": "schema:Place",
        "schema:name": place.name,
        "schema:geo": point,
        "schema:sameAs": place.geonames.map(|id| json!({"@id": format!("https://sws.geonames.org/{id}/")})),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture::ferry;

    fn graph(one: Recorded) -> Vec<Value> {
        let value: Value = serde_json::from_str(&json_ld(&[one], Depth::Quotes)).unwrap();
        value["@graph"].as_array().unwrap().clone()
    }

    fn find<'a>(graph: &'a [Value], id: &str) -> &'a Value {
        graph.iter().find(|node| node["@id"] == id).unwrap_or(&Value::Null)
    }

    #[test]
    fn quotes_are_quotations_and_what_is_reported_are_claims() {
        let graph = graph(ferry());
        assert_eq!(
            find(&graph, "onrecord:st_2")["@type"],
            json!(["schema:Quotation", "prov:Entity"])
        );
        assert_eq!(
            find(&graph, "onrecord:st_2")["schema:spokenByCharacter"]["@id"],
            "onrecord:en_okoro"
        );
        assert_eq!(find(&graph, "onrecord:st_1")["@type"], json!(["schema:Claim", "prov:Entity"]));
        assert_eq!(find(&graph, "onrecord:fi_1")["prov:wasDerivedFrom"]["@id"], "onrecord:st_1");
    }

    #[test]
    fn where_it_stands_is_told_twice() {
        let graph = graph(ferry());
        let selectors = &find(&graph, "onrecord:fi_1_0")["oa:hasTarget"]["oa:hasSelector"];
        assert_eq!(selectors[0]["oa:start"]["@value"], "22");
        assert_eq!(selectors[1]["oa:exact"], "62 people");
        assert_eq!(selectors[1]["oa:suffix"], " on board ran aground off Corrun");
    }

    #[test]
    fn words_too_long_to_leave_are_a_position_and_a_digest() {
        let mut one = ferry();
        one.reading.findings.figures[0].words.text = "x".repeat(400);
        let graph = graph(one);
        let target = &find(&graph, "onrecord:fi_1_0")["oa:hasTarget"];
        assert_eq!(target["oa:hasSelector"].as_array().unwrap().len(), 1);
        assert_eq!(target["onrecord:sha256"], digest(&"x".repeat(400)));
    }
}
