"""Writes core/src/test/resources/org/tributary/golden/initializers.json.

Values drawn by torch.nn.init. Run from the repository's root with PyTorch 2.x:

    python3 docs/golden/initializers.py
"""

import json
import pathlib

import torch
from torch.nn import init

TARGET = pathlib.Path("core/src/test/resources/org/tributary/golden/initializers.json")
INITIALIZERS = {
    "xavier_uniform": init.xavier_uniform_,
    "xavier_normal": init.xavier_normal_,
    "orthogonal": init.orthogonal_,
    "constant": lambda tensor: init.constant_(tensor, -2.5),
}

if __name__ == "__main__":
    cases = []
    for name, draw in INITIALIZERS.items():
        for seed, shape in enumerate([(7, 4), (3, 8), (20, 5), (6, 6)]):
            torch.manual_seed(seed)
            values = draw(torch.empty(shape))
            cases.append({"name": name, "seed": seed, "shape": shape, "values": values.flatten().tolist()})
    origin = f"docs/golden/initializers.py, PyTorch {torch.__version__.split('+')[0]}"
    TARGET.write_text(json.dumps({"origin": origin, "cases": cases}))
    print(TARGET, len(cases), "cases")
