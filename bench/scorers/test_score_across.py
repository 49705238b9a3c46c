import unittest
from score_across import score

EXPECTED = {
    "one": {"statements": [{"id": "a1", "content": ["the dam at Varlow had failed in the night"]}]},
    "two": {"statements": []},
    "across": {
        "disputes": [{"claim": ["a1"], "denied_by": ["b1"]}],
        "series": [{"measure": "killed", "kind": "stock", "points": [{"value": 12, "report": "one"}]}],
        "actors_across_reports": ["Ada Lund"],
        "positions": [{"party": "Ostmark", "role": "mediator"}, {"party": "Veyland", "position": "wants the dam closed at once"}],
        "persons": [{"name": "Per Holm", "status": "held"}],
    },
}
WIRE = [{
    "talks": [{"mediators": ["Ostmark"], "positions": [{"party": "Veyland", "text": "the dam must be closed"}]}],
    "statements": [], "persons": [{"name": "Per Holm", "status": "held"}],
}]


def group(layer, kind="", state="", told=(), names=()):
    return {"layer": layer, "kind": kind, "state": state, "told": list(told), "more": {"names": [{"name": n} for n in names]}}


def told(report, words="", value=None):
    return {"report": report, "words": words, "body": {"value": value}}


RIGHT = [
    group("dispute", state="denied", told=[told("one", "the dam at Varlow failed")]),
    group("series", "killed", "stock", [told("one", value=12)]),
    group("entity", told=[told("one"), told("two")], names=["Ada Lund"]),
]


class Across(unittest.TestCase):
    def test_all_that_the_key_has_is_found(self):
        self.assertEqual(score(EXPECTED, RIGHT, WIRE)["across"]["all"], {"right": 6, "of": 6})

    def test_nothing_is_nothing(self):
        self.assertEqual(score(EXPECTED, [], [])["across"]["all"]["right"], 0)

    def test_a_dispute_must_stand_as_the_key_says(self):
        wrong = [group("dispute", state="unverified", told=[told("one", "the dam at Varlow failed")])]
        self.assertEqual(score(EXPECTED, wrong, [])["across"]["disputes"]["right"], 0)

    def test_an_actor_of_one_report_is_not_across(self):
        wrong = [group("entity", told=[told("one")], names=["Ada Lund"])]
        self.assertEqual(score(EXPECTED, wrong, [])["across"]["actors"]["right"], 0)


if __name__ == "__main__":
    unittest.main()
