"""Writes random graphs with their losses and gradients, for OwnGraphsTest.

    python3 docs/golden/own_graphs.py                                  the stored ones, 60 of seed 1
    python3 docs/golden/own_graphs.py --random 500 --seed 7 FOLDER     FOLDER/7.jsonl.gz

A graph is a list of steps over tables and recurrent layers, as a user writes it: lookups (several of one table, tables
that are also read whole), layers of every cell (stacked, parallel, residual, with shared weights, from the final state
of another, from a state computed from their own input), character encoders, and several losses over rows and masks, a
CRF's among them, each with some parameters frozen. PyTorch computes everything in float64 from the values that the file
holds. Parameters on which a loss does not depend are listed for it.

A value is a sequence [L, N, F], a vector [N, F] or a state [S, N, F]; values are numbered in the order of the steps,
a layer adds its output and the parts of its final state. Rows are padded to L; sequences of a layer with lengths are
zero in the padding.
"""

import argparse
import gzip
import json
import pathlib
import random

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

TARGET = pathlib.Path("core/src/test/resources/org/tributary/golden/own_graphs.jsonl.gz")
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
        self.parameters = {}
        self.shapes = {}  # tables and layers that may be used again
        self.steps = []
        self.values = []  # (tensor, kind)

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

    def add(self, step, *values):
        self.steps.append(step)
        for tensor, kind in values:
            self.values.append((tensor, kind))
        return len(self.values) - len(values)

    def tensor(self, index):
        return self.values[index][0]

    def size(self, index):
        return self.tensor(index).shape[-1]

    def of(self, kind):
        return [k for k, (_, own) in enumerate(self.values) if own == kind]

    def mask(self):
        steps = torch.arange(self.length).view(-1, 1)
        return (steps < torch.tensor(self.lengths).view(1, -1)).double().unsqueeze(2)  # [L, N, 1]

    # steps

    def lookup(self, table=None):
        known = [n for n in self.shapes if n.startswith("table")]
        name = table or (self.random.choice(known) if known and self.chance(0.6) else f"table{len(known)}")
        entries, size = self.shapes.setdefault(name, (self.random.randint(3, 6), self.random.randint(1, 4)))
        weight = self.parameter(f"{name}.weight", entries, size)
        ids = [[self.random.randrange(entries) for _ in range(self.rows)] for _ in range(self.length)]
        return self.add({"op": "lookup", "table": name, "ids": ids}, (weight[torch.tensor(ids)], "sequence"))

    def data(self):
        values = self.numbers(self.length, self.rows, self.random.randint(1, 4))
        return self.add({"op": "data", "shape": list(values.shape), "values": listed(values)}, (values, "sequence"))

    def elementwise(self, x, op, y=None):
        a = self.tensor(x)
        value = {"tanh": lambda: torch.tanh(a), "add": lambda: a + self.tensor(y), "mul": lambda: a * self.tensor(y),
                 "concat": lambda: torch.cat([a, self.tensor(y)], -1)}[op]()
        step = {"op": op, "x": x} if y is None else {"op": op, "x": x, "y": y}
        return self.add(step, (value, self.values[x][1]))

    def masked(self, x):
        return self.add({"op": "masked", "x": x}, (self.tensor(x) * self.mask(), "sequence"))

    def linear(self, x, size, name=None):
        known = [n for n, s in self.shapes.items() if n.startswith("linear") and s == (size, self.size(x))]
        name = self.random.choice(known) if known and self.chance(0.5) else f"linear{len(self.shapes)}"
        self.shapes[name] = (size, self.size(x))
        weight, bias = self.parameter(f"{name}.weight", size, self.size(x)), self.parameter(f"{name}.bias", size)
        return self.add({"op": "linear", "name": name, "x": x, "size": size},
                        (self.tensor(x) @ weight.T + bias, self.values[x][1]))

    def tied(self, x, table):
        return self.add({"op": "tied", "table": table, "x": x},
                        (self.tensor(x) @ self.parameters[f"{table}.weight"].T, self.values[x][1]))

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
        if fitting and self.chance(0.5):
            return self.random.choice(fitting)
        if source is not None and self.size(source) == size and self.chance(0.7):
            return self.state(self.first(source), count)
        vectors = [k for k in self.of("vector") if self.size(k) == size]
        if vectors and self.chance(0.7):
            return self.state(self.random.choice(vectors), count)
        vectors = self.of("vector")
        vector = self.random.choice(vectors) if vectors else self.first(self.random.choice(self.of("sequence")))
        return self.state(self.linear(vector, size), count)

    def layer(self, x):
        size = self.size(x)
        known = [n for n, s in self.shapes.items() if n.startswith("layer") and s["input"] == size]
        if known and self.chance(0.35):
            name = self.random.choice(known)
        else:
            name = f"layer{len(self.shapes)}"
            cell = self.random.choice(["lstm", "lstm", "gru", "rnn_tanh", "rnn_relu"])
            hidden = self.random.choice([size, self.random.randint(1, 4)])
            layers = self.random.choice([1, 1, 2, 3])
            self.shapes[name] = {
                "cell": cell, "input": size, "hidden": hidden, "layers": layers,
                "bidirectional": self.chance(0.4), "bias": self.chance(0.8),
                "projection": self.random.randint(1, hidden - 1) if cell == "lstm" and hidden > 1 and self.chance(0.3) else 0,
                "skip": self.random.choice(["none", "residual", "highway"]) if layers > 1 else "none"}
        shape = self.shapes[name]
        count = shape["layers"] * (2 if shape["bidirectional"] else 1)
        given = None
        if self.chance(0.5):
            given = [self.state_of_size(count, shape["projection"] or shape["hidden"], x)]
            if shape["cell"] == "lstm":
                same = shape["projection"] == 0 and self.chance(0.3)
                given.append(given[0] if same else self.state_of_size(count, shape["hidden"], x))
        lengths = self.random.choice(["full", "fed", "computed"])
        step = {"op": "layer", "name": name, **shape, "x": x, "state": given, "lengths": lengths,
                "batch_first": self.chance(0.3),
                "kernel": self.random.choice(["", "", "", "scan", "reference"])}
        output, final = self.run(name, shape, self.tensor(x), [self.tensor(s) for s in given] if given else None, lengths)
        return self.add(step, (output, "sequence"), *[(part, "state") for part in final])

    def run(self, name, shape, x, given, lengths):
        directions = 2 if shape["bidirectional"] else 1
        finals = []
        output_size = directions * (shape["projection"] or shape["hidden"])
        for layer in range(shape["layers"]):
            options = {"nonlinearity": shape["cell"][4:]} if shape["cell"].startswith("rnn") else {}
            if shape["projection"]:
                options["proj_size"] = shape["projection"]
            module = MODULES[shape["cell"]](
                shape["input"] if layer == 0 else output_size, shape["hidden"], bias=shape["bias"],
                bidirectional=shape["bidirectional"], dtype=torch.float64, **options)
            weights = {own: self.parameter(f"{name}.{own.replace('_l0', f'_l{layer}')}", *p.shape)
                       for own, p in module.named_parameters()}
            states = None if given is None else tuple(
                s[layer * directions:(layer + 1) * directions] for s in given)
            if states is not None and shape["cell"] != "lstm":
                states = states[0]
            packed = x if lengths == "full" else pack_padded_sequence(x, torch.tensor(self.lengths), enforce_sorted=False)
            h, final = torch.func.functional_call(module, weights, (packed, states) if states is not None else (packed,))
            if lengths != "full":
                h = pad_packed_sequence(h, total_length=self.length)[0]
            finals.append(final if isinstance(final, tuple) else (final,))
            if layer == 0 or shape["skip"] == "none":
                x = h
            elif shape["skip"] == "residual":
                x = h + x
            else:
                weight = self.parameter(f"{name}.highway_weight_l{layer}", output_size, output_size)
                bias = self.parameter(f"{name}.highway_bias_l{layer}", output_size)
                t = torch.sigmoid(x @ weight.T + bias)
                x = t * h + (1 - t) * x
            if lengths != "full":
                x = x * self.mask()
        return x, [torch.cat(parts) for parts in zip(*finals)]

    def last(self, layer_value, step):
        """The output of the last valid step, and at the first step of a reverse direction."""
        output = self.tensor(layer_value)
        half = output.shape[-1] // (2 if step["bidirectional"] else 1)
        ends = [self.length] * self.rows if step["lengths"] == "full" else self.lengths
        forward = torch.stack([output[end - 1, n, :half] for n, end in enumerate(ends)])
        both = torch.cat([forward, output[0, :, half:]], -1) if step["bidirectional"] else forward
        return self.add({"op": "last", "layer": self.steps.index(step)}, (both, "vector"))

    def characters(self, x):
        encoder = self.random.choice(["last", "max", "cnn"])
        hidden, size = self.random.randint(1, 3), self.size(x)
        clean = self.masked(x)
        name = f"characters{len(self.shapes)}"
        self.shapes[name] = ()
        embedded, valid = self.tensor(clean), self.mask()
        if encoder == "cnn":
            pooled = []
            for width in (2, 3):
                weight = self.parameter(f"{name}.cnn{width}.weight", hidden, size, width)
                bias = self.parameter(f"{name}.cnn{width}.bias", hidden)
                before = (width - 1) // 2
                padded = torch.nn.functional.pad(embedded.permute(1, 2, 0), (before, width - 1 - before))
                scores = torch.nn.functional.conv1d(padded, weight, bias).permute(2, 0, 1)
                pooled.append(scores.masked_fill(valid == 0, -1e30).amax(0))
            value = torch.tanh(torch.cat(pooled, 1))
        else:
            shape = {"cell": "lstm", "input": size, "hidden": hidden, "layers": 1, "bidirectional": True, "bias": True,
                     "projection": 0, "skip": "none"}
            output, final = self.run(f"{name}.lstm", shape, embedded, None, "fed")
            value = (torch.cat([final[0][0], final[0][1]], 1) if encoder == "last"
                     else output.masked_fill(valid == 0, -1e30).amax(0))
        return self.add({"op": "characters", "name": name, "encoder": encoder, "hidden": hidden, "x": clean},
                        (value, "vector"))

    # losses

    def term(self):
        factor = rounded(self.random.uniform(0.2, 2))
        kind = self.random.choice(["squares", "squares", "entropy", "crf", "vector", "decay", "product"])
        sequences, vectors = self.of("sequence")[-4:], (self.of("vector") + self.of("state"))[-6:]
        if kind == "vector" and vectors:
            x = self.random.choice(vectors)
            weights = self.numbers(*self.tensor(x).shape)
            return ({"loss": "product", "x": x, "shape": list(weights.shape), "values": listed(weights), "factor": factor},
                    factor * (self.tensor(x) * weights).sum())
        if kind == "decay":
            name = self.random.choice(list(self.parameters))
            return {"loss": "decay", "name": name, "factor": factor}, factor * (self.parameters[name] ** 2).sum()
        x = self.random.choice(sequences)
        value = self.tensor(x)
        if kind in ("product", "vector"):
            weights = self.numbers(*value.shape)
            return ({"loss": "product", "x": x, "shape": list(weights.shape), "values": listed(weights), "factor": factor},
                    factor * (value * weights).sum())
        if kind == "squares":
            target = self.numbers(*value.shape)
            squares = ((value - target) ** 2 * self.mask()).sum() / self.mask().sum()
            return ({"loss": "squares", "x": x, "shape": list(target.shape), "values": listed(target), "factor": factor},
                    factor * squares)
        count = self.random.randint(2, 4)
        scores = self.scores(x, count)
        value, count = self.tensor(scores), self.size(scores)
        labels = [[self.random.randrange(count) for _ in range(self.rows)] for _ in range(self.length)]
        gold = torch.tensor(labels)
        if kind == "entropy":
            for t in range(self.length):
                for n in range(self.rows):
                    if self.chance(0.2) and (t, n) != (0, 0):
                        labels[t][n] = -1
            gold = torch.tensor(labels)
            loss = torch.nn.functional.cross_entropy(value.reshape(-1, count), gold.reshape(-1), ignore_index=-1)
            return {"loss": "entropy", "x": scores, "labels": labels, "factor": factor}, factor * loss
        name = f"crf{count}"
        start, end = self.parameter(f"{name}.start_transitions", count), self.parameter(f"{name}.end_transitions", count)
        transitions = self.parameter(f"{name}.transitions", count, count)
        total = 0 * transitions.sum()  # rows of one step have no transition
        for n, length in enumerate(self.lengths):
            alpha = start + value[0, n]
            gold_score = start[gold[0, n]] + value[0, n, gold[0, n]]
            for t in range(1, length):
                alpha = torch.logsumexp(alpha.unsqueeze(1) + transitions, 0) + value[t, n]
                gold_score = gold_score + transitions[gold[t - 1, n], gold[t, n]] + value[t, n, gold[t, n]]
            total = total + torch.logsumexp(alpha + end, 0) - gold_score - end[gold[length - 1, n]]
        return ({"loss": "crf", "name": name, "x": scores, "labels": labels, "factor": factor},
                factor * total / sum(self.lengths))

    def scores(self, x, count):
        tables = [n for n, s in self.shapes.items() if n.startswith("table") and s[1] == self.size(x)]
        if tables and self.chance(0.6):
            table = self.random.choice(tables)
            return self.tied(x, table)
        return self.linear(x, count)

    def losses(self):
        losses = []
        for _ in range(self.random.choice([1, 1, 2])):
            terms = [self.term() for _ in range(self.random.randint(1, 4))]
            losses.append((terms, [n for n in self.parameters if self.chance(0.15)]))
        written = []
        for terms, frozen in losses:
            loss = sum(value for _, value in terms)
            wanted = [n for n in self.parameters if n not in frozen]
            gradients = [None] * len(wanted)
            if wanted and loss.requires_grad:
                gradients = torch.autograd.grad(loss, [self.parameters[n] for n in wanted], allow_unused=True,
                                                retain_graph=True)
            written.append({
                "terms": [term for term, _ in terms], "frozen": frozen, "value": float(f"{loss.item():.9g}"),
                "unused": [n for n, g in zip(wanted, gradients) if g is None],
                "gradients": {n: listed(g) for n, g in zip(wanted, gradients) if g is not None}})
        return written

    def draw(self):
        self.lookup()
        for _ in range(self.random.randint(2, 6)):
            sequences, vectors = self.of("sequence"), self.of("vector")
            x = self.random.choice(sequences[-3:])
            same = [k for k in sequences if self.size(k) == self.size(x)]
            op = self.random.choice(["lookup", "data", "layer", "layer", "layer", "layer", "residual", "mul", "tanh",
                                     "concat", "linear", "context", "characters", "mean", "part"])
            if op == "lookup":
                self.lookup()
            elif op == "data":
                self.data()
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


if __name__ == "__main__":
    torch.set_num_threads(1)
    parser = argparse.ArgumentParser()
    parser.add_argument("--random", type=int, default=0, help="number of graphs")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("folder", nargs="?", type=pathlib.Path)
    arguments = parser.parse_args()
    target = TARGET
    if arguments.random:
        arguments.folder.mkdir(parents=True, exist_ok=True)
        target = arguments.folder / f"{arguments.seed}.jsonl.gz"
    with open(target, "wb") as raw, gzip.GzipFile("", "wb", fileobj=raw, mtime=0) as file:
        for k in range(arguments.random or 60):
            file.write((json.dumps(graph(arguments.seed * 1_000_000 + k), separators=(",", ":")) + "\n").encode())
