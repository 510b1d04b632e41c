"""Random trainings of embedding lookups by each PyTorch optimizer, for RandomTrainingsTest.

    python3 docs/golden/trainings.py --random 30 --seed 4 | gzip -9n \
        > core/src/test/resources/org/tributary/golden/trainings.jsonl.gz

Needs PyTorch (Debian's python3-torch 2.6). A model reads the table "long" at each position of a sequence and the table
"short" once an example; each training has its own rows, rates of a schedule, clipping, weight decay, accumulation, rate
of the tables and average of the weights. PyTorch computes in float64, with dense gradients, from numbers of float32.
`rounding` is what rounding does to the same training, by parameter: the largest error of PyTorch in float32, and of two
trainings in float64 whose gradients have errors of float32 (a few units in the last place, and of the largest element).
"""
import argparse
import json
import math
import random

import torch

ROWS = {"long": 40, "short": 7}
SIZES = {"long": 3, "short": 2}


def draw_optimizer(r):
    """Returns the name of an optimizer and its settings, by PyTorch's names."""
    decay = r.choice([0, 0, 0, 0.01, 0.3])
    kind = r.choice(["SGD", "SGD", "Adam", "Adam", "Adam", "AdamW", "AdamW", "Adagrad", "RMSprop"])
    if kind == "SGD":
        momentum = r.choice([0, 0.5, 0.9, 0.98])
        nesterov = momentum > 0 and r.random() < 0.4
        dampening = r.choice([0, 0.3]) if momentum and not nesterov else 0
        return kind, {"momentum": momentum, "nesterov": nesterov, "dampening": dampening, "weight_decay": decay}
    if kind in ("Adam", "AdamW"):
        betas = r.choice([(0.9, 0.999), (0.9, 0.999), (0.9, 0.98), (0.8, 0.99), (0.97, 0.9999), (0.5, 0.9), (0.0, 0.999)])
        return kind, {"betas": betas, "eps": r.choice([1e-8, 1e-8, 1e-6, 1e-3]),
                      "weight_decay": decay if kind == "Adam" else r.choice([0, 0.01, 0.01, 0.5])}
    if kind == "Adagrad":
        return kind, {"lr_decay": r.choice([0, 0.1]), "weight_decay": decay,
                      "initial_accumulator_value": r.choice([0, 0.1]), "eps": 1e-10}
    return kind, {"alpha": r.choice([0.99, 0.9]), "eps": r.choice([1e-8, 1e-3]), "momentum": r.choice([0, 0.8]),
                  "centered": r.random() < 0.3, "weight_decay": decay}


def draw_rates(r, steps, base):
    """Returns the learning rate of each step."""
    kind = r.choice(["constant", "linear", "cosine", "steps", "warmup"])
    f = {"constant": lambda t: 1, "linear": lambda t: 1 - t / steps, "steps": lambda t: 0.3 ** (t // 7),
         "cosine": lambda t: 0.05 + 0.475 * (1 + math.cos(math.pi * t / steps)), "warmup": lambda t: min(1, (t + 1) / 9)}[kind]
    return [base * f(t) for t in range(steps)]


def float32(x):
    return torch.tensor(x, dtype=torch.float32).double().tolist()


def draw(r, number, steps):
    kind, settings = draw_optimizer(r)
    torch.manual_seed(r.randrange(1 << 30))
    parameters = {f"{name}.weight": torch.randn(ROWS[name], SIZES[name]).tolist() for name in ROWS}
    parameters["out.weight"] = (torch.randn(3, 5) * 0.7).tolist()
    parameters["out.bias"] = torch.randn(3).tolist()
    parts = r.choice([1, 1, 1, 2, 4])
    batches = []
    early = r.random() < 0.5  # rows that only the first steps read
    for step in range(steps):
        batch = []
        for _ in range(parts * r.randint(1, 3)):
            length = r.randint(1, 6)
            ids = [min(int(40 * r.random() ** 3), 39) for _ in range(length)]
            if early and step < 2:
                ids[0] = 39
            batch.append({"ids": ids, "id": r.choice([0, 0, 0, 1, 2, 3]) if step % 9 else 6,
                          "y": float32([r.gauss(0, 1) for _ in range(3)])})
        batches.append(batch)
    # a loss of tiny gradients: Adam's epsilon counts
    scale = r.choice([1, 1, 1, 1e-3, 1e-7]) if kind in ("Adam", "AdamW") else 1
    return {"case": number, "optimizer": kind, "settings": settings, "clip": r.choice([None, None, 0.5, 0.02]),
            "parts": parts, "average": r.choice([None, None, 0.9, 0.99]), "scale": scale,
            "table_factor": r.choice([1, 1, 0.3]), "parameters": parameters, "batches": batches,
            "rates": float32(draw_rates(r, steps, 0.1 if kind in ("SGD", "Adagrad") else 0.02))}


def train(case, dtype, errors=None):
    """Returns the parameters half-way and at the end, and their average."""
    p = {n: torch.tensor(v, dtype=dtype).requires_grad_() for n, v in case["parameters"].items()}
    tables = [p["long.weight"], p["short.weight"]]
    groups = [{"params": tables}, {"params": [p["out.weight"], p["out.bias"]]}]
    optimizer = getattr(torch.optim, case["optimizer"])(groups, lr=1.0, **case["settings"])
    average = {n: torch.zeros_like(v) for n, v in p.items()}
    decay = case["average"] or 0
    results = {}
    for step, (batch, rate) in enumerate(zip(case["batches"], case["rates"])):
        optimizer.param_groups[0]["lr"] = rate * case["table_factor"]
        optimizer.param_groups[1]["lr"] = rate
        losses = []
        for example in batch:
            e = torch.cat([p["long.weight"][example["ids"]].mean(0), p["short.weight"][example["id"]]])
            out = torch.tanh(p["out.weight"] @ e + p["out.bias"])
            losses.append((out - torch.tensor(example["y"], dtype=dtype)).square().mean())
        optimizer.zero_grad(set_to_none=False)
        (torch.stack(losses).mean() * case["scale"]).backward()
        if errors is not None:
            for v in p.values():
                v.grad += (1e-6 * v.grad.abs() + 1e-7 * v.grad.abs().max()) * torch.randn(v.shape, generator=errors, dtype=dtype)
        if case["clip"]:
            torch.nn.utils.clip_grad_norm_(list(p.values()), case["clip"] * case["scale"])
        optimizer.step()
        with torch.no_grad():
            for n, v in p.items():
                average[n].mul_(decay).add_(v, alpha=1 - decay)
            if step + 1 == len(case["batches"]) // 2:
                results["half"] = {n: v.clone().tolist() for n, v in p.items()}
    results["end"] = {n: v.detach().tolist() for n, v in p.items()}
    if decay:
        results["average"] = {n: (v / (1 - decay ** len(case["batches"]))).tolist() for n, v in average.items()}
    return results


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--random", type=int, required=True, help="number of trainings")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--steps", type=int, default=30)
    options = arguments.parse_args()
    torch.set_num_threads(1)
    r = random.Random(options.seed)
    for number in range(options.random):
        case = draw(r, number, options.steps)
        exact, rounded = train(case, torch.float64), [train(case, torch.float32)]
        rounded += [train(case, torch.float64, torch.Generator().manual_seed(k)) for k in range(2)]
        case["expected"] = {k: {n: float32(v) for n, v in all.items()} for k, all in exact.items()}
        case["rounding"] = {k: {n: max((torch.tensor(v, dtype=torch.float64) - torch.tensor(other[k][n], dtype=torch.float64))
                                       .abs().max().item() for other in rounded) for n, v in all.items()}
                            for k, all in exact.items()}
        print(json.dumps(case), flush=True)


main()
