#!/usr/bin/env python3
"""python3 bench/scorers/test_score_statement_labels.py"""
import unittest

from score_statement_labels import agreement, alike, at, kappa, score

ANCHORS = [{"n": 1, "set": "reports", "doc": "d", "start": 10, "end": 14}, {"n": 2, "set": "reports", "doc": "d", "start": 50, "end": 54}]
LABEL = {"n": 1, "statement": True, "act": "deny", "standing": 0, "source": "Ada Okoro", "depth": 1}


def statement(start, end, name="Ada Okoro", act="deny", content=(20, 30), standing=0):
    chain = [{"start": 0, "end": 9, "text": "She", "name": name, "standing": standing}] if name else []
    return {"cue": [{"start": start, "end": end}], "content": [{"start": content[0], "end": content[1]}], "chain": chain, "act": act}


def shares(labels, *statements):
    return {name: row["share"] for name, row in score(labels, ANCHORS, {"d": {"statements": list(statements)}}).items()}


class Score(unittest.TestCase):
    def test_all_right(self):
        got = shares([LABEL], statement(10, 14))
        self.assertEqual([got[f] for f in ("found", "act", "standing", "source", "depth", "named source")], [1] * 6)

    def test_a_missing_statement_fails_every_field(self):
        got = shares([LABEL], statement(60, 64))
        self.assertEqual([got[f] for f in ("found", "act", "standing", "source", "depth")], [0] * 5)
        self.assertIsNone(got["act, if found"])

    def test_each_field_on_its_own(self):
        got = shares([LABEL], statement(10, 14, name="Ben Ilic", act="assert", standing=2))
        self.assertEqual([got[f] for f in ("found", "act", "standing", "source", "depth")], [1, 0, 0, 0, 1])

    def test_nobody_named(self):
        label = {**LABEL, "source": None, "standing": 5, "depth": 0}
        self.assertEqual(shares([label], statement(10, 14, name=None))["source"], 1)
        self.assertEqual(shares([label], statement(10, 14))["source"], 0)

    def test_an_open_source_is_not_scored(self):
        self.assertIsNone(shares([{**LABEL, "source": "?"}], statement(10, 14))["source"])

    def test_silence(self):
        no = {"n": 2, "statement": False}
        self.assertEqual(shares([no], statement(10, 14))["silent"], 1)
        self.assertEqual(shares([no], statement(50, 54))["silent"], 0)

    def test_the_cue_goes_before_the_content(self):
        inner, outer = statement(10, 14), statement(2, 4, content=(5, 40))
        self.assertIs(at(ANCHORS[0], [outer, inner]), inner)
        self.assertIs(at(ANCHORS[0], [outer]), outer)
        self.assertIsNone(at(ANCHORS[1], [outer, inner]))

    def test_names(self):
        self.assertTrue(alike("Okoro", "Ada Okoro"))
        self.assertTrue(alike("the harbour ministry", "Harbour Ministry of Tarn"))
        self.assertFalse(alike("Ben Ilic", "Ada Okoro"))
        self.assertFalse(alike(None, "Ada Okoro"))


class Agreement(unittest.TestCase):
    def test_kappa(self):
        self.assertEqual(kappa([("a", "a"), ("b", "b")]), 1)
        self.assertEqual(kappa([("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]), 0)
        self.assertEqual(kappa([("a", "a")]), 1)

    def test_fields(self):
        rows = agreement([LABEL], [{**LABEL, "act": "assert", "source": "Okoro"}])
        self.assertEqual((rows["act"]["share"], rows["source"]["share"], rows["statement"]["share"]), (0, 1, 1))

    def test_no_statement_on_one_side(self):
        rows = agreement([LABEL], [{"n": 1, "statement": False}])
        self.assertEqual(rows, {"statement": {"share": 0, "kappa": 0, "of": 1}})


if __name__ == "__main__":
    unittest.main()
