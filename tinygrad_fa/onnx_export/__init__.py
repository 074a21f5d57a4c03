"""Nets for other programs: ONNX files, written with the package ``onnx`` (the extra ``onnx``).

`kinds` and `normalisation` say how each kind of layer is written.
"""

from tinygrad_fa.onnx_export import kinds, normalisation
from tinygrad_fa.onnx_export.export import export_onnx

__all__ = ["export_onnx", "kinds", "normalisation"]
