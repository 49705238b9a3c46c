//! The best tree over a sentence: maximum spanning arborescence with one root (Chu and Liu 1965, Edmonds 1967).

/// Head of each word: 0 the root, else the word's place plus one.
///
/// `scores` is `[words, words + 1]`: row = dependent, column 0 = root, column 1 + w = word w. Exactly one word hangs from
/// the root in the best such tree.
pub(crate) fn best_tree(scores: &[f32], words: usize) -> Vec<u32> {
    let width = words + 1;
    if words == 0 || scores.len() < words * width {
        return Vec::new();
    }
    let mut table = Table::new(width);
    let (mut most, mut least) = (0f64, 0f64);
    for d in 0..words {
        for h in 0..width {
            let score = f64::from(scores[d * width + h]);
            let score = if score.is_finite() { score } else { -1e9 };
            (most, least) = (most.max(score), least.min(score));
            table.set(h, d + 1, if h == d + 1 { f64::NEG_INFINITY } else { score });
        }
    }
    let heads = edmonds(&table);
    let heads = if heads[1..].iter().filter(|h| **h == 0).count() == 1 {
        heads
    } else {
        // Made dearer than any gain elsewhere, arcs from the root become as few as a tree can do with: one.
        let toll = (most - least + 1.0) * width as f64;
        for d in 1..width {
            table.set(0, d, table.get(0, d) - toll);
        }
        edmonds(&table)
    };
    heads[1..].iter().map(|h| *h as u32).collect()
}

/// Scores `[head, dependent]`.
struct Table {
    size: usize,
    scores: Vec<f64>,
}

impl Table {
    fn new(size: usize) -> Self {
        Self { size, scores: vec![f64::NEG_INFINITY; size * size] }
    }

    fn get(&self, head: usize, dependent: usize) -> f64 {
        self.scores[dependent * self.size + head]
    }

    fn set(&mut self, head: usize, dependent: usize, score: f64) {
        self.scores[dependent * self.size + head] = score;
    }

    /// The best head of a node.
    fn best(&self, dependent: usize) -> usize {
        let row = &self.scores[dependent * self.size..(dependent + 1) * self.size];
        let mut best = 0;
        for (h, score) in row.iter().enumerate() {
            if *score > row[best] {
                best = h;
            }
        }
        best
    }
}

/// Heads of the best arborescence from node 0.
fn edmonds(table: &Table) -> Vec<usize> {
    let mut heads: Vec<usize> =
        (0..table.size).map(|d| if d == 0 { 0 } else { table.best(d) }).collect();
    let Some(cycle) = find_cycle(&heads) else { return heads };
    let mut inside = vec![false; table.size];
    for node in &cycle {
        inside[*node] = true;
    }
    let rest: Vec<usize> = (0..table.size).filter(|n| !inside[*n]).collect();
    let small = contract(table, &cycle, &rest, &heads);
    let found = edmonds(&small.table);
    let knot = rest.len();
    for (k, node) in rest.iter().enumerate().skip(1) {
        heads[*node] = if found[k] == knot { small.leaves[k] } else { rest[found[k]] };
    }
    let from = found[knot];
    heads[small.enters[from]] = rest[from];
    heads
}

/// A table in which a cycle has become one node, the last.
struct Contracted {
    table: Table,
    /// For each other node as head: which node of the cycle it enters.
    enters: Vec<usize>,
    /// For each other node as dependent: which node of the cycle is its head.
    leaves: Vec<usize>,
}

fn contract(table: &Table, cycle: &[usize], rest: &[usize], heads: &[usize]) -> Contracted {
    let knot = rest.len();
    let mut small = Table::new(knot + 1);
    let mut enters = vec![cycle[0]; knot];
    let mut leaves = vec![cycle[0]; knot];
    for (i, a) in rest.iter().enumerate() {
        for (j, b) in rest.iter().enumerate().skip(1) {
            if i != j {
                small.set(i, j, table.get(*a, *b));
            }
        }
        let (mut enter, mut leave) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for node in cycle {
            let gain = table.get(*a, *node) - table.get(heads[*node], *node);
            if gain > enter {
                (enter, enters[i]) = (gain, *node);
            }
            let score = table.get(*node, *a);
            if i > 0 && score > leave {
                (leave, leaves[i]) = (score, *node);
            }
        }
        small.set(i, knot, enter);
        if i > 0 {
            small.set(knot, i, leave);
        }
    }
    Contracted { table: small, enters, leaves }
}

/// A cycle among the heads, if there is one.
fn find_cycle(heads: &[usize]) -> Option<Vec<usize>> {
    let mut seen_from = vec![0; heads.len()];
    for start in 1..heads.len() {
        let mut node = start;
        while node != 0 && seen_from[node] == 0 {
            seen_from[node] = start;
            node = heads[node];
        }
        if node != 0 && seen_from[node] == start {
            let mut cycle = vec![node];
            let mut next = heads[node];
            while next != node {
                cycle.push(next);
                next = heads[next];
            }
            return Some(cycle);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The best total over all trees with one root, by trying every choice of heads.
    fn brute_force(scores: &[f32], n: usize) -> f32 {
        let mut best = f32::NEG_INFINITY;
        for code in 0..(n + 1).pow(n as u32) {
            let mut rest = code;
            let heads: Vec<u32> = (0..n)
                .map(|_| {
                    let h = rest % (n + 1);
                    rest /= n + 1;
                    h as u32
                })
                .collect();
            if is_tree(&heads) {
                best = best.max(total(scores, &heads));
            }
        }
        best
    }

    fn is_tree(heads: &[u32]) -> bool {
        let reaches = |mut node: u32| {
            for _ in 0..=heads.len() {
                if node == 0 {
                    return true;
                }
                node = heads[node as usize - 1];
            }
            false
        };
        heads.iter().filter(|h| **h == 0).count() == 1 && (1..=heads.len() as u32).all(reaches)
    }

    fn total(scores: &[f32], heads: &[u32]) -> f32 {
        let width = heads.len() + 1;
        heads.iter().enumerate().map(|(d, h)| scores[d * width + *h as usize]).sum()
    }

    #[test]
    fn the_tree_is_the_best_of_all() {
        let mut state = 11u32;
        let mut random = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / 838_860.8 - 10.0
        };
        for n in 1..=5usize {
            for _ in 0..60 {
                let scores: Vec<f32> = (0..n * (n + 1)).map(|_| random()).collect();
                let heads = best_tree(&scores, n);
                assert!(is_tree(&heads), "{heads:?}");
                let best = brute_force(&scores, n);
                assert!((total(&scores, &heads) - best).abs() < 1e-3, "{n}: {heads:?}");
            }
        }
    }

    #[test]
    fn long_sentences_and_strange_scores_give_trees() {
        let n = 200;
        let chain: Vec<f32> = (0..n * (n + 1)).map(|i| ((i * 7919) % 1013) as f32 * 0.1).collect();
        assert!(is_tree(&best_tree(&chain, n)));
        assert!(is_tree(&best_tree(&vec![0.0; 30 * 31], 30)));
        assert!(is_tree(&best_tree(&vec![f32::NAN; 7 * 8], 7)));
        assert!(best_tree(&[], 0).is_empty());
    }
}
