"""The joint training run: windows of all sets mixed, resumable, seeded."""
import json
import math
import os
import random
import time
from pathlib import Path

import numpy as np
import torch

from . import tokens
from .heads import ATTRIBUTION, ENTITIES, Reader

WEIGHTS = dict(attribution=1.0, entities=1.0, upos=0.3, arcs=0.5, relations=0.4, event=0.5, factuality=0.3, told=1.0)
EPOCHS = dict(attribution=3, syntax=2.5, entities=1.6, triggers=1, factuality=1)
BUDGET, WINDOW = 2048, 256


def bf16():
    """Does this processor multiply in bfloat16? Where it does not, that is slower than f32."""
    return torch.cpu._is_avx512_bf16_supported()


def plan(sets, epochs, seed, pieces):
    """Batches of (set, document, first word, word after), the epochs of every set spread over the whole run."""
    rng, timed = random.Random(seed), []
    for name, docs in sets.items():
        for epoch in range(math.ceil(epochs[name])):
            for k, d in enumerate(docs):
                start = rng.choice([x for x in d.breaks if x < 120] or [0]) if rng.random() < 0.8 else 0
                cut = ([(0, start)] if start > 8 else []) + tokens.windows(d, WINDOW, 0, start)
                timed += [((epoch + rng.random()) / epochs[name], name, k, a, b) for a, b in cut if b > a]
    timed = sorted(w for w in timed if w[0] < 1)            # a part of an epoch is its first windows
    size = lambda w: 2 + sum(map(len, sets[w[1]][w[2]].pieces[w[3]:w[4]]))
    out = []
    for i in range(0, len(timed), 240):
        chunk = sorted(timed[i:i + 240], key=size)
        bundle, here, longest = [], [], 0
        for w in chunk:
            longest = max(longest, size(w))
            if here and longest * (len(here) + 1) > BUDGET:
                bundle.append(here)
                here, longest = [], size(w)
            here.append(w[1:])
        bundle.append(here)
        rng.shuffle(bundle)
        out += bundle
    return out


def collate(items, pieces):
    """items: [(document, a, b)] -> tensors"""
    coded = [tokens.encode(d, a, b, pieces) for d, a, b in items]
    rows, t, w = len(items), max(len(c[0]) for c in coded), max(b - a for _, a, b in items)
    ids, feature = np.full((rows, t), pieces.pad), np.full((rows, t), tokens.FEATURE_EDGE)
    mask, place, here = np.zeros((rows, t), np.float32), np.zeros((rows, w), np.int64), np.zeros((rows, w), np.float32)
    for i, (x, f, p) in enumerate(coded):
        ids[i, :len(x)], feature[i, :len(f)], mask[i, :len(x)] = x, f, 1
        place[i, :len(p)], here[i, :len(p)] = p, 1
    batch = dict(ids=ids, feature=feature, mask=mask, place=place, here=here)
    known = lambda field: [i for i, (d, _, _) in enumerate(items) if getattr(d, field) is not None]
    for name, field, labels in (("attribution", "tags", ATTRIBUTION), ("entities", "entities", ENTITIES)):
        some = known(field)
        ok = np.ones((len(some), w, len(labels)), bool)
        for r, i in enumerate(some):
            d, a, b = items[i]
            ok[r, :b - a] = np.eye(len(labels), dtype=bool)[d.tags[a:b]] if field == "tags" else d.entities[a:b]
        batch[name], batch[name + "_rows"] = ok, np.array(some, np.int64)
        batch[name + "_weight"] = np.array([items[i][0].entity_weight if field == "entities" else 1.0 for i in some], np.float32)
    some = known("tree")
    upos, relation = np.full((len(some), w), -100), np.full((len(some), w), -100)
    head, tree = np.full((len(some), w), -100), np.full((len(some), w), -1)
    for r, i in enumerate(some):
        d, a, b = items[i]
        n = b - a
        upos[r, :n], tree[r, :n] = d.upos[a:b], d.tree[a:b]
        h = d.heads[a:b]
        inside = (h >= a) & (h < b)
        head[r, :n] = np.where(h == -1, 0, np.where(inside, h - a + 1, -100))
        relation[r, :n] = np.where(head[r, :n] >= 0, d.relations[a:b], -100)
    batch.update(upos=upos, head=head, tree=tree, relation=relation, syntax_rows=np.array(some, np.int64),
                 syntax_weight=np.array([items[i][0].syntax_weight for i in some], np.float32))
    some = known("event")
    event, weight = np.full((len(some), w), -100), np.zeros((len(some), w), np.float32)
    factuality = np.full((len(some), w), np.nan, np.float32)
    for r, i in enumerate(some):
        d, a, b = items[i]
        event[r, :b - a], weight[r, :b - a], factuality[r, :b - a] = d.event[a:b], d.event_weight[a:b], d.factuality[a:b]
    batch.update(event=event, event_word_weight=weight, factuality=factuality, event_rows=np.array(some, np.int64))
    batch.update(told(items, w))
    return {k: torch.from_numpy(np.ascontiguousarray(v)) for k, v in batch.items()}


def told(items, w):
    """What another reader said (`teacher`) of the taggings and events that a window carries no gold for, as probabilities."""
    out = {}
    some = [i for i, (d, _, _) in enumerate(items) if d.said]
    for name, field in (("attribution", "tags"), ("entities", "entities"), ("event", "event")):
        rows = [i for i in some if getattr(items[i][0], field) is None]
        soft = np.zeros((len(rows), w, items[rows[0]][0].said[name].shape[1] if rows else 1), np.float32)
        for r, i in enumerate(rows):
            d, a, b = items[i]
            soft[r, :b - a] = d.said[name][a:b]
        out["told_" + name], out["told_" + name + "_rows"] = soft, np.array(rows, np.int64)
    return out


def optimiser(model, rate, head_rate):
    groups = {"matrix": [], "vector": [], "head": []}
    for name, p in model.named_parameters():
        body = name.startswith("encoder.") and "feature" not in name
        groups["head" if not body else "matrix" if p.dim() > 1 else "vector"].append(p)
    opt = torch.optim.AdamW([dict(params=groups["matrix"], lr=rate, weight_decay=0.01),
                             dict(params=groups["vector"], lr=rate, weight_decay=0.0),
                             dict(params=groups["head"], lr=head_rate, weight_decay=0.01)], fused=True)
    for g in opt.param_groups:
        g["base"] = g["lr"]
    return opt


def save(path, model, opt, step, extra):
    part = Path(str(path) + ".part")
    torch.save(dict(model=model.state_dict(), opt=opt.state_dict() if opt else None, step=step, config=model.config, **extra), part)
    os.replace(part, path)


def load(path):
    """A checkpoint, or the folder of an exported reader (its weights are those that ship, rounded to int8)."""
    if Path(path).is_dir():
        from . import export
        model, vocabulary, _, _ = export.read(path)
        return model, dict(vocabulary=vocabulary, config=model.config, step=0)
    kept = torch.load(path, weights_only=False)
    model = Reader(kept["config"])
    model.load_state_dict(kept["model"])
    return model, kept


def run(model, sets, pieces, out, epochs=EPOCHS, seed=1, rate=2e-4, head_rate=1e-3, half=None, keep=150, steps=None,
        weights=WEIGHTS, report=25, minutes=None, frozen=0):
    """Train to the end of the plan, going on from `out`/last.pt if it is there; or, with `minutes`, to the end of the time,
    the rate then falling with the clock. The embeddings and the first `frozen` layers stay as they are."""
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    half = bf16() if half is None else half
    for docs in sets.values():
        for d in docs:
            d.prepare(pieces)
    batches = plan(sets, epochs, seed, pieces)[:steps]
    total, first, opt = len(batches), 0, optimiser(model, rate, head_rate)
    extra = dict(vocabulary=pieces.vocabulary)
    if (out / "last.pt").exists():
        kept = torch.load(out / "last.pt", weights_only=False)
        model.load_state_dict(kept["model"])
        opt.load_state_dict(kept["opt"])
        first = kept["step"]
    print(json.dumps(dict(steps=total, first=first, parameters=sum(p.numel() for p in model.parameters()))), flush=True)
    if frozen:
        for part in [model.encoder.word, model.encoder.position, model.encoder.norm, model.encoder.feature, *model.encoder.layers[:frozen]]:
            part.requires_grad_(False)
    begun, sums, count = time.time(), {}, 0
    model.train()
    warm = lambda step: min(1.0, (step + 1) / (0.1 * total))
    rate_at = lambda step: warm(step) * min(1.0, (total - step) / (0.9 * total))
    for step in range(first, total):
        torch.manual_seed(seed * 1_000_003 + step)
        f = rate_at(step)
        if minutes:
            level = rate_at(first) if first else warm(step)     # a run that begins here has yet to warm up
            f = min(f, level * (1 - (time.time() - begun) / (60 * minutes)))
            if f <= 0:
                print(f"time is up at step {step}", flush=True)
                break
        for g in opt.param_groups:
            g["lr"] = g["base"] * f
        batch = collate([(sets[n][k], a, b) for n, k, a, b in batches[step]], pieces)
        with torch.autocast("cpu", torch.bfloat16, enabled=half):
            loss, parts = model.loss(batch, weights)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        opt.step()
        opt.zero_grad()
        count += 1
        for k, v in parts.items():
            sums[k] = sums.get(k, 0.0) + v
        if (step + 1) % report == 0 or step + 1 == total:
            print(f"{step + 1}/{total} {time.time() - begun:.0f}s " + " ".join(f"{k} {v / count:.4f}" for k, v in sums.items()), flush=True)
            sums, count = {}, 0
        if (step + 1) % keep == 0 and step + 1 < total:
            save(out / "last.pt", model, opt, step + 1, extra)
    save(out / "final.pt", model, None, total, extra)
    return model
