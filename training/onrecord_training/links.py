"""Learned links: which cue a content belongs to and who its source is, scored over the spans that were predicted."""
import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from . import rule

KINDS = ("Source", "Cue", "Content")
PAIRS = (("Content", "Cue"), ("Cue", "Source"), ("Content", "Source"))
NEAR, FAR, SIZE, FLOOR, SURE = 6, 150, 48, -8.0, 0.7
FEATURES = ("after", "distance", "touching", "within 2", "within 8", "within 25", "same sentence", "same paragraph", "sentences",
            "paragraphs", "cues between", "sources between", "contents between", "rank on its side", "rank", "anchor quoted",
            "candidate quoted", "quoted throughout", "anchor length", "candidate length", "anchor governs", "candidate governs")


def between(a, b):
    return max(0, b[0] - a[1], a[0] - b[1])


def candidates(anchor, others):
    """The nearest spans, nearest first, the earlier one before the later."""
    near = sorted((between(anchor, o), o) for o in others)
    return [o for g, o in near[:NEAR] if g <= FAR]


def governs(heads, a, b):
    """A word of b hangs on a word of a."""
    return any(a[0] <= heads[i] < a[1] for i in range(*b))


def features(doc, kinds, heads, anchor, found):
    """[candidates, features], in the order of FEATURES"""
    out = np.zeros((len(found), len(FEATURES)), np.float32)
    for r, c in enumerate(found):
        gap, low, high = between(anchor, c), min(anchor[1], c[1]), max(anchor[0], c[0])
        count = [sum(low <= s[0] and s[1] <= high for s in kinds[k]) for k in ("Cue", "Source", "Content")]
        side = sum(1 for o in found[:r] if (o[0] > anchor[0]) == (c[0] > anchor[0]))
        sents, paras = abs(doc.sent[c[0]] - doc.sent[anchor[0]]), abs(doc.para[c[0]] - doc.para[anchor[0]])
        out[r] = [c[0] > anchor[0], np.log2(1 + gap) / 8, gap == 0, gap <= 2, gap <= 8, gap <= 25, sents == 0, paras == 0,
                  min(sents, 4) / 4, min(paras, 4) / 4, min(count[0], 3) / 3, min(count[1], 3) / 3, min(count[2], 3) / 3,
                  min(side, 3) / 3, min(r, 3) / 3, doc.quote[anchor[0]], doc.quote[c[0]],
                  all(doc.quote[min(anchor[0], c[0]):max(anchor[1], c[1])]), np.log2(1 + anchor[1] - anchor[0]) / 6,
                  np.log2(1 + c[1] - c[0]) / 6, governs(heads, anchor, c), governs(heads, c, anchor)]
    return out


class Links(nn.Module):
    """p = ReLU(P_kind [first word; last word]); pair = w ReLU(A p_a + B p_b + C (p_a * p_b) + D f + e); none = n p_a + m"""

    def __init__(self, hidden):
        super().__init__()
        self.span = nn.ModuleDict({k: nn.Linear(2 * hidden, SIZE) for k in KINDS})
        self.pair = nn.ModuleDict({"".join(p): nn.Linear(3 * SIZE + len(FEATURES), SIZE) for p in PAIRS})
        self.score = nn.ModuleDict({"".join(p): nn.Linear(SIZE, 1) for p in PAIRS})
        self.none = nn.ModuleDict({"".join(p): nn.Linear(SIZE, 1) for p in PAIRS})

    def scores(self, pair, anchors, others, f, drop=0.0):
        """anchors [N, 2H], others [N, K, 2H], f [N, K, F] -> [N, K + 1], the last column: none"""
        a, b = pair
        name = a + b
        p = F.dropout(F.relu(self.span[a](F.dropout(anchors, drop, self.training))), drop, self.training)
        q = F.dropout(F.relu(self.span[b](F.dropout(others, drop, self.training))), drop, self.training)
        p2 = p[:, None].expand_as(q)
        z = F.relu(self.pair[name](torch.cat([p2, q, p2 * q, f], -1)))
        return torch.cat([self.score[name](z)[..., 0], self.none[name](p)], 1)

    @torch.no_grad()
    def tables(self, doc, output):
        """{pair: {anchor: [(candidate or None, log probability)]}}"""
        self.eval()
        kinds, x, out = rule.by_kind(output["spans"]), output["words"], {}
        vector = lambda s: np.concatenate([x[s[0]], x[s[1] - 1]])
        for pair in PAIRS:
            table = out[pair] = {}
            for anchor in kinds[pair[0]]:
                found = candidates(anchor, kinds[pair[1]])
                if not found:
                    table[anchor] = [(None, 0.0)]
                    continue
                f = features(doc, kinds, output["heads"], anchor, found)
                s = self.scores(pair, torch.from_numpy(vector(anchor))[None], torch.from_numpy(np.stack([vector(c) for c in found]))[None],
                                torch.from_numpy(f)[None])
                table[anchor] = list(zip(found + [None], torch.log_softmax(s[0], 0).tolist()))
        return out

    def link(self, doc, output):
        """-> [(sources, cues, contents)]"""
        return [s[:3] for s in self.weighed(doc, output) if s[0] or (s[1] and s[3] > math.log(SURE))]

    def weighed(self, doc, output):
        """All statements, with the source's mean log probability as the fourth part."""
        t = self.tables(doc, output)
        groups, out = {}, []
        for c in rule.by_kind(output["spans"])["Content"]:
            cue = max(t["Content", "Cue"][c], key=lambda x: x[1])[0]
            groups.setdefault(cue if cue else ("alone", c), []).append(c)
        for key, contents in groups.items():
            total, votes = {}, [dict(t["Content", "Source"][c]) for c in contents]
            cue = None if key[0] == "alone" else key
            if cue:
                votes.append(dict(t["Cue", "Source"][cue]))
            for s in sorted({s for v in votes for s in v}, key=lambda s: (s is None, s or 0)):
                total[s] = sum(max(v.get(s, FLOOR), FLOOR) for v in votes)
            source = max(total, key=total.get)
            out.append(([source] if source else [], [cue] if cue else [], contents, total[source] / len(votes)))
        return out

    def fixture(self, doc, output):
        """Numbers to check another reader against."""
        t = self.tables(doc, output)
        return dict(
            pairs={"".join(p): [dict(anchor=a, candidates=[dict(span=c, log_probability=round(v, 5)) for c, v in found])
                                for a, found in table.items()] for p, table in t.items()},
            statements=[dict(source=s, cue=u, content=c) for s, u, c in self.link(doc, output)])

    def tensors(self):
        return {"heads.link." + k: np.ascontiguousarray(v.detach().float().numpy()) for k, v in self.state_dict().items()}

    def describe(self):
        return dict(features=FEATURES, size=SIZE, near=NEAR, far=FAR, floor=FLOOR, sure=SURE)

    @classmethod
    def from_tensors(cls, tensors):
        state = {k.removeprefix("heads.link."): torch.from_numpy(np.array(v)) for k, v in tensors.items()}
        me = cls(state["span.Cue.weight"].shape[1] // 2)
        me.load_state_dict(state)
        return me.eval()

    @classmethod
    def load(cls, path):
        return cls.from_tensors(torch.load(path, weights_only=True))
