//! `onrecord export`

use std::collections::BTreeSet;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::ValueEnum;
use onrecord::arrow::Kind;
use onrecord::boards;
use onrecord::brief::{self, BriefOptions};
use onrecord::condition::Condition;
use onrecord::export::{self, Depth, Recorded, Table, tables};
use onrecord::ledger::{Filter, FindingKind, Ledger, Versions};
use onrecord::reconcile::across::Decisions;
use onrecord::rules::Rules;
use onrecord::view::View;

use crate::outcome::Outcome;
use crate::plain::plain;
use crate::record::Part;
use crate::session::Session;

/// Write what is on record in a format that other programs work with.
///
/// Quotes are cut at 300 characters and reports' texts stay behind, unless --full-text is given.
#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// The format.
    #[arg(long, value_enum)]
    format: Format,
    /// Write to this file instead of standard output. With csv and parquet, a folder takes a file for each table.
    #[arg(long, value_name = "PATH")]
    out: Option<PathBuf>,
    /// Which table (csv, xlsx); without it csv has the figures, a folder and xlsx have all.
    #[arg(long, value_name = "NAME", value_parser = tables::NAMES)]
    table: Option<String>,
    /// A row of HXL hashtags below the names of the columns (csv).
    #[arg(long)]
    hxl: bool,
    /// Quotes and reports' texts whole. jsonl that another ledger is to import needs it.
    #[arg(long)]
    full_text: bool,
    /// Only findings of these kinds: statement, figure, event, place, person, talks, access ...
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = kind)]
    kind: Vec<FindingKind>,
    /// Only findings that meet a condition, with what they hang on: "figures where measure=killed and place=Corrun",
    /// "statements where act=deny", "denial by the ministry". Fields are those of the wire format.
    #[arg(long = "where", value_name = "CONDITION")]
    condition: Option<Condition>,
    /// Also versions that a later one has replaced.
    #[arg(long)]
    all: bool,
    #[command(flatten)]
    part: Part,
}

/// What others work with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table: for spreadsheets.
    Csv,
    /// A workbook with a sheet for each table.
    Xlsx,
    /// One document.
    Json,
    /// The wire format, a line a report.
    Jsonl,
    /// Linked data: Web Annotation, PROV-O, schema.org.
    Jsonld,
    /// What fact-checkers publish; of claims that a person has reviewed, and of no other.
    Claimreview,
    /// FollowTheMoney entities, for OpenAleph.
    Ftm,
    /// Points on a map.
    Geojson,
    /// Planned events, for a calendar.
    Ics,
    /// Tables for DuckDB, pandas, Spark: --out names a folder, which takes a file for each (docs/arrow.md).
    Parquet,
    /// Findings, texts and reviews, for a colleague who works on them elsewhere: `onrecord import` takes it, there and back.
    Bundle,
    /// The brief as Markdown.
    Md,
    /// The brief as a page.
    Html,
}

fn kind(word: &str) -> Result<FindingKind, String> {
    let all = || FindingKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ");
    FindingKind::from_word(word).ok_or_else(|| format!("no such kind; one of: {}", all()))
}

impl Export {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let ledger = session.ledger_to_read()?;
        if self.table.is_some() && !matches!(self.format, Format::Csv | Format::Xlsx) {
            bail!("--table goes with csv and xlsx; leave it out, or use --kind");
        }
        if self.condition.as_ref().is_some_and(Condition::is_dispute) {
            bail!(
                "--where takes conditions on findings; `onrecord disputes --json` lists disputes"
            );
        }
        if self.condition.is_some() && self.format == Format::Bundle {
            bail!("a bundle holds reports whole; leave --where out, or choose another format");
        }
        let view = session.view(&ledger)?;
        let filter = self.filter(&view)?;
        let case = self.case(&ledger)?;
        if self.format == Format::Bundle {
            return self.bundle(session, &view, &filter, case.as_ref());
        }
        let mut recorded = export::recorded(&view, &filter)?;
        if let Some(case) = &case {
            recorded.retain(|one| case.contains(&one.reading.report.id));
        }
        if let Some(condition) = &self.condition {
            recorded = export::meeting(recorded, condition);
        }
        let depth = if self.full_text { Depth::Whole } else { Depth::Quotes };
        if let (Format::Csv, Some(out)) = (self.format, &self.out)
            && (out.is_dir() || out.as_os_str().as_encoded_bytes().ends_with(b"/"))
        {
            return self.folder(out, &recorded, depth);
        }
        if self.format == Format::Parquet {
            return self.parquet(session, &recorded, depth);
        }
        if self.format == Format::Claimreview {
            return self.claims(session, &export::reviewed(&recorded, view.decisions()));
        }
        if matches!(self.format, Format::Md | Format::Html) {
            let decided = view.decisions().across();
            let page = session.with_rules(|rules| self.brief(&recorded, rules, &decided))?;
            return self.put(session, page.as_bytes());
        }
        let bytes = self.bytes(&recorded, depth)?;
        self.put(session, &bytes)
    }

    fn put(&self, session: &mut Session<'_>, bytes: &[u8]) -> anyhow::Result<Outcome> {
        match &self.out {
            Some(out) => write(out, bytes)?,
            None if self.format == Format::Xlsx && std::io::stdout().is_terminal() => {
                bail!("a workbook is nothing for a terminal; name a file with --out");
            }
            None => session.out.write_all(bytes)?,
        }
        Ok(Outcome::Done)
    }

    fn claims(
        &self,
        session: &mut Session<'_>,
        reviewed: &[export::Reviewed],
    ) -> anyhow::Result<Outcome> {
        if reviewed.is_empty() {
            Session::complain(
                "nobody has graded the credibility of a claim, so there is none to export \
                 (`onrecord review grade ID --credibility 1..6` does)",
            );
        }
        self.put(session, export::claim_reviews(reviewed).as_bytes())
    }

    fn bundle(
        &self,
        session: &mut Session<'_>,
        view: &View<'_>,
        filter: &Filter,
        case: Option<&BTreeSet<String>>,
    ) -> anyhow::Result<Outcome> {
        let bundle = export::bundle(view, filter, case)?;
        if bundle.left_behind > 0 {
            Session::complain(&format!(
                "{} of {} reports hold what is redacted or above {}, and stay behind",
                bundle.left_behind,
                bundle.left_behind + bundle.reports,
                session.ceiling,
            ));
        }
        self.put(session, bundle.lines.as_bytes())
    }

    /// A file for each table.
    fn parquet(
        &self,
        session: &mut Session<'_>,
        recorded: &[Recorded],
        depth: Depth,
    ) -> anyhow::Result<Outcome> {
        let Some(folder) = &self.out else { bail!("parquet needs --out FOLDER") };
        std::fs::create_dir_all(folder)
            .with_context(|| format!("{}: cannot be made", folder.display()))?;
        for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::Errors) {
            let path = folder.join(kind.as_str()).with_extension("parquet");
            let file = std::fs::File::create(&path)
                .with_context(|| format!("{}: cannot be written", path.display()))?;
            let rows = export::parquet(*kind, recorded, depth, std::io::BufWriter::new(file))
                .with_context(|| format!("{}: cannot be written", path.display()))?;
            writeln!(session.out, "{}  {rows} rows", plain(&path.display().to_string()))?;
        }
        Ok(Outcome::Done)
    }

    /// The reports of the case that is meant.
    fn case(&self, ledger: &Ledger) -> anyhow::Result<Option<BTreeSet<String>>> {
        let Some(name) = &self.part.case else { return Ok(None) };
        let case = boards::case_named(ledger, name)?;
        Ok(Some(ledger.case_reports(&case)?.into_iter().collect()))
    }

    fn filter(&self, view: &View<'_>) -> anyhow::Result<Filter> {
        let report = self.part.report.as_ref().map(|report| view.report_named(report));
        Ok(Filter {
            kinds: self.kind.clone(),
            report: report.transpose()?,
            since: self.part.since.clone(),
            until: self.part.until.clone(),
            about: self.part.about.clone(),
            versions: if self.all { Versions::All } else { Versions::Current },
            ..Filter::default()
        })
    }

    fn bytes(&self, recorded: &[Recorded], depth: Depth) -> anyhow::Result<Vec<u8>> {
        let text = match self.format {
            Format::Xlsx => return Ok(export::xlsx(&self.tables(recorded, depth))?),
            Format::Csv => {
                let name = self.table.as_deref().unwrap_or("figures");
                let table =
                    tables::all(recorded, depth).into_iter().find(|table| table.name == name);
                table.map(|table| export::csv(&table, self.hxl)).unwrap_or_default()
            }
            Format::Json => export::json(recorded, depth),
            Format::Jsonl => export::json_lines(recorded, depth),
            Format::Jsonld => export::json_ld(recorded, depth),
            Format::Ftm => export::ftm(recorded, depth),
            Format::Geojson => export::geojson(recorded, depth),
            Format::Ics => export::icalendar(recorded, depth),
            Format::Md | Format::Html | Format::Claimreview | Format::Parquet | Format::Bundle => {
                String::new()
            }
        };
        Ok(text.into_bytes())
    }

    fn tables(&self, recorded: &[Recorded], depth: Depth) -> Vec<Table> {
        let mut all = tables::all(recorded, depth);
        if let Some(name) = &self.table {
            all.retain(|table| table.name == name);
        }
        all
    }

    fn brief(&self, recorded: &[Recorded], rules: &Rules, decided: &Decisions) -> String {
        let readings: Vec<_> = recorded.iter().map(|one| one.reading.clone()).collect();
        let brief = brief::Brief::of(&readings, &BriefOptions::default(), rules, decided);
        if self.format == Format::Md {
            brief::markdown(&brief)
        } else {
            brief::html(&brief, &readings)
        }
    }

    /// A file for each table.
    fn folder(
        &self,
        folder: &Path,
        recorded: &[Recorded],
        depth: Depth,
    ) -> anyhow::Result<Outcome> {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("{}: cannot be made", folder.display()))?;
        for table in self.tables(recorded, depth) {
            let csv = export::csv(&table, self.hxl);
            write(&folder.join(table.name).with_extension("csv"), csv.as_bytes())?;
        }
        Ok(Outcome::Done)
    }
}

fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("{}: cannot be written", path.display()))
}
