"""What a larger reader says of texts: scores of every head, word by word, for a smaller reader to learn from."""
import os
import re
from pathlib import Path

import numpy as np
import torch

from . import corpora, predict, tokens
from .train import collate

CHUNK = 150_000                                  # words written at once
HEADS = ("attribution", "entities", "upos", "event", "factuality")


def runs(text, length=8):
    """Hashes of every run of eight words."""
    words = re.findall(r"\w+", text.lower())
    return {hash(tuple(words[i:i + length])) for i in range(len(words) - length + 1)}


def overlapping(docs, eval_folder, share=0.1):
    """The `number` of each document of which more than a tenth of the runs of eight words stand in some dev part: to be left out."""
    seen = set()
    for path in sorted(Path(eval_folder).glob("*/*dev.jsonl")):
        for row in corpora.rows(path):
            for text in texts_of(row):
                seen |= runs(text)
    mine = ((d.number, runs(d.text)) for d in docs)
    return {number for number, found in mine if len(found & seen) > share * max(1, len(found))}


def texts_of(value):
    if isinstance(value, str):
        if len(value) > 60:
            yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_of(part)


@torch.no_grad()
def judge(model, docs, pieces, budget=4096):
    """-> for each document a dict: logits of the heads (f16), heads (-1 root, else a word of the document), relations, and how
    sure the teacher was of the head. Windows repeat nothing, as at run time."""
    model.eval()
    jobs = [(k, a, b) for k, d in enumerate(docs) for a, b in tokens.windows(d.prepare(pieces), 256, 0)]
    out = [dict(heads=np.full(len(d.words), -2, np.int32), relations=np.zeros(len(d.words), np.int16),
                sure=np.zeros(len(d.words), np.float16),
                **{h: np.zeros((len(d.words), getattr(model, h).out_features), np.float16) for h in HEADS}) for d in docs]
    size = lambda j: 2 + sum(map(len, docs[j[0]].pieces[j[1]:j[2]]))
    jobs.sort(key=size)
    while jobs:
        some = [jobs.pop() for _ in range(min(len(jobs), max(1, budget // size(jobs[-1]))))]
        batch = collate([(predict.Bare(docs[k]), a, b) for k, a, b in some], pieces)
        words, root = model.vectors(batch)
        said = {h: getattr(model, h)(words).numpy() for h in HEADS}
        sentence = torch.full(batch["place"].shape, -1)
        for r, (k, a, b) in enumerate(some):
            sentence[r, :b - a] = torch.tensor(docs[k].sent[a:b])
        same = (sentence[:, :, None] == sentence[:, None, :]) & (sentence[:, :, None] >= 0)
        same &= ~torch.eye(same.shape[1], dtype=torch.bool)
        arcs = model.arcs(words, root).masked_fill(~torch.cat([torch.ones_like(same[..., :1]), same], -1), -1e4)
        sure, head = arcs.softmax(-1).max(-1)
        both = torch.cat([root[:, None], words], 1)
        above = both.gather(1, head[..., None].expand(-1, -1, both.shape[-1]))
        relation = torch.zeros_like(head)
        here = sentence >= 0
        relation[here] = model.relations(words[here], above[here]).argmax(-1)
        for r, (k, a, b) in enumerate(some):
            o, n = out[k], b - a
            for h in HEADS:
                o[h][a:b] = said[h][r, :n]
            h = head[r, :n].numpy()
            o["heads"][a:b] = np.where(h == 0, -1, h - 1 + a)
            o["relations"][a:b], o["sure"][a:b] = relation[r, :n].numpy(), sure[r, :n].numpy()
    return out


def run(say, sets, folder):
    """Judges every document of the sets with `say` (documents -> what is said of each), in the order given; what is written already
    is not done again."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for name, docs in sets.items():
        begin = part = 0
        while begin < len(docs):
            end, words = begin, 0
            while end < len(docs) and words < CHUNK:
                words += len(docs[end].words)
                end += 1
            path = folder / f"{name}.{part}.pt"
            if not path.exists():
                torch.save(dict(first=begin, said=say(docs[begin:end])), str(path) + ".part")
                os.replace(str(path) + ".part", path)
                print(f"{path.name}: {end - begin} documents, {words} words", flush=True)
            begin, part = end, part + 1


def load(folder, name, docs):
    """Hangs what the teacher said on the documents, as `said`; what is not there stays None."""
    for path in sorted(Path(folder).glob(f"{name}.*.pt")):
        kept = torch.load(path, weights_only=False)
        for d, said in zip(docs[kept["first"]:], kept["said"]):
            if len(said["sure"]) == len(d.words):
                d.said = said
    return docs
