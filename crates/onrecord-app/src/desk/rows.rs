//! Findings as lines of a page: the words first, who says them, where they stand; ids last and quiet.

use std::collections::BTreeMap;

use onrecord::brief;
use onrecord::ledger::{Cursor, Facet, Filter, FindingKind, ReportRow, StoredBody, StoredFinding};
use onrecord::model::{Id, Report, Statement, VerificationStatus, Voice};
use onrecord::view::View;
use serde_json::{Value, json};

use super::Desk;
use super::asked::{Asked, segment};
use super::problem::Problem;
use super::situation::Across;
use crate::commands::describe;
use crate::json;

/// A finding in words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    /// Its id.
    pub(crate) id: String,
    /// The beginning of that.
    pub(crate) short: String,
    /// The page on which its words stand.
    pub(crate) href: String,
    /// What sort of thing it is: an act, a measure, a type.
    pub(crate) label: String,
    /// A number, where it has one.
    pub(crate) value: String,
    /// The words.
    pub(crate) words: String,
    /// Values beside them.
    pub(crate) beside: Vec<String>,
    /// Who says it, through whom.
    pub(crate) who: String,
    /// How openly.
    pub(crate) standing: &'static str,
    /// Signs with their meanings.
    pub(crate) signs: Vec<(&'static str, &'static str)>,
    /// How many stand behind it: reports, houses, origins, sources.
    pub(crate) counters: Option<[usize; 4]>,
    /// Day of publication.
    pub(crate) day: String,
    /// Who published it.
    pub(crate) outlet: String,
}

/// A page of the findings that `asked` means, each of `facets` with that value, the latest first, with how many stand behind each; and
/// where the list goes on.
pub(crate) async fn latest(
    desk: &Desk,
    across: &Across,
    kind: FindingKind,
    asked: &Asked,
    facets: Vec<(Facet, String)>,
) -> Result<(Vec<Row>, Option<Cursor>), Problem> {
    let wanted = asked.clone();
    let read = desk.readers.read(move |view| {
        let after = wanted.after()?;
        let page = view.latest_findings(kind, &wanted.filter(), &facets, after, wanted.limit())?;
        let around = Around::of(view, &page.rows)?;
        Ok((page.rows.iter().map(|it| around.row(it)).collect::<Vec<_>>(), page.next))
    });
    let (mut rows, next) = read.await?;
    rows.iter_mut().for_each(|row| row.counters = across.counters(&row.id));
    Ok((rows, next))
}

/// The reports and statements that findings of a page hang on.
#[derive(Debug, Default)]
pub(crate) struct Around {
    reports: BTreeMap<String, ReportRow>,
    statements: BTreeMap<(String, Id), Statement>,
}

impl Around {
    /// Looks up what `findings` hang on.
    pub(crate) fn of(view: &View<'_>, findings: &[StoredFinding]) -> Result<Around, Problem> {
        let mut around = Around::default();
        for finding in findings {
            if !around.reports.contains_key(&finding.version) {
                let filter = Filter { version: Some(finding.version.clone()), ..Filter::default() };
                for row in view.reports(&filter)? {
                    around.reports.insert(row.report.version.clone(), row);
                }
            }
            let Some(id) = voice(&finding.finding).and_then(Voice::statement) else { continue };
            let key = (finding.version.clone(), id.clone());
            if around.statements.contains_key(&key) {
                continue;
            }
            for stored in view.find(id.as_str())? {
                if let StoredBody::Statement(statement) = stored.finding
                    && (&stored.version, &stored.id) == (&key.0, &key.1)
                    && !view.decisions().is_rejected(&stored.id)
                {
                    around.statements.insert(key.clone(), statement);
                }
            }
        }
        Ok(around)
    }

    /// The report that a finding stands in.
    pub(crate) fn report(&self, version: &str) -> Option<&ReportRow> {
        self.reports.get(version)
    }

    /// The statement that answers for a finding; `None` where it is the report itself.
    fn answers(&self, stored: &StoredFinding) -> Option<&Statement> {
        let id = voice(&stored.finding)?.statement()?;
        self.statements.get(&(stored.version.clone(), id.clone()))
    }

    /// For programs: the finding on the wire, with the chain and the words of the statement that answers for it.
    pub(crate) fn json(&self, stored: &StoredFinding) -> Result<Value, Problem> {
        let report = self.report(&stored.version);
        let mut value = json::finding(stored, report).map_err(|cause| Problem::of_ours(&*cause))?;
        if let Value::Object(fields) = &mut value {
            fields.insert("words".into(), json!(stored.words));
            if let Some(says) = self.answers(stored) {
                let says = json!({"id": says.id, "chain": says.chain, "act": says.act, "content": says.content});
                fields.insert("says".into(), says);
            }
        }
        Ok(value)
    }

    /// In words.
    pub(crate) fn row(&self, stored: &StoredFinding) -> Row {
        let report = self.report(&stored.version);
        let mut row = Row {
            id: stored.id.as_str().to_owned(),
            short: stored.id.short().to_owned(),
            href: format!("/reports/{}#{}", segment(&stored.version), stored.id),
            words: visible(&stored.words),
            day: describe::day(report),
            outlet: visible(&describe::outlet(report)),
            ..Row::default()
        };
        tell(&mut row, &stored.finding);
        let says = match &stored.finding {
            StoredBody::Statement(statement) => Some(statement),
            _ => self.answers(stored),
        };
        match says.filter(|statement| !statement.chain.is_empty()) {
            Some(statement) => {
                row.who = visible(&describe::who(statement));
                let standing = statement.chain.last().map(|link| link.standing).unwrap_or_default();
                row.standing = brief::standing(standing);
                if standing.is_unnamed() {
                    row.signs.push(("*", "nobody named"));
                }
            }
            None => row.who = visible(&describe::own_voice(report)),
        }
        row
    }
}

/// What a report is called: its headline, else its address, else how its text begins.
pub(crate) fn title(report: &Report) -> String {
    const LETTERS: usize = 70;
    let given = report.title.as_deref().or(report.url.as_deref());
    let first = report.text.split_whitespace().map(str::to_owned).reduce(|begun, word| {
        match begun.chars().count() + word.chars().count() < LETTERS && !begun.ends_with('…') {
            true => format!("{begun} {word}"),
            false => format!("{}…", begun.trim_end_matches('…')),
        }
    });
    visible(given.or(first.as_deref()).unwrap_or(&report.id))
}

/// Who answers for a finding; `None` for what answers for itself.
fn voice(body: &StoredBody) -> Option<&Voice> {
    match body {
        StoredBody::Figure(it) => Some(&it.voice),
        StoredBody::Event(it) => Some(&it.voice),
        StoredBody::Person(it) => Some(&it.voice),
        StoredBody::Talks(it) => Some(&it.voice),
        StoredBody::Access(it) => Some(&it.voice),
        _ => None,
    }
}

/// A measure, a type or a status in words.
pub(crate) fn plain_label(label: &str) -> String {
    visible(&describe::measure(label))
}

/// Puts into `row` what the finding itself tells.
fn tell(row: &mut Row, body: &StoredBody) {
    match body {
        StoredBody::Statement(it) => {
            row.label = brief::act(it.act).to_owned();
            row.words = visible(&describe::what(it));
            row.beside.extend(it.to.as_ref().map(|to| format!("to {to}")));
            row.beside.extend(it.venue.clone());
            row.beside.extend(it.said_on.clone());
            if let Some(check) = &it.verification {
                match check.status {
                    VerificationStatus::Unverified => row.signs.push(("?", "not verified")),
                    VerificationStatus::Disputed => row.signs.push(("≠", "disputed")),
                    other => row.beside.push(other.as_str().to_owned()),
                }
            }
        }
        StoredBody::Figure(it) => {
            row.label = plain_label(&it.measure);
            row.value = onrecord::boards::value(it);
            row.beside.extend(Some(describe::counted(it)).filter(|counted| !counted.is_empty()));
            row.beside.extend(it.place.as_ref().map(|place| place.name.clone()));
            let when = describe::when(it);
            row.beside.extend(Some(when).filter(|when| !when.is_empty()));
        }
        StoredBody::Event(it) => {
            row.label = describe::kind(it);
            let cast = describe::cast(it);
            row.beside.push(it.status.replace('_', " "));
            row.beside.extend(Some(cast).filter(|cast| !cast.is_empty()));
            row.beside.extend(it.place.as_ref().map(|place| place.name.clone()));
            row.beside.extend(it.when.clone());
        }
        StoredBody::Person(it) => {
            row.label = plain_label(&it.status);
            row.value = it.count.map(|count| count.to_string()).unwrap_or_default();
            row.beside.extend(it.name.clone());
            row.beside.extend(it.age.map(|age| age.to_string()));
            row.beside.extend(it.relation.clone());
            row.beside.extend(it.when.clone());
        }
        StoredBody::Talks(it) => {
            row.label =
                format!("talks {}", it.status.clone().unwrap_or_default().replace('_', " "));
            row.beside.extend(it.subject.clone());
            row.beside.push(it.parties.join(" · "));
        }
        StoredBody::Access(it) => {
            row.label = it.state.as_str().to_owned();
            row.beside.push(it.place.clone());
            row.beside.extend(it.whom.clone());
        }
        StoredBody::NotSaid(it) => {
            row.label = "not said".to_owned();
            row.beside.extend(it.who.clone());
            row.beside.extend(it.about.clone());
        }
        other => row.label = other.kind().as_str().to_owned(),
    }
    // "14 soldiers" says 14 itself.
    if row.words.starts_with(&row.value) {
        row.value.clear();
    }
    row.label = visible(&row.label);
    row.value = visible(&row.value);
    row.beside.retain(|value| !value.is_empty());
    row.beside = row.beside.iter().map(|value| visible(value)).collect();
}

/// Text without what acts on a reader instead of being read.
pub(crate) fn visible(text: &str) -> String {
    crate::plain::plain(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_without_a_headline_is_called_by_how_it_begins() {
        let begins = "The mayor of Lower Ansted said on Monday that the bridge would stay closed until the water fell.";
        let report = Report { text: begins.into(), id: "re_1".into(), ..Report::default() };
        assert_eq!(
            title(&report),
            "The mayor of Lower Ansted said on Monday that the bridge would stay…"
        );
        assert_eq!(title(&Report { title: Some("Shut".into()), ..report }), "Shut");
        assert_eq!(title(&Report { id: "re_1".into(), ..Report::default() }), "re_1");
    }
}
