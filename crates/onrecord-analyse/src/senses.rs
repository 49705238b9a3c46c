//! One name, one kind: a report that writes "Acumen" five times means one thing by it ("one sense per discourse": Gale, Church
//! and Yarowsky 1992), so a name that is read as two kinds takes the one that more than half of its mentions have.

use std::collections::BTreeMap;

use onrecord_model::{Document, Mention, MentionKind, TokenRange, Upos};
use onrecord_rules::Rules;

/// Kinds that a name may be mistaken for, and their places in a count.
const KINDS: [MentionKind; 5] = [
    MentionKind::Person,
    MentionKind::Organisation,
    MentionKind::Place,
    MentionKind::Group,
    MentionKind::Facility,
];

/// How often a name was read as each of [`KINDS`], and as anything else.
type Count = [usize; 6];

/// Gives every name of `doc` the kind that its own words tell, else the one that most of its mentions have.
pub(crate) fn settle(doc: &mut Document, rules: &Rules) {
    let keys: Vec<String> =
        doc.mentions.iter().map(|m| doc.bare_words(m.range).to_lowercase()).collect();
    let mut counts: BTreeMap<&str, Count> = BTreeMap::new();
    for (key, mention) in keys.iter().zip(&doc.mentions) {
        if let Some(count) = counts.entry(key).or_default().get_mut(column(mention.kind)) {
            *count += 1;
        }
    }
    for (name, letters) in abbreviated(doc) {
        let (Some(name), Some(letters)) = (keys.get(name), keys.get(letters)) else { continue };
        let (mut sum, more) = (counts.get(name.as_str()).copied(), counts.get(letters.as_str()));
        for (one, other) in sum.iter_mut().flatten().zip(more.into_iter().flatten()) {
            *one += other;
        }
        if let Some(sum) = sum {
            counts.insert(name, sum);
            counts.insert(letters, sum);
        }
    }
    let languages: Vec<bool> = doc.mentions.iter().map(|m| is_language(doc, rules, m)).collect();
    let called = called(doc, rules);
    for (mention, key) in doc.mentions.iter_mut().zip(&keys) {
        let told = called.get(key).copied().or_else(|| is_outlet(key, rules).then_some(OUTLET));
        let kind = told.or_else(|| counts.get(key.as_str()).and_then(most));
        if let Some(kind) = kind.filter(|_| KINDS.contains(&mention.kind)) {
            mention.kind = kind;
        }
    }
    for (mention, language) in doc.mentions.iter_mut().zip(languages) {
        if language {
            mention.kind = MentionKind::Work;
        }
    }
}

/// What a publisher is.
const OUTLET: MentionKind = MentionKind::Organisation;

/// Is it the name of a publisher, written as one word ("Tarnnews")?
fn is_outlet(key: &str, rules: &Rules) -> bool {
    let ends = |ending: &String| key.len() > ending.len() + 1 && key.ends_with(ending);
    !key.contains(' ') && rules.people.outlet_endings.iter().any(ends)
}

/// What the word before a name says that it is: "Hurricane Ada" is a storm, and so is "Ada" from then on; "the shuttle Merlin" is
/// a vessel.
fn called(doc: &Document, rules: &Rules) -> BTreeMap<String, MentionKind> {
    let people = &rules.people;
    let capital = |at: usize| doc.token_text(at).starts_with(char::is_uppercase);
    let key = |from: usize, to: usize| doc.bare_words(TokenRange::new(from, to)).to_lowercase();
    let mut out = BTreeMap::new();
    for (at, token) in doc.tokens.iter().enumerate() {
        // "to ferry Norlanders" names nothing.
        if token.upos == Upos::Verb || !capital(at + 1) {
            continue;
        }
        let word = doc.token_text(at).to_lowercase();
        if people.storms.contains(&word) && capital(at) {
            out.insert(key(at, at + 2), MentionKind::Event);
            out.insert(key(at + 1, at + 2), MentionKind::Event);
        } else if people.vessels.contains(&word)
            && let Some(name) = vessel(doc, at + 1, capital(at))
        {
            let (start, end) = (name.start as usize, name.end as usize);
            out.insert(key(start.min(at), end), MentionKind::Product);
            out.insert(key(at, end), MentionKind::Product);
            // "MV Ada Okoro" has the name of somebody, who may be told of too.
            let first = doc.token_text(at + 1).to_lowercase();
            if end == at + 2 || !people.given_names.contains_key(&first) {
                out.insert(key(at + 1, end), MentionKind::Product);
            }
        }
    }
    out
}

/// The mention in which the name stands that begins at `from` and may be a vessel's: it was read as somebody's, and not as a people's;
/// as a place's only where the word before it is part of the name ("Shuttle Tarn").
fn vessel(doc: &Document, from: usize, titled: bool) -> Option<TokenRange> {
    use MentionKind::{Facility, Organisation, Person, Place, Product};
    let here = doc.mentions.partition_point(|mention| (mention.range.end as usize) <= from);
    let mention = doc.mentions.get(here).filter(|mention| mention.range.start as usize <= from)?;
    let may = matches!(mention.kind, Facility | Organisation | Person | Product);
    (may || titled && mention.kind == Place).then_some(mention.range)
}

/// "in English", "speaks Norlandic": a language, and nobody.
fn is_language(doc: &Document, rules: &Rules, mention: &Mention) -> bool {
    if mention.kind != MentionKind::Group || mention.range.len() != 1 {
        return false;
    }
    let (start, end) = (mention.range.start as usize, mention.range.end as usize);
    let before = start.checked_sub(1).map(|at| doc.token_text(at).to_lowercase());
    let led = before.is_some_and(|word| rules.people.spoken.contains(&word));
    let last = |at: usize| {
        let next = doc.tokens.get(at).map(|token| token.upos);
        !next.is_some_and(|upos| matches!(upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num))
            && doc.token_text(at) != "-"
    };
    let bare = !doc.token_text(start).ends_with('s');
    led && bare && last(end)
}

fn column(kind: MentionKind) -> usize {
    KINDS.iter().position(|one| *one == kind).unwrap_or(KINDS.len())
}

/// The kind that more than half have.
fn most(count: &Count) -> Option<MentionKind> {
    let all: usize = count.iter().sum();
    let best = count.iter().position(|n| 2 * n > all)?;
    KINDS.get(best).copied()
}

/// "National Dam Authority (NDA)": the name and the letters in brackets behind it are of one kind.
fn abbreviated(doc: &Document) -> Vec<(usize, usize)> {
    let is = |at: u32, mark: &str| doc.token_text(at as usize) == mark;
    let pair = |(at, pair): (usize, &[Mention])| {
        let [name, letters] = pair else { return None };
        let (open, close) = (name.range.end, letters.range.end);
        let beside = is(open, "(") && letters.range.start == open + 1 && is(close, ")");
        let upper = doc.bare_words(letters.range).chars().all(|c| !c.is_lowercase());
        let named = KINDS.contains(&name.kind) && KINDS.contains(&letters.kind);
        (beside && upper && named).then_some((at, at + 1))
    };
    doc.mentions.windows(2).enumerate().filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use onrecord_model::{CorefReason, Report, Span, Token};

    /// Kinds of the names of `text` after settling; `names` gives each its first word, its words and the kind as read.
    fn settled(text: &str, names: &[(usize, usize, MentionKind)]) -> Vec<MentionKind> {
        let mut doc = Document {
            report: Report { text: text.into(), ..Report::default() },
            ..Document::default()
        };
        let mut at = 0;
        for word in text.split(' ') {
            let span = Span::of(text, at, at + word.len()).unwrap();
            doc.tokens.push(Token { span, ..Token::default() });
            at += word.len() + 1;
        }
        let mention = |&(start, words, kind): &(usize, usize, MentionKind)| Mention {
            range: TokenRange::new(start, start + words),
            kind,
            entity: None,
            reason: CorefReason::Itself,
        };
        doc.mentions = names.iter().map(mention).collect();
        settle(&mut doc, Rules::embedded().unwrap());
        doc.mentions.iter().map(|m| m.kind).collect()
    }

    #[test]
    fn a_name_is_what_most_of_its_mentions_are() {
        use MentionKind::{Organisation as O, Person as P};
        let text = "Kelda paid . Kelda said so . KELDA left";
        assert_eq!(settled(text, &[(0, 1, O), (3, 1, P), (7, 1, O)]), [O, O, O]);
        let text = "Dam Office ( DO ) paid ; DO left ; DO came";
        assert_eq!(settled(text, &[(0, 2, O), (3, 1, P), (7, 1, O), (10, 1, O)]), [O, O, O, O]);
    }

    #[test]
    fn the_word_before_a_name_says_what_it_is() {
        use MentionKind::{Event as E, Organisation as O, Person as P, Product as X};
        let text = "Hurricane Ada hit Sund ; Ada will weaken";
        assert_eq!(settled(text, &[(0, 2, P), (5, 1, P)]), [E, E]);
        let text = "the shuttle Merlin flew ; Merlin landed";
        assert_eq!(settled(text, &[(2, 1, O), (5, 1, P)]), [X, X]);
        assert_eq!(
            settled("the ship Norlanders boarded", &[(2, 1, MentionKind::Group)]),
            [MentionKind::Group]
        );
        let text = "the ship Ada Okoro bears the name of Ada Okoro";
        assert_eq!(settled(text, &[(2, 2, O), (8, 2, P)]), [O, P]);
        let text = "a letter in Norlandic ; the Norlandic army";
        assert_eq!(settled(text, &[(3, 1, MentionKind::Group)]), [MentionKind::Work]);
        assert_eq!(settled("Tarnnews asked Ada", &[(0, 1, P), (2, 1, P)]), [O, P]);
    }

    #[test]
    fn what_is_open_stays_as_read() {
        use MentionKind::{Date as D, Organisation as O, Person as P};
        assert_eq!(settled("Kelda paid . Kelda said so", &[(0, 1, O), (3, 1, P)]), [O, P]);
        assert_eq!(
            settled("May came . May left . May", &[(0, 1, D), (3, 1, D), (6, 1, P)]),
            [D, D, P]
        );
        assert_eq!(settled("Dam Office ( Kelda ) left", &[(0, 2, O), (3, 1, P)]), [O, P]);
    }
}
