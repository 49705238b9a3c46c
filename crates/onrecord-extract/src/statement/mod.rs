//! Statements: attributions with their source resolved, and what was done by saying them.
//!
//! One attribution of the reader gives one statement; silence ("did not respond") gives one without content. What stands
//! around a statement (to whom, where, when, checked by whom, answering what) is read from its sentence.

mod act;
mod answers;
mod beyond;
mod chain;
mod day;
mod embedded;
mod frame;
mod headline;
mod identity;
mod own_voice;
mod question;
mod relay;
mod setting;
mod silence;
mod speaker;
mod standing;
mod trespass;
mod verification;
mod whole;
mod within;

use onrecord_model::{
    Act, Attribution, Certainty, Document, Id, Link, Mode, Polarity, Relation, Statement,
    TimeExpression, TokenRange, Upos,
};
use onrecord_rules::{CueKind, FigureRole, Rules};

use relay::Relayed;
pub(crate) use silence::{Silence, not_said, silences};
use speaker::{behind_day, known_speaker, missing_source, tagged_source, told_by_another};

/// A statement with the tokens it was read from, while others are still joined to it.
#[derive(Clone, Debug)]
pub(crate) struct Draft {
    pub(crate) statement: Statement,
    pub(crate) source: Option<TokenRange>,
    pub(crate) cue: Option<TokenRange>,
    pub(crate) content: Vec<TokenRange>,
    /// Sentence of the cue, or of the content where there is no cue.
    pub(crate) sentence: u32,
}

impl Draft {
    /// The statement says what stands in `content`.
    fn set_content(&mut self, doc: &Document, content: Vec<TokenRange>) {
        self.statement.content = content.iter().map(|c| doc.words_of(*c)).collect();
        self.statement.mode = mode(doc, &content);
        self.content = content;
    }
}

/// Everything that somebody is given as having said, thought or shown, in text order.
pub(crate) fn statements(
    doc: &Document,
    rules: &Rules,
    times: &[TimeExpression],
    silences: &[Silence<'_>],
) -> Vec<Statement> {
    let mut drafts: Vec<Draft> =
        doc.attributions.iter().filter_map(|a| draft(doc, rules, a)).collect();
    drop_deeds(doc, rules, &mut drafts);
    trespass::drop_reasons(doc, rules, &mut drafts);
    trespass::part(doc, rules, &mut drafts);
    trespass::untold(doc, rules, &mut drafts);
    relay::drop_cited(doc, rules, &mut drafts);
    whole::mend(doc, rules, &mut drafts);
    beyond::cut(doc, rules, &mut drafts);
    share_source(doc, &mut drafts);
    embedded::add(doc, rules, &mut drafts);
    within::add(doc, rules, &mut drafts);
    headline::add(doc, rules, &mut drafts);
    silence::add(doc, rules, silences, &mut drafts);
    drafts.retain(says_something);
    frame::add(doc, rules, &mut drafts);
    own_voice::add(doc, rules, &mut drafts);
    drafts.sort_by_key(|d| d.first_token());
    for draft in &mut drafts {
        setting::fill(doc, rules, draft);
    }
    day::fill(doc, rules, times, &mut drafts);
    identity::join(doc, rules, &mut drafts);
    drop_questions(&mut drafts);
    chain::issuers(doc, &mut drafts);
    verification::attach(doc, rules, &mut drafts);
    setting::carry_on(doc, rules, &mut drafts);
    for draft in &mut drafts {
        draft.statement.id = id(doc, &draft.statement);
    }
    answers::join(doc, rules, &mut drafts);
    drafts.into_iter().map(|d| d.statement).collect()
}

fn draft(doc: &Document, rules: &Rules, attribution: &Attribution) -> Option<Draft> {
    let cue = cover(&attribution.cue);
    let at = cue.or_else(|| attribution.content.first().copied())?;
    let sentence = doc.tokens.get(at.start as usize)?.sentence;
    let relayed = relay::relayed(doc, rules, attribution);
    let attribution = relayed.as_ref().map_or(attribution, |r| &r.attribution);
    if relayed.is_some() && attribution.content.is_empty() {
        return None;
    }
    let (asked, mut content) = question::parted(doc, rules, attribution);
    if let Some(first) = content.first_mut() {
        *first = behind_dateline(doc, *first);
    }
    let passive = cue.is_some_and(|c| is_passive(doc, c) || is_adverb(doc, c));
    let cue_match = cue.and_then(|range| rules.cues.find(doc, range));
    let speaks = cue_match.is_some_and(|m| m.cue.act != Act::Other) && !passive;
    let missing = || cue.filter(|_| speaks).and_then(|c| missing_source(doc, rules, c, &content));
    let tagged = tagged_source(doc, attribution, cue, relayed.is_some());
    let source = told_by_another(doc, rules, cue, tagged).or(tagged).or_else(missing);
    if let Some(other) = source.filter(|_| source != tagged) {
        content.iter_mut().filter(|c| c.covers(other)).for_each(|c| c.end = other.start);
        content.retain(|c| !c.is_empty());
    }
    let read = act::read(doc, rules, cue, cue_match, &content);
    let read = if source.is_some_and(|r| is_nobody(doc, rules, r)) { read.unsaid() } else { read };
    // Without a source it is on record only where the words themselves keep silent about whose they are ("is said to"), or
    // where the report judges ("does not appear to").
    let nobody = source.is_none() && !passive && read.certainty == Certainty::Certain;
    if nobody
        || is_pronoun_alone(doc, rules, &content, passive)
        || source.is_some_and(|r| is_anybody(doc, rules, r))
        || is_reported_fate(doc, rules, cue, &content)
    {
        return None;
    }
    let (chain, content) = voiced(doc, rules, relayed.as_ref(), source, cue, content);
    let statement = Statement {
        chain,
        cue: attribution.cue.iter().map(|r| doc.words_of(*r)).collect(),
        content: content.iter().map(|r| doc.words_of(*r)).collect(),
        mode: mode(doc, &content),
        act: read.act,
        asked: asked.map(|range| doc.words_of(range).text),
        certainty: match is_supposed(doc, cue) {
            true => read.certainty.max(Certainty::Underspecified),
            false => read.certainty,
        },
        polarity: read.polarity,
        confidence: rules.confidence.statement(&doc.reader, attribution.score),
        made_by: made_by(doc, cue_match.map(|m| (m.cue.kind, m.cue.id.as_str()))),
        ..Statement::default()
    };
    Some(Draft { statement, source, cue, content, sentence })
}

/// The chain of a statement, and its content without who is cited.
fn voiced(
    doc: &Document,
    rules: &Rules,
    relayed: Option<&Relayed>,
    source: Option<TokenRange>,
    cue: Option<TokenRange>,
    content: Vec<TokenRange>,
) -> (Vec<Link>, Vec<TokenRange>) {
    let Some(source) = source else { return (Vec::new(), content) };
    if let Some(through) = relayed.and_then(|relayed| relayed.through) {
        return (chain::through(doc, rules, through, source), content);
    }
    if let Some(speaker) = relay::said_before(doc, rules, cue, &content) {
        return (chain::through(doc, rules, source, speaker), content);
    }
    let cited = || relay::cited(doc, rules, source, cue, &content);
    match relayed.is_none().then(cited).flatten() {
        Some((by, cited)) => {
            (chain::through(doc, rules, by, cited), relay::behind(doc, cited, content))
        }
        None => (chain::links(doc, rules, source, cue), content),
    }
}

/// `range` without the dateline ("TARN, March 4 —") where it begins the text.
pub(crate) fn behind_dateline(doc: &Document, range: TokenRange) -> TokenRange {
    let Some(dateline) = doc.report.dateline.as_deref() else { return range };
    let start = doc.tokens.get(range.start as usize).map_or(0, |t| t.span.start());
    let here = doc.report.text.get(start..).is_some_and(|text| text.starts_with(dateline));
    if !here || dateline.is_empty() {
        return range;
    }
    let dash = |i: &usize| matches!(doc.token_text(*i), "—" | "–" | "-" | "--");
    let end = range.range().take(DATELINE).find(dash).map_or(range.start, |i| i as u32 + 1);
    TokenRange { start: end, end: range.end }
}

/// Is it the town at the head of the text, which a parse may take for who speaks?
fn is_dateline(doc: &Document, source: TokenRange) -> bool {
    let sentence = doc.sentence_of(source.start as usize);
    source.end <= behind_dateline(doc, sentence).start
}

/// "If the council votes to close the pier": it is only supposed.
fn is_supposed(doc: &Document, cue: Option<TokenRange>) -> bool {
    let supposing = |i: usize| matches!(&*doc.token_text(i).to_lowercase(), "if" | "unless");
    let verb = cue
        .map(|cue| doc.head_of(cue))
        .filter(|&verb| doc.tokens.get(verb).is_some_and(|t| !t.quoted && t.upos == Upos::Verb));
    verb.and_then(|verb| doc.child(verb, Relation::Mark)).is_some_and(supposing)
}

/// "The envoy, who had been expected", "he has been investigated": a pronoun is all that was tagged as said.
fn is_pronoun_alone(doc: &Document, rules: &Rules, content: &[TokenRange], passive: bool) -> bool {
    let [only] = content else { return false };
    let at = only.start as usize;
    let word = doc.token_text(at).to_lowercase();
    let personal = |list: &Vec<String>| list.contains(&word);
    let pronouns = &rules.people.pronouns;
    let person = word == "who"
        || word == "whom"
        || passive && [&pronouns.he, &pronouns.she].into_iter().any(personal);
    only.len() == 1 && person
}

/// "Through his lawyer he denied it and said he would stay": a verb without a subject of its own says it for whom the verb before it does,
/// and not for somebody of another sentence.
fn share_source(doc: &Document, drafts: &mut [Draft]) {
    for at in 0..drafts.len() {
        let shared = drafts.get(at).and_then(|draft| {
            let cue = draft.cue?;
            let verb = doc.head_of(cue);
            let token = doc.tokens.get(verb).filter(|t| t.relation == Relation::Conj)?;
            let sentence = doc.sentence_of(verb);
            let away = draft.source.is_some_and(|source| !sentence.contains(source.start as usize));
            let own = doc.child(verb, Relation::Nsubj).is_some();
            let first = drafts.iter().find(|other| {
                other.cue.is_some_and(|cue| cue.contains(token.head as usize))
                    && other.source.is_some_and(|s| sentence.contains(s.start as usize))
            })?;
            (away && !own).then(|| (first.source, first.statement.chain.clone()))
        });
        if let (Some((source, chain)), Some(draft)) = (shared, drafts.get_mut(at)) {
            draft.source = source;
            draft.statement.chain = chain;
        }
    }
}

/// A dateline has no more words than this.
const DATELINE: usize = 16;

/// "is said to": whoever says so is not told, least of all by the sentence before.
fn agentless(doc: &Document, cue: Option<TokenRange>, source: TokenRange) -> bool {
    let Some(cue) = cue else { return false };
    is_passive(doc, cue) && !doc.sentence_of(cue.start as usize).covers(source)
}

/// "is expected": nobody is told.
fn is_passive(doc: &Document, cue: TokenRange) -> bool {
    cue.range().any(|i| doc.tokens.get(i).is_some_and(|t| t.relation == Relation::AuxPass))
}

/// "One soldier reported killed", "five feared dead": the verb tells of them, and nobody speaks.
fn is_reported_fate(
    doc: &Document,
    rules: &Rules,
    cue: Option<TokenRange>,
    content: &[TokenRange],
) -> bool {
    let (Some(cue), [content]) = (cue, content) else { return false };
    let fate = rules.figures.senses(&doc.token_text(content.start as usize).to_lowercase());
    let describes =
        doc.tokens.get(content.start as usize).is_some_and(|t| t.relation == Relation::Amod);
    cue.len() == 1
        && content.start == cue.end
        && !describes
        && rules.figures.links.contains(&doc.token_text(cue.start as usize).to_lowercase())
        && fate.iter().any(|s| s.participle && s.role == FigureRole::State && s.rest.is_empty())
}

/// "Neither the army nor the rebels confirmed it".
fn is_nobody(doc: &Document, rules: &Rules, source: TokenRange) -> bool {
    rules.people.nobody.contains(&doc.token_text(source.start as usize).to_lowercase())
}

/// "reportedly": nobody is told.
fn is_adverb(doc: &Document, cue: TokenRange) -> bool {
    cue.range().all(|i| doc.tokens.get(i).is_some_and(|t| t.upos == Upos::Adv))
}

/// "you" outside quotation marks, where it is not the one who is asked: anybody at all.
fn is_anybody(doc: &Document, rules: &Rules, source: TokenRange) -> bool {
    let at = source.start as usize;
    source.len() == 1
        && rules.people.pronouns.second.contains(&doc.token_text(at).to_lowercase())
        && chain::entity_of(doc, rules, source).is_none()
}

/// A cue alone says nothing, unless silence is what it tells.
fn says_something(draft: &Draft) -> bool {
    !draft.content.is_empty() || matches!(draft.statement.act, Act::NoComment | Act::Unreachable)
}

/// "called off the visit" tells what was done, with a verb that often tells what was said.
fn drop_deeds(doc: &Document, rules: &Rules, drafts: &mut Vec<Draft>) {
    drafts.retain(|d| {
        !d.cue.is_some_and(|cue| {
            let begins = cue.range().any(|i| rules.speech.deeds.begin_at(doc, i));
            begins
                && rules.cues.find(doc, cue).is_none_or(|m| m.cue.id.split_whitespace().count() < 2)
        })
    });
}

/// "was asked whether ..." is not a statement of the one who was asked: the reply carries the question.
fn drop_questions(drafts: &mut Vec<Draft>) {
    let asked: Vec<String> = drafts.iter().filter_map(|d| d.statement.asked.clone()).collect();
    drafts.retain(|d| {
        let is_question = d.statement.act == Act::Ask
            && d.statement
                .content
                .iter()
                .any(|c| asked.iter().any(|q| q.contains(&c.text) || c.text.contains(q.as_str())));
        !is_question
    });
}

impl Draft {
    pub(crate) fn first_token(&self) -> u32 {
        let parts = self.source.iter().chain(self.cue.iter()).chain(self.content.iter());
        parts.map(|r| r.start).min().unwrap_or(u32::MAX)
    }

    /// Does a token stand in the content?
    pub(crate) fn says(&self, token: usize) -> bool {
        self.content.iter().any(|r| r.contains(token))
    }

    /// Does it have the same speaker as `other`, as far as can be told?
    pub(crate) fn same_speaker(&self, other: &Draft) -> bool {
        match (self.statement.chain.last(), other.statement.chain.last()) {
            (Some(a), Some(b)) => (a.entity.is_some() && a.entity == b.entity) || a.name == b.name,
            _ => false,
        }
    }
}

/// Direct where every word stands in quotation marks, indirect where none does.
fn mode(doc: &Document, content: &[TokenRange]) -> Option<Mode> {
    let (mut inside, mut outside) = (0, 0);
    for token in content.iter().flat_map(|r| r.range()) {
        let is_word = doc.token_text(token).chars().any(char::is_alphanumeric);
        if is_word && doc.tokens.get(token).is_some_and(|t| t.quoted) {
            inside += 1;
        } else if is_word {
            outside += 1;
        }
    }
    match (inside, outside) {
        (0, 0) => None,
        (_, 0) => Some(Mode::Direct),
        (0, _) => Some(Mode::Indirect),
        _ => Some(Mode::Mixed),
    }
}

fn made_by(doc: &Document, cue: Option<(CueKind, &str)>) -> String {
    match cue {
        Some((_, id)) => format!("{} + cue:{id}", doc.reader),
        None => doc.reader.clone(),
    }
}

fn id(doc: &Document, statement: &Statement) -> Id {
    let spans: Vec<String> = [&statement.cue, &statement.content]
        .into_iter()
        .flat_map(|words| words.iter().map(|w| format!("{}-{}", w.start, w.end)))
        .collect();
    let source = statement
        .chain
        .last()
        .map_or_else(String::new, |l| format!("{}-{}", l.words.start, l.words.end));
    Id::of("st", [doc.report.version.as_str(), source.as_str(), spans.join(" ").as_str()])
}

/// The stretch from the first to the last of `ranges`.
pub(crate) fn cover(ranges: &[TokenRange]) -> Option<TokenRange> {
    let start = ranges.iter().map(|r| r.start).min()?;
    let end = ranges.iter().map(|r| r.end).max()?;
    Some(TokenRange { start, end })
}

/// What is done by saying it, and how sure the words are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    pub(crate) act: Act,
    pub(crate) certainty: onrecord_model::Certainty,
    pub(crate) polarity: Polarity,
}

impl Reading {
    /// What a rule reads off the words of a cue and its content, by whomever it is said.
    fn statement(self, doc: &Document, cue: TokenRange, content: &[TokenRange]) -> Statement {
        Statement {
            cue: vec![doc.words_of(cue)],
            content: content.iter().map(|c| doc.words_of(*c)).collect(),
            mode: mode(doc, content),
            act: self.act,
            certainty: self.certainty,
            polarity: self.polarity,
            confidence: 0.7,
            ..Statement::default()
        }
    }

    /// The same of somebody who did not: "nobody confirmed it" leaves it open.
    fn unsaid(self) -> Reading {
        let open = matches!(self.act, Act::Confirm | Act::Deny);
        let act = if open { Act::NoComment } else { self.act };
        Reading { act, polarity: Polarity::Negative, ..self }
    }
}
