//! One name, one kind: a report that writes "Acumen" five times means one thing by it ("one sense per discourse": Gale, Church
//! and Yarowsky 1992), so a name that is read as two kinds takes the one that more than half of its mentions have.

use std::collections::BTreeMap;

use onrecord_model::{Document, Mention, MentionKind};

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

/// Gives every name of `doc` the kind that most of its mentions have.
pub(crate) fn settle(doc: &mut Document) {
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
    for (mention, key) in doc.mentions.iter_mut().zip(&keys) {
        let kind = counts.get(key.as_str()).and_then(most);
        if let Some(kind) = kind.filter(|_| KINDS.contains(&mention.kind)) {
            mention.kind = kind;
        }
    }
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
    use onrecord_model::{CorefReason, Report, Span, Token, TokenRange};

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
        settle(&mut doc);
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
