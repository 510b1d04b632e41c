"""Writes examples/programs/src/test/resources/state_dict.safetensors and state_dict_results.safetensors.

The state dict of a bidirectional nn.LSTM of two layers and a linear layer, and their results on packed sequences. Run from
the repository's root with PyTorch 2.x:

    python3 docs/golden/state_dict.py
"""

import json
import pathlib
import struct

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

FOLDER = pathlib.Path("examples/programs/src/test/resources")


def write(name, tensors):
    """Writes a safetensors file: the length of a JSON header, the header, the numbers."""
    header, numbers = {}, b""
    for key, tensor in tensors.items():
        data = tensor.detach().contiguous().numpy().astype("<f4").tobytes()
        header[key] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(numbers), len(numbers) + len(data)]}
        numbers += data
    text = json.dumps(header).encode()
    (FOLDER / name).write_bytes(struct.pack("<Q", len(text)) + text + numbers)


torch.manual_seed(8)
model = nn.ModuleDict({"encoder": nn.LSTM(6, 10, num_layers=2, bidirectional=True, batch_first=True), "fc": nn.Linear(20, 3)})
lengths = torch.tensor([4, 9, 1, 7, 9])
x = torch.randn(5, 9, 6)
output, (h, _) = model["encoder"](pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False))
y = model["fc"](pad_packed_sequence(output, batch_first=True)[0])
FOLDER.mkdir(parents=True, exist_ok=True)
write("state_dict.safetensors", model.state_dict())
write("state_dict_results.safetensors", {"x": x, "lengths": lengths.float(), "y": y, "last": h[-2:].transpose(0, 1).flatten(1)})
