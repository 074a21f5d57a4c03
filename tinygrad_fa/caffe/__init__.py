"""Caffe's files, in and out: prototxt texts, binary weights and solver states, data bases."""

from __future__ import annotations

from tinygrad_fa.caffe.caffemodel import load_caffemodel, save_caffemodel
from tinygrad_fa.caffe.databases import read_lmdb
from tinygrad_fa.caffe.means import read_mean, write_mean
from tinygrad_fa.caffe.solverstate import pair_writer, restore_solverstate

__all__ = [
    "load_caffemodel",
    "pair_writer",
    "read_lmdb",
    "read_mean",
    "restore_solverstate",
    "save_caffemodel",
    "write_mean",
]
