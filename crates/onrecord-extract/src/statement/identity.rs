//! Who may be whom: an unnamed voice that is perhaps the named one beside it, or one of several unnamed ones before.
//!
//! Nothing is joined here: both stay on record, so that who counts voices can count them once or apart.

use std::collections::BTreeSet;

use onrecord_model::{Document, Link, SourceKind, Standing, TokenRange, Upos};
use onrecord_rules::Rules;

use super::Draft;

/// How many sentences apart two voices may stand.
const NEAR: u32 = 6;
/// No more than this many statements stand in so many sentences.
const WINDOW: usize = 30;
/// What both say shares at least this many content words, and this part of those of the shorter.
const SHARED: usize = 4;
const SHARE: f32 = 0.4;

/// Fills `possibly_same` and `part_of` of the last links.
pub(crate) fn join(doc: &Document, rules: &Rules, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        let same = namesakes(doc, rules, drafts, at);
        let whole = whole(doc, rules, drafts, at);
        if let Some(link) = drafts.get_mut(at).and_then(|d| d.statement.chain.last_mut()) {
            link.possibly_same = same;
            link.part_of = whole;
        }
    }
}

/// Named persons nearby who say much the same as the unnamed person of statement `at`.
fn namesakes(
    doc: &Document,
    rules: &Rules,
    drafts: &[Draft],
    at: usize,
) -> Vec<onrecord_model::Id> {
    let mut out = Vec::new();
    let Some(own) = drafts.get(at).filter(|d| unnamed_person(doc, rules, d)) else { return out };
    let words = content_words(doc, &own.content);
    for other in
        drafts.get(at.saturating_sub(WINDOW)..drafts.len().min(at + WINDOW)).unwrap_or_default()
    {
        let Some(link) = other.statement.chain.last() else { continue };
        let named = link.kind == SourceKind::Person && link.standing == Standing::NAMED;
        let near = own.sentence.abs_diff(other.sentence) <= NEAR;
        let Some(entity) = link.entity.as_ref().filter(|_| named && near) else { continue };
        let theirs = content_words(doc, &other.content);
        let shared = words.intersection(&theirs).count();
        let shorter = words.len().min(theirs.len());
        if shared >= SHARED && shared as f32 >= SHARE * shorter as f32 && !out.contains(entity) {
            out.push(entity.clone());
        }
    }
    out
}

/// A single voice of some role, without a name.
fn unnamed_person(doc: &Document, rules: &Rules, draft: &Draft) -> bool {
    let one = draft.source.is_some_and(|source| {
        let head = doc.tokens.get(rules.people.head_of(doc, source));
        head.is_some_and(|t| t.upos == Upos::Noun) && !is_plural(doc, rules, source)
    });
    one && draft.statement.chain.last().is_some_and(|l| {
        l.standing.is_unnamed()
            && matches!(l.kind, SourceKind::Person | SourceKind::Role)
            && l.count.is_none_or(|count| count == 1)
    })
}

/// The several unnamed voices before, of which the single one of statement `at` may be one.
fn whole(doc: &Document, rules: &Rules, drafts: &[Draft], at: usize) -> Option<onrecord_model::Id> {
    let own = drafts.get(at).filter(|d| unnamed_person(doc, rules, d))?;
    let (link, source) = (own.statement.chain.last()?, own.source?);
    let first = doc.token_text(source.start as usize).to_lowercase();
    let counted = matches!(first.as_str(), "one" | "another");
    if !counted && first != "a" && first != "an" {
        return None;
    }
    let fits = |d: &&Draft| {
        let (Some(theirs), Some(range)) = (d.statement.chain.last(), d.source) else {
            return false;
        };
        let several = theirs.count.is_some_and(|count| count > 1)
            || (counted && is_plural(doc, rules, range));
        several
            && theirs.standing.is_unnamed()
            && theirs.entity != link.entity
            && same_sort(doc, rules, source, range)
            && same_knowledge(link, theirs, counted)
    };
    let before = drafts
        .get(..at)?
        .iter()
        .rev()
        .take_while(|d| own.sentence.saturating_sub(d.sentence) <= NEAR);
    before.into_iter().find(fits)?.statement.chain.last()?.entity.clone()
}

fn is_plural(doc: &Document, rules: &Rules, range: TokenRange) -> bool {
    let head = rules.people.head_of(doc, range);
    doc.tokens.get(head).is_some_and(|t| {
        t.upos == Upos::Noun && !doc.token_text(head).eq_ignore_ascii_case(&t.lemma)
    })
}

/// Both "person" or "source", or both the same role.
fn same_sort(doc: &Document, rules: &Rules, a: TokenRange, b: TokenRange) -> bool {
    let lemma =
        |range| doc.tokens.get(rules.people.head_of(doc, range)).map(|t| t.lemma.to_lowercase());
    let (Some(a), Some(b)) = (lemma(a), lemma(b)) else { return false };
    let bare = |lemma: &str| rules.people.roles.get(lemma).is_some_and(|role| role.bare);
    a == b || (bare(&a) && bare(&b))
}

/// Do they know of the same thing ("the discussions")? One that does not tell may know anything, if it is counted.
fn same_knowledge(a: &Link, b: &Link, counted: bool) -> bool {
    match (&a.knows, &b.knows) {
        (Some(a), Some(b)) => {
            let last = |words: &str| words.split_whitespace().last().map(str::to_lowercase);
            last(a) == last(b)
        }
        _ => counted,
    }
}

fn content_words(doc: &Document, ranges: &[TokenRange]) -> BTreeSet<String> {
    let words = ranges.iter().flat_map(|r| r.range()).filter_map(|i| doc.tokens.get(i));
    words
        .filter(|t| matches!(t.upos, Upos::Noun | Upos::Propn | Upos::Verb | Upos::Adj | Upos::Num))
        .map(|t| t.lemma.to_lowercase())
        .filter(|w| w.len() > 2)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bare;
    use onrecord_model::{Id, Statement};

    /// A draft whose source and content are words of `doc`.
    fn draft(doc: &Document, source: &str, content: &str, link: Link) -> Draft {
        let range = |words: &str| {
            let text = &doc.report.text;
            let start = text.find(words).unwrap();
            let inside = |i: &usize| {
                let span = doc.tokens[*i].span;
                span.start() >= start && span.end() <= start + words.len()
            };
            let tokens: Vec<usize> = (0..doc.tokens.len()).filter(inside).collect();
            TokenRange::new(tokens[0], tokens[tokens.len() - 1] + 1)
        };
        let (source, content) = (range(source), range(content));
        Draft {
            statement: Statement { chain: vec![link], ..Statement::default() },
            source: Some(source),
            cue: None,
            content: vec![content],
            sentence: doc.tokens[content.start as usize].sentence,
        }
    }

    fn link(kind: SourceKind, standing: Standing, id: &str) -> Link {
        Link { kind, standing, entity: Some(Id::given(id.to_owned())), ..Link::default() }
    }

    const TWICE: &str = "Forty sailors left the flooded harbour after talks, an aide said. Ada Okoro said forty sailors left the flooded harbour.";

    fn joined(text: &str, drafts: impl Fn(&Document) -> Vec<Draft>) -> Vec<Link> {
        let doc = bare::document(text);
        let mut drafts = drafts(&doc);
        join(&doc, Rules::embedded().unwrap(), &mut drafts);
        drafts.iter().map(|d| d.statement.chain[0].clone()).collect()
    }

    #[test]
    fn an_unnamed_voice_may_be_the_named_one_that_says_the_same() {
        let links = joined(TWICE, |doc| {
            vec![
                draft(
                    doc,
                    "an aide",
                    "Forty sailors left the flooded harbour after talks",
                    link(SourceKind::Role, Standing::ROLE, "en_aide"),
                ),
                draft(
                    doc,
                    "Ada Okoro",
                    "forty sailors left the flooded harbour",
                    link(SourceKind::Person, Standing::NAMED, "en_ada"),
                ),
            ]
        });
        assert_eq!(links[0].possibly_same, [Id::given("en_ada".to_owned())]);
        assert!(links[1].possibly_same.is_empty());
    }

    #[test]
    fn who_says_something_else_is_left_alone() {
        let text = "The flooded harbour was shut, an aide said. Ada Okoro said nine boats had left the flooded bay.";
        let links = joined(text, |doc| {
            vec![
                draft(
                    doc,
                    "an aide",
                    "The flooded harbour was shut",
                    link(SourceKind::Role, Standing::ROLE, "en_aide"),
                ),
                draft(
                    doc,
                    "Ada Okoro",
                    "nine boats had left the flooded bay",
                    link(SourceKind::Person, Standing::NAMED, "en_ada"),
                ),
            ]
        });
        assert!(links[0].possibly_same.is_empty());
    }

    #[test]
    fn one_person_may_be_one_of_two_sources() {
        let text = "Two sources said the dock was shut. One person said it was open. A sailor said it was small.";
        let several = |id| Link { count: Some(2), ..link(SourceKind::Person, Standing::BARE, id) };
        let links = joined(text, |doc| {
            vec![
                draft(doc, "Two sources", "the dock was shut", several("en_two")),
                draft(
                    doc,
                    "One person",
                    "it was open",
                    link(SourceKind::Person, Standing::BARE, "en_one"),
                ),
                draft(
                    doc,
                    "A sailor",
                    "it was small",
                    link(SourceKind::Role, Standing::SECTOR, "en_sailor"),
                ),
            ]
        });
        assert_eq!(links[1].part_of, Some(Id::given("en_two".to_owned())));
        assert_eq!((links[0].part_of.as_ref(), links[2].part_of.as_ref()), (None, None));
    }
}
