//! A report's text with its layers: words, sentences, paragraphs, quotation, syntax, names, attributions.

use crate::{CharIndex, EntityKind, Report, Span, WordKey, Words};

/// A report with everything that `analyse` saw in its text. Layers are added, none rewrites another.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The report.
    pub report: Report,
    /// Code points before a byte of its text.
    pub chars: CharIndex,
    /// The report's title, read by itself, where it names a number and the text does not open with it: what the text leaves
    /// out may be told there. Its spans are the title's.
    pub headline: Option<Box<Document>>,
    /// Words, in text order.
    pub tokens: Vec<Token>,
    /// Sentences: they part the tokens without gaps.
    pub sentences: Vec<TokenRange>,
    /// Paragraphs: they part the tokens without gaps.
    pub paragraphs: Vec<TokenRange>,
    /// Attributions as the reader tagged and linked them, in text order of their cue.
    pub attributions: Vec<Attribution>,
    /// Names, times and numbers as the reader tagged them; pronouns and descriptions that coreference added.
    pub mentions: Vec<Mention>,
    /// What the mentions name.
    pub entities: Vec<NamedEntity>,
    /// Words that name an event, as the reader sees it, in text order: those with a score of [`EventMention::LEAST`] or more.
    pub events: Vec<EventMention>,
    /// Name and version of the reader that made the layers.
    pub reader: String,
    /// The layers that are filled.
    pub layers: Vec<Layer>,
    /// What could not be read.
    pub notices: Vec<(Span, String)>,
}

/// A layer that `analyse` fills and an extractor may need.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Words, sentences, paragraphs, quotation.
    Words,
    /// Part of speech, heads, relations, lemmas.
    Syntax,
    /// Source, cue, content.
    Attributions,
    /// Names.
    Mentions,
    /// What the names name.
    Entities,
    /// Words that name events.
    Events,
}

/// One word.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Token {
    /// Where.
    pub span: Span,
    /// Number of its sentence in [`Document::sentences`].
    pub sentence: u32,
    /// Number of its paragraph in [`Document::paragraphs`].
    pub paragraph: u32,
    /// Inside double quotation marks (marks included)?
    pub quoted: bool,
    /// Part of speech (Universal Dependencies v2).
    pub upos: Upos,
    /// Dictionary form, lower case except for names.
    pub lemma: Box<str>,
    /// The keys of the word as written and of its dictionary form.
    pub keys: [WordKey; 2],
    /// Token number of its head; itself where it is the root or syntax is not there.
    pub head: u32,
    /// How it hangs on its head.
    pub relation: Relation,
}

/// A stretch of tokens, half-open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenRange {
    /// First token.
    pub start: u32,
    /// One past the last token.
    pub end: u32,
}

impl TokenRange {
    /// `start..end`.
    pub fn new(start: usize, end: usize) -> TokenRange {
        TokenRange { start: start as u32, end: end as u32 }
    }

    /// Token numbers, to index with.
    #[inline]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// How many tokens.
    #[inline]
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start) as usize
    }

    /// No token at all?
    pub fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Is token number `token` inside?
    #[inline]
    pub fn contains(self, token: usize) -> bool {
        self.range().contains(&token)
    }

    /// Do the two share a token?
    #[inline]
    pub fn touches(self, other: TokenRange) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Does `other` lie wholly inside?
    #[inline]
    pub fn covers(self, other: TokenRange) -> bool {
        self.start <= other.start && other.end <= self.end
    }
}

/// Who said what, as tagged: source, cue, content, each perhaps in several pieces. Cue or source may be missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribution {
    /// Who.
    pub source: Vec<TokenRange>,
    /// The words that tie.
    pub cue: Vec<TokenRange>,
    /// What.
    pub content: Vec<TokenRange>,
    /// Whom the source names, once resolved.
    pub speaker: Option<EntityIdx>,
    /// The reader's probability, 0 to 1.
    pub score: f32,
}

/// A typed position in [`Document::entities`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityIdx(pub u32);

/// A span that names, describes or stands for something.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Where.
    pub range: TokenRange,
    /// What sort of thing.
    pub kind: MentionKind,
    /// What it names, once resolved.
    pub entity: Option<EntityIdx>,
    /// Why it was taken to be that.
    pub reason: CorefReason,
}

/// What a mention is, after OntoNotes 5 (Weischedel et al. 2013).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MentionKind {
    /// A person.
    Person,
    /// Nationalities, religious and political groups.
    Group,
    /// A body.
    Organisation,
    /// A country, town, region, water, mountain.
    Place,
    /// A building, airport, crossing, road.
    Facility,
    /// A named event.
    Event,
    /// A product.
    Product,
    /// A title of a work.
    Work,
    /// A law.
    Law,
    /// A day or coarser, also a stretch of days.
    Date,
    /// Finer than a day.
    Time,
    /// With currency.
    Money,
    /// A share.
    Percent,
    /// With a unit.
    Quantity,
    /// A number that falls under none of these.
    Cardinal,
    /// First, second.
    Ordinal,
    /// A pronoun.
    Pronoun,
    /// A description: "the spokesperson".
    Description,
}

/// Why a mention was taken to name its entity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CorefReason {
    /// It is the fullest mention itself.
    #[default]
    Itself,
    /// The same words.
    SameWords,
    /// Part of the fuller name ("Mr Okoro" of "Ada Okoro").
    ShortName,
    /// The letters in brackets behind the name, or its initials.
    Abbreviation,
    /// Stands beside it ("Ada Okoro, the spokesperson").
    Apposition,
    /// The nearest fitting antecedent of a pronoun.
    Pronoun,
    /// "the official" to the last such.
    Description,
}

/// Something that the document names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct NamedEntity {
    /// Fullest name.
    pub name: String,
    /// What it is.
    pub kind: EntityKind,
    /// Mentions by number, in text order.
    pub mentions: Vec<u32>,
}

/// A word that names an event: something that happened, is planned, or was called off ("killed", "talks", "release").
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EventMention {
    /// The word, as a number in [`Document::tokens`].
    pub token: u32,
    /// The reader's probability that the word names an event, [`EventMention::LEAST`] to 1.
    pub score: f32,
    /// Did it happen? From -3 (certainly not) to 3 (certainly), as the text has it; the scale of FactBank as Stanovsky et al.
    /// (ACL 2017) unified it. Learned on verbs for the most part.
    pub factuality: f32,
}

impl EventMention {
    /// Words that are less probable than this are not kept.
    pub const LEAST: f32 = 0.2;
}

impl Document {
    /// The event that the reader sees in `token`, if it sees one.
    pub fn event_at(&self, token: usize) -> Option<EventMention> {
        let at = self.events.binary_search_by_key(&token, |e| e.token as usize).ok()?;
        self.events.get(at).copied()
    }

    /// The exact words at `span`, in code points.
    pub fn words(&self, span: Span) -> Words {
        self.report.words(&self.chars, span)
    }

    /// The span of a stretch of tokens; empty where it has none.
    pub fn span(&self, range: TokenRange) -> Span {
        match (
            self.tokens.get(range.start as usize),
            range.end.checked_sub(1).and_then(|i| self.tokens.get(i as usize)),
        ) {
            (Some(first), Some(last)) if range.start < range.end => first.span.join(last.span),
            _ => Span::default(),
        }
    }

    /// The exact words of a stretch of tokens.
    pub fn words_of(&self, range: TokenRange) -> Words {
        self.words(self.span(range))
    }

    /// The text of a stretch of tokens, borrowed.
    pub fn text_of(&self, range: TokenRange) -> &str {
        self.span(range).text(&self.report.text)
    }

    /// Is nothing but nothing between the two tokens ("$" and "400", "17" and "-")?
    pub fn touch(&self, first: usize, second: usize) -> bool {
        match (self.tokens.get(first), self.tokens.get(second)) {
            (Some(a), Some(b)) => a.span.end() == b.span.start(),
            _ => false,
        }
    }

    /// The text of one token; empty past the end.
    #[inline]
    pub fn token_text(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", |t| t.span.text(&self.report.text))
    }

    /// The lemma of a token; empty where there is none.
    pub fn lemma(&self, token: usize) -> &str {
        self.tokens.get(token).map_or("", |t| t.lemma.as_ref())
    }

    /// The sentence of a token.
    #[inline]
    pub fn sentence_of(&self, token: usize) -> TokenRange {
        let number = self.tokens.get(token).map_or(0, |t| t.sentence as usize);
        self.sentences.get(number).copied().unwrap_or_default()
    }

    /// Is the layer there?
    pub fn has(&self, layer: Layer) -> bool {
        self.layers.contains(&layer)
    }

    /// The mentions that begin in `range`, in text order.
    pub fn mentions_in(&self, range: TokenRange) -> &[Mention] {
        let from = self.mentions.partition_point(|m| m.range.start < range.start);
        let to = self.mentions.partition_point(|m| m.range.start < range.end);
        self.mentions.get(from..to).unwrap_or_default()
    }

    /// Tokens that hang directly on `token`, in text order. They all stand in its sentence.
    pub fn children(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        let sentence = self.sentence_of(token).range();
        let first = sentence.start;
        let tokens = self.tokens.get(sentence).unwrap_or_default().iter().enumerate();
        let hangs = move |(i, t): &(usize, &Token)| t.head as usize == token && first + i != token;
        tokens.filter(hangs).map(move |(i, _)| first + i)
    }

    /// The first child of `token` with relation `relation`.
    pub fn child(&self, token: usize, relation: Relation) -> Option<usize> {
        self.children(token).find(|&i| self.tokens.get(i).is_some_and(|t| t.relation == relation))
    }

    /// The stretch from the first to the last token that hangs on `token`, near or far, `token` included.
    pub fn subtree(&self, token: usize) -> TokenRange {
        let sentence = self.sentence_of(token);
        let (mut first, mut last) = (token, token);
        for i in sentence.range() {
            if self.hangs_on(i, token) {
                first = first.min(i);
                last = last.max(i);
            }
        }
        TokenRange::new(first, last + 1)
    }

    /// The token of `range` on which the others hang: the first noun-like one where there are several. Without syntax every
    /// token hangs on itself, so this is the first noun-like token.
    pub fn head_of(&self, range: TokenRange) -> usize {
        let outside = |i: usize| {
            self.tokens.get(i).is_some_and(|t| {
                let head = t.head as usize;
                let heads = head == i || !range.contains(head);
                heads
                    && !matches!(
                        t.upos,
                        Upos::Punct | Upos::Det | Upos::Adp | Upos::Cconj | Upos::Part
                    )
            })
        };
        let nominal = |i: &usize| {
            let upos = self.tokens.get(*i).map(|t| t.upos);
            matches!(upos, Some(Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num))
        };
        let heads: Vec<usize> = range.range().filter(|&i| outside(i)).collect();
        let noun = heads.iter().copied().find(nominal);
        noun.or_else(|| heads.first().copied()).unwrap_or(range.start as usize)
    }

    /// The noun at `head` with what belongs to it: the words before it that hang on it, and the words behind it up to a
    /// comma, a second item of a list, an apposition or a clause with a mark ("accused the group of using ...").
    pub fn noun_phrase(&self, head: usize) -> TokenRange {
        let sentence = self.sentence_of(head);
        let relation = |i: usize| self.tokens.get(i).map(|t| t.relation);
        let punct = |i: usize| self.tokens.get(i).is_none_or(|t| t.upos == Upos::Punct);
        let begins = |i: usize| {
            !self.hangs_on(i, head)
                || (punct(i) && self.token_text(i) != "-")
                || matches!(
                    relation(i),
                    Some(Relation::Case | Relation::Cc | Relation::Mark | Relation::Cop)
                ) && self.tokens.get(i).is_some_and(|t| t.head as usize == head)
        };
        let mut start = head;
        while start > sentence.start as usize && !begins(start - 1) {
            start -= 1;
        }
        let ends = |i: usize| {
            punct(i)
                || !self.hangs_on(i, head)
                || matches!(
                    relation(i),
                    Some(
                        Relation::Conj
                            | Relation::Cc
                            | Relation::Appos
                            | Relation::Parataxis
                            | Relation::List
                            | Relation::Mark
                    )
                )
        };
        let end = (head + 1..sentence.end as usize).find(|&i| ends(i));
        TokenRange::new(start, end.unwrap_or(sentence.end as usize))
    }

    /// The words of a phrase without an article at its head or a possessive at its end, white space folded.
    pub fn bare_words(&self, range: TokenRange) -> String {
        let first = self.token_text(range.start as usize);
        let article = ["the", "a", "an"].iter().any(|word| first.eq_ignore_ascii_case(word));
        let start = if article && range.len() > 1 { range.start + 1 } else { range.start };
        let text = self.text_of(TokenRange { start, end: range.end });
        text.trim_end_matches("'s")
            .trim_end_matches("’s")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    }

    /// Does `token` hang on `ancestor`, near or far, or is it that?
    pub fn hangs_on(&self, token: usize, ancestor: usize) -> bool {
        // Heads may go round in a circle.
        self.upward(token).take(self.sentence_of(token).len() + 1).any(|at| at == ancestor)
    }

    /// `token`, what it hangs on, and so on up to the root. Endless where the heads go round in a circle: take as many as are needed.
    pub fn upward(&self, token: usize) -> impl Iterator<Item = usize> + '_ {
        std::iter::successors(Some(token), |&at| {
            self.tokens.get(at).map(|t| t.head as usize).filter(|&head| head != at)
        })
    }

    /// The nearest of `token` and the words above it that stands in one of these relations to its head; `most` words are looked at.
    pub fn ancestor(&self, token: usize, most: usize, relations: &[Relation]) -> Option<usize> {
        let stands =
            |at: &usize| self.tokens.get(*at).is_some_and(|t| relations.contains(&t.relation));
        self.upward(token).take(most).find(stands)
    }
}

macro_rules! tag_enum {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),+ $(,)? } default $default:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[allow(missing_docs, reason = "the variants are the scheme's own tags")]
        pub enum $name { $($variant),+ }
        impl $name {
            /// The scheme's own tag.
            pub fn as_str(self) -> &'static str { match self { $($name::$variant => $word),+ } }
            /// The value of a tag of the scheme.
            pub fn from_tag(tag: &str) -> Option<$name> { match tag { $($word => Some($name::$variant),)+ _ => None } }
        }
        impl Default for $name { fn default() -> $name { $name::$default } }
    };
}

tag_enum! {
    /// Part of speech, Universal Dependencies v2 (de Marneffe et al. 2021).
    Upos {
        Adj = "ADJ", Adp = "ADP", Adv = "ADV", Aux = "AUX", Cconj = "CCONJ", Det = "DET", Intj = "INTJ", Noun = "NOUN",
        Num = "NUM", Part = "PART", Pron = "PRON", Propn = "PROPN", Punct = "PUNCT", Sconj = "SCONJ", Sym = "SYM",
        Verb = "VERB", X = "X",
    } default X
}

tag_enum! {
    /// Dependency relation, Universal Dependencies v2 for English.
    Relation {
        Acl = "acl", AclRelcl = "acl:relcl", Advcl = "advcl", AdvclRelcl = "advcl:relcl", Advmod = "advmod",
        Amod = "amod", Appos = "appos", Aux = "aux", AuxPass = "aux:pass", Case = "case", Cc = "cc",
        CcPreconj = "cc:preconj", Ccomp = "ccomp", Compound = "compound", CompoundPrt = "compound:prt", Conj = "conj",
        Cop = "cop", Csubj = "csubj", CsubjPass = "csubj:pass", Dep = "dep", Det = "det", DetPredet = "det:predet",
        Discourse = "discourse", Dislocated = "dislocated", Expl = "expl", Fixed = "fixed", Flat = "flat",
        FlatForeign = "flat:foreign", Goeswith = "goeswith", Iobj = "iobj", List = "list", Mark = "mark", Nmod = "nmod",
        NmodPoss = "nmod:poss", NmodDesc = "nmod:desc", NmodUnmarked = "nmod:unmarked", Nsubj = "nsubj",
        NsubjOuter = "nsubj:outer", NsubjPass = "nsubj:pass", Nummod = "nummod", Obj = "obj", Obl = "obl",
        OblAgent = "obl:agent", OblUnmarked = "obl:unmarked", Orphan = "orphan", Parataxis = "parataxis",
        Punct = "punct", Reparandum = "reparandum", Root = "root", Vocative = "vocative", Xcomp = "xcomp",
    } default Dep
}
