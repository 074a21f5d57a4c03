"""Caffe's files, in and out: prototxt texts, binary weights and solver states, data bases.

``load_solver("lenet_solver.prototxt", data="mnist")`` gives a Solver that is ready to go,
``load_net("deploy.prototxt", weights="lenet_iter_10000.caffemodel")`` a net.  The names below are
found when first asked for (PEP 562), so that ``import tinygrad_fa.caffe`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tinygrad_fa.caffe.building import build_net
    from tinygrad_fa.caffe.caffemodel import load_caffemodel, save_caffemodel
    from tinygrad_fa.caffe.databases import read_lmdb
    from tinygrad_fa.caffe.loading import load_net, load_solver
    from tinygrad_fa.caffe.means import read_mean, write_mean
    from tinygrad_fa.caffe.message import Message
    from tinygrad_fa.caffe.net import CaffeNet
    from tinygrad_fa.caffe.solverstate import (
        pair_writer,
        read_solverstate,
        restore_solverstate,
        write_solverstate,
    )
    from tinygrad_fa.caffe.text import parse_text, read_text
    from tinygrad_fa.caffe.writing import to_text, write_text

_HOME = {
    "CaffeNet": "net",
    "Message": "message",
    "build_net": "building",
    "load_caffemodel": "caffemodel",
    "load_net": "loading",
    "load_solver": "loading",
    "pair_writer": "solverstate",
    "parse_text": "text",
    "read_lmdb": "databases",
    "read_mean": "means",
    "read_solverstate": "solverstate",
    "read_text": "text",
    "restore_solverstate": "solverstate",
    "save_caffemodel": "caffemodel",
    "to_text": "writing",
    "write_mean": "means",
    "write_solverstate": "solverstate",
    "write_text": "writing",
}

__all__ = [
    "CaffeNet",
    "Message",
    "build_net",
    "load_caffemodel",
    "load_net",
    "load_solver",
    "pair_writer",
    "parse_text",
    "read_lmdb",
    "read_mean",
    "read_solverstate",
    "read_text",
    "restore_solverstate",
    "save_caffemodel",
    "to_text",
    "write_mean",
    "write_solverstate",
    "write_text",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
