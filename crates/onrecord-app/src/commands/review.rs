//! `onrecord review`

mod by_hand;
mod listed;
mod subject;

pub(crate) use by_hand::decision_of;

use std::collections::BTreeMap;

use anyhow::bail;
use clap::{Args, Subcommand};
use onrecord::ledger::StoredBody;
use onrecord::model::{
    Credibility, Decision, Reliability, Review as Decided, Sensitivity, Subject,
};
use onrecord::view::View;
use serde_json::Value;

use crate::cli::sensitivity;
use crate::outcome::Outcome;
use crate::plain::plain;
use crate::session::Session;

const SUBJECTS: &str = "\
A subject is the id of a finding or the beginning of it (fi_12ab), a report (report:ID) or whoever bears a name \
(\"name:Ada Okoro\"). Nothing on record is changed by a review: every board follows it at once, and undo takes it back.";

/// Decide about what is on record: by name and time, undone by another review.
#[derive(Debug, Args)]
#[command(after_help = SUBJECTS)]
pub(crate) struct Review {
    #[command(subcommand)]
    action: Action,
    /// Who decides.
    #[arg(long, global = true, value_name = "NAME", env = "ONRECORD_REVIEWER")]
    by: Option<String>,
    /// Why, in your words.
    #[arg(long, global = true, value_name = "WORDS")]
    note: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// The findings say what their words say.
    Accept(Several),
    /// The findings do not say what their words say: they go from every board.
    Reject(Several),
    /// Put fields of a finding right, by their names in --json.
    Correct(Correct),
    /// These are one: names of one source, figures of one series. The first gives the name.
    Merge(Several),
    /// These are not one.
    Split(Several),
    /// Withhold the words of a finding, or a name, from everyone; that something was redacted stays.
    Redact(Several),
    /// Grade a source or a finding on the Admiralty scale: letter and number apart; F6 until somebody does.
    Grade(Graded),
    /// Say who may see a report, a finding, or whoever bears a name: public, restricted, confidential.
    Sensitivity(Level),
    /// Leave a remark: --note says it.
    Note(Several),
    /// Put on record by hand what no report says: from a call, a picture, a table.
    Add(by_hand::Add),
    /// Take a review back.
    Undo(Undo),
    /// List the reviews, or those of one subject, oldest first.
    List(listed::List),
    /// List what should be looked at first: contradictions, denials, what is grave and unsure.
    Queue(listed::Queue),
}

#[derive(Debug, Args)]
struct Several {
    /// What it is about.
    #[arg(required = true, value_name = "SUBJECT")]
    subjects: Vec<String>,
}

#[derive(Debug, Args)]
struct Correct {
    /// The finding.
    #[arg(value_name = "ID")]
    id: String,
    /// value=14, measure=injured, place=null, start=40 end=52: words are cut anew from the text.
    #[arg(required = true, value_name = "FIELD=VALUE")]
    set: Vec<String>,
}

#[derive(Debug, Args)]
struct Graded {
    /// A finding, or a source by name.
    #[arg(value_name = "SUBJECT")]
    subject: String,
    /// Reliability of the source: A completely, B usually, C fairly, D not usually, E unreliable, F cannot be judged.
    #[arg(long, value_name = "LETTER", value_parser = letter)]
    #[arg(required_unless_present = "credibility")]
    reliability: Option<Reliability>,
    /// Credibility of the item: 1 confirmed by others, 2 probably, 3 possibly true, 4 doubtful, 5 improbable, 6 cannot be judged.
    #[arg(long, value_name = "NUMBER", value_parser = number)]
    credibility: Option<Credibility>,
}

#[derive(Debug, Args)]
struct Level {
    /// A report, a finding, or a name.
    #[arg(value_name = "SUBJECT")]
    subject: String,
    /// public, restricted, confidential.
    #[arg(value_parser = sensitivity)]
    level: Sensitivity,
}

#[derive(Debug, Args)]
struct Undo {
    /// The review, as `review list` gives it.
    #[arg(value_name = "ID")]
    id: String,
}

fn letter(word: &str) -> Result<Reliability, String> {
    Reliability::from_word(&word.to_uppercase()).ok_or_else(|| "a letter from A to F".to_owned())
}

fn number(word: &str) -> Result<Credibility, String> {
    Credibility::from_word(word).ok_or_else(|| "a number from 1 to 6".to_owned())
}

impl Review {
    /// Runs the command.
    pub(crate) fn run(&self, session: &mut Session<'_>) -> anyhow::Result<Outcome> {
        match &self.action {
            Action::List(list) => return list.run(session),
            Action::Queue(queue) => return queue.run(session),
            _ => {}
        }
        let Some(by) = self.by.as_deref().filter(|by| !by.trim().is_empty()) else {
            bail!("a review needs the name of who decides: --by NAME, or ONRECORD_REVIEWER")
        };
        // A record that is not there is no record to review.
        drop(session.ledger_to_read()?);
        let mut ledger = session.ledger_to_write()?;
        let decisions = self.decisions(&session.view(&ledger)?)?;
        for decision in decisions {
            let review = ledger.review(by, decision, self.note.as_deref())?;
            tell(session, &review)?;
        }
        Ok(Outcome::Done)
    }

    fn decisions(&self, view: &View<'_>) -> anyhow::Result<Vec<Decision>> {
        let each = |several: &Several, make: fn(Subject) -> Decision, only_findings: bool| {
            let named = several.subjects.iter().map(|given| match only_findings {
                true => subject::finding(view, given).map(|stored| Subject::finding(&stored.id)),
                false => subject::of(view, given),
            });
            named.map(|subject| subject.map(make)).collect::<anyhow::Result<Vec<_>>>()
        };
        match &self.action {
            Action::Accept(it) => each(it, |subject| Decision::Accept { subject }, true),
            Action::Reject(it) => each(it, |subject| Decision::Reject { subject }, true),
            Action::Redact(it) => {
                let all = each(it, |subject| Decision::Redact { subject }, false)?;
                if all.iter().flat_map(Decision::subjects).any(|it| it.as_report().is_some()) {
                    bail!(
                        "a report is not redacted as a whole; `review sensitivity` says who may see it"
                    )
                }
                Ok(all)
            }
            Action::Note(it) => {
                if self.note.as_deref().is_none_or(|note| note.trim().is_empty()) {
                    bail!("a remark needs --note WORDS")
                }
                each(it, |subject| Decision::Note { subject }, false)
            }
            Action::Merge(it) => {
                Ok(vec![Decision::Merge { subjects: subject::alike(view, &it.subjects)? }])
            }
            Action::Split(it) => {
                Ok(vec![Decision::Split { subjects: subject::alike(view, &it.subjects)? }])
            }
            Action::Grade(it) => Ok(vec![Decision::Grade {
                subject: subject::of(view, &it.subject)?,
                reliability: it.reliability,
                credibility: it.credibility,
            }]),
            Action::Sensitivity(it) => Ok(vec![Decision::Sensitivity {
                subject: subject::of(view, &it.subject)?,
                level: it.level,
            }]),
            Action::Correct(it) => Ok(vec![it.decision(view)?]),
            Action::Add(it) => Ok(vec![it.decision()?]),
            Action::Undo(it) => Ok(vec![it.decision(view)?]),
            Action::List(_) | Action::Queue(_) => Ok(Vec::new()),
        }
    }
}

impl Correct {
    fn decision(&self, view: &View<'_>) -> anyhow::Result<Decision> {
        let stored = subject::finding(view, &self.id)?;
        let Value::Object(mut fields) = stored.finding.to_json()? else { bail!("no fields") };
        let mut set = BTreeMap::new();
        for given in &self.set {
            let Some((name, value)) = given.split_once('=') else {
                bail!("`{given}`: write FIELD=VALUE")
            };
            if !fields.contains_key(name)
                || matches!(name, "id" | "made_by" | "confidence" | "text")
            {
                let known = fields.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
                bail!(
                    "a {} has no field `{name}` that can be put right; it has {known}",
                    stored.kind()
                )
            }
            let value = serde_json::from_str(value).unwrap_or_else(|_| Value::from(value));
            fields.insert(name.to_owned(), value.clone());
            set.insert(name.to_owned(), value);
        }
        let length = view.report(&stored.version)?.map_or(0, |it| it.text.chars().count() as u64);
        let end = |name: &str| fields.get(name).and_then(Value::as_u64);
        if let (Some(start), Some(end)) = (end("start"), end("end"))
            && (start >= end || end > length)
        {
            bail!(
                "{start} to {end} is no stretch of the report's text, which has {length} characters"
            )
        }
        if let Err(broken) = StoredBody::from_json(stored.kind(), Value::Object(fields)) {
            bail!("that makes no {}: {broken}", stored.kind())
        }
        Ok(Decision::Correct { subject: Subject::finding(&stored.id), set })
    }
}

impl Undo {
    fn decision(&self, view: &View<'_>) -> anyhow::Result<Decision> {
        let all = view.reviews()?;
        let meant: Vec<&Decided> =
            all.iter().filter(|review| review.id.as_str().starts_with(&self.id)).collect();
        match meant.as_slice() {
            [one] if view.decisions().is_undone(&one.id) => {
                bail!("`{}` is undone already", self.id)
            }
            [one] => Ok(Decision::Undo { review: one.id.clone() }),
            [] => bail!("no review `{}`; `onrecord review list` lists all", self.id),
            several => bail!("`{}` begins {} reviews; give more of it", self.id, several.len()),
        }
    }
}

/// Says what was decided: the review's id, by which it can be undone.
fn tell(session: &mut Session<'_>, review: &Decided) -> anyhow::Result<()> {
    if session.json {
        return session.print_json(&serde_json::to_value(review)?);
    }
    let about: Vec<String> =
        review.decision.subjects().iter().map(|it| plain(it.as_str())).collect();
    let line = format!("{}  {}  {}", review.id.short(), review.decision.as_str(), about.join("  "));
    writeln!(session.out, "{}", line.trim_end())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_numbers_are_told_apart() {
        assert_eq!(letter("b"), Ok(Reliability::B));
        assert!(letter("2").is_err() && number("B").is_err() && number("7").is_err());
        assert_eq!(number("2"), Ok(Credibility::Two));
    }
}
