//! `onrecord across`

use std::path::PathBuf;

use onrecord::Reading;
use onrecord::across::{Given, across, chains};
use onrecord::model::across::Layer;
use onrecord::model::{Document, Findings};
use onrecord::read::json_line;
use rayon::prelude::*;
use serde_json::json;

use crate::loader::with_causes;
use crate::outcome::Outcome;
use crate::session::Session;
use crate::stream;

/// What follows across reports, for other programs: who is one, what is claimed, which events are one incident, which figures one
/// series, which reports one text. Nothing is stored.
#[derive(Debug, clap::Args)]
pub(crate) struct Across {
    /// Reports, one JSON object a line (- for standard input), all of them one pool. One line out for each group, with its members.
    #[arg(long, value_name = "FILE", required_unless_present = "readings")]
    jsonl: Option<PathBuf>,
    /// Reports that were read already: lines of `onrecord read --jsonl`, each with the report's `text` beside it.
    #[arg(long, value_name = "FILE", conflicts_with = "jsonl")]
    readings: Option<PathBuf>,
    /// Only groups of these: entity, office, claim, incident, series, copy, dispute.
    #[arg(long, value_name = "LAYER", value_parser = layer)]
    layer: Vec<Layer>,
    /// Also the chains: which words of the reports of one story tell of one thing or event, whatever its kind. Needs the texts.
    #[arg(long, requires = "jsonl")]
    chains: bool,
}

/// What was read of a report; with its document where chains are asked for.
type Read = (Reading, Option<Document>);

fn layer(word: &str) -> Result<Layer, String> {
    Layer::from_word(word).ok_or_else(|| format!("no layer `{word}`"))
}

impl Across {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let (read, failed) = self.readings(session)?;
        let (readings, documents): (Vec<Reading>, Vec<Option<Document>>) = read.into_iter().unzip();
        let found = session.with_rules(|rules| across(&readings, &self.layer, rules))??;
        for told in &found {
            session.print_json(&json!(told))?;
        }
        if self.chains {
            let findings = readings.into_iter().map(|reading| reading.findings);
            let read: Vec<(Document, Findings)> =
                documents.into_iter().flatten().zip(findings).collect();
            for chain in session.with_rules(|rules| chains(&read, &found, rules))? {
                session.print_json(&json!(chain))?;
            }
        }
        Ok(if failed > 0 { Outcome::SomeFailed } else { Outcome::Done })
    }

    /// The readings, and how many lines could not be used.
    fn readings(&self, session: &Session<'_>) -> anyhow::Result<(Vec<Read>, usize)> {
        let path = self.readings.as_ref().or(self.jsonl.as_ref());
        let (mut input, name) = stream::open(path.map_or("-".as_ref(), PathBuf::as_path))?;
        let (lines, mut failed) = stream::lines(&mut *input, &name, &Session::complain)?;
        let read: Vec<Result<Read, String>> = if self.readings.is_some() {
            let given = |(number, line): &(usize, String)| {
                let given = serde_json::from_str::<Given>(line);
                given
                    .map(|given| (given.reading(), None))
                    .map_err(|broken| format!("{name}:{number}: not a reading: {broken}"))
            };
            lines.par_iter().map(given).collect()
        } else {
            let engine = session.engine()?;
            let given = |(number, line): &(usize, String)| {
                let report =
                    json_line(line, &name, *number).map_err(|error| with_causes(&error))?;
                let (document, findings) = engine.documented(&report);
                Ok((Reading { report, findings }, self.chains.then_some(document)))
            };
            lines.par_iter().map(given).collect()
        };
        let mut readings = Vec::with_capacity(read.len());
        for one in read {
            match one {
                Ok(reading) => readings.push(reading),
                Err(complaint) => {
                    failed += 1;
                    Session::complain(&complaint);
                }
            }
        }
        Ok((readings, failed))
    }
}
