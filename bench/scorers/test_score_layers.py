#!/usr/bin/env python3
"""python3 bench/scorers/test_score_layers.py"""
import unittest

from score_layers import events, factuality, names, score, trees

#       0123456789012345678901234567890
TEXT = "The Dam Board met Ada Okoro."
SEEN = {"id": "a", "words": [[0, 3, "DET", 2, "det"], [4, 7, "PROPN", 2, "compound"], [8, 13, "PROPN", 3, "nsubj"],
                             [14, 17, "VERB", 3, "root"], [18, 21, "PROPN", 3, "obj"], [22, 27, "PROPN", 4, "flat"],
                             [27, 28, "PUNCT", 3, "punct"]],
        "names": [[4, 13, "organisation"], [18, 27, "person"]], "events": [[3, 0.9, 2.5], [1, 0.3, 0.0]]}
TREE = [[0, 3, "DET", "DT", 3, "det"], [4, 7, "PROPN", "NNP", 3, "compound"], [8, 13, "PROPN", "NNP", 4, "nsubj"],
        [14, 17, "VERB", "VBD", 0, "root"], [18, 27, "PROPN", "NNP", 4, "obj"], [27, 28, "PUNCT", ".", 4, "punct"]]


class Layers(unittest.TestCase):
    def test_names_count_with_or_without_article(self):
        row = {"text": TEXT, "names": [[0, 13, "Organization"], [18, 21, "Person"]]}
        result = names([(row, SEEN)])
        self.assertEqual((result["organisation"], result["person"]), (1.0, 0.0))
        self.assertEqual(result["person, organisation, place"], 0.5)

    def test_a_word_cut_otherwise_is_wrong_and_is_left_out_of_the_equal_cuts(self):
        result = trees([({"trees": [TREE]}, SEEN)])
        self.assertAlmostEqual(result["UAS"], 5 / 6)
        self.assertEqual((result["UAS of equal cuts"], result["LAS of equal cuts"]), (1.0, 1.0))

    def test_a_wrong_relation_counts_for_the_head_alone(self):
        other = [t[:5] + ["obl" if t[5] == "nsubj" else t[5]] for t in TREE]
        result = trees([({"trees": [other]}, SEEN)])
        self.assertAlmostEqual(result["UAS"] - result["LAS"], 1 / 6)

    def test_an_improbable_event_is_none(self):
        result = events([({"events": [[14, 17], [4, 7]]}, SEEN)])
        self.assertEqual((result["precision"], result["recall"]), (1.0, 0.5))

    def test_factuality_is_compared_where_the_word_was_found(self):
        result = factuality([({"factuality": [[14, 17, 3.0], [4, 7, -1.0], [8, 13, 2.0]]}, SEEN)])
        self.assertAlmostEqual(result["found"], 2 / 3)
        self.assertAlmostEqual(result["mean absolute error"], 0.75)
        self.assertAlmostEqual(result["r"], 1.0)

    def test_rows_are_scored_by_what_they_hold(self):
        result = score([{"id": "a", "set": "worldwide", "text": TEXT, "names": []}], [SEEN])
        self.assertEqual((result["names"]["person"], result["events"]["F1"]), (0.0, 0.0))


if __name__ == "__main__":
    unittest.main()
