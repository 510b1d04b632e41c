"""Writes core/src/test/resources/org/tributary/evaluation/statistics.json.

Confidence intervals, significance and calibration of random predictions, for given draws. Needs numpy. Run from the
repository's root:

    python3 docs/golden/report_statistics.py

Every resample of the bootstrap and every exchange of the randomization test is carried out on the labels themselves:
the sentences are copied, and the scores are computed again from the copies. Spans are triples of start, end and type, read
from BIO labels that are consistent; macro F1 is the mean over the labels of the
whole text; one that a resample lacks keeps its F1. A resample in which another score is not defined, such as the recall
without gold spans, is left out.
"""

import json
import pathlib

import numpy

TARGET = pathlib.Path("core/src/test/resources/org/tributary/evaluation/statistics.json")
ROUNDS = 41
TAGS = ["NOUN", "VERB", "DET", "X"]
TYPES = ["PER", "LOC", "ORG"]


def spans(labels):
    """Spans of consistent BIO labels as (start, end, type)."""
    found, start = [], None
    for i, label in enumerate(labels + ["O"]):
        if start is not None and not label.startswith("I-"):
            found.append((start, i, labels[start][2:]))
            start = None
        if label.startswith("B-"):
            start = i
    return set(found)


def f1(true_positives, gold, predicted):
    return 0.0 if gold + predicted == 0 else 2 * true_positives / (gold + predicted)


def accuracy(text):
    gold = numpy.array([g for s in text for g in s["gold"]])
    predicted = numpy.array([p for s in text for p in s["predicted"]])
    return float(numpy.mean(gold == predicted))


def accuracy_known(text):
    tokens = [(g, p) for s in text for g, p, k in zip(s["gold"], s["predicted"], s["known"]) if k]
    return float(numpy.mean([g == p for g, p in tokens])) if tokens else float("nan")


def label_counts(text, label):
    pairs = [(g, p) for s in text for g, p in zip(s["gold"], s["predicted"])]
    return sum(g == p == label for g, p in pairs), sum(g == label for g, _ in pairs), sum(p == label for _, p in pairs)


def macro(names, counts, text, whole):
    """The mean F1 of the names that occur in the whole text; one that the resample lacks keeps its F1."""
    scores = []
    for name in names:
        if counts(whole, name)[1] + counts(whole, name)[2] > 0:
            own = counts(text, name)
            scores.append(f1(*(own if own[1] + own[2] > 0 else counts(whole, name))))
    return float(numpy.mean(scores)) if scores else float("nan")


def macro_f1(text, whole=None):
    return macro(TAGS, label_counts, text, text if whole is None else whole)


def span_counts(text, kind=None):
    correct = gold = predicted = 0
    for s in text:
        g = {x for x in spans(s["gold"]) if kind in (None, x[2])}
        p = {x for x in spans(s["predicted"]) if kind in (None, x[2])}
        correct, gold, predicted = correct + len(g & p), gold + len(g), predicted + len(p)
    return correct, gold, predicted


def span_f1(text):
    correct, gold, predicted = span_counts(text)
    return 2 * correct / (gold + predicted) if gold + predicted else float("nan")


def span_precision(text):
    correct, _, predicted = span_counts(text)
    return correct / predicted if predicted else float("nan")


def span_recall(text):
    correct, gold, _ = span_counts(text)
    return correct / gold if gold else float("nan")


def span_macro_f1(text, whole=None):
    return macro(TYPES, span_counts, text, text if whole is None else whole)


MEASURES = {
    "tags": {"accuracy": accuracy, "accuracyKnown": accuracy_known, "macroF1": macro_f1},
    "spans": {"accuracy": accuracy, "spanF1": span_f1, "spanPrecision": span_precision, "spanRecall": span_recall,
              "spanMacroF1": span_macro_f1},
}


def interval(values):
    values = [v for v in values if not numpy.isnan(v)]
    if not values:
        return None
    return [float(numpy.percentile(values, 2.5)), float(numpy.percentile(values, 97.5))]


def estimate(value, values):
    return {"value": None if numpy.isnan(value) else value, "interval": interval(values)}


def bio(random, length):
    labels, i = [], 0
    while i < length:
        if random.random() < 0.5:
            labels.append("O")
            i += 1
        else:
            n = min(int(random.integers(1, 4)), length - i)
            kind = str(random.choice(TYPES))
            labels += ["B-" + kind] + ["I-" + kind] * (n - 1)
            i += n
    return labels


def predict_bio(random, gold, skill):
    if random.random() < skill:
        return list(gold)
    return bio(random, len(gold))


def text(random, kind, gold, skill):
    sentences = []
    for labels in gold:
        if kind == "spans":
            predicted = predict_bio(random, labels, skill)
        else:
            predicted = [g if random.random() < skill else str(random.choice(TAGS)) for g in labels]
        confidence = [float(c) for c in numpy.round(random.random(len(labels)), int(random.integers(1, 6)))]
        known = [bool(random.random() < 0.7) for _ in labels]
        sentences.append({"gold": labels, "predicted": predicted, "confidence": confidence, "known": known})
    return sentences


def calibration(sentences):
    confidence = numpy.array([c for s in sentences for c in s["confidence"]])
    correct = numpy.array([g == p for s in sentences for g, p in zip(s["gold"], s["predicted"])], dtype=float)
    number = numpy.clip(numpy.searchsorted(numpy.arange(1, 10) / 10, confidence, side="left"), 0, 9)
    bins, error = [], 0.0
    for k in range(10):
        inside = number == k
        count = int(inside.sum())
        if count:
            mean, right = float(confidence[inside].mean()), float(correct[inside].mean())
            error += count / len(confidence) * abs(mean - right)
            bins.append({"count": count, "confidence": mean, "accuracy": right})
        else:
            bins.append({"count": 0, "confidence": None, "accuracy": None})
    thresholds = []
    for threshold in [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999]:
        above = confidence >= threshold
        thresholds.append({
            "confidence": threshold, "count": int(above.sum()), "coverage": float(above.mean()),
            "accuracy": float(correct[above].mean()) if above.any() else None})
    return {"error": error, "bins": bins, "thresholds": thresholds}


def case(seed):
    random = numpy.random.default_rng(seed)
    kind = "spans" if seed % 2 else "tags"
    number = int(random.choice([1, 2, 3, 8, 30]))
    lengths = [int(random.integers(1, 9)) for _ in range(number)]
    gold = [bio(random, n) if kind == "spans" else [str(t) for t in random.choice(TAGS, n)] for n in lengths]
    first = text(random, kind, gold, random.uniform(0.2, 0.95))
    second = text(random, kind, gold, random.uniform(0.2, 0.95))
    resamples = random.integers(0, number, (ROUNDS, number)).tolist()
    exchanges = (random.random((ROUNDS, number)) < 0.5).tolist()
    measures = {}
    for name, measure in MEASURES[kind].items():
        def defined(text):
            """The score of a text: 0 for spans where it is not defined, as in conlleval."""
            value = measure(text)
            return 0.0 if kind == "spans" and numpy.isnan(value) else value

        value, other = defined(first), defined(second)
        is_macro = "acro" in name
        samples = [measure([first[k] for k in sample], *([first] if is_macro else [])) for sample in resamples]
        others = [measure([second[k] for k in sample], *([second] if is_macro else [])) for sample in resamples]
        at_least = 0
        for exchange in exchanges:
            a = [y if e else x for x, y, e in zip(first, second, exchange)]
            b = [x if e else y for x, y, e in zip(first, second, exchange)]
            at_least += abs(defined(a) - defined(b)) >= abs(value - other) - 1e-12
        measures[name] = {
            "estimate": estimate(value, samples),
            "difference": estimate(value - other, [a - b for a, b in zip(samples, others)]),
            "pValue": (at_least + 1) / (ROUNDS + 1)}
        if name == "accuracyKnown" or is_macro:
            del measures[name]["pValue"], measures[name]["difference"]
    return {"kind": kind, "first": first, "second": second, "resamples": resamples, "exchanges": exchanges,
            "measures": measures, "calibration": calibration(first)}


def main():
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(json.dumps([case(seed) for seed in range(24)], separators=(",", ":")) + "\n")


main()
