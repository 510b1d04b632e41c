"""Writes examples/cli/src/test/resources/org/tributary/examples/notebook/tensor-texts.json.

Text of tensors of many shapes and values, as printed by torch. Run from the repository's root with PyTorch 2.x:

    python3 docs/golden/tensor_texts.py

Values are float32 as decimal strings, so that NaN and infinities can be stored.
"""

import json
import pathlib

import torch

TARGET = pathlib.Path("examples/cli/src/test/resources/org/tributary/examples/notebook/tensor-texts.json")

RANKS = [(), (1,), (5,), (8,), (9,), (37,), (2, 3), (3, 1), (2, 11), (4, 30), (1, 1, 2), (3, 2, 4), (2, 2, 2, 3), (1, 2, 1, 2, 12)]

CHOSEN = [
    [0.0],
    [-0.0, 0.0],
    [0.0] * 30,
    [1.0, 2.0, -3.0],
    [1.0, 2.0, 1000.0],
    [1.0, 2.0, 1001.0],
    [1e8, 1e8 - 8],
    [1e8 + 8, 1e8],
    [3.0, float("inf"), float("nan")],
    [1.5, float("-inf"), float("nan"), -0.0],
    [float("nan"), float("inf")],
    [1e-4, 1e-2],
    [1.0001e-4, 1e-2],
    [9.9e-5, 1e-2],
    [0.5, 500.0],
    [0.5, 500.5],
    [0.03125, 0.09375, -0.03125],
    [0.99996, 9.99996],
    [9.99995e-5, 9.99996e20],
    [1e-45, 3.4028235e38],
    [0.0, 2e-5, -7.0],
    [1e-5] * 9,
    [-12345.678, 99.0],
]

INTEGERS = [[0], [5, 5, 4, 2], [10, 9, -3], list(range(30)), [100000] * 12]


def floats(tensor):
    return {
        "shape": list(tensor.shape),
        "values": [repr(value) for value in tensor.flatten().tolist()],
        "text": repr(tensor),
        "parameter": repr(torch.nn.Parameter(tensor)),
    }


if __name__ == "__main__":
    torch.manual_seed(7)
    cases = [floats(torch.tensor(values, dtype=torch.float32)) for values in CHOSEN]
    for shape in RANKS:
        for scale in [1.0, 0.01, 300.0]:
            cases.append(floats(torch.randn(shape).clamp(min=0.02) * scale))
            cases.append(floats((torch.rand(shape) - 0.5) * scale))
        cases.append(floats(torch.randint(-20, 20, shape).float()))
    # every length of the last line around the column where the suffix wraps
    for width in range(1, 24):
        cases.append(floats(torch.rand(width) + 1))
        cases.append(floats(torch.arange(1, width + 1).float()))
    integers = [{"values": values, "text": repr(torch.tensor(values))} for values in INTEGERS]
    golden = {
        "origin": f"docs/golden/tensor_texts.py, PyTorch {torch.__version__.split('+')[0]}",
        "floats": cases,
        "integers": integers,
    }
    TARGET.write_text(json.dumps(golden) + "\n")
    print(TARGET, len(cases), "tensors of floats,", len(integers), "of integers")
