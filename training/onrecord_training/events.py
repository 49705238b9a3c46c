"""Which words name events, and whether these happened: labels by word from several sets, none of which marks everything."""
import collections
from pathlib import Path

import numpy as np

from .corpora import rows, word_range
from .heads import UPOS
from .tokens import Document

UNKNOWN = -100
WEAK = 0.25                      # weight of a label that a word list gave and nobody checked
NEVER = {UPOS.index(t) for t in "ADP AUX CCONJ DET INTJ NUM PART PRON PUNCT SCONJ SYM PROPN".split()}
NOUN, VERB = UPOS.index("NOUN"), UPOS.index("VERB")
# lexicographer files of WordNet whose nouns are events, and whose verbs are
EVENT_NOUNS, EVENT_VERBS = {4, 11}, {29, 30, 32, 33, 35, 36, 38, 41}
MIXED_NOUNS, STATIVE = {7, 10, 14, 19, 22, 26}, 42
ATTITUDES, HAVE = {31, 37, STATIVE}, set("have has had having get gets got getting let lets".split())
# function words that an annotator took into a span: the event is what follows
LIGHT = set("the a an its his her their be is are was were been has have had to".split())
ASSERTED = 2.5                   # factuality of a word of which a set says only that it happened


def blank(doc):
    n = len(doc.words)
    doc.event, doc.event_weight = np.full(n, UNKNOWN), np.zeros(n, np.float32)
    doc.factuality = np.full(n, np.nan, np.float32)
    return doc


class WordNet:
    """Lexicographer files of a lemma's senses, commonest first (WordNet 3, files `index.*` and `data.*`)."""

    def __init__(self, folder):
        self.senses = {kind: self.read(Path(folder), kind) for kind in ("noun", "verb")}

    @staticmethod
    def read(folder, kind):
        files, out = {}, {}
        for line in (folder / f"data.{kind}").read_text().splitlines():
            if line[:1].isdigit():
                files[line[:8]] = int(line[9:11])
        for line in (folder / f"index.{kind}").read_text().splitlines():
            if line[:1] != " ":
                part = line.split()
                out[part[0]] = [files[x] for x in part[-int(part[2]):]]
        return out

    def look(self, kind, word):
        """By the word, else by what is left without an English ending."""
        word = word.lower()
        for end, instead in (("", ""), ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ied", "y"), ("ing", ""),
                             ("ing", "e")):
            if word.endswith(end) and (found := self.senses[kind].get(word[:len(word) - len(end)] + instead)):
                return found
        return []

    def event(self, upos, word):
        """True, False, or None where the senses differ or say too little."""
        found = self.look("noun" if upos == NOUN else "verb", word)
        if not found:
            return None
        if upos == VERB:
            state = found[0] == STATIVE and 2 * found.count(STATIVE) >= len(found)
            return True if found[0] in EVENT_VERBS else False if state else None
        share = sum(f in EVENT_NOUNS for f in found) / len(found)
        if found[0] in EVENT_NOUNS and share > 0.6:
            return True
        return False if share < 0.34 and found[0] not in EVENT_NOUNS | MIXED_NOUNS else None


    def attitude(self, word):
        """A verb of knowing, feeling, being or having."""
        return (self.look("verb", word) or [STATIVE])[0] in ATTITUDES or word.lower() in HAVE


def weak(doc, wordnet):
    """Labels from word class and word list, for documents whose word classes are known."""
    blank(doc)
    for i, u in enumerate([] if doc.upos is None else doc.upos):
        said = False if u in NEVER else wordnet.event(u, doc.words[i]) if wordnet and u in (NOUN, VERB) else None
        if said is not None:
            doc.event[i], doc.event_weight[i] = int(said), WEAK


def factual_treebank(docs, path, wordnet):
    """UDS It-Happened on EWT: factuality of predicates. A verb among them is an event unless it is one of attitude or state."""
    by_name = {d.name: d for d in docs}
    for row in rows(path):
        doc = by_name.get(row.get("ewt_doc"))
        if doc is None:
            continue
        for e in row["events"]:
            a, b = word_range(doc, row["ewt_offset"] + e["start"], row["ewt_offset"] + e["end"])
            for i in range(a, b):
                doc.factuality[i] = e["score"]
                if doc.upos[i] == VERB and wordnet and doc.event[i] != 0 and not wordnet.attitude(doc.words[i]):
                    doc.event[i], doc.event_weight[i] = 1, 1.0


def factuality_documents(path, sets=("commitmentbank", "rp2019")):
    out = []
    for row in rows(path):
        if row["set"] in sets:
            doc = blank(Document(row["text"]))
            doc.name, doc.set = row["doc"], row["set"]
            for e in row["events"]:
                a, b = word_range(doc, e["start"], e["end"])
                doc.factuality[a:b] = e["score"]
            out.append(doc)
    return out


def trigger(doc, start, end):
    """The one word of a span that names the event, or None where that takes more than a glance."""
    found = [i for i in range(*word_range(doc, start, end)) if doc.words[i].lower() not in LIGHT]
    return found[0] if len(found) == 1 else None


def trigger_documents(path, sets=("rams", "wikievents", "litbank-events", "commodity-aug")):
    """Where a set marks everything of its kind, unmarked function words and names are no events; nothing else is known."""
    out = []
    for row in rows(path):
        if row["set"] not in sets:
            continue
        doc = blank(Document(row["text"]))
        doc.name, doc.set = row["doc"], row["set"]
        complete = doc.set in ("wikievents", "litbank-events")
        if complete:                # capitalised inside a sentence: a name
            for i, w in enumerate(doc.words):
                if not w[0].isalpha() or (i not in doc.breaks and w[0].isupper()):
                    doc.event[i], doc.event_weight[i] = 0, WEAK
        for e in row["events"]:
            i = trigger(doc, e["start"], e["end"])
            if i is not None:
                doc.event[i], doc.event_weight[i] = 1, 1.0
                if doc.set == "litbank-events":
                    doc.factuality[i] = ASSERTED
        out.append(doc)
    return out


def realis_negatives(docs, wordnet):
    """In novels marked throughout, a noun that is not marked is no event that happened: none, unless the word list disagrees."""
    for doc in docs:
        if doc.set == "litbank-events" and wordnet:
            for i, w in enumerate(doc.words):
                nouns, verbs = wordnet.look("noun", w), wordnet.look("verb", w)
                if doc.event[i] == UNKNOWN and nouns and not verbs and wordnet.event(NOUN, w) is not True:
                    doc.event[i], doc.event_weight[i] = 0, 1.0


def add(sets, folder, wordnet_folder):
    """Hangs event labels on the sets that are there, and adds those that carry nothing else."""
    folder, wordnet = Path(folder), WordNet(wordnet_folder) if wordnet_folder else None
    for doc in sets["syntax"] + sets["attribution"]:
        weak(doc, wordnet)
    factual_treebank(sets["syntax"], folder / "factuality.train.jsonl.gz", wordnet)
    sets["factuality"] = factuality_documents(folder / "factuality.train.jsonl.gz")
    sets["triggers"] = trigger_documents(folder / "triggers.train.jsonl.gz")
    realis_negatives(sets["triggers"], wordnet)
    for name in ("syntax", "attribution", "triggers", "factuality"):
        count = collections.Counter(int(x) for d in sets[name] for x in d.event)
        print(name, "events", count[1], "others", count[0], "factuality",
              sum(int(np.isfinite(d.factuality).sum()) for d in sets[name]), flush=True)


# ---- measures

def words_of_events(doc, row):
    return {i for e in row["events"] for i in [trigger(doc, e["start"], e["end"])] if i is not None}


def best_threshold(pairs):
    """pairs: (probability, is one) -> the threshold of the best F1, that F1, its precision and recall"""
    pairs = sorted(pairs, reverse=True)
    gold, hit, best = sum(t for _, t in pairs), 0, (0.5, 0.0, 0.0, 0.0)
    for n, (p, t) in enumerate(pairs, 1):
        hit += t
        f = 2 * hit / (n + gold)
        if f > best[1]:
            best = (p, f, hit / n, hit / gold)
    return best


def measure(model, pieces, folder, half):
    """Event words of newswire that marks them all and that nothing was learned from; factuality on EWT dev and in novels."""
    from . import predict
    out, pairs, classes = {}, [], {"nouns": [], "verbs": []}
    marked = [r for r in rows(folder / "triggers.train.jsonl.gz") if r["set"] == "tempeval3-events"]
    docs = [Document(r["text"]) for r in marked]
    for doc, row, o in zip(docs, marked, predict.predict(model, docs, pieces, half)):
        want = {i for e in row["events"] for i in range(*word_range(doc, e["start"], e["end"]))}
        said = o["upos"].argmax(-1)
        here = [(float(p), i in want) for i, p in enumerate(o["event"])]
        pairs += here
        for kind, number in (("nouns", NOUN), ("verbs", VERB)):
            classes[kind] += [x for x, u in zip(here, said) if u == number]
    for title, some in (("all", pairs), *classes.items()):
        threshold, f, precision, recall = best_threshold(some)
        out.update({f"events newswire, {title}: best F1": 100 * f, f"events newswire, {title}: precision": 100 * precision,
                    f"events newswire, {title}: recall": 100 * recall, f"events newswire, {title}: threshold": threshold})
    hit = sum(t for p, t in pairs if p >= 0.5)
    out["events newswire, all: F1 at 0.5"] = 200 * hit / (sum(p >= 0.5 for p, _ in pairs) + sum(t for _, t in pairs))
    judged = [r for r in rows(folder / "factuality.dev.jsonl.gz")]
    docs = [Document(r["text"]) for r in judged]
    said, gold = {}, {}
    for doc, row, o in zip(docs, judged, predict.predict(model, docs, pieces, half)):
        for e in row["events"]:
            for i in range(*word_range(doc, e["start"], e["end"])):
                said.setdefault(row["set"], []).append(float(o["factuality"][i]))
                gold.setdefault(row["set"], []).append(e["score"])
    for name in said:
        x, y = np.array(said[name]), np.array(gold[name])
        out.update({f"factuality {name}: error": float(np.abs(x - y).mean()), f"factuality {name}: r": pearson(x, y)})
    return out


def pearson(x, y):
    return float(np.corrcoef(x, y)[0, 1]) if len(x) > 2 else 0.0
