"""Metrics: how well a classifier does, counted batch by batch.

    report = ClassReport(test.class_names)
    for inputs, labels in batches:
        report.update(net(inputs), labels)
    print(report)

Each metric has `update` (count a batch), `compute` (what was counted so far) and `reset`.
Predictions are scores (N, classes, …), raw or as probabilities, and labels are whole numbers
(N, …).

A prediction is the class with *the* highest score.  Where several scores are the highest nothing
has been decided, and that counts as wrong (Caffe's rule; source: `accuracy_layer.cpp`): a net that
gives every class the same score is right about nothing, not about one class in ten.  A NaN
decides nothing, either.
"""

from tinygrad_fa.metrics.accuracy import Accuracy
from tinygrad_fa.metrics.confusion import ConfusionMatrix
from tinygrad_fa.metrics.report import ClassReport

__all__ = ["Accuracy", "ClassReport", "ConfusionMatrix"]
