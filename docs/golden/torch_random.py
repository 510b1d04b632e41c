"""Writes core/src/test/resources/org/tributary/param/torch-random.json: numbers drawn by PyTorch's CPU generator.

Run from the repository's root with PyTorch 2.6 on x86-64 with AVX2 or AVX-512:

    python3 docs/golden/torch_random.py

A case is a seed and the calls that follow it, each with its arguments and result. Numbers are stored as
hexadecimal bits, so that equality is to the last bit: 8 digits for float32, 16 for float64 and words. Long draws are stored as the CRC-32 of their little-endian bytes.
"""

import json
import pathlib
import zlib

import torch

TARGET = pathlib.Path("core/src/test/resources/org/tributary/param/torch-random.json")
SIZES = [1, 2, 3, 15, 16, 17, 31, 32, 33, 100]
SEEDS = [0, 1, 42, 2**32 + 5, -1, -(2**63), 2**63 - 1]


def uniform(count, low, high):
    return torch.empty(count).uniform_(low, high)


def uniform_doubles(count, low, high):
    return torch.empty(count, dtype=torch.float64).uniform_(low, high)


def normal(count, mean, std):
    return torch.empty(count).normal_(mean, std)


def words64(count):
    return torch.empty(count, dtype=torch.int64).random_(-(2**63), None)


CALLS = {
    "uniform": uniform,
    "uniformDoubles": uniform_doubles,
    "normal": normal,
    "words64": words64,
}


def little_endian(tensor):
    array = tensor.numpy()
    return array.astype(array.dtype.newbyteorder("<"))


def call(name, *arguments):
    array = little_endian(CALLS[name](*arguments))
    digits = 2 * array.itemsize
    bits = array.view(f"<u{array.itemsize}")
    return {"call": name, "arguments": arguments, "bits": " ".join(f"{b:0{digits}x}" for b in bits)}


def checksum(name, *arguments):
    array = little_endian(CALLS[name](*arguments))
    return {"call": name, "arguments": arguments, "crc32": f"{zlib.crc32(array.tobytes()):08x}"}


def case(title, seed, calls):
    torch.manual_seed(seed)
    return {"title": title, "seed": seed, "calls": [one() for one in calls]}


def every_size(seed):
    def calls():
        for size in SIZES:
            yield lambda: call("uniform", size, -0.7, 0.31)
            yield lambda: call("normal", size, 0.0, 1.0)

    return case(f"every size, seed {seed}", seed, calls())


def doubles(seed):
    def calls():
        for size in SIZES:
            yield lambda: call("uniformDoubles", size, -0.7, 0.31)

    return case(f"doubles, seed {seed}", seed, calls())


def kept_normal():
    """Small draws of odd size keep a spare normal across calls of other kinds and sizes."""
    return case(
        "the kept normal",
        11,
        [
            lambda: call("normal", 3, 0.0, 1.0),
            lambda: call("uniform", 5, 0.0, 1.0),
            lambda: call("normal", 3, 0.0, 1.0),
            lambda: call("normal", 1, 5.0, 0.25),
            lambda: call("normal", 20, 0.0, 1.0),
            lambda: call("normal", 0, 0.0, 1.0),
            lambda: call("normal", 2, 0.1, 0.3),
        ],
    )


def scaled():
    return case(
        "scaled normals",
        12,
        [
            lambda: call("normal", 7, 0.1, 0.3),
            lambda: call("normal", 40, 0.1, 0.3),
            lambda: call("normal", 16, -2.5, 0.0),
            lambda: call("uniform", 9, 2.0, 2.0),
        ],
    )


def integers(seed):
    return case(
        f"words, seed {seed}",
        seed,
        [
            lambda: call("words64", 10),
        ],
    )


def long_draws():
    return case(
        "long draws",
        7,
        [
            lambda: checksum("normal", 1_000_003, 0.0, 1.0),
            lambda: checksum("normal", 250_007, 0.3, 1.7),
            lambda: checksum("uniform", 500_001, -0.7, 0.31),
            lambda: checksum("uniformDoubles", 100_001, -0.7, 0.31),
        ],
    )


def main():
    cases = [every_size(seed) for seed in SEEDS]
    cases += [doubles(seed) for seed in (0, 2**32 + 5)]
    cases += [integers(seed) for seed in (0, -1)]
    cases += [kept_normal(), scaled(), long_draws()]
    document = {
        "origin": f"docs/golden/torch_random.py, PyTorch {torch.__version__.split('+')[0]}, "
        f"{torch.backends.cpu.get_cpu_capability()}",
        "cases": cases,
    }
    text = json.dumps(document).replace('{"title"', '\n{"title"').replace('{"call"', '\n {"call"')
    TARGET.write_text(text + "\n", encoding="ascii")
    print(TARGET, TARGET.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
