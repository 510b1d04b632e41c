"""Writes core/src/test/resources/org/tributary/golden/torch_parts.json.

Parts of PyTorch by their own functions: RMSprop and Adagrad on drawn gradients, AdamW with parameter groups, learning rates per step of ExponentialLR,
StepLR and OneCycleLR, values drawn by kaiming_uniform_, kaiming_normal_ and trunc_normal_ after manual_seed(5), the
results of torch.nn.utils.rnn on sequences of unequal length, gradients of a packed
nn.LSTM, nn.Linear without bias, the shapes that nn.LSTM returns for
a batch without rows, and float32 numbers as float16 and bfloat16 bits. Run from
the repository's root with PyTorch 2.x:

    python3 docs/golden/torch_parts.py
"""

import json
import pathlib

import torch
from torch import nn
from torch.nn.utils import rnn
from torch.optim import lr_scheduler as lrs

torch.set_num_threads(1)
TARGET = pathlib.Path("core/src/test/resources/org/tributary/golden/torch_parts.json")
STEPS = 6


def listed(tensor):
    return tensor.detach().flatten().tolist()


def trajectory(make):
    torch.manual_seed(2)
    weight = nn.Parameter(torch.randn(2, 3))
    optimizer = make([weight])
    initial, gradients, values = listed(weight), [], []
    for _ in range(STEPS):
        weight.grad = torch.randn(2, 3)
        gradients.append(listed(weight.grad))
        optimizer.step()
        values.append(listed(weight))
    return {"initial": initial, "gradients": gradients, "values": values}


def groups():
    torch.manual_seed(8)
    parameters = {n: nn.Parameter(torch.randn(3)) for n in ["a.weight", "a.bias", "b.weight"]}
    initial = {n: listed(p) for n, p in parameters.items()}
    optimizer = torch.optim.AdamW(
        [
            {"params": [parameters["a.weight"]]},
            {"params": [parameters["a.bias"]], "weight_decay": 0},
            {"params": [parameters["b.weight"]], "lr": 0.1 * 0.3, "weight_decay": 0.5},
        ],
        lr=0.1,
        weight_decay=0.2,
    )
    steps = []
    for _ in range(STEPS):
        for p in parameters.values():
            p.grad = torch.randn(3)
        gradients = {n: listed(p.grad) for n, p in parameters.items()}
        optimizer.step()
        steps.append({"gradients": gradients, "values": {n: listed(p) for n, p in parameters.items()}})
    return {"initial": initial, "steps": steps}


def rates(rate, make, steps):
    optimizer = torch.optim.SGD([nn.Parameter(torch.zeros(1))], lr=rate)
    scheduler, seen = make(optimizer), []
    for _ in range(steps):
        seen.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return seen


def drawn(shape, fill):
    torch.manual_seed(5)
    return {"shape": list(shape), "values": listed(fill(torch.empty(shape)))}


def sequences():
    torch.manual_seed(4)
    parts = [torch.randn(length, 2) for length in [2, 4, 1, 4, 3]]
    padded = rnn.pad_sequence(parts, padding_value=-1.5)
    first = rnn.pad_sequence(parts, batch_first=True)
    packed = rnn.pack_sequence(parts, enforce_sorted=False)
    lengths = torch.tensor([len(p) for p in parts])
    back = rnn.unpad_sequence(padded.clone(), lengths)  # transposes its argument in place
    assert all(torch.equal(a, b) for a, b in zip(back, parts))
    assert all(torch.equal(a, b) for a, b in zip(rnn.unpack_sequence(packed), parts))
    made = rnn.PackedSequence(torch.arange(12.0).view(6, 2), torch.tensor([3, 2, 1]))
    return {
        "parts": [{"shape": list(p.shape), "values": listed(p)} for p in parts],
        "padded": listed(padded),
        "batchFirst": listed(first),
        "data": listed(packed.data),
        "batchSizes": listed(packed.batch_sizes),
        "sortedIndices": listed(packed.sorted_indices),
        "made": listed(rnn.pad_packed_sequence(made)[0]),
    }


def packed_gradients():
    torch.manual_seed(9)
    lstm = nn.LSTM(2, 3, bidirectional=True)
    parts = [torch.randn(length, 2) for length in [2, 4, 1, 3]]
    packed = rnn.pack_sequence(parts, enforce_sorted=False)
    data = packed.data.clone().requires_grad_()
    output, (h, _) = lstm(rnn.PackedSequence(data, packed.batch_sizes, packed.sorted_indices, packed.unsorted_indices))
    of_output, of_hidden = torch.randn(output.data.shape), torch.randn(h.shape)
    ((output.data * of_output).sum() + (h * of_hidden).sum()).backward()
    return {
        "parts": [{"shape": list(p.shape), "values": listed(p)} for p in parts],
        "ofOutput": listed(of_output),
        "ofHidden": listed(of_hidden),
        "input": listed(data.grad),
        "parameters": {n: listed(p.grad) for n, p in lstm.named_parameters()},
    }


def halves():
    torch.manual_seed(6)
    values = torch.randn(40) * 10.0 ** torch.arange(-12, 8).repeat(2)
    special = [0.0, -0.0, 65504.0, 65519.9, 65520.0, 1e-8, 2.98e-8, 2.99e-8, 5.97e-8, 6.1e-5, 3.4e38, float("inf"), 1.00048828125, 1.0014648]
    values = torch.cat([values, torch.tensor(special)])
    return {
        "values": values.view(torch.int32).tolist(),
        "F16": (values.half().view(torch.int16).int() & 0xFFFF).tolist(),
        "BF16": (values.bfloat16().view(torch.int16).int() & 0xFFFF).tolist(),
    }


def layers():
    torch.manual_seed(7)
    linear, x = nn.Linear(4, 3, bias=False), torch.randn(2, 4)
    result = {"weight": listed(linear.weight), "x": listed(x), "y": listed(linear(x))}
    lstm = nn.LSTM(3, 4, num_layers=2, bidirectional=True, proj_size=2)
    output, (h, c) = lstm(torch.zeros(5, 0, 3))
    return result | {"empty": [list(output.shape), list(h.shape), list(c.shape)]}


if __name__ == "__main__":
    optim = torch.optim
    golden = {
        "origin": f"docs/golden/torch_parts.py, PyTorch {torch.__version__.split('+')[0]}",
        "optimizers": {
            "rmsprop": trajectory(lambda p: optim.RMSprop(p, lr=0.05)),
            "rmsprop momentum centered": trajectory(
                lambda p: optim.RMSprop(p, lr=0.05, alpha=0.9, momentum=0.7, centered=True, weight_decay=0.1)
            ),
            "adagrad": trajectory(lambda p: optim.Adagrad(p, lr=0.1)),
            "adagrad decays": trajectory(
                lambda p: optim.Adagrad(p, lr=0.1, lr_decay=0.3, weight_decay=0.2, initial_accumulator_value=0.4)
            ),
        },
        "schedules": {
            "exponential": rates(0.8, lambda o: lrs.ExponentialLR(o, 0.9), 7),
            "step": rates(0.8, lambda o: lrs.StepLR(o, step_size=3, gamma=0.5), 11),
            "one cycle": rates(
                0.1, lambda o: lrs.OneCycleLR(o, max_lr=0.8, total_steps=13, cycle_momentum=False), 12
            ),
            "one cycle of others": rates(
                0.1,
                lambda o: lrs.OneCycleLR(
                    o, 0.8, total_steps=20, pct_start=0.45, div_factor=7, final_div_factor=30, cycle_momentum=False
                ),
                19,
            ),
        },
        "initializers": {
            "kaiming uniform": drawn((5, 7), lambda t: nn.init.kaiming_uniform_(t, nonlinearity="relu")),
            "kaiming uniform leaky": drawn((4, 3, 3), lambda t: nn.init.kaiming_uniform_(t, a=0.3)),
            "kaiming normal": drawn((6, 4), lambda t: nn.init.kaiming_normal_(t, nonlinearity="tanh")),
            "truncated normal": drawn((40,), lambda t: nn.init.trunc_normal_(t, std=0.5, a=-0.6, b=1.0)),
        },
        "gains": {n: nn.init.calculate_gain(n) for n in ["linear", "sigmoid", "tanh", "relu", "selu"]}
        | {"leaky": nn.init.calculate_gain("leaky_relu", 0.3)},
        "groups": groups(),
        "layers": layers(),
        "sequences": sequences(),
        "packedGradients": packed_gradients(),
        "halves": halves(),
    }
    TARGET.write_text(json.dumps(golden) + "\n")
