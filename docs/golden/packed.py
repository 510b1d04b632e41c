"""Writes core/src/test/resources/org/tributary/golden/packed.json.

Packing and padding by torch.nn.utils.rnn: data, batch sizes, sorted and unsorted indices, and the padded result. Run
from the repository's root with PyTorch 2.x:

    python3 docs/golden/packed.py

The value of step t of row n in feature k is 100 t + 10 n + k + 1, so that each value identifies its position.
"""

import json
import pathlib

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

TARGET = pathlib.Path("core/src/test/resources/org/tributary/golden/packed.json")


def values(steps, rows, features):
    t = torch.arange(steps).view(-1, 1, 1)
    n = torch.arange(rows).view(1, -1, 1)
    k = torch.arange(features).view(1, 1, -1)
    return (100 * t + 10 * n + k + 1).float()


def listed(tensor):
    return None if tensor is None else tensor.flatten().tolist()


def case(lengths, steps, enforce_sorted, batch_first, padding_value, total_length):
    padded = values(steps, len(lengths), 2)
    if batch_first:
        padded = padded.transpose(0, 1)
    packed = pack_padded_sequence(
        padded, torch.tensor(lengths), batch_first=batch_first, enforce_sorted=enforce_sorted
    )
    back, back_lengths = pad_packed_sequence(
        packed, batch_first=batch_first, padding_value=padding_value, total_length=total_length
    )
    return {
        "lengths": lengths,
        "steps": steps,
        "enforceSorted": enforce_sorted,
        "batchFirst": batch_first,
        "paddingValue": padding_value,
        "totalLength": total_length,
        "data": listed(packed.data),
        "batchSizes": listed(packed.batch_sizes),
        "sortedIndices": listed(packed.sorted_indices),
        "unsortedIndices": listed(packed.unsorted_indices),
        "padded": listed(back.contiguous()),
        "paddedShape": list(back.shape),
        "paddedLengths": listed(back_lengths),
    }


if __name__ == "__main__":
    cases = []
    for lengths, steps, enforce_sorted in [
        ([4, 2, 1], 4, True),
        ([4, 2, 1], 5, True),
        ([3, 3, 2, 2], 3, True),
        ([1, 4, 2], 4, False),
        ([2, 3, 3, 1, 2], 4, False),
        ([1], 3, False),
    ]:
        for batch_first in [False, True]:
            cases.append(case(lengths, steps, enforce_sorted, batch_first, 0.0, None))
            cases.append(case(lengths, steps, enforce_sorted, batch_first, -7.5, steps + 2))
    TARGET.write_text(json.dumps({"origin": f"docs/golden/packed.py, PyTorch {torch.__version__.split('+')[0]}", "cases": cases}))
    print(TARGET, len(cases), "cases")
