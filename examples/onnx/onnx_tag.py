"""Tags words: python3 onnx_tag.py tagger.onnx Her book was light ."""
import json, re, sys, unicodedata
import numpy, onnxruntime

def kind(c):
    upper = c.isupper() or c.istitle()
    return "X" if upper else "x" if c.islower() else "o" if c.isalpha() else "d" if c.isdecimal() else c

def form(reads, length, word, entries):
    lower = word.lower()
    if reads == "word": return word
    if reads == "vector":
        forms = [word, lower, re.sub(r"\d", "0", word), re.sub(r"\d", "0", lower)]
        return next((form for form in forms if form in entries), word)
    if reads == "lower": return lower
    if reads == "prefix": return lower[:length] if len(lower) >= length else None
    if reads == "suffix": return lower[-length:] if len(lower) >= length else None
    if reads == "shape":
        marks = ("Mn", "Mc", "Me", "Cf") # they belong to the character before them
        kinds = [kind(c) for i, c in enumerate(word) if i == 0 or unicodedata.category(c) not in marks]
        return "".join(k for i, k in enumerate(kinds) if i == 0 or k != kinds[i - 1])
    raise ValueError(f"expected inputs computed from the word alone, got {reads}")

words = sys.argv[2:]
if not words or "" in words: sys.exit("expected a model and words, none empty")
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
meta = session.get_modelmeta().custom_metadata_map
inputs = {"lengths": numpy.array([len(words)], numpy.int64)}
for name in json.loads(meta["inputs"]):
    own = {k: meta.get(f"input.{name}.{k}") for k in ("reads", "entries", "unknown", "none", "length", "max_characters")}
    ids = {entry: k for k, entry in enumerate(json.loads(own["entries"]))}
    unknown, none = int(own["unknown"]), int(own["none"])
    if own["reads"] == "characters":
        most = int(own["max_characters"])
        read = [w if len(w) <= most else w[:most // 2] + w[len(w) - most + most // 2:] for w in words]
        longest = max(len(w) for w in read)
        rows = [[ids.get(c, unknown) for c in w] + [none] * (longest - len(w)) for w in read]
    else:
        forms = [form(own["reads"], int(own["length"] or 0), w, ids) for w in words]
        rows = [none if f is None else ids.get(f, unknown) for f in forms]
    inputs[f"{name}.ids"] = numpy.array([rows], numpy.int64)
best, probabilities = session.run(["labels", "probabilities"], inputs)
labels = json.loads(meta["labels"])
for t, word in enumerate(words):
    print(f"{word}\t{labels[best[0, t]]}\t{probabilities[0, t, best[0, t]]:.4f}")
