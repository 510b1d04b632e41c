"""Prints the numbers in SharedOperandsTest: gradients of layers whose inputs share operands, and with a NaN input.

Run with PyTorch 2.x:

    python3 docs/golden/shared_operands.py
"""

import torch
from torch import nn


def show(title, **tensors):
    print(title)
    for name, tensor in tensors.items():
        print("   ", name, [float(f"{value:.7g}") for value in tensor.flatten().tolist()])


def steps(*values):
    return torch.tensor(values).view(len(values), 1, 1).requires_grad_()


torch.manual_seed(0)
gru = nn.GRU(1, 1, 2)
x, h = steps(1.0, 2.0, 3.0), torch.zeros(2, 1, 1, requires_grad=True)
gru(x, h)[0].sum().backward()
show("without an initial state", initial=h.grad)

torch.manual_seed(0)
gru = nn.GRU(1, 1)
x = steps(1.0, 2.0, 3.0)
gru(gru(x)[0])[0].sum().backward()
show("one layer applied twice", bias_hh_l0=gru.bias_hh_l0.grad, x=x.grad)

x = steps(1.0, 2.0, 3.0)
gru(x, torch.tanh(x[1:2]))[0].sum().backward()
show("h_0 = tanh(x[1])", x=x.grad)

torch.manual_seed(0)
rnn = nn.RNN(1, 2, nonlinearity="relu")
x = steps(1.0, float("nan"), 3.0)
output = rnn(x)[0]
output.sum().backward()
show("relu after NaN", output=output, x=x.grad, weight_ih_l0=rnn.weight_ih_l0.grad, bias_ih_l0=rnn.bias_ih_l0.grad)
