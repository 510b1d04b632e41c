"""Writes core/src/test/resources/org/tributary/nn/minimal-gated-unit.json.

Outputs, final states and all gradients of two layers of minimal gated units (Zhou et al. 2016) in both directions over
rows of different lengths, by PyTorch's autograd, for MinimalGatedUnitTest. Run from the repository's root with
PyTorch 2.x:

    python3 docs/golden/minimal_gated_unit.py

    f  = sigmoid(W_if x + b_if + W_hf h + b_hf)
    h~ = tanh(W_ih x + b_ih + W_hh (f * h) + b_hh)       case "before": the gate before the product, as in the paper
    h~ = tanh(W_ih x + b_ih + f * (W_hh h + b_hh))       case "after": the gate after the product
    h' = (1 - f) * h + f * h~
    s' = s + h'                                          case "after" only, a second part of the state

Each weight stacks the rows of f, h~. The loss is sum(output * loss.output) + sum(h_n * loss.h_n), plus sum(s_n * loss.s_n). All arithmetic is
float64 on values exact in float32. Output and its gradient are zero in the padding.
"""

import json
import pathlib

import torch

TARGET = pathlib.Path("core/src/test/resources/org/tributary/nn/minimal-gated-unit.json")
STEPS, INPUT, HIDDEN, LAYERS = 5, 3, 4, 2
LENGTHS = [3, 5, 1]


def product(w, b, x):
    return w @ x + b


def step(after, p, x, h):
    (wf, wc), (uf, uc), (bf, bc), (cf, cc) = (
        p[name].split(HIDDEN) for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
    f = torch.sigmoid(product(wf, bf, x) + product(uf, cf, h))
    hidden = f * product(uc, cc, h) if after else product(uc, cc, f * h)
    return (1 - f) * h + f * torch.tanh(product(wc, bc, x) + hidden)


def run(after, parameters, x, h_0, s_0):
    """Reads one row after another, each in both directions; x is [L, N, I]."""
    finals = [[None] * len(LENGTHS) for _ in range(2 * LAYERS)]
    sums = [[None] * len(LENGTHS) for _ in range(2 * LAYERS)]
    for layer in range(LAYERS):
        columns = []
        for row, length in enumerate(LENGTHS):
            outputs = [[None] * length for _ in range(2)]
            for direction, suffix in enumerate(("", "_reverse")):
                p = {name: parameters[f"{name}_l{layer}{suffix}"]
                     for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")}
                h = h_0[2 * layer + direction, row]
                s = s_0[2 * layer + direction, row]
                for t in range(length) if direction == 0 else reversed(range(length)):
                    h = step(after, p, x[t, row], h)
                    outputs[direction][t] = h
                    s = s + h
                finals[2 * layer + direction][row] = h
                sums[2 * layer + direction][row] = s
            both = torch.cat([torch.stack(outputs[0]), torch.stack(outputs[1])], 1)
            columns.append(torch.cat([both, torch.zeros(STEPS - length, 2 * HIDDEN, dtype=both.dtype)]))
        x = torch.stack(columns, 1)
    return x, *(torch.stack([torch.stack(rows) for rows in state]) for state in (finals, sums))


def case(after, seed):
    torch.manual_seed(seed)
    drawn = {}
    for layer in range(LAYERS):
        for suffix in ("", "_reverse"):
            size = INPUT if layer == 0 else 2 * HIDDEN
            for name, shape in (("weight_ih", [2 * HIDDEN, size]), ("weight_hh", [2 * HIDDEN, HIDDEN]),
                                ("bias_ih", [2 * HIDDEN]), ("bias_hh", [2 * HIDDEN])):
                drawn[f"{name}_l{layer}{suffix}"] = torch.rand(shape) - 0.5
    names = list(drawn)
    drawn["input"] = torch.randn(STEPS, len(LENGTHS), INPUT)
    drawn["h_0"] = torch.randn(2 * LAYERS, len(LENGTHS), HIDDEN)
    drawn["s_0"] = torch.randn(2 * LAYERS, len(LENGTHS), HIDDEN)
    drawn["loss.output"] = torch.randn(STEPS, len(LENGTHS), 2 * HIDDEN)
    drawn["loss.h_n"] = torch.randn(2 * LAYERS, len(LENGTHS), HIDDEN)
    drawn["loss.s_n"] = torch.randn(2 * LAYERS, len(LENGTHS), HIDDEN) * after
    given = {name: value.double().requires_grad_() for name, value in drawn.items()}
    output, h_n, s_n = run(after, given, given["input"], given["h_0"], given["s_0"])
    sum((result * given[f"loss.{name}"]).sum()
        for name, result in (("output", output), ("h_n", h_n), ("s_n", s_n))).backward()
    results = {"output": output, "h_n": h_n, "s_n": s_n}
    results |= {f"grad.{name}": given[name].grad for name in names + ["input", "h_0", "s_0"]}
    return {"parameters": names, "tensors": {name: tensor(value) for name, value in (drawn | results).items()}}


def tensor(value):
    return {"shape": list(value.shape), "values": [float(f"{v:.9g}") for v in value.detach().flatten().tolist()]}


TARGET.parent.mkdir(parents=True, exist_ok=True)
TARGET.write_text(json.dumps({
    "origin": f"docs/golden/minimal_gated_unit.py, PyTorch {torch.__version__.split('+')[0]}",
    "lengths": LENGTHS,
    "before": case(False, 1),
    "after": case(True, 2),
}) + "\n")
