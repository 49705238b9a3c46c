//! The order of the stages; nothing else knows it.
//!
//! ```text
//! Report --analyse--> Document --extract--> Findings
//! ```

use std::path::Path;

use onrecord_analyse::{Analyser, AnalyserError};
use onrecord_model::{Document, Findings, Reading, Report};
use onrecord_rules::{RuleError, Rules};

/// Rules and reader, loaded once and shared between threads.
#[derive(Debug)]
pub struct Engine {
    rules: Held,
    analyser: Analyser,
    name: String,
}

/// The built-in rules, or those of this engine alone.
#[derive(Debug)]
enum Held {
    Embedded(&'static Rules),
    Own(Box<Rules>),
}

/// Why an engine cannot be had.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// A rule file is wrong.
    #[error("rules: {0}")]
    Rules(#[from] RuleError),
    /// The reader's weights cannot be used.
    #[error(transparent)]
    Reader(#[from] AnalyserError),
}

impl Engine {
    /// The engine with the rules and the reader built into the program.
    ///
    /// # Errors
    /// Where a built-in file is damaged.
    pub fn embedded() -> Result<Engine, EngineError> {
        Engine::with(None, None)
    }

    /// The engine with the reader called `reader` (`small`, `swift`, or a folder: `docs/reader-format.md`) and the rules of folder `rules`
    /// (`docs/write-a-rule.md`); for each that is not given, what is built into the program.
    ///
    /// # Errors
    /// Where the reader's folder lacks a file or holds weights that cannot be used, or a rule file is wrong.
    pub fn with(reader: Option<&Path>, rules: Option<&Path>) -> Result<Engine, EngineError> {
        let rules = match rules {
            None => Held::Embedded(Rules::embedded()?),
            Some(folder) => Held::Own(Box::new(Rules::from_folder(folder)?)),
        };
        let analyser = reader.map_or_else(Analyser::embedded, Analyser::named)?;
        let mut name = format!("{}+{}", env!("CARGO_PKG_VERSION"), analyser.name());
        let engine = Engine { rules, analyser, name: String::new() };
        if let Some(changed) = engine.rules().changed() {
            name = format!("{name}+rules-{changed}");
        }
        Ok(Engine { name, ..engine })
    }

    /// The rules it reads by.
    pub fn rules(&self) -> &Rules {
        match &self.rules {
            Held::Embedded(rules) => rules,
            Held::Own(rules) => rules,
        }
    }

    /// Version of the program, and the reader's name and version: `0.1.0+small-2`. With other rules than the built-in ones
    /// also which: `0.1.0+small-2+rules-5d41402a`, so that the record can tell the readings apart.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The report's text with its layers.
    pub fn document(&self, report: &Report) -> Document {
        self.analyser.analyse(report, self.rules())
    }

    /// The report's text with its layers, and everything it puts on record.
    pub fn documented(&self, report: &Report) -> (Document, Findings) {
        let document = self.document(report);
        let findings = onrecord_extract::extract(&document, self.rules());
        (document, findings)
    }

    /// Everything the report puts on record. Total and pure: same report, same findings.
    pub fn findings(&self, report: &Report) -> Findings {
        self.findings_of(&self.document(report))
    }

    /// Everything that a document puts on record.
    pub fn findings_of(&self, document: &Document) -> Findings {
        onrecord_extract::extract(document, self.rules())
    }

    /// Everything that the report puts on record, and with it every event of no known type: a word that the reader takes
    /// for an event though no rule names its type stands among the events as `other`. For those who ask of every verb and
    /// noun whether it happened; a record, a timeline or a brief of them would be flooded.
    pub fn findings_with_every_event(&self, report: &Report) -> Findings {
        let (document, mut found) = self.documented(report);
        onrecord_extract::occurrences(&document, self.rules(), &mut found);
        found
    }

    /// The report together with its findings.
    pub fn read(&self, report: Report) -> Reading {
        let findings = self.findings(&report);
        Reading { report, findings }
    }
}
