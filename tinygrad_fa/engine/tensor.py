"""`Tensor`: an array that remembers how it was made.

    w = Tensor([[1.0, -2.0]], requires_grad=True)
    loss = (w * w).sum()
    loss.backward()
    w.grad                        # Tensor([[2., -4.]])

It reads the same op table as `Value`.  What an array adds to a number is written here: shapes
that are broadcast and summed back, dtypes, memory that is given back, and data that must not
change while a graph still needs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from tinygrad_fa import backend
from tinygrad_fa.engine import devices, explain, graph, hooks, origin
from tinygrad_fa.engine.op import PYTHON_NUMBERS, Op
from tinygrad_fa.engine.operators import Operators
from tinygrad_fa.engine.ops import comparisons, joining, products, reductions, shapes
from tinygrad_fa.engine.ops.shapes import sum_to_shape
from tinygrad_fa.language.errors import DTypeError, GraphError, NumberError, TinygradError

NO_ATTRIBUTES: Mapping[str, Any] = MappingProxyType({})
_new_object, _ndarray = object.__new__, backend.named("numpy").ndarray


class Tensor(Operators):
    """An array in a graph.

    Args:
        data: a number, nested lists, an array or a Tensor; it is copied.  Python numbers become
            the default dtype (float32); an array keeps its dtype.
        requires_grad: whether gradients are wanted for it.
        dtype: another dtype than that.
        name: what a picture or a message calls it.

    The array in ``.data`` is read-only: assign a whole new array (``x.data = …``) to change a
    leaf.  A graph that was computed before such a change refuses to run backward.  A leaf keeps
    its order in memory, row-major or column-major: the last digit of a product depends on it, and
    a training that is taken up again must not.

    Raises:
        DTypeError: for data that is no array of numbers, or gradients of whole numbers.
        ShapeError: for rows of unequal length.
    """

    __slots__ = (
        "_data", "_gradient", "attributes", "inputs", "keeps_gradient",
        "made_at", "name", "op", "operands", "origin", "requires_grad",
    )  # fmt: skip

    def __init__(
        self, data: Any, requires_grad: bool = False, dtype: Any = None, name: str | None = None
    ) -> None:
        array = data._data if isinstance(data, Tensor) else data
        if isinstance(data, (list, tuple)) and any(isinstance(x, Tensor) for x in data):
            raise GraphError("engine.list_of_tensors")
        self._data: Any = backend.freeze(backend.new_array(array, dtype))
        self.op: type[Op] | None = None
        self.inputs: Any = ()
        self.attributes: Any = NO_ATTRIBUTES
        self._gradient: Any = None
        self.name = name
        self.made_at = 0
        self.keeps_gradient = True
        self.origin = origin.here()
        self.requires_grad = False
        if requires_grad:
            self.requires_grad_()

    @staticmethod
    def wrap(
        array: Any,
        op: type[Op] | None = None,
        inputs: tuple[Any, ...] = (),
        operands: Sequence[Any] = (),
        attributes: Mapping[str, Any] = NO_ATTRIBUTES,
    ) -> Tensor:
        """Return a Tensor around an array that nobody else will change (it is not copied).

        With an `op` it is a node of the graph: what that op made of the inputs.
        """
        if type(array) is _ndarray:  # as it mostly is: `backend.freeze` without the call
            array.setflags(False)
        else:
            array = backend.freeze(array)
        out = _new_object(Tensor)
        out._data = array
        out.op, out.inputs = op, inputs
        out.operands, out.attributes = operands, attributes
        out._gradient = out.name = out.origin = None
        out.made_at = graph.clock
        out.requires_grad = op is not None
        out.keeps_gradient = op is None
        return out

    def apply(self, op: type[Op], *inputs: Any, **attributes: Any) -> Tensor:
        """Compute `op` on arrays; remember it if one of the inputs wants gradients.

        Raises:
            ShapeError, DTypeError: with both shapes and the lines that made the operands.
        """
        arrays = []
        wanted = False
        for x in inputs:
            if type(x) is Tensor:
                arrays.append(x._data)
                wanted = wanted or x.requires_grad
            elif type(x) in PYTHON_NUMBERS:
                arrays.append(x)
            else:  # an array, a list, a NumPy scalar: make it a tensor or a number first
                return self.apply(op, *[operand(each) for each in inputs], **attributes)
        try:
            array = op.forward(*arrays, **attributes)
        except TinygradError:
            raise
        except (ValueError, TypeError, IndexError, OverflowError) as error:
            raise explain.failure(op, inputs, attributes, error) from error
        if wanted and graph.recording and (op.has_all_rules or op.differentiates(inputs)):
            out = Tensor.wrap(array, op, inputs, arrays, attributes)
        else:
            out = Tensor.wrap(array)
        out.origin = origin.caller or origin.here()
        return out

    def backward(
        self, gradient: Any = None, retain_graph: bool = False, create_graph: bool = False
    ) -> None:
        """Add ∂self/∂leaf to the ``.grad`` of every leaf that wants gradients.

        Args:
            gradient: the upstream gradient, of self's shape; 1 if self is a single number.
            retain_graph: keep the graph, so that backward can run again (and be drawn).
            create_graph: make gradients that can be differentiated again; keeps the graph too.

        Raises:
            GraphError: if nothing here wants gradients, if `gradient` is needed, if the graph
                was given back already, or if a leaf was changed since.
            ShapeError: if `gradient` has another shape than self.
        """
        upstream = self.upstream(gradient)
        free = not (retain_graph or create_graph)
        start = upstream if create_graph else upstream._data
        for node, share in graph.backward_pass(self, start, create_graph, free).items():
            if node.requires_grad and node.keeps_gradient:
                if node.op is None and node.attributes:
                    share = hooks.passed(share, node.attributes["hooks"])
                if node._gradient is not None:
                    share = node.grad + (share if create_graph else Tensor.wrap(share))
                node._gradient = share

    def upstream(self, gradient: Any) -> Tensor:
        """Return the gradient that a backward pass starts from, checked (1 for None)."""
        if not self.requires_grad:
            raise GraphError("engine.nothing_to_differentiate")
        if gradient is None:
            data = self._data
            if data.size != 1:
                raise GraphError("engine.backward_needs_gradient", shape=data.shape)
            return Tensor.wrap(_one(backend.library(data), data.shape, data.dtype))
        given = gradient if isinstance(gradient, Tensor) else Tensor(gradient, dtype=self.dtype)
        if given.shape != self.shape:
            raise explain.gradient_shape(given.shape, self.shape)
        return given

    def fit(self, share: Any) -> Any:
        """Return a share of the gradient in this tensor's own shape and dtype."""
        data = self._data
        if share.shape != data.shape:  # this tensor was broadcast: what was copied is summed
            share = sum_to_shape(share, data.shape)
        kind, wanted = share.dtype, data.dtype
        # Mostly they are one object; "c" is that of a complex-step check.
        if kind is not wanted and kind != wanted and kind.kind != "c":
            share = share.astype(wanted)
        return share

    def forget_inputs(self) -> None:
        """Let go of the inputs, so that their memory is given back."""
        self.inputs, self.operands, self.attributes = FREED, (), NO_ATTRIBUTES

    def _set_data(self, new: Any) -> None:
        if self.op is not None:
            raise GraphError("engine.computed_tensor_set", symbol=self.op.symbol)
        array = new._data if isinstance(new, Tensor) else new
        self.replace_data(backend.new_array(array, self._data.dtype))

    def replace_data(self, array: Any) -> None:
        """Put another array in this leaf; it is copied only to bring it in the leaf's order."""
        if array.shape != self._data.shape:
            raise explain.new_data_shape(array.shape, self._data.shape)
        self._data = backend.freeze(backend.ordered_like(self._data, array))
        self.made_at = graph.note_change()

    data = property(attrgetter("_data"), _set_data, doc="The array, read-only.")

    def __setitem__(self, index: Any, new: Any) -> None:
        raise GraphError("engine.no_item_assignment")

    def requires_grad_(self, wanted: bool = True) -> Tensor:
        """Say whether gradients are wanted for this leaf, and return it."""
        if self.op is not None:
            raise GraphError("engine.computed_requires_grad")
        if wanted and not backend.is_inexact(self._data):
            raise DTypeError("engine.whole_number_gradient", dtype=self._data.dtype)
        self.requires_grad = wanted
        return self

    def retain_grad(self) -> Tensor:
        """Keep the gradient of this computed tensor too, and return it."""
        self.keeps_gradient = True
        return self

    def register_hook(self, hook: Callable[[Tensor], Any]) -> hooks.Handle:
        """Have ``hook(gradient)`` called in every backward pass, with this tensor's gradient.

        What it returns, unless None, takes the gradient's place.  The handle that comes back
        removes the hook.  A leaf's hook is called by `backward` only, not by `tg.grad`.

        Raises:
            GraphError: if this tensor wants no gradient.
        """
        return hooks.register(self, hook)

    @property
    def grad(self) -> Tensor | None:
        """The gradient of the last backward passes, added up; None before there was one."""
        found = self._gradient
        if found is not None and type(found) is not Tensor:  # nobody has asked for it yet
            found = self._gradient = Tensor.wrap(found)
        return found

    @grad.setter
    def grad(self, new: Tensor | None) -> None:
        self._gradient = new

    def raw_gradient(self) -> Any:
        """Return the gradient as an array (for optimizers), or None."""
        found = self._gradient
        return found._data if type(found) is Tensor else found

    def zero_grad(self) -> None:
        """Forget the gradient collected so far."""
        self._gradient = None

    def detach(self) -> Tensor:
        """Return a tensor with the same data that no gradient flows through.

        A leaf's data is copied: an optimizer may change the leaf later, in place.
        """
        return Tensor.wrap(self._data.copy() if self.op is None else self._data)

    # Methods that are the functions of `tinygrad_fa.ops`.
    sum, mean, max, min = reductions.sum, reductions.mean, reductions.max, reductions.min
    var, std, prod, norm = reductions.var, reductions.std, reductions.prod, reductions.norm
    cumsum, logsumexp = reductions.cumsum, reductions.logsumexp
    softmax, log_softmax = reductions.softmax, reductions.log_softmax
    argmax, argmin = comparisons.argmax, comparisons.argmin
    reshape, flatten, transpose = shapes.reshape, shapes.flatten, shapes.transpose
    permute, squeeze, unsqueeze = shapes.permute, shapes.squeeze, shapes.unsqueeze
    broadcast_to, flip, pad, repeat = shapes.broadcast_to, shapes.flip, shapes.pad, shapes.repeat
    astype, split, matmul = shapes.astype, joining.split, products.matmul
    to = devices.to
    __getitem__ = joining.getitem

    def __matmul__(self, other: Any) -> Any:
        return self.apply(products.MatMul, self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return self.apply(products.MatMul, other, self)

    def __lt__(self, other: Any) -> Any:
        return self.apply(comparisons.Less, self, other)

    def __le__(self, other: Any) -> Any:
        return self.apply(comparisons.LessEqual, self, other)

    def __gt__(self, other: Any) -> Any:
        return self.apply(comparisons.Less, other, self)

    def __ge__(self, other: Any) -> Any:
        return self.apply(comparisons.LessEqual, other, self)

    def __eq__(self, other: Any) -> Any:
        return self.apply(comparisons.Equal, self, other)

    def __ne__(self, other: Any) -> Any:
        return self.apply(comparisons.NotEqual, self, other)

    __hash__ = object.__hash__

    shape = property(attrgetter("_data.shape"), doc="The length of each axis.")
    ndim = property(attrgetter("_data.ndim"), doc="How many axes there are.")
    size = property(attrgetter("_data.size"), doc="How many entries there are.")
    dtype = property(attrgetter("_data.dtype"), doc="The kind of numbers.")
    device = property(lambda self: backend.device(self._data), doc="Where it is: cpu or gpu.")
    T = property(lambda self: self.transpose(), doc="The tensor with its axes reversed.")

    def numpy(self) -> Any:
        """Return the data as a NumPy array of your own (a copy)."""
        return backend.to_numpy(self._data).copy()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        array = self.numpy()
        return array if dtype is None else array.astype(dtype)

    def item(self) -> Any:
        """Return the only entry as a Python number."""
        if self.size != 1:
            raise GraphError("engine.item_of_many", shape=self.shape)
        return self._data.item()

    def tolist(self) -> Any:
        """Return the entries as nested lists of Python numbers."""
        return self._data.tolist()

    def __float__(self) -> float:
        return float(self.item())

    def __bool__(self) -> bool:
        if self.size != 1:
            raise GraphError("engine.truth_of_many", shape=self.shape)
        return bool(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __iter__(self) -> Iterator[Tensor]:
        return (self[i] for i in range(len(self)))

    def __reduce__(self) -> Any:  # copy.deepcopy and multiprocessing: a leaf of its own
        data = backend.to_numpy(self._data).copy(order="K")
        return _leaf_again, (data, self.requires_grad, self.name)

    def __repr__(self) -> str:
        numbers = backend.show(self._data, indent=len("Tensor("))
        made = f", op={self.op.__name__}" if self.op else ""
        wants = ", requires_grad=True" if self.requires_grad and not self.op else ""
        return f"Tensor({numbers}{made}{wants})"


@lru_cache(maxsize=64)
def _one(library: Any, shape: tuple[int, ...], dtype: Any) -> Any:
    """Return the read-only 1 that nearly every backward pass starts from: it is made once."""
    return backend.freeze(library.ones(shape, dtype))


def _leaf_again(data: Any, requires_grad: bool, name: str | None) -> Tensor:
    return Tensor(data, requires_grad=requires_grad, name=name)


class _Freed:
    """What stands in the place of the inputs of a node whose memory was given back."""

    def __iter__(self) -> Iterator[Any]:
        raise GraphError("engine.freed_graph")


FREED = _Freed()


def operand(thing: Any) -> Any:
    """Return `thing` as an operand: a Python number (for a NumPy scalar too), or a tensor."""
    if thing.__class__ in PYTHON_NUMBERS or isinstance(thing, Tensor):
        return thing
    if backend.is_array(thing) or isinstance(thing, (list, tuple)):
        return thing.item() if not hasattr(thing, "__len__") else Tensor(thing)
    raise NumberError("engine.not_an_operand", type=type(thing).__name__)
