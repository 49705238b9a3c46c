"""Runs a reader over documents: overlapping windows, each word from the window where it stands most central."""
import numpy as np
import torch

from . import convolution, tokens
from .crf import spans, viterbi
from .heads import ATTRIBUTION, ENTITIES, convolutional
from .train import bf16, collate


class Bare:
    """A document without its labels."""
    tags = entities = tree = event = said = None

    def __init__(self, doc):
        self.pieces, self.opens, self.feature = doc.pieces, doc.opens, doc.feature


@torch.no_grad()
def predict(model, docs, pieces, half=None, size=256, overlap=64, budget=4096):
    """-> for each document a dict of arrays: attribution, entities, upos (logits), words, root (vectors)"""
    model.eval()
    if convolutional(model.config):
        return finish(model, whole(model, docs, pieces))
    half = bf16() if half is None else half
    jobs = [(k, a, b) for k, d in enumerate(docs) for a, b in tokens.windows(d.prepare(pieces), size, overlap)]
    hidden = model.config["hidden"]
    out = [dict(words=np.zeros((len(d.words), hidden), np.float32), root=np.zeros((len(d.words), hidden), np.float32),
                edge=np.full(len(d.words), -1.0)) for d in docs]
    jobs.sort(key=lambda j: sum(map(len, docs[j[0]].pieces[j[1]:j[2]])))
    while jobs:
        longest = 2 + sum(map(len, docs[jobs[-1][0]].pieces[jobs[-1][1]:jobs[-1][2]]))
        some = [jobs.pop() for _ in range(min(len(jobs), max(1, budget // longest)))]
        batch = collate([(Bare(docs[k]), a, b) for k, a, b in some], pieces)
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            words, root = model.vectors(batch)
        words, root = words.float().numpy(), root.float().numpy()
        for r, (k, a, b) in enumerate(some):
            n, far, o = len(docs[k].words), np.arange(b - a), out[k]
            edge = np.minimum(far + 1 if a else np.full(b - a, 1e6), (b - a) - far if b < n else np.full(b - a, 1e6))
            better = edge > o["edge"][a:b]
            o["words"][a:b][better], o["root"][a:b][better] = words[r, :b - a][better], root[r]
            o["edge"][a:b][better] = edge[better]
    return finish(model, out)


def whole(model, docs, pieces):
    """Vectors of documents read at once, one after the other."""
    out = []
    for d in docs:
        if not hasattr(d, "marks"):
            convolution.code(d, pieces)
        n = len(d.words)
        words = model.encoder(convolution.collate([(d, 0, n)]))[0] if n else torch.zeros(0, model.config["hidden"])
        out.append(dict(words=words.numpy(), root=model.encoder.root.expand(n, -1).numpy()))
    return out


@torch.no_grad()
def finish(model, out):
    """Adds the heads' scores to the vectors."""
    for o in out:
        x = torch.from_numpy(o["words"])
        o["attribution"], o["entities"], o["upos"] = (
            head(x).numpy().astype(np.float64) for head in (model.attribution, model.entities, model.upos))
        o["event"] = torch.sigmoid(model.event(x)[:, 0]).numpy().astype(np.float64)
        o["factuality"] = model.factuality(x)[:, 0].clamp(-3, 3).numpy().astype(np.float64)
    return out


def tags(model, outputs):
    """Viterbi of both taggings; adds `spans` (Source, Cue, Content) and `names` to the outputs."""
    a, e = (c.full().detach().double().numpy() for c in (model.attribution_crf, model.entities_crf))
    for o in outputs:
        o["spans"] = spans(viterbi(o["attribution"], a, ATTRIBUTION), ATTRIBUTION)
        o["names"] = spans(viterbi(o["entities"], e, ENTITIES), ENTITIES)
    return outputs


def best_tree(score):
    """score [n, n + 1], column 0 the root -> head of each word (0 root, else word + 1): the best tree with one root."""
    n = len(score)
    s = np.full((n + 1, n + 1), -np.inf)            # s[head, dependent]
    s[:, 1:] = score.T
    np.fill_diagonal(s, -np.inf)
    heads = edmonds(s)
    if sum(heads[1:] == 0) > 1:
        best = -np.inf
        for r in np.flatnonzero(heads == 0):
            if r == 0:
                continue
            t = s.copy()
            keep = t[0, r]
            t[0, :] = -1e6
            t[0, r] = keep
            h = edmonds(t)
            total = sum(t[h[i], i] for i in range(1, n + 1))
            if total > best:
                best, heads = total, h
    return heads[1:]


def edmonds(s):
    n = len(s)
    heads = s.argmax(0)
    heads[0] = 0
    colour = np.zeros(n, int)
    cycle = None
    for start in range(1, n):
        i, path = start, []
        while i and not colour[i]:
            colour[i] = start
            path.append(i)
            i = heads[i]
        if i and colour[i] == start:
            cycle = path[path.index(i):]
            break
    if cycle is None:
        return heads
    inside = np.zeros(n, bool)
    inside[cycle] = True
    rest = np.flatnonzero(~inside)                  # the root first
    c = len(rest)
    small = np.full((c + 1, c + 1), -np.inf)
    small[:c, :c] = s[np.ix_(rest, rest)]
    kept = s[heads[cycle], cycle]
    enter = s[np.ix_(rest, cycle)] - kept
    into, leave = enter.argmax(1), s[np.ix_(cycle, rest)].argmax(0)
    small[:c, c] = enter.max(1)
    small[c, 1:c] = s[np.ix_(cycle, rest)].max(0)[1:]
    sub = edmonds(small)
    out = heads.copy()
    for k in range(1, c):
        out[rest[k]] = cycle[leave[k]] if sub[k] == c else rest[sub[k]]
    out[cycle[into[sub[c]]]] = rest[sub[c]]
    out[0] = 0
    return out


@torch.no_grad()
def parse(model, doc, output):
    """-> heads (-1 root, else word of the document), relation ids"""
    n = len(doc.words)
    heads, relations = np.zeros(n, int), np.zeros(n, int)
    x, root = torch.from_numpy(output["words"]), torch.from_numpy(output["root"])
    for a, b in zip(doc.breaks, doc.breaks[1:] + [n]):
        d, h = model.arc(x[a:b], torch.cat([root[a:a + 1], x[a:b]]))
        score = (torch.cat([d, torch.ones(b - a, 1)], 1) @ model.arc_bilinear) @ h.T
        tree = best_tree(score.numpy())
        heads[a:b] = np.where(tree == 0, -1, tree - 1 + a)
        above = torch.where(torch.from_numpy(tree)[:, None] == 0, root[a:b], x[torch.from_numpy(np.maximum(heads[a:b], 0))])
        relations[a:b] = model.relations(x[a:b], above).argmax(-1).numpy()
    return heads, relations
