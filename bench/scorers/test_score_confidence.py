#!/usr/bin/env python3
"""python3 bench/scorers/test_score_confidence.py"""
import unittest

from score_confidence import auc, expected_error, fit, judged, mapped

TEXT = "The dam held, said Ada Okoro. It leaked, Ben Ilic said."
GOLD = {"id": "d", "text": TEXT, "attributions": [{"source": [[19, 28]], "cue": [[14, 18]], "content": [[0, 12]]}]}


def statement(confidence, content, source=None):
    span = lambda words: {"start": TEXT.index(words), "end": TEXT.index(words) + len(words)}
    return {"confidence": confidence, "content": [span(content)], "chain": [span(source)] if source else []}


class Confidence(unittest.TestCase):
    def test_right_is_content_and_source(self):
        given = [statement(0.9, "The dam held", "Ada Okoro"), statement(0.4, "It leaked", "Ben Ilic")]
        self.assertEqual(judged(GOLD, given), [(0.9, True), (0.4, False)])
        self.assertEqual(judged(GOLD, [statement(0.9, "The dam held", "Ben Ilic")]), [(0.9, False)])
        self.assertEqual(judged(GOLD, [statement(0.9, "The dam held")]), [(0.9, False)])

    def test_one_gold_is_matched_once(self):
        given = [statement(0.9, "The dam", "Okoro"), statement(0.8, "The dam held", "Ada Okoro")]
        self.assertEqual(judged(GOLD, given), [(0.9, False), (0.8, True)])

    def test_expected_error(self):
        self.assertAlmostEqual(expected_error([(0.75, True)] * 3 + [(0.75, False)]), 0)
        self.assertAlmostEqual(expected_error([(0.95, False)]), 0.95)
        self.assertEqual(expected_error([]), 0)

    def test_auc(self):
        self.assertEqual(auc([(0.9, True), (0.1, False)]), 1)
        self.assertEqual(auc([(0.5, True), (0.5, False)]), 0.5)
        self.assertIsNone(auc([(0.5, True)]))

    def test_the_map_rises(self):
        points = fit([(0.1 * k, k % 3 == 0 or k > 6) for k in range(10)] * 8)
        self.assertEqual(points, sorted(points, key=lambda p: p[1]))
        self.assertLessEqual(mapped(points, 0.2), mapped(points, 0.6))

    def test_between_and_beyond_the_points(self):
        points = [(0.2, 0.4), (0.6, 0.8)]
        self.assertEqual([round(mapped(points, c), 6) for c in (0, 0.2, 0.4, 0.6, 1)], [0.4, 0.4, 0.6, 0.8, 0.8])


if __name__ == "__main__":
    unittest.main()
