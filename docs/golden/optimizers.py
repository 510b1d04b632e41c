"""Five steps of each PyTorch optimizer on drawn gradients, with and without clipping.

    cd core/src/test/resources/org
    python3 ../../../../../docs/golden/optimizers.py tributary/internal/training/optimizers.json example/rmsprop.json

Needs PyTorch (Debian's python3-torch 2.6). Every step draws a new gradient; the table's gradient is
sparse, with row 2 twice in one step. `weight` and `table` are updated by the optimizer itself, the table with
zeros as the gradient of all other rows.

The second file has RMSprop, the optimizer that the tests define.
"""
import json
import sys

import torch

STEPS, VOCABULARY, SIZE = 5, 5, 3


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


def run(name, make, rate, clip):
    weight, table, drawn = draws()
    weight = torch.nn.Parameter(weight)
    start = {"weight": weight.tolist(), "table": table.tolist()}
    dense, sparse = make([weight]), Whole(table, make)
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


check_clip()
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
    json.dump([run("rmsprop", rmsprop, 0.05, clip) for clip in (None, 1.5)], out)
