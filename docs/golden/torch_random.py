"""Writes core/src/test/resources/org/tributary/random/torch-random.json: numbers drawn by PyTorch's CPU generator.

Run from the repository's root with PyTorch 2.6 on x86-64 with AVX2 or AVX-512:

    python3 docs/golden/torch_random.py

A case is a seed and the calls that follow it, each with its arguments and result. Numbers are stored as
hexadecimal bits, so that equality is to the last bit: 8 digits for float32, int32 and words,
16 for float64 and 64-bit words. Long draws are stored as the CRC-32 of their little-endian bytes.
"""

import json
import pathlib

import numpy
import torch

TARGET = pathlib.Path("core/src/test/resources/org/tributary/random/torch-random.json")
SIZES = [1, 2, 3, 15, 16, 17, 31, 32, 33, 100]
SEEDS = [0, 1, 42, 2**32 + 5, -1, -(2**63), 2**63 - 1]


def uniform(count, low, high):
    return torch.empty(count).uniform_(low, high)


def uniform_doubles(count, low, high):
    return torch.empty(count, dtype=torch.float64).uniform_(low, high)


def normal(count, mean, std):
    return torch.empty(count).normal_(mean, std)


def normal_doubles(count, mean, std):
    return torch.empty(count, dtype=torch.float64).normal_(mean, std)


def bernoulli(count, probability):
    return torch.empty(count).bernoulli_(probability)


def permutation(count):
    return torch.randperm(count).to(torch.int32)


def words32(count):
    """random_ takes the word modulo 2^32 - 1, which is the word itself except for one value that does not occur."""
    return torch.empty(count, dtype=torch.int64).random_(0, 2**32 - 1)


def words64(count):
    return torch.empty(count, dtype=torch.int64).random_(-(2**63), None)


CALLS = {
    "uniform": uniform,
    "uniformDoubles": uniform_doubles,
    "normal": normal,
    "normalDoubles": normal_doubles,
    "bernoulli": bernoulli,
    "permutation": permutation,
    "words32": words32,
    "words64": words64,
}


def little_endian(name, tensor):
    array = tensor.numpy()
    if name == "words32":
        array = array.astype(numpy.uint32)
    return array.astype(array.dtype.newbyteorder("<"))


def call(name, *arguments):
    array = little_endian(name, CALLS[name](*arguments))
    digits = 2 * array.itemsize
    bits = array.view(f"<u{array.itemsize}")
    return {"call": name, "arguments": arguments, "bits": " ".join(f"{b:0{digits}x}" for b in bits)}


def checksum(name, *arguments):
    array = little_endian(name, CALLS[name](*arguments))
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
            yield lambda: call("normalDoubles", size, 0.0, 1.0)

    return case(f"doubles, seed {seed}", seed, calls())


def kept_normal():
    """Small draws of odd size keep a spare normal across calls of other kinds and sizes, in both precisions."""
    return case(
        "the kept normal",
        11,
        [
            lambda: call("normal", 3, 0.0, 1.0),
            lambda: call("uniform", 5, 0.0, 1.0),
            lambda: call("normal", 3, 0.0, 1.0),
            lambda: call("normal", 1, 5.0, 0.25),
            lambda: call("normal", 20, 0.0, 1.0),
            lambda: call("bernoulli", 4, 0.5),
            lambda: call("normalDoubles", 17, 0.0, 1.0),
            lambda: call("normalDoubles", 1, -3.0, 2.0),
            lambda: call("normalDoubles", 1, 0.0, 1.0),
            lambda: call("normal", 0, 0.0, 1.0),
            lambda: call("permutation", 6),
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
        f"words, masks and permutations, seed {seed}",
        seed,
        [
            lambda: call("words32", 20),
            lambda: call("words64", 10),
            lambda: call("bernoulli", 25, 0.3),
            lambda: call("bernoulli", 3, 0.0),
            lambda: call("bernoulli", 3, 1.0),
            lambda: call("permutation", 0),
            lambda: call("permutation", 1),
            lambda: call("permutation", 2),
            lambda: call("permutation", 10),
            lambda: call("permutation", 50),
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
            lambda: checksum("bernoulli", 100_001, 0.33),
            lambda: checksum("permutation", 100_001),
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
