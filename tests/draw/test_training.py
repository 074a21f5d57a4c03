"""Pictures of a training: what they show is what was trained."""

import sys

import numpy as np
import pytest

import tinygrad_fa as tg
from tinygrad_fa.draw import (
    plot_activations,
    plot_confusion,
    plot_decision_boundary,
    plot_filters,
    plot_gradients,
    plot_histograms,
    plot_mistakes,
    plot_rate_finder,
    plot_runs,
    plot_schedules,
    plot_training,
)
from tinygrad_fa.draw.predictions import as_pixels, classes_of
from tinygrad_fa.language.errors import DataError, SettingError, ShapeError
from tinygrad_fa.metrics import ConfusionMatrix
from tinygrad_fa.solver import History, TestResult
from tinygrad_fa.solver.callbacks import GradientLogger, HistogramLogger

pytest.importorskip("matplotlib", reason="pictures of a training are drawn with matplotlib")


def texts(figure):
    """Return every word of a figure."""
    import matplotlib.text

    return {text.get_text() for text in figure.findobj(matplotlib.text.Text)} - {""}


def image_net():
    tg.manual_seed(0)
    net = tg.Net(
        tg.Conv2d(1, 2, 3), tg.ReLU(), tg.Conv2d(2, 3, 3), tg.Flatten(), tg.Linear(48, 4)
    )  # fmt: skip
    rng = np.random.default_rng(0)
    return net, rng.normal(size=(10, 1, 8, 8)).astype("float32"), rng.integers(0, 4, 10)


@pytest.fixture(scope="module")
def trained():
    net, x, y = image_net()
    histograms = HistogramLogger(every=2, bins=8)
    history = net.fit(
        x, y, 3, 5, loss=tg.CrossEntropyLoss(), base_lr=0.05, progress=False,
        callbacks=[GradientLogger(every=1), histograms],
    )  # fmt: skip
    return history, histograms


# Curves ------------------------------------------------------------------------------------------


def test_loss_and_rate_stand_over_the_same_updates(trained):
    history, _ = trained
    figure = plot_training(history)
    left, right = figure.axes
    assert list(left.get_lines()[0].get_ydata()) == history.loss
    assert list(right.get_lines()[0].get_ydata()) == history.lr
    assert (left.get_ylabel(), right.get_ylabel()) == ("loss", "learning rate")
    assert right.get_legend() is not None and left.get_xlabel() == "iteration"
    styles = {(line.get_color(), line.get_linestyle()) for line in figure.axes[0].get_lines()[1:]}
    assert (right.get_lines()[0].get_color(), right.get_lines()[0].get_linestyle()) not in styles


def test_a_loss_that_is_not_finite_and_tests_are_drawn():
    history = History()
    for i, loss in enumerate([2.0, float("nan"), float("inf"), 1.0]):
        history.add_iteration(i, loss, 0.1)
    history.tests.append(TestResult(2, 1.5))
    figure = plot_training(history, title="mine")
    assert {"mine", "loss of the test"} <= texts(figure)
    figure.savefig("/dev/null", format="png")


def test_histograms_are_those_that_were_recorded(trained):
    _, histograms = trained
    assert histograms.iterations == [0, 2, 4]
    assert set(histograms.weights) == {
        f"{layer}.{part}" for layer in (0, 2, 4) for part in ("weight", "bias")
    }
    for rows in (*histograms.weights.values(), *histograms.gradients.values()):
        assert [len(counts) for counts, _ in rows] == [8] * 3
    assert sum(histograms.weights["4.weight"][-1][0]) == 4 * 48
    figure = plot_histograms(histograms)
    assert [axes.get_title() for axes in figure.axes] == ["2.weight", "4.weight"]
    ridges = figure.axes[1].get_lines()
    counts, edges = histograms.weights["4.weight"][0]
    found = min(ridges, key=lambda line: max(line.get_ydata()))  # the lowest is the first
    assert np.array(found.get_ydata()) * max(counts) == pytest.approx(counts)
    assert found.get_xdata()[0] == pytest.approx((edges[0] + edges[1]) / 2)
    chosen = plot_histograms(histograms, "gradients", ["0.*", "4.bias"])
    assert [axes.get_title() for axes in chosen.axes] == ["0.weight", "0.bias", "4.bias"]


def test_a_histogram_of_weights_and_gradients_is_numpys():
    net = tg.Net(tg.Linear(3, 2))
    histograms = HistogramLogger(every=1, bins=4)
    x, y = np.ones((4, 3), "float32"), np.zeros((4, 2), "float32")
    net.fit(x, y, 1, 4, loss=tg.MSELoss(), base_lr=1e-30, progress=False, callbacks=[histograms])
    ((counts, edges),) = histograms.weights["0.weight"]
    wanted = np.histogram(net.state_dict()["0.weight"].astype("float64"), bins=4)
    assert counts == wanted[0].tolist() and edges == wanted[1].tolist()
    ((counts, _),) = histograms.gradients["0.bias"]
    assert sum(counts) == 2


def test_gradients_and_dead_units_by_layer(trained):
    history, _ = trained
    norms, dead = plot_gradients(history).axes
    drawn = {line.get_label(): list(line.get_ydata()) for line in norms.get_lines()}
    assert drawn == {n: history.history[f"gradient_norm/{n}"] for n in ("0", "2", "4")}
    (line,) = dead.get_lines()
    shares = [100 * share for share in history.history["dead_relu/1"]]
    assert list(line.get_ydata()) == pytest.approx(shares)
    assert list(line.get_xdata()) == [1, 2, 3] and norms.get_yscale() == "log"


# What a net says ---------------------------------------------------------------------------------


def test_a_confusion_matrix_shows_its_counts():
    matrix = ConfusionMatrix(["cat", "dog", "گربه"])
    matrix.update(np.array([0, 0, 1, 2, 2]), np.array([0, 1, 1, 2, 0]))
    figure = plot_confusion(matrix)
    axes = figure.axes[0]
    numbers = [int(text.get_text()) for text in axes.texts]
    assert numbers == matrix.counts.reshape(-1).tolist()
    assert axes.get_images()[0].get_array().tolist()[0] == [0.5, 0.0, 0.5]
    assert [label.get_text() for label in axes.get_yticklabels()][:2] == ["cat", "dog"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("predicted class", "true class")
    shares = plot_confusion([[3, 1], [0, 0]], shares=True).axes[0].texts
    assert [text.get_text() for text in shares] == ["75", "25", "0", "0"]


class Known(tg.Layer):
    """A net that gives the scores it was made with."""

    def __init__(self, scores):
        self._scores = scores

    def forward(self, x):
        return tg.Tensor(self._scores[: len(x)])


def test_mistakes_come_with_the_surest_first():
    scores = np.array([[3.0, 0, 0], [0, 1, 0], [0, 0, 5.0], [0, 0, 0.5]])
    images = np.random.default_rng(0).normal(size=(4, 1, 5, 5))
    figure = plot_mistakes(Known(scores), images, [1, 1, 0, 0], names=["a", "b", "c"])
    titles = [axes.get_title().split("\n")[0] for axes in figure.axes]
    assert titles == ["a, taken for c", "b, taken for a", "a, taken for c"]
    assert np.array_equal(figure.axes[0].get_images()[0].get_array(), as_pixels(images[2]))
    assert "3 of 4" in figure.get_suptitle()
    assert len(plot_mistakes(Known(scores), images, [1, 1, 0, 0], most=1).axes) == 1
    none = plot_mistakes(Known(scores), images, [0, 1, 2, 2])
    assert none.axes == [] and none.get_suptitle() == "All 4 images are recognised"


def test_a_data_set_brings_its_labels():
    digits = tg.data.load("mnist", "test", source="bundled")[:20]
    tg.manual_seed(0)
    figure = plot_mistakes(tg.Net(tg.Flatten(), tg.Linear(784, 10)), digits, most=4)
    assert len(figure.axes) == 4


def plane():
    net = tg.Net(tg.Linear(2, 1))
    net.load_state_dict({"0.weight": np.array([[1.0, 0.0]]), "0.bias": np.array([-0.25])})
    rng = np.random.default_rng(0)
    x = rng.uniform(-1, 1, (60, 2))
    return net, x, (x[:, 0] > 0.25).astype(int)


def test_the_boundary_is_where_the_net_changes_its_mind():
    net, x, y = plane()
    figure = plot_decision_boundary(net, x, y[:, None], names=["left", "right"])
    axes = figure.axes[0]
    line = axes.collections[1].get_paths()[0].vertices
    assert line[:, 0] == pytest.approx(np.full(len(line), 0.25), abs=0.02)
    drawn = [len(points.get_offsets()) for points in axes.collections[2:]]
    assert drawn == [(y == 0).sum(), (y == 1).sum()]
    markers = {len(points.get_paths()[0].vertices) for points in axes.collections[2:]}
    assert len(markers) == 2  # never colour alone
    assert {"left", "right", "feature 1", "Decision boundary"} <= texts(figure)


def test_the_class_of_scores_of_logits_and_of_probabilities():
    assert classes_of(np.array([[1.0, 2.0], [3.0, 0.0]])).tolist() == [1, 0]
    assert classes_of(np.array([[-1.0], [0.2]])).tolist() == [0, 1]
    assert classes_of(np.array([0.2, 0.7])).tolist() == [0, 1]


# The inside --------------------------------------------------------------------------------------


def test_filters_are_the_weights():
    net, _, _ = image_net()
    figure = plot_filters(net)
    pictures = [axes.get_images()[0] for axes in figure.axes[:2]]
    weights = net.state_dict()["0.weight"]
    for picture, kernel in zip(pictures, weights):
        assert np.array_equal(picture.get_array(), kernel[0])
    limit = float(abs(weights).max())
    assert {picture.get_clim() for picture in pictures} == {(-limit, limit)}
    sheet = plot_filters(net, "2").axes[0].get_images()[0].get_array()
    assert sheet.shape == (3 * 4 - 1, 2 * 4 - 1)
    assert np.array_equal(sheet[4:7, 4:7], net.state_dict()["2.weight"][1, 1])
    assert "Weights of 4: 4 of 4" in texts(plot_filters(net, "4", shape=(6, 8)))


def test_colours_stripes_and_squares():
    assert len(plot_filters(tg.Net(tg.Conv2d(3, 4, 3))).axes) == 4
    assert len(plot_filters(tg.Net(tg.Conv1d(1, 2, 5)), most=1).axes) == 2  # and the scale
    assert plot_filters(tg.Linear(9, 2)).axes[0].get_images()[0].get_array().shape == (3, 3)
    assert as_pixels(np.zeros((3, 4, 5))).shape == (4, 5, 3)


def test_activations_are_what_the_layers_give_and_leave_no_trace():
    net, x, _ = image_net()
    net.train()
    figure = plot_activations(net, x)  # of a batch, the first
    assert net.training and all(layer._hooks is None or not layer._hooks.after
                                for _, layer in net.named_layers())  # fmt: skip
    maps = [axes.get_images()[0].get_array() for axes in figure.axes if axes.get_images()]
    first = net[0](tg.Tensor(x[:1])).numpy()[0]
    assert np.array_equal(maps[0], first[0]) and len(maps) == 2 + 2 + 3
    bars = [axes for axes in figure.axes if axes.patches and len(axes.patches) == 4]
    heights = [bar.get_height() for bar in bars[-1].patches]
    assert heights == pytest.approx(net(tg.Tensor(x[:1])).numpy()[0].tolist(), rel=1e-6)
    assert len(plot_activations(net, x[:1], ["4"]).axes) == 1


# What goes wrong ---------------------------------------------------------------------------------


def test_without_matplotlib(monkeypatch, trained):
    history, histograms = trained
    net, x, y = image_net()
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    calls = (
        lambda: plot_training(history),
        lambda: plot_histograms(histograms),
        lambda: plot_gradients(history),
        lambda: plot_confusion([[1]]),
        lambda: plot_mistakes(net, x, y),
        lambda: plot_filters(net),
        lambda: plot_activations(net, x),
        lambda: plot_decision_boundary(*plane()),
    )
    for call in calls:
        with pytest.raises(SettingError, match="pip install matplotlib") as caught:
            call()
        assert caught.value.key == "curves.no_matplotlib"


NET, X, Y = image_net()


@pytest.mark.parametrize(
    ("call", "kind", "key"),
    [
        (lambda: plot_training(History()), DataError, "curves.nothing_to_plot"),
        (lambda: plot_training(None), SettingError, "training.not_a_history"),
        (lambda: plot_histograms(HistogramLogger()), DataError, "training.no_histograms"),
        (lambda: plot_histograms(HistogramLogger(), "both"), SettingError, "solver.unknown_choice"),
        (lambda: plot_gradients(History()), DataError, "training.no_gradients"),
        (lambda: plot_confusion(ConfusionMatrix(3)), DataError, "training.nothing_counted"),
        (lambda: plot_confusion(np.ones((2, 3))), ShapeError, "training.not_square"),
        (lambda: plot_mistakes(NET, X), SettingError, "training.no_labels"),
        (lambda: plot_mistakes(NET, X, Y[:3]), ShapeError, "training.not_labels"),
        (lambda: plot_mistakes(NET, X[:0], Y[:0]), DataError, "training.no_samples"),
        (lambda: plot_mistakes(NET, X, Y, most=0), SettingError, "solver.not_whole"),
        (lambda: plot_mistakes(Known(np.ones(4)), X[:4], Y[:4]), ShapeError, "training.not_scores"),
        (lambda: plot_decision_boundary(NET, X, Y), ShapeError, "training.not_two_features"),
        (
            lambda: plot_decision_boundary(NET, [[np.nan, 1.0]], [0]),
            DataError,
            "training.not_finite",
        ),
        (lambda: plot_filters(NET, "1"), SettingError, "training.no_filters"),
        (lambda: plot_filters(tg.Net(tg.ReLU())), SettingError, "training.no_filters"),
        (lambda: plot_filters(NET, "4"), ShapeError, "training.not_square_rows"),
        (lambda: plot_activations(NET, X, ["9"]), SettingError, "training.unknown_layer"),
        (lambda: plot_activations(NET, X[:0]), DataError, "training.no_samples"),
        (lambda: HistogramLogger(every=0), SettingError, "solver.not_whole"),
        (lambda: as_pixels(np.zeros((2, 4, 5))), ShapeError, "training.no_image"),
    ],
)
def test_wrong_use_is_refused(call, kind, key):
    with pytest.raises(kind) as caught:
        call()
    assert caught.value.key == key
    message = str(caught.value)
    tg.set_language("fa")
    assert str(caught.value) != message


def test_no_parameter_of_that_name(trained):
    with pytest.raises(SettingError, match=r"`0\.weight`"):
        plot_histograms(trained[1], names="fc*")


def test_every_picture_in_persian_has_every_letter(trained):
    # A letter that the font lacks would be a warning, and so an error here.
    history, histograms = trained
    net, x, y = image_net()
    tg.set_language("fa")
    figures = [
        plot_training(history),
        plot_histograms(histograms),
        plot_gradients(history),
        plot_confusion([[3, 1], [0, 2]]),
        plot_mistakes(net, x, y, names=["گربه", "سگ", "a", "b"]),
        plot_filters(net),
        plot_activations(net, x),
        plot_decision_boundary(*plane()),
    ]
    for figure in figures:
        assert figure._repr_png_().startswith(b"\x89PNG")
        letters = {letter for word in texts(figure) for letter in word}
        # Joined beforehand for an older matplotlib, they are letters of another block.
        assert any("\u0600" <= one <= "\u06ff" or "\ufb50" <= one <= "\ufefc" for one in letters)


WRONG = [None, 5, "net", [1, 2], {}, object(), np.ones((2, 2)), [None], int]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: type(wrong).__name__)
def test_what_is_of_the_wrong_kind_is_told_before_anything_is_drawn(wrong):
    x, y = np.cos(np.arange(20.0)).reshape(10, 2).astype("float32"), np.arange(10) % 2
    calls = {
        "not_a_history": [
            lambda: plot_training(wrong), lambda: plot_gradients(wrong),
            lambda: plot_runs({"a": wrong}),
        ],
        "not_a_finder": [lambda: plot_rate_finder(wrong)],
        "not_a_logger": [lambda: plot_histograms(wrong)],
        "not_a_schedule": [lambda: plot_schedules(wrong)],
        "not_a_net": [
            lambda: plot_filters(wrong), lambda: plot_activations(wrong, x),
            lambda: plot_mistakes(wrong, x, y),
            lambda: plot_decision_boundary(wrong, x, y),
        ],
    }  # fmt: skip
    for key, plots in calls.items():
        if wrong is int and key == "not_a_schedule":
            continue  # it is one: int(0) = 0
        for plot in plots:
            with pytest.raises(SettingError) as caught:
                plot()
            assert caught.value.key == f"training.{key}", key
            assert type(wrong).__name__ in str(caught.value)


def test_settings_of_the_wrong_kind_are_told_too():
    net = tg.Net(fc1=tg.Linear(2, 4), relu=tg.ReLU(), fc2=tg.Linear(4, 2))
    x, y = np.cos(np.arange(20.0)).reshape(10, 2).astype("float32"), np.arange(10) % 2
    schedule = lambda step: 0.1  # noqa: E731
    for wrong in (5, [1, 2], object(), int, np.ones(3), [None]):
        for plot in (
            lambda w=wrong: plot_schedules(schedule, labels=w),
            lambda w=wrong: plot_decision_boundary(net, x, y, names=w),
            lambda w=wrong: plot_activations(net, x, w),
        ):
            with pytest.raises(SettingError) as caught:
                plot()
            assert caught.value.key == "training.not_words"
        if not isinstance(wrong, int):
            with pytest.raises(SettingError):
                plot_schedules(schedule, steps=wrong)
        if not isinstance(wrong, list):
            with pytest.raises(SettingError) as caught:
                plot_filters(net, shape=wrong)
            assert caught.value.key == "draw.bad_shape"
        with pytest.raises(SettingError):
            plot_filters(net, layer=wrong)
    for wrong in (None, 5, "net", {}, object()):
        with pytest.raises(DataError) as caught:
            plot_decision_boundary(net, wrong, y)
        assert caught.value.key == "training.not_samples"
