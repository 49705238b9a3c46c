#!/usr/bin/env python3
"""python3 bench/scorers/test_score_gum_sources.py"""
import unittest

from score_gum_sources import found, score

#       0123456789012345678901234567890
TEXT = "The dam held, said Ada Okoro."
GOLD = {"doc": "d", "set": "gum", "genre": "news", "attributions": [{"source_edu": [14, 28], "content_head_edu": [0, 13]}]}


def span(words, text=TEXT):
    start = text.index(words)
    return {"start": start, "end": start + len(words), "text": words}


def wire(*statements):
    return {"d": {"statements": [{"chain": [span(s)] if s else [], "content": [span(c)]} for s, c in statements]}}


class Sources(unittest.TestCase):
    def share(self, wires, name="source"):
        return score([GOLD], wires)["all"][name]

    def test_source_and_content_of_one_statement(self):
        self.assertEqual(self.share(wire(("Ada Okoro", "The dam held"))), 1)
        self.assertEqual(self.share(wire(("Okoro", "dam"))), 1)

    def test_the_source_of_another_statement_does_not_count(self):
        self.assertEqual(self.share(wire(("Ada Okoro", "said"), ("", "The dam held"))), 0)

    def test_content_counts_without_a_source(self):
        wires = wire(("", "The dam held"))
        self.assertEqual((self.share(wires), self.share(wires, "content")), (0, 1))

    def test_nothing_found(self):
        self.assertEqual(self.share({}), 0)
        self.assertEqual(self.share({"d": {"statements": []}}), 0)

    def test_touching_means_sharing_a_character(self):
        attribution = {"source_edu": [0, 3], "content_head_edu": [3, 8]}
        at = lambda s, c: {"chain": [{"start": s[0], "end": s[1]}], "content": [{"start": c[0], "end": c[1]}]}
        self.assertEqual(found(attribution, [at((3, 4), (3, 8))]), (False, True))
        self.assertEqual(found(attribution, [at((2, 4), (8, 9))]), (False, False))

    def test_one_unit_for_both(self):
        attribution = {"source_edu": [0, 8], "content_head_edu": [0, 8]}
        statement = {"chain": [{"start": 0, "end": 3}], "content": [{"start": 9, "end": 12}]}
        self.assertEqual(found(attribution, [statement]), (True, False))

    def test_other_sets_are_left_out(self):
        self.assertEqual(score([{**GOLD, "set": "re3d"}], {}), {})


if __name__ == "__main__":
    unittest.main()
