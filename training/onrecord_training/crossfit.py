"""Teachers of half of the attribution texts, to judge the other half.

The reader `small` has learned from these texts, so what it says of their attributions is what it was told, not how sure it would be of
a text like them. A teacher that never saw a text says that (cross-fitting; Chernozhukov et al., Econometrics Journal 2018).
"""
import copy
from pathlib import Path

from . import corpora, encoder, heads, teacher, tokens, train
from .export import read

HALVES = (0, 1)
EPOCHS = 3


def half(doc):
    return corpora.fold(doc.name) % len(HALVES)


def attribution_alone(doc):
    """The document with its tags and no other label."""
    doc = copy.copy(doc)
    doc.tree = doc.entities = doc.event = None
    return doc


def fit(docs, base, start, out, left_out, seed=7, minutes=None, steps=None):
    """Trains on all but one half, from the base model, with the pieces of the reader in the folder `start`."""
    reader, vocabulary, *_ = read(start)
    where = {piece: i for i, piece in enumerate(encoder.base_vocabulary(base))}
    model = heads.Reader(dict(encoder.config_of(base), vocabulary=len(vocabulary), relation_labels=reader.config["relation_labels"]))
    encoder.load_base(model.encoder, base, [where[piece] for piece in vocabulary])
    mine = [attribution_alone(d) for d in docs if half(d) != left_out]
    return train.run(model, {"attribution": mine}, tokens.Pieces(vocabulary), out, {"attribution": EPOCHS}, seed + left_out,
                     minutes=minutes, steps=steps, frozen=1)


def judge(start, checkpoints, docs):
    """What `start` says of every head but attribution, and of that what the teacher says that has not seen the document."""
    reader, vocabulary, *_ = read(start)
    pieces = tokens.Pieces(vocabulary)
    said = teacher.judge(reader, docs, pieces)
    for number, path in enumerate(checkpoints):
        chosen = [k for k, d in enumerate(docs) if half(d) == number]
        for k, o in zip(chosen, teacher.judge(train.load(path)[0], [docs[k] for k in chosen], pieces)):
            said[k]["attribution"] = o["attribution"]
    return said


def run(docs, base, start, out, taught, minutes=None, halves=HALVES, steps=None):
    """Fits the teachers of `halves` into `out`; once all are there, writes what they say to `taught`."""
    path = lambda number: Path(out) / f"half{number}"
    for number in halves:
        if not (path(number) / "final.pt").exists():
            fit(docs, base, start, path(number), number, minutes=minutes, steps=steps)
    checkpoints = [path(number) / "final.pt" for number in HALVES]
    if all(one.exists() for one in checkpoints):
        teacher.run(lambda some: judge(start, checkpoints, some), {"attribution": docs}, taught)
