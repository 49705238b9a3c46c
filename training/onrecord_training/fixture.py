"""Two invented texts with the numbers a reader must give for them (weights dequantised, everything else in f32)."""
import json
from pathlib import Path

import torch

from . import convolution, predict, tokens
from .heads import convolutional
from .train import collate

TEXTS = [
    "Mr. Okafor said on Tuesday that the U.S. wouldn't pay $2.5 million for the 3rd bridge. “We’ve waited for 17 years,” "
    "he added, “and the 20-year-old plan isn't ready.”\nAccording to Zoë O'Brien, a spokeswoman for the ministry, prices rose.",
    "The mayor of Port Selin denied the report. \"It's false,\" she told reporters at 5 p.m., \"and Gen. J. Ruiz knows it\" ... "
    "The opposition, however, wants an inquiry into the $40m deal.",
]


@torch.no_grad()
def write(folder, path):
    from . import export
    model, vocabulary, _, link = export.read(folder)
    pieces, out = tokens.Pieces(vocabulary), []
    fine = lambda x: [[round(float(v), 5) for v in row] for row in x]
    for text in TEXTS:
        doc = tokens.Document(text).prepare(pieces)
        n = len(doc.words)
        ids, feature, place = tokens.encode(doc, 0, n, pieces)
        if convolutional(model.config):
            words, root = model.vectors(convolution.collate([(convolution.code(doc, pieces), 0, n)]))
        else:
            words, root = model.vectors(collate([(predict.Bare(doc), 0, n)], pieces))
        arcs = model.arcs(words, root)[0]
        o = predict.tags(model, predict.predict(model, [doc], pieces, half=False))[0]
        heads, relations = predict.parse(model, doc, o)
        above = torch.stack([root[0] if h < 0 else words[0, h] for h in heads])
        o["heads"] = heads
        row = dict(text=text, words=doc.words, start=doc.starts, end=doc.ends, paragraph=doc.para, sentence=doc.sent,
                   quoted=doc.quote, pieces=ids, features=feature, first_piece=place,
                   vectors=fine(words[0][:, :8]), root=fine(root[:, :8])[0],
                   attribution=fine(o["attribution"]), entities=fine(o["entities"]), upos=fine(o["upos"]),
                   arcs=fine(arcs), heads=[int(h) for h in heads],
                   relation_scores=fine(model.relations(words[0], above)), relations=[int(r) for r in relations],
                   spans=o["spans"], names=o["names"])
        if link:
            from .links import Links
            row["links"] = Links.from_tensors(link).fixture(doc, o)
        if convolutional(model.config):
            del row["pieces"], row["features"], row["first_piece"]
        out.append(row)
    Path(path).write_text(json.dumps(dict(
        about="offsets are Unicode code points; heads: word, -1 root; arcs: [dependent][0 = root, else 1 + word], not yet "
              "limited to the sentence; heads and relations are decoded inside sentences; vectors and root: first 8 numbers",
        texts=out), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
