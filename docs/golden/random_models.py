"""Computes models that RandomModelsTest draws, each example by itself and without padding, in float64.

    python3 docs/golden/random_models.py < cases > results

Reads a case a line and answers with a line. A case is a list of steps over inputs, parameters and parts, as a definition of
a model of one's own calls them. A value of each example is computed from that example alone; a loss, a metric and `meanAll`
join the examples. Where PyTorch has no result, that of the documentation is taken: 0 for the mean or the last of no steps
and for a weighted mean without weight.

The answer has the outputs of each example, and for the batch and for one example alone the loss, the metrics and the
gradients. `margin` is the least distance of an argument from a point where a function has no derivative: the results of
float32 may be on its other side. With "noise" in the case, the answer has the largest differences of float32 instead; with
"masks", the factors of the elements of each dropout, it has the results of a training step, of the batch alone.
"""

import json
import math
import sys

import torch
import torch.nn.functional as F

MODULES = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU, "rnn_tanh": torch.nn.RNN, "rnn_relu": torch.nn.RNN}
LOWEST = -3.4028234663852886e38
CONDITIONS = {"greater": torch.gt, "less": torch.lt}
TF = {"sin": torch.sin, "erf": torch.erf, "atan": torch.atan, "softsign": F.softsign, "elu": F.elu}
METRICS = {"same": lambda x: x, "root": math.sqrt, "affine": lambda x: 2 * x + 1}


class Rows:
    """A value with an axis of examples, one tensor for each."""

    def __init__(self, rows):
        self.rows = rows

    def flat(self):
        return torch.cat([row.flatten() for row in self.rows])


def nan(values):
    return [nan(v) if isinstance(v, list) else float("nan") if v is None else v for v in values]


def mean(total, count):
    """The quotient, 0 for a count of 0."""
    return total / count if float(count) != 0 else torch.zeros_like(total)


class Interpreter:
    """Runs steps on some examples.

    `one_…` computes a result of one example from its operands, `all_…` one from whole values.
    """

    def __init__(self, case, examples, dtype, parent=None, only=None):
        self.case, self.examples, self.dtype = case, examples, dtype
        self.parent, self.only = parent, only
        self.values = {}
        self.outputs, self.metrics, self.tags = {}, {}, {}
        if parent is None:
            self.margin = math.inf
            self.parts = {}
            self.parameters = {
                name: torch.tensor(p["values"], dtype=dtype).reshape(p["shape"]).requires_grad_()
                for name, p in case["parameters"].items()}
        else:
            self.parts, self.parameters = parent.parts, parent.parameters

    def kink(self, distances):
        """Notes the distances of arguments from a point without a derivative, but of those that are there exactly."""
        root = self
        while root.parent is not None:
            root = root.parent
        sizes = distances.detach().abs().flatten()
        sizes = sizes[sizes > 0]
        if sizes.numel():
            root.margin = min(root.margin, sizes.min().item())

    def value(self, index):
        if index in self.values or self.parent is None:
            return self.values[index]
        outer = self.parent.value(index)
        return Rows([outer.rows[self.only]]) if isinstance(outer, Rows) else outer

    def run(self, steps):
        for step in steps:
            whole = getattr(self, "all_" + step["op"], None)
            results = whole(step) if whole else self.each(step)
            for index, result in zip(step.get("out", []), results if isinstance(results, tuple) else (results,)):
                self.values[index] = result

    def each(self, step):
        function = getattr(self, "one_" + step["op"])
        operands = [self.value(k) for k in ([step["x"]] if "x" in step else []) + step.get("with", [])]
        if not any(isinstance(o, Rows) for o in operands):
            return function(step, lambda axis: axis, *operands)
        rank = next(o for o in operands if isinstance(o, Rows)).rows
        rank = rank[0].dim() + 1 if torch.is_tensor(rank[0]) else 0
        if not (step["op"] == "linear" or step["op"].startswith("matmul") and rank == 2):
            # the first of equally many axes is of size 1, in place of the examples
            operands = [o[0] if torch.is_tensor(o) and 0 < o.dim() == rank else o for o in operands]
        results = []
        for k in range(len(self.examples)):
            own = [o.rows[k] if isinstance(o, Rows) else o for o in operands]
            results.append(function(step, lambda axis: axis if axis < 0 else axis - 1, *own))
        if isinstance(results[0], tuple):
            return tuple(Rows(list(parts)) for parts in zip(*results))
        return Rows(results)

    def p(self, *names):
        return self.parameters[".".join(names)]

    # inputs and parts

    def data(self, step):
        return [self.case["examples"][step["name"]][k] for k in self.examples]

    def all_index(self, step):
        return Rows([torch.tensor(v) for v in self.data(step)])

    def all_indices(self, step):
        return Rows([torch.tensor(v, dtype=torch.long) for v in self.data(step)])

    def all_number(self, step):
        return Rows([torch.tensor(v, dtype=self.dtype) for v in nan(self.data(step))])

    def all_numbers(self, step):
        return Rows([torch.tensor(nan(v), dtype=self.dtype) for v in self.data(step)])

    all_vector = all_numbers

    def all_vectors(self, step):
        return Rows([torch.tensor(nan(v), dtype=self.dtype).reshape(-1, step["size"]) for v in self.data(step)])

    def all_parameter(self, step):
        return self.p(step["name"])

    def all_constant(self, step):
        return torch.tensor(step["number"], dtype=self.dtype)

    def all_values(self, step):
        return torch.tensor(step["values"], dtype=self.dtype).reshape(step["shape"])

    def all_part(self, step):
        self.parts[step["name"]] = step
        return ()

    def one_apply(self, step, axis, x):
        part = self.parts[step["part"]]
        name, kind = part["name"], part["kind"]
        if kind == "linear":
            return F.linear(x, self.p(name, "weight"), self.p(name, "bias") if part["bias"] else None)
        if kind == "layerNorm":
            return F.layer_norm(x, [part["size"]], self.p(name, "weight"), self.p(name, "bias"))
        if x.shape[0] == 0:
            return x.new_zeros(0, part["outputs"])
        k = part["kernel"]
        before = (k - 1) // 2
        padded = F.pad(x.T.unsqueeze(0), (before, k - 1 - before))
        return F.conv1d(padded, self.p(name, "weight"), self.p(name, "bias"))[0].T

    def one_lookup(self, step, axis, x):
        return F.embedding(x, self.p(step["part"], "weight"))

    def all_table(self, step):
        return self.p(step["part"], "weight")

    # recurrent layers: a state is a dictionary of parts [layers x directions, size]

    def one_run(self, step, axis, x, state=None):
        part = self.parts[step["part"]]
        directions = 2 if part["bidirectional"] else 1
        size = part["projection"] or part["hidden"]
        finals = []
        for layer in range(part["layers"]):
            runs = []
            for d in range(directions):
                at = layer * directions + d
                start = {k: v[at] for k, v in state.items()} if state else {}
                runs.append(self.direction(part, layer, d == 1, x, start))
            h = torch.cat([run[0] for run in runs], -1)
            finals += [run[1] for run in runs]
            if layer == 0 or part["skip"] == "none":
                x = h
            elif part["skip"] == "residual":
                x = h + x
            elif part["skip"] == "offset":
                x = h + x + 1
            else:
                w, b = self.p(part["name"], f"highway_weight_l{layer}"), self.p(part["name"], f"highway_bias_l{layer}")
                t = torch.sigmoid(F.linear(x, w, b))
                x = t * h + (1 - t) * x
        if len(x):
            last = torch.cat([x[-1, :size]] + ([x[0, size:]] if directions == 2 else []))
        else:
            last = x.new_zeros(directions * size)
        return x, last, {k: torch.stack([f[k] for f in finals]) for k in finals[0]}

    def direction(self, part, layer, reverse, x, start):
        suffix = f"_l{layer}" + "_reverse" * reverse
        hidden, size = part["hidden"], part["projection"] or part["hidden"]
        h = start.get("h", x.new_zeros(size))
        second = {"lstm": "c", "mgu2": "s"}.get(part["cell"])
        c = start.get(second, x.new_zeros(hidden))
        state = lambda h, c: {"h": h, second: c} if second else {"h": h}
        if len(x) == 0:
            return x.new_zeros(0, size), state(h, c)
        if reverse:
            x = x.flip(0)
        weights = {k: self.p(part["name"], k + suffix) for k in ("weight_ih", "weight_hh")}
        for k in ("bias_ih", "bias_hh"):
            weights[k] = self.p(part["name"], k + suffix) if part["bias"] else None
        if part["cell"] == "mgu2":  # MinimalGatedScanUnit
            outputs = []
            w, u, v, b = (weights[k] for k in ("weight_hh", "weight_ih", "bias_ih", "bias_hh"))
            for a in F.linear(x, u, v):
                f = torch.sigmoid(a[:hidden] + w[:hidden] @ h + b[:hidden])
                n = torch.tanh(a[hidden:] + f * (w[hidden:] @ h + b[hidden:]))
                h = (1 - f) * h + f * n
                c = c + h
                outputs.append(h)
            output = torch.stack(outputs)
        else:
            options = {"nonlinearity": part["cell"][4:]} if part["cell"].startswith("rnn") else {}
            if part["projection"]:
                options["proj_size"] = part["projection"]
                weights["weight_hr"] = self.p(part["name"], "weight_hr" + suffix)
            module = MODULES[part["cell"]](x.shape[1], hidden, bias=part["bias"], dtype=self.dtype, **options)
            own = {k + "_l0": w for k, w in weights.items() if w is not None}
            initial = h.unsqueeze(0)
            initial = (initial, c.unsqueeze(0)) if second else initial
            output, final = torch.func.functional_call(module, own, (x, initial))
            if part["cell"] == "rnn_relu":
                self.kink(output)
            h, c = (final[0][0], final[1][0]) if second else (final[0], None)
        return output.flip(0) if reverse else output, state(h, c)

    def one_statePart(self, step, axis, state):
        return state[step["part"]]

    def one_bridge(self, step, axis, state):
        return {k: torch.tanh(F.linear(v, self.p(step["part"], "weight"), self.p(step["part"], "bias")))
                for k, v in state.items()}

    def one_state(self, step, axis, *parts):
        return {name: torch.stack([x * f for f in step["factors"]]) for name, x in zip(step["names"], parts)}

    # attention

    def one_attend(self, step, axis, queries, keys, values=None):
        return self.attention(step, queries, keys, keys if values is None else values)[0]

    def one_weights(self, step, axis, queries, keys):
        return self.attention(step, queries, keys, keys)[1]

    def attention(self, step, queries, keys, values):
        part = self.parts[step["part"]]
        if queries.dim() == 1:
            result, weights = self.attention(step, queries.unsqueeze(0), keys, values)
            return result[0], weights.squeeze(-2)
        name = part["name"]
        heads = part.get("heads", 1)
        if part["kind"] == "heads":
            size = part["size"]
            w, b = self.p(name, "in_proj_weight").chunk(3), self.p(name, "in_proj_bias").chunk(3)
            q, k, v = (F.linear(x, w[n], b[n]).reshape(len(x), heads, size // heads).transpose(0, 1)
                       for n, x in enumerate((queries, keys, values)))
            scores = q @ k.transpose(1, 2) / math.sqrt(size / heads)
        elif part["kind"] == "additive":
            q, k = queries @ self.p(name, "query.weight").T, keys @ self.p(name, "key.weight").T
            scores = (torch.tanh(q.unsqueeze(1) + k.unsqueeze(0)) @ self.p(name, "score.weight").T).squeeze(-1)
            v = values
        else:
            scores, v = queries @ keys.T, values
        if step["causal"]:
            mask = torch.ones(len(queries), len(keys), dtype=torch.bool).triu(1)
            scores = scores.masked_fill(mask, -math.inf)
        weights = torch.softmax(scores, -1)
        result = weights @ v
        if part["kind"] == "heads":
            joined = result.transpose(0, 1).reshape(len(queries), part["size"])
            result = F.linear(joined, self.p(name, "out_proj.weight"), self.p(name, "out_proj.bias"))
        return result, weights

    # functions

    def one_plus(self, step, axis, x, y=None):
        return x + (step["number"] if y is None else y)

    def one_minus(self, step, axis, x, y=None):
        return x - (step["number"] if y is None else y)

    def one_times(self, step, axis, x, y=None):
        return x * (step["number"] if y is None else y)

    def one_dividedBy(self, step, axis, x, y):
        return x / y

    def one_maximum(self, step, axis, x, y):
        self.kink(x - y)
        return torch.where(x >= y, x, y)  # at equal ones TensorFlow's derivative is that of x, PyTorch's a half of each

    def one_minimum(self, step, axis, x, y):
        self.kink(x - y)
        return torch.where(x <= y, x, y)

    def one_where(self, step, axis, x, y, a, b=None):
        b = torch.tensor(step["number"], dtype=self.dtype) if b is None else b
        self.kink(a - b)
        return torch.where(CONDITIONS[step["condition"]](a, b), x, y)

    def one_negated(self, step, axis, x):
        return -x

    def one_abs(self, step, axis, x):
        self.kink(x)
        return x.abs()

    def one_relu(self, step, axis, x):
        self.kink(x)
        return F.relu(x)

    def one_square(self, step, axis, x):
        return x * x

    def one_sqrt(self, step, axis, x):
        return x.sqrt()

    def one_exp(self, step, axis, x):
        return x.exp()

    def one_log(self, step, axis, x):
        return x.log()

    def one_tanh(self, step, axis, x):
        return torch.tanh(x)

    def one_sigmoid(self, step, axis, x):
        return torch.sigmoid(x)

    def one_softplus(self, step, axis, x):
        return F.softplus(x)

    def one_gelu(self, step, axis, x):
        return F.gelu(x)

    def one_softmax(self, step, axis, x):
        return torch.softmax(x, -1)

    def one_logSoftmax(self, step, axis, x):
        return torch.log_softmax(x, -1)

    def one_same(self, step, axis, x):
        return x

    one_masked = one_value = one_same

    def all_dropout(self, step):
        """The product with the masks of a training step, if there are some."""
        x = self.value(step["x"])
        if "masks" not in self.case:
            return x
        masks = self.case["masks"][str(step["out"][0])]
        return Rows([row * torch.tensor(masks[k], dtype=self.dtype).reshape(row.shape)
                     for k, row in zip(self.examples, x.rows)])

    def one_detach(self, step, axis, x):
        return x.detach()

    def one_notNaN(self, step, axis, x):
        return (~x.isnan()).to(self.dtype)

    def one_nanToNum(self, step, axis, x):
        return torch.where(x.isnan(), torch.tensor(step["number"], dtype=self.dtype), x)

    def one_tf(self, step, axis, x):
        if step["function"] in ("softsign", "elu"):
            self.kink(x)
        return x.cumsum(0) if step["function"] == "cumsum" else TF[step["function"]](x)

    def one_argMax(self, step, axis, x):
        if x.shape[-1] > 1 and x.numel():
            best = x.topk(2, -1).values
            self.kink(best[..., 0] - best[..., 1])
        return x.argmax(-1) if x.shape[-1] else torch.zeros(x.shape[:-1], dtype=torch.long)

    def one_toFloats(self, step, axis, x):
        return x.to(self.dtype)

    def one_oneHot(self, step, axis, x):
        return F.one_hot(x, step["size"]).to(self.dtype)

    # reductions, shapes and time

    def one_sum(self, step, axis, x):
        return x.sum(axis(step["axis"]))

    def one_mean(self, step, axis, x):
        at = axis(step["axis"])
        return x.mean(at) if x.shape[at] else x.sum(at)

    def one_max(self, step, axis, x):
        at = axis(step["axis"]) if axis else step["axis"]
        if x.shape[at] == 0:
            return torch.full_like(x.sum(at), LOWEST)
        if x.shape[at] > 1 and x.numel():
            best = x.topk(2, at).values
            self.kink(best.select(at, 0) - best.select(at, 1))
        return x.amax(at)

    def one_meanOverTime(self, step, axis, x):
        return x.mean(0) if len(x) else x.sum(0)

    def one_maxOverTime(self, step, axis, x):
        return self.one_max({"axis": 0}, lambda k: k, x)

    def one_last(self, step, axis, x):
        return x[-1] if len(x) else x.sum(0)

    def one_reversed(self, step, axis, x):
        return x.flip(0)

    def one_weightedOverTime(self, step, axis, x, scores):
        return (torch.softmax(scores, 0) * x).sum(0)

    def one_maxPool1d(self, step, axis, x):
        n, window = len(x) // step["window"], step["window"]
        if n == 0:
            return x[:0]
        self.one_max({"axis": 1}, None, x[: n * window].reshape(n, window, x.shape[1]))
        return F.max_pool1d(x.T.unsqueeze(0), window)[0].T

    def one_repeatedAlong(self, step, axis, x, sequence):
        return x.unsqueeze(0).expand(len(sequence), -1)

    def one_matmul(self, step, axis, x, y):
        return x @ y

    def one_matmulTransposed(self, step, axis, x, y):
        return x @ y.transpose(-1, -2)

    def one_linear(self, step, axis, x, weight):
        return F.linear(x, weight)

    def one_concat(self, step, axis, x, *others):
        return torch.cat([x, *others], -1)

    def one_chunk(self, step, axis, x):
        return x.chunk(step["chunks"], -1)

    def one_slice(self, step, axis, x):
        at = axis(step["axis"]) % x.dim()
        return x[(slice(None),) * at + (slice(step["from"], step["to"]),)]

    def one_select(self, step, axis, x):
        return x.select(axis(step["axis"]), step["index"])

    def one_unsqueeze(self, step, axis, x):
        return x.unsqueeze(axis(step["axis"]))

    def one_squeeze(self, step, axis, x):
        assert x.shape[axis(step["axis"])] == 1
        return x.squeeze(axis(step["axis"]))

    def one_transpose(self, step, axis, x):
        return x.transpose(axis(step["first"]), axis(step["second"]))

    def all_reshape(self, step):
        x = self.value(step["x"])
        if isinstance(x, Rows):
            return Rows([row.reshape(step["shape"][1:]) for row in x.rows])
        return x.reshape(step["shape"])

    # recurrences

    def all_scan(self, step):
        x, body = self.value(step["x"]), step["body"]
        results = []
        for k, steps in enumerate(x.rows):
            if "initial" in step:
                state = [self.value(s).rows[k] for s in step["initial"]]
            else:
                state = [x.rows[k].new_zeros(size) for size in step["sizes"]]
            outputs = []
            for now in steps:
                inner = Interpreter(self.case, [self.examples[k]], self.dtype, self, k)
                inner.values[body["x"]] = Rows([now])
                inner.values.update({index: Rows([part]) for index, part in zip(body["state"], state)})
                inner.run(body["steps"])
                state = [inner.value(index) for index in body["results"]]
                state = [s.rows[0] if isinstance(s, Rows) else s for s in state]
                outputs.append(state[0])
            results.append((torch.stack(outputs) if outputs else steps.new_zeros(0, len(state[0])), *state))
        return tuple(Rows(list(parts)) for parts in zip(*results))

    # over all examples

    def flat(self, index):
        value = self.value(index)
        return value.flat() if isinstance(value, Rows) else value.flatten()

    def all_meanAll(self, step):
        x = self.flat(step["x"])
        return mean(x.sum(), x.numel())

    def all_sumAll(self, step):
        return self.flat(step["x"]).sum()

    def error(self, step, cost):
        """The weighted mean of a cost; a target of weight 0 does not count, even NaN."""
        x, y = self.flat(step["x"]), self.flat(step["target"])
        w = self.flat(step["weights"]) if "weights" in step else torch.ones_like(x)
        y = torch.where(w == 0, torch.zeros_like(y), y)
        return mean((cost(x, y) * w).sum(), w.sum())

    def all_mse(self, step):
        return self.error(step, lambda x, y: (x - y) ** 2)

    def all_mae(self, step):
        def cost(x, y):
            self.kink(x - y)
            return (x - y).abs()
        return self.error(step, cost)

    def all_huber(self, step):
        return self.error(step, lambda x, y: F.huber_loss(x, y, reduction="none", delta=step["delta"]))

    def all_binaryCrossEntropy(self, step):
        return self.error(step, lambda x, y: F.binary_cross_entropy_with_logits(x, y, reduction="none"))

    def labelled(self, step):
        logits = torch.cat([x.reshape(-1, x.shape[-1]) for x in self.value(step["x"]).rows])
        labels = self.value(step["labels"]).flat()
        return logits[labels >= 0], labels[labels >= 0]

    def all_crossEntropy(self, step):
        logits, labels = self.labelled(step)
        weights = torch.tensor(step["classWeights"], dtype=self.dtype) if "classWeights" in step else None
        return F.cross_entropy(logits, labels, weight=weights, label_smoothing=step.get("smoothing", 0.0))

    def all_ctc(self, step):
        total = 0
        logits, labels = self.value(step["x"]).rows, self.value(step["labels"]).rows
        for x, own in zip(logits, labels):
            if len(own) <= len(x):
                loss = F.ctc_loss(x.log_softmax(-1), own, (len(x),), (len(own),), reduction="sum")
                total = total + loss / len(own)
            else:
                total = total + 0 * x.sum()
        return total / len(logits)

    def all_crfLoss(self, step):
        start, end, between = (self.p(step["part"], k) for k in ("start_transitions", "end_transitions", "transitions"))
        total, count = 0 * start.sum(), 0
        for x, own in zip(self.value(step["x"]).rows, self.value(step["labels"]).rows):
            count += int((own >= 0).sum())
            if len(x) == 0:
                continue
            everything = list(range(x.shape[1]))
            sums = []
            for choices in ([everything] * len(x), [everything if k < 0 else [int(k)] for k in own]):
                alpha = (start + x[0])[choices[0]]
                for t in range(1, len(x)):
                    alpha = torch.logsumexp(alpha.unsqueeze(1) + between[choices[t - 1]][:, choices[t]], 0) + x[t][choices[t]]
                sums.append(torch.logsumexp(alpha + end[choices[-1]], 0))
            total = total + sums[0] - sums[1]
        return total / max(1, count)

    def paths(self, name, logits):
        """The best path of each sequence, by the two best to each label."""
        start, end, between = (self.p(name, k).tolist() for k in ("start_transitions", "end_transitions", "transitions"))
        best = []
        for x in logits.rows:
            if len(x) == 0:
                best.append([])
                continue
            x = x.tolist()
            ends = [[(start[k] + score, [k])] for k, score in enumerate(x[0])]
            for scores in x[1:]:
                ends = [
                    sorted((before + between[a][k] + score, path + [k])
                           for a, paths in enumerate(ends) for before, path in paths)[-2:]
                    for k, score in enumerate(scores)]
            all_paths = sorted((score + end[k], path) for k, paths in enumerate(ends) for score, path in paths)
            self.kink(torch.tensor(all_paths[-1][0] - all_paths[-2][0]))
            best.append(all_paths[-1][1])
        return best

    # results

    def all_output(self, step):
        self.outputs[step["name"]] = self.value(step["x"])
        if "crf" in step:
            self.tags[step["name"]] = self.paths(step["crf"], self.value(step["x"]))
        return ()

    def all_accuracy(self, step):
        logits, labels = self.labelled(step)
        self.one_argMax(step, None, logits)
        self.metrics[step["name"]] = (logits.argmax(-1) == labels).double().mean().item()
        return ()

    def all_perplexity(self, step):
        logits, labels = self.labelled(step)
        self.metrics[step["name"]] = math.exp(F.cross_entropy(logits, labels).item())
        return ()

    def all_rmse(self, step):
        counted = self.flat(step["weights"]).sum().item() if "weights" in step else self.flat(step["x"]).numel()
        self.metrics[step["name"]] = math.nan if counted == 0 else math.sqrt(self.all_mse(step).item())
        return ()

    def all_metric(self, step):
        quotient = self.value(step["sum"]).item() / self.value(step["count"]).item()
        self.metrics[step["name"]] = METRICS[step["finish"]](quotient)
        return ()


def listed(tensor):
    return [None if math.isnan(v) else v for v in tensor.detach().double().flatten().tolist()]


def computed(case, examples, dtype):
    interpreter = Interpreter(case, examples, dtype)
    interpreter.run(case["steps"])
    loss = interpreter.value(case["loss"])
    parameters = interpreter.parameters
    gradients = [None] * len(parameters)
    if loss.requires_grad:
        gradients = torch.autograd.grad(loss, list(parameters.values()), allow_unused=True)
    outputs = {}
    for name, value in interpreter.outputs.items():
        outputs[name] = [{"shape": list(row.shape), "values": listed(row)} for row in value.rows]
    return {
        "loss": listed(loss)[0], "metrics": interpreter.metrics, "outputs": outputs, "tags": interpreter.tags,
        "gradients": {name: [0.0] * p.numel() if g is None else listed(g)
                      for (name, p), g in zip(parameters.items(), gradients)},
        "margin": interpreter.margin if interpreter.margin < math.inf else None}


def results(case):
    everyone = list(range(case["rows"]))
    answer = computed(case, everyone, torch.float64)
    if "masks" not in case:
        answer["alone"] = computed(case, [case["alone"]], torch.float64)
    return answer


def quantities(result):
    """The numbers of a result by name."""
    found = {"loss": [result["loss"]]}
    found |= {f"metric {k}": [v] for k, v in result["metrics"].items()}
    found |= {f"gradient {k}": v for k, v in result["gradients"].items()}
    found |= {f"output {k}": [v for row in rows for v in row["values"]] for k, rows in result["outputs"].items()}
    return found


def noise(case):
    """The largest difference of each quantity in float32, also with parameters that are rounded differently."""
    everyone = list(range(case["rows"]))
    exact = quantities(computed(case, everyone, torch.float64))
    largest = {name: 0.0 for name in exact}
    generator = torch.Generator().manual_seed(1)
    for turn in range(4):
        other = case
        if turn:
            parameters = {}
            for name, p in case["parameters"].items():
                values = torch.tensor(p["values"], dtype=torch.float64)
                factors = 1 + (torch.rand(values.shape, generator=generator, dtype=torch.float64) * 2 - 1) * 2.0**-24
                parameters[name] = {"shape": p["shape"], "values": (values * factors).tolist()}
            other = case | {"parameters": parameters}
        rounded = quantities(computed(other, everyone, torch.float64 if turn else torch.float32))
        for name, values in exact.items():
            for a, b in zip(values, rounded[name]):
                difference = abs(a - b) if a is not None and b is not None else 0.0 if a is b else math.inf
                largest[name] = max(largest[name], difference)
    return largest


def main():
    torch.set_num_threads(1)
    for line in sys.stdin:
        try:
            case = json.loads(line)
            answer = {"noise": noise(case)} if case.get("noise") else results(case)
        except Exception as e:  # the test shows it
            answer = {"error": f"{type(e).__name__}: {e} at line {e.__traceback__.tb_lineno}"}
            tb = e.__traceback__
            while tb.tb_next:
                tb = tb.tb_next
            answer["error"] += f", {tb.tb_frame.f_code.co_name}:{tb.tb_lineno}"
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
