//! `onrecord why`

use std::io::Write;

use anyhow::bail;
use onrecord::Engine;
use onrecord::ledger::{StoredBody, StoredFinding};
use onrecord::model::{Document, Report, TokenRange};
use onrecord::rules::{Phrases, RuleEntry, SpeechRules};
use serde_json::{Value, json};

use crate::commands::{layers, passage};
use crate::json;
use crate::looks::{FAINT, HEADING, Looks};
use crate::outcome::Outcome;
use crate::plain::plain;
use crate::record::Record;
use crate::session::Session;

/// Say why a finding was made: its words, what the reader saw in them, and the rule that led to it.
#[derive(Debug, clap::Args)]
pub(crate) struct Why {
    /// The finding's id, or the beginning of it, as the tables and the brief give it.
    id: String,
}

/// A finding with all that led to it.
struct Grounds {
    stored: StoredFinding,
    doc: Document,
    sentences: Vec<TokenRange>,
    made_by: String,
    rules: Vec<RuleEntry>,
    /// Phrases of `speech.toml` in the sentences: their words, and what they are rules for.
    phrases: Vec<(String, String)>,
}

impl Why {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let ledger = session.ledger_to_read()?;
        let view = session.view(&ledger)?;
        let mut found = view.find(&self.id)?;
        found.dedup_by(|one, other| one.id == other.id && one.version == other.version);
        let stored = match found.len() {
            0 => bail!("no finding with the id `{}`; tables and briefs give ids", self.id),
            1 => found.remove(0),
            several => bail!("`{}` begins {several} ids; give more of it", self.id),
        };
        let engine = session.engine()?;
        let report = view.report(&stored.version)?.unwrap_or_default();
        let record = Record::around(&view, stored.clone())?;
        let grounds = grounds(stored, &report, &engine)?;
        if session.json {
            let row = record.report_of(&grounds.stored);
            let mut value = json::finding(&grounds.stored, row)?;
            if let Value::Object(fields) = &mut value {
                let words = layers::json(&grounds.doc, &grounds.sentences);
                fields.insert("layers".into(), json!(words));
                let rules = grounds.rules.iter();
                let rules =
                    rules.map(|it| json!({"file": it.file, "line": it.line, "text": it.text}));
                fields.insert("rules".into(), rules.collect());
                let phrases = grounds.phrases.iter();
                let phrases = phrases.map(|(text, rule)| json!({"text": text, "rule": rule}));
                fields.insert("phrases".into(), phrases.collect());
            }
            session.print_json(&value)?;
        } else {
            tell(&grounds, &engine, session.looks, session.out)?;
        }
        Ok(Outcome::Done)
    }
}

fn grounds(stored: StoredFinding, report: &Report, engine: &Engine) -> anyhow::Result<Grounds> {
    let doc = engine.document(report);
    let marks = passage::marks(&stored.finding);
    let stretches: Vec<_> = marks.iter().map(passage::Marked::stretch).collect();
    let sentences = layers::sentences(&doc, &stretches);
    let fields = json::finding(&stored, None)?;
    let made_by = fields.get("made_by").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut rules: Vec<RuleEntry> = engine.rules().entry(&made_by).into_iter().collect();
    // How a figure's number was found says little; what it measures is told by a rule of its own.
    if let StoredBody::Figure(figure) = &stored.finding {
        rules.extend(engine.rules().entry_of("figures/measures.toml", &figure.measure));
    }
    let phrases = match &stored.finding {
        StoredBody::Statement(_) => phrases(&doc, &sentences, &engine.rules().speech),
        _ => Vec::new(),
    };
    Ok(Grounds { stored, doc, sentences, made_by, rules, phrases })
}

/// What stands around a statement and shapes it: doubt, namelessness, checking, silence, setting.
fn phrases(
    doc: &Document,
    sentences: &[TokenRange],
    speech: &SpeechRules,
) -> Vec<(String, String)> {
    let mut found = Vec::new();
    add(&mut found, "hedge", &speech.hedges, doc, sentences);
    add(&mut found, "unnamed", &speech.unnamed, doc, sentences);
    add(&mut found, "verification", &speech.verification, doc, sentences);
    add(&mut found, "silence", &speech.silence, doc, sentences);
    add(&mut found, "act", &speech.acts, doc, sentences);
    add(&mut found, "venue", &speech.venues, doc, sentences);
    found
}

fn add<T>(
    found: &mut Vec<(String, String)>,
    kind: &str,
    list: &Phrases<T>,
    doc: &Document,
    sentences: &[TokenRange],
) {
    for sentence in sentences {
        for (phrase, range) in list.find_all(doc, *sentence) {
            found.push((doc.text_of(range).to_owned(), format!("{kind} `{}`", phrase.id)));
        }
    }
}

fn tell(
    grounds: &Grounds,
    engine: &Engine,
    looks: Looks,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let stored = &grounds.stored;
    let heading = format!("{} {}", stored.kind().as_str(), stored.id);
    writeln!(out, "{}\n", looks.paint(HEADING, &heading))?;
    let marks = passage::marks(&stored.finding);
    if let Some(context) = passage::context(&grounds.doc.report.text, &marks) {
        for line in passage::lines(&context, &marks, looks, looks.width.saturating_sub(4).min(100))
        {
            writeln!(out, "  {line}")?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{}", looks.paint(HEADING, "what the reader saw"))?;
    if stored.engine != engine.name() {
        let line =
            format!("the record was read by {}, this is seen by {}", stored.engine, engine.name());
        writeln!(out, "{}", looks.paint(FAINT, &plain(&line)))?;
    }
    layers::write(&grounds.doc, &grounds.sentences, looks, out)?;
    writeln!(out, "\n{}", looks.paint(HEADING, "what led to it"))?;
    for part in grounds.made_by.split(" + ").filter(|part| !part.is_empty()) {
        writeln!(out, "{}", plain(&meaning(part, &grounds.doc.reader)))?;
    }
    for (words, rule) in &grounds.phrases {
        writeln!(out, "{}", plain(&format!("speech.toml: {rule} in these sentences: “{words}”")))?;
    }
    for entry in &grounds.rules {
        let place = format!("\n{}, line {}", entry.file, entry.line);
        writeln!(out, "{}", looks.paint(FAINT, &place))?;
        for line in entry.text.lines() {
            writeln!(out, "  {}", plain(line))?;
        }
    }
    Ok(())
}

/// What made it, in words: the trained reader, a rule, or the way in which a number was joined with what it measures.
fn meaning(part: &str, reader: &str) -> String {
    let said = match part.split_once(['#', ':']) {
        None if part == reader => "the trained reader tagged the words".into(),
        None => return part.to_owned(),
        Some(("figures", way)) => figure_way(way).into(),
        Some((kind, id)) => format!("rule `{id}` of {kind}"),
    };
    format!("{part}: {said}")
}

fn figure_way(way: &str) -> &'static str {
    match way {
        "unit" => "the unit behind the number tells what it measures",
        "counted" => "the noun that is counted tells what it measures",
        "before" => "a word before the number tells what it measures",
        "behind" => "a word behind the number tells what it measures",
        "syntax" => "the word that the number hangs on tells what it measures",
        "member" => "the noun names people in that state",
        "neighbour" => "the figure beside it tells what it measures",
        "plain" => "nothing near it tells what it measures",
        _ => "a word near the number tells what it measures",
    }
}
