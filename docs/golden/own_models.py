"""Writes core/src/test/resources/org/tributary/golden/own_models.json, for OwnModelsTest.

Parts and losses of models of one's own in PyTorch, each with the loss and the gradient of every parameter, on four sequences
of 5, 3, 1 and 4 steps (uneven) or on one length of 4 (even). Every case begins with a linear layer `first`, whose gradient
shows that of the part's input. Run from the repository's root with PyTorch 2.x:

    python3 docs/golden/own_models.py
"""

import itertools
import json
import pathlib

import torch
import torch.nn.functional as F
from torch import nn

TARGET = pathlib.Path("core/src/test/resources/org/tributary/golden/own_models.json")
SIZE, WIDTH, CLASSES = 3, 4, 5


def listed(tensor):
    return [float(f"{v:.9g}") for v in tensor.detach().flatten().tolist()]


class Data:
    """Four examples; values in the padding are zero."""

    def __init__(self, lengths):
        g = torch.Generator().manual_seed(11)
        self.lengths, self.rows, self.steps = lengths, len(lengths), max(lengths)
        self.valid = torch.tensor([[t < n for t in range(self.steps)] for n in lengths])
        self.x = torch.randn(self.rows, self.steps, SIZE, generator=g) * self.valid.unsqueeze(2)
        self.ids = torch.randint(0, 6, (self.rows, self.steps), generator=g)
        self.labels = torch.randint(0, CLASSES, (self.rows, self.steps), generator=g)
        self.labels[0, 1] = -1  # unlabelled
        self.label = torch.tensor([2, 0, -1, 4])
        self.target = torch.randn(self.rows, WIDTH, generator=g)
        self.known = torch.tensor([[1.0, 0, 1, 1], [0, 1, 1, 0], [1, 1, 0.5, 1], [0, 0, 1, 2]])
        self.series = torch.randn(self.rows, self.steps, generator=g)
        self.symbols = torch.randint(1, 4, (self.rows, 3), generator=g)
        self.symbols[0] = torch.tensor([2, 2, 1])  # a repeated label needs a blank between
        self.symbol_counts = [3, 2, 1, 2]
        self.bits = (torch.rand(self.rows, WIDTH, generator=g) > 0.4).float()

    def json(self):
        def rows(values):
            return [values[n, :k].tolist() for n, k in enumerate(self.lengths)]

        return {
            "lengths": self.lengths,
            "x": rows(self.x),
            "ids": rows(self.ids),
            "labels": rows(self.labels),
            "label": self.label.tolist(),
            "target": self.target.tolist(),
            "known": self.known.tolist(),
            "series": rows(self.series),
            "bits": self.bits.tolist(),
            "symbols": [self.symbols[n, :k].tolist() for n, k in enumerate(self.symbol_counts)],
        }

    def mean(self, values):
        """The mean over the valid steps."""
        mask = self.valid.reshape(self.valid.shape + (1,) * (values.dim() - 2)).expand(values.shape)
        return torch.where(mask, values, torch.zeros(())).sum() / mask.sum()

    def scored(self, values):
        """A loss of a sequence: of unlike weight for each feature."""
        weights = torch.arange(1, values.shape[-1] + 1) / 2
        return self.mean((values * weights + 0.3) ** 2)


def scored(values):
    """A loss of a vector of each example."""
    return ((values * torch.arange(1, values.shape[-1] + 1) / 2 + 0.3) ** 2).mean()


def packed(data, module, x):
    p = nn.utils.rnn.pack_padded_sequence(x, torch.tensor(data.lengths), batch_first=True, enforce_sorted=False)
    out, state = module(p)
    return nn.utils.rnn.pad_packed_sequence(out, batch_first=True, total_length=data.steps)[0], state


def masked_softmax(scores, valid):
    return torch.softmax(scores.masked_fill(~valid, float("-inf")), -1)


class Peepholes(nn.Module):
    """An LSTM with peepholes (Gers and Schmidhuber 2000)."""

    def __init__(self):
        super().__init__()
        self.input = nn.Linear(SIZE, 4 * WIDTH)
        self.hidden = nn.Linear(WIDTH, 4 * WIDTH, bias=False)
        self.peepholes = nn.Parameter(torch.randn(1, 3 * WIDTH))

    def forward(self, x, valid, h, c):
        p, q, r = self.peepholes.chunk(3, -1)
        outputs = []
        for t in range(x.shape[1]):
            i, f, g, o = (self.input(x[:, t]) + self.hidden(h)).chunk(4, -1)
            after = torch.sigmoid(f + q * c) * c + torch.sigmoid(i + p * c) * torch.tanh(g)
            out = torch.sigmoid(o + r * after) * torch.tanh(after)
            now = valid[:, t : t + 1]
            h, c = torch.where(now, out, h), torch.where(now, after, c)
            outputs.append(torch.where(now, out, torch.zeros(())))
        return torch.stack(outputs, 1), h, c


class NormedGru(nn.Module):
    """A minimal gated unit with layer normalization inside, whose state begins with a function of the input."""

    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(WIDTH, 2 * WIDTH)
        self.norm = nn.LayerNorm(2 * WIDTH)

    def forward(self, x, valid, h):
        outputs = []
        for t in range(x.shape[1]):
            z, n = (self.norm(self.hidden(h)) + x[:, t]).chunk(2, -1)
            after = h + torch.sigmoid(z) * (torch.tanh(n) - h)
            h = torch.where(valid[:, t : t + 1], after, h)
            outputs.append(torch.where(valid[:, t : t + 1], after, torch.zeros(())))
        return torch.stack(outputs, 1), h


class Crf(nn.Module):
    def __init__(self, labels):
        super().__init__()
        self.start_transitions = nn.Parameter(torch.randn(labels))
        self.end_transitions = nn.Parameter(torch.randn(labels))
        self.transitions = nn.Parameter(torch.randn(labels, labels))

    def score(self, logits, path):
        s = self.start_transitions[path[0]] + self.end_transitions[path[-1]]
        s = s + sum(logits[t, k] for t, k in enumerate(path))
        return s + sum(self.transitions[a, b] for a, b in itertools.pairwise(path))

    def forward(self, logits, labels, lengths):
        total, count = torch.zeros(()), 0
        for row, steps in enumerate(lengths):
            paths = list(itertools.product(range(logits.shape[2]), repeat=steps))
            given = labels[row, :steps].tolist()
            fits = [p for p in paths if all(g < 0 or g == k for g, k in zip(given, p))]
            total = total + torch.logsumexp(torch.stack([self.score(logits[row], p) for p in paths]), 0)
            total = total - torch.logsumexp(torch.stack([self.score(logits[row], p) for p in fits]), 0)
            count += sum(g >= 0 for g in given)
        return total / count

    def best(self, logits, steps):
        return list(max(itertools.product(range(logits.shape[1]), repeat=steps), key=lambda p: self.score(logits, p).item()))


def cases():
    """Yields name, modules by name, and a function of data and the output of `first` that returns the loss."""
    yield "linear", {}, lambda d, x, m: d.scored(x)
    yield "functions", {}, lambda d, x, m: d.scored(
        torch.cat([F.gelu(x), F.relu(x), torch.sigmoid(x), F.softplus(x), x.softmax(-1), x.log_softmax(-1), x.abs(), x.exp()], -1)
    )
    yield "layer norm", {"norm": nn.LayerNorm(SIZE)}, lambda d, x, m: d.scored(m["norm"](x))
    for kernel in (1, 3, 4):
        conv = nn.Conv1d(SIZE, WIDTH, kernel, padding="same")
        yield f"conv1d {kernel}", {"conv": conv}, lambda d, x, m: d.scored(
            m["conv"]((x * d.valid.unsqueeze(2)).transpose(1, 2)).transpose(1, 2)
        )
    yield "max pool", {}, lambda d, x, m: scored_pooled(d, x)
    yield "max over time", {}, lambda d, x, m: scored(x.masked_fill(~d.valid.unsqueeze(2), -1e30).amax(1))
    yield "mean over time", {}, lambda d, x, m: scored(
        (x * d.valid.unsqueeze(2)).sum(1) / torch.tensor(d.lengths).unsqueeze(1)
    )
    yield "last", {}, lambda d, x, m: scored(torch.stack([x[n, k - 1] for n, k in enumerate(d.lengths)]))
    yield "reversed", {"lstm": nn.LSTM(SIZE, WIDTH, batch_first=True)}, lambda d, x, m: d.scored(
        packed(d, m["lstm"], reversed_rows(d, x))[0]
    )
    yield "weighted over time", {"score": nn.Linear(SIZE, 1)}, lambda d, x, m: scored(
        (masked_softmax(m["score"](x).squeeze(-1), d.valid).unsqueeze(-1) * x).sum(1)
    )
    yield "dot attention", {"query": nn.Linear(SIZE, SIZE)}, lambda d, x, m: d.scored(
        masked_softmax(m["query"](x) @ x.transpose(1, 2), d.valid.unsqueeze(1)) @ x
    )
    yield "dot attention of one query", {"query": nn.Linear(WIDTH, SIZE)}, lambda d, x, m: scored(
        (masked_softmax((m["query"](d.target).unsqueeze(1) @ x.transpose(1, 2)), d.valid.unsqueeze(1)) @ x).squeeze(1)
    )
    additive = nn.ModuleDict(
        {"query": nn.Linear(WIDTH, 6, bias=False), "key": nn.Linear(SIZE, 6, bias=False), "score": nn.Linear(6, 1, bias=False)}
    )
    yield "additive attention", {"attention": additive}, lambda d, x, m: scored(
        (
            masked_softmax(
                m["attention"]["score"](
                    torch.tanh(m["attention"]["query"](d.target).unsqueeze(1) + m["attention"]["key"](x))
                ).squeeze(-1),
                d.valid,
            ).unsqueeze(1)
            @ x
        ).squeeze(1)
    )
    for causal in (False, True):
        heads = nn.MultiheadAttention(6, 2, batch_first=True)
        with torch.no_grad():
            heads.in_proj_bias.normal_()
            heads.out_proj.bias.normal_()
        name = "causal heads" if causal else "heads"
        yield name, {"up": nn.Linear(SIZE, 6), "attention": heads}, lambda d, x, m, causal=causal: d.scored(
            m["attention"](
                *[m["up"](x)] * 3,
                key_padding_mask=~d.valid,
                attn_mask=torch.ones(d.steps, d.steps).triu(1).bool() if causal else None,
                need_weights=False,
            )[0]
        )
    yield "tied embedding", {"embedding": nn.Embedding(6, SIZE)}, lambda d, x, m: F.cross_entropy(
        ((x + m["embedding"](d.ids)) @ m["embedding"].weight.T).flatten(0, 1),
        d.ids.masked_fill(~d.valid, -100).flatten(),
    )
    yield "residual", {"gru": nn.GRU(SIZE, SIZE, batch_first=True)}, lambda d, x, m: d.scored(x + packed(d, m["gru"], x)[0])
    yield "bidirectional", {"lstm": nn.LSTM(SIZE, WIDTH, num_layers=2, bidirectional=True, batch_first=True)}, lambda d, x, m: scored(
        packed(d, m["lstm"], x)[1][0][-2:].transpose(0, 1).flatten(1)
    )
    yield "encoder and decoder", {
        "encoder": nn.LSTM(SIZE, WIDTH, batch_first=True),
        "decoder": nn.LSTM(SIZE, WIDTH, batch_first=True),
    }, lambda d, x, m: d.scored(decoded(d, m, x))
    yield "peepholes", {"cell": Peepholes()}, lambda d, x, m: with_state(d, m["cell"], x)
    yield "normed cell", {"cell": NormedGru(), "start": nn.Linear(WIDTH, WIDTH), "wide": nn.Linear(SIZE, 2 * WIDTH)}, (
        lambda d, x, m: d.scored(m["cell"](m["wide"](x), d.valid, torch.tanh(m["start"](d.target)))[0])
    )
    head = lambda: {"head": nn.Linear(SIZE, CLASSES)}
    weights = torch.tensor([0.5, 2, 1, 0.25, 3])
    for name, options in {
        "cross entropy": {},
        "label smoothing": {"label_smoothing": 0.2},
        "class weights": {"weight": weights},
        "smoothing and weights": {"label_smoothing": 0.1, "weight": weights},
    }.items():
        yield name, head(), lambda d, x, m, options=options: F.cross_entropy(
            m["head"](x.sum(1)), d.label, ignore_index=-1, **options
        )
        yield name + " of steps", head(), lambda d, x, m, options=options: F.cross_entropy(
            m["head"](x).flatten(0, 1), d.labels.masked_fill(~d.valid, -1).flatten(), ignore_index=-1, **options
        )
    for name, loss in {
        "mse": F.mse_loss,
        "mae": F.l1_loss,
        "huber": lambda p, t, reduction: F.huber_loss(p, t, reduction=reduction, delta=0.7),
    }.items():
        wide = lambda: {"head": nn.Linear(SIZE, WIDTH)}
        yield name, wide(), lambda d, x, m, loss=loss: loss(m["head"](x.sum(1)), d.target, reduction="mean")
        yield name + " weighted", wide(), lambda d, x, m, loss=loss: (
            loss(m["head"](x.sum(1)), d.target, reduction="none") * d.known
        ).sum() / d.known.sum()
        yield name + " of steps", {"head": nn.Linear(SIZE, 1)}, lambda d, x, m, loss=loss: d.mean(
            loss(m["head"](x).squeeze(-1), d.series, reduction="none")
        )
    yield "binary", {"head": nn.Linear(SIZE, WIDTH)}, lambda d, x, m: F.binary_cross_entropy_with_logits(
        m["head"](x.sum(1)), d.bits
    )
    yield "binary weighted", {"head": nn.Linear(SIZE, WIDTH)}, lambda d, x, m: (
        F.binary_cross_entropy_with_logits(m["head"](x.sum(1)), d.bits, weight=d.known, reduction="sum") / d.known.sum()
    )
    yield "ctc", {"head": nn.Linear(SIZE, 4)}, lambda d, x, m: F.ctc_loss(
        m["head"](x).log_softmax(-1).transpose(0, 1),
        d.symbols,
        torch.tensor(d.lengths),
        torch.tensor(d.symbol_counts),
    )
    yield "crf", {"head": nn.Linear(SIZE, 3), "crf": Crf(3)}, lambda d, x, m: m["crf"](
        m["head"](x), d.labels.clamp(max=2), d.lengths
    )


def scored_pooled(d, x):
    total, count = torch.zeros(()), 0
    for n, k in enumerate(d.lengths):
        pooled = x[n, : k // 2 * 2].reshape(k // 2, 2, SIZE).amax(1)
        total = total + ((pooled * torch.arange(1, SIZE + 1) / 2 + 0.3) ** 2).sum()
        count += pooled.numel()
    return total / count


def reversed_rows(d, x):
    rows = [torch.cat([x[n, :k].flip(0), x[n, k:]]) for n, k in enumerate(d.lengths)]
    return torch.stack(rows)


def decoded(d, m, x):
    _, state = packed(d, m["encoder"], x)
    p = nn.utils.rnn.pack_padded_sequence(x * 2, torch.tensor(d.lengths), batch_first=True, enforce_sorted=False)
    out, _ = m["decoder"](p, state)
    return nn.utils.rnn.pad_packed_sequence(out, batch_first=True, total_length=d.steps)[0]


def with_state(d, cell, x):
    zeros = torch.zeros(d.rows, WIDTH)
    out, h, c = cell(x, d.valid, zeros, zeros)
    return d.scored(out) + scored(h) + scored(c) * 2


def main():
    written = {"data": {}, "cases": []}
    for kind, lengths in {"uneven": [5, 3, 1, 4], "even": [4, 4, 4, 4]}.items():
        torch.manual_seed(3)
        data = Data(lengths)
        written["data"][kind] = data.json()
        for name, modules, loss in cases():
            net = nn.ModuleDict({"first": nn.Linear(SIZE, SIZE), **modules})
            value = loss(data, net["first"](data.x), net)
            value.backward()
            case = {
                "name": name,
                "data": kind,
                "loss": float(f"{value.item():.9g}"),
                "parameters": {k: {"shape": list(p.shape), "values": listed(p), "gradient": listed(p.grad)} for k, p in net.named_parameters()},
            }
            if name == "crf":
                logits = net["head"](net["first"](data.x))
                case["best"] = [net["crf"].best(logits[n], k) for n, k in enumerate(lengths)]
            written["cases"].append(case)
    TARGET.write_text(json.dumps(written, separators=(",", ":")).replace('{"name"', '\n{"name"') + "\n")


main()
