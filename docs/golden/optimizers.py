"""Five steps of each PyTorch optimizer on drawn gradients, with and without clipping.

    cd core/src/test/resources/org
    python3 ../../../../../docs/golden/optimizers.py tributary/internal/training/optimizers.json example/rmsprop.json

Needs PyTorch (Debian's python3-torch 2.6). Every step draws a new gradient; the table's gradient is
sparse, with row 2 twice in one step. `weight` is updated by the optimizer itself. `table` is updated by
the same optimizer on the touched rows only, with their part of its state and the run's step number.
Before that, the momentum updates that a row missed are applied one by one: steps without gradient and
weight decay, at the learning rate, bias correction and mean square of the last step that touched it.

The second file has RMSprop, the optimizer that the tests define. Its table is an ordinary parameter with a
dense gradient.
"""
import json
import sys

import torch

STEPS, VOCABULARY, SIZE = 5, 5, 3


class Rows:
    """A PyTorch optimizer applied to some rows of a table at a time."""

    def __init__(self, table, make):
        self.table, self.make, self.state, self.step_number = table, make, {}, 0
        self.last = torch.zeros(len(table), dtype=torch.long)  # the last step that touched a row

    def catch_up(self, row):
        """Applies the momentum updates that the row missed since the last step that touched it."""
        group = self.make([torch.zeros(1, requires_grad=True)]).param_groups[0]
        last = self.last[row].item()
        for _ in range(self.step_number - last):
            if "exp_avg" in self.state:
                beta1, beta2 = group["betas"]
                mean, square = self.state["exp_avg"][row], self.state["exp_avg_sq"][row]
                mean *= beta1
                scale = group["lr"] * (1 - beta2 ** last) ** 0.5 / (1 - beta1 ** last) if last else 0
                root = square.sqrt() / beta2 ** (self.missed / 2)  # as it was when touched
                self.table[row] -= scale * mean / (root + group["eps"])
                square *= beta2
                self.missed += 1
            elif "momentum_buffer" in self.state:
                buffer = self.state["momentum_buffer"][row]
                buffer *= group["momentum"]
                ahead = group["momentum"] if group["nesterov"] else 1
                self.table[row] -= group["lr"] * ahead * buffer

    def step(self, indices, gradient):
        for row in indices:
            self.missed = 0
            self.catch_up(row)
        rows = torch.nn.Parameter(self.table[indices].detach().clone())
        rows.grad = gradient.clone()
        optimizer = self.make([rows])
        self.step_number += 1
        if self.step_number > 1:
            kept = {name: whole[indices].clone() for name, whole in self.state.items()}
            if "exp_avg" in kept:
                kept["step"] = torch.tensor(float(self.step_number - 1))
            optimizer.state[rows] = kept
        optimizer.step()
        for name, part in optimizer.state[rows].items():
            if name != "step" and part is not None:
                self.state.setdefault(name, torch.zeros_like(self.table))[indices] = part
        self.table[indices] = rows.detach()
        self.last[indices] = self.step_number


def draws():
    """Returns the initial values, and a gradient and touched rows for each step."""
    torch.manual_seed(11)
    weight, table = torch.randn(4, 3), torch.randn(VOCABULARY, SIZE)
    steps = []
    for step in range(STEPS):
        gradient = torch.randn(4, 3) * 2
        indices = torch.tensor([2, 0, 2] if step % 2 == 0 else [4, 2, 1])
        steps.append((gradient, indices, torch.randn(3, SIZE) * 2))
    return weight, table, steps


class Whole:
    """A PyTorch optimizer applied to a whole table."""

    def __init__(self, table, make):
        self.table, self.parameter = table, torch.nn.Parameter(table.clone())
        self.optimizer = make([self.parameter])

    def step(self, indices, gradient):
        self.parameter.grad = torch.zeros_like(self.table)
        self.parameter.grad[indices] = gradient
        self.optimizer.step()
        self.table.copy_(self.parameter.detach())


def run(name, make, rate, clip, table_optimizer=Rows):
    weight, table, drawn = draws()
    weight = torch.nn.Parameter(weight)
    start = {"weight": weight.tolist(), "table": table.tolist()}
    dense, sparse = make([weight]), table_optimizer(table, make)
    steps = []
    for gradient, indices, values in drawn:
        weight.grad = gradient.clone()
        merged = torch.sparse_coo_tensor(indices[None], values, table.shape).coalesce()
        norm = torch.sqrt(gradient.square().sum() + merged.values().square().sum())
        touched, rows = merged.indices()[0], merged.values()
        if clip:
            # the definition of clip_grad_norm_, which refuses sparse gradients
            scale = torch.clamp(clip / (norm + 1e-6), max=1.0)
            weight.grad *= scale
            rows = rows * scale
        dense.step()
        sparse.step(touched, rows)
        steps.append({"gradient": gradient.tolist(), "indices": indices.tolist(),
                      "values": values.tolist(), "norm": norm.item(),
                      "weight": weight.tolist(), "table": table.tolist()})
    return {"name": name, "rate": rate, "clip": clip, "start": start, "steps": steps}


def check_clip():
    """Checks the clipping above against clip_grad_norm_."""
    p = torch.nn.Parameter(torch.zeros(7))
    p.grad = torch.arange(7.0)
    g = p.grad.clone()
    torch.nn.utils.clip_grad_norm_([p], 1.5)
    assert torch.equal(p.grad, g * torch.clamp(1.5 / (g.norm() + 1e-6), max=1.0))


def check_every_row():
    """Checks that rows touched by every step equal the optimizer's own."""
    torch.manual_seed(5)
    table = torch.randn(VOCABULARY, SIZE)
    parameter = torch.nn.Parameter(table.clone())
    optimizer = torch.optim.Adam([parameter], lr=0.05)
    rows = Rows(table, lambda p: torch.optim.Adam(p, lr=0.05))
    for _ in range(STEPS):
        parameter.grad = torch.randn(VOCABULARY, SIZE)
        optimizer.step()
        rows.step(torch.arange(VOCABULARY), parameter.grad)
        assert torch.allclose(parameter, table, atol=1e-6)


check_clip()
check_every_row()
optim = torch.optim
CASES = {
    "sgd": (0.1, lambda p: optim.SGD(p, lr=0.1)),
    "sgd decay": (0.1, lambda p: optim.SGD(p, lr=0.1, weight_decay=0.3)),
    "sgd momentum": (0.1, lambda p: optim.SGD(p, lr=0.1, momentum=0.8, dampening=0.3,
                                              weight_decay=0.2)),
    "sgd nesterov": (0.1, lambda p: optim.SGD(p, lr=0.1, momentum=0.8, nesterov=True)),
    "adam": (0.05, lambda p: optim.Adam(p, lr=0.05)),
    "adam decay": (0.05, lambda p: optim.Adam(p, lr=0.05, betas=(0.8, 0.95), weight_decay=0.4)),
    "adamw": (0.05, lambda p: optim.AdamW(p, lr=0.05, betas=(0.8, 0.95), weight_decay=0.4)),
}
cases = [run(name, make, rate, clip) for name, (rate, make) in CASES.items() for clip in (None, 1.5)]
with open(sys.argv[1], "w") as out:
    json.dump(cases, out)
rmsprop = lambda p: optim.RMSprop(p, lr=0.05, alpha=0.9, eps=1e-5, momentum=0.8)
with open(sys.argv[2], "w") as out:
    json.dump([run("rmsprop", rmsprop, 0.05, clip, Whole) for clip in (None, 1.5)], out)
