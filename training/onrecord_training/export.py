"""Writes a reader as docs/reader-format.md says, reads it back, and makes numbers to check another reader against."""
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from safetensors import safe_open
from safetensors.numpy import save_file

from . import card, convolution, fixture
from .heads import ATTRIBUTION, ENTITIES, UPOS, Reader, convolutional
from .train import load

EVENTS = ("event", "factuality")                        # heads that older readers lack
SHAPE = ("hidden", "layers", "attention_heads", "intermediate", "norm_epsilon")


def int8(matrix):
    """-> i8 matrix, f32 scale of each row"""
    m = matrix.detach().float().numpy()
    scale = np.maximum(np.abs(m).max(1), 1e-12).astype(np.float32) / np.float32(127)
    return np.clip(np.rint(m / scale[:, None]), -127, 127).astype(np.int8), scale


def matrices(model):
    """name in the file -> linear map or embedding whose weight is int8"""
    if convolutional(model.config):
        e = model.encoder
        return {"words.pieces": e.pieces, **{"words." + k: t for k, t in e.tables.items()},
                **{f"blocks.{i}.map": b.map for i, b in enumerate(e.blocks)}}
    out = {"embeddings.word": model.encoder.word}
    for i, layer in enumerate(model.encoder.layers):
        out.update({f"layers.{i}.{n}": getattr(layer, n) for n in ("qkv", "attended", "up", "down")})
    return out


def floats(model):
    """name in the file -> parameter kept as f32"""
    out = body(model)
    for n in ("attribution", "entities", "upos", *EVENTS):
        out[f"heads.{n}.weight"], out[f"heads.{n}.bias"] = getattr(model, n).weight, getattr(model, n).bias
    for n in ("arc", "relation"):
        for m in ("dependent", "head"):
            line = getattr(getattr(model, n), m)
            out[f"heads.{n}.{m}"], out[f"heads.{n}.{m}.bias"] = line.weight, line.bias
        out[f"heads.{n}.bilinear"] = getattr(model, n + "_bilinear")
    return out


def body(model):
    """The same of the encoder alone."""
    e = model.encoder
    if convolutional(model.config):
        return {"words.input": e.input.weight, "words.input.bias": e.input.bias, "words.marks": e.marks.weight,
                "words.edge": e.edge.weight, "root": e.root, **{f"blocks.{i}.map.bias": b.map.bias for i, b in enumerate(e.blocks)}}
    out = {"embeddings.position": e.position.weight, "embeddings.feature": e.feature.weight,
           "embeddings.norm.weight": e.norm.weight, "embeddings.norm.bias": e.norm.bias}
    for i, layer in enumerate(e.layers):
        for n in ("qkv", "attended", "up", "down"):
            out[f"layers.{i}.{n}.bias"] = getattr(layer, n).bias
        for n in ("norm1", "norm2"):
            out[f"layers.{i}.{n}.weight"], out[f"layers.{i}.{n}.bias"] = getattr(layer, n).weight, getattr(layer, n).bias
    return out


def shape(config):
    """The encoder's sizes as metadata."""
    if convolutional(config):
        return dict(encoder="convolution", hidden=str(config["hidden"]), dilations=json.dumps(config["dilations"]),
                    norm_epsilon=str(convolution.EPSILON), step=str(convolution.STEP))
    return {k: str(config[k]) for k in SHAPE}


def config_of(meta, tensors):
    """The configuration back from metadata and tensors."""
    if meta.get("encoder") == "convolution":
        return dict(encoder="convolution", hidden=int(meta["hidden"]), dilations=json.loads(meta["dilations"]),
                    pieces=tensors["words.pieces"].shape[1], arc=len(tensors["heads.arc.dependent"]),
                    relation=len(tensors["heads.relation.dependent"]))
    return {k: (float if k == "norm_epsilon" else int)(meta[k]) for k in SHAPE}


def transitions(model):
    return {"heads.attribution.transitions": model.attribution_crf, "heads.entities.transitions": model.entities_crf}


def write(model, vocabulary, folder, name, version, links=None):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    tensors = {}
    for key, part in matrices(model).items():
        tensors[key], tensors[key + ".scale"] = int8(part.weight)
    for key, part in floats(model).items():
        tensors[key] = np.ascontiguousarray(part.detach().float().numpy())
    for key, part in transitions(model).items():
        tensors[key] = part.full().detach().float().numpy()
    c = model.config
    meta = shape(c)
    meta.update(name=name, version=version, attribution_labels=json.dumps(ATTRIBUTION), entity_labels=json.dumps(ENTITIES),
                upos_labels=json.dumps(UPOS), relation_labels=json.dumps(c["relation_labels"]))
    if links is not None:
        tensors.update(links.tensors())
        meta["link"] = json.dumps(links.describe())
    save_file(tensors, str(folder / "reader.safetensors"), metadata=meta)
    (folder / "vocabulary.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")


@torch.no_grad()
def read(folder):
    """-> reader with the dequantised weights, vocabulary, metadata, link tensors"""
    folder = Path(folder)
    with safe_open(str(folder / "reader.safetensors"), "numpy") as f:
        meta, t = f.metadata(), {k: f.get_tensor(k) for k in f.keys()}
    vocabulary = (folder / "vocabulary.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")
    config = config_of(meta, t)
    config.update(dropout=config.get("dropout", 0.1), vocabulary=len(vocabulary), relation_labels=json.loads(meta["relation_labels"]))
    model = Reader(config)
    for key, part in matrices(model).items():
        part.weight.copy_(torch.from_numpy(t[key].astype(np.float32) * t[key + ".scale"][:, None]))
    for key, part in floats(model).items():
        if key in t or key.split(".")[1] not in EVENTS:
            part.copy_(torch.from_numpy(t[key]))
    for key, part in transitions(model).items():
        part.transitions.copy_(torch.from_numpy(t[key]))
    return model.eval(), vocabulary, meta, {k: v for k, v in t.items() if k.startswith("heads.link.")}


def sums(folder):
    return {n: hashlib.sha256((Path(folder) / n).read_bytes()).hexdigest() for n in ("reader.safetensors", "vocabulary.txt")}


def main(a):
    model, kept = load(a.checkpoint)
    links = None
    if a.links:
        from .links import Links
        links = Links.load(a.links)
    write(model, kept["vocabulary"], a.out, a.name, a.version, links)
    finish(a)
    print(f"vocabulary {len(kept['vocabulary'])}, step {kept['step']}")


def finish(a):
    """What stands beside the weights: numbers to check against, and the card."""
    fixture.write(a.out, a.fixture or Path(a.out) / "fixture.json")
    scores = json.loads(Path(a.scores).read_text()) if a.scores else None
    with safe_open(str(Path(a.out) / "reader.safetensors"), "numpy") as f:
        encoder = f.metadata().get("encoder", "transformer")
    card.write(a.out, a.name, a.version, sums(a.out), scores, encoder)
    size = (Path(a.out) / "reader.safetensors").stat().st_size
    print(f"{a.out}: reader.safetensors {size / 1e6:.2f} MB")
