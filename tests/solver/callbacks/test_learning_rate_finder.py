"""LearningRateFinder: a trial that leaves no trace."""

from __future__ import annotations

import numpy as np
import pytest

from tinygrad_fa.language.errors import SettingError
from tinygrad_fa.solver.callbacks import CSVLogger, LearningRateFinder


def test_the_rates_grow_by_the_same_factor(learner):
    finder = LearningRateFinder(1e-4, 1e-1, steps=31, divergence=1e9).run(learner())
    assert len(finder.rates) == len(finder.losses) == len(finder.smoothed) == 31
    np.testing.assert_allclose(finder.rates, np.geomspace(1e-4, 1e-1, 31))


def test_the_solver_is_as_it_was(learner, tmp_path):
    path = tmp_path / "log.csv"
    settings = {"snapshot_prefix": str(tmp_path / "s"), "snapshot": 2, "test_interval": 2}
    tried, untouched = (learner(callbacks=[CSVLogger(path)], **settings) for _ in range(2))
    for solver in (tried, untouched):
        solver.fit(1)
    lines, files = path.read_bytes(), sorted(tmp_path.iterdir())
    LearningRateFinder(steps=25).run(tried)
    assert path.read_bytes() == lines
    assert sorted(tmp_path.iterdir()) == files
    assert tried.iteration == 3 and tried.rate_override is None
    assert tried.settings == untouched.settings
    one, other = tried.fit(2), untouched.fit(2)
    assert one.loss == other.loss and one.lr == other.lr and one.history == other.history


def test_it_ends_when_the_loss_explodes(make_solver):
    finder = LearningRateFinder(1e-3, 1e6, steps=200).run(make_solver())
    assert len(finder.rates) < 200
    assert finder.smoothed[-1] > 4 * min(finder.smoothed) or finder.losses[-1] > 1e6
    assert finder.suggestion < finder.rates[-1] / 3


def test_it_survives_a_divergence(make_solver):
    def far_too_much(step):
        return 1.0

    solver = make_solver(schedule=far_too_much)
    before = solver.net.state_dict()
    finder = LearningRateFinder(1e100, 1e300, steps=20, divergence=1e308).run(solver)
    assert len(finder.rates) < 20
    after = solver.net.state_dict()
    assert all((before[name] == after[name]).all() for name in before)
    assert solver.iteration == 0


def test_the_suggested_rate_trains_well(learner):
    solver = learner(momentum=0.0)
    finder = LearningRateFinder(1e-4, 10, steps=60).run(solver)
    assert 1e-3 < finder.suggestion < 1
    assert finder.suggestion == finder.rates[np.argmin(finder.smoothed)] / 10
    suggested = learner(momentum=0.0, base_lr=finder.suggestion).fit(10).history["loss"]
    tiny = learner(momentum=0.0, base_lr=finder.suggestion / 1000).fit(10).history["loss"]
    assert suggested[-1] < tiny[-1]


def test_no_fall_no_suggestion():
    finder = LearningRateFinder()
    assert finder.suggestion is None
    finder.rates, finder.smoothed = [0.1, 0.2], [1.0, 2.0]
    assert finder.suggestion is None


def test_a_plateau_s_factor_does_not_disturb_it(learner):
    solver = learner()
    solver.rate_factor = 0.01
    finder = LearningRateFinder(1e-4, 1e-1, steps=5, divergence=1e9).run(solver)
    np.testing.assert_allclose(finder.rates, np.geomspace(1e-4, 1e-1, 5))
    assert solver.rate_factor == 0.01


def test_it_is_no_callback_of_a_training(learner):
    with pytest.raises(SettingError, match=r"`LearningRateFinder\(\).run\(solver\)`"):
        learner().fit(1, callbacks=[LearningRateFinder()])


@pytest.mark.parametrize("wrong", [{"min_lr": 0}, {"max_lr": 1e-9}, {"steps": 1},
                                   {"divergence": 1.0}, {"min_lr": "1e-7"}])  # fmt: skip
def test_wrong_settings(wrong):
    with pytest.raises(SettingError):
        LearningRateFinder(**wrong)
