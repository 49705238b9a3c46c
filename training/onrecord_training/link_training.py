"""Trains the learned links on spans as they are predicted, the encoder standing still.

The reader has seen the training texts, so what it tags there is cleaner than what it tags elsewhere. So the training texts are
read with dropout on, more than in training: the spans come out about as good as on texts never seen, and the vectors vary.
"""
import random
from pathlib import Path

import numpy as np
import torch

from . import corpora, data, export, predict, rule, score, tokens
from .heads import convolutional
from .links import FAR, FEATURES, KINDS, NEAR, PAIRS, Links, candidates, features
from .train import load


def targets(doc, pair, anchor, found):
    """Which candidates are right: a list of columns (len(found) = none), or None where nothing can be learned."""
    role = dict(Source="source", Cue="cue", Content="content")
    words = [{k: {i for s, e in a[r] for i in range(*corpora.word_range(doc, s, e))} for k, r in role.items()} for a in doc.links] \
        if not hasattr(doc, "link_words") else doc.link_words
    doc.link_words = words
    mine = set(range(*anchor))
    best = max(words, key=lambda w: len(w[pair[0]] & mine), default=None)
    if best is None or not best[pair[0]] & mine:
        return None
    right = [r for r, c in enumerate(found) if best[pair[1]] & set(range(*c))]
    if right:
        return right
    return None if best[pair[1]] and pair[1] == "Source" else [len(found)]


def examples(docs, outputs):
    """{pair: (anchors, candidates, features, allowed, right)} as arrays, candidates padded to NEAR"""
    out = {p: [] for p in PAIRS}
    for doc, o in zip(docs, outputs):
        kinds, x = rule.by_kind(o["spans"]), o["words"]
        vector = lambda s: np.concatenate([x[s[0]], x[s[1] - 1]])
        for pair in PAIRS:
            for anchor in kinds[pair[0]]:
                found = candidates(anchor, kinds[pair[1]])
                right = targets(doc, pair, anchor, found) if found else None
                if right is None:
                    continue
                v, f = np.zeros((NEAR, 2 * x.shape[1]), np.float16), np.zeros((NEAR, len(FEATURES)), np.float32)
                v[:len(found)] = [vector(c) for c in found]
                f[:len(found)] = features(doc, kinds, o["heads"], anchor, found)
                allowed, good = np.zeros(NEAR + 1, bool), np.zeros(NEAR + 1, bool)
                allowed[:len(found)] = allowed[NEAR] = True
                good[[NEAR if r == len(found) else r for r in right]] = True
                out[pair].append((vector(anchor).astype(np.float16), v, f, allowed, good))
    return {p: [torch.from_numpy(np.stack(c)) for c in zip(*rows)] for p, rows in out.items() if rows}


def heads_of(model, docs, outputs):
    for d, o in zip(docs, outputs):
        o["heads"] = predict.parse(model, d, o)[0]
    return outputs


def fit(sets, hidden, epochs=4, rate=1e-3, drop=0.2, seed=1, check=None, start=None):
    """sets: one or more results of `examples`; start: links to go on from"""
    torch.manual_seed(seed)
    links = start or Links(hidden)
    rng = random.Random(seed)
    opt = torch.optim.AdamW(links.parameters(), lr=rate, weight_decay=0.02)
    batches = [(k, p, i) for k, s in enumerate(sets) for p in s for i in range(0, len(s[p][0]), 128)]
    total, step = epochs * len(batches), 0
    order = [{p: torch.randperm(len(s[p][0])) for p in s} for s in sets]
    for epoch in range(epochs):
        links.train()
        rng.shuffle(batches)
        loss_sum = 0.0
        for k, p, i in batches:
            for g in opt.param_groups:
                g["lr"] = rate * (1 - step / total)
            step += 1
            some = order[k][p][i:i + 128]
            anchor, others, f, allowed, good = (c[some] for c in sets[k][p])
            s = links.scores(p, anchor.float(), others.float(), f, drop).masked_fill(~allowed, -1e4)
            loss = (torch.logsumexp(s, 1) - torch.logsumexp(s.masked_fill(~good, -1e4), 1)).mean()
            opt.zero_grad()
            loss.backward()
            opt.step()
            loss_sum += loss.item()
        print(f"links epoch {epoch + 1}: loss {loss_sum / len(batches):.4f} {check(links) if check else ''}", flush=True)
    return links.eval()


def noisy(model, docs, pieces, seed, drop):
    """Outputs with dropout on."""
    torch.manual_seed(seed)
    plain, usual = model.eval, model.config["dropout"]
    layers = model.encoder.blocks if convolutional(model.config) else model.encoder.layers
    model.eval = model.train
    model.encoder.config["dropout"] = drop
    for layer in layers:
        layer.drop = drop
    try:
        return predict.tags(model, predict.predict(model, docs, pieces, overlap=0))
    finally:
        model.eval = plain
        model.encoder.config["dropout"] = usual
        for layer in layers:
            layer.drop = usual
        model.eval()


def main(a):
    model, kept = load(a.checkpoint)
    pieces = tokens.Pieces(kept["vocabulary"])
    train, held, dev = data.attribution(a.corpora)
    train = train[: int(a.share * len(train))]
    sets, module = [], score.scorer(a.corpora)
    for k in range(a.passes):
        outputs = noisy(model, train, pieces, a.seed + k, a.noise)
        s = score.attribution(module, train, [rule.link(d, o["spans"]) for d, o in zip(train, outputs)])
        print("noisy train, rule", {k: round(v, 2) for k, v in s.items()}, flush=True)
        sets.append(examples(train, heads_of(model, train, outputs)))
        print({"".join(p): len(v[0]) for p, v in sets[-1].items()}, flush=True)
    outputs = {t: heads_of(model, docs, predict.tags(model, predict.predict(model, docs, pieces)))
               for t, docs in (("validation", held), ("dev", dev))}
    for t, docs in (("validation", held), ("dev", dev)):
        s = score.attribution(module, docs, [rule.link(d, o["spans"]) for d, o in zip(docs, outputs[t])])
        print("rule", t, {k: round(v, 2) for k, v in s.items()}, flush=True)

    def check(links):
        s = score.attribution(module, held, [links.link(d, o) for d, o in zip(held, outputs["validation"])])
        return "validation match %.2f full %.2f" % (s["content match"], s["full"])

    before = Links.from_tensors(export.read(a.start)[3]) if a.start else None
    if before:
        print("links before:", check(before), flush=True)
    links = fit(sets, model.config["hidden"], seed=a.seed, check=check, start=before)
    for t, docs in (("validation", held), ("dev", dev)):
        s = score.attribution(module, docs, [links.link(d, o) for d, o in zip(docs, outputs[t])])
        print("links", t, {k: round(v, 2) for k, v in s.items()}, flush=True)
    Path(a.out).parent.mkdir(parents=True, exist_ok=True)
    torch.save({k: torch.from_numpy(v) for k, v in links.tensors().items()}, a.out)
