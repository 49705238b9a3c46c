"""The encoder: MiniLM with an added embedding of case and quotation; can run with int8 rounding of what flows in."""
import json
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

POSITIONS = 258


class Linear(nn.Linear):
    """A linear map that rounds its input by row to int8 when `rounded` is set, as the product does at run time."""
    rounded = False

    def forward(self, x):
        if Linear.rounded:
            scale = x.abs().amax(-1, keepdim=True).clamp(min=1e-12) / 127
            x = torch.round(x / scale) * scale
        return super().forward(x)


class Layer(nn.Module):
    def __init__(self, c):
        super().__init__()
        hidden, inner, eps = c["hidden"], c["intermediate"], c["norm_epsilon"]
        self.heads, self.drop = c["attention_heads"], c["dropout"]
        self.qkv = Linear(hidden, 3 * hidden)
        self.attended = Linear(hidden, hidden)
        self.norm1 = nn.LayerNorm(hidden, eps)
        self.up, self.down = Linear(hidden, inner), Linear(inner, hidden)
        self.norm2 = nn.LayerNorm(hidden, eps)

    def forward(self, x, bias):
        b, t, h = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, h // self.heads).permute(2, 0, 3, 1, 4)
        # written out: on a processor this trains faster than the fused kernel
        a = torch.softmax((q * (h // self.heads) ** -0.5) @ k.transpose(-1, -2) + bias.to(q.dtype), -1).to(v.dtype) @ v
        a = self.attended(a.transpose(1, 2).reshape(b, t, h))
        x = self.norm1(x + F.dropout(a, self.drop, self.training))
        a = self.down(F.gelu(self.up(x)))
        return self.norm2(x + F.dropout(a, self.drop, self.training))


class Encoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.config = c
        hidden = c["hidden"]
        self.word = nn.Embedding(c["vocabulary"], hidden)
        self.position = nn.Embedding(POSITIONS, hidden)
        self.norm = nn.LayerNorm(hidden, c["norm_epsilon"])
        self.feature = nn.Embedding(9, hidden)
        nn.init.zeros_(self.feature.weight)
        self.layers = nn.ModuleList(Layer(c) for _ in range(c["layers"]))

    def forward(self, ids, feature, mask):
        x = self.norm(self.word(ids) + self.position.weight[: ids.shape[1]][None]) + self.feature(feature)
        x = F.dropout(x, self.config["dropout"], self.training)
        bias = (1.0 - mask[:, None, None, :].float()) * -1e4
        for layer in self.layers:
            x = layer(x, bias)
        return x


def config_of(path):
    c = json.loads((Path(path) / "config.json").read_text())
    return dict(hidden=c["hidden_size"], layers=c["num_hidden_layers"], attention_heads=c["num_attention_heads"],
                intermediate=c["intermediate_size"], norm_epsilon=c["layer_norm_eps"], dropout=0.1)


@torch.no_grad()
def load_base(encoder, path, kept):
    """Fill the encoder from the base model; `kept` = the base's ids of the pieces that stay."""
    w = load_file(str(Path(path) / "model.safetensors"))
    w = {k.removeprefix("bert."): v for k, v in w.items()}
    encoder.word.weight.copy_(w["embeddings.word_embeddings.weight"][torch.tensor(kept)]
                              + w["embeddings.token_type_embeddings.weight"][0])
    encoder.position.weight.copy_(w["embeddings.position_embeddings.weight"][:POSITIONS])
    encoder.norm.weight.copy_(w["embeddings.LayerNorm.weight"])
    encoder.norm.bias.copy_(w["embeddings.LayerNorm.bias"])
    for i, layer in enumerate(encoder.layers):
        p = f"encoder.layer.{i}."
        for kind in ("weight", "bias"):
            getattr(layer.qkv, kind).copy_(torch.cat([w[f"{p}attention.self.{n}.{kind}"] for n in ("query", "key", "value")]))
            for mine, theirs in (("attended", "attention.output.dense"), ("norm1", "attention.output.LayerNorm"),
                                 ("up", "intermediate.dense"), ("down", "output.dense"), ("norm2", "output.LayerNorm")):
                getattr(getattr(layer, mine), kind).copy_(w[f"{p}{theirs}.{kind}"])
    return encoder


def base_vocabulary(path):
    return (Path(path) / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n")


