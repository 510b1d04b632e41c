"""Writes core/src/test/resources/org/tributary/golden/characters.json.

Word vectors from character vectors: nn.LSTM over each word with its final states or max pooling, and nn.Conv1d with max
pooling; with the gradients of a weighted sum of all outputs. Run from the repository's root with PyTorch 2.x:

    python3 docs/golden/characters.py

Every word is run separately, without padding.
"""

import json
import pathlib

import torch

TARGET = pathlib.Path("core/src/test/resources/org/tributary/golden/characters.json")
LENGTHS = [5, 1, 3, 2]
SIZE = 3


def listed(tensor):
    return [round(v, 9) for v in tensor.detach().flatten().tolist()]


def lstm_vectors(lstm, words):
    vectors = []
    for word in words:
        _, (hidden, _) = lstm(word)
        vectors.append(hidden.flatten())
    return torch.stack(vectors)


def lstm_max_vectors(lstm, words):
    return torch.stack([lstm(word)[0].max(dim=0).values for word in words])


def cnn_vectors(convolutions, words):
    vectors = []
    for word in words:
        pooled = [c(word.T.unsqueeze(0))[0].max(dim=1).values for c in convolutions]
        vectors.append(torch.tanh(torch.cat(pooled)))
    return torch.stack(vectors)


def case(name, parameters, vectors, words):
    weights = torch.randn(vectors.shape)
    (vectors * weights).sum().backward()
    return {
        "name": name,
        "parameters": {n: {"shape": list(p.shape), "values": listed(p), "gradient": listed(p.grad)} for n, p in parameters},
        "output": listed(vectors),
        "outputGradient": listed(weights),
        "wordGradients": [listed(w.grad) for w in words],
    }


def drawn():
    return [w.clone().requires_grad_() for w in WORDS]


if __name__ == "__main__":
    torch.manual_seed(11)
    WORDS = [torch.randn(length, SIZE) for length in LENGTHS]
    lstm = torch.nn.LSTM(SIZE, 2, bidirectional=True)
    words = drawn()
    cases = [case("lstm", [("lstm." + n, p) for n, p in lstm.named_parameters()], lstm_vectors(lstm, words), words)]
    widths = [3, 2, 1]
    convolutions = [torch.nn.Conv1d(SIZE, 4, k, padding="same") for k in widths]
    named = [(f"cnn{k}.{n}", p) for k, c in zip(widths, convolutions) for n, p in c.named_parameters()]
    words = drawn()
    cases.append(case("cnn", named, cnn_vectors(convolutions, words), words))
    lstm.zero_grad()
    words = drawn()
    named = [("lstm." + n, p) for n, p in lstm.named_parameters()]
    cases.append(case("lstm-max", named, lstm_max_vectors(lstm, words), words))
    TARGET.write_text(json.dumps({
        "origin": f"docs/golden/characters.py, PyTorch {torch.__version__.split('+')[0]}",
        "size": SIZE,
        "words": [listed(w) for w in WORDS],
        "cases": cases,
    }))
    print(TARGET, len(cases), "cases")
