//! How the report ties one event to another: by words between them.

use onrecord_model::{Relation, TokenRange};
use onrecord_rules::Rules;

use super::Draft;
use super::syntax::Syntax;

/// A tie between two drafts, by number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tie {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) how: String,
    pub(crate) words: TokenRange,
}

/// Every tie of a document, in text order.
pub(crate) fn ties(syntax: &Syntax<'_>, rules: &Rules, drafts: &[Draft<'_>]) -> Vec<Tie> {
    let mut found: Vec<Tie> = Vec::new();
    let mut first = 0;
    for sentence in &syntax.doc.sentences {
        while drafts.get(first).is_some_and(|d| d.trigger.range.start < sentence.start) {
            first += 1;
        }
        let here = drafts.iter().skip(first);
        let count = here.take_while(|d| d.trigger.range.start < sentence.end).count();
        if count < 2 {
            continue;
        }
        let here = first..first + count;
        let mut told: Vec<Tie> = Vec::new();
        for (phrase, words) in rules.events.ties.find_all(syntax.doc, *sentence) {
            if let Some((from, to)) = ends(syntax, drafts, here.clone(), words) {
                told.push(Tie { from, to, how: phrase.tells.clone(), words });
            }
        }
        told.extend(here.clone().filter_map(|n| purpose(syntax, rules, drafts, here.clone(), n)));
        for tie in told {
            let pair = |t: &Tie| (t.from, t.to) == (tie.from, tie.to);
            if tie.from != tie.to && !found.iter().rev().take(count * count).any(pair) {
                found.push(tie);
            }
        }
    }
    found
}

/// "met to discuss", "talks to reduce": an infinitive that hangs on an event tells what it is for.
fn purpose(
    syntax: &Syntax<'_>,
    rules: &Rules,
    drafts: &[Draft<'_>],
    here: std::ops::Range<usize>,
    to: usize,
) -> Option<Tie> {
    let head = drafts.get(to)?.trigger.head;
    let aim = matches!(syntax.relation(head), Relation::Acl | Relation::Advcl);
    let marks = &rules.events.status.purposes;
    let mark = syntax.children(head).find(|&child| {
        syntax.relation(child) == Relation::Mark && marks.contains(syntax.words.word(child))
    });
    let mark = mark.filter(|&mark| aim && mark < head)?;
    let governor = syntax.head(head)?;
    let at = |n: &usize| {
        drafts.get(*n).is_some_and(|d| {
            let object = syntax.relation(d.trigger.head) == Relation::Obj;
            d.trigger.head == governor || object && syntax.head(d.trigger.head) == Some(governor)
        })
    };
    let from = here.clone().filter(|n| *n != to).find(at)?;
    let words = TokenRange::new(mark, mark + 1);
    Some(Tie { from, to, how: "purpose".to_owned(), words })
}

/// The event that the words hang on, and the one behind them.
fn ends(
    syntax: &Syntax<'_>,
    drafts: &[Draft<'_>],
    here: std::ops::Range<usize>,
    words: TokenRange,
) -> Option<(usize, usize)> {
    let heads = |n: &usize| drafts.get(*n).map(|d| d.trigger.head);
    let behind = here
        .clone()
        .find(|n| heads(n).is_some_and(|h| h >= words.end as usize || words.contains(h)))?;
    let to = heads(&behind)?;
    // Up from the clause of the words to an event that governs it.
    let mut at = to;
    for _ in 0..8 {
        let Some(up) = syntax.head(at) else { break };
        if syntax.relation(at) == Relation::Parataxis {
            break;
        }
        at = up;
        let outside = !(words.start as usize..=to).contains(&at) || at < words.start as usize;
        if let Some(from) =
            here.clone().find(|n| heads(n) == Some(at)).filter(|n| *n != behind && outside)
        {
            return Some((from, behind));
        }
        // "carried out an attack in response": the event is the object of the verb above.
        let of_verb = here.clone().rev().find(|n| {
            *n != behind
                && heads(n).is_some_and(|h| h < words.start as usize && syntax.head(h) == Some(at))
        });
        if let Some(from) = of_verb {
            return Some((from, behind));
        }
    }
    let before = here.rev().find(|n| heads(n).is_some_and(|h| h < words.start as usize))?;
    Some((before, behind))
}
