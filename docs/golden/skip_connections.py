"""Writes core/src/test/resources/org/tributary/golden/skip_connections.json.

Three layers of torch.nn.LSTM, GRU or RNN, stacked by hand with a residual or highway connection around each layer above
the lowest, over padded rows, from an initial state: outputs, final states and all gradients. Run from the repository's
root with PyTorch 2.x:

    python3 docs/golden/skip_connections.py

With x the input of a layer and h its output, the input of the next layer is

    residual    h + x
    highway     t * h + (1 - t) * x,    t = sigmoid(x W^T + b)

torch.manual_seed(seed) precedes the parameters of a case. They are drawn layer by layer: PyTorch's own, then the weight
W of the layer's highway connection from U(-1/sqrt(F), 1/sqrt(F)), F its size. The bias b is drawn from a normal
distribution afterwards. Names are those of one layer of PyTorch with num_layers=3: weight_ih_l0, ..., highway_weight_l1,
highway_bias_l1, ...

The loss is a weighted sum of the outputs and the final states. Everything is computed in float64 and rounded.
"""

import json
import math
import pathlib

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

TARGET = pathlib.Path("core/src/test/resources/org/tributary/golden/skip_connections.json")
CELLS = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn": torch.nn.RNN}
LENGTHS = [3, 5, 1, 4]
STEPS = 5
INPUT = 3
HIDDEN = 2
LAYERS = 3


def listed(tensor):
    return [float(f"{v:.7g}") for v in tensor.detach().flatten().tolist()]


def described(tensor):
    return {"shape": list(tensor.shape), "values": listed(tensor)}


def drawn(cell, directions, connection, seed):
    torch.manual_seed(seed)
    modules, connections = [], [None]
    size = HIDDEN * directions
    for layer in range(LAYERS):
        inputs = INPUT if layer == 0 else size
        modules.append(CELLS[cell](inputs, HIDDEN, bidirectional=directions == 2))
        if layer > 0:
            bound = 1 / math.sqrt(size)
            weight = torch.empty(size, size).uniform_(-bound, bound) if connection == "highway" else None
            connections.append(weight)
    for layer in range(1, LAYERS):
        if connection == "highway":
            connections[layer] = [
                connections[layer].double().requires_grad_(), torch.randn(size).double().requires_grad_()
            ]
    return [m.double() for m in modules], connections


def named(modules, connections):
    parameters = {}
    for layer, module in enumerate(modules):
        for name, p in module.named_parameters():
            parameters[name.replace("_l0", f"_l{layer}")] = p
        if connections[layer]:
            parameters[f"highway_weight_l{layer}"], parameters[f"highway_bias_l{layer}"] = connections[layer]
    return parameters


def forward(modules, connections, connection, x, initial):
    finals = []
    for layer, module in enumerate(modules):
        first = tuple(s[layer] for s in initial)
        packed = pack_padded_sequence(x, LENGTHS, enforce_sorted=False)
        output, final = module(packed, first if len(first) > 1 else first[0])
        h, _ = pad_packed_sequence(output, total_length=STEPS)
        finals.append(final if isinstance(final, tuple) else (final,))
        if layer == 0:
            x = h
        elif connection == "residual":
            x = h + x
        else:
            weight, bias = connections[layer]
            t = torch.sigmoid(x @ weight.T + bias)
            x = t * h + (1 - t) * x
    return x, [torch.cat(parts) for parts in zip(*finals)]


def case(cell, directions, connection, seed):
    modules, connections = drawn(cell, directions, connection, seed)
    x = torch.randn(STEPS, len(LENGTHS), INPUT).double().requires_grad_()
    parts = 2 if cell == "lstm" else 1
    initial = [torch.randn(LAYERS, directions, len(LENGTHS), HIDDEN).double().requires_grad_() for _ in range(parts)]
    output, finals = forward(modules, connections, connection, x, initial)
    weights = [torch.randn(r.shape).double() for r in [output] + finals]
    sum((w * r).sum() for w, r in zip(weights, [output] + finals)).backward()
    flat = lambda state: state.reshape(LAYERS * directions, len(LENGTHS), HIDDEN)
    letters = "hc"[:parts]
    return {
        "cell": cell,
        "directions": directions,
        "connection": connection,
        "seed": seed,
        "lengths": LENGTHS,
        "parameters": {
            name: {**described(p), "gradient": listed(p.grad)} for name, p in named(modules, connections).items()
        },
        "input": described(x),
        "initial": {k: described(flat(s)) for k, s in zip(letters, initial)},
        "output": described(output),
        "final": {k: described(f) for k, f in zip(letters, finals)},
        "loss": {k: described(w) for k, w in zip(["output"] + list(letters), weights)},
        "inputGradient": described(x.grad),
        "initialGradient": {k: described(flat(s.grad)) for k, s in zip(letters, initial)},
    }


cases = [
    case(cell, directions, connection, 10 * k + directions)
    for k, (cell, connection) in enumerate((c, s) for c in CELLS for s in ["residual", "highway"])
    for directions in [1, 2]
]
lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in cases)
TARGET.write_text('{"cases":[\n' + lines + "\n]}\n")
