//! From inputs to reports with their findings, a batch at a time, so that memory does not grow with the input.

use onrecord::model::Report;
use onrecord::read::{self, Hint};
use onrecord::{Engine, Reading};
use rayon::prelude::*;

use crate::inputs::Input;
use crate::progress::Progress;

/// A batch is worked on when it holds so many reports,
const BATCH_REPORTS: usize = 64;
/// or so many bytes of text.
const BATCH_BYTES: usize = 8 << 20;
/// Bytes of a file of several reports are kept with each of them only up to this, all copies together.
const SHARED_BYTES: usize = 32 << 20;

/// A report with what was found in it and the bytes it came in.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// Report and findings.
    pub(crate) reading: Reading,
    /// The bytes; empty where they are not to be kept.
    pub(crate) raw: Vec<u8>,
    /// What the user calls the input.
    pub(crate) input: String,
}

/// What the user says of the inputs: fills what they leave open.
#[derive(Clone, Debug, Default, clap::Args)]
pub(crate) struct Given {
    /// When they were published, where they do not say so themselves (2031-03-04, or with a time and zone).
    #[arg(long, value_name = "TIME", value_parser = time)]
    published: Option<String>,
    /// Who publishes them, where they do not say so themselves.
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// The headline, where there is none.
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// The address, where there is none.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

/// Refuses a time that the reader of reports would not understand, before anything is read.
fn time(given: &str) -> Result<String, String> {
    let hint = Hint { published: Some(given.to_owned()), ..Hint::named("--published") };
    let notices = read::read(b"a report", &hint)
        .map(|reading| reading.reports.into_iter().flat_map(|report| report.notices).collect())
        .unwrap_or_else(|error| vec![error.to_string()]);
    match notices.into_iter().find(|notice| is_lost_date(notice)) {
        Some(notice) => Err(notice),
        None => Ok(given.to_owned()),
    }
}

/// Does a notice say that the time of publication could not be read? Such a report is kept, undated; but what hangs on
/// the date is lost, so the input counts as one of which a part could not be used.
fn is_lost_date(notice: &str) -> bool {
    notice.starts_with("published: ") && notice.contains("is not a date")
}

impl Given {
    fn hint(&self, name: String) -> Hint {
        Hint {
            name,
            published: self.published.clone(),
            outlet: self.outlet.clone(),
            title: self.title.clone(),
            url: self.url.clone(),
        }
    }
}

/// A report on its way to being analysed.
struct Waiting {
    report: Report,
    raw: Vec<u8>,
    input: String,
}

/// Reads all `inputs` and hands each batch to `take`, in order; gives how many inputs or parts of them could not be used.
/// Each of those is named to `complain`, and the others go on.
pub(crate) fn load(
    inputs: &[Input],
    given: &Given,
    engine: &Engine,
    complain: &dyn Fn(&str),
    take: &mut dyn FnMut(Vec<Loaded>) -> anyhow::Result<()>,
) -> anyhow::Result<usize> {
    let progress = Progress::of("reports");
    let aside = |line: &str| progress.aside(|| complain(line));
    let mut waiting: Vec<Waiting> = Vec::new();
    let (mut failed, mut found, mut bytes) = (0, 0, 0);
    for (at, input) in inputs.iter().enumerate() {
        let before = waiting.len();
        failed += read_one(input, given, &aside, &mut waiting);
        let new = waiting.get(before..).unwrap_or_default();
        found += new.len();
        bytes += new.iter().map(|one| one.report.text.len() + one.raw.len()).sum::<usize>();
        let left = inputs.len() - at - 1;
        if left == 0 || waiting.len() >= BATCH_REPORTS || bytes >= BATCH_BYTES {
            progress.expect(found + left);
            take(analysed(engine, std::mem::take(&mut waiting), &progress))?;
            bytes = 0;
        }
    }
    Ok(failed)
}

/// Puts the reports of one input behind those that wait; gives how many of them could not be used, or not wholly.
fn read_one(
    input: &Input,
    given: &Given,
    complain: &dyn Fn(&str),
    waiting: &mut Vec<Waiting>,
) -> usize {
    let hint = given.hint(input.name());
    let read = input.bytes().and_then(|bytes| match read::read(&bytes, &hint) {
        Ok(reading) => Ok((reading, bytes)),
        Err(error) => Err(with_causes(&error)),
    });
    let (reading, bytes) = match read {
        Ok(read) => read,
        Err(line) => {
            complain(&line);
            return 1;
        }
    };
    let mut failed = reading.failed.len();
    reading.failed.iter().for_each(|error| complain(&with_causes(error)));
    let copies = reading.reports.len();
    let kept = copies <= 1 || bytes.len().saturating_mul(copies) <= SHARED_BYTES;
    for report in reading.reports {
        for notice in &report.notices {
            failed += usize::from(is_lost_date(notice));
            complain(&format!("{}: note: {notice}", hint.name));
        }
        let raw = if kept { bytes.clone() } else { Vec::new() };
        waiting.push(Waiting { report, raw, input: hint.name.clone() });
    }
    failed
}

fn analysed(engine: &Engine, batch: Vec<Waiting>, progress: &Progress) -> Vec<Loaded> {
    let one = |Waiting { report, raw, input }| {
        let findings = engine.findings(&report);
        progress.advance();
        Loaded { reading: Reading { report, findings }, raw, input }
    };
    batch.into_par_iter().map(one).collect()
}

/// An error and what caused it, on one line.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut line = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        line.push_str(&format!(" ({inner})"));
        cause = inner.source();
    }
    line
}
