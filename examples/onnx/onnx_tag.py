"""Tags words: python3 onnx_tag.py tagger.onnx Her book was light ."""
import json, re, string, sys, unicodedata
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

def pieces(word, tokenizer):
    """The ids of a word's pieces. Of the library tokenizers, for any tokenizer.json:
    tokenizers.Tokenizer.from_str(text).encode(word, add_special_tokens=False).ids or [unknown]"""
    model, normal, category = tokenizer["model"], tokenizer["normalizer"], unicodedata.category
    if normal["type"] != "BertNormalizer": raise ValueError("expected a BertNormalizer; use the library tokenizers")
    if normal["clean_text"]:
        kept = [c for c in word if c in "\t\n\r" or category(c) not in ("Cc", "Cf", "Co", "Cs") and c != "\ufffd"]
        word = "".join(" " if c.isspace() else c for c in kept)
    if normal["handle_chinese_chars"]:
        word = re.sub("([\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002a6df\U0002a700-\U0002b73f"
                      "\U0002b740-\U0002b81f\U0002b920-\U0002ceaf\U0002f800-\U0002fa1f])", r" \1 ", word)
    if normal["strip_accents"] or normal["strip_accents"] is None and normal["lowercase"]:
        word = "".join(c for c in unicodedata.normalize("NFD", word) if category(c) != "Mn")
    if normal["lowercase"]: word = "".join(c.lower() for c in word)
    vocabulary, unknown, ids = model["vocab"], model["vocab"][model["unk_token"]], []
    punctuated = (f" {c} " if c in string.punctuation or category(c)[0] == "P" else c for c in word)
    for part in "".join(punctuated).split():
        own, begin = [], 0
        while begin < len(part):
            prefix = model["continuing_subword_prefix"] if begin else ""
            ends = range(len(part), begin, -1)
            end = next((e for e in ends if prefix + part[begin:e] in vocabulary), None)
            if end is None or len(part) > model["max_input_chars_per_word"]: own = [unknown]; break
            own.append(vocabulary[prefix + part[begin:end]])
            begin = end
        ids += own
    return ids or [unknown]

words = sys.argv[2:]
if not words or "" in words: sys.exit("expected a model and words, none empty")
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
meta = session.get_modelmeta().custom_metadata_map
inputs = {"lengths": numpy.array([len(words)], numpy.int64)}
for name in json.loads(meta["inputs"]):
    own = {k: meta.get(f"input.{name}.{k}") for k in ("reads", "entries", "unknown", "none", "length", "max_characters")}
    if own["reads"] == "pieces":
        before, after, window = (json.loads(meta[f"input.{name}.{k}"]) for k in ("before", "after", "window"))
        tokenizer = json.loads(meta[f"input.{name}.tokenizer"])
        of_words = [pieces(word, tokenizer) for word in words]
        row = before + sum(of_words, []) + after
        if len(row) > window: sys.exit(f"expected at most {window} pieces, got {len(row)}; split the sentence")
        encoder = {"input_ids": row, "attention_mask": [1] * len(row), "token_type_ids": [0] * len(row)}
        inputs |= {i.name: numpy.array([encoder[i.name]], numpy.int64) for i in session.get_inputs() if i.name in encoder}
        inputs[f"{name}.pieces"] = numpy.array([[len(p) for p in of_words]], numpy.int64)
        continue
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
