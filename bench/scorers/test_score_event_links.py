#!/usr/bin/env python3
"""python3 bench/scorers/test_score_event_links.py"""
import unittest

from score_event_links import score

LABEL = {"n": 1, "doc": "d", "from": [0, 5], "to": [20, 25], "how": "purpose"}


def wire(to="ev_2", how="purpose", turned=False):
    one, other = {"id": "ev_1", "start": 0, "end": 5, "links": []}, {"id": "ev_2", "start": 20, "end": 25, "links": []}
    (other if turned else one)["links"] = [{"to": "ev_1" if turned else to, "how": how}]
    return {"d": {"events": [one, other]}}


class Score(unittest.TestCase):
    def f1(self, wires, **more):
        out = score([LABEL], wires, **more)
        return out["linked"]["F1"], out["with how"]["F1"]

    def test_right(self):
        self.assertEqual(self.f1(wire()), (1, 1))

    def test_another_kind_is_linked_only(self):
        self.assertEqual(self.f1(wire(how="cause")), (1, 0))

    def test_the_other_way_round_is_linked_only(self):
        self.assertEqual(self.f1(wire(turned=True)), (1, 0))

    def test_a_link_to_no_event_is_none(self):
        self.assertEqual(self.f1(wire(to="ev_9")), (0, 0))

    def test_events_are_counted_without_links(self):
        wires = wire()
        wires["d"]["events"][0]["links"] = []
        self.assertEqual(score([LABEL], wires)["events"]["share"], 1)

    def test_near(self):
        wires = wire()
        wires["d"]["events"][0].update(start=7, end=9)
        self.assertEqual(self.f1(wires), (0, 0))
        self.assertEqual(self.f1(wires, near=5), (1, 1))


if __name__ == "__main__":
    unittest.main()
