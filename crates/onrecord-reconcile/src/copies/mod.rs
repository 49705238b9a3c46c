//! Which reports are one text, and which passages stand in several: in go texts, out come groups.
//!
//! A copy is a report most of whose words stand in another in the same order, give or take single words, credit lines, order
//! of paragraphs and length. The cost grows with the number of reports: texts meet only where they share a fingerprint, and
//! where very many share one, each meets only a few of them. What comes out does not depend on the order of the texts.

mod candidates;
mod wording;

use onrecord_model::Span;

use wording::Wording;

/// Share of the shorter text's words that must stand in the other in rows of five or more: a copy whose words are swapped
/// throughout, or to which as much again was added, keeps two fifths; two reports on one event that share a
/// quotation, or come from one form ("A source at the command told ..."), stay below a third.
const LEAST_SHARE: f32 = 0.375;
/// The same outside quotation marks, where two reporters write down one speech and little else.
const LEAST_UNQUOTED: f32 = 0.3;
/// Fewer words in common make no copy: "police said on Monday that" is nobody's own.
const LEAST_WORDS: usize = 12;
/// Words in a row that make a passage.
const PASSAGE: usize = 10;

/// A text that may be a copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CopyText<'a> {
    /// What it goes by; orders what comes out. The same name twice is two texts.
    pub name: &'a str,
    /// The text.
    pub text: &'a str,
    /// When it was published, ISO 8601; decides which is the origin.
    pub published: Option<&'a str>,
}

/// Two or more texts that are one.
#[derive(Clone, Debug, PartialEq)]
pub struct CopyGroup {
    /// Their numbers in the list that was given, by name.
    pub members: Vec<usize>,
    /// The earliest published of them, where one is.
    pub origin: Option<usize>,
    /// The least share of words, 0 to 1, that a member has in common with the one it was joined to.
    pub least_share: f32,
}

/// The groups of texts that are one text, by the name of their first member.
pub fn copies(texts: &[CopyText<'_>]) -> Vec<CopyGroup> {
    let mut order: Vec<usize> = (0..texts.len()).collect();
    order.sort_by_key(|at| texts.get(*at));
    let wordings: Vec<Wording> =
        order.iter().map(|at| Wording::of(texts.get(*at).map_or("", |text| text.text))).collect();
    let mut links: Vec<Link> = candidates::pairs(&wordings)
        .into_iter()
        .filter_map(|(one, other)| Link::between(&wordings, one, other))
        .collect();
    links.sort_by(|a, b| {
        b.words
            .cmp(&a.words)
            .then(b.share.total_cmp(&a.share))
            .then((a.one, a.other).cmp(&(b.one, b.other)))
    });
    let mut groups = Groups::new(wordings.len());
    for link in &links {
        groups.join(&wordings, link);
    }
    let mut found: Vec<CopyGroup> = groups
        .members
        .into_iter()
        .zip(groups.least_share)
        .filter(|(members, _)| members.len() > 1)
        .map(|(mut members, least_share)| {
            members.sort_unstable();
            let members: Vec<usize> =
                members.iter().filter_map(|at| order.get(*at).copied()).collect();
            CopyGroup { origin: earliest(texts, &members), members, least_share }
        })
        .collect();
    found.sort_by_key(|group| {
        let first = group.members.first().copied();
        (first.and_then(|at| texts.get(at)), first)
    });
    found
}

/// The one that was published before all others of which that is known; `None` where two were at once.
fn earliest(texts: &[CopyText<'_>], members: &[usize]) -> Option<usize> {
    let mut dated: Vec<(&str, usize)> =
        members.iter().filter_map(|at| Some((texts.get(*at)?.published?, *at))).collect();
    dated.sort_unstable();
    match dated.as_slice() {
        [(first, at), (second, _), ..] if !second.starts_with(first) => Some(*at),
        [(_, at)] => Some(*at),
        _ => None,
    }
}

impl PartialOrd for CopyText<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for CopyText<'_> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.name, self.text, self.published).cmp(&(other.name, other.text, other.published))
    }
}

/// How far two texts are one, 0 to 1: the share of the shorter one's words that stand in the other in rows of five or more.
pub fn likeness(one: &str, other: &str) -> f32 {
    let (one, other) = (Wording::of(one), Wording::of(other));
    let (shorter, longer) = by_length(&one, &other);
    shorter.shared_with(longer).share()
}

/// The passages of `text`, in bytes, that stand in `other` word for word: ten words and more in a row, which no two writers hit upon
/// by themselves.
pub fn passages(text: &str, other: &str) -> Vec<Span> {
    let words = wording::words(text);
    Wording::made_of(&words).shared_with(&Wording::of(other)).passages(&words, PASSAGE)
}

/// What a text is filed under, so that texts that share a row of words meet.
pub(crate) fn fingerprints(text: &str) -> Vec<u64> {
    Wording::of(text).fingerprints()
}

fn by_length<'a>(one: &'a Wording, other: &'a Wording) -> (&'a Wording, &'a Wording) {
    if one.len() <= other.len() { (one, other) } else { (other, one) }
}

/// Two texts of which the shorter is mostly in the longer.
#[derive(Debug)]
struct Link {
    one: usize,
    other: usize,
    words: usize,
    share: f32,
}

impl Link {
    fn between(wordings: &[Wording], one: usize, other: usize) -> Option<Link> {
        let (shorter, longer) = by_length(wordings.get(one)?, wordings.get(other)?);
        let shared = shorter.shared_with(longer);
        let (words, share) = (shared.words(), shared.share());
        let is_copy = words >= LEAST_WORDS
            && share >= LEAST_SHARE
            && shared.unquoted_share() >= LEAST_UNQUOTED;
        is_copy.then_some(Link { one, other, words, share })
    }
}

/// Groups that grow by links, the strongest first.
#[derive(Debug)]
struct Groups {
    /// The group of each text.
    of: Vec<usize>,
    members: Vec<Vec<usize>>,
    /// The shortest member, and the least share of a link inside.
    shortest: Vec<usize>,
    least_share: Vec<f32>,
}

impl Groups {
    fn new(texts: usize) -> Groups {
        Groups {
            of: (0..texts).collect(),
            members: (0..texts).map(|text| vec![text]).collect(),
            shortest: (0..texts).collect(),
            least_share: vec![1.0; texts],
        }
    }

    /// Makes one group of the two that a link ties, if their shortest members are one text, too: a round-up that holds two
    /// stories whole is a copy of one of them, and no bridge between them.
    fn join(&mut self, wordings: &[Wording], link: &Link) -> Option<()> {
        let one = *self.of.get(link.one)?;
        let other = *self.of.get(link.other)?;
        if one == other {
            return None;
        }
        let shortest = (*self.shortest.get(one)?, *self.shortest.get(other)?);
        if shortest != (link.one, link.other) {
            Link::between(wordings, shortest.0, shortest.1)?;
        }
        let (into, from) = if self.members.get(one)?.len() >= self.members.get(other)?.len() {
            (one, other)
        } else {
            (other, one)
        };
        let moved = std::mem::take(self.members.get_mut(from)?);
        for text in &moved {
            *self.of.get_mut(*text)? = into;
        }
        self.members.get_mut(into)?.extend(moved);
        let length = |at: usize| wordings.get(at).map_or(0, Wording::len);
        let (a, b) = shortest;
        *self.shortest.get_mut(into)? = if (length(a), a) <= (length(b), b) { a } else { b };
        let least = self.least_share.get(one)?.min(*self.least_share.get(other)?).min(link.share);
        *self.least_share.get_mut(into)? = least;
        Some(())
    }
}

#[cfg(test)]
mod tests;
