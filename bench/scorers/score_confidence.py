#!/usr/bin/env python3
"""Is a confidence what it says?   score_confidence.py GOLD.jsonl WIRE.jsonl [--fit] [--json]

GOLD = eval/attribution/dev.jsonl, WIRE = `onrecord read --jsonl`. A statement with content is right where a gold attribution has content
that shares half of the words of both together (token IoU >= 0.5) and a source that shares a word, or where neither has one; one to
one, the closest first ("full" of score_attribution.py, but for ties).
  bins   of equal count: mean confidence beside the share that is right
  ECE    expected calibration error: mean distance of the two over bins of width 0.1, weighted by count (Guo et al. 2017)
  AUC    chance that a right statement has a greater confidence than a wrong one: does it tell them apart at all?
--fit    points of a monotone map from the confidence given to the share right (POINTS parts of equal count, adjacent violators
         pooled, Ayer et al. 1955), with the ECE of two halves fitted on each other
"""
import argparse, json, re
from bisect import bisect_left, bisect_right

POINTS = 8


def read(path):
    with open(path, encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def tokens(text, spans):
    starts = {m.start(): m.end() for m in re.finditer(r"\S+", text)}
    return {a for a, b in starts.items() if any(re.search(r"[^\W_]", text[max(a, s):min(b, e)]) for s, e in spans if s < b and a < e)}


def judged(row, statements):
    """-> [(confidence, right)] of the statements with content"""
    text = row["text"]
    golds = [(tokens(text, a["content"]), tokens(text, a["source"])) for a in row["attributions"]]
    mine = []
    for s in statements:
        span = lambda parts: [(p["start"], p["end"]) for p in parts]
        content = tokens(text, span(s["content"]))
        if content:
            mine.append((s["confidence"], content, tokens(text, span(s["chain"][-1:]))))
    edges = []
    for i, (_, content, source) in enumerate(mine):
        for j, (theirs, whose) in enumerate(golds):
            union = len(content | theirs)
            iou = len(content & theirs) / union if union else 0
            if iou >= 0.5 and (source & whose or not (source or whose)):
                edges.append((-iou, i, j))
    right, taken = set(), set()
    for _, i, j in sorted(edges):
        if i not in right and j not in taken:
            right.add(i)
            taken.add(j)
    return [(confidence, i in right) for i, (confidence, _, _) in enumerate(mine)]


def expected_error(pairs):
    bins = {}
    for confidence, right in pairs:
        bins.setdefault(min(9, int(confidence * 10)), []).append((confidence, right))
    gap = lambda b: abs(sum(c for c, _ in b) / len(b) - sum(r for _, r in b) / len(b))
    return sum(gap(b) * len(b) for b in bins.values()) / len(pairs) if pairs else 0.0


def auc(pairs):
    right = sorted(c for c, r in pairs if r)
    wrong = [c for c, r in pairs if not r]
    if not right or not wrong:
        return None
    above = sum(len(right) - (bisect_left(right, c) + bisect_right(right, c)) / 2 for c in wrong)
    return above / (len(right) * len(wrong))


def fit(pairs):
    """at most POINTS points: the statements in parts of equal count, each at its mean, made to rise"""
    pairs = sorted(pairs)
    size = -(-len(pairs) // POINTS)
    parts = [pairs[i:i + size] for i in range(0, len(pairs), size)]
    means = []
    for part in parts:
        c, r, n = sum(c for c, _ in part), sum(r for _, r in part), len(part)
        means.append([c, r, n])
        while len(means) > 1 and means[-2][1] / means[-2][2] > means[-1][1] / means[-1][2]:
            c, r, n = means.pop()
            means[-1] = [means[-1][0] + c, means[-1][1] + r, means[-1][2] + n]
    return [(round(c / n, 3), round(r / n, 3)) for c, r, n in means]


def mapped(points, confidence):
    """piecewise linear between the points, flat outside"""
    at = bisect_right([p[0] for p in points], confidence)
    if at == 0:
        return points[0][1]
    if at == len(points):
        return points[-1][1]
    (a, x), (b, y) = points[at - 1], points[at]
    return x + (y - x) * (confidence - a) / (b - a) if b > a else y


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold")
    parser.add_argument("wire")
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    wires = {w["report"]["id"]: w["statements"] for w in read(options.wire)}
    by_report = [judged(row, wires.get(row["id"], [])) for row in read(options.gold)]
    pairs = [p for report in by_report for p in report]
    result = {"n": len(pairs), "right": sum(r for _, r in pairs) / len(pairs), "ECE": expected_error(pairs), "AUC": auc(pairs)}
    if options.fit:
        halves = [[p for report in by_report[k::2] for p in report] for k in (0, 1)]
        crossed = [(mapped(fit(halves[1 - k]), c), r) for k in (0, 1) for c, r in halves[k]]
        result["points"] = fit(pairs)
        result["ECE of halves fitted on each other"] = expected_error(crossed)
    if options.json:
        print(json.dumps(result))
        return
    for name, value in result.items():
        print(f"{name}: {value if not isinstance(value, float) else f'{value:.3f}'}")
    pairs.sort()
    for k in range(10):
        part = pairs[len(pairs) * k // 10:len(pairs) * (k + 1) // 10]
        if part:
            print(f"  confidence {sum(c for c, _ in part) / len(part):.3f}  right {sum(r for _, r in part) / len(part):.3f}  n {len(part)}")


if __name__ == "__main__":
    main()
