"""The backend: choosing, naming, moving, and what happens where there is no GPU."""

import sys

import numpy as np
import pytest

from tinygrad_fa import backend
from tinygrad_fa.engine.tensor import Tensor
from tinygrad_fa.language import set_language
from tinygrad_fa.language.errors import DeviceError, SettingError
from tinygrad_fa.layers import Linear
from tinygrad_fa.net import Net


class Elsewhere:
    """The smallest library there can be: arrays that only lie there, and add."""

    __name__ = "elsewhere"
    int64 = np.int64

    class Array:
        def __init__(self, inside):
            self.inside = inside

        shape = property(lambda self: self.inside.shape)
        dtype = property(lambda self: self.inside.dtype)
        size = property(lambda self: self.inside.size)
        ndim = property(lambda self: self.inside.ndim)
        flags = property(lambda self: self.inside.flags)

        def get(self):
            return self.inside.copy()

        def __add__(self, other):
            if not isinstance(other, Elsewhere.Array):
                raise TypeError("an array of another library")
            return Elsewhere.Array(self.inside + other.inside)

        __array_ufunc__ = None

    Array.__module__ = "elsewhere"

    @staticmethod
    def asarray(data, dtype=None):
        return data if isinstance(data, Elsewhere.Array) else Elsewhere.Array(np.array(data, dtype))

    array = staticmethod(
        lambda data, dtype=None, copy=True, order="K": Elsewhere.Array(
            np.array(getattr(data, "inside", data), dtype, order=order)
        )
    )


@pytest.fixture
def elsewhere(monkeypatch):
    monkeypatch.setattr(backend, "_registered", dict(backend._registered))
    monkeypatch.setattr(backend, "_library_of_type", {})
    library = Elsewhere()
    backend.register("elsewhere", library)
    yield library
    backend.use_backend("numpy")


def test_numpy_is_chosen_unless_told_otherwise():
    assert backend.name_of(backend.chosen()) == "numpy" and backend.xp is np
    backend.use_backend("cpu")
    assert backend.xp is np
    assert backend.device(np.ones(1)) == "cpu"


@pytest.mark.parametrize("language", ["en", "fa"])
def test_an_unknown_backend_is_refused(language):
    set_language(language)
    for wrong in (lambda: backend.use_backend("torch"), lambda: backend.named("tpu")):
        with pytest.raises(SettingError) as caught:
            wrong()
        assert caught.value.key == "backend.unknown_backend"
        assert "`numpy, cupy" in str(caught.value) and "`cpu`" in str(caught.value)


@pytest.mark.parametrize("language", ["en", "fa"])
def test_a_gpu_that_is_not_there(language, monkeypatch):
    set_language(language)
    monkeypatch.setitem(backend._registered, "cupy", None)
    monkeypatch.setitem(sys.modules, "cupy", None)  # as if it were not installed
    net, x = Net(Linear(2, 1)), Tensor([1.0])
    for wrong in (
        lambda: backend.use_backend("cupy"),
        lambda: backend.use_backend("gpu"),
        lambda: net.to("gpu"),
        lambda: x.to("gpu"),
    ):
        with pytest.raises(SettingError) as caught:
            wrong()
        assert caught.value.key == "backend.backend_missing" and "NVIDIA" in str(caught.value)
    assert backend.xp is np and net(np.ones((1, 2))).device == "cpu"


def test_another_library_can_be_registered(elsewhere):
    x = elsewhere.asarray([1.0, 2.0])
    assert backend.library(x) is elsewhere and backend.is_array(x)
    assert backend.device(x) == "elsewhere"
    assert backend.to_numpy(x).tolist() == [1.0, 2.0]
    assert backend.move(x, elsewhere) is x
    assert isinstance(backend.move(x, np), np.ndarray)
    with backend.using_backend("elsewhere"):
        assert backend.xp is elsewhere
    assert backend.xp is np


def test_tensors_move_and_their_gradients_come_back(elsewhere):
    x = Tensor([1.0, 2.0], requires_grad=True)
    there = x.to("elsewhere")
    assert there.device == "elsewhere" and there.to("elsewhere") is there
    back = (there + there).to("cpu")
    assert back.tolist() == [2.0, 4.0]
    back.sum().backward()
    assert x.grad.device == "cpu" and x.grad.tolist() == [2.0, 2.0]


@pytest.mark.parametrize("language", ["en", "fa"])
def test_devices_do_not_mix(elsewhere, language):
    set_language(language)
    here = Tensor([1.0, 2.0], name="batch")
    there = Tensor(elsewhere.asarray([1.0, 2.0]), name="weight")
    for mixed in (lambda: there + here, lambda: here + there):
        with pytest.raises(DeviceError) as caught:
            mixed()
        message = str(caught.value)
        assert caught.value.key == "engine.device_mix"
        for part in ("`Add`", "`batch`", "`weight`", "cpu`", "elsewhere`", '.to("gpu")'):
            assert part in message
        assert "here = Tensor([1.0, 2.0]" in message and "there = Tensor(" in message


def test_a_net_moves_its_inputs_along(elsewhere):
    net = Net(Linear(2, 1))
    net.to("elsewhere")
    assert {p.device for p in net.parameters()} == {"elsewhere"}
    inputs = np.ones((1, 2), "float32"), Tensor([[1, 2]], dtype="int64")
    assert [x.device for x in net._as_inputs(inputs)] == ["elsewhere", "elsewhere"]
    assert isinstance(net.state_dict()["0.weight"], np.ndarray)
    assert net.to("cpu")(np.ones((1, 2))).shape == (1, 1)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64", "complex128"])
@pytest.mark.parametrize("length", [0, 1, 1001])
def test_flat_arrays_begin_where_a_cache_line_does(dtype, length):
    for _ in range(5):
        array = backend.empty_on_line(np, length, dtype)
        assert array.shape == (length,) and array.dtype == dtype
        assert not length or array.ctypes.data % 64 == 0
