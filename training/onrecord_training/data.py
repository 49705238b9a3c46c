"""The training material put together: which sets, which weights, which pieces stay in the vocabulary."""
import gzip
from pathlib import Path

from . import corpora, events, tokens
from .encoder import base_vocabulary

SILVER_ENTITIES, SILVER_SYNTAX = 0.25, 0.25
HELD_FOLD = 0


def attribution(shared):
    """-> train, validation (5 % by hash), dev"""
    docs = corpora.attribution_documents(Path(shared) / "eval/attribution/train.jsonl")
    dev = corpora.attribution_documents(Path(shared) / "eval/attribution/dev.jsonl")
    return [d for d in docs if corpora.fold(d.name) != HELD_FOLD], [d for d in docs if corpora.fold(d.name) == HELD_FOLD], dev


def training_sets(shared, wordnet=None):
    """-> {set: documents}, relation labels; every document carries its labels and weights."""
    shared = Path(shared)
    train, _, _ = attribution(shared)
    silver = shared / "training/silver"
    corpora.add_silver_entities(train, silver / "polnear-train.jsonl.gz", SILVER_ENTITIES)
    corpora.add_silver_syntax(train, silver / "polnear-train.ud.jsonl.gz", SILVER_SYNTAX)
    leave_out = corpora.folded_sentences(shared / "eval/entities/dev.jsonl")
    syntax = corpora.syntax_documents(shared / "training/syntax/train.jsonl.gz", leave_out)
    labels = corpora.relation_labels(syntax)
    corpora.number_relations(syntax + train, labels)
    entities = corpora.entity_documents(shared / "training/entities/train.jsonl.gz")
    sets = {"attribution": train, "syntax": syntax, "entities": entities}
    events.add(sets, shared / "training/events", wordnet)
    return sets, labels


def texts(shared):
    """Every text whose pieces must stay."""
    shared = Path(shared)
    for path in sorted((shared / "training").glob("*/*.jsonl.gz")):
        for row in corpora.rows(path):
            if "text" in row:
                yield row["text"]
    for row in corpora.rows(shared / "eval/attribution/train.jsonl"):
        yield row["text"]
    for path in sorted((shared / "training/gazetteers").glob("*.tsv*")):
        with (gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")) as f:
            for line in f:
                yield " ".join(c for c in line.split("\t")[:4] if not c.isdigit())


def cut_vocabulary(base, counted, size):
    """Keep special pieces, single characters, and the most used pieces up to `size`. -> pieces, their ids in the base"""
    pieces = base_vocabulary(base)
    full, count = tokens.Pieces(pieces), {}
    for text in counted:
        for word in set(tokens.word_pattern().findall(text)):
            for p in full.word(word):
                count[p] = count.get(p, 0) + 1
    must = [i for i, p in enumerate(pieces) if p in ("[PAD]", "[UNK]", "[CLS]", "[SEP]") or (
        len(p.removeprefix("##")) == 1 and (ord(p[-1]) < 0x250 or count.get(i)))]
    rest = sorted((i for i in count if i not in set(must)), key=lambda i: (-count[i], i))
    kept = sorted(must + rest[: max(0, size - len(must))])
    return [pieces[i] for i in kept], kept, len(must), len(rest)
