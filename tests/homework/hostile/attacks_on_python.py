"""Patched functions, hooks, signals, ends of the program, endless work."""

from attack import NOTHING, Attack

ATTACKS = [
    Attack(
        "patched builtins, json, time, os and sys",
        """
import builtins, json, time, os, sys, io, random, math, signal, linecache, ast, types
for name in ("len", "print", "isinstance", "sum", "max", "float", "repr", "sorted", "callable",
             "enumerate", "zip", "map", "set", "dict", "str", "bytes", "open", "getattr", "type"):
    setattr(builtins, name, lambda *a, **k: 1 / 0)
json.dumps = json.loads = json.JSONEncoder.encode = json.JSONDecoder.decode = lambda *a, **k: "{}"
time.monotonic = time.time = time.process_time = lambda: 0.0
time.sleep = lambda s: None
sys.stdout = sys.stderr = sys.__stdout__ = None
os.read = os.write = os._exit = lambda *a: b""
random.seed = math.isfinite = lambda *a: True
sys.setrecursionlimit(50)
ast.parse = linecache.getline = None
""".replace('"len", ', "").replace('"float", ', ""),
        {},
    ),
    Attack(
        "patched numpy",
        """
import numpy as np
np.allclose = np.isclose = np.array_equal = lambda *a, **k: True
np.testing.assert_allclose = lambda *a, **k: None
np.array = np.asarray = np.ndarray = lambda *a, **k: 6.0
np.random.seed = np.float64 = None
np.abs = np.absolute = np.max = lambda *a, **k: 0.0
def wrong(): return 1.0
""",
        {"wrong": ("ok", 1.0)},
    ),
    Attack(
        "patched asserts and tests",
        """
import unittest, sys
unittest.TestCase.assertEqual = lambda *a: None
AssertionError = None
sys.modules["pytest"] = sys.modules["nbgrader"] = sys.modules["otter"] = sys
def wrong(): return 1.0
""",
        {"wrong": ("ok", 1.0)},
    ),
    Attack(
        "sys.modules emptied",
        """
import sys
for name in list(sys.modules):
    if name not in ("sys", "builtins"): del sys.modules[name]
""",
    ),
    Attack(
        "tracing, profiling and audit hooks",
        """
import sys, threading
def trace(frame, event, argument):
    if "pupil" in frame.f_code.co_filename or "plain_values" in frame.f_code.co_filename:
        raise SystemExit
    return trace
sys.settrace(trace); sys.setprofile(lambda *a: None)
threading.settrace(trace); threading.setprofile(trace)
""",
    ),
    Attack(
        "an audit hook that forbids everything",
        """
import sys
def late():
    sys.addaudithook(lambda event, arguments: 1 / 0)
    return 1.0
""",
        {"late": ("ok", "error", "died")},
    ),
    Attack(
        "signals swallowed, and timers",
        """
import signal
for number in range(1, 65):
    try: signal.signal(number, lambda *a: None)
    except (OSError, ValueError): pass
signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
try: signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
except Exception: pass
def endless():
    while True:
        try:
            while True: pass
        except BaseException: pass
""",
        {"endless": "timeout"},
        slow=True,
    ),
    Attack(
        "timer that raises later",
        """
import signal
def bomb(*a): raise SystemExit("late")
def timer():
    signal.signal(signal.SIGALRM, bomb)
    signal.setitimer(signal.ITIMER_REAL, 0.0005, 0.0005)
    return 1.0
""",
        {"timer": ("ok", "error", "died")},
    ),
    Attack(
        "ends the program",
        """
import os, sys, atexit
atexit.register(lambda: os.write(3, b"bye"))
def now(): os._exit(0)
def polite(): sys.exit(0)
def quits(): raise SystemExit("full marks")
def interrupts(): raise KeyboardInterrupt
def aborts(): os.abort()
""",
        {
            "now": "died",
            "polite": "error",
            "quits": "error",
            "interrupts": "error",
            "aborts": "died",
        },
    ),
    Attack("ends the program while loading", "import os\nos._exit(0)"),
    Attack("ends the program while loading, again and again", "import os\n" + "os._exit(0)\n" * 30),
    Attack(
        "ends the program in a default value",
        "import os\ndef never(x=os._exit(0)): return 1.0\ndef other(): return 2.0",
        {"never": "missing", "other": ("ok", 2.0)},
    ),
    Attack(
        "exits politely while loading",
        "import sys\nsys.exit(0)\nlater = 5\ndef after(): return later",
        {"after": ("ok", 5)},
    ),
    Attack("endless loop while loading", "while True: pass", slow=True),
    Attack("sleeps while loading", "import time\ntime.sleep(10**6)", slow=True),
    Attack(
        "endless loop in a function",
        """
def endless():
    while True: pass
def sleeps():
    import time
    time.sleep(10**6)
""",
        {"endless": "timeout", "sleeps": "timeout"},
        slow=True,
    ),
    Attack(
        "endless recursion, deep stacks, crashes of the interpreter",
        """
import sys, ctypes
def recursion(): return recursion()
def deep():
    sys.setrecursionlimit(10**9)
    return recursion()
def null(): return ctypes.string_at(0)
def nested(): return eval("(" * 5000 + ")" * 5000)
def layers():
    value = ()
    for _ in range(10**6): value = (value,)
    return repr(value)
""",
        {
            "recursion": "error",
            "deep": ("died", "memory", "error", "timeout"),
            "null": "died",
            "nested": ("error", "memory"),
            "layers": ("died", "error"),
        },
        seconds=5.0,
    ),
    Attack("deep source", "x = " + "(" * 3000 + ")" * 3000 + "\ny = " + "-" * 50_000 + "1"),
    Attack(
        "threads that go on",
        """
import threading
def busy():
    while True: pass
for _ in range(4): threading.Thread(target=busy, daemon=True).start()
def waits():
    t = threading.Thread(target=busy); t.start(); t.join()
""",
        {"waits": "timeout"},
        slow=True,
        seconds=2.0,
    ),
    Attack(
        "patches what comes after",
        """
import builtins, math
def poison():
    import sys
    globals()["honest_after"] = globals()["honest_before"] = lambda x: -1.0
    builtins.len = lambda *a: 0
    builtins.float = lambda *a: 0.0
    for name in list(sys.modules): sys.modules[name] = None
    return 1.0
""",
        {"poison": ("ok", 1.0)},
    ),
    Attack(
        "names with tricks",
        """
def __getattr__(name): return lambda *a, **k: 6.0
class Everything(dict):
    def __missing__(self, key): return lambda *a, **k: 6.0
class Callable:
    def __call__(self, **k): return 7.0
    def __getattr__(self, name): return self
called = Callable()
number = 5
""",
        {"absent": "missing", "called": ("ok", 7.0), "number": "missing"},
    ),
    Attack(
        "its own __main__ and worker",
        """
import sys
main = sys.modules["__main__"]
del sys.modules["__main__"]
def names(): return sorted(n for n in vars(main) if "pupil" in n or "worker" in n or "request" in n)
""",
        {"names": NOTHING},
    ),
    Attack(
        "asks for input",
        """
def asks(): return input("answer? ")
name = input()
""",
        {"asks": "error"},
    ),
    Attack(
        "magic, shell lines, help, await, and a future",
        """
%matplotlib inline
!rm -rf ~
files = !ls /
import asyncio?
%time x = 5
await_me = 0
if True:
    !echo hello
get_ipython().run_line_magic("load_ext", "autoreload")
display(5); check("q1")
from tinygrad_fa.homework import public
def fine(): return 1.0
""",
        {"fine": ("ok", 1.0)},
    ),
    Attack(
        "awaits at the top",
        """
import asyncio
async def later(): await asyncio.sleep(0.01); return 4.0
value = await later()
def awaited(): return value
""",
        {"awaited": ("ok", 4.0)},
    ),
    Attack(
        "random numbers are the same for everyone",
        """
import random, numpy as np
def drawn(): return [random.random(), float(np.random.rand()), hash("a") % 1000]
""",
        {"drawn": "ok"},
    ),
    Attack(
        "timers of every kind, and a thread that keeps the processor for itself",
        """
import signal, sys, threading
for timer in (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF):
    signal.setitimer(timer, 0.05, 0.05)
def steals():
    import os
    threading.Thread(target=os.read, args=(3, 1 << 20), daemon=True).start()
    return 1.0
def alone():
    sys.setswitchinterval(1000)
    def busy():
        while True: pass
    threading.Thread(target=busy, daemon=True).start()
    import time
    time.sleep(0.1)
    return 1.0
""",
        {"steals": ("ok", 1.0), "alone": (("ok", 1.0), "timeout")},
        slow=True,
    ),
    Attack(
        "mutates its inputs, keeps them, and answers from them",
        """
kept = []
def keeps():
    kept.append(1)
    return len(kept)
""",
        {"keeps": ("ok", 1)},
    ),
    Attack(
        "ends the program in many definitions",
        "import os\n" + "".join(f"class A{n}: os._exit(0)\n" for n in range(30)),
    ),
    Attack(
        "imports what is not there together with what is",
        "import no_such_package, math, tinygrad_fa, json\ndef both(): return [math.pi > 3, json.dumps(1)]",
        {"both": ("ok", [True, "1"])},
    ),
]
