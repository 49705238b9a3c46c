#!/usr/bin/env python3
"""python3 bench/scorers/test_score_positions.py"""
import unittest

from score_positions import score

LABEL = {"n": 1, "doc": "d", "party": [0, 9], "act": "refuse", "words": [20, 40]}


def wire(*found):
    return {"d": {"talks": [{"positions": list(found)}]}}


def position(start, end, act="refuse", party=(4, 9)):
    return {"party": "union", "party_start": party[0], "party_end": party[1], "act": act, "start": start, "end": end, "text": "x"}


class Score(unittest.TestCase):
    def f1(self, name, *found):
        return score([LABEL], wire(*found))[name]["F1"]

    def test_overlapping_words_of_the_same_party(self):
        self.assertEqual(self.f1("with act", position(22, 50)), 1)

    def test_the_wires_acts_are_folded(self):
        self.assertEqual(self.f1("with act", position(22, 50, act="oppose")), 1)

    def test_another_act_is_found_but_not_right(self):
        self.assertEqual((self.f1("found", position(22, 50, act="demand")), self.f1("with act", position(22, 50, act="demand"))), (1, 0))

    def test_another_party_is_not_it(self):
        self.assertEqual(self.f1("found", position(22, 50, party=(60, 70))), 0)

    def test_one_label_pays_for_one_position(self):
        self.assertAlmostEqual(self.f1("found", position(22, 30), position(31, 40)), 2 / 3)

    def test_nothing_found(self):
        self.assertEqual(score([LABEL], {})["found"]["F1"], 0)


if __name__ == "__main__":
    unittest.main()
