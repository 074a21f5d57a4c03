"""``python -m tinygrad_fa …`` is the same as ``tinygrad-fa …``."""

import sys

from tinygrad_fa.cli import main

sys.exit(main())
