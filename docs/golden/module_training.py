"""Parameters of nn.LSTM, nn.GRU and nn.RNN after each of five optimizer steps of PyTorch.

    python3 docs/golden/module_training.py core/src/test/resources/org/tributary/nn/module-training.json

Needs PyTorch (Debian's python3-torch 2.6). Every step draws an input and a target; the loss is half the sum of squared
differences between output and target. Cases with `clip` clip gradients by clip_grad_norm_. A frozen parameter has no
gradient in the first two steps and trains from the third. All arithmetic is float64, on values exact in float32.
"""
import json
import sys

import torch

STEPS, LENGTH, BATCH, INPUT, HIDDEN = 5, 4, 3, 2, 3


def run(name, module, make, rate, clip, frozen):
    torch.manual_seed(7)
    layer = module().double()
    for p in layer.parameters():
        p.data = p.data.float().double()
    start = {n: p.tolist() for n, p in layer.named_parameters()}
    optimizer = make(layer.parameters())
    steps = []
    for step in range(STEPS):
        for n, p in layer.named_parameters():
            p.requires_grad_(step >= 2 or n not in frozen)
        data = torch.randn(LENGTH, BATCH, INPUT).double()
        output = layer(data)[0]
        target = torch.randn(LENGTH, BATCH, output.shape[2]).double()
        optimizer.zero_grad(set_to_none=True)
        (0.5 * (output - target).square().sum()).backward()
        norm = torch.nn.utils.clip_grad_norm_(layer.parameters(), clip or float("inf"))
        assert clip is None or norm > clip
        optimizer.step()
        steps.append({"input": data.tolist(), "target": target.tolist(),
                      "parameters": {n: p.tolist() for n, p in layer.named_parameters()}})
    return {"name": name, "rate": rate, "clip": clip, "frozen": frozen, "start": start, "steps": steps}


nn, optim = torch.nn, torch.optim
CASES = [
    ("lstm adam", lambda: nn.LSTM(INPUT, HIDDEN, bidirectional=True),
     lambda p: optim.Adam(p, lr=0.05), 0.05, 0.7, []),
    ("gru adam", lambda: nn.GRU(INPUT, HIDDEN, num_layers=2),
     lambda p: optim.Adam(p, lr=0.05), 0.05, 0.7, ["weight_hh_l0", "bias_ih_l1"]),
    ("lstm adamw", lambda: nn.LSTM(INPUT, HIDDEN, num_layers=2, proj_size=2),
     lambda p: optim.AdamW(p, lr=0.02, weight_decay=0.4), 0.02, None, ["weight_hr_l0"]),
    ("rnn sgd", lambda: nn.RNN(INPUT, HIDDEN),
     lambda p: optim.SGD(p, lr=0.03, momentum=0.8, dampening=0.3, weight_decay=0.1), 0.03, None, ["weight_ih_l0"]),
]
with open(sys.argv[1], "w") as out:
    json.dump([run(*case) for case in CASES], out)
