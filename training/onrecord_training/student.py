"""Trains the convolutional reader: gold labels where there are some, and everywhere what the larger reader said (`teacher`)."""
import json
import math
import random
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

from . import convolution
from .heads import ATTRIBUTION, BARRED, ENTITIES
from .train import save

WORDS, ROWS = 256, 24                           # words in a window, windows in a batch
EPOCHS = dict(attribution=8, entities=5, syntax=6, triggers=4, factuality=4)
WEIGHTS = dict(attribution=1.0, entities=1.0, upos=0.3, arcs=0.5, relations=0.4, event=0.5, factuality=0.3)
GOLD = 0.5                                      # share of a gold tagging's loss, for each of CRF and cross-entropy
GOLD_TREE = 2.0                                 # weight of a gold head against a sure one of the teacher


def windows(doc, start=0):
    """Ranges of whole sentences with at most WORDS words; a longer sentence is cut."""
    n, out, a = len(doc.words), [], start
    ends = [x for x in doc.breaks if x > start] + [n]
    last = start
    for e in ends:
        if e - a > WORDS:
            if last > a:
                out.append((a, last))
                a = last
            while e - a > WORDS:
                out.append((a, a + WORDS))
                a += WORDS
        last = e
    return out + ([(a, n)] if n > a else [])


def plan(sets, epochs, seed):
    """Batches of (set, document, first word, word after), the epochs of every set spread over the whole run."""
    rng, timed = random.Random(seed), []
    for name, docs in sets.items():
        for epoch in range(math.ceil(epochs[name])):
            for k, d in enumerate(docs):
                start = rng.choice([x for x in d.breaks if x < WORDS] or [0])
                cut = ([(0, start)] if start > 4 else []) + windows(d, start)
                timed += [((epoch + rng.random()) / epochs[name], name, k, a, b) for a, b in cut]
    timed = sorted(w for w in timed if w[0] < 1)
    out = []
    for i in range(0, len(timed), 40 * ROWS):
        chunk = sorted(timed[i:i + 40 * ROWS], key=lambda w: w[4] - w[3])
        bundle, here = [], []
        for w in chunk:
            if here and (len(here) + 1) * (w[4] - w[3]) > ROWS * WORDS:
                bundle.append(here)
                here = []
            here.append(w[1:])
        bundle.append(here)
        rng.shuffle(bundle)
        out += bundle
    return out


def collate(items):
    """items: [(document, a, b)] -> the encoder's tensors and targets"""
    batch = convolution.collate(items)
    rows, w = batch["here"].shape
    full = lambda shape, value, kind: np.full((rows, w, *shape), value, kind)
    t = dict(soft_attribution=full((len(ATTRIBUTION),), 0, np.float32), soft_entities=full((len(ENTITIES),), 0, np.float32),
             soft_upos=full((17,), 0, np.float32), soft_event=full((), 0, np.float32), soft_factuality=full((), 0, np.float32),
             told=full((), 0, np.float32), head=full((), -100, np.int64), relation=full((), -100, np.int64),
             arc_weight=full((), 0, np.float32), sentence=full((), -1, np.int64), upos=full((), -100, np.int64),
             event=full((), -100, np.int64), event_weight=full((), 0, np.float32), factuality=full((), np.nan, np.float32))
    for i, (d, a, b) in enumerate(items):
        n, said = b - a, getattr(d, "said", None)
        t["sentence"][i, :n] = d.sent[a:b]
        gold = d.tree is not None and d.syntax_weight == 1
        if said is not None:
            t["told"][i, :n] = 1
            for k in ("attribution", "entities", "upos"):
                t["soft_" + k][i, :n] = said[k][a:b]
            t["soft_event"][i, :n], t["soft_factuality"][i, :n] = said["event"][a:b, 0], said["factuality"][a:b, 0]
        if gold or said is not None:
            h, r, sure = (d.heads, d.relations, GOLD_TREE) if gold else (said["heads"], said["relations"], said["sure"][a:b])
            h = h[a:b]
            inside = (h >= a) & (h < b)
            t["head"][i, :n] = np.where(h == -1, 0, np.where(inside, h - a + 1, -100))
            t["relation"][i, :n] = np.where(t["head"][i, :n] >= 0, r[a:b], -100)
            t["arc_weight"][i, :n] = sure
        if gold:
            t["upos"][i, :n] = d.upos[a:b]
        if d.event is not None:
            t["event"][i, :n], t["event_weight"][i, :n], t["factuality"][i, :n] = d.event[a:b], d.event_weight[a:b], d.factuality[a:b]
    for name, field, labels in (("attribution", "tags", ATTRIBUTION), ("entities", "entities", ENTITIES)):
        some = [i for i, (d, _, _) in enumerate(items) if getattr(d, field) is not None and (field == "tags" or d.entity_weight == 1)]
        ok = np.ones((len(some), w, len(labels)), bool)
        for r, i in enumerate(some):
            d, a, b = items[i]
            ok[r, :b - a] = np.eye(len(labels), dtype=bool)[d.tags[a:b]] if field == "tags" else d.entities[a:b]
        t["gold_" + name], t[name + "_rows"] = ok, np.array(some, np.int64)
    batch.update({k: torch.from_numpy(v) for k, v in t.items()})
    return batch


def tagging(lo, batch, name, crf, total):
    """What the teacher said of every word, and the gold tagging where there is one."""
    log = lo.log_softmax(-1)
    loss = -((batch["soft_" + name].softmax(-1) * log).sum(-1) * batch["told"]).sum() / total
    rows = batch[name + "_rows"]
    if len(rows):
        some, ok, here = lo[rows], batch["gold_" + name], batch["here"][rows]
        ce = torch.logsumexp(some, -1) - torch.logsumexp(some.masked_fill(~ok, BARRED), -1)
        loss = loss + GOLD * (crf(some, ok, here, torch.ones(len(rows))) + (ce * here).sum()) / total
    return loss


def tree_loss(model, x, batch, weights, total):
    head, sentence = batch["head"], batch["sentence"]
    root = model.encoder.root.expand(x.shape[0], -1)
    same = (sentence[:, :, None] == sentence[:, None, :]) & ~torch.eye(x.shape[1], dtype=torch.bool)
    s = model.arcs(x, root).masked_fill(~torch.cat([torch.ones_like(same[..., :1]), same], -1), BARRED)
    ce = F.cross_entropy(s.transpose(1, 2), head, ignore_index=-100, reduction="none")
    out = dict(arcs=weights["arcs"] * (ce * batch["arc_weight"]).sum() / total)
    bi, wi = (batch["relation"] >= 0).nonzero(as_tuple=True)
    if len(bi):
        both = torch.cat([root[:, None], x], 1)
        lo = model.relations(x[bi, wi], both[bi, head[bi, wi]])
        ce = F.cross_entropy(lo, batch["relation"][bi, wi], reduction="none")
        out["relations"] = weights["relations"] * (ce * batch["arc_weight"][bi, wi]).sum() / total
    return out


def event_loss(model, x, batch, weights, total):
    event, fact, told = model.event(x)[..., 0], model.factuality(x)[..., 0], batch["told"]
    bce = F.binary_cross_entropy_with_logits
    loss = (bce(event, torch.sigmoid(batch["soft_event"]), reduction="none") * told).sum()
    known = batch["event"] >= 0
    if known.any():
        loss = loss + (bce(event[known], batch["event"][known].float(), reduction="none") * batch["event_weight"][known]).sum()
    far = (F.smooth_l1_loss(fact, batch["soft_factuality"].clamp(-3, 3), reduction="none") * told * torch.sigmoid(batch["soft_event"])).sum()
    known = torch.isfinite(batch["factuality"])
    if known.any():
        far = far + F.smooth_l1_loss(fact[known], batch["factuality"][known], reduction="sum")
    return dict(event=weights["event"] * loss / total, factuality=weights["factuality"] * far / total)


def loss(model, batch, weights):
    x = model.encoder(batch)
    x = convolution.dropout(x, model.config["dropout"], model.training)
    total = batch["here"].sum()
    lo = model.upos(x)
    upos = -((batch["soft_upos"].softmax(-1) * lo.log_softmax(-1)).sum(-1) * batch["told"]).sum()
    upos = upos + F.cross_entropy(lo.transpose(1, 2), batch["upos"], ignore_index=-100, reduction="sum")
    out = dict(
        attribution=weights["attribution"] * tagging(model.attribution(x), batch, "attribution", model.attribution_crf, total),
        entities=weights["entities"] * tagging(model.entities(x), batch, "entities", model.entities_crf, total),
        upos=weights["upos"] * upos / total,
        **tree_loss(model, x, batch, weights, total), **event_loss(model, x, batch, weights, total))
    return sum(out.values()), {k: float(v.detach()) for k, v in out.items()}


def run(model, sets, pieces, out, epochs=EPOCHS, seed=1, rate=2e-3, keep=100, steps=None, weights=WEIGHTS, report=20, minutes=None,
        check=None):
    """Train to the end of the plan or of the time, going on from `out`/last.pt if it is there; the rate falls with whichever
    is nearer its end. check(model): a line for the log, now and then."""
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    for docs in sets.values():
        for d in docs:
            convolution.code(d, pieces)
    batches = plan(sets, epochs, seed)[:steps]
    total, first = len(batches), 0
    opt = torch.optim.AdamW(model.parameters(), lr=rate, weight_decay=0.01, fused=True)
    extra, spent = dict(vocabulary=pieces.vocabulary), 0.0
    if (out / "last.pt").exists():
        kept = torch.load(out / "last.pt", weights_only=False)
        model.load_state_dict(kept["model"])
        opt.load_state_dict(kept["opt"])
        first, spent = kept["step"], kept["spent"]
    print(json.dumps(dict(steps=total, first=first, words=sum(b - a for x in batches for _, _, a, b in x),
                          parameters=sum(p.numel() for p in model.parameters()))), flush=True)
    begun, sums, count = time.time() - spent, {}, 0
    model.train()
    for step in range(first, total):
        torch.manual_seed(seed * 1_000_003 + step)
        done = max(step / total, (time.time() - begun) / (60 * minutes) if minutes else 0)
        if done >= 1:
            print(f"time is up at step {step}", flush=True)
            break
        for g in opt.param_groups:
            g["lr"] = rate * min(1.0, (step + 1) / min(100, 0.05 * total)) * max(0.01, 1 - done)
        batch = collate([(sets[n][k], a, b) for n, k, a, b in batches[step]])
        total_loss, parts = loss(model, batch, weights)
        total_loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        opt.zero_grad()
        count += 1
        for k, v in parts.items():
            sums[k] = sums.get(k, 0.0) + v
        if (step + 1) % report == 0 or step + 1 == total:
            print(f"{step + 1}/{total} {time.time() - begun:.0f}s cpu {time.process_time():.0f}s " +
                  " ".join(f"{k} {v / count:.4f}" for k, v in sums.items()), flush=True)
            sums, count = {}, 0
        if (step + 1) % keep == 0 and step + 1 < total:
            save(out / "last.pt", model, opt, step + 1, dict(extra, spent=time.time() - begun))
            if check and (step + 1) % (3 * keep) == 0:
                print(check(model), flush=True)
                model.train()
    save(out / "final.pt", model, None, total, extra)
    return model
