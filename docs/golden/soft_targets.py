"""Writes core/src/test/resources/org/tributary/golden/soft-targets.json.

The losses of labels and soft targets (knowledge distillation) of a softmax and a CRF, with PyTorch's gradients of logits and
CRF weights. The CRF's cross-entropy sums over all label sequences one by one: the expectation of their negative
log-likelihood under the product of the distributions. Run from the repository's root with PyTorch 2.x:

    python3 docs/golden/soft_targets.py
"""

import itertools
import json
import pathlib

import torch

TARGET = pathlib.Path("core/src/test/resources/org/tributary/golden/soft-targets.json")
K = 3
# A row of labels for each sequence: -1 is a step without a label.
LABELS = [[0, 2, 1, 1, 0], [-1, 2, -1, 1], [1], [2, 0], [-1, -1, -1], [1, -1]]
# L of each sequence; 0 for one without distributions.
SOFT = [0.5, 0.3, 0.8, 0.0, 1.0, 0.0]
WEIGHTS = [1.0, 0.5, 3.0, 1.0, 2.0, 1.5]


def listed(tensor):
    return [round(v, 9) for v in tensor.detach().flatten().tolist()]


def softmax_loss(logits, q):
    terms, counted = [], 0
    for n, labels in enumerate(LABELS):
        for t, label in enumerate(labels):
            log_p = torch.log_softmax(logits[n][t], 0)
            hard = -log_p[label] if label >= 0 else torch.tensor(0.0, dtype=torch.float64)
            soft = -(q[n][t] * log_p).sum()
            terms.append(WEIGHTS[n] * ((1 - SOFT[n]) * hard + SOFT[n] * soft))
            counted += label >= 0 or SOFT[n] > 0
    return sum(terms) / counted


def crf_loss(logits, q, start, end, transitions):
    terms, counted = [], 0
    for n, labels in enumerate(LABELS):
        steps = len(labels)
        paths = list(itertools.product(range(K), repeat=steps))
        scores = torch.stack(
            [
                start[path[0]]
                + end[path[-1]]
                + sum(logits[n][t][path[t]] for t in range(steps))
                + sum(transitions[path[t - 1], path[t]] for t in range(1, steps))
                for path in paths
            ]
        )
        log_p = torch.log_softmax(scores, 0)
        fits = [all(g < 0 or g == y for g, y in zip(labels, path)) for path in paths]
        hard = -torch.logsumexp(log_p[torch.tensor(fits)], 0)
        of_path = torch.stack(
            [torch.prod(torch.stack([q[n][t][path[t]] for t in range(steps)])) for path in paths]
        )
        soft = -(of_path * log_p).sum()
        terms.append(WEIGHTS[n] * ((1 - SOFT[n]) * hard + SOFT[n] * soft))
        counted += steps if SOFT[n] > 0 else sum(label >= 0 for label in labels)
    return sum(terms) / counted


def drawn(*shape):
    return torch.randn(*shape, dtype=torch.float64).requires_grad_()


torch.manual_seed(11)
logits = [drawn(len(row), K) for row in LABELS]
q = [torch.softmax(1.5 * torch.randn(len(row), K, dtype=torch.float64), 1) for row in LABELS]
weights = [drawn(K), drawn(K), drawn(K, K)]

softmax = softmax_loss(logits, q)
softmax_gradients = torch.autograd.grad(softmax, logits)
crf = crf_loss(logits, q, *weights)
crf_gradients = torch.autograd.grad(crf, logits + weights)
TARGET.write_text(
    json.dumps(
        {
            "labels": LABELS,
            "softWeights": SOFT,
            "weights": WEIGHTS,
            "logits": [listed(x) for x in logits],
            "distributions": [listed(x) for x in q],
            "start": listed(weights[0]),
            "end": listed(weights[1]),
            "transitions": listed(weights[2]),
            "softmaxLoss": round(softmax.item(), 9),
            "softmaxGradients": [listed(x) for x in softmax_gradients],
            "crfLoss": round(crf.item(), 9),
            "crfGradients": [listed(x) for x in crf_gradients[: len(LABELS)]],
            "crfStart": listed(crf_gradients[-3]),
            "crfEnd": listed(crf_gradients[-2]),
            "crfTransitions": listed(crf_gradients[-1]),
        },
        indent=1,
    )
    + "\n"
)
