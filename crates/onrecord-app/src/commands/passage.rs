//! A finding in its context: the paragraphs it stands in, with its words marked.

use anstyle::Style;
use onrecord::ledger::StoredBody;
use onrecord::model::Words;
use unicode_width::UnicodeWidthStr;

use crate::looks::{CONTENT, CUE, Looks, SOURCE};
use crate::plain::plain;

/// What a stretch of words is to the finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Role {
    /// Who.
    Source,
    /// The words that tie.
    Cue,
    /// What is said.
    Content,
    /// Goes on in the same mouth.
    CarriesOn,
    /// What the report says of having checked it.
    Verification,
    /// The words of any other finding.
    Words,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Role::Source => "source",
            Role::Cue => "cue",
            Role::Content => "content",
            Role::CarriesOn => "carries on",
            Role::Verification => "verification",
            Role::Words => "words",
        }
    }

    fn style(self) -> Style {
        match self {
            Role::Source => SOURCE,
            Role::Cue | Role::Verification => CUE,
            Role::Content | Role::CarriesOn | Role::Words => CONTENT,
        }
    }
}

/// A stretch of a text, in code points, and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Marked {
    start: u32,
    end: u32,
    role: Role,
}

impl Marked {
    /// Where, in code points.
    pub(crate) fn stretch(&self) -> (u32, u32) {
        (self.start, self.end)
    }
}

/// The stretches that a finding rests on, in text order and apart from each other.
pub(crate) fn marks(body: &StoredBody) -> Vec<Marked> {
    let mut marks = Vec::new();
    let mut add = |role, words: &Words| {
        if words.end > words.start {
            marks.push(Marked { start: words.start, end: words.end, role });
        }
    };
    match body {
        StoredBody::Statement(it) => {
            it.chain.iter().for_each(|link| add(Role::Source, &link.words));
            it.cue.iter().for_each(|words| add(Role::Cue, words));
            it.content.iter().for_each(|words| add(Role::Content, words));
            it.carries_on.iter().for_each(|words| add(Role::CarriesOn, words));
            it.verification.iter().for_each(|found| add(Role::Verification, &found.words));
        }
        StoredBody::Figure(it) => add(Role::Words, &it.words),
        StoredBody::Event(it) => add(Role::Words, &it.words),
        StoredBody::Time(it) => add(Role::Words, &it.words),
        StoredBody::Place(it) => add(Role::Words, &it.words),
        StoredBody::Person(it) => add(Role::Words, &it.words),
        StoredBody::Access(it) => add(Role::Words, &it.words),
        StoredBody::NotSaid(it) => add(Role::Words, &it.words),
        StoredBody::Talks(it) => {
            it.mentions.iter().for_each(|words| add(Role::Words, words));
            it.positions.iter().for_each(|position| add(Role::Content, &position.words));
        }
        StoredBody::Entity(it) => it.mentions.iter().take(1).for_each(|w| add(Role::Words, w)),
        _ => {}
    }
    marks.sort_unstable();
    let mut last = 0;
    marks.retain(|mark| {
        let apart = mark.start >= last;
        last = if apart { mark.end } else { last };
        apart
    });
    marks
}

/// The part of `text` that the marks stand in, whole paragraphs; in code points. Far-off paragraphs between are part of it.
pub(crate) fn context(text: &str, marks: &[Marked]) -> Option<Words> {
    let (first, last) = (marks.first()?.start as usize, marks.last()?.end as usize);
    let points: Vec<char> = text.chars().collect();
    let start = points.get(..first)?.iter().rposition(|c| *c == '\n').map_or(0, |at| at + 1);
    let end =
        points.get(last..)?.iter().position(|c| *c == '\n').map_or(points.len(), |at| last + at);
    let text = points.get(start..end)?.iter().collect();
    Some(Words { start: start as u32, end: end as u32, text })
}

/// One word as it is shown, and the style it has.
struct Shown {
    text: String,
    style: Option<Style>,
    glued: bool,
}

/// The paragraphs with the marks in them, as lines of at most `width` columns: coloured, or as `[source: The ministry]`.
pub(crate) fn lines(context: &Words, marks: &[Marked], looks: Looks, width: usize) -> Vec<String> {
    let points: Vec<char> = context.text.chars().collect();
    let mut lines = Vec::new();
    let mut at = 0;
    for paragraph in points.split(|c| *c == '\n') {
        let first = context.start as usize + at;
        lines.extend(wrapped(&words(paragraph, first, marks, looks), looks, width));
        at += paragraph.len() + 1;
    }
    lines
}

/// The words of one paragraph that begins at code point `first`.
fn words(paragraph: &[char], first: usize, marks: &[Marked], looks: Looks) -> Vec<Shown> {
    let mut shown: Vec<Shown> = Vec::new();
    let role_at = |at: usize| {
        marks.iter().find(|mark| (mark.start as usize..mark.end as usize).contains(&(first + at)))
    };
    let mut begins = true;
    let mut before: Option<Marked> = None;
    for (at, c) in paragraph.iter().enumerate() {
        let mark = role_at(at).copied();
        if mark != before {
            let closed = before.is_some() && !looks.colour;
            if let (true, Some(word)) = (closed, shown.last_mut()) {
                word.text.push(']');
            }
        }
        if c.is_whitespace() {
            begins = true;
        } else {
            let opens = mark.is_some() && mark != before_of_word(&shown, before, begins);
            if begins || mark != before {
                let style = mark.map(|mark| mark.role.style());
                let text = match mark {
                    Some(mark) if opens && !looks.colour => format!("[{}: ", mark.role.name()),
                    _ => String::new(),
                };
                shown.push(Shown { text, style, glued: !begins });
            }
            if let Some(word) = shown.last_mut() {
                word.text.push_str(&plain(&c.to_string()));
            }
            begins = false;
        }
        before = mark;
    }
    if let (true, Some(word)) = (before.is_some() && !looks.colour, shown.last_mut()) {
        word.text.push(']');
    }
    shown
}

/// The mark that the word before belongs to: a mark goes on over the space between two of its words.
fn before_of_word(shown: &[Shown], before: Option<Marked>, begins: bool) -> Option<Marked> {
    if shown.is_empty() && begins { None } else { before }
}

fn wrapped(words: &[Shown], looks: Looks, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for (at, word) in words.iter().enumerate() {
        // What is glued together is not parted: as wide as all that hangs on it.
        let rest = words.get(at + 1..).unwrap_or_default();
        let hanging: usize =
            rest.iter().take_while(|next| next.glued).map(|next| next.text.width()).sum();
        let blank = usize::from(!word.glued && used > 0);
        if !word.glued && used > 0 && used + blank + word.text.width() + hanging > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        } else if blank > 0 {
            line.push(' ');
            used += 1;
        }
        used += word.text.width();
        line.push_str(&match word.style {
            Some(style) => looks.paint(style, &word.text),
            None => word.text.clone(),
        });
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord::model::{Link, Statement};

    fn of(text: &str, part: &str) -> Words {
        let byte = text.find(part).unwrap();
        let start = text[..byte].chars().count() as u32;
        Words { start, end: start + part.chars().count() as u32, text: part.into() }
    }

    #[test]
    fn marks_the_words_in_their_paragraph() {
        let text = "Más rain.\n“We are closed,” the mayor’s office said on Tuesday.\nMore.";
        let body = StoredBody::Statement(Statement {
            chain: vec![Link { words: of(text, "the mayor’s office"), ..Link::default() }],
            cue: vec![of(text, "said")],
            content: vec![of(text, "“We are closed,”")],
            ..Statement::default()
        });
        let marks = marks(&body);
        let context = context(text, &marks).unwrap();
        let looks = Looks { width: 80, colour: false };
        let shown = lines(&context, &marks, looks, 44);
        assert_eq!(
            shown,
            ["[content: “We are closed,”] [source: the", "mayor’s office] [cue: said] on Tuesday.",]
        );
        let coloured = lines(&context, &marks, Looks { colour: true, ..looks }, 44).join(" ");
        assert!(coloured.contains("\u{1b}["), "{coloured}");
        assert!(!coloured.contains("[content:"), "{coloured}");
    }

    #[test]
    fn a_mark_inside_a_word_does_not_part_it() {
        let text = "Some (43) people";
        let marks = vec![Marked { start: 6, end: 8, role: Role::Words }];
        let context = context(text, &marks).unwrap();
        let shown = lines(&context, &marks, Looks { width: 80, colour: false }, 80);
        assert_eq!(shown, ["Some ([words: 43]) people"]);
    }

    #[test]
    fn an_offset_outside_the_text_shows_nothing() {
        let marks = vec![Marked { start: 5, end: 90, role: Role::Words }];
        assert_eq!(context("short", &marks), None);
    }
}
