//! The columns of every table: name, type, whether it may be null, and what it means.
//!
//! Types are those that every reader of Arrow and Parquet has, Apache Spark among them: signed integers, no dictionaries, no
//! decimals. The words of wire enumerations are text.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_schema::{DataType, Field, Fields, Schema, SchemaRef};

use super::Kind;

/// Where a column's meaning stands in its metadata.
pub(super) const ABOUT: &str = "about";

pub(super) fn schema(kind: Kind) -> SchemaRef {
    let columns = match kind {
        Kind::Reports => reports(),
        Kind::Statements => statements(),
        Kind::Figures => figures(),
        Kind::Events => events(),
        Kind::Times => times(),
        Kind::Places => places(),
        Kind::Entities => entities(),
        Kind::Persons => persons(),
        Kind::Talks => talks(),
        Kind::Access => access(),
        Kind::NotSaid => not_said(),
        Kind::Notices => notices(),
        Kind::Errors => errors(),
    };
    let of_report = match kind {
        Kind::Reports | Kind::Errors => Vec::new(),
        _ => vec![
            must(text("report", "the report's id")),
            must(text("version", "the report's version")),
        ],
    };
    let own = HashMap::from([("onrecord".to_owned(), kind.as_str().to_owned())]);
    let all = [of_report, columns].concat();
    let all: Vec<Field> = all.iter().map(|field| loosened(field, false)).collect();
    Arc::new(Schema::new_with_metadata(all, own))
}

/// What stands within something that may be missing may be missing as well. Arrow does not ask for that, but writers of Parquet
/// do: pyarrow refuses a column of which a missing parent leaves no value.
fn loosened(field: &Field, is_within_open: bool) -> Field {
    let is_open = is_within_open || field.is_nullable();
    let kind = match field.data_type() {
        DataType::Struct(fields) => {
            DataType::Struct(fields.iter().map(|field| loosened(field, is_open)).collect())
        }
        DataType::List(element) => DataType::List(Arc::new(loosened(element, false))),
        other => other.clone(),
    };
    Field::new(field.name(), kind, is_open).with_metadata(field.metadata().clone())
}

fn field(name: &str, kind: DataType, about: &str) -> Field {
    let about = HashMap::from([(ABOUT.to_owned(), about.to_owned())]);
    Field::new(name, kind, true).with_metadata(about)
}

fn text(name: &str, about: &str) -> Field {
    field(name, DataType::Utf8, about)
}

fn whole(name: &str, about: &str) -> Field {
    field(name, DataType::Int32, about)
}

fn number(name: &str, about: &str) -> Field {
    field(name, DataType::Float64, about)
}

fn must(field: Field) -> Field {
    field.with_nullable(false)
}

fn list(name: &str, of: DataType, about: &str) -> Field {
    // Parquet's own name for what a list holds.
    must(field(name, DataType::List(Arc::new(Field::new("element", of, false))), about))
}

fn record(fields: Vec<Field>) -> DataType {
    DataType::Struct(Fields::from(fields))
}

/// `start`, `end`, `text`: the words something rests on.
fn words() -> Vec<Field> {
    vec![
        must(whole("start", "first code point of the words in the report's text")),
        must(whole("end", "one past the last")),
        must(text("text", "the words")),
    ]
}

fn id(about: &str) -> Vec<Field> {
    vec![must(text("id", about))]
}

fn voice() -> Vec<Field> {
    vec![must(text("voice", "who answers for it: `report`, or the id of a statement"))]
}

fn made() -> Vec<Field> {
    vec![
        must(field("confidence", DataType::Float32, "0 to 1")),
        must(text("made_by", "rule, or model and version")),
    ]
}

fn span_list(name: &str, about: &str) -> Field {
    list(name, record(words()), about)
}

fn text_list(name: &str, about: &str) -> Field {
    list(name, DataType::Utf8, about)
}

fn place_fields() -> Vec<Field> {
    let named = |which: &str| {
        vec![
            must(text("name", "its name")),
            whole("geonames", "GeoNames id"),
            number("lat", "degrees north").with_nullable(which == "place"),
            number("lon", "degrees east").with_nullable(which == "place"),
            text("country", "ISO 3166 alpha-2"),
        ]
    };
    let sure = must(field("confidence", DataType::Float32, "0 to 1"));
    let rival = [named("rival"), vec![sure]].concat();
    let more = vec![
        text("feature", "GeoNames feature code, or our own for crossings, camps, hospitals"),
        text("sense", "`literal`, `metonymic`, `embedded`"),
        list("rivals", record(rival), "what else it may be, likeliest first"),
    ];
    [words(), named("place"), more, made()].concat()
}

fn reports() -> Vec<Field> {
    vec![
        must(text("id", "the id under which all versions of the report go")),
        must(text("version", "names this version; from its content")),
        text("title", "headline"),
        text("outlet", "who publishes it"),
        text("byline", "who wrote it, as printed"),
        text("credit", "whom the outlet credits"),
        text("url", "canonical address"),
        text("published", "ISO 8601 at the precision given"),
        must(field("published_inferred", DataType::Boolean, "worked out and not stated?")),
        text("modified", "when the publisher last changed it, ISO 8601"),
        text("dateline", "place of writing as printed"),
        text("language", "BCP 47"),
        must(text("sha256", "of the bytes as received")),
        must(whole("words", "words of the text, parted by space")),
        text("text", "the text that all offsets point into; null where texts are left out"),
        text_list("notices", "what was met on the way in"),
        text("engine", "program, reader and rules that read it"),
    ]
}

fn statements() -> Vec<Field> {
    let link = vec![
        text("entity", "the entity it resolves to"),
        must(text("name", "its fullest name in the report")),
        must(text(
            "kind",
            "`person`, `organisation`, `role`, `group`, `document`, `outlet`, `unknown`",
        )),
        must(whole("standing", "0 (named person) to 5 (nobody)")),
        whole("count", "how many, where the words say"),
        text("knows", "how it knows"),
        text("reason", "why it is not named"),
        text_list("possibly_same", "entities it may be the same as"),
        text("part_of", "a voice it may be one of"),
        text_list("bodies", "bodies it speaks for"),
    ];
    let checked = [
        vec![
            must(text("status", "`unverified`, `verified`, `confirmed`, `disputed`, `revised`")),
            must(text("by", "`report`, or a name")),
        ],
        words(),
    ]
    .concat();
    let columns = vec![
        list(
            "chain",
            record([words(), link].concat()),
            "sources, outermost first; the last one said it",
        ),
        span_list("cue", "the words that tie source to content"),
        span_list("content", "what is said; may be in several parts"),
        text("mode", "`direct`, `indirect`, `mixed`"),
        must(text("act", "`assert`, `confirm`, `deny`, `no_comment`, `accuse` …")),
        text("answers", "the statement that it denies or confirms"),
        text("asked", "the question it replies to"),
        text("to", "to whom it was said"),
        text("venue", "where it was said"),
        text("said_on", "ISO 8601 at the precision given"),
        must(text("certainty", "`certain`, `probable`, `possible`, `underspecified`")),
        must(text("polarity", "`positive`, `negative`")),
        field("verification", record(checked), "what the report says about having checked it"),
        span_list("carries_on", "later sentences in the same mouth"),
    ];
    [id("from the report's version, cue and content"), columns, made()].concat()
}

fn figures() -> Vec<Field> {
    let columns = vec![
        number("low", "least value the words allow; null is open"),
        number("high", "greatest value the words allow; null is open"),
        number("value", "the number that is named"),
        must(text("comparator", "`=`, `~`, `<`, `<=`, `>`, `>=`, `range`, `vague`")),
        must(text("measure", "what is measured: `killed`, `held`, `money` …")),
        text("unit", "`person`, `USD`, `km` …"),
        text("population", "who or what is counted, in the report's words"),
        field("place", record(place_fields()), "where"),
        text("actor", "who did it"),
        must(text("kind", "`stock`, `flow`, `static`")),
        text("as_of", "the day the figure holds for"),
        text("since", "from when it counts"),
        field(
            "window",
            DataType::List(Arc::new(Field::new("element", DataType::Utf8, false))),
            "first and last day of the stretch it counts over",
        ),
        text("subset_of", "the figure it is a part of"),
        text("replaced_by", "the figure of the same report that took its place"),
        text_list("includes", "what the counted group is made of"),
    ];
    let last = vec![
        text("hedge", "words that weaken it"),
        span_list("again", "other places of the report that give the same figure"),
    ];
    [id("from the report's version, words and measure"), words(), columns, voice(), last, made()]
        .concat()
}

fn events() -> Vec<Field> {
    let role = must(text(
        "role",
        "`actor`, `recipient`, `target`, `victim`, `party`, `mediator`, `instrument`",
    ));
    let participant = [vec![role], words(), vec![text("entity", "whom they name")]].concat();
    let tie = vec![
        must(text("to", "the other event")),
        must(text("how", "`purpose`, `cause`, `condition`, `means`, `response`")),
    ];
    let columns = vec![
        must(text("type", "`attack`, `release`, `talks` …")),
        text("plover", "PLOVER class, mode after a slash"),
        must(text("status", "`happened`, `ongoing`, `planned`, `called_off`, `denied` …")),
        list("participants", record(participant), "who took part, and how"),
        field("where", record(place_fields()), "where"),
        text("when", "ISO 8601 at the precision given"),
        text("since", "from when it goes on"),
        text("until", "until when"),
        list("links", record([tie, words()].concat()), "what the report ties it to"),
    ];
    let again = vec![span_list("again", "later words that tell the same event")];
    [id("from the report's version and the trigger"), words(), columns, voice(), again, made()]
        .concat()
}

fn times() -> Vec<Field> {
    let columns = vec![
        must(text("type", "`DATE`, `TIME`, `DURATION`, `SET`")),
        text("value", "TIMEX3 value"),
        text("mod", "TIMEX3 modifier"),
        text("anchor", "the day it was read against"),
    ];
    [id("from the report's version and the words"), words(), columns, made()].concat()
}

fn places() -> Vec<Field> {
    place_fields()
}

fn entities() -> Vec<Field> {
    let columns = vec![
        must(text("name", "fullest name in the report")),
        must(text("kind", "`person`, `organisation`, `group`, `role`, `place` …")),
        span_list("mentions", "every mention, in text order"),
    ];
    [id("from the report's version and the name"), columns].concat()
}

fn persons() -> Vec<Field> {
    let columns = vec![
        text("name", "fullest name in the report"),
        whole("count", "how many, where counted"),
        text("entity", "the entity"),
        must(text("status", "`held`, `taken`, `released`, `killed`, `missing` …")),
        text("when", "ISO 8601"),
        whole("age", "years"),
        text("relation", "`daughter of …`"),
        text("role", "what the person does or is, in the report's words"),
    ];
    [id("from the report's version, the words and the status"), columns, words(), voice(), made()]
        .concat()
}

fn talks() -> Vec<Field> {
    let of = vec![
        must(text("party", "whose: the fullest name in the report")),
        whole("party_start", "first code point of the words that name the party"),
        whole("party_end", "one past the last"),
        text("entity", "the party's entity"),
        must(text("act", "`demand`, `offer`, `refuse`, `condition`, `concede`, `support`")),
    ];
    let rests = vec![text("statement", "the statement it rests on")];
    let columns = vec![
        text("subject", "what they are about"),
        text_list("parties", "who talks"),
        text_list("mediators", "who stands between them"),
        list(
            "positions",
            record([of, words(), rests].concat()),
            "what each wants, offers, refuses",
        ),
        text("status", "`ongoing`, `stalled`, `broken_off`, `agreed`, `planned`"),
        span_list("mentions", "the words that tell of them"),
    ];
    [id("from the report's version and the words"), columns, voice(), made()].concat()
}

fn access() -> Vec<Field> {
    let columns = vec![
        must(text("place", "its name, in the report's words")),
        must(text("state", "`open`, `closed`, `limited`, `suspended`, `resumed`")),
        text("for", "for whom or what"),
        text("since", "from when"),
        text("until", "until when"),
    ];
    [id("from the report's version and the words"), columns, words(), voice(), made()].concat()
}

fn not_said() -> Vec<Field> {
    let columns = vec![text("who", "who did not say it"), text("about", "what about")];
    [id("from the report's version and the words"), words(), columns, made()].concat()
}

fn notices() -> Vec<Field> {
    let words = words().into_iter().filter(|field| field.name() != "text").collect();
    [words, vec![must(text("what", "what about it"))]].concat()
}

fn errors() -> Vec<Field> {
    vec![
        text("report", "the report's id, where one was given"),
        text("input", "where it came from: a row, or a file and a byte"),
        must(text("error", "why it could not be read")),
    ]
}
