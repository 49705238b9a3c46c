//! From inputs to reports with their findings, a batch at a time, so that memory does not grow with the input.

use std::io::{Cursor, Read};
use std::time::Duration;

use onrecord::model::Report;
use onrecord::read::{self, Archive, Content, Entry, Hint, Record};
use onrecord::{Engine, Reading};
use rayon::prelude::*;

use crate::fetch::{Asked, Client, Fetched, Limits, Polite};
use crate::inputs::{self, Input};
use crate::progress::Progress;

/// A batch is worked on when it holds so many reports,
const BATCH_REPORTS: usize = 128;
/// or so many bytes of text.
const BATCH_BYTES: usize = 8 << 20;
/// Bytes of a file of several reports are kept with each of them only up to this, all copies together.
const SHARED_BYTES: usize = 32 << 20;
/// Bytes that tell an archive from anything else.
const HEAD: u64 = 1 << 16;
/// Most bytes of a file of several reports, archives apart, as it is or unpacked: it is read as a whole.
const WHOLE: usize = 1 << 30;
/// Between two requests to one site.
const PAUSE: Duration = Duration::from_secs(1);

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
    /// Of feeds, read the pages that they point at.
    #[arg(long)]
    follow: bool,
    /// Fetch from this host even where it is not on the public Internet; may be given several times.
    #[arg(long, value_name = "HOST")]
    allow_host: Vec<String>,
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
            charset: None,
        }
    }

    fn visitor(&self) -> Polite {
        Polite::new(Client::allowing(&self.allow_host, Limits::default()), PAUSE)
    }
}

/// A file that is still to be parsed.
struct Unread {
    bytes: Vec<u8>,
    hint: Hint,
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
    let mut load = Load {
        given,
        engine,
        complain,
        take,
        progress: Progress::of("reports"),
        visitor: None,
        unread: Vec::new(),
        unread_bytes: 0,
        waiting: Vec::new(),
        bytes: 0,
        found: 0,
        left: inputs.len(),
        failed: 0,
    };
    for input in inputs {
        load.left -= 1;
        load.input(input)?;
    }
    load.parse()?;
    load.flush()?;
    Ok(load.failed)
}

/// Bytes on their way in.
type Stream = Box<dyn Read + Send>;

/// The whole file `name`, or, of an archive, its first bytes and what follows them.
fn first_bytes(mut stream: Stream, name: &str) -> Result<(Vec<u8>, Option<Stream>), String> {
    let unreadable = |cause| format!("{name}: cannot be read ({cause}); check the disk");
    let mut head = Vec::new();
    stream.by_ref().take(HEAD).read_to_end(&mut head).map_err(unreadable)?;
    if Archive::is_one(&head) {
        return Ok((head, Some(stream)));
    }
    stream.take(WHOLE as u64 + 1 - HEAD).read_to_end(&mut head).map_err(unreadable)?;
    if head.len() > WHOLE {
        let most = WHOLE >> 20;
        return Err(format!(
            "{name}: more than {most} million bytes; split it, or give it to `read --jsonl` or as an archive"
        ));
    }
    Ok((head, None))
}

/// A file that was parsed.
struct Parsed {
    bytes: Vec<u8>,
    hint: Hint,
    /// Of a feed that is to be followed.
    entries: Option<Vec<Entry>>,
    reading: Result<read::Reading, String>,
}

impl Parsed {
    fn of(Unread { bytes, hint }: Unread, follow: bool) -> Parsed {
        let bytes = match read::unpack(&bytes, WHOLE) {
            Ok(unpacked) => unpacked.unwrap_or(bytes),
            Err(kind) => {
                let line = format!("{}: {}", hint.name, with_causes(&kind));
                return Parsed { bytes, hint, entries: None, reading: Err(line) };
            }
        };
        let entries = if follow { read::entries(&bytes) } else { None };
        let reading = read::read(&bytes, &hint).map_err(|error| with_causes(&error));
        Parsed { bytes, hint, entries, reading }
    }
}

/// A load under way.
struct Load<'a> {
    given: &'a Given,
    engine: &'a Engine,
    complain: &'a dyn Fn(&str),
    take: &'a mut dyn FnMut(Vec<Loaded>) -> anyhow::Result<()>,
    progress: Progress,
    /// Fetches; made when the first address is met.
    visitor: Option<Polite>,
    /// Files that are parsed together, one a thread.
    unread: Vec<Unread>,
    unread_bytes: usize,
    waiting: Vec<Waiting>,
    /// Of those that wait.
    bytes: usize,
    /// Reports so far.
    found: usize,
    /// Inputs that are still to come.
    left: usize,
    failed: usize,
}

impl Load<'_> {
    fn input(&mut self, input: &Input) -> anyhow::Result<()> {
        let hint = self.given.hint(input.name());
        let opened = match input {
            Input::Address(address) => {
                self.fetch(address).map_err(|cause| format!("{cause:#}")).map(|page| {
                    let url = Some(page.url).or(hint.url.clone());
                    let stream: Stream = Box::new(Cursor::new(page.bytes));
                    (stream, Hint { url, charset: page.charset, ..hint.clone() })
                })
            }
            other => inputs::open(other).map(|stream| (stream, hint.clone())),
        };
        let read = opened.and_then(|(stream, hint)| Ok((first_bytes(stream, &hint.name)?, hint)));
        match read {
            Ok(((bytes, None), hint)) => self.file(bytes, hint),
            // What stands before goes before.
            Ok(((head, Some(stream)), hint)) => {
                self.parse()?;
                self.archive(Box::new(Cursor::new(head).chain(stream)), &hint)
            }
            Err(line) => {
                self.parse()?;
                self.fail(&line);
                Ok(())
            }
        }
    }

    /// Everything that is no archive.
    fn file(&mut self, bytes: Vec<u8>, hint: Hint) -> anyhow::Result<()> {
        self.unread_bytes += bytes.len();
        self.unread.push(Unread { bytes, hint });
        let enough = self.unread.len() >= BATCH_REPORTS || self.unread_bytes >= BATCH_BYTES;
        if enough { self.parse() } else { Ok(()) }
    }

    /// Parses the files that wait, all processors at work, and takes what they gave in their order.
    fn parse(&mut self) -> anyhow::Result<()> {
        self.unread_bytes = 0;
        let follow = self.given.follow;
        let files = std::mem::take(&mut self.unread).into_par_iter();
        let parsed: Vec<Parsed> = files.map(|file| Parsed::of(file, follow)).collect();
        parsed.into_iter().try_for_each(|parsed| self.parsed(parsed))
    }

    fn parsed(&mut self, parsed: Parsed) -> anyhow::Result<()> {
        let Parsed { bytes, hint, entries, reading } = parsed;
        if let Some(entries) = entries {
            // What the feed itself says of an entry is taken only where its page cannot be had.
            let known = reading.map(|reading| reading.reports).unwrap_or_default();
            return self.follow(&entries, known, &hint);
        }
        let reading = match reading {
            Ok(reading) => reading,
            Err(line) => {
                self.fail(&line);
                return Ok(());
            }
        };
        for error in &reading.failed {
            self.fail(&with_causes(error));
        }
        let copies = reading.reports.len();
        let kept = copies <= 1 || bytes.len().saturating_mul(copies) <= SHARED_BYTES;
        for report in reading.reports {
            self.push(report, if kept { bytes.clone() } else { Vec::new() }, &hint.name)?;
        }
        Ok(())
    }

    /// Some records at a time, so that an archive of any size can be read: their pages are parsed together, one a thread.
    fn archive(&mut self, stream: Box<dyn Read + Send>, hint: &Hint) -> anyhow::Result<()> {
        let mut archive = match Archive::open(stream, hint) {
            Ok(archive) => archive,
            Err(error) => {
                self.fail(&with_causes(&error));
                return Ok(());
            }
        };
        let mut broken = None;
        loop {
            let (mut records, mut bytes) = (Vec::new(), 0);
            while records.len() < BATCH_REPORTS && bytes < BATCH_BYTES {
                match archive.next_record() {
                    Some(Ok(record)) => {
                        bytes += record.size();
                        records.push(record);
                    }
                    Some(Err(error)) => broken = Some(error),
                    None => break,
                }
            }
            if records.is_empty() {
                break;
            }
            let contents: Vec<_> = records.into_par_iter().map(Record::content).collect();
            for content in contents {
                archive.note(&content);
                match content {
                    Ok(Content::Page(page)) => self.push(page.report, page.bytes, &hint.name)?,
                    Ok(_) => {}
                    Err(error) => self.fail(&with_causes(&error)),
                }
            }
        }
        if let Some(error) = broken {
            self.fail(&with_causes(&error));
        }
        let tally = archive.tally();
        self.say(&format!(
            "{}: note: {} records: {} reports, {} pages without an article, {} that are no pages, {} that could not be used",
            hint.name, tally.records, tally.pages, tally.without_article, tally.others, tally.failed
        ));
        Ok(())
    }

    /// The pages that a feed points at.
    fn follow(
        &mut self,
        entries: &[Entry],
        mut known: Vec<Report>,
        feed: &Hint,
    ) -> anyhow::Result<()> {
        for entry in entries {
            let Some(url) = &entry.url else { continue };
            let own = known.iter().position(|report| report.url.as_ref() == Some(url));
            let own = own.map(|at| known.swap_remove(at));
            let page = self.fetch(url).and_then(|page| {
                let mut hint = entry.hint();
                hint.charset = page.charset;
                hint.outlet = hint.outlet.or(feed.outlet.clone());
                let reading = read::read(&page.bytes, &hint)?;
                Ok((reading.reports, page.bytes))
            });
            match (page, own) {
                (Ok((reports, bytes)), _) => {
                    for report in reports {
                        self.push(report, bytes.clone(), url)?;
                    }
                }
                (Err(cause), Some(own)) => {
                    self.fail(&format!("{cause:#}; what the feed says of it is taken"));
                    self.push(own, Vec::new(), &feed.name)?;
                }
                (Err(cause), None) => self.fail(&format!("{cause:#}")),
            }
        }
        // Entries that point nowhere.
        for own in known {
            self.push(own, Vec::new(), &feed.name)?;
        }
        Ok(())
    }

    fn fetch(&mut self, address: &str) -> anyhow::Result<Fetched> {
        let given = self.given;
        let visitor = self.visitor.get_or_insert_with(|| given.visitor());
        let page = visitor.get(address, &Asked::default())?;
        if !page.is_success() {
            anyhow::bail!("{address}: the server answers {}; check the address", page.status);
        }
        Ok(page)
    }

    fn push(&mut self, report: Report, raw: Vec<u8>, input: &str) -> anyhow::Result<()> {
        for notice in &report.notices {
            self.failed += usize::from(is_lost_date(notice));
            self.say(&format!("{input}: note: {notice}"));
        }
        self.bytes += report.text.len() + raw.len();
        self.found += 1;
        self.waiting.push(Waiting { report, raw, input: input.to_owned() });
        if self.waiting.len() >= BATCH_REPORTS || self.bytes >= BATCH_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    fn flush(&mut self) -> anyhow::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.progress.expect(self.found + self.left);
        self.bytes = 0;
        let batch = std::mem::take(&mut self.waiting);
        (self.take)(analysed(self.engine, batch, &self.progress))
    }

    fn say(&self, line: &str) {
        self.progress.aside(|| (self.complain)(line));
    }

    fn fail(&mut self, line: &str) {
        self.failed += 1;
        self.say(line);
    }
}

/// Reads reports, in their order, all processors at work.
pub(crate) fn read_all(
    engine: &Engine,
    reports: impl IntoIterator<Item = (Report, Vec<u8>, String)>,
) -> Vec<Loaded> {
    let waiting = reports.into_iter().map(|(report, raw, input)| Waiting { report, raw, input });
    analysed(engine, waiting.collect(), &Progress::of("reports"))
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
