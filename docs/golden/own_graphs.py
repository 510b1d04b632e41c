"""Draws random graphs with their losses and gradients, for OwnGraphsTest.

    python3 docs/golden/own_graphs.py                            writes the stored graphs, 60 of seed 1
    python3 docs/golden/own_graphs.py --random 500 --seed 7      prints graphs, a line each
    python3 docs/golden/own_graphs.py --random 500 --seed 7 --count    prints how many graphs have each feature

A graph is a list of steps over tables and recurrent layers, as a user writes it: lookups and sums of rows (several of one
table, tables that are also read whole, rows chosen by a layer's output), layers of every cell, kernel and kind of lengths
(stacked, parallel, residual, with shared weights, from the final state of another, from a state computed from their own
input, without a gradient), character encoders, and several losses over rows, masks and weights, a CRF's among them, each
with some parameters frozen. PyTorch computes everything in float64 from the values that the file holds.

A value is a sequence [L, N, F], a vector [N, F] or a state [S, N, F]; values are numbered in the order of the steps,
a layer adds its output and the parts of its final state. Rows are padded to L; sequences of a layer with lengths are
zero in the padding. A row may be empty.

For each loss the file lists the parameters that PyTorch's loss does not depend on: those that no step on the way to it
reads (unread), and those of a step that is on the way, such as the transitions of a CRF over rows of one step (zero).
"""

import argparse
import collections
import gzip
import json
import pathlib
import random

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

TARGET = pathlib.Path("core/src/test/resources/org/tributary/golden/own_graphs.jsonl.gz")
LABELS = ["O", "B-X", "I-X"]  # of the CRF with a scheme
FORBIDDEN = -10_000.0
MODULES = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn_tanh": torch.nn.RNN, "rnn_relu": torch.nn.RNN}


def rounded(value):
    return float(f"{value:.5g}")


def listed(tensor, digits=7):
    return [float(f"{v:.{digits}g}") for v in tensor.detach().flatten().tolist()]


class Program:
    """A graph while it is drawn: its steps, as written to the file, and their values."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.generator = torch.Generator().manual_seed(seed)
        self.length = self.random.randint(1, 5)
        self.rows = self.random.randint(1, 4)
        self.lengths = [self.random.randint(1, self.length) for _ in range(self.rows)]
        if self.rows > 1 and self.chance(0.15):
            self.lengths[self.random.randrange(self.rows)] = 0
        self.parameters = {}
        self.shapes = {}  # tables and layers that may be used again
        self.steps = []
        self.values = []  # (tensor, kind, the names of the parameters that it is computed from)
        self.without_gradient = set()  # values that a pass for inference is on the way to

    # drawing

    def chance(self, probability):
        return self.random.random() < probability

    def numbers(self, *shape, scale=0.8):
        drawn = (torch.rand(*shape, generator=self.generator, dtype=torch.float64) * 2 - 1) * scale
        return drawn.apply_(rounded)

    def parameter(self, name, *shape):
        if name not in self.parameters:
            self.parameters[name] = self.numbers(*shape).requires_grad_()
        return self.parameters[name]

    def add(self, step, *values, reads=(), sources=None):
        if sources is None:
            sources = [step[k] for k in ("x", "y") if k in step] + (step.get("state") or [])
        self.steps.append(step)
        for tensor, kind in values:
            if step.get("inference") or self.without_gradient.intersection(sources):
                self.without_gradient.add(len(self.values))
            self.values.append((tensor, kind, frozenset(reads).union(*(self.values[k][2] for k in sources))))
        return len(self.values) - len(values)

    def named(self, prefix):
        return [n for n in self.parameters if n.startswith(prefix + ".")]

    def tensor(self, index):
        return self.values[index][0]

    def size(self, index):
        return self.tensor(index).shape[-1]

    def of(self, kind):
        return [k for k, value in enumerate(self.values) if value[1] == kind]

    def mask(self):
        steps = torch.arange(self.length).view(-1, 1)
        return (steps < torch.tensor(self.lengths).view(1, -1)).double().unsqueeze(2)  # [L, N, 1]

    # steps

    def table(self):
        known = [n for n in self.shapes if n.startswith("table")]
        name = self.random.choice(known) if known and self.chance(0.6) else f"table{len(known)}"
        entries, size = self.shapes.setdefault(name, (self.random.randint(3, 6), self.random.randint(1, 4)))
        return name, self.parameter(f"{name}.weight", entries, size)

    def lookup(self):
        name, weight = self.table()
        ids = [[self.random.randrange(len(weight)) for _ in range(self.rows)] for _ in range(self.length)]
        return self.add({"op": "lookup", "table": name, "ids": ids}, (weight[torch.tensor(ids)], "sequence"),
                        reads=[f"{name}.weight"])

    def bag(self):
        name, weight = self.table()
        places = self.length * self.rows
        count = self.random.randint(1, 2 * places)
        rows = [self.random.randrange(len(weight)) for _ in range(count)]
        positions = [self.random.randrange(places) for _ in range(count)]
        weights = self.numbers(count)
        sums = torch.zeros(places, weight.shape[1], dtype=torch.float64).index_add(
            0, torch.tensor(positions), weight[torch.tensor(rows)] * weights.unsqueeze(1))
        return self.add({"op": "bag", "table": name, "rows": rows, "positions": positions, "weights": listed(weights)},
                        (sums.view(self.length, self.rows, -1), "sequence"), reads=[f"{name}.weight"])

    def greedy(self, x):
        """Looks up the largest element's index, through which no gradient passes."""
        value = self.tensor(x).detach()
        tables = [n for n, s in self.shapes.items() if n.startswith("table") and s[0] >= value.shape[2]]
        if value.shape[2] > 1:
            best = value.topk(2, dim=2).values
            if (best[..., 0] - best[..., 1]).min() < 1e-3:
                return
        if tables:
            name = self.random.choice(tables)
            weight = self.parameters[f"{name}.weight"]
            self.add({"op": "greedy", "table": name, "x": x}, (weight[value.argmax(2)], "sequence"),
                     reads=[f"{name}.weight"], sources=[])

    def detached(self, x):
        return self.add({"op": "detached", "x": x}, (self.tensor(x).detach(), "sequence"), sources=[])

    def data(self):
        values = self.numbers(self.length, self.rows, self.random.randint(1, 4))
        return self.add({"op": "data", "shape": list(values.shape), "values": listed(values)}, (values, "sequence"))

    def elementwise(self, x, op, y=None):
        a = self.tensor(x)
        value = {"tanh": lambda: torch.tanh(a), "add": lambda: a + self.tensor(y), "mul": lambda: a * self.tensor(y),
                 "concat": lambda: torch.cat([a, self.tensor(y)], -1),
                 "probabilities": lambda: torch.softmax(a, -1), "log_probabilities": lambda: torch.log_softmax(a, -1)}[op]()
        step = {"op": op, "x": x} if y is None else {"op": op, "x": x, "y": y}
        return self.add(step, (value, self.values[x][1]))

    def masked(self, x):
        return self.add({"op": "masked", "x": x}, (self.tensor(x) * self.mask(), "sequence"))

    def linear(self, x, size, name=None):
        known = [n for n, s in self.shapes.items() if n.startswith("linear") and s[:2] == (size, self.size(x))]
        name = self.random.choice(known) if known and self.chance(0.5) else f"linear{len(self.shapes)}"
        has_bias = self.shapes.setdefault(name, (size, self.size(x), self.chance(0.8)))[2]
        value = self.tensor(x) @ self.parameter(f"{name}.weight", size, self.size(x)).T
        if has_bias:
            value = value + self.parameter(f"{name}.bias", size)
        return self.add({"op": "linear", "name": name, "x": x, "size": size, "bias": has_bias},
                        (value, self.values[x][1]), reads=self.named(name))

    def tied(self, x, table):
        return self.add({"op": "tied", "table": table, "x": x},
                        (self.tensor(x) @ self.parameters[f"{table}.weight"].T, self.values[x][1]),
                        reads=[f"{table}.weight"])

    def repeated(self, vector):
        value = self.tensor(vector).unsqueeze(0).repeat(self.length, 1, 1)
        return self.add({"op": "repeated", "x": vector}, (value, "sequence"))

    def first(self, x):
        return self.add({"op": "first", "x": x}, (self.tensor(x)[0], "vector"))

    def mean(self, x):
        return self.add({"op": "mean", "x": x}, (self.tensor(x).mean(0), "vector"))

    def part(self, state, index):
        return self.add({"op": "part", "x": state, "index": index}, (self.tensor(state)[index], "vector"))

    def state(self, vector, count):
        factors = self.numbers(count)
        value = torch.stack([torch.tanh(self.tensor(vector) * f) for f in factors])
        return self.add({"op": "state", "x": vector, "factors": listed(factors)}, (value, "state"))

    def state_of_size(self, count, size, source):
        fitting = [k for k in self.of("state") if tuple(self.tensor(k).shape) == (count, self.rows, size)]
        if fitting and self.chance(0.8):
            return self.random.choice(fitting)
        if source is not None and self.size(source) == size and self.chance(0.7):
            return self.state(self.first(source), count)
        vectors = [k for k in self.of("vector") if self.size(k) == size]
        if vectors and self.chance(0.7):
            return self.state(self.random.choice(vectors), count)
        vectors = self.of("vector")
        vector = self.random.choice(vectors) if vectors else self.first(self.random.choice(self.of("sequence")))
        return self.state(self.linear(vector, size), count)

    def layer(self, x, hidden=None):
        size = self.size(x)
        known = [n for n, s in self.shapes.items() if n.startswith("layer") and s["input"] == size]
        if known and not hidden and self.chance(0.35):
            name = self.random.choice(known)
        else:
            name = f"layer{len(self.shapes)}"
            cell = self.random.choice([
                "lstm", "lstm", "lstm", "gru", "gru", "rnn_tanh", "rnn_relu", self.random.choice(["mgu", "mgu2"])])
            bidirectional = self.chance(0.3) and hidden != 1
            if hidden and bidirectional:
                bidirectional = hidden % 2 == 0
                hidden = hidden // 2 if bidirectional else hidden
            projects = cell == "lstm" and not hidden and self.chance(0.3)
            hidden = hidden or self.random.choice([size, self.random.randint(1, 4)])
            layers = self.random.choice([1, 1, 1, 1, 1, 2, 2, 3])
            self.shapes[name] = {
                "cell": cell, "input": size, "hidden": hidden, "layers": layers,
                "bidirectional": bidirectional, "bias": self.chance(0.8) or cell.startswith("mgu"), "dropout": self.chance(0.1),
                "projection": self.random.randint(1, hidden - 1) if projects and hidden > 1 else 0,
                "skip": self.random.choice(["none", "residual", "highway", "offset"]) if layers > 1 else "none"}
        shape = self.shapes[name]
        count = shape["layers"] * (2 if shape["bidirectional"] else 1)
        given = None
        if self.chance(0.5):
            given = [self.state_of_size(count, shape["projection"] or shape["hidden"], x)]
            if shape["cell"] in ("lstm", "mgu2"):
                same = shape["projection"] == 0 and self.chance(0.3)
                given.append(given[0] if same else self.state_of_size(count, shape["hidden"], x))
        lengths = self.random.choice(["full", "full", "fed", "fed", "computed", "computed", "masked", "unchecked", "unchecked"])
        kernels = ["", "", "", "", "scan", "scan", "reference"]
        if shape["cell"] == "lstm" and not shape["projection"]:
            kernels += ["block", "block"]
        if shape["cell"] == "mgu":
            kernels = ["", "reference"]
        kernel = self.random.choice(kernels)
        step = {"op": "layer", "name": name, **shape, "x": x, "state": given, "lengths": lengths,
                "batch_first": self.chance(0.3), "kernel": kernel, "inference": self.chance(0.04)}
        output, final = self.run(name, shape, self.tensor(x), [self.tensor(s) for s in given] if given else None, lengths)
        return self.add(step, (output, "sequence"), *[(part, "state") for part in final], reads=self.named(name))

    def residual_layer(self, x):
        """A layer whose output is added to its input."""
        return self.elementwise(x, "add", self.layer(x, hidden=self.size(x)))

    def run(self, name, shape, x, given, lengths):
        directions = 2 if shape["bidirectional"] else 1
        finals = []
        output_size = directions * (shape["projection"] or shape["hidden"])
        for layer in range(shape["layers"]):
            states = None if given is None else [s[layer * directions:(layer + 1) * directions] for s in given]
            h, final = self.run_layer(name, layer, shape, shape["input"] if layer == 0 else output_size, x, states, lengths)
            finals.append(final)
            if layer == 0 or shape["skip"] == "none":
                x = h
            elif shape["skip"] == "residual":
                x = h + x
            elif shape["skip"] == "offset":
                x = h + x + 1
            else:
                weight = self.parameter(f"{name}.highway_weight_l{layer}", output_size, output_size)
                bias = self.parameter(f"{name}.highway_bias_l{layer}", output_size)
                t = torch.sigmoid(x @ weight.T + bias)
                x = t * h + (1 - t) * x
            if lengths != "full":
                x = x * self.mask()
        return x, [torch.cat(parts) for parts in zip(*finals)]

    def run_layer(self, name, layer, shape, size, x, states, lengths):
        """Returns the output and the final state, which an empty row keeps."""
        hidden, directions = shape["hidden"], 2 if shape["bidirectional"] else 1
        if shape["cell"].startswith("mgu"):
            runs = [self.run_unit(name, f"_l{layer}" + "_reverse" * d, shape, size, x,
                                  None if states is None else [s[d] for s in states], lengths, d == 1)
                    for d in range(directions)]
            return (torch.cat([h for h, _ in runs], -1),
                    tuple(torch.stack(parts) for parts in zip(*(final for _, final in runs))))
        options = {"nonlinearity": shape["cell"][4:]} if shape["cell"].startswith("rnn") else {}
        if shape["projection"]:
            options["proj_size"] = shape["projection"]
        module = MODULES[shape["cell"]](size, hidden, bias=shape["bias"], bidirectional=shape["bidirectional"],
                                        dtype=torch.float64, **options)
        weights = {own: self.parameter(f"{name}.{own.replace('_l0', f'_l{layer}')}", *p.shape)
                   for own, p in module.named_parameters()}
        rows = [n for n in range(self.rows) if lengths == "full" or self.lengths[n] > 0]
        index = torch.tensor(rows)
        own = x[:, index]
        if lengths != "full":
            own = pack_padded_sequence(own, torch.tensor(self.lengths)[index], enforce_sorted=False)
        arguments = (own,)
        if states is not None:
            chosen = tuple(s[:, index] for s in states)
            arguments = (own, chosen if shape["cell"] == "lstm" else chosen[0])
        h, final = torch.func.functional_call(module, weights, arguments)
        if lengths != "full":
            h = pad_packed_sequence(h, total_length=self.length)[0]
        final = final if isinstance(final, tuple) else (final,)
        if len(rows) < self.rows:
            h = torch.zeros(self.length, self.rows, h.shape[2], dtype=h.dtype).index_copy(1, index, h)
            initial = states or [torch.zeros(directions, self.rows, f.shape[2], dtype=f.dtype) for f in final]
            final = tuple(i.index_copy(1, index, f) for i, f in zip(initial, final))
        return h, final

    def run_unit(self, name, suffix, shape, size, x, state, lengths, reverse):
        """Runs a minimal gated unit, with the gate before the product (mgu) or after it and a sum of all h (mgu2)."""
        hidden = shape["hidden"]
        w_i = self.parameter(f"{name}.weight_ih{suffix}", 2 * hidden, size)
        w_h = self.parameter(f"{name}.weight_hh{suffix}", 2 * hidden, hidden)
        b_i = b_h = torch.zeros(2 * hidden, dtype=torch.float64)
        if shape["bias"]:
            b_i = self.parameter(f"{name}.bias_ih{suffix}", 2 * hidden)
            b_h = self.parameter(f"{name}.bias_hh{suffix}", 2 * hidden)
        zero = torch.zeros(self.rows, hidden, dtype=torch.float64)
        h, total = (state + [None])[:2] if state is not None else (zero, zero)
        ends = [self.length] * self.rows if lengths == "full" else self.lengths
        outputs = [None] * self.length
        for t in reversed(range(self.length)) if reverse else range(self.length):
            valid = torch.tensor([t < end for end in ends]).unsqueeze(1)
            a = x[t] @ w_i.T + b_i
            f = torch.sigmoid(a[:, :hidden] + h @ w_h[:hidden].T + b_h[:hidden])
            if shape["cell"] == "mgu":
                c = torch.tanh(a[:, hidden:] + (f * h) @ w_h[hidden:].T + b_h[hidden:])
            else:
                c = torch.tanh(a[:, hidden:] + f * (h @ w_h[hidden:].T + b_h[hidden:]))
            following = (1 - f) * h + f * c
            h = torch.where(valid, following, h)
            if shape["cell"] == "mgu2":
                total = torch.where(valid, total + following, total)
            outputs[t] = torch.where(valid, following, zero)
        return torch.stack(outputs), (h,) if shape["cell"] == "mgu" else (h, total)

    def last(self, layer_value, step):
        """The output of the last valid step, and at the first step of a reverse direction."""
        output = self.tensor(layer_value)
        half = output.shape[-1] // (2 if step["bidirectional"] else 1)
        ends = [self.length] * self.rows if step["lengths"] == "full" else self.lengths
        forward = torch.stack([output[max(end - 1, 0), n, :half] for n, end in enumerate(ends)])
        both = torch.cat([forward, output[0, :, half:]], -1) if step["bidirectional"] else forward
        return self.add({"op": "last", "layer": self.steps.index(step)}, (both, "vector"), sources=[layer_value])

    def characters(self, x):
        encoder = self.random.choice(["last", "max", "cnn"])
        widths = self.random.choice([[2, 3], [1, 4], [3]])
        hidden, size = self.random.randint(1, 3), self.size(x)
        clean = self.masked(x)
        name = f"characters{len(self.shapes)}"
        self.shapes[name] = ()
        embedded, valid = self.tensor(clean), self.mask()
        if encoder == "cnn":
            pooled = []
            for width in widths:
                weight = self.parameter(f"{name}.cnn{width}.weight", hidden, size, width)
                bias = self.parameter(f"{name}.cnn{width}.bias", hidden)
                before = (width - 1) // 2
                padded = torch.nn.functional.pad(embedded.permute(1, 2, 0), (before, width - 1 - before))
                scores = torch.nn.functional.conv1d(padded, weight, bias).permute(2, 0, 1)
                pooled.append(scores.masked_fill(valid == 0, -1e30).amax(0))
            value = torch.tanh(torch.cat(pooled, 1)) * self.mask()[0]
        else:
            shape = {"cell": "lstm", "input": size, "hidden": hidden, "layers": 1, "bidirectional": True, "bias": True,
                     "projection": 0, "skip": "none"}
            output, final = self.run(f"{name}.lstm", shape, embedded, None, "fed")
            value = (torch.cat([final[0][0], final[0][1]], 1) if encoder == "last"
                     else torch.where(self.mask()[0] > 0, output.masked_fill(valid == 0, -1e30).amax(0), 0.0))
        return self.add({"op": "characters", "name": name, "encoder": encoder, "widths": widths, "hidden": hidden, "x": clean},
                        (value, "vector"), reads=self.named(name))

    # losses

    def term(self):
        """Returns a term of a loss: as it is written, its value, and the names of the parameters that it reads."""
        factor = rounded(self.random.uniform(0.2, 2))
        kind = self.random.choice(["squares", "squares", "entropy", "weighted", "softmax", "vector", "vector", "decay", "product",
                                   "product"] + ["crf"] * self.chance(0.8))
        sequences, vectors = self.of("sequence")[-4:], (self.of("vector") + self.of("state"))[-6:]
        if kind == "decay":
            name = self.random.choice(list(self.parameters))
            return {"loss": "decay", "name": name, "factor": factor}, factor * (self.parameters[name] ** 2).sum(), {name}
        x = self.random.choice(vectors if kind == "vector" and vectors else sequences)
        if kind in ("product", "vector"):
            weights = self.numbers(*self.tensor(x).shape)
            return ({"loss": "product", "x": x, "shape": list(weights.shape), "values": listed(weights), "factor": factor},
                    factor * (self.tensor(x) * weights).sum(), self.values[x][2])
        if kind == "squares":
            target = self.numbers(*self.tensor(x).shape)
            squares = ((self.tensor(x) - target) ** 2 * self.mask()).sum() / self.mask().sum()
            return ({"loss": "squares", "x": x, "shape": list(target.shape), "values": listed(target), "factor": factor},
                    factor * squares, self.values[x][2])
        if kind == "crf":
            return self.crf(x, factor)
        scores = self.scores(x, self.random.randint(2, 4))
        labels = self.labels(self.size(scores), 0.2)
        term = {"loss": kind, "x": scores, "labels": labels, "factor": factor}
        value, gold = self.tensor(scores).flatten(0, 1), torch.tensor(labels).flatten()
        if kind == "softmax":  # the tokens, by a head, with soft targets
            tokens = torch.tensor(self.tokens())
            value, gold = value[tokens], gold[tokens]
        nll = torch.nn.functional.cross_entropy(value, gold, ignore_index=-1, reduction="none")
        counted = gold >= 0
        if kind != "entropy":
            weights = self.numbers(len(gold)).abs()
            term["weights"] = listed(weights)
            if kind == "softmax" and self.chance(0.5):
                share = self.numbers(len(gold)).abs() * (torch.rand(len(gold), generator=self.generator) < 0.7)
                q = self.distributions(len(gold), value.shape[1])
                term |= {"soft": listed(q, 9), "soft_weights": listed(share)}
                nll = (1 - share) * nll - share * (q * torch.log_softmax(value, 1)).sum(1)
                counted = counted | (share > 0)
            nll = weights * nll
        return term, factor * nll.sum() / max(1, int(counted.sum())), self.values[scores][2]

    def labels(self, count, without):
        labels = [[self.random.randrange(count) for _ in range(self.rows)] for _ in range(self.length)]
        for t in range(self.length):
            for n in range(self.rows):
                if self.chance(without):
                    labels[t][n] = -1
        return labels

    def distributions(self, rows, count):
        q = self.numbers(rows, count).abs() + 0.01
        return q / q.sum(1, keepdim=True)

    def tokens(self):
        """Returns the positions of the steps of all rows, row after row."""
        return [t * self.rows + n for n in range(self.rows) for t in range(self.lengths[n])]

    def crf(self, x, factor):
        variant = self.random.choice(["", "", "partial", "soft", "scheme"])
        scores = self.linear(x, len(LABELS)) if variant == "scheme" else self.scores(x, self.random.randint(2, 4))
        value, count = self.tensor(scores), self.size(scores)
        name = f"crf{count}"
        start, end = self.parameter(f"{name}.start_transitions", count), self.parameter(f"{name}.end_transitions", count)
        transitions = self.parameter(f"{name}.transitions", count, count)
        labels = self.labels(count, 0.3 if variant in ("partial", "soft") else 0)
        first, between = start, transitions
        if variant == "scheme":
            first = start + torch.tensor([0.0, 0.0, FORBIDDEN])
            between = transitions + torch.tensor([[0.0, 0.0, FORBIDDEN], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
            for n in range(self.rows):  # I-X follows B-X or I-X
                for t in range(self.length):
                    if labels[t][n] == 2 and (t == 0 or labels[t - 1][n] == 0):
                        labels[t][n] = 1
        weights = self.numbers(self.rows).abs() + 0.1
        share = torch.zeros(self.rows, dtype=torch.float64)
        q = torch.zeros(self.length * self.rows, count, dtype=torch.float64)
        if variant == "soft":
            share = self.numbers(self.rows).abs() * (torch.rand(self.rows, generator=self.generator) < 0.8)
            q = self.distributions(self.length * self.rows, count)
        q = q.view(self.length, self.rows, count)
        total, counted = 0, 0
        for n, length in enumerate(self.lengths):
            if length == 0:
                continue
            counted += sum(labels[t][n] >= 0 or share[n] > 0 for t in range(length))
            allowed = [[k for k in range(count) if labels[t][n] in (-1, k)] for t in range(length)]
            sums = []
            for choices in ([list(range(count))] * length, allowed):
                alpha = (first + value[0, n])[choices[0]]
                for t in range(1, length):
                    steps = between[choices[t - 1]][:, choices[t]]
                    alpha = torch.logsumexp(alpha.unsqueeze(1) + steps, 0) + value[t, n][choices[t]]
                sums.append(torch.logsumexp(alpha + end[choices[-1]], 0))
            loss = sums[0] - (1 - share[n]) * sums[1]
            if share[n] > 0:
                expected = q[0, n] @ start + q[length - 1, n] @ end + sum(q[t, n] @ value[t, n] for t in range(length))
                for t in range(1, length):
                    expected = expected + q[t - 1, n] @ transitions @ q[t, n]
                loss = loss - share[n] * expected
            total = total + weights[n] * loss
        term = {"loss": "crf", "name": name, "x": scores, "labels": labels, "factor": factor, "variant": variant,
                "weights": listed(weights)}
        if variant == "soft":
            tokens = torch.tensor(self.tokens())
            term |= {"soft": listed(q.flatten(0, 1)[tokens], 9), "soft_weights": listed(share)}
        return term, factor * total / max(1, counted), self.values[scores][2].union(self.named(name))

    def scores(self, x, count):
        tables = [n for n, s in self.shapes.items() if n.startswith("table") and s[1] == self.size(x)]
        if tables and self.chance(0.6):
            table = self.random.choice(tables)
            return self.tied(x, table)
        return self.linear(x, count)

    def losses(self):
        losses = []
        for _ in range(self.random.choice([1, 1, 2])):
            terms = [self.term() for _ in range(self.random.choice([1, 1, 2, 2, 3, 4]))]
            losses.append((terms, [n for n in self.parameters if self.chance(0.15)]))
        written = []
        for terms, frozen in losses:
            loss = sum(value for _, value, _ in terms)
            read = frozenset().union(*(reads for _, _, reads in terms))
            wanted = [n for n in self.parameters if n not in frozen]
            gradients = [None] * len(wanted)
            if wanted and loss.requires_grad:
                gradients = torch.autograd.grad(loss, [self.parameters[n] for n in wanted], allow_unused=True,
                                                retain_graph=True)
            absent = [n for n, g in zip(wanted, gradients) if g is None]
            written.append({
                "terms": [term for term, _, _ in terms], "frozen": frozen, "value": float(f"{loss.item():.9g}"),
                "unread": [n for n in absent if n not in read], "zero": [n for n in absent if n in read],
                "without_gradient": any(term.get("x") in self.without_gradient for term, _, _ in terms),
                "gradients": {n: listed(g) for n, g in zip(wanted, gradients) if g is not None}})
        return written

    def draw(self):
        self.lookup()
        for k in range(self.random.choice([1, 2, 2, 3, 3, 4, 5])):
            sequences, vectors = self.of("sequence"), self.of("vector")
            x = self.random.choice(sequences[-3:])
            same = [k for k in sequences if self.size(k) == self.size(x)]
            op = self.random.choice(["lookup", "bag", "data", "layer", "layer", "layer", "residual layer",
                                     "residual", "mul", "tanh", "concat", "linear", "context", "characters", "mean", "part",
                                     "tied", "greedy", "detached", "softmax"])
            op = "layer" if k == 0 and self.chance(0.75) else op
            if op == "lookup":
                self.lookup()
            elif op == "bag":
                self.bag()
            elif op == "data":
                self.data()
            elif op == "residual layer":
                self.residual_layer(x)
            elif op == "tied":
                tables = [n for n, s in self.shapes.items() if n.startswith("table") and s[1] == self.size(x)]
                if tables:
                    self.tied(x, self.random.choice(tables))
            elif op == "greedy":
                self.greedy(x)
            elif op == "detached":
                self.detached(x)
            elif op == "softmax":
                self.elementwise(x, self.random.choice(["probabilities", "log_probabilities"]))
            elif op == "layer":
                at = self.layer(x)
                if self.chance(0.4):
                    self.last(at, self.steps[-1])
            elif op == "residual":
                self.elementwise(x, "add", self.random.choice(same))
            elif op in ("mul", "concat") and self.size(x) < 8:
                self.elementwise(x, op, self.random.choice(same if op == "mul" else sequences[:3]))
            elif op == "tanh":
                self.elementwise(x, "tanh")
            elif op == "linear":
                self.linear(x, self.random.randint(1, 4))
            elif op == "context" and vectors:
                self.layer(self.repeated(self.random.choice(vectors)))
            elif op == "characters":
                self.characters(x)
            elif op == "mean":
                self.mean(x)
            elif op == "part" and self.of("state"):
                state = self.random.choice(self.of("state"))
                self.part(state, self.random.randrange(self.tensor(state).shape[0]))
        return self


def graph(seed):
    program = Program(seed).draw()
    losses = program.losses()  # adds steps too
    return {
        "seed": seed, "length": program.length, "rows": program.rows, "lengths": program.lengths,
        "parameters": {n: {"shape": list(p.shape), "values": listed(p)} for n, p in program.parameters.items()},
        "steps": program.steps, "losses": losses}


def features(graph):
    """Returns what a graph has, for the count of graphs with each feature."""
    found = {"graph: several rows"} if graph["rows"] > 1 else set()
    found |= {"graph: empty row"} if 0 in graph["lengths"] else set()
    found |= {"graph: rows of several lengths"} if len(set(graph["lengths"])) > 1 else set()
    steps, origin = graph["steps"], []
    of = collections.Counter()
    for step in steps:
        op = step["op"]
        found.add(f"step: {op}")
        if "table" in step:
            of[step["table"], "read whole" if op == "tied" else "looked up"] += 1
        if op == "add" and origin[step["y"]]["op"] == "layer" and origin[step["y"]]["x"] == step["x"]:
            found.add("layer: within a residual")
        if op == "characters":
            found.add(f"characters: {step['encoder']}")
        if op == "linear":
            of[step["name"], "used"] += 1
            found |= set() if step["bias"] else {"linear: without bias"}
        if op == "layer":
            of[step["name"], "used"] += 1
            found |= {f"cell: {step['cell']}", f"kernel: {step['kernel'] or 'chosen'}", f"lengths: {step['lengths']}",
                      f"skip: {step['skip']}", f"layers: {step['layers']}", f"kernel of {step['cell']}: {step['kernel'] or 'chosen'}"}
            for key in ("bidirectional", "batch_first", "projection", "inference", "dropout"):
                found |= {f"layer: {key}"} if step[key] else set()
            found |= set() if step["bias"] else {"layer: without bias"}
            if step["state"]:
                found.add("layer: given state")
                sources = [origin[k] for k in step["state"]]
                found |= {"state: another layer's final state"} if any(s["op"] == "layer" for s in sources) else set()
                found |= {"state: one operand twice"} if len(set(step["state"])) < len(step["state"]) else set()
                found |= {"state: computed from the layer's input"} if any(
                    s["op"] == "state" and origin[s["x"]].get("op") == "first" and origin[s["x"]]["x"] == step["x"]
                    for s in sources) else set()
            found |= {"layer: on a layer"} if origin[step["x"]]["op"] == "layer" else set()
        if op in ("part", "state", "last"):
            found.add("layer: final state or last output used")
        count = {"layer": 2 + (step.get("cell") in ("lstm", "mgu2"))}.get(op, 1)
        origin += [step] * count
    for key, count in of.items():
        if count > 1:
            found.add(f"{key[0].rstrip('0123456789')}: {key[1]} several times")
    for table, how in list(of):
        if how == "looked up" and of[table, "read whole"]:
            found.add("table: looked up and read whole")
    inputs = collections.Counter(step["x"] for step in steps if step["op"] == "layer")
    found |= {"layer: parallel to another"} if max(inputs.values(), default=0) > 1 else set()
    found |= {"losses: 2"} if len(graph["losses"]) > 1 else set()
    for loss in graph["losses"]:
        found |= {"losses: several terms"} if len(loss["terms"]) > 1 else set()
        found |= {f"losses: {key}" for key in ("frozen", "unread", "zero", "without_gradient") if loss[key]}
        for term in loss["terms"]:
            found.add(f"loss: {term['loss']} {term.get('variant', '')}".strip())
            found |= {f"loss: {term['loss']} with soft targets"} if "soft" in term else set()
            if term["loss"] == "product":
                found.add(f"loss: product of {'a sequence' if origin[term['x']] and term['shape'][0] == graph['length'] else 'another'}")
    return found


if __name__ == "__main__":
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    parser = argparse.ArgumentParser()
    parser.add_argument("--random", type=int, default=0, help="number of graphs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", action="store_true", help="print how many graphs have each feature")
    arguments = parser.parse_args()
    graphs = (graph(arguments.seed * 1_000_000 + k) for k in range(arguments.random or 60))
    if arguments.count:
        counts = collections.Counter(feature for g in graphs for feature in features(g))
        for feature, count in sorted(counts.items()):
            print(f"{count:6} {feature}")
    elif arguments.random:
        for g in graphs:
            print(json.dumps(g, separators=(",", ":")))
    else:
        with open(TARGET, "wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
            for g in graphs:
                file.write((json.dumps(g, separators=(",", ":")) + "\n").encode())
