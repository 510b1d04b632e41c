"""Generates TorchScript layers to time. Reads lines `file cell input hidden lengths mode`, writes the files.

Requires PyTorch (Debian's python3-torch). Each module is one bidirectional layer. Its forward takes the
input [T, B, I] and the lengths [B], longest first, and returns the output; in training also the
gradients of the output's sum with respect to the input and every parameter.
"""
import sys
from typing import List

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence


class Full(nn.Module):
    def __init__(self, rnn):
        super().__init__()
        self.rnn = rnn

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        return self.rnn(x)[0]


class Packed(nn.Module):
    def __init__(self, rnn):
        super().__init__()
        self.rnn = rnn

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        return pad_packed_sequence(self.rnn(pack_padded_sequence(x, lengths))[0])[0]


class Inference(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x: Tensor, lengths: Tensor) -> List[Tensor]:
        with torch.no_grad():
            return [self.layer(x, lengths)]


class Training(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer
        self.weights = nn.ParameterList(layer.rnn.parameters())

    def forward(self, x: Tensor, lengths: Tensor) -> List[Tensor]:
        torch.set_grad_enabled(True)
        x = x.detach().requires_grad_()
        out = self.layer(x, lengths)
        inputs: List[Tensor] = [x]
        for w in self.weights:
            inputs.append(w)
        result: List[Tensor] = [out.detach()]
        for g in torch.autograd.grad([out.sum()], inputs):
            if g is not None:
                result.append(g)
        return result


CELLS = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}
for line in sys.stdin:
    file, cell, size, hidden, lengths, mode = line.split()
    torch.manual_seed(1)
    rnn = CELLS[cell](int(size), int(hidden), bidirectional=True)
    layer = Full(rnn) if lengths == "full" else Packed(rnn)
    module = Training(layer) if mode == "training" else Inference(layer)
    torch.jit.script(module).save(file)
