//! The order of the stages; nothing else knows it.
//!
//! ```text
//! Report --analyse--> Document --extract--> Findings
//! ```

use std::path::Path;

use onrecord_analyse::{Analyser, AnalyserError};
use onrecord_model::{Document, Findings, Report};
use onrecord_rules::{RuleError, Rules};

/// One version of a report with everything that was found in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Reading {
    /// The report.
    pub report: Report,
    /// What it puts on record.
    pub findings: Findings,
}

/// Rules and reader, loaded once and shared between threads.
#[derive(Debug)]
pub struct Engine {
    rules: &'static Rules,
    analyser: Analyser,
    name: String,
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
        Ok(Engine::with(Rules::embedded()?, Analyser::embedded()?))
    }

    /// The built-in rules with the reader of folder `folder` (`docs/reader-format.md`).
    ///
    /// # Errors
    /// Where the folder lacks a file, or holds weights that cannot be used.
    pub fn with_reader(folder: &Path) -> Result<Engine, EngineError> {
        Ok(Engine::with(Rules::embedded()?, Analyser::from_folder(folder)?))
    }

    fn with(rules: &'static Rules, analyser: Analyser) -> Engine {
        let name = format!("{}+{}", env!("CARGO_PKG_VERSION"), analyser.name());
        Engine { rules, analyser, name }
    }

    /// Version of the program, and the reader's name and version: `0.1.0+small-2`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The report's text with its layers.
    pub fn document(&self, report: &Report) -> Document {
        self.analyser.analyse(report, self.rules)
    }

    /// Everything the report puts on record. Total and pure: same report, same findings.
    pub fn findings(&self, report: &Report) -> Findings {
        onrecord_extract::extract(&self.document(report), self.rules)
    }

    /// The report together with its findings.
    pub fn read(&self, report: Report) -> Reading {
        let findings = self.findings(&report);
        Reading { report, findings }
    }
}
