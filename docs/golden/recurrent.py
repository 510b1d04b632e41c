"""Writes core/src/test/resources/org/tributary/golden/{rnn_tanh,rnn_relu,lstm,gru}.golden.gz.

Outputs, final states and all gradients of torch.nn.RNN, LSTM and GRU, over layers x directions x bias x projection x
lengths x initial state. Run from the repository's root with PyTorch 2.x:

    python3 docs/golden/recurrent.py

--random COUNT writes COUNT random cases per cell, of other sizes, options and lengths, to a folder; --seed selects
others:

    python3 docs/golden/recurrent.py --random 50 --seed 1 target/golden

`mvn verify -Dtributary.golden=$PWD/target/golden` compares the layers with them (RandomRecurrentTest).

batch_first would double the files with the same numbers in another layout, so it alternates: every value of
every other option occurs with and without it.

Recipe of a case, which a test repeats from the seed (only results are stored, and the CRC-32 of the drawn tensors as
little-endian float32 in this order):

    torch.manual_seed(seed)
    the module draws its parameters in registration order, each U(-1/sqrt(hidden), 1/sqrt(hidden))
    input                   randn  [L, N, in], or [N, L, in] if batch_first; padding is random too
    h_0, c_0                randn  [layers * directions, N, hidden or projection]; only with an initial state
    loss.output, loss.h_n, loss.c_n    randn, of the shapes of output, h_n, c_n

    loss = sum(output * loss.output) + sum(h_n * loss.h_n) + sum(c_n * loss.c_n)

Drawn values are float32. The module computes in float64 and results are rounded to float32, so a test's tolerance
covers its own rounding but not PyTorch's, and every machine writes the same files.

Lengths shorter than L go through pack_padded_sequence and pad_packed_sequence(total_length=L): output and its
gradient are zero in the padding. PyTorch rejects rows of length zero: it runs on the other rows, and the empty rows are
filled in here by definition: output zero, final state = initial state, hence the gradient of the initial state is
that of the final state, and all other gradients are zero.

Random cases have further fields:

    use            once      the module reads the input
                   twice     the module reads its own output, from its own final state
                   tied      every layer has the weights of the first, in PyTorch copies of equal values
                   tied_all  every direction of every layer has the weights of the first
                   state     h_0 (and c_0) are functions of the first step: h_0[k, n, j] = tanh(x[0, n, j mod in]), c_0 without tanh
    weightScale    factor of the drawn parameters, a power of two
    inputScale     factor of the drawn input, a power of two
    nan            row-major index of the input value that is NaN; -1 for none
    rounding       for each tensor, the largest difference between PyTorch in float32 and in float64; if it exceeds a
                   thousandth of the largest value, the layer is chaotic and another case is drawn

Scaling and tying follow drawing; the CRC-32 is that of the result. Without an initial state, random cases start from a
leaf of zeros, so that its gradient exists.

Format, gzip'd: int32 length of the index; the index, JSON in UTF-8; float32 values. Integers and floats are
little-endian. The index holds for each tensor its offset in values (not bytes) and its shape, and the sizes: one
entry for all fixed cases, one per random case.
"""

import argparse

import gzip
import itertools
import json
import math
import pathlib
import random
import re
import struct
import zlib

import numpy
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

TARGET = pathlib.Path("core/src/test/resources/org/tributary/golden")
SIZES = {"batch": 3, "steps": 5, "input": 7, "hidden": 6}
PROJECTION = 2
LENGTHS = [None, [4, 4, 4], [5, 3, 2], [3, 5, 1], [2, 0, 4]]
CELLS = ["rnn_tanh", "rnn_relu", "lstm", "gru"]
USES = ["once", "once", "twice", "tied", "tied_all", "state"]


def build(cell, case):
    options = {
        "num_layers": case["layers"],
        "bias": case["bias"],
        "batch_first": case["batchFirst"],
        "bidirectional": case["bidirectional"],
    }
    sizes = case["sizes"]["input"], case["sizes"]["hidden"]
    if cell == "lstm":
        return nn.LSTM(*sizes, proj_size=case["projection"], **options)
    if cell == "gru":
        return nn.GRU(*sizes, **options)
    return nn.RNN(*sizes, nonlinearity=cell.removeprefix("rnn_"), **options)


def draw(cell, case):
    """Returns the module and the named tensors of a case, in the order they are drawn."""
    torch.manual_seed(case["seed"])
    module = build(cell, case)
    drawn = {name: parameter.detach().clone() for name, parameter in module.named_parameters()}
    directions = 2 if case["bidirectional"] else 1
    batch, steps, width, hidden = (case["sizes"][name] for name in ["batch", "steps", "input", "hidden"])
    leading = (batch, steps) if case["batchFirst"] else (steps, batch)
    states = {"h": (case["layers"] * directions, batch, case["projection"] or hidden)}
    if cell == "lstm":
        states["c"] = (case["layers"] * directions, batch, hidden)
    drawn["input"] = torch.randn(*leading, width)
    if case["initialState"]:
        for letter, shape in states.items():
            drawn[f"{letter}_0"] = torch.randn(shape)
    drawn["loss.output"] = torch.randn(*leading, directions * (case["projection"] or hidden))
    for letter, shape in states.items():
        drawn[f"loss.{letter}_n"] = torch.randn(shape)
    scale_and_tie(module, case, drawn)
    return module, drawn


def scale_and_tie(module, case, drawn):
    """Applies a random case's scales, ties and NaN to the drawn parameters and input."""
    if "use" not in case:
        return
    drawn["input"] *= case["inputScale"]
    if case["nan"] >= 0:
        drawn["input"].view(-1)[case["nan"]] = math.nan
    with torch.no_grad():
        for name, parameter in module.named_parameters():
            source = name
            if case["use"] in ("tied", "tied_all"):
                source = re.sub("_l[0-9]+", "_l0", source)
            if case["use"] == "tied_all":
                source = source.removesuffix("_reverse")
            if source == name:
                drawn[name] *= case["weightScale"]
            drawn[name] = drawn[source].clone()
            parameter.copy_(drawn[name])


def read(module, case, values, state, rows):
    """Returns the module's padded output and final state for some rows of a batch."""
    if case["lengths"] is None:
        return module(values, state)
    lengths = torch.tensor(case["lengths"])[rows]
    packed = pack_padded_sequence(values, lengths, batch_first=case["batchFirst"], enforce_sorted=False)
    packed, final = module(packed, state)
    output, _ = pad_packed_sequence(packed, batch_first=case["batchFirst"], total_length=case["sizes"]["steps"])
    return output, final


def states_of(module, case, leaves, letters):
    """Returns the initial states by name, computed from the input for use "state"; empty if there are none."""
    if case["initialState"]:
        return {f"{letter}_0": leaves[f"{letter}_0"] for letter in letters}
    if "use" not in case:
        return {}
    count = case["layers"] * (2 if case["bidirectional"] else 1)
    sizes = {"h": case["projection"] or case["sizes"]["hidden"], "c": case["sizes"]["hidden"]}
    states = {}
    for letter in letters:
        first = leaves["input"].select(1 if case["batchFirst"] else 0, 0)  # [N, in]
        if case["use"] == "state":
            columns = torch.arange(sizes[letter]) % first.shape[1]
            state = first.index_select(1, columns).expand(count, -1, -1)
            states[f"{letter}_0"] = torch.tanh(state) if letter == "h" else state.clone()
            states[f"{letter}_0"].retain_grad()
        else:
            zeros = torch.zeros(count, first.shape[0], sizes[letter], dtype=first.dtype)
            states[f"{letter}_0"] = zeros.requires_grad_()
    return states


def run(module, case, given, rows, dtype=torch.float64):
    """Returns output, final states and gradients of the loss for some rows of the batch."""
    batch_axis = 0 if case["batchFirst"] else 1
    leaves = {}
    for name, tensor in given.items():
        axis = batch_axis if name in ("input", "loss.output") else 1
        leaves[name] = tensor.to(dtype).index_select(axis, rows).requires_grad_(not name.startswith("loss."))
    letters = [name[-3] for name in given if name.startswith("loss.") and name.endswith("_n")]

    states = states_of(module, case, leaves, letters)
    state = tuple(states.values()) if len(states) == 2 else next(iter(states.values()), None)
    output, final = read(module, case, leaves["input"], state, rows)
    if case.get("use") == "twice":
        output, final = read(module, case, output, final, rows)

    results = {"output": output}
    for letter, value in zip(letters, final if len(letters) == 2 else (final,)):
        results[f"{letter}_n"] = value
    sum((value * leaves[f"loss.{name}"]).sum() for name, value in results.items()).backward()
    results["grad.input"] = leaves["input"].grad
    for name, value in states.items():
        results[f"grad.{name}"] = value.grad
    return {name: value.detach() for name, value in results.items()}


def with_empty_rows(case, given, results, rows):
    """Inserts the empty rows, which PyTorch did not run."""
    complete = {}
    for name, value in results.items():
        axis = 0 if case["batchFirst"] and name in ("output", "grad.input") else 1
        shape = list(value.shape)
        shape[axis] = case["sizes"]["batch"]
        whole = torch.zeros(shape, dtype=value.dtype)
        if name in ("h_n", "c_n") and case["initialState"]:
            whole.copy_(given[f"{name[0]}_0"])
        if name in ("grad.h_0", "grad.c_0"):
            whole.copy_(given[f"loss.{name[5]}_n"])
        complete[name] = whole.index_copy(axis, rows, value)
    return complete


def results_of(cell, case):
    module, drawn = draw(cell, case)
    checksum = zlib.crc32(b"".join(value.numpy().astype("<f4").tobytes() for value in drawn.values()))
    case["drawnCrc32"] = f"{checksum:08x}"
    parameters = dict(module.double().named_parameters())
    given = {name: value for name, value in drawn.items() if name not in parameters}
    batch = range(case["sizes"]["batch"])
    rows = torch.tensor([row for row in batch if case["lengths"] is None or case["lengths"][row] > 0])
    results = all_results(module, case, given, rows, torch.float64)
    if "use" in case:
        module.zero_grad()
        rounded = all_results(module.float(), case, given, rows, torch.float32)
        case["rounding"] = {
            name: (value - rounded[name].double()).nan_to_num().abs().max().item() for name, value in results.items()
        }
    return results


def all_results(module, case, given, rows, dtype):
    results = with_empty_rows(case, given, run(module, case, given, rows, dtype), rows)
    for name, parameter in module.named_parameters():
        results[f"grad.{name}"] = parameter.grad.clone()
    return results


def cases_of(cell):
    options = itertools.product(
        [1, 2, 3],
        [False, True],
        [True, False],
        [0, PROJECTION] if cell == "lstm" else [0],
        range(len(LENGTHS)),
        [False, True],
    )
    for number, (layers, bidirectional, bias, projection, lengths, initial) in enumerate(options):
        parity = layers + bidirectional + bias + bool(projection) + lengths + initial
        yield {
            "sizes": SIZES,
            "layers": layers,
            "bidirectional": bidirectional,
            "bias": bias,
            "batchFirst": parity % 2 == 1,
            "projection": projection,
            "lengths": LENGTHS[lengths],
            "initialState": initial,
            "seed": 1000 * (CELLS.index(cell) + 1) + number,
        }


def random_cases(cell, seed):
    """Yields random cases: sizes from 1, small ones more often; lengths of every kind, not all of them 0."""
    draw = random.Random(f"{cell} {seed}")
    for number in itertools.count():
        sizes = {
            "batch": draw.choice([1, 2, 3, 5, 8, 17, 40]),
            "steps": draw.choice([1, 2, 3, 7, 8, 9, 16, 17, 31, 64]),
            "input": draw.choice([1, 2, 5, 16, 33, 100]),
            "hidden": draw.choice([2, 3, 8, 16, 31, 64, 130]),
        }
        use = draw.choice(USES)
        weight_scale, input_scale = draw.choice([(1, 1), (1, 1), (1, 256), (4, 1), (16, 16)])
        if weight_scale > 1:  # states diverge in long sequences
            sizes["steps"] = draw.choice([1, 2, 3, 7, 9])
            weight_scale = min(weight_scale, 4) if cell == "rnn_relu" else weight_scale
        layers = draw.choice([2, 3] if use.startswith("tied") else [1, 1, 2, 3])
        bidirectional = draw.random() < 0.5
        projection = draw.randrange(1, sizes["hidden"]) if cell == "lstm" and draw.random() < 0.3 else 0
        if use in ("twice", "tied", "tied_all"):  # the output is an input
            sizes["input"] = (2 if bidirectional else 1) * (projection or sizes["hidden"])
        shortest = draw.choice([0, 1, sizes["steps"] // 2, sizes["steps"]])
        if use == "state":  # an empty row has no first step
            shortest = max(1, shortest)
        lengths = [draw.randint(min(shortest, sizes["steps"]), sizes["steps"]) for _ in range(sizes["batch"])]
        lengths[draw.randrange(len(lengths))] = draw.randint(max(1, shortest), sizes["steps"])
        padded = draw.random() >= 0.25
        batch_first = draw.random() < 0.5
        row = max(range(len(lengths)), key=lambda r: lengths[r]) if draw.random() < 0.5 else draw.randrange(len(lengths))
        step = draw.randrange(max(1, lengths[row] if padded else sizes["steps"]))
        place = row * sizes["steps"] + step if batch_first else step * sizes["batch"] + row
        nan = place * sizes["input"] + draw.randrange(sizes["input"]) if draw.random() < 0.15 else -1
        yield {
            "sizes": sizes,
            "layers": layers,
            "bidirectional": bidirectional,
            "bias": draw.random() < 0.7,
            "batchFirst": batch_first,
            "projection": projection,
            "lengths": lengths if padded else None,
            "initialState": use != "state" and draw.random() < 0.5,
            "seed": 1_000_000 * seed + number,
            "use": use,
            "weightScale": weight_scale,
            "inputScale": input_scale,
            "nan": nan,
        }


def is_chaotic(case, results):
    """Returns whether float32 and float64 differ too much for a meaningful comparison."""
    return any(
        not case["rounding"][name] <= 1e-3 * max(1, value.nan_to_num().abs().max().item()) for name, value in results.items()
    )


def write(cell, cases, target, count=None):
    index = {
        "origin": f"docs/golden/recurrent.py, PyTorch {torch.__version__.split('+')[0]}",
        "cell": cell,
        "sizes": SIZES,
        "cases": [],
    }
    values = []
    offset = 0
    for case in cases:
        if len(index["cases"]) == count:
            break
        results = results_of(cell, case)
        if count is not None and is_chaotic(case, results):
            continue
        case["tensors"] = {}
        for name, tensor in results.items():
            array = tensor.numpy().astype("<f4")
            case["tensors"][name] = {"offset": offset, "shape": list(array.shape)}
            values.append(array.tobytes())
            offset += array.size
        # sizes shared by all cases are stored once, in the index
        index["cases"].append({name: value for name, value in case.items() if value is not SIZES})
    text = json.dumps(index, separators=(",", ":")).encode("utf-8")
    content = struct.pack("<i", len(text)) + text + b"".join(values)
    file = target / f"{cell}.golden.gz"
    file.write_bytes(gzip.compress(content, 9, mtime=0))
    print(file, len(index["cases"]), "cases", file.stat().st_size, "bytes")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--random", type=int, metavar="COUNT")
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("folder", nargs="?", type=pathlib.Path, default=TARGET)
    given = arguments.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    for each in CELLS:
        cases = random_cases(each, given.seed) if given.random else cases_of(each)
        write(each, cases, given.folder, given.random)
