"""Learning rates of PyTorch's schedulers per step, and of ReduceLROnPlateau per epoch.

    python3 docs/golden/schedules.py core/src/test/resources/org/tributary/train/optimizer/schedules.json

Needs PyTorch (Debian's python3-torch 2.6).
"""
import json
import sys

import torch
from torch.optim import lr_scheduler as lrs

STEPS = 11


def optimizer(rate):
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)


def rates(rate, make, steps=STEPS):
    """Returns the learning rate of each step; the scheduler steps after each."""
    optim = optimizer(rate)
    scheduler, seen = make(optim), []
    for _ in range(steps):
        seen.append(optim.param_groups[0]["lr"])
        optim.step()
        scheduler.step()
    return seen


def warm(make, warm_up):
    """Returns `make` preceded by a linear warm-up of `warm_up` steps."""
    return lambda o: lrs.SequentialLR(
        o, [lrs.LinearLR(o, start_factor=1 / (warm_up + 1), total_iters=warm_up), make(o)],
        milestones=[warm_up])


def plateau(rate, scores, mode="max", **options):
    """Returns the learning rate of the first epoch and after each score."""
    optim = optimizer(rate)
    scheduler, seen = lrs.ReduceLROnPlateau(optim, mode=mode, **options), [rate]
    for score in scores:
        optim.step()
        scheduler.step(score)
        seen.append(optim.param_groups[0]["lr"])
    return seen


cosine = lambda steps: lambda o: lrs.CosineAnnealingLR(o, T_max=steps, eta_min=0.01)
linear = lambda steps: lambda o: lrs.LinearLR(o, 1.0, 0.25, total_iters=steps)
# gains below the threshold, equal scores, a decrease, two reductions and the minimum rate
SCORES = [0.5, 0.6, 0.6, 0.601, 0.59, 0.7, 0.69, 0.69, 0.68, 0.71, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.9]
# gains below the threshold, equal losses, rises
LOSSES = [2.0, 1.0, 1.0, 1.0, 0.98, 1.02, 1.04, 0.9, 0.9, 0.91, 0.89, 0.3, 0.3, 0.0, 0.0, 0.1]
golden = {
    "linear": rates(0.8, linear(STEPS)),
    "cosine": rates(0.8, cosine(STEPS)),
    "warm constant": rates(0.8, warm(lambda o: lrs.ConstantLR(o, 1.0), 4)),
    "warm cosine": rates(0.8, warm(cosine(STEPS - 3), 3)),
    "scores": SCORES,
    "plateau": plateau(0.8, SCORES, factor=0.3, patience=1, threshold=0.05, min_lr=0.03),
    "plateau defaults": plateau(0.8, SCORES, patience=5),
    "losses": LOSSES,
    "plateau of losses": plateau(0.8, LOSSES, "min", factor=0.3, patience=1, threshold=0.05),
    "plateau of losses defaults": plateau(0.8, LOSSES, "min", patience=2),
    "plateau of losses without threshold": plateau(0.8, LOSSES, "min", patience=0, threshold=0),
    "plateau small": plateau(2e-8, SCORES, factor=0.6, patience=0),
}
with open(sys.argv[1], "w") as out:
    json.dump(golden, out)
