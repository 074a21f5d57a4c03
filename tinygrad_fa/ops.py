"""The functions of the op table under their short address: ``tinygrad_fa.ops.exp``."""

from tinygrad_fa.engine.ops import *  # noqa: F403
from tinygrad_fa.engine.ops import __all__ as __all__
