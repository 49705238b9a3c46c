"""Links by rule: each content goes to the nearest cue, each cue takes the nearest source of its sentence."""


def gap(doc, x, y):
    """Words between two spans, with a toll for other sentences and paragraphs."""
    far = max(0, x[0] - y[1], y[0] - x[1]) + 1000 * (doc.para[x[0]] != doc.para[y[0]])
    return far + 30 * abs(doc.sent[x[0]] - doc.sent[y[0] if y[0] < x[0] else y[1] - 1])


def by_kind(spans):
    return {k: [(a, b) for kind, a, b in spans if kind == k] for k in ("Source", "Cue", "Content")}


def link(doc, spans):
    """-> [(sources, cues, contents)], lists of word spans"""
    k = by_kind(spans)
    found, loose = [(c, []) for c in k["Cue"]], []
    for c in k["Content"]:
        best = min(found, key=lambda f: gap(doc, f[0], c), default=None)
        if best and gap(doc, best[0], c) < 1000:
            best[1].append(c)
        else:
            loose.append(c)
    out = []
    for cue, contents in found:
        same = [s for s in k["Source"] if doc.sent[s[0]] == doc.sent[cue[0]]]
        pool = same or [s for s in k["Source"] if gap(doc, s, cue) < 200]
        source = min(pool, key=lambda s: gap(doc, s, cue) - 0.5 * (s[1] <= cue[0]), default=None)
        if contents:
            out.append(([source] if source else [], [cue], contents))
    return out + [([], [], [c]) for c in loose]


def characters(doc, linked):
    """To the attribution scorer's form."""
    span = lambda some: [[doc.starts[a], doc.ends[b - 1]] for a, b in some]
    return [dict(source=span(s), cue=span(u), content=span(c)) for s, u, c in linked]
