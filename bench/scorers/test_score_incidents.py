import unittest
from score_incidents import score

GOLD = [{"doc": "a", "incident": 1}, {"doc": "b", "incident": 1}, {"doc": "c", "incident": 2}, {"doc": "d", "incident": 3}, {"doc": "x"}]


def incident(*reports, layer="incident"):
    return {"layer": layer, "told": [{"report": report} for report in reports]}


class Incidents(unittest.TestCase):
    def test_the_key_itself_is_perfect(self):
        out = score(GOLD, [incident("a", "b"), incident("c"), incident("d")])
        self.assertEqual((out["pairs"]["F1"], out["alone"]["kept"]), (1.0, 1.0))

    def test_nothing_found_is_nothing(self):
        self.assertEqual(score(GOLD, [])["pairs"]["F1"], 0.0)

    def test_joining_all_costs_precision(self):
        out = score(GOLD, [incident("a", "b", "c", "d")])
        self.assertEqual((out["pairs"]["R"], out["pairs"]["P"], out["alone"]["kept"]), (1.0, 1 / 6, 0.0))

    def test_other_layers_and_reports_without_a_key_do_not_count(self):
        out = score(GOLD, [incident("a", "b", layer="copy"), incident("a", "x")])
        self.assertEqual(out["pairs"]["found"], 0)

    def test_a_pair_joined_twice_counts_once(self):
        self.assertEqual(score(GOLD, [incident("a", "b"), incident("a", "b")])["pairs"]["P"], 1.0)


if __name__ == "__main__":
    unittest.main()
