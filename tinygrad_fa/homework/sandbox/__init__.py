"""Where students' code runs: it hands back values, and can do nothing else.

`choose` looks for the best protection that this machine can give (`ladder`); a `Session` then
loads one submission after the other and calls its functions.  What is right or wrong, nobody in
there knows.
"""

from tinygrad_fa.homework.sandbox.handed import Loaded
from tinygrad_fa.homework.sandbox.ladder import Tier, choose, probe
from tinygrad_fa.homework.sandbox.limits import Limits
from tinygrad_fa.homework.sandbox.session import Session
from tinygrad_fa.homework.sandbox.warm import warm_session

__all__ = ["Limits", "Loaded", "Session", "Tier", "choose", "probe", "warm_session"]
