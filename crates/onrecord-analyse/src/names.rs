//! What the words of a mention tell: its bare name, its head, its number and gender, and which names can be one person's.

use onrecord_model::{Document, Mention, MentionKind, TokenRange, Upos};
use onrecord_rules::Rules;

/// The words of a mention without article and possessive, and of a person's name without the title before it.
pub(crate) fn bare_name(doc: &Document, rules: &Rules, mention: &Mention) -> String {
    let range = mention.range;
    let title = |i: usize| {
        let word = doc.token_text(i).trim_end_matches('.').to_lowercase();
        mention.kind == MentionKind::Person && rules.people.titles.contains(&word)
    };
    // "one diplomat", but "one of them"
    let one = |i: usize| {
        doc.token_text(i).eq_ignore_ascii_case("one")
            && !doc.token_text(i + 1).eq_ignore_ascii_case("of")
    };
    // "neither the army": the word tells of what they did not, and is no part of who they are; "neither the army nor the rebels"
    // are two.
    let two = || range.range().any(|i| doc.token_text(i).eq_ignore_ascii_case("nor"));
    let nobody = |i: usize| {
        mention.kind == MentionKind::Description
            && rules.people.nobody.contains(&doc.token_text(i).to_lowercase())
            && !two()
    };
    let mut end = uncut(doc, mention).end as usize;
    // "Harbour Watch a local group": without its comma a name was tagged with the article behind it.
    let article = |i: usize| matches!(&*doc.token_text(i).to_lowercase(), "a" | "an" | "the");
    while mention.kind != MentionKind::Description
        && end > range.start as usize + 1
        && article(end - 1)
    {
        end -= 1;
    }
    let mut start = range.start as usize;
    while start + 1 < range.end as usize && (title(start) || one(start) || nobody(start)) {
        start += 1;
    }
    let range = TokenRange::new(start, end.max(start + 1));
    let described = mention.kind == MentionKind::Description;
    let words =
        if described { rules.people.short_description(doc, range) } else { doc.bare_words(range) };
    words.trim_end_matches(',').to_owned()
}

/// A body's name that was cut off at a possessive ("Office of Norland" of "the Office of Norland's Prime Minister") goes to
/// the end of its noun phrase.
fn uncut(doc: &Document, mention: &Mention) -> TokenRange {
    let range = mention.range;
    let possessive = matches!(doc.token_text(range.end as usize), "'s" | "’s");
    if mention.kind != MentionKind::Organisation || !possessive {
        return range;
    }
    let phrase = doc.noun_phrase(doc.head_of(range));
    if phrase.covers(range) && phrase.end > range.end + 1 { phrase } else { range }
}

pub(crate) fn head_lemma(doc: &Document, rules: &Rules, range: TokenRange) -> String {
    doc.tokens
        .get(rules.people.head_of(doc, range))
        .map_or_else(String::new, |t| t.lemma.to_lowercase())
}

pub(crate) fn is_several(doc: &Document, range: TokenRange) -> bool {
    let head = doc.head_of(range);
    let plural = |i: usize| {
        doc.tokens.get(i).is_some_and(|t| {
            t.upos == Upos::Noun
                && !t.lemma.is_empty()
                && !doc.token_text(i).eq_ignore_ascii_case(&t.lemma)
        })
    };
    plural(head) || matches!(doc.token_text(head).to_lowercase().as_str(), "they" | "people")
}

/// Role nouns that stand right before or behind a name ("the spokesperson", "deputy minister").
pub(crate) fn role_words(doc: &Document, rules: &Rules, name: TokenRange) -> Vec<String> {
    let sentence = doc.sentence_of(name.start as usize);
    let from = (name.start as usize).saturating_sub(6).max(sentence.start as usize);
    let to = (name.end as usize + 6).min(sentence.end as usize);
    let mut out = Vec::new();
    for i in (from..name.start as usize).rev() {
        let Some(token) = doc.tokens.get(i) else { break };
        if !matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Det) {
            break;
        }
        push_role(doc, rules, i, &mut out);
    }
    if doc.token_text(name.end as usize) == "," {
        for i in name.end as usize + 1..to {
            let Some(token) = doc.tokens.get(i) else { break };
            if token.upos == Upos::Punct || token.upos == Upos::Verb {
                break;
            }
            push_role(doc, rules, i, &mut out);
        }
    }
    out
}

pub(crate) fn push_role(doc: &Document, rules: &Rules, token: usize, out: &mut Vec<String>) {
    let lemma = doc.tokens.get(token).map_or_else(String::new, |t| t.lemma.to_lowercase());
    let called = rules.people.called.get(lemma.trim_end_matches('.')).cloned().unwrap_or_default();
    let own = rules.people.roles.contains_key(&lemma).then_some(lemma);
    for role in own.into_iter().chain(called) {
        if !out.contains(&role) {
            out.push(role);
        }
    }
}

/// Roles behind a name with the definite article and nothing more: ", the spokesperson,".
pub(crate) fn definite_roles(doc: &Document, rules: &Rules, name: TokenRange) -> Vec<String> {
    let end = name.end as usize;
    let word = |i: usize| doc.token_text(i);
    let mut out = Vec::new();
    if word(end) == ","
        && word(end + 1).eq_ignore_ascii_case("the")
        && matches!(word(end + 3), "," | "." | "said")
    {
        push_role(doc, rules, end + 2, &mut out);
    }
    out
}

pub(crate) fn gender(doc: &Document, rules: &Rules, mention: &Mention) -> Option<char> {
    let people = &rules.people;
    let before = (mention.range.start as usize).saturating_sub(1);
    let title = doc.token_text(before).trim_end_matches('.').to_lowercase();
    let told = |word: &str| people.gender.get(word).copied();
    let words: Vec<String> = mention
        .range
        .range()
        .map(|i| doc.token_text(i).trim_end_matches('.').to_lowercase())
        .collect();
    // "her uncle" is no woman.
    let first = doc.tokens.get(mention.range.start as usize);
    let owned = words.len() > 1 && first.is_some_and(|token| token.upos == Upos::Pron);
    let by_word = words.iter().skip(usize::from(owned)).find_map(|w| told(w));
    match mention.kind {
        MentionKind::Person => told(&title)
            .or(by_word)
            .or_else(|| words.first().and_then(|w| people.given_names.get(w).copied())),
        MentionKind::Pronoun | MentionKind::Description => by_word,
        _ => None,
    }
}

/// Are two genders both known, and not the same?
pub(crate) fn clash(one: Option<char>, other: Option<char>) -> bool {
    one.is_some() && other.is_some() && one != other
}

/// The words of a person's name in lower case, without the article that a part of it may begin with ("al-Hamri", "Hamri").
pub(crate) fn name_words(rules: &Rules, name: &str) -> Vec<String> {
    let articles = &rules.people.name_articles;
    let bare = |word: &str| {
        let word = word.to_lowercase();
        let rest = articles.iter().find_map(|article| word.strip_prefix(article.as_str()));
        rest.filter(|rest| rest.len() > 1).map(str::to_owned).unwrap_or(word)
    };
    name.split_whitespace().map(bare).collect()
}

/// Are these the words of shorter and longer ways to write one person?
pub(crate) fn same_person(words: &[String], other: &[String]) -> bool {
    let (short, long) = if words.len() <= other.len() { (words, other) } else { (other, words) };
    match short {
        [] => false,
        [one] => long.last() == Some(one) || (long.len() > 1 && long.first() == Some(one)),
        [first, .., last] => {
            (long.first() == Some(first) && long.last() == Some(last)) || long.ends_with(short)
        }
    }
}

/// Is `letters` made of the first letters of the capitalised words of `name`?
pub(crate) fn is_initials(letters: &str, name: &str) -> bool {
    let upper =
        letters.chars().count() >= 2 && letters.chars().all(|c| c.is_uppercase() || c.is_numeric());
    let initials = initials_of(name);
    upper && initials.chars().count() >= 2 && initials == letters
}

/// The first letters of the capitalised words of a name ("NDA" of "National Dam Authority"); of an abbreviation itself
/// ("N.D.A.", "NDA") its letters.
pub(crate) fn initials_of(name: &str) -> String {
    let words = || name.split(|c: char| c.is_whitespace() || c == '-').filter(|w| !w.is_empty());
    if words().count() == 1 {
        return name.chars().filter(|c| c.is_alphanumeric()).collect();
    }
    words().filter_map(|w| w.chars().next()).filter(|c| c.is_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_and_full_names() {
        let words = |s: &str| name_words(Rules::embedded().unwrap(), s);
        for (a, b) in [
            ("Okoro", "Ada Okoro"),
            ("Ada B. Okoro", "Ada Okoro"),
            ("Ada", "Ada Okoro"),
            ("bin Okoro", "Ada bin Okoro"),
            ("Okoro", "Ada al-Okoro"),
            ("al-Okoro", "Ada Okoro"),
        ] {
            assert!(same_person(&words(a), &words(b)), "{a} / {b}");
        }
        for (a, b) in
            [("Okoro", "Okoro Bay"), ("Ben Okoro", "Ada Okoro"), ("Ada Ilic", "Ada Okoro")]
        {
            assert!(!same_person(&words(a), &words(b)) || a == "Okoro", "{a} / {b}");
        }
    }

    #[test]
    fn initials() {
        assert!(is_initials("NDA", "National Dam Authority"));
        assert!(is_initials("MSF", "Medecins Sans Frontieres"));
        for (letters, name) in
            [("NDA", "National Authority"), ("Nda", "National Dam Authority"), ("A", "Army")]
        {
            assert!(!is_initials(letters, name), "{letters} / {name}");
        }
    }
}
