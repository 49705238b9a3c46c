//! A report in the making: fields as a format gives them, and the one way from there to a [`Report`].

use onrecord_model::{Published, Report, sha256_hex};

use crate::{Hint, dateline, dates};

/// Fields of a report as they stand in the input: untrimmed, dates unread. Every format fills one of these.
#[derive(Clone, Debug, Default)]
pub(crate) struct Draft {
    pub id: String,
    pub title: Option<String>,
    pub outlet: Option<String>,
    pub byline: Option<String>,
    pub credit: Option<String>,
    pub url: Option<String>,
    pub published: Option<String>,
    /// Does `published` come from elsewhere than a field that states it?
    pub inferred: bool,
    pub modified: Option<String>,
    pub dateline: Option<String>,
    pub language: Option<String>,
    pub text: String,
    pub notices: Vec<String>,
}

impl Draft {
    /// The report: hints fill what is open, dates are read, a dateline is looked for at the head of the text.
    /// `bytes` are the item's own, for the digest.
    pub fn report(self, bytes: &[u8], hint: &Hint) -> Report {
        let mut notices = self.notices;
        let inferred = self.inferred && one_line(&self.published).is_some();
        let published = one_line(&self.published).or_else(|| one_line(&hint.published));
        let mut date = |field: &str, value: Option<String>, inferred| {
            let read = dates::read(&value?);
            notices.extend(read.notice.map(|what| format!("{field}: {what}")));
            read.at.map(|at| Published { at, inferred })
        };
        let head = dateline::read(&self.text);
        // A dateline with its year tells the day where nothing else does.
        let of_dateline = || head.dateline.as_deref().and_then(dateline::day_of);
        let inferred = inferred || published.is_none();
        let published = date("published", published.or_else(of_dateline), inferred);
        let modified = date("modified", one_line(&self.modified), false);
        Report {
            id: self.id,
            version: String::new(),
            title: one_line(&self.title).or_else(|| one_line(&hint.title)),
            outlet: one_line(&self.outlet).or_else(|| one_line(&hint.outlet)),
            byline: one_line(&self.byline),
            credit: one_line(&self.credit).or(head.credit),
            url: one_line(&self.url).or_else(|| one_line(&hint.url)),
            published,
            modified,
            dateline: one_line(&self.dateline).or(head.dateline),
            language: one_line(&self.language),
            sha256: sha256_hex(bytes),
            text: self.text,
            notices,
        }
        .sealed()
    }
}

/// A field on one line, white space folded; `None` where nothing is left.
pub(crate) fn one_line(field: &Option<String>) -> Option<String> {
    let folded = field.as_deref()?.split_whitespace().collect::<Vec<_>>().join(" ");
    (!folded.is_empty()).then_some(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(published: &str) -> Draft {
        Draft { published: Some(published.into()), text: "Rain fell.".into(), ..Draft::default() }
    }

    #[test]
    fn a_hint_fills_what_the_file_leaves_open_and_no_more() {
        let hint = Hint {
            published: Some("2031-03-05".into()),
            outlet: Some("Post".into()),
            ..Hint::named("-")
        };
        let report = draft("2031-03-04").report(b"", &hint);
        assert_eq!(report.published.map(|p| p.at).as_deref(), Some("2031-03-04"));
        assert_eq!(report.outlet.as_deref(), Some("Post"));
        let report = draft(" ").report(b"", &hint);
        assert_eq!(report.published.map(|p| p.at).as_deref(), Some("2031-03-05"));
    }

    #[test]
    fn an_unreadable_date_leaves_the_report_undated_and_is_told() {
        let report = draft("soon").report(b"", &Hint::named("-"));
        assert_eq!(report.published, None);
        assert!(report.notices[0].starts_with("published: \"soon\" is not a date"), "{report:?}");
    }
}
