"""What PyTorch's optimisers make of given gradients: five steps of each, with and without clipping.

    python3 docs/golden/optimizers.py core/src/test/resources/org/tributary/train/optimizers.json

Needs PyTorch (Debian's python3-torch 2.6). Every step's gradient is drawn anew; the table's gradient
touches some rows only, row 2 twice in one step. `rows` follows SparseAdam (or SGD with a sparse
gradient), `weight` Adam (or SGD).
"""
import json
import sys

import torch

STEPS, VOCABULARY, SIZE = 5, 5, 3


def run(name, dense, sparse, rate, clip):
    torch.manual_seed(11)
    weight = torch.nn.Parameter(torch.randn(4, 3))
    table = torch.nn.Parameter(torch.randn(VOCABULARY, SIZE))
    start = {"weight": weight.tolist(), "table": table.tolist()}
    optimisers = [dense([weight], rate), sparse([table], rate)]
    steps = []
    for step in range(STEPS):
        gradient = torch.randn(4, 3) * 2
        indices = torch.tensor([2, 0, 2] if step % 2 == 0 else [4, 2, 1])
        values = torch.randn(3, SIZE) * 2
        weight.grad = gradient.clone()
        merged = torch.sparse_coo_tensor(indices[None], values, table.shape).coalesce()
        norm = torch.sqrt(gradient.square().sum() + merged.values().square().sum())
        if clip:
            # the definition of clip_grad_norm_, which refuses sparse gradients
            scale = torch.clamp(clip / (norm + 1e-6), max=1.0)
            weight.grad *= scale
            merged = torch.sparse_coo_tensor(merged.indices(), merged.values() * scale, table.shape)
        table.grad = merged.coalesce()
        for optimiser in optimisers:
            optimiser.step()
        steps.append({"gradient": gradient.tolist(), "indices": indices.tolist(),
                      "values": values.tolist(), "norm": norm.item(),
                      "weight": weight.tolist(), "table": table.tolist()})
    return {"name": name, "rate": rate, "clip": clip, "start": start, "steps": steps}


def check_clip():
    """The clipping above is clip_grad_norm_'s."""
    p = torch.nn.Parameter(torch.zeros(7))
    p.grad = torch.arange(7.0)
    g = p.grad.clone()
    torch.nn.utils.clip_grad_norm_([p], 1.5)
    assert torch.equal(p.grad, g * torch.clamp(1.5 / (g.norm() + 1e-6), max=1.0))


check_clip()
sgd = lambda p, lr: torch.optim.SGD(p, lr=lr)
adam = lambda p, lr: torch.optim.Adam(p, lr=lr)
sparse_adam = lambda p, lr: torch.optim.SparseAdam(p, lr=lr)
cases = [run("sgd", sgd, sgd, 0.1, None), run("sgd", sgd, sgd, 0.1, 1.5),
         run("adam", adam, sparse_adam, 0.05, None), run("adam", adam, sparse_adam, 0.05, 1.5)]
with open(sys.argv[1], "w") as out:
    json.dump(cases, out)
