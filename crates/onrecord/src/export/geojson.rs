//! GeoJSON (RFC 7946): a point for every place that a report names, every event and every figure that has one.

use onrecord_model::Place;
use serde_json::{Value, json};

use super::passage::quote;
use super::tables::chain;
use super::{Depth, Recorded};

/// One feature collection. What stands at no known point is left out.
pub fn geojson(recorded: &[Recorded], depth: Depth) -> String {
    let features: Vec<Value> = recorded.iter().flat_map(|one| features(one, depth)).collect();
    json!({"type": "FeatureCollection", "features": features}).to_string() + "\n"
}

fn features(one: &Recorded, depth: Depth) -> Vec<Value> {
    let report = &one.reading.report;
    let findings = &one.reading.findings;
    let head = json!({
        "report": report.id, "version": report.version, "outlet": report.outlet, "url": report.url,
        "published": report.published.as_ref().map(|published| &published.at),
    });
    let who = |voice| one.voice(voice).map(chain);
    let places = findings.places.iter().filter_map(|it| {
        let own = json!({"finding": "place", "words": quote(&it.words.text, depth)});
        feature(None, it, own, &head)
    });
    let events = findings.events.iter().filter_map(|it| {
        let own = json!({
            "finding": "event", "id": it.id, "type": it.kind, "status": it.status, "when": it.when,
            "since": it.since, "until": it.until, "who": who(&it.voice),
            "words": quote(&it.words.text, depth),
        });
        feature(Some(it.id.as_str()), it.place.as_ref()?, own, &head)
    });
    let figures = findings.figures.iter().filter_map(|it| {
        let number = |value: Option<onrecord_model::Decimal>| value.map(|value| value.to_string());
        let own = json!({
            "finding": "figure", "id": it.id, "measure": it.measure, "value": number(it.value),
            "low": number(it.low), "high": number(it.high), "as_of": it.as_of, "who": who(&it.voice),
            "words": quote(&it.words.text, depth),
        });
        feature(Some(it.id.as_str()), it.place.as_ref()?, own, &head)
    });
    places.chain(events).chain(figures).collect()
}

fn feature(id: Option<&str>, place: &Place, mut own: Value, head: &Value) -> Option<Value> {
    let (lat, lon) = place.lat.zip(place.lon)?;
    if let (Some(own), Some(head)) = (own.as_object_mut(), head.as_object()) {
        own.insert("place".into(), json!(place.name));
        own.insert("geonames".into(), json!(place.geonames));
        own.insert("country".into(), json!(place.country));
        own.insert("start".into(), json!(place.words.start));
        own.insert("end".into(), json!(place.words.end));
        own.extend(head.clone());
    }
    // Longitude first (RFC 7946, 3.1.1).
    let point = json!({"type": "Point", "coordinates": [lon, lat]});
    let mut feature = json!({"type": "Feature", "geometry": point, "properties": own});
    if let (Some(id), Some(fields)) = (id, feature.as_object_mut()) {
        fields.insert("id".into(), json!(id));
    }
    Some(feature)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture::ferry;

    #[test]
    fn a_point_is_longitude_then_latitude() {
        let value: Value = serde_json::from_str(&geojson(&[ferry()], Depth::Quotes)).unwrap();
        let features = value["features"].as_array().unwrap();
        assert_eq!(features.len(), 3);
        assert_eq!(features[0]["geometry"]["coordinates"], json!([-0.25, 51.5]));
        assert_eq!(features[1]["properties"]["status"], "planned");
        assert_eq!(features[2]["properties"]["who"], "an official*");
    }

    #[test]
    fn what_has_no_point_is_left_out() {
        let mut one = ferry();
        one.reading.findings.places[0].lat = None;
        one.reading.findings.events[0].place = None;
        one.reading.findings.figures[0].place = None;
        assert!(geojson(&[one], Depth::Quotes).contains("\"features\":[]"));
    }
}
