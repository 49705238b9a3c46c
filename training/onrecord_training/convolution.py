"""The small encoder: words by hashed and learned features, then dilated gated convolutions. One vector a word, whole documents
at once; how docs/reader-format.md says, step by step."""
import functools

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

TABLES = dict(norm=(16384, 64), also=(16384, 64), prefix=(2048, 32), suffix=(4096, 32), shape=(2048, 32))
MOST_PIECES = 4
DILATIONS = (1, 2, 4, 8, 16, 32, 1, 1)
EPSILON = 1e-5
STEP = 1 / 20                     # of the bytes that a convolution takes: +-6.35 deviations


def config(width, vocabulary, relation_labels):
    """Of a reader with this encoder; the parser is half as wide as the transformer's."""
    return dict(encoder="convolution", hidden=width, dilations=list(DILATIONS), pieces=128, vocabulary=vocabulary, dropout=0.15,
                arc=64, relation=32, relation_labels=relation_labels)


def hashed(text, salt):
    """FNV-1a over UTF-8, the salt's byte first; the upper half folded in."""
    h = 2166136261
    for b in salt.encode() + text.encode("utf-8", "surrogatepass"):
        h = ((h ^ b) * 16777619) & 0xFFFFFFFF
    return h ^ (h >> 15)


def shape(word):
    """Letters and digits of the first 12 characters by kind, of a run three at most."""
    out = ""
    for c in word[:12]:
        k = "X" if c.isupper() else "x" if c.islower() else "d" if c in "0123456789" else c if c < "\x80" else "o"
        if out[-3:] != k * 3:
            out += k
    return out


@functools.lru_cache(500_000)
def rows_of(word):
    """Rows of the five tables for a word."""
    plain = "".join("0" if c in "0123456789" else c for c in word.lower())
    keys = (("n", plain), ("m", plain), ("p", plain[:3]), ("s", plain[-3:]), ("h", shape(word)))
    return tuple(hashed(text, salt) % size for (salt, text), (size, _) in zip(keys, TABLES.values()))


def code(doc, pieces):
    """Hangs `rows` [n, 5], `word_pieces` [n, 4] (-1: none), `edge` [n] (2 opens a paragraph, 1 a sentence) on a document."""
    n = len(doc.words)
    doc.rows = np.array([rows_of(w) for w in doc.words], np.int32).reshape(n, len(TABLES))
    doc.word_pieces = np.full((n, MOST_PIECES), -1, np.int32)
    for i, w in enumerate(doc.words):
        p = pieces.word(w)[:MOST_PIECES]
        doc.word_pieces[i, :len(p)] = p
    doc.edge = np.array([2 if i == 0 or doc.opens[i] else 1 if doc.sent[i] != doc.sent[i - 1] else 0 for i in range(n)], np.int8)
    doc.marks = np.array(doc.feature, np.int8)
    return doc


def collate(items):
    """items: [(document, first word, word after)] -> tensors of the words, and which are there"""
    rows, w = len(items), max(b - a for _, a, b in items)
    lexical, piece = np.zeros((rows, w, len(TABLES)), np.int64), np.full((rows, w, MOST_PIECES), -1, np.int64)
    edge, marks, here = np.zeros((rows, w), np.int64), np.zeros((rows, w), np.int64), np.zeros((rows, w), np.float32)
    for i, (d, a, b) in enumerate(items):
        n = b - a
        lexical[i, :n], piece[i, :n], edge[i, :n], marks[i, :n], here[i, :n] = d.rows[a:b], d.word_pieces[a:b], d.edge[a:b], d.marks[a:b], 1
    return {k: torch.from_numpy(v) for k, v in dict(lexical=lexical, piece=piece, edge=edge, marks=marks, here=here).items()}


@functools.cache
def masks(p):
    """Four million kept or dropped numbers; drawing new ones each time would take an eighth of the training."""
    return (torch.rand(1 << 22, generator=torch.Generator().manual_seed(7)) >= p).float() / (1 - p)


def dropout(x, p, training):
    """Dropout with a stretch of `masks` that begins anywhere."""
    n = x.numel()
    if not training or not p or n >= 1 << 22:
        return F.dropout(x, p, training)
    start = int(torch.randint((1 << 22) - n, ()))
    return x * masks(p)[start:start + n].view(x.shape)


def rounded(x, training):
    """Cut at a byte's ends, and brought to a byte's steps; in training only cut."""
    x = F.hardtanh(x, -127 * STEP, 127 * STEP)
    return x if training else torch.round(x / STEP) * STEP


class Block(nn.Module):
    """x + a * sigmoid(g), (a, g) a convolution over three words, `dilation` apart, of x brought to mean 0 and variance 1."""

    def __init__(self, width, dilation, drop):
        super().__init__()
        self.width, self.dilation, self.drop = width, dilation, drop
        self.map = nn.Linear(3 * width, 2 * width)

    def forward(self, x, here):
        h = rounded(F.layer_norm(x, (self.width,), eps=EPSILON), self.training) * here
        d = self.dilation
        h = F.pad(h, (0, 0, d, d))
        n = x.shape[1]
        a, g = self.map(torch.cat([h[:, :n], h[:, d:d + n], h[:, 2 * d:]], -1)).chunk(2, -1)
        return x + dropout(a * torch.sigmoid(g), self.drop, self.training)


class Encoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.config, width = c, c["hidden"]
        self.pieces = nn.Embedding(c["vocabulary"], c["pieces"])
        self.tables = nn.ModuleDict({k: nn.Embedding(*size) for k, size in TABLES.items()})
        for e in self.tables.values():
            nn.init.normal_(e.weight, std=0.1)
        inputs = c["pieces"] + sum(s for k, (_, s) in TABLES.items() if k != "also")
        self.input = nn.Linear(inputs, 2 * width)
        self.marks, self.edge = nn.Embedding(8, 2 * width), nn.Embedding(3, 2 * width)
        nn.init.normal_(self.marks.weight, std=0.1), nn.init.normal_(self.edge.weight, std=0.1)
        self.blocks = nn.ModuleList(Block(width, d, c["dropout"]) for d in c["dilations"])
        self.root = nn.Parameter(torch.randn(width) * 0.1)

    def words(self, lexical, piece):
        """Features of words that depend on nothing around them."""
        known = (piece >= 0).float()
        share = known / known.sum(-1, keepdim=True).clamp(min=1)
        t = [self.tables[k](lexical[..., i]) for i, k in enumerate(TABLES)]
        return torch.cat([(self.pieces(piece.clamp(min=0)) * share[..., None]).sum(-2), t[0] + t[1], *t[2:]], -1)

    def forward(self, batch):
        here = batch["here"][..., None]
        x = dropout(self.words(batch["lexical"], batch["piece"]), self.config["dropout"], self.training)
        x = self.input(x) + self.marks(batch["marks"]) + self.edge(batch["edge"])
        a, b = x.chunk(2, -1)
        x = torch.maximum(a, b) * here
        for block in self.blocks:
            x = block(x, here)
        return F.layer_norm(x, (x.shape[-1],), eps=EPSILON)


@torch.no_grad()
def start_pieces(encoder, table):
    """Piece embeddings from a larger model's, their principal components."""
    e = table.float()
    e = e - e.mean(0)
    axes = torch.linalg.eigh(e.T @ e)[1].flip(1)[:, :encoder.config["pieces"]]
    e = e @ axes
    encoder.pieces.weight.copy_(e / e.std() * 0.3)
