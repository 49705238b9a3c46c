"""Reads the corpora into Documents with labels. Nothing of a corpus is ever written into the repository."""
import bisect
import collections
import gzip
import hashlib
import json
from pathlib import Path

import numpy as np

from .heads import ATTRIBUTION, ENTITIES, ENTITY_TYPES, UPOS
from .tokens import Document

FREE_GENRES = {"news", "interview", "bio", "voyage", "academic", "court"}
ONTONOTES = {"PERSON": "person", "NORP": "group", "ORG": "organisation", "GPE": "place", "LOC": "place", "FAC": "facility",
             "EVENT": "event", "DATE": "date", "TIME": "time", "MONEY": "money", "PERCENT": "percent", "QUANTITY": "quantity",
             "CARDINAL": "cardinal", "ORDINAL": "ordinal", "PRODUCT": "product", "WORK_OF_ART": "work", "LAW": "law"}
# what a gold set's label may be, and the types of which a missing label means "none"
GOLD = {
    "worldwide": ({"Person": "person", "Organization": "organisation", "NORP": "group", "Facility": "facility",
                   "Location": "place", "Date": "date", "Money": "money", "Product": "product", "Misc": "O event work law"},
                  "person organisation group facility place money product"),
    "crossner-politics": ({"politician": "person", "person": "person", "politicalparty": "organisation",
                           "organisation": "organisation", "country": "place", "location": "place", "event": "event",
                           "election": "event", "misc": "O group work law"}, "person organisation place event"),
    "wikigold": ({"PER": "person", "ORG": "organisation", "LOC": "place facility", "MISC": "O group event work product law"},
                 "person organisation place facility"),
    "ieer": ({"PERSON": "person", "ORGANIZATION": "organisation", "LOCATION": "place facility", "DATE": "date", "TIME": "time",
              "DURATION": "date", "CARDINAL": "cardinal", "MEASURE": "quantity", "MONEY": "money", "PERCENT": "percent"},
             "person organisation place facility date time cardinal quantity money percent"),
}
TAG, ENT = ({l: i for i, l in enumerate(x)} for x in (ATTRIBUTION, ENTITIES))


def rows(path):
    path = Path(path)
    with (gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else open(path, encoding="utf-8")) as f:
        for line in f:
            if line.strip():
                yield json.loads(line)


def fold(name, parts=20):
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % parts


def word_range(doc, start, end):
    return bisect.bisect_right(doc.ends, start), bisect.bisect_left(doc.starts, end)


def attribution_documents(path):
    """PolNeAR-like rows; `links` keeps the gold attributions as spans of characters."""
    out = []
    for row in rows(path):
        doc = Document(row["text"])
        doc.name, doc.links = row["id"], row["attributions"]
        known = [None] * len(doc.words)
        for k, a in enumerate(row["attributions"]):
            for role, kind in (("source", "Source"), ("cue", "Cue"), ("content", "Content")):
                for s, e in a[role]:
                    for i in range(*word_range(doc, s, e)):
                        if known[i] is None:
                            known[i] = (kind, k)
        doc.tags = np.array([0 if x is None else TAG[("I-" if i and known[i - 1] == x else "B-") + x[0]]
                             for i, x in enumerate(known)])
        out.append(doc)
    return out


def hang_entities(doc, found, absent, weight):
    """found: [(start, end, kinds)], kinds a string of types (and O); absent: types that are surely not there elsewhere."""
    ok = np.zeros((len(doc.words), len(ENTITIES)), bool)
    ok[:, 0] = True
    for t in ENTITY_TYPES:
        if t not in absent:
            ok[:, ENT["B-" + t]] = ok[:, ENT["I-" + t]] = True
    taken = np.zeros(len(doc.words), bool)
    for s, e, kinds in sorted(found, key=lambda x: (x[0], -x[1])):
        a, b = word_range(doc, s, e)
        if a >= b or taken[a:b].any():
            continue
        taken[a:b] = True
        ok[a:b] = False
        for kind in kinds.split():
            if kind == "O":
                ok[a:b, 0] = True
            else:
                ok[a, ENT["B-" + kind]] = True
                ok[a + 1:b, ENT["I-" + kind]] = True
    doc.entities, doc.entity_weight = ok, weight


def trimmed(text, s, e):
    if text[s:e].lower().startswith("the "):
        s += 4
    if text[s:e].endswith(("'s", "’s")):
        e -= 2
    return s, e


def entity_documents(path):
    """Gold sets of `entities`; MEANTIME stays out (it stands in a dev set elsewhere)."""
    out = []
    for row in rows(path):
        if row["set"] not in GOLD:
            continue
        kinds, absent = GOLD[row["set"]]
        doc = Document(row["text"])
        doc.name, doc.set = row["doc"], row["set"]
        doc.gold = [(e[0], e[1], kinds[e[2]]) for e in row["entities"] if e[2] in kinds]
        hang_entities(doc, doc.gold, absent.split(), 1.0)
        out.append(doc)
    return out


def add_silver_entities(docs, path, weight):
    by_name = {d.name: d for d in docs}
    for row in rows(path):
        doc = by_name.get(row["doc"].split("/", 1)[1])
        if doc is None or doc.text != row["text"]:
            continue
        found = []
        for s, e, t, *_ in row["entities"]:
            if t in ("DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "CARDINAL", "ORDINAL"):
                found.append((s, e, ONTONOTES[t]))
            elif t in ONTONOTES:
                found.append((*trimmed(row["text"], s, e), ONTONOTES[t]))
        hang_entities(doc, found, ENTITY_TYPES, weight)


def blank_syntax(doc, weight):
    n = len(doc.words)
    doc.upos, doc.heads, doc.relations, doc.tree = np.full(n, -100), np.full(n, -2), np.full(n, -100), np.full(n, -1)
    doc.syntax_weight = weight


def syntax_documents(path, leave_out=(), sets=("ewt", "gum")):
    """Gold trees whose terms allow weights to be shipped. The words are the treebank's; `leave_out`: folded sentences of
    texts that stand in another dev set."""
    out = []
    for row in rows(path):
        if row["set"] not in sets or (row["set"] == "gum" and row["genre"] not in FREE_GENRES):
            continue
        text = row["text"]
        if leave_out:
            same = sum(folded(text[s["start"]:s["end"]]) in leave_out for s in row["sentences"])
            if same > 0.2 * len(row["sentences"]):
                continue
        flat = [(t, k, base) for k, (s, base) in enumerate(zip(row["sentences"], offsets(row["sentences"]))) for t in s["tokens"]]
        doc = Document(text, ([t[0] for t, _, _ in flat], [t[1] for t, _, _ in flat]), [k for _, k, _ in flat])
        doc.name, doc.set, doc.genre = row["doc"], row["set"], row["genre"]
        blank_syntax(doc, 1.0)
        doc.tree = np.array([k for _, k, _ in flat])
        doc.upos = np.array([UPOS.index(t[2]) if t[2] in UPOS else -100 for t, _, _ in flat])
        doc.heads = np.array([base + t[4] - 1 if t[4] else -1 for t, _, base in flat])
        doc.relation_names = [t[5] for t, _, _ in flat]
        out.append(doc)
    return out


def offsets(sentences):
    n = 0
    for s in sentences:
        yield n
        n += len(s["tokens"])


def folded(text):
    return "".join(c for c in text.lower() if c.isalnum())


def folded_sentences(path):
    """Folded sentences of the GUM rows of the entities dev set (one a line of text, and cut at end marks)."""
    out = set()
    for row in rows(path):
        if row.get("set") != "gum":
            continue
        doc = Document(row["text"])
        for a, b in zip(doc.breaks, doc.breaks[1:] + [len(doc.words)]):
            out.add(folded(row["text"][doc.starts[a]:doc.ends[b - 1]]))
    return {x for x in out if len(x) > 20}


def add_silver_syntax(docs, path, weight):
    """Machine trees for words that are cut alike; `dep` says the converter did not know, so it is masked."""
    by_name = {d.name: d for d in docs}
    for row in rows(path):
        doc = by_name.get(row["doc"].split("/", 1)[1])
        if doc is None or doc.text != row["text"]:
            continue
        blank_syntax(doc, weight)
        doc.relation_names = [None] * len(doc.words)
        at = {(s, e): i for i, (s, e) in enumerate(zip(doc.starts, doc.ends))}
        for k, s in enumerate(row["sentences"]):
            place = [at.get((t[0], t[1])) for t in s["tokens"]]
            for t, i in zip(s["tokens"], place):
                if i is None:
                    continue
                doc.tree[i] = k
                doc.upos[i] = UPOS.index(t[2]) if t[2] in UPOS else -100
                if t[5] == "dep":
                    continue
                head = place[t[4] - 1] if t[4] else -1
                if head is not None:
                    doc.heads[i], doc.relation_names[i] = head, t[5]


def relation_labels(docs, least=5):
    count = collections.Counter(r for d in docs for r in d.relation_names)
    return sorted(r for r, n in count.items() if n >= least)


def number_relations(docs, labels):
    at = {r: i for i, r in enumerate(labels)}
    for d in docs:
        if d.tree is not None:
            d.relations = np.array([-100 if r is None else at.get(r, at.get(r.split(":")[0], -100)) for r in d.relation_names])
