//! Which reports are one text: filed by fingerprints of their wording, folded by the words themselves.

use onrecord_model::Id;
use onrecord_model::across::{Body, Copies, Draft, Group, Layer, More, Text};

use super::{Page, counts, members, span};
use crate::{CopyText, copies, credit};

/// Of the fingerprints one in so many is kept, in texts long enough.
const ONE_IN: u64 = 4;
/// Texts with fewer fingerprints keep all.
const SHORT: usize = 40;

pub(super) fn drafts(page: &Page<'_>) -> Option<Draft> {
    let report = &page.reading.report;
    let mut prints = copies::fingerprints(&report.text);
    if prints.len() > SHORT {
        prints.retain(|print| print % ONE_IN == 0);
    }
    let agency = credit(report, page.rules).and_then(|credit| credit.agency);
    let body = Body::Text(Text { prints: prints.len(), agency });
    let mut draft = page.draft(Layer::Copies, &Id::given(report.version.clone()), None, body);
    draft.keys = prints.into_iter().map(|print| format!("{print:016x}")).collect();
    (!draft.keys.is_empty()).then_some(draft)
}

/// Two texts of so many fingerprints are worth comparing that share two of them, and a tenth of those of the one that has fewer.
pub(super) fn joins(one: usize, other: usize, shared: usize) -> bool {
    let fewer = one.min(other);
    shared >= 2.min(fewer) && shared * 10 >= fewer
}

/// The groups of texts that are one text; `texts` are those of the drafts, in their order.
pub fn fold(mut drafts: Vec<(Draft, String)>) -> Vec<Group> {
    drafts.sort_by(|(a, _), (b, _)| super::order(a).cmp(&super::order(b)));
    let texts: Vec<CopyText<'_>> = drafts
        .iter()
        .map(|(draft, text)| CopyText {
            name: &draft.report,
            text,
            published: draft.day.as_deref(),
        })
        .collect();
    let group = |found: crate::CopyGroup| {
        let of: Vec<&Draft> =
            found.members.iter().filter_map(|at| drafts.get(*at)).map(|(draft, _)| draft).collect();
        let (first, last) = span(&of);
        let (reports, _) = counts(&of);
        let head = of.first().map(|draft| draft.version.as_str()).unwrap_or_default();
        let origin = found.origin.and_then(|at| drafts.get(at)).map(|(draft, _)| draft);
        let agency = of.iter().find_map(|draft| match &draft.body {
            Body::Text(text) => text.agency.clone(),
            _ => None,
        });
        let shown = origin.or(of.first().copied());
        Group {
            layer: Layer::Copies,
            id: Id::of("co", [head]),
            title: shown
                .map(|draft| draft.outlet.clone().unwrap_or(draft.report.clone()))
                .unwrap_or_default(),
            kind: "text".to_owned(),
            first,
            last,
            reports,
            sources: 1,
            weight: i64::from(reports),
            members: members(&of),
            more: More::Copies(Copies {
                origin: origin.map(|draft| draft.report.clone()),
                agency,
                least_share: found.least_share,
            }),
            ..Group::default()
        }
    };
    let mut groups: Vec<Group> = copies(&texts).into_iter().map(group).collect();
    groups.sort_by(|a, b| a.id.cmp(&b.id));
    groups
}
