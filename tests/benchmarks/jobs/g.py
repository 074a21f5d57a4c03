"""Job g: an LSTM of 128 units on letters, vocabulary 64, sequence 32, batch 32, Adam.

One LSTM layer and a linear layer guess each next letter; the letters come in as one-hot vectors,
and the loss is the mean cross-entropy of all positions.  There are two peers: torch's own LSTM
layer (one call into a compiled library for the whole sequence), and the same written in torch step
by step.
"""

from __future__ import annotations

from jobs.training import UPDATES, our_step, torch_step

ENGINES = ["ours", "torch", "torch_steps"]
__all__ = ["ENGINES", "UPDATES", "ours", "torch", "torch_steps"]
VOCABULARY, HIDDEN, STEPS, BATCH = 64, 128, 32, 32


def letters():
    """Return batches of one-hot letters (N, T, V) and next letters (N, T), from a made-up text."""
    import numpy

    generator = numpy.random.default_rng(1)
    follower = generator.permutation(VOCABULARY)
    batches = []
    for _ in range(4):
        text = numpy.empty((BATCH, STEPS + 1), "int64")
        text[:, 0] = generator.integers(0, VOCABULARY, BATCH)
        for t in range(STEPS):
            jump = generator.random(BATCH) < 0.2
            text[:, t + 1] = numpy.where(
                jump, generator.integers(0, VOCABULARY, BATCH), follower[text[:, t]]
            )
        one_hot = numpy.eye(VOCABULARY, dtype="float32")[text[:, :-1]]
        batches.append((one_hot, text[:, 1:]))
    return batches


def ours():
    from tinygrad_fa import LSTM, CrossEntropyLoss, Layer, Linear

    class LetterModel(Layer):
        def __init__(self):
            self.lstm = LSTM(VOCABULARY, HIDDEN, batch_first=True)
            self.linear = Linear(HIDDEN, VOCABULARY)

        def forward(self, x):
            output, _ = self.lstm(x)
            return self.linear(output).reshape(-1, VOCABULARY)

    cross_entropy = CrossEntropyLoss()

    def loss(prediction, target):
        return cross_entropy(prediction, target.reshape(-1))

    return our_step(LetterModel(), loss, letters(), type="Adam", base_lr=1e-3, momentum=0.9)


def torch():
    import torch
    from torch.nn.functional import cross_entropy

    class LetterModel(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.lstm = torch.nn.LSTM(VOCABULARY, HIDDEN, batch_first=True)
            self.linear = torch.nn.Linear(HIDDEN, VOCABULARY)

        def forward(self, x):
            output, _ = self.lstm(x)
            return self.linear(output).reshape(-1, VOCABULARY)

    def loss(prediction, target):
        return cross_entropy(prediction, target.reshape(-1))

    return torch_step(LetterModel(), loss, letters(), lambda p: torch.optim.Adam(p, lr=1e-3))


def torch_steps():
    import torch
    from torch.nn.functional import cross_entropy, linear

    class LetterModel(torch.nn.Module):
        def __init__(self):
            super().__init__()
            lstm = torch.nn.LSTM(VOCABULARY, HIDDEN)  # for its parameters only
            self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh = lstm.parameters()
            self.linear = torch.nn.Linear(HIDDEN, VOCABULARY)

        def forward(self, x):
            drives = linear(x, self.weight_ih, self.bias_ih + self.bias_hh).unbind(1)
            h = c = torch.zeros(BATCH, HIDDEN)
            states = []
            for drive in drives:
                i, f, g, o = (drive + h @ self.weight_hh.T).chunk(4, dim=1)
                c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                h = torch.sigmoid(o) * torch.tanh(c)
                states.append(h)
            return self.linear(torch.stack(states, dim=1)).reshape(-1, VOCABULARY)

    def loss(prediction, target):
        return cross_entropy(prediction, target.reshape(-1))

    return torch_step(LetterModel(), loss, letters(), lambda p: torch.optim.Adam(p, lr=1e-3))
