"""Writes core/src/test/resources/org/tributary/param/{lstm,mixed}.safetensors and mixed.json.

Safetensors files written by PyTorch's writer: of a layer, and of a larger module with several element types. Run from the repository's root with PyTorch 2.x and safetensors 0.4 or newer (Debian: python3-safetensors):

    python3 docs/golden/tensor_files.py

lstm.safetensors: nn.LSTM(3, 2, num_layers=2, bidirectional=True) after manual_seed(0), which a test
reproduces.
mixed.safetensors: encoder.f64, .f32, .f16, .bf16 (all magnitudes, including subnormals, infinities and NaN),
encoder.scalar, encoder.empty, and head.steps of int64. mixed.json: the encoder's values as PyTorch converts them to
float32, as bits.
"""

import json
import pathlib

import torch
from safetensors.torch import save_file

TARGET = pathlib.Path("core/src/test/resources/org/tributary/param")


def numbers():
    random = torch.Generator().manual_seed(5)
    exponents = torch.arange(-12, 13).double()
    drawn = torch.randn(25, generator=random, dtype=torch.float64) * 10.0**exponents
    special = torch.tensor([0.0, -0.0, float("inf"), float("-inf"), float("nan"), 6e-8, -3e-6, 1e-40, 65504.0, 1e300])
    return torch.cat([drawn, special.double()]).view(5, 7)


if __name__ == "__main__":
    TARGET.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    lstm = torch.nn.LSTM(3, 2, num_layers=2, bidirectional=True)
    save_file(lstm.state_dict(), TARGET / "lstm.safetensors", {"format": "pt"})
    kinds = {"f64": torch.float64, "f32": torch.float32, "f16": torch.float16, "bf16": torch.bfloat16}
    mixed = {f"encoder.{name}": numbers().to(kind) for name, kind in kinds.items()}
    mixed["encoder.scalar"] = torch.tensor(2.5)
    mixed["encoder.empty"] = torch.zeros(3, 0)
    expected = {
        name.removeprefix("encoder."): {
            "shape": list(tensor.shape),
            "bits": tensor.float().view(torch.int32).flatten().tolist(),
        }
        for name, tensor in mixed.items()
    }
    mixed["head.steps"] = torch.tensor([3, 4])
    save_file(mixed, TARGET / "mixed.safetensors", {"format": "pt", "made by": "docs/golden/tensor_files.py"})
    (TARGET / "mixed.json").write_text(json.dumps(expected) + "\n")
