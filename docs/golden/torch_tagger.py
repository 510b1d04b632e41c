"""Writes core/src/test/resources/org/tributary/torch/: small taggers, trained, with their answers.

Each folder has the state dict as safetensors, vocabularies and labels as files, the mapping that names its modules, and
answers.json: sentences, the predicted labels, and the probability of each label of each word. Run from the repository's
root with PyTorch 2.x:

    python3 docs/golden/torch_tagger.py

Every word and every sentence is encoded alone, without padding. The CRF's best path and marginals are computed in double
precision. The same script loads weights that TorchTagger.write has written into the modules of a case, by
load_state_dict, and prints their answers to sentences.json as JSON:

    python3 docs/golden/torch_tagger.py answer CASE FOLDER
"""

import json
import pathlib
import struct
import sys

import torch
from torch import nn

torch.set_num_threads(1)
TARGET = pathlib.Path("core/src/test/resources/org/tributary/torch")
UNKNOWN, PADDING = "<unk>", "<pad>"
TRAINING = [
    ("The old man walked to Paris .", "DET ADJ NOUN VERB ADP PROPN PUNCT"),
    ("She reads the new book in Rome .", "PRON VERB DET ADJ NOUN ADP PROPN PUNCT"),
    ("A big dog barks at the cat .", "DET ADJ NOUN VERB ADP DET NOUN PUNCT"),
    ("We saw Anna in the garden .", "PRON VERB PROPN ADP DET NOUN PUNCT"),
    ("Birds sing .", "NOUN VERB PUNCT"),
    ("Stop !", "VERB PUNCT"),
]
SENTENCES = [
    ["The", "old", "dog", "sings", "."],
    ["Zoë", "reads", "<pad>", "<unk>", "in", "Reykjavík", "!"],
    ["Stop"],
    ["Internationalization", "bores", "the", "extraterrestrial-looking-man", "."],
]
MAPPINGS = {
    "lstm": """# two recurrent modules, characters by an LSTM with max pooling
inputs = lower, char
lower.table = e.weight
lower.vocabulary = words.json
lower.unknown = <unk>
lower.padding = <pad>
char.table = ce.weight
char.vocabulary = characters.json
char.unknown = <unk>
char.padding = <pad>
char.lstm = cl
char.pooling = max
char.first = 9
encoder = lstm
encoder.modules = l, l2
output = o
labels = labels.json
ignored = steps, d.
""",
    "gru_crf": """inputs = char, word
char.table = embed.char.weight
char.vocabulary = characters.txt
char.unknown = <unk>
char.cnn = conv.0, conv.1
word.table = embed.word.weight
word.vocabulary = words.txt
word.unknown = <unk>
encoder = gru
encoder.modules = rnn
output = tags
labels = labels.txt
crf = crf
""",
    "rnn": """inputs = word, suffix2
word.table = word.weight
word.vocabulary = words.json
word.unknown = <unk>
suffix2.table = ending.weight
suffix2.vocabulary = endings.json
suffix2.unknown = <unk>
encoder = rnn
encoder.modules = rnn
output = out
labels = labels.json
zeros = rnn.bias_ih_l0, rnn.bias_hh_l0, out.bias
""",
}


class Lstm(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.e = nn.Embedding(sizes["words"], 6, padding_idx=0)
        self.ce = nn.Embedding(sizes["characters"], 5, padding_idx=0)
        self.cl = nn.LSTM(5, 4, bidirectional=True)
        self.l = nn.LSTM(14, 7, bidirectional=True)
        self.l2 = nn.LSTM(14, 7, bidirectional=True)
        self.o = nn.Linear(14, sizes["labels"])

    def forward(self, sentence, indices):
        rows = []
        for word in sentence:
            out, _ = self.cl(self.ce(indices("characters", list(word[:9]))))
            rows.append(torch.cat([self.e(indices("words", [word.lower()]))[0], out.max(0).values]))
        return self.o(self.l2(self.l(torch.stack(rows))[0])[0])


class GruCrf(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.embed = nn.ModuleDict({"word": nn.Embedding(sizes["words"], 5), "char": nn.Embedding(sizes["characters"], 4)})
        self.conv = nn.ModuleList([nn.Conv1d(4, 3, 3, padding="same"), nn.Conv1d(4, 3, 2, padding="same")])
        self.rnn = nn.GRU(11, 6, num_layers=2, bidirectional=True)
        self.tags = nn.Linear(12, sizes["labels"])
        self.crf = nn.ParameterDict(
            {
                "start_transitions": torch.randn(sizes["labels"]),
                "end_transitions": torch.randn(sizes["labels"]),
                "transitions": torch.randn(sizes["labels"], sizes["labels"]),
            }
        )

    def forward(self, sentence, indices):
        rows = []
        for word in sentence:
            letters = self.embed["char"](indices("characters", list(word))).T.unsqueeze(0)
            pooled = [torch.tanh(c(letters)).max(2).values[0] for c in self.conv]
            rows.append(torch.cat(pooled + [self.embed["word"](indices("words", [word]))[0]]))
        return self.tags(self.rnn(torch.stack(rows))[0])


class Rnn(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.word = nn.Embedding(sizes["words"], 4)
        self.ending = nn.Embedding(sizes["endings"], 3)
        self.rnn = nn.RNN(7, 5, bias=False)
        self.out = nn.Linear(5, sizes["labels"], bias=False)

    def forward(self, sentence, indices):
        rows = []
        for word in sentence:
            ending = word.lower()[-2:]
            part = self.ending(indices("endings", [ending]))[0] if len(word) > 1 else torch.zeros(3)
            rows.append(torch.cat([self.word(indices("words", [word]))[0], part]))
        return self.out(self.rnn(torch.stack(rows))[0])


CASES = {"lstm": (Lstm, str.lower), "gru_crf": (GruCrf, str), "rnn": (Rnn, str)}


def indexer(vocabularies):
    def indices(kind, symbols):
        table = vocabularies[kind]
        return torch.tensor([table.get(s, table[UNKNOWN]) for s in symbols])

    return indices


def vocabularies(form):
    words = [w for text, _ in TRAINING for w in text.split()]
    special = [PADDING, UNKNOWN]
    return {
        "words": numbered(special + [form(w) for w in words]),
        "characters": numbered(special + [c for w in words for c in w]),
        "endings": numbered([w.lower()[-2:] for w in words if len(w) > 1] + [UNKNOWN]),
        "labels": numbered([t for _, tags in TRAINING for t in tags.split()]),
    }


def numbered(symbols):
    return {s: k for k, s in enumerate(dict.fromkeys(symbols))}


def score(crf, logits, path):
    total = crf["start_transitions"][path[0]] + logits[0, path[0]]
    for t in range(1, len(path)):
        total = total + crf["transitions"][path[t - 1], path[t]] + logits[t, path[t]]
    return total + crf["end_transitions"][path[-1]]


def forward(crf, logits):
    """Returns log sums over all prefixes that end in each label, of each step."""
    alpha = [crf["start_transitions"] + logits[0]]
    for t in range(1, len(logits)):
        alpha.append(torch.logsumexp(alpha[-1][:, None] + crf["transitions"], 0) + logits[t])
    return alpha


def marginals(crf, logits):
    alpha = forward(crf, logits)
    beta = [crf["end_transitions"]]
    for t in range(len(logits) - 1, 0, -1):
        beta.append(torch.logsumexp(crf["transitions"] + (logits[t] + beta[-1])[None, :], 1))
    all_paths = torch.stack(alpha) + torch.stack(beta[::-1])
    return torch.softmax(all_paths, -1)


def viterbi(crf, logits):
    best, back = crf["start_transitions"] + logits[0], []
    for t in range(1, len(logits)):
        values, source = (best[:, None] + crf["transitions"]).max(0)
        best = values + logits[t]
        back.append(source)
    path = [int((best + crf["end_transitions"]).argmax())]
    for source in reversed(back):
        path.append(int(source[path[-1]]))
    return path[::-1]


def loss(model, logits, gold):
    if not hasattr(model, "crf"):
        return nn.functional.cross_entropy(logits, torch.tensor(gold))
    partition = torch.logsumexp(forward(model.crf, logits)[-1] + model.crf["end_transitions"], 0)
    return (partition - score(model.crf, logits, gold)) / len(gold)


@torch.no_grad()
def answers(model, sentences, tables):
    labels = list(tables["labels"])
    result = []
    for sentence in sentences:
        logits = model(sentence, indexer(tables)).double()
        if hasattr(model, "crf"):
            crf = {name: value.double() for name, value in model.crf.items()}
            path, scores = viterbi(crf, logits), marginals(crf, logits)
        else:
            path, scores = logits.argmax(-1).tolist(), torch.softmax(logits, -1)
        result.append({"tokens": sentence, "labels": [labels[k] for k in path], "scores": scores.tolist()})
    return {"labels": labels, "sentences": result}


def write_safetensors(tensors, path):
    header, data = {"__metadata__": {"format": "pt"}}, b""
    for name in sorted(tensors):
        tensor = tensors[name].contiguous()
        kind = {torch.float32: "F32", torch.int64: "I64"}[tensor.dtype]
        content = tensor.numpy().tobytes()
        header[name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(content)]}
        data += content
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def read_safetensors(path):
    content = path.read_bytes()
    begin = 8 + struct.unpack("<Q", content[:8])[0]
    tensors = {}
    for name, entry in json.loads(content[8:begin]).items():
        if name != "__metadata__":
            first, last = entry["data_offsets"]
            flat = torch.frombuffer(bytearray(content[begin + first : begin + last]), dtype=torch.float32)
            tensors[name] = flat.reshape(entry["shape"])
    return tensors


def entries(mapping):
    return dict(part.split(" = ") for part in mapping.splitlines() if " = " in part)


def write_symbols(table, path):
    if path.suffix == ".json":
        path.write_text(json.dumps(table) + "\n")
    else:
        path.write_text("".join(s + "\n" for s in table), encoding="utf-8")


def read_symbols(path):
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if path.suffix == ".json" else numbered(text.splitlines())


def files(mapping):
    return {pathlib.Path(f).stem: f for k, f in entries(mapping).items() if k == "labels" or k.endswith(".vocabulary")}


def train(kind):
    torch.manual_seed(3)
    module, form = CASES[kind]
    tables = vocabularies(form)
    model = module({name: len(table) for name, table in tables.items()})
    optimizer = torch.optim.Adam(model.parameters(), 0.01)
    for _ in range(12):
        for text, tags in TRAINING:
            optimizer.zero_grad()
            logits = model(text.split(), indexer(tables))
            loss(model, logits, [tables["labels"][t] for t in tags.split()]).backward()
            optimizer.step()
    return model, tables


def write(kind):
    folder = TARGET / kind
    folder.mkdir(parents=True, exist_ok=True)
    model, tables = train(kind)
    state = dict(model.state_dict())
    if kind == "lstm":
        state |= {"steps": torch.tensor([7]), "d.mask": torch.ones(2)}
    write_safetensors(state, folder / "weights.safetensors")
    (folder / "mapping.txt").write_text(MAPPINGS[kind], encoding="utf-8")
    for name, file in files(MAPPINGS[kind]).items():
        write_symbols(tables[name], folder / file)
    origin = f"docs/golden/torch_tagger.py, PyTorch {torch.__version__.split('+')[0]}"
    (folder / "answers.json").write_text(json.dumps({"origin": origin} | answers(model, SENTENCES, tables)) + "\n")


def answer(kind, folder):
    tables = {name: read_symbols(folder / file) for name, file in files(MAPPINGS[kind]).items()}
    model = CASES[kind][0]({name: len(table) for name, table in tables.items()})
    model.load_state_dict(read_safetensors(folder / "weights.safetensors"), strict=True)
    sentences = json.loads((folder / "sentences.json").read_text(encoding="utf-8"))
    print(json.dumps(answers(model, sentences, tables)))


if __name__ == "__main__":
    if sys.argv[1:2] == ["answer"]:
        answer(sys.argv[2], pathlib.Path(sys.argv[3]))
    else:
        for case in CASES:
            write(case)
