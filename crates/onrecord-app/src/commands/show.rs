//! `onrecord show`

use std::io::Write;

use anyhow::bail;
use onrecord::boards::ReviewMark;
use onrecord::ledger::{Filter, StoredBody, StoredFinding};
use onrecord::model::{Report, Subject};
use onrecord::view::View;
use serde_json::json;

use crate::commands::{describe, detail, passage, replaced};
use crate::json;
use crate::looks::{FAINT, HEADING};
use crate::outcome::Outcome;
use crate::plain::plain;
use crate::record::Record;
use crate::session::Session;

/// Open one finding, or one report, by its id or the beginning of it.
///
/// A finding: the words in their context, who says it and how openly, the report, and who else has the same words on
/// record. A report: its text, its versions, and what this one changes in the one before.
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// The id, as the tables and the brief give it.
    id: String,
}

impl Show {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        let ledger = session.ledger_to_read()?;
        let view = session.view(&ledger)?;
        let mut found = view.find(&self.id)?;
        found.dedup_by(|one, other| one.id == other.id && one.version == other.version);
        match found.len() {
            0 => self.report(&view, session)?,
            1 => {
                if let Some(stored) = found.pop() {
                    finding(&view, stored, session)?;
                }
            }
            several => {
                let ids: Vec<&str> =
                    found.iter().take(8).map(|stored| stored.id.as_str()).collect();
                bail!("`{}` begins {several} ids ({}); give more of it", self.id, ids.join(", "))
            }
        }
        Ok(Outcome::Done)
    }

    fn report(&self, view: &View<'_>, session: &mut Session<'_>) -> anyhow::Result<()> {
        let Ok(id) = view.report_named(&self.id) else {
            bail!("nothing on record with the id `{}`; tables and briefs give ids", self.id);
        };
        // A version's own name opens that version, a report's the one that stands.
        let versions = view.versions_of(&id)?;
        let named = versions.iter().find(|row| row.report.version.starts_with(&self.id));
        let name = named.map_or(id.as_str(), |row| row.report.version.as_str());
        let Some(report) = view.report(name)? else {
            bail!(
                "{}: the text of `{name}` is missing; run onrecord doctor",
                session.ledger_name()
            );
        };
        let replaced = replaced::by(view, &report, &versions)?;
        let reviews = view.decisions().marks(&Subject::report(&report.id));
        if session.json {
            let versions: Vec<_> = versions.iter().map(|row| json::report(row, true)).collect();
            let replaced = replaced.map(|it| it.to_json());
            return session.print_json(
                &json!({"report": report, "versions": versions, "replaced": replaced, "reviews": reviews}),
            );
        }
        let out = &mut *session.out;
        head(&report, session.looks, out)?;
        for row in &versions {
            let standing = if row.current { "stands" } else { "replaced" };
            let published = row.report.published.as_ref().map_or("", |p| p.at.as_str());
            let line = format!("version {}  {published}  {standing}", row.report.version);
            writeln!(out, "{}", session.looks.paint(FAINT, &plain(&line)))?;
        }
        writeln!(out)?;
        for paragraph in report.text.split('\n') {
            writeln!(out, "{}", plain(paragraph))?;
        }
        tell_reviews(&reviews, session.looks, session.out)?;
        match &replaced {
            Some(replaced) => replaced.write(session),
            None => Ok(()),
        }
    }
}

/// What reviewers decided, oldest first.
fn tell_reviews(
    marks: &[ReviewMark],
    looks: crate::looks::Looks,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    if !marks.is_empty() {
        writeln!(out, "\n{}", looks.paint(HEADING, "reviews"))?;
    }
    for mark in marks {
        let note = mark.note.as_ref().map(|note| format!("  {note}")).unwrap_or_default();
        let day = mark.at.get(..16).unwrap_or(&mark.at).replace('T', " ");
        let line = format!("  {}  {:<11} {day}  {}{note}", mark.review.short(), mark.what, mark.by);
        writeln!(out, "{}", plain(&line))?;
    }
    Ok(())
}

/// Headline, outlet, time, address.
fn head(report: &Report, looks: crate::looks::Looks, out: &mut dyn Write) -> anyhow::Result<()> {
    let title = report.title.as_deref().unwrap_or(&report.id);
    writeln!(out, "{}", looks.paint(HEADING, &plain(title)))?;
    let published = report.published.as_ref().map(|published| published.at.as_str());
    let facts =
        [report.outlet.as_deref(), published, report.byline.as_deref(), report.url.as_deref()];
    let facts: Vec<String> = facts.into_iter().flatten().map(plain).collect();
    if !facts.is_empty() {
        writeln!(out, "{}", facts.join(" · "))?;
    }
    Ok(())
}

fn finding(
    view: &View<'_>,
    stored: StoredFinding,
    session: &mut Session<'_>,
) -> anyhow::Result<()> {
    let alike = same_words(view, &stored)?;
    let record = Record::around(view, stored)?;
    let Some(stored) = record.findings.first() else { return Ok(()) };
    let report = view.report(&stored.version)?.unwrap_or_default();
    let subject = Subject::finding(&stored.id);
    let (reviews, grade) = (view.decisions().marks(&subject), view.decisions().grade(&subject));
    let marks = passage::marks(&stored.finding);
    let context = passage::context(&report.text, &marks);
    if session.json {
        let mut value = json::finding(stored, record.report_of(stored))?;
        if let serde_json::Value::Object(fields) = &mut value {
            fields.insert("context".into(), json!(context));
            let versions: Vec<_> = record.reports().map(|row| json::report(row, true)).collect();
            fields.insert("versions".into(), json!(versions));
            let alike: Vec<_> = alike
                .iter()
                .map(|(other, day, outlet)| json!({"id": other.id, "report": other.report, "published": day, "outlet": outlet}))
                .collect();
            fields.insert("same_words".into(), json!(alike));
            fields.insert("reviews".into(), json!(reviews));
            fields.insert("grade".into(), json!(grade));
            fields.insert("rejected".into(), json!(view.decisions().is_rejected(&stored.id)));
        }
        return session.print_json(&value);
    }
    let (looks, out) = (session.looks, &mut *session.out);
    let heading = format!("{} {}", stored.kind().as_str(), stored.id);
    writeln!(out, "{}", looks.paint(HEADING, &heading))?;
    if let Some(context) = &context {
        writeln!(out)?;
        for line in passage::lines(context, &marks, looks, looks.width.saturating_sub(4).min(100)) {
            writeln!(out, "  {line}")?;
        }
        writeln!(out)?;
    }
    for (name, value) in detail::of(stored, &record) {
        writeln!(out, "{} {}", looks.paint(FAINT, &format!("{name:<13}")), plain(&value))?;
    }
    writeln!(out)?;
    head(&report, looks, out)?;
    let row = record.report_of(stored);
    if row.is_some_and(|row| !row.current) {
        writeln!(out, "{}", looks.paint(HEADING, "a later version has replaced this one"))?;
    }
    let id =
        format!("report {}  version {}  read by {}", stored.report, stored.version, stored.engine);
    writeln!(out, "{}", looks.paint(FAINT, &plain(&id)))?;
    if view.decisions().is_rejected(&stored.id) {
        writeln!(out, "{}", looks.paint(HEADING, "rejected: it is on no board"))?;
    }
    if reviews.iter().any(|mark| mark.what == "grade") {
        writeln!(out, "graded {grade}")?;
    }
    tell_reviews(&reviews, looks, out)?;
    if !alike.is_empty() {
        writeln!(out, "\n{}", looks.paint(HEADING, "the same words"))?;
        for (other, day, outlet) in &alike {
            writeln!(out, "  {}  {day}  {}", other.id.short(), plain(outlet))?;
        }
    }
    Ok(())
}

/// Findings of the same kind in other reports that rest on the same words, with day and outlet.
fn same_words(
    view: &View<'_>,
    stored: &StoredFinding,
) -> anyhow::Result<Vec<(StoredFinding, String, String)>> {
    let words = key(&stored.finding);
    if words.split(' ').count() < 2 {
        return Ok(Vec::new());
    }
    let filter = Filter {
        kinds: vec![stored.kind()],
        about: Some(format!("\"{}\"", words.replace('"', " "))),
        ..Filter::default()
    };
    let mut alike = Vec::new();
    for other in view.findings(&filter)? {
        if other.report != stored.report && key(&other.finding) == words {
            let rows = view.versions_of(&other.report)?;
            let row = rows.iter().find(|row| row.report.version == other.version);
            alike.push((other, describe::day(row), describe::outlet(row)));
        }
    }
    Ok(alike)
}

/// The words by which two findings are compared: what is said, or what the finding rests on; case and marks aside.
fn key(body: &StoredBody) -> String {
    let words = match body {
        StoredBody::Statement(it) => describe::what(it),
        StoredBody::Figure(it) => it.words.text.clone(),
        StoredBody::Event(it) => it.words.text.clone(),
        StoredBody::Person(it) => it.words.text.clone(),
        StoredBody::Access(it) => it.words.text.clone(),
        StoredBody::NotSaid(it) => it.words.text.clone(),
        _ => String::new(),
    };
    let parts = words.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord::model::{Figure, Words};

    #[test]
    fn words_are_compared_without_case_and_marks() {
        let figure = |text: &str| {
            let words = Words { text: text.into(), ..Words::default() };
            key(&StoredBody::Figure(Figure { words, ..Figure::default() }))
        };
        assert_eq!(figure("“At least 12” people,"), figure("at least 12 people"));
        assert_ne!(figure("at least 12 people"), figure("at least 13 people"));
    }
}
