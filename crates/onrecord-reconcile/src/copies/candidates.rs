//! Which texts are worth comparing: those that share fingerprints.

use super::wording::Wording;

/// Where more texts than this share a fingerprint, each meets only so many of them: the next ones in order. Copies of
/// one story share nearly all their fingerprints, so that the chain holds them together; a stock phrase makes no pairs without end.
pub const NEIGHBOURS: usize = 6;
/// Pairs that share a smaller part of the fingerprints of the one that has fewer are let be. A tenth of them stands for
/// far less of the words than a copy has.
pub const ONE_IN: usize = 10;
/// Pairs that meet less often than this are let be, unless one of them has fewer fingerprints.
pub const LEAST_SHARED: usize = 2;

/// Pairs of texts, the lower number first, that share two fingerprints and a tenth of the fewer ones.
pub(super) fn pairs(texts: &[Wording]) -> Vec<(usize, usize)> {
    let mut prints: Vec<(u64, u32)> = Vec::new();
    let mut counts: Vec<usize> = Vec::with_capacity(texts.len());
    for (at, text) in texts.iter().enumerate() {
        let chosen = text.fingerprints();
        counts.push(chosen.len());
        prints.extend(chosen.into_iter().map(|print| (print, at as u32)));
    }
    prints.sort_unstable();
    let mut meetings: Vec<(u32, u32)> = Vec::new();
    for shared in prints.chunk_by(|a, b| a.0 == b.0).filter(|shared| shared.len() > 1) {
        for (at, (_, one)) in shared.iter().enumerate() {
            let others = shared.iter().skip(at + 1).take(NEIGHBOURS);
            meetings.extend(others.map(|(_, other)| (*one, *other)));
        }
    }
    meetings.sort_unstable();
    meetings
        .chunk_by(|a, b| a == b)
        .filter_map(|same| {
            let (one, other) = *same.first()?;
            let (one, other) = (one as usize, other as usize);
            are_worth_comparing(same.len(), *counts.get(one)?, *counts.get(other)?)
                .then_some((one, other))
        })
        .collect()
}

/// Are two texts, of so many fingerprints, that meet in `shared` of them worth comparing word by word?
pub fn are_worth_comparing(shared: usize, one: usize, other: usize) -> bool {
    let fewer = one.min(other);
    shared >= LEAST_SHARED.min(fewer) && shared * ONE_IN >= fewer
}
