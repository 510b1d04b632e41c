"""Writes core/src/test/resources/org/tributary/golden/label-smoothing.json.

PyTorch's cross_entropy with label_smoothing=0.1 and ignore_index=-1, and its gradient with respect to the logits. Run from
the repository's root with PyTorch 2.x:

    python3 docs/golden/label_smoothing.py
"""

import json
import pathlib

import torch

TARGET = pathlib.Path("core/src/test/resources/org/tributary/golden/label-smoothing.json")
LABELS = [2, 0, -1, 3, 1]


def listed(tensor):
    return [round(v, 9) for v in tensor.detach().flatten().tolist()]


torch.manual_seed(5)
logits = (2 * torch.randn(len(LABELS), 4)).requires_grad_()
loss = torch.nn.functional.cross_entropy(
    logits, torch.tensor(LABELS), ignore_index=-1, label_smoothing=0.1
)
loss.backward()
TARGET.write_text(
    json.dumps(
        {
            "logits": listed(logits),
            "labels": LABELS,
            "loss": round(loss.item(), 9),
            "gradient": listed(logits.grad),
        },
        indent=1,
    )
    + "\n"
)
