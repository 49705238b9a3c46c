//! What a review is about, from what somebody typed.

use anyhow::bail;
use onrecord::ledger::StoredFinding;
use onrecord::model::Subject;
use onrecord::view::View;

/// The one finding whose id begins so.
pub(super) fn finding(view: &View<'_>, beginning: &str) -> anyhow::Result<StoredFinding> {
    let mut found = view.find(beginning)?;
    // One finding may stand in several readings.
    found.dedup_by(|one, other| one.id == other.id);
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => bail!("no finding with the id `{beginning}`; tables and briefs give ids"),
        several => bail!("`{beginning}` begins {several} ids; give more of it"),
    }
}

/// The finding, report or name.
pub(super) fn of(view: &View<'_>, given: &str) -> anyhow::Result<Subject> {
    let subject = Subject::given(given.trim());
    if let Some(name) = subject.as_name() {
        if !name.chars().any(char::is_alphanumeric) {
            bail!("`{given}` names nobody; write name:NAME")
        }
        return Ok(Subject::name(name));
    }
    if let Some(report) = subject.as_report() {
        return Ok(Subject::report(&view.report_named(report)?));
    }
    Ok(Subject::finding(&finding(view, given)?.id))
}

/// Two or more subjects of one sort: names, reports, or findings of one kind.
pub(super) fn alike(view: &View<'_>, given: &[String]) -> anyhow::Result<Vec<Subject>> {
    let mut subjects: Vec<Subject> = Vec::new();
    for one in given {
        let subject = of(view, one)?;
        if !subjects.contains(&subject) {
            subjects.push(subject);
        }
    }
    let sort = |subject: &Subject| {
        let text = subject.as_str();
        text.split_once([':', '_']).map_or(text, |(sort, _)| sort).to_owned()
    };
    let first = subjects.first().map(sort);
    if subjects.len() < 2 || subjects.iter().any(|subject| Some(sort(subject)) != first) {
        bail!("give two or more of one sort: names (name:NAME), or ids of findings of one kind")
    }
    Ok(subjects)
}
