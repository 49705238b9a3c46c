"""Ten steps on ten invented sentences, from a random encoder: the whole way from text to an exported reader."""
import json
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch

from onrecord_training import blend, convolution, crf, crossfit, events, export, fixture, heads, links, predict, rule, student, teacher, tokens, train, words
from onrecord_training.corpora import blank_syntax, hang_entities, word_range

SENTENCES = [
    ("Ana Belo", "said", "the bridge would open in May", "in"), ("The ministry", "denied", "that it had paid $3 million", "it"),
    ("Mr. Okafor", "warned", "prices wouldn't fall", "fall"), ("She", "added", "\"nobody asked us\"", "us"),
    ("A spokesman", "claimed", "the strike was over", "over"), ("Dr. Ruiz", "told reporters", "two patients had died", "had"),
    ("Port Selin council", "says", "it will rebuild the pier", "the"), ("Officials", "believe", "the fire started at 5 p.m.", "at"),
    ("Her lawyer", "insisted", "she was at home", "at"), ("The 20-year-old driver", "admitted", "he hadn't slept", "he"),
]


def invented():
    docs = []
    for k, (source, cue, content, _) in enumerate(SENTENCES):
        text = f"{source} {cue} {content}."
        doc = tokens.Document(text)
        doc.name = str(k)
        spans = [("Source", 0, len(source)), ("Cue", len(source) + 1, len(source) + 1 + len(cue)),
                 ("Content", text.index(content), text.index(content) + len(content))]
        doc.tags = np.zeros(len(doc.words), int)
        for kind, s, e in spans:
            a, b = word_range(doc, s, e)
            doc.tags[a:b] = heads.ATTRIBUTION.index("I-" + kind)
            doc.tags[a] = heads.ATTRIBUTION.index("B-" + kind)
        hang_entities(doc, [(0, len(source), "person organisation")], ["person"], 1.0)
        blank_syntax(doc, 1.0)
        doc.tree[:] = 0
        doc.upos[:] = heads.UPOS.index("NOUN")
        doc.heads[:] = 0
        doc.heads[0] = -1
        doc.relations[:] = 0
        doc.relations[0] = 1
        events.blank(doc)
        doc.event[:], doc.event_weight[:] = 0, 1.0
        verb = word_range(doc, *spans[1][1:])[0]
        doc.event[verb], doc.factuality[verb] = 1, 3.0
        doc.links = [dict(source=[list(spans[0][1:])], cue=[list(spans[1][1:])], content=[list(spans[2][1:])])]
        docs.append(doc)
    return docs


def letters_and_words(docs):
    letters = [c for c in map(chr, range(33, 127)) if not c.isupper()]
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"] + letters + ["##" + c for c in letters]
    return vocabulary + sorted({p for d in docs for w in d.words for p in tokens.parts(w) if len(p) > 1})


class Smoke(unittest.TestCase):
    def test_words_in_common_use_are_no_names(self):
        found = words.common(words.counted(["The harbour of Selin. Selin is a harbour, so is it's pier."]), 2)
        self.assertIn("harbour", found)
        self.assertIn("monday", found)
        self.assertTrue({"selin", "pier", "is", "it's"}.isdisjoint(found))

    def test_train_and_export(self):
        torch.manual_seed(1)
        torch.set_num_threads(1)
        train.BUDGET = 120
        docs = invented()
        vocabulary = letters_and_words(docs)
        config = dict(hidden=32, layers=2, attention_heads=4, intermediate=64, norm_epsilon=1e-12, dropout=0.1,
                      vocabulary=len(vocabulary), relation_labels=["dep", "root"])
        pieces = tokens.Pieces(vocabulary)
        with tempfile.TemporaryDirectory() as folder:
            epochs = dict(invented=10)
            model = train.run(heads.Reader(config), {"invented": docs}, pieces, folder, epochs=epochs, steps=10, half=False, keep=4)
            self.assertTrue((Path(folder) / "last.pt").exists())
            again = train.run(heads.Reader(config), {"invented": docs}, pieces, folder, epochs=epochs, steps=10, half=False)
            for p, q in zip(model.parameters(), again.parameters()):      # going on from step 8 ends in the same place
                self.assertTrue(torch.allclose(p, q, atol=1e-6))
            export.write(model, vocabulary, folder, "smoke", "0")
            back, kept, meta, link = export.read(folder)
            self.assertEqual(kept, vocabulary)
            self.assertEqual(meta["hidden"], "32")
            self.assertEqual(json.loads(meta["entity_labels"])[0], "O")
            self.assertFalse(link)
            started, before = train.load(folder)                        # a further run may begin from an exported reader
            self.assertEqual(before["vocabulary"], vocabulary)
            self.assertTrue(torch.equal(started.event.weight, back.event.weight))
            fixture.write(folder, Path(folder) / "fixture.json")
            outputs = predict.tags(back, predict.predict(back, docs, pieces, half=False))
            for d, o in zip(docs, outputs):
                rule.characters(d, rule.link(d, o["spans"]))
                tree, _ = predict.parse(back, d, o)
                self.assertEqual(len(o["event"]), len(d.words))
                self.assertLessEqual(float(np.abs(o["factuality"]).max()), 3.0)
                self.assertEqual(int((tree == -1).sum()), 1)

    def test_hold_on_to_what_was_said(self):
        """Where a window has no gold, what another reader said of it counts, and a reader that says the same is no worse than any other."""
        torch.manual_seed(1)
        docs = invented()
        vocabulary = letters_and_words(docs)
        pieces = tokens.Pieces(vocabulary)
        config = dict(hidden=32, layers=1, attention_heads=4, intermediate=64, norm_epsilon=1e-12, dropout=0.0,
                      vocabulary=len(vocabulary), relation_labels=["dep", "root"])
        one, other = heads.Reader(config).eval(), heads.Reader(config).eval()
        for d, said in zip(docs, teacher.judge(one, docs, pieces)):
            d.said, d.tags = said, None
        batch = train.collate([(d, 0, len(d.words)) for d in docs], pieces)
        self.assertEqual((len(batch["told_attribution_rows"]), len(batch["told_entities_rows"])), (len(docs), 0))
        mine, theirs = (r.loss(batch, train.WEIGHTS)[1]["told attribution"] for r in (one, other))
        self.assertLess(mine, theirs)

    def test_teach_a_student_and_export(self):
        """From a random teacher to an exported convolutional reader; going on from a checkpoint ends in the same place."""
        torch.manual_seed(1)
        torch.set_num_threads(1)
        student.ROWS, student.WORDS = 3, 16
        docs = invented()
        vocabulary = letters_and_words(docs)
        pieces = tokens.Pieces(vocabulary)
        config = dict(hidden=32, layers=1, attention_heads=4, intermediate=64, norm_epsilon=1e-12, dropout=0.1,
                      vocabulary=len(vocabulary), relation_labels=["dep", "root"])
        small = dict(convolution.config(32, len(vocabulary), ["dep", "root"]), dilations=[1, 2], pieces=16, arc=16, relation=16)
        with tempfile.TemporaryDirectory() as folder:
            taught, out = Path(folder) / "taught", Path(folder) / "out"
            larger = heads.Reader(config)
            teacher.run(lambda some: teacher.judge(larger, some, pieces), {"invented": docs[:6]}, taught)
            teacher.load(taught, "invented", docs)
            self.assertEqual(sum(d.said is not None for d in docs), 6)
            new = lambda: (torch.manual_seed(2), heads.Reader(small))[1]
            train_on = lambda m: student.run(m, {"invented": docs}, pieces, out, dict(invented=20), steps=10, keep=4)
            model = train_on(new())
            again = train_on(new())                                         # from step 8
            for p, q in zip(model.parameters(), again.parameters()):
                self.assertTrue(torch.allclose(p, q, atol=1e-6))
            export.write(model, vocabulary, out, "smoke", "0", links.Links(32))
            back, _, meta, link = export.read(out)
            self.assertEqual((meta["encoder"], json.loads(meta["dilations"])), ("convolution", [1, 2]))
            self.assertTrue(link)
            fixture.write(out, out / "fixture.json")
            outputs = predict.tags(back, predict.predict(back, docs, pieces))
            for d, o in zip(docs, outputs):
                heads_, _ = predict.parse(back, d, o)
                self.assertEqual((len(o["event"]), int((heads_ == -1).sum())), (len(d.words), 1))

    def test_each_half_is_judged_by_the_other_halfs_teacher(self):
        """Only the attribution is the teachers' own; every document gets it from the one that was not trained on it."""
        torch.set_num_threads(1)
        docs = [d for d in invented() if d.tags is not None]
        for number, d in enumerate(docs):
            d.name = f"text {number}"
        self.assertEqual({crossfit.half(d) for d in docs}, {0, 1})
        vocabulary = letters_and_words(docs)
        pieces = tokens.Pieces(vocabulary)
        config = dict(hidden=32, layers=1, attention_heads=4, intermediate=64, norm_epsilon=1e-12, dropout=0.1,
                      vocabulary=len(vocabulary), relation_labels=["dep", "root"])
        with tempfile.TemporaryDirectory() as folder:
            start, checkpoints, teachers = Path(folder) / "start", [], []
            export.write(heads.Reader(config), vocabulary, start, "smoke", "0", links.Links(32))
            for number in crossfit.HALVES:
                torch.manual_seed(number)
                teachers.append(heads.Reader(config))
                checkpoints.append(Path(folder) / f"{number}.pt")
                train.save(checkpoints[-1], teachers[-1], None, 0, dict(vocabulary=vocabulary))
            said = crossfit.judge(start, checkpoints, docs)
            small = teacher.judge(export.read(start)[0], docs, pieces)
            of = [teacher.judge(model, docs, pieces) for model in teachers]
        for k, d in enumerate(docs):
            mine, other = of[crossfit.half(d)][k], of[1 - crossfit.half(d)][k]
            self.assertTrue(np.allclose(said[k]["attribution"], mine["attribution"], atol=0.02))
            self.assertFalse(np.allclose(said[k]["attribution"], other["attribution"], atol=0.02))
            self.assertTrue(np.array_equal(said[k]["entities"], small[k]["entities"]))

    def test_overlap(self):
        """A text of a dev part is found in other line breaks; one on the same matter is not."""
        said = "The council of Port Selin said on Monday that the pier would be rebuilt before the winter storms come again."
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "set").mkdir()
            (Path(folder) / "set" / "dev.jsonl").write_text(json.dumps(dict(text=said)) + "\n")
            docs = [tokens.Document(said.replace(" that ", "\nthat ")), tokens.Document("On Monday the council said the pier would be rebuilt.")]
            for number, d in enumerate(docs):
                d.number = number
            self.assertEqual(teacher.overlapping(docs, folder), {0})

    def test_convolution_is_as_written(self):
        """A block against the sums written out, word by word."""
        torch.manual_seed(3)
        block, x = convolution.Block(8, 2, 0.0).eval(), torch.randn(1, 7, 8)
        h = convolution.rounded(torch.nn.functional.layer_norm(x, (8,), eps=convolution.EPSILON), False)
        for i in range(7):
            three = torch.cat([h[0, j] if 0 <= j < 7 else torch.zeros(8) for j in (i - 2, i, i + 2)])
            a, g = (block.map.weight @ three + block.map.bias).chunk(2)
            self.assertTrue(torch.allclose(block(x, torch.ones(1, 7, 1))[0, i], x[0, i] + a * torch.sigmoid(g), atol=1e-5))

    def test_words(self):
        words = tokens.Document("Mr. O'Brien didn't pay the U.S. $2.5m for a 17-year-old's 3rd car — Zoë’s.").words
        self.assertEqual(words, ["Mr.", "O'Brien", "did", "n't", "pay", "the", "U.S.", "$", "2.5", "m", "for", "a", "17", "-", "year",
                                 "-", "old", "'s", "3rd", "car", "—", "Zoë", "’s", "."])

    def test_triggers(self):
        """A span stands for one event word, or for none where it holds several words."""
        doc = tokens.Document("The attack was halted before they could pay the ransom.")
        at = lambda words: (doc.text.index(words), doc.text.index(words) + len(words))
        self.assertEqual(events.trigger(doc, *at("The attack")), 1)
        self.assertEqual(events.trigger(doc, *at("was halted")), 3)
        self.assertIsNone(events.trigger(doc, *at("pay the ransom")))

    def test_blend(self):
        """A quarter of the way to the new weights; heads that are new are taken whole."""
        config = dict(hidden=8, layers=1, attention_heads=2, intermediate=8, norm_epsilon=1e-12, dropout=0.1, vocabulary=5,
                      relation_labels=["dep"])
        old, new = heads.Reader(config), heads.Reader(config)
        want = old.upos.weight + 0.25 * (new.upos.weight - old.upos.weight)
        both = blend.mixed(old, new, 0.25)
        self.assertTrue(torch.allclose(both.upos.weight, want) and torch.equal(both.event.bias, new.event.bias))

    def test_huber_line(self):
        """One wild point does not bend the line."""
        x = np.linspace(-1, 1, 50)[:, None]
        y = 2 * x[:, 0] + 1
        y[7] = 400
        line, bias = blend.huber_line(x, y, np.ones(50), ridge=1e-9, rounds=60)
        self.assertAlmostEqual(line[0], 2, delta=0.1)
        self.assertAlmostEqual(bias, 1, delta=0.1)

    def test_threshold(self):
        best = events.best_threshold([(0.9, True), (0.8, True), (0.7, False), (0.1, True)])
        self.assertAlmostEqual(best[1], 2 * 3 / 7)
        self.assertAlmostEqual(events.best_threshold([(0.9, True), (0.4, False)])[0], 0.9)

    def test_chain(self):
        """Loss and gradient against summing over all paths."""
        labels = ["O", "B-x", "I-x"]
        torch.manual_seed(2)
        c = crf.CRF(labels)
        c.transitions.data.normal_()
        lo = torch.randn(1, 4, 3, requires_grad=True)
        ok = torch.tensor([[[1, 1, 0], [1, 1, 1], [0, 1, 1], [1, 0, 0]]]).bool()
        loss = c(lo, ok, torch.ones(1, 4), torch.ones(1))
        paths = torch.cartesian_prod(*[torch.arange(3)] * 4)
        t = c.full()
        score = lo[0][torch.arange(4), paths].sum(1) + t[paths[:, :-1], paths[:, 1:]].sum(1)
        fine = ok[0][torch.arange(4), paths].all(1)
        want = torch.logsumexp(score, 0) - torch.logsumexp(score[fine], 0)
        self.assertAlmostEqual(loss.item(), want.item(), places=4)
        got = torch.autograd.grad(loss, [lo, c.transitions])
        for g, w in zip(got, torch.autograd.grad(want, [lo, c.transitions])):
            self.assertTrue(torch.allclose(g, w, atol=1e-4))

    def test_tree(self):
        rng = np.random.default_rng(3)
        for _ in range(200):
            n = int(rng.integers(1, 5))
            s = rng.normal(size=(n, n + 1))
            best, found = -1e9, None
            for heads_ in np.ndindex(*[n + 1] * n):
                if sum(h == 0 for h in heads_) != 1 or any(h == i + 1 for i, h in enumerate(heads_)):
                    continue
                reach = all(self.climbs(heads_, i) for i in range(n))
                total = sum(s[i, h] for i, h in enumerate(heads_))
                if reach and total > best:
                    best, found = total, heads_
            self.assertEqual(tuple(predict.best_tree(s)), found)

    @staticmethod
    def climbs(heads_, i):
        for _ in range(len(heads_) + 1):
            if heads_[i] == 0:
                return True
            i = heads_[i] - 1
        return False


if __name__ == "__main__":
    unittest.main()
