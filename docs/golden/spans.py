"""Writes tribuo-plugin/src/test/resources/org/tributary/tribuo/evaluation/spans.json.

Span counts as by conlleval, and spans written as BIO, IOB1 and BIOES. Run from the repository's root:

    python3 docs/golden/spans.py

conlleval walks through gold and predicted labels in parallel, tests at each token whether a chunk ends before it and
whether one begins at it, and counts a chunk as correct if gold and predicted begin and end together with the same type.
The tables of ends and beginnings are those of the CoNLL-2000 script for B, I and O, and of its successors for E and S.
A case is a list of sentences, gold and predicted; its counts are tokens, correct tokens, and gold, found and correct
chunks by type.
"""

import collections
import json
import pathlib
import random

TARGET = pathlib.Path("tribuo-plugin/src/test/resources/org/tributary/tribuo/evaluation/spans.json")
TYPES = ["PER", "LOC", "creative-work"]
ENDS = {"BB", "BS", "BO", "IB", "IS", "IO"} | {p + t for p in "ES" for t in "BIESO"}
BEGINS = {p + t for p in "BIESO" for t in "BS"} | {p + t for p in "ESO" for t in "IE"}


def split(label):
    prefix, _, kind = label.partition("-")
    return prefix, kind


def ends(previous, current):
    return previous[0] + current[0] in ENDS or (previous[0] != "O" and previous[1] != current[1])


def begins(previous, current):
    return previous[0] + current[0] in BEGINS or (current[0] != "O" and previous[1] != current[1])


def conlleval(sentences):
    tokens = right = 0
    gold, found, correct = (collections.Counter() for _ in range(3))
    outside = ("O", "")
    for gold_labels, predicted_labels in sentences:
        last_gold = last_predicted = outside
        both = False
        for g, p in zip(list(map(split, gold_labels)) + [outside], list(map(split, predicted_labels)) + [outside]):
            if both:
                gold_ends, predicted_ends = ends(last_gold, g), ends(last_predicted, p)
                if gold_ends and predicted_ends and last_gold[1] == last_predicted[1]:
                    both = False
                    correct[last_gold[1]] += 1
                elif gold_ends != predicted_ends or g[1] != p[1]:
                    both = False
            gold_begins, predicted_begins = begins(last_gold, g), begins(last_predicted, p)
            both = both or (gold_begins and predicted_begins and g[1] == p[1])
            gold[g[1]] += gold_begins
            found[p[1]] += predicted_begins
            last_gold, last_predicted = g, p
        tokens += len(gold_labels)
        right += sum(a == b for a, b in zip(gold_labels, predicted_labels))
    types = sorted(t for t in set(gold) | set(found) if gold[t] or found[t])
    return {"tokens": tokens, "right": right, "types": {t: [gold[t], found[t], correct[t]] for t in types}}


def draw_spans(rng, length, types):
    spans, i = [], 0
    while i < length:
        n = min(rng.choice([1, 1, 2, 3, 4]), length - i)
        if rng.random() < 0.6:
            spans.append((rng.choice(types), i, i + n))
        i += n
    return spans


def written(spans, length, scheme):
    labels = ["O"] * length
    for kind, start, end in spans:
        tags = ["I"] * (end - start)
        if scheme == "BIO":
            tags[0] = "B"
        elif scheme == "IOB1":
            if (kind, start) in [(k, e) for k, _, e in spans]:
                tags[0] = "B"
        elif end - start == 1:
            tags = ["S"]
        else:
            tags[0], tags[-1] = "B", "E"
        labels[start:end] = [tag + ("-" + kind if kind else "") for tag in tags]
    return labels


def any_label(rng, scheme, types):
    kind = rng.choice(types)
    prefix = rng.choice({"BIO": "BIO", "IOB1": "BIIO", "BIOES": "BIESO"}[scheme])
    return prefix if prefix == "O" or not kind else f"{prefix}-{kind}"


def case(rng, scheme, types, broken):
    sentences = []
    for _ in range(4):
        length = rng.randint(1, 14)
        gold = written(draw_spans(rng, length, types), length, scheme)
        if broken:
            gold = [any_label(rng, scheme, types) for _ in gold]
        predicted = [any_label(rng, scheme, types) if rng.random() < 0.15 else label for label in gold]
        sentences.append((gold, predicted))
    texts = [[" ".join(gold), " ".join(predicted)] for gold, predicted in sentences]
    return {"scheme": scheme, "sentences": texts} | conlleval(sentences)


if __name__ == "__main__":
    rng = random.Random(2000)
    cases = [
        case(rng, scheme, types, broken)
        for scheme in ["BIO", "IOB1", "BIOES"]
        for types in [TYPES, TYPES[:1], [""]]
        for broken in [False, True]
        for _ in range(4)
    ]
    texts = []
    for _ in range(25):
        length = rng.randint(1, 12)
        spans = draw_spans(rng, length, ["A", "B-b", ""])
        labels = {scheme: " ".join(written(spans, length, scheme)) for scheme in ["BIO", "IOB1", "BIOES"]}
        texts.append({"spans": spans} | labels)
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    lines = lambda items: ",\n".join(json.dumps(item) for item in items)
    TARGET.write_text(
        '{"origin": "docs/golden/spans.py",\n"cases": [\n' + lines(cases) + '],\n"written": [\n' + lines(texts) + "]}\n"
    )
    print(TARGET, len(cases), "cases", len(texts), "texts")
