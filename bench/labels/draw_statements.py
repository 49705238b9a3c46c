#!/usr/bin/env python3
"""draw_statements.py draw DATA              > statements.jsonl : the anchors, 300 statements to label
   draw_statements.py show DATA [FROM TO]                      : what a reader needs to label them
   draw_statements.py input DATA             > in.jsonl         : input lines for `onrecord read --jsonl`

DATA = the folder of the evaluation data (with reports/dev.jsonl and attribution/train.jsonl). An anchor is the hash of the document's id
and the place of the cue in its text (code points, end exclusive): no word of a text stands in this repository. Which ones are drawn
depends on nothing but the texts: candidates are put in the order of the hash of their document and place. Texts longer than LONGEST
are left out, since a reader reads all of it.

Half of the anchors are cues that an annotator marked (attribution/train). The other half are words of saying in the raw reports,
half of these other than said, says and told, at most MOST a report; a reader marks those that turn out to be no statement.
The program has no part in the drawing.
"""
import hashlib, json, re, sys
from pathlib import Path

COUNT = 300
MOST = 2
LONGEST = 6000
SEED = "statements-1"
PLAIN = re.compile(r"\b(?:said|says|told)\b")
OTHER = re.compile(
    r"\b(?:according to|den(?:y|ies|ied)|claim(?:s|ed)|confirm(?:s|ed)|announc(?:es|ed)|warn(?:s|ed)|accus(?:es|ed)|report(?:s|ed) that"
    r"|declin(?:es|ed) to|refus(?:es|ed) to comment|urg(?:es|ed)|call(?:s|ed) (?:for|on)|vow(?:s|ed)|promis(?:es|ed)|insist(?:s|ed)"
    r"|add(?:s|ed) that|quoted|did not (?:say|respond|comment)|condemn(?:s|ed)|estimat(?:es|ed)|believ(?:es|ed)|blam(?:es|ed)"
    r"|alleg(?:es|ed)|acknowledg(?:es|ed)|admit(?:s|ted)|demand(?:s|ed)|explain(?:s|ed)|stated|suggest(?:s|ed)|tweeted|wrote)\b")


def rows(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def texts(data):
    """{(set, hash of the document's id): row}; a document that stands twice is left out"""
    out, twice = {}, set()
    for name, path, key in (("reports", "reports/dev.jsonl", "doc"), ("attribution", "attribution/train.jsonl", "id")):
        for row in rows(Path(data) / path):
            id = name, hashlib.sha256(row[key].encode()).hexdigest()[:16]
            if id in out:
                twice.add(id)
            out[id] = row
    return {id: row for id, row in out.items() if id not in twice and len(row["text"]) <= LONGEST}


def order(*parts):
    return hashlib.sha256("\0".join([SEED, *map(str, parts)]).encode()).hexdigest()


def draw_from(candidates, count):
    """the first `count` of [(set, document, start, end)] in the order of their hash, at most MOST a document"""
    taken, per = [], {}
    for c in sorted(set(candidates), key=lambda c: order(*c)):
        if len(taken) < count and per.get(c[1], 0) < MOST:
            per[c[1]] = per.get(c[1], 0) + 1
            taken.append(c)
    return taken


def candidates(docs):
    """-> cues marked by an annotator, plain words of saying, other words of saying"""
    marked, plain, other = [], [], []
    for (name, doc), row in docs.items():
        if name == "attribution":
            marked += [(name, doc, *a["cue"][0]) for a in row["attributions"] if a["cue"] and a["content"]]
        else:
            plain += [(name, doc, *m.span()) for m in PLAIN.finditer(row["text"])]
            other += [(name, doc, *m.span()) for m in OTHER.finditer(row["text"])]
    return marked, plain, other


def draw(docs):
    marked, plain, other = candidates(docs)
    half = COUNT // 2
    return sorted(draw_from(marked, half) + draw_from(plain, half // 2) + draw_from(other, COUNT - half - half // 2))


def anchors(drawn):
    return [{"n": n, "set": s, "doc": d, "start": a, "end": b} for n, (s, d, a, b) in enumerate(drawn, 1)]


def shown(anchor, row):
    """the report up to the end of the paragraph behind the anchor's, with the anchor in [[ ]]"""
    text, a, b = row["text"], anchor["start"], anchor["end"]
    end = b
    for _ in range(2):
        end = text.find("\n", end + 1)
        end = len(text) if end < 0 else end
    head = f"#{anchor['n']} {anchor['set']} [{row.get('date')}] {row.get('title') or ''}"
    return f"{head}\n{text[:a]}[[{text[a:b]}]]{text[b:end]}\n"


def line(doc, row):
    day = re.match(r"\d{4}-\d\d-\d\d", str(row.get("date") or row.get("published") or ""))
    more = {"title": row.get("title"), "published": day and day[0], "outlet": row.get("source") or row.get("publisher"), "url": row.get("url")}
    return {"id": doc, "text": row["text"], **{k: v for k, v in more.items() if v}}


def main(argv):
    command, data = argv[0], argv[1]
    docs = texts(data)
    found = anchors(draw(docs))
    if command == "draw":
        for anchor in found:
            print(json.dumps(anchor, ensure_ascii=False))
    elif command == "show":
        low, high = (int(x) for x in argv[2:4]) if len(argv) > 3 else (1, len(found))
        for anchor in found[low - 1:high]:
            print(shown(anchor, docs[anchor["set"], anchor["doc"]]))
    elif command == "input":
        for key in dict.fromkeys((a["set"], a["doc"]) for a in found):
            print(json.dumps(line(key[1], docs[key]), ensure_ascii=False))
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        raise SystemExit(__doc__)
    main(sys.argv[1:])
