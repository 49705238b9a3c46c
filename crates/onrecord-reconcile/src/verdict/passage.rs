//! One of the two findings, in its text: where it is marked, what stands around it, when and by whom it was published.

use onrecord_model::{Document, Figure, Findings, Id, Statement, TokenRange, Upos, Words};
use onrecord_rules::{Phrases, Rules};

use crate::day;

/// A finding in its text.
#[derive(Clone, Copy, Debug)]
pub struct Side<'a> {
    /// The report's text with its layers.
    pub document: &'a Document,
    /// What was found in it.
    pub findings: &'a Findings,
    /// The words that are compared, in code points: a figure, or what is said.
    pub mark: (u32, u32),
}

/// A side, read: the marked tokens and their sentences.
#[derive(Debug)]
pub(super) struct Passage<'a> {
    pub(super) doc: &'a Document,
    pub(super) findings: &'a Findings,
    pub(super) rules: &'a Rules,
    /// The marked tokens.
    pub(super) mark: TokenRange,
    /// The marked code points.
    pub(super) words: (u32, u32),
    /// The sentences that they stand in.
    pub(super) around: TokenRange,
    /// The day of publication.
    pub(super) published: Option<i64>,
    /// The one figure that is compared, where it is known; else those that the mark touches are.
    figure: Option<&'a Figure>,
}

impl<'a> Passage<'a> {
    pub(super) fn of(side: &Side<'a>, rules: &'a Rules) -> Passage<'a> {
        let doc = side.document;
        let mark = tokens(doc, side.mark);
        let last = (mark.end as usize).saturating_sub(1).max(mark.start as usize);
        let around = TokenRange {
            start: doc.sentence_of(mark.start as usize).start,
            end: doc.sentence_of(last).end,
        };
        let published = doc.report.published.as_ref().and_then(|it| day::number(&it.at));
        let (findings, words) = (side.findings, side.mark);
        Passage { doc, findings, rules, mark, words, around, published, figure: None }
    }

    /// The same where the figure that is compared is known. Others may stand in its words: "five adults and a child" holds five.
    pub(super) fn about(self, figure: &Id) -> Passage<'a> {
        let figure = self.findings.figures.iter().find(|other| other.id == *figure);
        Passage { figure, ..self }
    }

    /// Every token.
    pub(super) fn whole(&self) -> TokenRange {
        TokenRange::new(0, self.doc.tokens.len())
    }

    /// The words of a stretch of tokens.
    pub(super) fn text(&self, range: TokenRange) -> &'a str {
        self.doc.text_of(range)
    }

    /// Does a finding's stretch share a code point with the mark?
    pub(super) fn is_marked(&self, words: &Words) -> bool {
        words.start < self.words.1 && self.words.0 < words.end
    }

    /// The figures in the mark, in text order; the one that is compared, where it is known.
    pub(super) fn figures(&self) -> Vec<&'a Figure> {
        if let Some(figure) = self.figure {
            return vec![figure];
        }
        self.findings.figures.iter().filter(|figure| self.is_marked(&figure.words)).collect()
    }

    /// Statements whose cue or content the mark touches, those with the shortest content first.
    pub(super) fn statements(&self) -> Vec<&'a Statement> {
        let touched = |statement: &&Statement| {
            statement.content.iter().chain(&statement.cue).any(|words| self.is_marked(words))
        };
        let mut found: Vec<&Statement> = self.findings.statements.iter().filter(touched).collect();
        found.sort_by_key(|statement| {
            statement.content.iter().map(|words| words.end - words.start).sum::<u32>()
        });
        found
    }

    /// The first place of a phrase of `list` inside `within`, with what it tells.
    pub(super) fn find<T: Copy>(
        &self,
        list: &Phrases<T>,
        within: TokenRange,
    ) -> Option<(T, TokenRange)> {
        list.find_all(self.doc, within).first().map(|(phrase, range)| (phrase.tells, *range))
    }

    /// The token on which the marked words hang.
    pub(super) fn head(&self) -> usize {
        self.doc.head_of(self.mark)
    }

    /// The verb that governs the mark, if its sentence has one.
    pub(super) fn verb(&self) -> Option<usize> {
        let mut at = self.head();
        for _ in 0..self.doc.sentence_of(at).len() {
            let token = self.doc.tokens.get(at)?;
            if token.upos == Upos::Verb {
                return Some(at);
            }
            let up = token.head as usize;
            if up == at {
                return None;
            }
            at = up;
        }
        None
    }

    /// The lower-case words of the mark's neighbourhood: `before` tokens ahead of it, `after` behind it, in its sentence.
    pub(super) fn near(&self, before: usize, after: usize) -> TokenRange {
        TokenRange::new(
            (self.mark.start as usize).saturating_sub(before).max(self.around.start as usize),
            (self.mark.end as usize + after).min(self.around.end as usize),
        )
    }
}

/// The tokens under a stretch of code points; empty where there are none.
fn tokens(doc: &Document, (start, end): (u32, u32)) -> TokenRange {
    let text = &doc.report.text;
    let byte = |at: u32| text.char_indices().nth(at as usize).map_or(text.len(), |(byte, _)| byte);
    let (from, to) = (byte(start), byte(end));
    let first = doc.tokens.partition_point(|token| token.span.end() <= from);
    let last = doc.tokens.partition_point(|token| token.span.start() < to);
    TokenRange::new(first.min(doc.tokens.len()), last.max(first).min(doc.tokens.len()))
}
