"""Measures a reader: attribution, entities, word classes and syntax."""
import importlib.util
import json
from pathlib import Path

from . import corpora, data, events, export, predict, rule, tokens
from .encoder import Linear
from .train import load

MAIN = ("person", "organisation", "place")


def scorer(corpora_folder):
    path = Path(corpora_folder) / "eval/attribution/score_attribution.py"
    spec = importlib.util.spec_from_file_location("score_attribution", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def attribution(module, docs, linked):
    gold = {d.name: dict(text=d.text, attributions=d.links) for d in docs}
    pred = {d.name: dict(attributions=rule.characters(d, l)) for d, l in zip(docs, linked)}
    r, _ = module.score(gold, pred)
    out = {n: 100 * r[m]["f1"] for n, m in (("content token", "content_token"), ("content exact", "content_strict"),
                                            ("content match", "content_match"), ("full", "full_attribution"))}
    out.update({f"full, {t}": 100 * v["f1"] for t, v in r["full_attribution"]["by_type"].items()})
    return out


def entities(docs, outputs):
    """Exact spans of the types that the set annotates; a label that may be one of several counts as right if it is."""
    hit, gold, found = {}, {}, {}
    for d, o in zip(docs, outputs):
        known = set(corpora.GOLD[d.set][1].split())
        want = {}
        for s, e, kinds in d.gold:
            if known & set(kinds.split()):
                a, b = corpora.word_range(d, s, e)
                want[a, b] = kinds.split()
        for kinds in want.values():
            gold[kinds[0]] = gold.get(kinds[0], 0) + 1
        for kind, a, b in o["names"]:
            if kind not in known:
                continue
            kinds = want.get((a, b), [])
            kind = kinds[0] if kind in kinds else kind
            found[kind] = found.get(kind, 0) + 1
            hit[kind] = hit.get(kind, 0) + (kind in kinds)
    f1 = lambda some: 200 * sum(hit.get(k, 0) for k in some) / max(1, sum(gold.get(k, 0) + found.get(k, 0) for k in some))
    out = {"person + organisation + place": f1(MAIN), "all annotated types": f1(gold)}
    out.update({k: f1([k]) for k in sorted(gold)})
    return out


def syntax(model, docs, outputs, labels):
    n = right = unlabelled = exact = universal = 0
    for d, o in zip(docs, outputs):
        heads, relations = predict.parse(model, d, o)
        upos = o["upos"].argmax(-1)
        for i in range(len(d.words)):
            n += 1
            right += upos[i] == d.upos[i]
            if heads[i] == d.heads[i]:
                unlabelled += 1
                said = labels[relations[i]]
                exact += said == d.relation_names[i]
                universal += said.split(":")[0] == d.relation_names[i].split(":")[0]
    return {"UPOS": 100 * right / n, "UAS": 100 * unlabelled / n, "LAS": 100 * universal / n, "LAS with subtypes": 100 * exact / n}


def measure(model, pieces, corpora_folder, links=None, validation=False, half=True, quick=False):
    """-> {measure: score}; `links`: the learned linker, measured beside the rule"""
    folder, module, out = Path(corpora_folder), scorer(corpora_folder), {}
    _, held, dev = data.attribution(folder)
    for title, docs in (("dev", dev), ("validation", held if validation else [])):
        if not docs:
            continue
        outputs = predict.tags(model, predict.predict(model, docs, pieces, half))
        scores = attribution(module, docs, [rule.link(d, o["spans"]) for d, o in zip(docs, outputs)])
        out.update({f"attribution {title}, rule: {k}": v for k, v in scores.items()})
        if links is not None:
            for d, o in zip(docs, outputs):
                o["heads"] = predict.parse(model, d, o)[0]
            scores = attribution(module, docs, [links.link(d, o) for d, o in zip(docs, outputs)])
            out.update({f"attribution {title}, learned links: {k}": v for k, v in scores.items()})
    docs = corpora.entity_documents(folder / "training/entities/dev.jsonl.gz")
    for name in (["worldwide"] if quick else ["worldwide", "wikigold", "ieer"]):
        some = [d for d in docs if d.set == name]
        outputs = predict.tags(model, predict.predict(model, some, pieces, half))
        out.update({f"entities {name}: {k}": v for k, v in entities(some, outputs).items()})
    docs = corpora.syntax_documents(folder / "training/syntax/dev.jsonl.gz",
                                    corpora.folded_sentences(folder / "eval/entities/dev.jsonl"))
    for name in ("ewt", "gum"):
        some = [d for d in docs if d.set == name][: 60 if quick else None]
        outputs = predict.predict(model, some, pieces, half)
        out.update({f"syntax {name}: {k}": v for k, v in syntax(model, some, outputs, model.config["relation_labels"]).items()})
    path = folder / "training/events"
    out.update(events.measure(model, pieces, path, half))
    return out


def main(a):
    if a.checkpoint:
        model, kept = load(a.checkpoint)
        vocabulary = kept["vocabulary"]
        link = None
    else:
        model, vocabulary, _, link = export.read(a.out)
    links = None
    if a.links or link:
        from .links import Links
        links = Links.load(a.links) if a.links else Links.from_tensors(link)
    Linear.rounded = a.int8
    scores = measure(model, tokens.Pieces(vocabulary), a.corpora, links, a.validation, half=not a.int8, quick=a.quick)
    for k, v in scores.items():
        print(f"{k:60s} {v:6.2f}")
    if a.json:
        Path(a.json).write_text(json.dumps(scores, indent=1) + "\n")
