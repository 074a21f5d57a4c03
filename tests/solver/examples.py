"""One of each kind of callback and schedule, for the tests that interrupt trainings."""

from __future__ import annotations

from tinygrad_fa.solver.callbacks import (
    CSVLogger,
    EarlyStopping,
    GradientLogger,
    HistogramLogger,
    LambdaCallback,
    LearningRateScheduler,
    ModelCheckpoint,
    ProgbarLogger,
    ReduceLROnPlateau,
    RemoteMonitor,
    SwapEMAWeights,
    TensorBoard,
    TerminateOnNaN,
    WarmupCosineDecay,
)
from tinygrad_fa.solver.schedules import (
    WSD,
    CosineDecay,
    CosineDecayRestarts,
    CosineWave,
    Cyclic,
    ExponentialDecay,
    InverseTimeDecay,
    Noam,
    OneCycle,
    PiecewiseConstantDecay,
    PolynomialDecay,
    StepDecay,
    cosine,
    hold,
    times,
    warmup,
)
from tinygrad_fa.solver.schedules import WarmupCosineDecay as WarmupCosineSchedule

# Name → function of the folder that the callback may write to.
CALLBACKS: dict = {
    "CSVLogger": lambda folder: CSVLogger(folder / "log.csv"),
    "CSVLogger append": lambda folder: CSVLogger(folder / "log.csv", append=True),
    "EarlyStopping": lambda folder: EarlyStopping(patience=2, restore_best_weights=True),
    "GradientLogger": lambda folder: GradientLogger(every=2),
    "HistogramLogger": lambda folder: HistogramLogger(every=2, bins=5),
    "LambdaCallback": lambda folder: LambdaCallback(on_epoch_end=lambda epoch, logs: None),
    "LearningRateScheduler": lambda folder: LearningRateScheduler(lambda epoch, lr: 0.7 * lr),
    "ModelCheckpoint": lambda folder: ModelCheckpoint(
        folder / "{epoch}.safetensors", save_weights_only=True, save_best_only=True, keep=2
    ),
    "ModelCheckpoint batches": lambda folder: ModelCheckpoint(
        folder / "{epoch}-{batch}.safetensors", save_weights_only=True, save_freq=2, keep=3
    ),
    "ProgbarLogger": lambda folder: ProgbarLogger(),
    "ReduceLROnPlateau": lambda folder: ReduceLROnPlateau(patience=1, cooldown=1, factor=0.5),
    "RemoteMonitor": lambda folder: RemoteMonitor("http://127.0.0.1:9", timeout=0.2),
    "SwapEMAWeights": lambda folder: SwapEMAWeights(0.8),
    "TensorBoard": lambda folder: TensorBoard(folder / "logs", histogram_freq=1),
    "TerminateOnNaN": lambda folder: TerminateOnNaN(),
    "WarmupCosineDecay": lambda folder: WarmupCosineDecay(20, 4, target_lr=0.1, hold=3),
}

SCHEDULES = [
    StepDecay(0.1, every=2),
    ExponentialDecay(0.1, k=0.1),
    InverseTimeDecay(0.1, k=0.5),
    PolynomialDecay(0.1, 9, cycle=True),
    PiecewiseConstantDecay([2, 6], [0.1, 0.3, 0.05]),
    warmup(8, 0.1),
    CosineDecay(0.1, 9),
    CosineDecayRestarts(0.1, 3),
    CosineWave(0.1, 4),
    Cyclic(0.01, 0.2, 3, mode="triangular2"),
    OneCycle(0.2, 13),
    WarmupCosineSchedule(0.0, 0.2, warmup_steps=3, total_steps=12),
    Noam(4, warmup_steps=5),
    WSD(0.1, 3, 4, 5),
    0.1 * (warmup(3) + hold(4) + cosine(5)),
    times(StepDecay(0.1, every=3), warmup(6)),
    warmup(4, 0.1) + StepDecay(0.1, every=3),
]
