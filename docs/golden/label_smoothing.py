"""Writes core/src/test/resources/org/tributary/golden/label-smoothing.json.

PyTorch's cross_entropy with label_smoothing=0.1 and ignore_index=-1, and its gradient with respect to the logits; and a step
of plain SGD with rate 0.5 of a small tagger with two label columns, the second with weight 0.5. Run from the repository's
root with PyTorch 2.x:

    python3 docs/golden/label_smoothing.py
"""

import json
import pathlib

import torch

TARGET = pathlib.Path("core/src/test/resources/org/tributary/golden/label-smoothing.json")
LABELS = [2, 0, -1, 3, 1]

WORDS = [1, 4, 6, 5]
COLUMNS = {"tag": [0, 2, -1, 1], "xpos": [3, -1, 0, 2]}
SIZES = {"tag": 3, "xpos": 4}


def listed(tensor):
    return [round(v, 9) for v in tensor.detach().flatten().tolist()]


torch.manual_seed(5)
logits = (2 * torch.randn(len(LABELS), 4)).requires_grad_()
loss = torch.nn.functional.cross_entropy(
    logits, torch.tensor(LABELS), ignore_index=-1, label_smoothing=0.1
)
loss.backward()


class Tagger(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.word_emb = torch.nn.Embedding(7, 4)
        self.lstm = torch.nn.LSTM(4, 3, bidirectional=True)
        self.hidden2tag = torch.nn.Linear(6, SIZES["tag"])
        self.hidden2xpos = torch.nn.Linear(6, SIZES["xpos"])

    def loss(self):
        outputs, _ = self.lstm(self.word_emb(torch.tensor(WORDS)).unsqueeze(1))

        def column(name):
            return torch.nn.functional.cross_entropy(
                getattr(self, "hidden2" + name)(outputs.squeeze(1)),
                torch.tensor(COLUMNS[name]),
                ignore_index=-1,
                label_smoothing=0.1,
            )

        return column("tag") + 0.5 * column("xpos")


def parameters(tagger):
    return {
        name: {"shape": list(value.shape), "values": listed(value)}
        for name, value in tagger.named_parameters()
    }


torch.manual_seed(7)
tagger = Tagger()
before = parameters(tagger)
step = tagger.loss()
step.backward()
with torch.no_grad():
    for parameter in tagger.parameters():
        parameter -= 0.5 * parameter.grad

TARGET.write_text(
    json.dumps(
        {
            "logits": listed(logits),
            "labels": LABELS,
            "loss": round(loss.item(), 9),
            "gradient": listed(logits.grad),
            "step": {"loss": round(step.item(), 9), "before": before, "after": parameters(tagger)},
        },
        indent=1,
    )
    + "\n"
)
