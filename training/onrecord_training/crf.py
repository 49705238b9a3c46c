"""Linear-chain CRF over BIO tags in which a word may be known only in part (a set of tags it may have)."""
import numpy as np
import torch
from torch import nn

FORBIDDEN = -1e4


def forbidden(labels):
    """[from, to]: an I- may only follow its own B- or I-."""
    m = torch.zeros(len(labels), len(labels))
    for i, a in enumerate(labels):
        for j, b in enumerate(labels):
            if b[0] == "I" and a[2:] != b[2:]:
                m[i, j] = FORBIDDEN
    return m


class Chain(torch.autograd.Function):
    """sum over rows of weight * (log Z - log Z of the allowed tags), by scaled forward-backward in double precision."""

    @staticmethod
    def forward(ctx, logits, transitions, allowed, mask, weight):
        lo = logits.detach().double().numpy()
        ok, m, w = allowed.numpy(), mask.numpy() > 0, weight.double().numpy()
        step = np.exp(transitions.detach().double().numpy())
        e = np.exp(lo - lo.max(-1, keepdims=True))
        e = np.concatenate([e, e * ok])
        m = np.concatenate([m, m])
        rows, length, _ = e.shape
        alpha, scale = np.empty_like(e), np.ones((rows, length))
        a = e[:, 0]
        scale[:, 0] = np.maximum(a.sum(-1), 1e-300)
        a = alpha[:, 0] = a / scale[:, :1]
        for t in range(1, length):
            n = (a @ step) * e[:, t]
            z = np.maximum(n.sum(-1, keepdims=True), 1e-300)
            keep = m[:, t, None]
            scale[:, t] = np.where(keep, z, 1)[:, 0]
            a = alpha[:, t] = np.where(keep, n / z, a)
        beta = np.ones_like(e)
        back = step.T.copy()
        for t in range(length - 1, 0, -1):
            n = ((e[:, t] * beta[:, t]) @ back) / scale[:, t, None]
            beta[:, t - 1] = np.where(m[:, t, None], n, beta[:, t])
        half = rows // 2
        sign = np.concatenate([w, -w])
        margin = alpha * beta * m[..., None] * sign[:, None, None]
        inner = (e * beta / scale[..., None] * m[..., None] * sign[:, None, None])[:, 1:]
        pair = step * np.einsum("bti,btj->ij", alpha[:, :-1], inner, optimize=True)
        ctx.grads = (torch.from_numpy((margin[:half] + margin[half:])).float(), torch.from_numpy(pair).float())
        log = (np.log(scale) * m).sum(1)
        return torch.tensor(float(((log[:half] - log[half:]) * w).sum()), dtype=torch.float32)

    @staticmethod
    def backward(ctx, g):
        lo, tr = ctx.grads
        return lo * g, tr * g, None, None, None


class CRF(nn.Module):
    def __init__(self, labels):
        super().__init__()
        self.transitions = nn.Parameter(torch.zeros(len(labels), len(labels)))
        self.register_buffer("barred", forbidden(labels))

    def full(self):
        """Transitions with the barred ones at -10000."""
        return torch.where(self.barred < 0, self.barred, self.transitions)

    def forward(self, logits, allowed, mask, weight):
        return Chain.apply(logits, self.full(), allowed, mask, weight)


def viterbi(logits, transitions, labels):
    n = len(logits)
    if n == 0:
        return []
    start = np.array([-1e9 if l[0] == "I" else 0.0 for l in labels])
    back, v = np.zeros((n, len(labels)), np.int16), logits[0] + start
    for t in range(1, n):
        m = v[:, None] + transitions
        back[t] = m.argmax(0)
        v = m.max(0) + logits[t]
    y = [int(v.argmax())]
    for t in range(n - 1, 0, -1):
        y.append(int(back[t, y[-1]]))
    return y[::-1]


def spans(tags, labels):
    """-> [(kind, first word, word after)]"""
    out, current = [], None
    for i, tag in enumerate(list(tags) + [0]):
        name = labels[tag]
        if current and (name == "O" or name[0] == "B" or name[2:] != current[0]):
            out.append((current[0], current[1], i))
            current = None
        if name != "O" and current is None:
            current = (name[2:], i)
    return out
