"""Writes encoder.onnx, encoder-int8.onnx and vectors.json in core/src/test/resources/org/tributary/onnx.

A small encoder with the modules of BERT and random weights, exported by torch.onnx.export, its 8-bit form with the nodes of
ONNX Runtime's quantize_dynamic, and the vectors of words in PyTorch: the hidden states of each layer, pooled over a word's
pieces. Run from the repository's root with PyTorch 2.x and onnx, after docs/golden/wordpiece.mjs:

    python3 docs/golden/transformer.py

A sentence of more pieces than the encoder's positions is read in windows whose starts are half a window apart; a piece has the
states of the window with the most pieces on its nearer side.
"""

import json
import pathlib

import torch

TARGET = pathlib.Path("core/src/test/resources/org/tributary/onnx")
POSITIONS, SIZE, HEADS, LAYERS = 12, 8, 2, 3
CLS, SEP, UNK = 2, 3, 1


class Attention(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.query, self.key, self.value = (torch.nn.Linear(SIZE, SIZE) for _ in range(3))

    def forward(self, x, mask):
        def heads(y):
            return y.view(y.shape[0], y.shape[1], HEADS, SIZE // HEADS).transpose(1, 2)

        scores = heads(self.query(x)) @ heads(self.key(x)).transpose(2, 3) / (SIZE // HEADS) ** 0.5 + mask
        y = scores.softmax(-1) @ heads(self.value(x))
        return y.transpose(1, 2).reshape(x.shape)


class Output(torch.nn.Module):
    def __init__(self, size):
        super().__init__()
        self.dense = torch.nn.Linear(size, SIZE)
        self.LayerNorm = torch.nn.LayerNorm(SIZE)

    def forward(self, y, x):
        return self.LayerNorm(self.dense(y) + x)


class Layer(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = Attention()
        self.joined = Output(SIZE)
        self.intermediate = torch.nn.Linear(SIZE, 2 * SIZE)
        self.output = Output(2 * SIZE)

    def forward(self, x, mask):
        y = self.joined(self.attention(x, mask), x)
        return self.output(torch.nn.functional.gelu(self.intermediate(y)), y)


class Layers(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.ModuleList(Layer() for _ in range(LAYERS))

    def forward(self, x, mask):
        states = []
        for layer in self.layer:
            x = layer(x, mask)
            states.append(x)
        return states


class Embeddings(torch.nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.word_embeddings = torch.nn.Embedding(vocabulary, SIZE)
        self.position_embeddings = torch.nn.Embedding(POSITIONS, SIZE)
        self.token_type_embeddings = torch.nn.Embedding(2, SIZE)
        self.LayerNorm = torch.nn.LayerNorm(SIZE)

    def forward(self, ids, types):
        positions = self.position_embeddings.weight[: ids.shape[1]]
        return self.LayerNorm(self.word_embeddings(ids) + self.token_type_embeddings(types) + positions)


class Encoder(torch.nn.Module):
    def __init__(self, vocabulary):
        super().__init__()
        self.embeddings = Embeddings(vocabulary)
        self.encoder = Layers()

    def states(self, ids, mask, types):
        additive = (1.0 - mask[:, None, None, :].float()) * torch.finfo(torch.float32).min
        return self.encoder(self.embeddings(ids, types), additive)

    def forward(self, input_ids, attention_mask, token_type_ids):
        return self.states(input_ids, attention_mask, token_type_ids)[-1]


def windows(count):
    capacity = POSITIONS - 2
    starts = list(range(0, max(1, count - capacity), capacity // 2))
    if starts[-1] + capacity < count:
        starts.append(count - capacity)
    return [(start, min(count, start + capacity)) for start in starts]


def piece_states(encoder, ids):
    """Returns the states of each piece, [pieces, layers, size]."""
    best = [(-1, None)] * len(ids)
    for start, end in windows(len(ids)):
        sequence = torch.tensor([[CLS, *ids[start:end], SEP]])
        states = encoder.states(sequence, torch.ones_like(sequence), torch.zeros_like(sequence))
        for piece in range(start, end):
            left = piece - start if start > 0 else len(ids)
            right = end - 1 - piece if end < len(ids) else len(ids)
            if min(left, right) >= best[piece][0]:
                best[piece] = (min(left, right), torch.stack([s[0, piece - start + 1] for s in states]))
    return [states for _, states in best]


def vectors(encoder, words, pieces):
    ids = [pieces[word] or [UNK] for word in words]
    states = iter(piece_states(encoder, [i for of_word in ids for i in of_word]))
    mean, first = [], []
    for of_word in ids:
        own = torch.stack([next(states) for _ in of_word])
        mean.append(own.mean(0))
        first.append(own[0])
    return {
        "words": words,
        "mean": [round(v, 7) for v in torch.stack(mean).flatten().tolist()],
        "first": [round(v, 7) for v in torch.stack(first).flatten().tolist()],
    }


def main():
    torch.manual_seed(5)
    vocabulary = json.loads((TARGET / "tokenizer.json").read_text())["model"]["vocab"]
    pieces = dict(json.loads((TARGET / "pieces.json").read_text())["tokenizer.json"])
    encoder = Encoder(len(vocabulary)).eval()
    for parameter in encoder.parameters():
        torch.nn.init.normal_(parameter, std=0.4)
    names = ["input_ids", "attention_mask", "token_type_ids"]
    example = torch.tensor([[2, 5, 6, 3], [2, 5, 3, 0]])
    torch.onnx.export(
        encoder,
        (example, (example > 0).long(), torch.zeros_like(example)),
        str(TARGET / "encoder.onnx"),
        input_names=names,
        output_names=["last_hidden_state"],
        dynamic_axes={name: {0: "batch", 1: "sequence"} for name in [*names, "last_hidden_state"]},
        opset_version=14,
        dynamo=False,
    )
    all_words = [word for word in pieces if word]
    sentences = [
        ["the"],
        ["The", "dogs", "unreadable", "..."],
        ["don't", "U.S.", "日本", "café", "😀"],
        ["a" * 20, "the"],
        ["\u200b", "reading"],
        ["booker"] * 5,
        all_words[:40],
        all_words[40:] + all_words[:17],
    ]
    with torch.no_grad():
        cases = [vectors(encoder, words, pieces) for words in sentences]
    (TARGET / "vectors.json").write_text(
        json.dumps(cases, ensure_ascii=True, separators=(",", ":")).replace("},{", "},\n{") + "\n"
    )
    quantize()


def quantize():
    """Replaces each product with a weight by one of integers, whose scale is that of all rows of its input."""
    import onnx
    from onnx import helper, numpy_helper

    model = onnx.load(TARGET / "encoder.onnx")
    for node in model.graph.node:
        node.doc_string = ""  # the script's lines
    onnx.save(model, TARGET / "encoder.onnx")
    weights = {w.name: w for w in model.graph.initializer}
    nodes = []
    for node in model.graph.node:
        if node.op_type != "MatMul" or node.input[1] not in weights:
            nodes.append(node)
            continue
        weight = numpy_helper.to_array(weights[node.input[1]])
        scale = abs(weight).max() / 127
        name = node.name + "_quant"
        model.graph.initializer.extend([
            numpy_helper.from_array((weight / scale).round().astype("int8"), name + "_weight"),
            numpy_helper.from_array(scale.astype("float32"), name + "_scale"),
            numpy_helper.from_array(scale.astype("int8") * 0, name + "_zero"),
        ])
        model.graph.initializer.remove(weights[node.input[1]])
        nodes.extend([
            helper.make_node(
                "DynamicQuantizeLinear", [node.input[0]], [name + "_x", name + "_xs", name + "_xz"], name + "_QuantizeLinear"),
            helper.make_node(
                "MatMulInteger", [name + "_x", name + "_weight", name + "_xz", name + "_zero"], [name + "_y"], name),
            helper.make_node("Cast", [name + "_y"], [name + "_f"], name + "_cast", to=onnx.TensorProto.FLOAT),
            helper.make_node("Mul", [name + "_xs", name + "_scale"], [name + "_s"], name + "_scales_mul"),
            helper.make_node("Mul", [name + "_f", name + "_s"], [node.output[0]], name + "_output_scale_mul"),
        ])
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.save(model, TARGET / "encoder-int8.onnx")


if __name__ == "__main__":
    main()
