//! How the report ties one event to another: by words between them.

use onrecord_model::{Relation, TokenRange};
use onrecord_rules::{Govern, Rules};

use super::syntax::Syntax;

/// A tie between two events, by number.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tie {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) how: String,
    pub(crate) words: TokenRange,
}

/// Every tie between the events at the tokens `heads`, which are in text order; in text order.
pub(crate) fn ties(syntax: &Syntax<'_>, rules: &Rules, heads: &[usize]) -> Vec<Tie> {
    let mut found: Vec<Tie> = Vec::new();
    let mut first = 0;
    for sentence in &syntax.doc.sentences {
        while heads.get(first).is_some_and(|&head| head < sentence.start as usize) {
            first += 1;
        }
        let here = heads.iter().skip(first);
        let count = here.take_while(|&&head| head < sentence.end as usize).count();
        if count < 2 {
            continue;
        }
        let here = first..first + count;
        let mut told: Vec<Tie> = Vec::new();
        for (phrase, words) in rules.events.ties.find_all(syntax.doc, *sentence) {
            if let Some((from, to)) = ends(syntax, heads, here.clone(), words) {
                told.push(Tie { from, to, how: phrase.tells.clone(), words });
            }
        }
        told.extend(here.clone().filter_map(|n| purpose(syntax, rules, heads, here.clone(), n)));
        for tie in told {
            let pair = |t: &Tie| (t.from, t.to) == (tie.from, tie.to);
            if tie.from != tie.to && !found.iter().rev().take(count * count).any(pair) {
                found.push(tie);
            }
        }
    }
    found
}

/// "met to discuss", "talks to reduce": an infinitive that hangs on an event tells what it is for, also where it only helps
/// what it is for ("sent troops to help free them").
fn purpose(
    syntax: &Syntax<'_>,
    rules: &Rules,
    heads: &[usize],
    here: std::ops::Range<usize>,
    to: usize,
) -> Option<Tie> {
    let head = *heads.get(to)?;
    let complements = [Relation::Xcomp, Relation::Ccomp];
    if helps(syntax, rules, head) && syntax.child(head, &complements).is_some() {
        return None;
    }
    let mut top = head;
    for _ in 0..3 {
        let complement = complements.contains(&syntax.relation(top));
        let up = syntax.head(top).filter(|&up| complement && helps(syntax, rules, up));
        let Some(up) = up else { break };
        top = up;
    }
    let aim = matches!(syntax.relation(top), Relation::Acl | Relation::Advcl);
    let marks = &rules.events.status.purposes;
    let mark = syntax.children(top).find(|&child| {
        syntax.relation(child) == Relation::Mark && marks.contains(syntax.words.word(child))
    });
    let mark = mark.filter(|&mark| aim && mark < top)?;
    let governor = syntax.head(top)?;
    let find = |fits: &dyn Fn(usize) -> bool| {
        here.clone().find(|&n| n != to && heads.get(n).is_some_and(|&event| fits(event)))
    };
    let own = find(&|event| event == governor);
    let hung = |event: usize, by: &[Relation]| {
        event < mark && syntax.head(event) == Some(governor) && by.contains(&syntax.relation(event))
    };
    // "launched an appeal to help": a light verb says no more than that its object is done.
    let light = rules.events.light.contains(syntax.lemma(governor));
    let from = if light {
        find(&|event| hung(event, &[Relation::Obj, Relation::Obl])).or(own)
    } else {
        own.or_else(|| find(&|event| hung(event, &[Relation::Obj])))
    };
    let words = TokenRange::new(mark, mark + 1);
    from.map(|from| Tie { from, to, how: "purpose".to_owned(), words })
}

/// Does the verb only help or try to bring about what its complement tells ("help", "try", "allow")?
fn helps(syntax: &Syntax<'_>, rules: &Rules, verb: usize) -> bool {
    let lemma = syntax.lemma(verb);
    let status = &rules.events.status;
    status.fulfilled.contains(lemma) || status.given_by(lemma, Govern::Clause).is_some()
}

/// The event that the words hang on, and the one behind them.
fn ends(
    syntax: &Syntax<'_>,
    heads: &[usize],
    here: std::ops::Range<usize>,
    words: TokenRange,
) -> Option<(usize, usize)> {
    let heads = |n: &usize| heads.get(*n).copied();
    let past = |n: &usize| heads(n).is_some_and(|h| h >= words.end as usize);
    let within = |n: &usize| heads(n).is_some_and(|h| words.contains(h));
    let behind = here.clone().find(past).or_else(|| here.clone().find(within))?;
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
