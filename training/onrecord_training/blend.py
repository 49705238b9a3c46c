"""Takes a share of a further run: what it learned is mixed into the weights it began from (Wortsman et al., ICML 2022), and the
factuality head is fitted anew on the vectors of the mixture."""
from pathlib import Path

import numpy as np
import torch

from . import events, export, predict, tokens
from .corpora import word_range
from .train import load

EVENT_HEADS = ("event.", "factuality.")


def mixed(old, new, share):
    """old + share * (new - old); the heads that `old` has never learned are the new ones."""
    before, after = old.state_dict(), new.state_dict()
    old.load_state_dict({k: v if k.startswith(EVENT_HEADS) else before[k] + share * (v - before[k]) for k, v in after.items()})
    return old


def judged_sentences(path):
    """It-Happened on EWT: each sentence with the factuality of its predicates."""
    out = []
    for row in events.rows(path):
        if row["set"] == "uds-ih2":
            doc = events.blank(tokens.Document(row["text"]))
            for e in row["events"]:
                a, b = word_range(doc, e["start"], e["end"])
                doc.factuality[a:b] = e["score"]
            out.append(doc)
    return out


def judged_vectors(model, docs, pieces):
    outputs = predict.predict(model, docs, pieces, half=False, overlap=0)
    known = [np.isfinite(d.factuality) for d in docs]
    return np.concatenate([o["words"][k] for o, k in zip(outputs, known)]), np.concatenate([d.factuality[k] for d, k in zip(docs, known)])


def huber_line(x, y, weight, ridge=10.0, rounds=6):
    """Weights and bias of a linear map, least Huber loss by least squares weighted anew."""
    x, w = np.c_[x, np.ones(len(x))].astype(np.float64), weight.copy()
    penalty = ridge * np.eye(x.shape[1])
    penalty[-1, -1] = 0
    for _ in range(rounds):
        line = np.linalg.solve((x * w[:, None]).T @ x + penalty, (x * w[:, None]).T @ y)
        w = weight * np.minimum(1, 1 / np.maximum(np.abs(y - x @ line), 1e-6))
    return line[:-1], line[-1]


@torch.no_grad()
def fit_factuality(model, pieces, path):
    """On half of It-Happened, and at half the weight on a third of the sets of embedded clauses."""
    x, y = judged_vectors(model, judged_sentences(path)[::2], pieces)
    other, scores = judged_vectors(model, events.factuality_documents(path)[::3], pieces)
    weight = np.r_[np.ones(len(y)), np.full(len(scores), 0.5)]
    line, bias = huber_line(np.r_[x, other], np.r_[y, scores], weight)
    model.factuality.weight.copy_(torch.tensor(line[None], dtype=torch.float32))
    model.factuality.bias.copy_(torch.tensor([bias], dtype=torch.float32))


def main(a):
    """From an exported reader (`--start`, whose links stay) and a checkpoint that began from it, to an exported reader."""
    from .links import Links
    old, vocabulary, _, link = export.read(a.start)
    model = mixed(old, load(a.checkpoint)[0], a.share).eval()
    fit_factuality(model, tokens.Pieces(vocabulary), Path(a.corpora) / "training/events/factuality.train.jsonl.gz")
    export.write(model, vocabulary, a.out, a.name, a.version, Links.from_tensors(link) if link else None)
    export.finish(a)
