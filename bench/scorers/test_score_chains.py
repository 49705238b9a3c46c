import unittest
from score_chains import score

GOLD = [
    {"doc": "a", "set": "s", "topic": 1, "sentences": ["Ada Lund attacked Varlow .", "She left ."],
     "mentions": [{"sent": 0, "toks": [0, 1], "tag": "HUMAN", "chain": "H1"}, {"sent": 0, "toks": [2], "tag": "ACTION", "chain": "A1"},
                  {"sent": 1, "toks": [0], "tag": "HUMAN", "chain": "H1"}, {"sent": 1, "toks": [1], "tag": "TIME_DATE", "chain": "T1"}]},
    {"doc": "b", "set": "s", "topic": 1, "sentences": ["Lund hit Varlow ."],
     "mentions": [{"sent": 0, "toks": [0], "tag": "HUMAN", "chain": "H1"}, {"sent": 0, "toks": [1], "tag": "ACTION", "chain": "A1"}]},
    {"doc": "c", "set": "s", "topic": 2, "sentences": ["Lund hit Corrun ."], "mentions": [{"sent": 0, "toks": [0], "tag": "HUMAN", "chain": "H2"}]},
]


def group(layer, name, **spans):
    return {"layer": layer, "id": name, "state": "", "told": [{"report": doc, "finding": "x", "spans": at} for doc, at in spans.items()]}


class Chains(unittest.TestCase):
    def test_the_key_itself_is_perfect(self):
        answers = [group("entity", "e", a=[[0, 8], [27, 30]], b=[[0, 4]]), group("incident", "i", a=[[9, 17]], b=[[5, 8]])]
        out = score(GOLD, answers)["s"]
        self.assertEqual((out["entities: names"]["F1"], out["events"]["F1"]), (1.0, 1.0))
        self.assertEqual(out["entities: names"]["wanted"], 2)
        self.assertNotIn("entities: chains", out)

    def test_names_and_chains_are_two_rows_against_one_baseline(self):
        # The names alone miss "She", the chains have all; events are of the chains then, and not of the incidents.
        answers = [group("entity", "e", a=[[0, 8]], b=[[0, 4]]), group("incident", "i", a=[[9, 17]], b=[[5, 8]]),
                   group("chain", "c", a=[[4, 8], [27, 30]], b=[[0, 4]])]
        out = score(GOLD, answers)["s"]
        self.assertEqual((out["entities: names"]["R"], out["entities: chains"]["R"]), (0.5, 1.0))
        baseline = out["entities: baseline"]["F1"]
        self.assertEqual(out["entities: chains"]["over baseline"], 1.0 - baseline)
        self.assertEqual(out["entities: names"]["over baseline"], out["entities: names"]["F1"] - baseline)
        self.assertEqual(out["events"]["F1"], 0.0)

    def test_what_the_key_gives_no_chain_is_alone(self):
        gold = [{**row, "mentions": [{**m, "chain": None} for m in row["mentions"]]} for row in GOLD]
        found = score(gold, [group("entity", "e", a=[[0, 8]], b=[[0, 4]])])["s"]["entities: names"]
        self.assertEqual((found["found"], found["wanted"], found["P"]), (1, 0, 0.0))

    def test_the_baseline_joins_by_the_last_word_alone(self):
        out = score(GOLD, [])["s"]
        self.assertEqual(out["entities: baseline"]["found"], 1)
        self.assertEqual(out["events: baseline"]["F1"], 0.0)
        self.assertLess(out["entities: names"]["over baseline"], 0)

    def test_topics_are_kept_apart(self):
        answers = [group("entity", "e", a=[[0, 8], [27, 30]], b=[[0, 4]], c=[[0, 4]])]
        self.assertEqual(score(GOLD, answers)["s"]["entities: names"]["P"], 1.0)

    def test_the_narrowest_stretch_counts(self):
        answers = [group("entity", "wide", a=[[0, 26]], b=[[0, 15]]), group("entity", "e", a=[[0, 8]], b=[[0, 4]])]
        self.assertEqual(score(GOLD, answers)["s"]["entities: names"]["found"], 1)


if __name__ == "__main__":
    unittest.main()
