//! What the reader saw in a stretch of text, word by word.

use std::io::Write;

use onrecord::model::{Attribution, Document, MentionKind, Relation, TokenRange};
use serde_json::{Value, json};

use crate::looks::Looks;
use crate::table::{Column, Table};

/// The sentences, of those in `doc`, that share a word with one of the stretches, given in code points.
pub(crate) fn sentences(doc: &Document, stretches: &[(u32, u32)]) -> Vec<TokenRange> {
    let touches = |range: &&TokenRange| {
        let words = doc.words_of(**range);
        stretches.iter().any(|&(start, end)| start < words.end && end > words.start)
    };
    doc.sentences.iter().filter(touches).copied().collect()
}

/// A table of the words of `sentences`: part of speech, dictionary form, what each hangs on and how, what it is to who
/// says what, and the name it belongs to.
pub(crate) fn write(
    doc: &Document,
    sentences: &[TokenRange],
    looks: Looks,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let mut table = Table::new(&[
        Column::whole("WORD"),
        Column::whole("CLASS"),
        Column::whole("FORM OF"),
        Column::whole("HANGS ON"),
        Column::whole("AS"),
        Column::whole("SAYS"),
        Column::giving("NAME", 1),
    ]);
    for sentence in sentences {
        for at in sentence.range() {
            let Some(token) = doc.tokens.get(at) else { continue };
            let head = token.head as usize;
            let root = head == at || token.relation == Relation::Root;
            table.row([
                doc.token_text(at).to_owned(),
                token.upos.as_str().to_owned(),
                token.lemma.to_string(),
                if root { String::new() } else { doc.token_text(head).to_owned() },
                token.relation.as_str().to_owned(),
                tags(doc, at),
                name(doc, at),
            ]);
        }
    }
    table.write(looks, out)
}

/// The same for programs.
pub(crate) fn json(doc: &Document, sentences: &[TokenRange]) -> Vec<Value> {
    let rows = sentences.iter().flat_map(|sentence| sentence.range());
    rows.filter_map(|at| {
        let token = doc.tokens.get(at)?;
        let words = doc.words(token.span);
        Some(json!({
            "start": words.start, "end": words.end, "text": words.text, "token": at,
            "upos": token.upos.as_str(), "lemma": token.lemma, "head": token.head,
            "relation": token.relation.as_str(), "quoted": token.quoted,
            "says": tags(doc, at), "name": name(doc, at),
        }))
    })
    .collect()
}

/// `source 1, content 2`: its part in the attributions of the document, numbered in text order.
fn tags(doc: &Document, at: usize) -> String {
    let mut tags = Vec::new();
    for (number, attribution) in doc.attributions.iter().enumerate() {
        let Attribution { source, cue, content, .. } = attribution;
        for (name, ranges) in [("source", source), ("cue", cue), ("content", content)] {
            if ranges.iter().any(|range| range.contains(at)) {
                tags.push(format!("{name} {}", number + 1));
            }
        }
    }
    tags.join(", ")
}

/// What kind of name or mention it stands in, and whom that names.
fn name(doc: &Document, at: usize) -> String {
    let mentions = doc.mentions.iter().filter(|mention| mention.range.contains(at));
    let shown = mentions.map(|mention| {
        let entity = mention.entity.and_then(|entity| doc.entities.get(entity.0 as usize));
        let of = entity.map_or(String::new(), |entity| format!(": {}", entity.name));
        format!("{}{of}", kind(mention.kind))
    });
    shown.collect::<Vec<_>>().join("; ")
}

fn kind(kind: MentionKind) -> &'static str {
    match kind {
        MentionKind::Person => "person",
        MentionKind::Group => "group",
        MentionKind::Organisation => "organisation",
        MentionKind::Place => "place",
        MentionKind::Facility => "facility",
        MentionKind::Event => "event",
        MentionKind::Product => "product",
        MentionKind::Work => "work",
        MentionKind::Law => "law",
        MentionKind::Date => "date",
        MentionKind::Time => "time",
        MentionKind::Money => "money",
        MentionKind::Percent => "percent",
        MentionKind::Quantity => "quantity",
        MentionKind::Cardinal => "cardinal",
        MentionKind::Ordinal => "ordinal",
        MentionKind::Pronoun => "pronoun",
        MentionKind::Description => "description",
    }
}
