"""The reader: the encoder and its heads, and the loss of a batch of windows that carry different labels."""
import torch
import torch.nn.functional as F
from torch import nn

from .crf import CRF
from . import convolution
from .encoder import Encoder

ATTRIBUTION = ["O"] + [f"{p}-{k}" for k in ("Source", "Cue", "Content") for p in "BI"]
ENTITY_TYPES = ("person group organisation place facility event date time money percent quantity cardinal ordinal "
                "product work law").split()
ENTITIES = ["O"] + [f"{p}-{k}" for k in ENTITY_TYPES for p in "BI"]
UPOS = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X".split()
ARC, RELATION = 128, 64
BARRED = -1e4


def convolutional(config):
    return config.get("encoder") == "convolution"


class Biaffine(nn.Module):
    """Projections of dependents and heads."""

    def __init__(self, hidden, size, dropout=F.dropout):
        super().__init__()
        self.dropout = dropout
        self.dependent, self.head = nn.Linear(hidden, size), nn.Linear(hidden, size)

    def forward(self, words, heads, drop=0.2):
        d = self.dropout(F.relu(self.dependent(words)), drop, self.training)
        return d, self.dropout(F.relu(self.head(heads)), drop, self.training)


def one(x):
    return torch.cat([x, torch.ones_like(x[..., :1])], -1)


class Reader(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.encoder = (convolution.Encoder if convolutional(config) else Encoder)(config)
        h, relations = config["hidden"], len(config["relation_labels"])
        dropout = convolution.dropout if convolutional(config) else F.dropout
        arc, relation = config.get("arc", ARC), config.get("relation", RELATION)
        self.attribution, self.entities = nn.Linear(h, len(ATTRIBUTION)), nn.Linear(h, len(ENTITIES))
        self.upos = nn.Linear(h, len(UPOS))
        self.event, self.factuality = nn.Linear(h, 1), nn.Linear(h, 1)
        nn.init.zeros_(self.event.weight), nn.init.constant_(self.event.bias, -2.0)
        nn.init.zeros_(self.factuality.weight), nn.init.constant_(self.factuality.bias, 1.0)
        self.attribution_crf, self.entities_crf = CRF(ATTRIBUTION), CRF(ENTITIES)
        self.arc, self.relation = Biaffine(h, arc, dropout), Biaffine(h, relation, dropout)
        self.arc_bilinear = nn.Parameter(torch.randn(arc + 1, arc) * 0.02)
        self.relation_bilinear = nn.Parameter(torch.randn(relations, relation + 1, relation + 1) * 0.02)

    def vectors(self, batch):
        """-> vectors of the words [B, W, H], of the windows' roots ([CLS], or the one that was learned) [B, H]"""
        if convolutional(self.config):
            words = self.encoder(batch)
            return words, self.encoder.root.expand(len(words), -1)
        x = self.encoder(batch["ids"], batch["feature"], batch["mask"])
        words = x.gather(1, batch["place"][..., None].expand(-1, -1, x.shape[-1]))
        return words, x[:, 0]

    def arcs(self, words, root):
        """-> scores [B, W, 1 + W]: column 0 is the root."""
        d, h = self.arc(words, torch.cat([root[:, None], words], 1))
        return (one(d) @ self.arc_bilinear) @ h.transpose(1, 2)

    def relations(self, dependent, head):
        """Pairs of vectors [N, H] -> [N, labels]"""
        d, h = self.relation(dependent, head)
        return torch.einsum("nlr,nr->nl", torch.einsum("nq,lqr->nlr", one(d), self.relation_bilinear), one(h))

    def event_loss(self, words, batch, weights, total, out):
        """Adds the losses of event words (each with its weight) and of their factuality (Huber)."""
        rows = batch["event_rows"]
        if not len(rows):
            return
        x, want, w = words[rows], batch["event"], batch["event_word_weight"]
        known = want >= 0
        if known.any():
            ce = F.binary_cross_entropy_with_logits(self.event(x)[..., 0].float()[known], want[known].float(), reduction="none")
            out["event"] = weights["event"] * (ce * w[known]).sum() / total
        score = batch["factuality"]
        known = torch.isfinite(score)
        if known.any():
            off = F.smooth_l1_loss(self.factuality(x)[..., 0].float()[known], score[known], reduction="sum")
            out["factuality"] = weights["factuality"] * off / total

    def told_loss(self, words, batch, weight, total, out):
        """Adds how far the reader strays from what another one said where there is no gold (Li and Hoiem, ECCV 2016)."""
        for name in ("attribution", "entities", "event"):
            rows = batch["told_" + name + "_rows"]
            if not len(rows):
                continue
            lo, said = getattr(self, name)(words[rows]).float(), batch["told_" + name]
            if name == "event":
                ce = F.binary_cross_entropy_with_logits(lo, torch.sigmoid(said), reduction="none")[..., 0]
            else:
                ce = -(said.softmax(-1) * lo.log_softmax(-1)).sum(-1)
            out["told " + name] = weight * (ce * batch["here"][rows]).sum() / total

    def loss(self, batch, weights):
        """-> loss, parts; `batch` from train.collate"""
        words, root = self.vectors(batch)
        words = F.dropout(words, 0.1, self.training)
        here = batch["here"]
        total, out = here.sum(), {}

        def tagging(name, head, crf):
            rows = batch[name + "_rows"]
            if not len(rows):
                return
            lo, ok, m, w = head(words[rows]).float(), batch[name], here[rows], batch[name + "_weight"]
            chain = crf(lo, ok, m, w)
            ce = torch.logsumexp(lo, -1) - torch.logsumexp(lo.masked_fill(~ok, BARRED), -1)
            out[name] = weights[name] * (chain + 0.5 * (ce * m * w[:, None]).sum()) / total

        tagging("attribution", self.attribution, self.attribution_crf)
        tagging("entities", self.entities, self.entities_crf)
        rows = batch["syntax_rows"]
        if len(rows):
            w, x, r = batch["syntax_weight"], words[rows], root[rows]
            lo = self.upos(x).float()
            ce = F.cross_entropy(lo.transpose(1, 2), batch["upos"], ignore_index=-100, reduction="none")
            out["upos"] = weights["upos"] * (ce * w[:, None]).sum() / total
            head, tree = batch["head"], batch["tree"]           # head: column, -100 unknown; tree: -1 unknown
            s = self.arcs(x, r).float()
            same = (tree[:, :, None] == tree[:, None, :]) & (tree[:, :, None] >= 0)
            same = same & ~torch.eye(same.shape[1], dtype=torch.bool)
            s = s.masked_fill(~torch.cat([torch.ones_like(same[..., :1]), same], -1), BARRED)
            ce = F.cross_entropy(s.transpose(1, 2), head, ignore_index=-100, reduction="none")
            out["arcs"] = weights["arcs"] * (ce * w[:, None]).sum() / total
            bi, wi = (batch["relation"] >= 0).nonzero(as_tuple=True)
            if len(bi):
                both = torch.cat([r[:, None], x], 1)
                lo = self.relations(x[bi, wi], both[bi, head[bi, wi]]).float()
                ce = F.cross_entropy(lo, batch["relation"][bi, wi], reduction="none")
                out["relations"] = weights["relations"] * (ce * w[bi]).sum() / total
        self.event_loss(words, batch, weights, total, out)
        self.told_loss(words, batch, weights["told"], total, out)
        return sum(out.values()), {k: float(v.detach()) for k, v in out.items()}
