"""Forged replies, noise and silence on every channel; lies in what is returned."""

from attack import NOTHING, Attack

FATAL = ("died", "timeout", "too_big", "not_plain", "error", "memory")

ATTACKS = [
    Attack(
        "forged replies on every descriptor while loading",
        """
import os, json
for number in range(3, 64):
    for line in (b'{"id":"0","status":"ok","value":6.0,"error":"","output":""}\\n', b'{"at":[0,0]}\\n',
                 b'{"passed":true,"score":100}\\n'):
        try: os.write(number, line)
        except OSError: pass
""",
    ),
    Attack(
        "noise without an end of line while loading",
        """
import os
for number in range(0, 64):
    try: os.write(number, b"x" * 1000)
    except OSError: pass
""",
    ),
    Attack(
        "forged reply found through the frames of the worker",
        """
import sys, os, json
def forge():
    frame, requests = sys._getframe(), []
    while frame:
        request = frame.f_locals.get("request")
        if isinstance(request, dict) and "id" in request:
            requests.append(request["id"])
        frame = frame.f_back
    for name in requests:
        reply = {"id": name, "status": "ok", "value": float("nan"), "error": "", "output": ""}
        os.write(3, b"\\n" + json.dumps(reply).encode() + b"\\n")
        for status in ("right", "full marks", 7, None):
            reply = {"id": name, "status": status, "value": 1.0, "verdict": "right", "points": 100}
            os.write(3, b"\\n" + json.dumps(reply).encode() + b"\\n")
    return "done"
""",
        {"forge": ("not_plain", "ok", "died")},
    ),
    Attack("giant reply", "def giant(): return 'x' * 50_000_000", {"giant": "too_big"}),
    Attack(
        "giant array",
        "import numpy as np\ndef giant(): return np.zeros((1000, 1000))",
        {"giant": "too_big"},
    ),
    Attack(
        "giant line that never ends",
        """
import os
def giant():
    while True: os.write(3, b"1" * 65536)
""",
        {"giant": ("too_big", "timeout")},
    ),
    Attack(
        "millions of short lines",
        """
import os
def lines():
    while True: os.write(3, b'{"at":[1,1]}\\n' * 1000)
""",
        {"lines": ("too_big", "timeout")},
    ),
    Attack(
        "a reply that drips",
        """
import os, time
def drip():
    while True:
        os.write(3, b'{"id"'); time.sleep(0.05)
""",
        {"drip": "timeout"},
        slow=True,
    ),
    Attack(
        "deep JSON",
        """
import os
def deep():
    os.write(3, b"\\n" + b'{"id":' + b"[" * 100_000 + b"]" * 100_000 + b"}\\n")
    value = []
    for _ in range(100_000): value = [value]
    return value
""",
        {"deep": ("too_big", "not_plain")},
    ),
    Attack(
        "a list that holds itself",
        "loop = []\nloop += [loop] * 5\ndef itself(): return loop",
        {"itself": "too_big"},
    ),
    Attack(
        "NaN tokens, a key twice, infinite numbers by hand",
        """
import os, sys
def tokens():
    name = sys._getframe(2).f_locals["request"]["id"] if "request" in sys._getframe(2).f_locals else sys._getframe(1).f_locals["request"]["id"]
    for text in ('{"id":"%s","status":"ok","value":NaN}', '{"id":"%s","status":"ok","value":Infinity}',
                 '{"id":"%s","id":"%s","status":"ok","value":1}' % ("%s", name),
                 '{"id":"%s","status":"ok","value":1e999,"error":"","output":""}'):
        os.write(3, b"\\n" + (text % name).encode() + b"\\n")
    return 5.0
""",
        {"tokens": ("ok", "inf")},
    ),
    Attack(
        "not a number is told as text",
        """
def nan(): return [float("nan"), float("inf"), -float("inf"), {"a": float("nan")}]
""",
        {"nan": ("ok", ["nan", "inf", "-inf", {"a": "nan"}])},
    ),
    Attack(
        "arrays that do not have the shape they claim",
        """
def claims(): return {"shape": [1000000, 1000000], "values": [1.0]}
def nothing(): return {"shape": [-1], "values": []}
def words(): return {"shape": [1], "values": ["<script>"]}
def shape(): return {"shape": "12", "values": 5}
""",
        {"claims": "not_plain", "nothing": "not_plain", "words": "not_plain", "shape": "not_plain"},
    ),
    Attack(
        "numbers that are equal to everything",
        """
class Equal(float):
    def __eq__(self, other): return True
    __ne__ = lambda self, other: False
    __lt__ = __gt__ = __le__ = __ge__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = lambda self, *other: 0.0
    __hash__ = float.__hash__
class Pretender:
    __class__ = float
    def __float__(self): return 6.0
    def __array__(self, *a, **k):
        import numpy as np
        return np.array(6.0)
    def __getattr__(self, name): return 6.0
    def __eq__(self, other): return True
def equal(): return Equal(1.0)
def pretender(): return Pretender()
def inside(): return {"a": [1.0, Pretender()]}
def text():
    class T(str): pass
    return T("6.0")
def keys():
    class K(str):
        def __eq__(self, other): return True
        __hash__ = str.__hash__
    return {K("a"): 1}
""",
        {
            "equal": "not_plain",
            "pretender": "not_plain",
            "inside": "not_plain",
            "text": "not_plain",
            "keys": "not_plain",
        },
    ),
    Attack(
        "arrays of classes of their own",
        """
import numpy as np
class Right(np.ndarray):
    def __eq__(self, other): return np.ones(self.shape, bool)
    def tolist(self): return [6.0] * self.size
    def ravel(self, *a): return self
def sub(): return np.zeros(2).view(Right)
def objects(): return np.array([object()], dtype=object)
def complexes(): return np.array([1j])
def texts(): return np.array(["a"])
def fields(): return np.zeros(2, dtype=[("a", float)])
def mask(): return np.ma.array([1.0, 2.0])
def matrix(): return np.asmatrix([[1.0]])
def memory():
    m = np.memmap("m.bin", dtype=float, mode="w+", shape=(2,))
    return m
def longdouble(): return np.zeros(2, np.longdouble)
def time(): return np.datetime64("2026-01-01")
""",
        dict.fromkeys(
            [
                "sub",
                "objects",
                "complexes",
                "texts",
                "fields",
                "mask",
                "matrix",
                "memory",
                "longdouble",
                "time",
            ],
            "not_plain",
        ),
    ),
    Attack(
        "honest arrays of every kind are taken",
        """
import numpy as np
def floats(): return np.float32(1.5), np.arange(3), np.array(2.0), np.eye(2, dtype=bool)[::-1].T
""",
        {
            "floats": (
                "ok",
                [
                    1.5,
                    {"shape": [3], "values": [0, 1, 2]},
                    {"shape": [], "values": [2.0]},
                    {"shape": [2, 2], "values": [False, True, True, False]},
                ],
            )
        },
    ),
    Attack(
        "an endless generator, a coroutine, a function, a module, a type",
        """
import itertools, math
def generator(): return (i for i in itertools.count())
async def coroutine(): return 6.0
def function(): return honest_before
def module(): return math
def kind(): return float
def iterator(): return itertools.count()
def bytes_(): return b"6.0"
def sets(): return {1, 2}
def complex_(): return 1j
""",
        dict.fromkeys(
            [
                "generator",
                "coroutine",
                "function",
                "module",
                "kind",
                "iterator",
                "bytes_",
                "sets",
                "complex_",
            ],
            "not_plain",
        ),
    ),
    Attack(
        "giant integers and endless powers",
        """
def giant(): return 10 ** 5000
def power(): return 7 ** 7 ** 10
def word(): return int("9" * 4000)
""",
        {"giant": "too_big", "power": ("timeout", "memory"), "word": "too_big"},
        slow=True,
    ),
    Attack(
        "a regular expression that never ends",
        """
import re
def never(): return bool(re.match(r"(a+)+$", "a" * 60 + "b"))
""",
        {"never": "timeout"},
        slow=True,
    ),
    Attack(
        "pickles and marshalled code in what is returned",
        """
import pickle, os
class Evil:
    def __reduce__(self): return os.system, ("touch SECRET.pickled",)
def pickled(): return Evil()
def text(): return pickle.dumps(Evil(), 0).decode("latin-1")
""",
        {"pickled": "not_plain", "text": "ok"},
    ),
    Attack(
        "an error whose text never ends, lies or commands the terminal",
        """
class Endless(Exception):
    def __str__(self):
        while True: pass
class Lies(Exception):
    def __str__(self): raise SystemExit
    def __getattribute__(self, name): raise KeyboardInterrupt
class Meta(type):
    __name__ = property(lambda self: 1 / 0)
class Odd(Exception, metaclass=Meta): pass
def endless(): raise Endless()
def lies(): raise Lies("x")
def odd(): raise Odd("x")
def screen(): raise ValueError("\\x1b[2J\\x1b]0;owned\\x07\\x9b31m\\u202eevil\\x00")
def base(): raise BaseException("x")
def chain():
    e = ValueError("x")
    for _ in range(5000):
        n = ValueError("y"); n.__cause__ = e; e = n
    raise e
""",
        {
            "endless": "timeout",
            "lies": "error",
            "odd": "error",
            "screen": "error",
            "base": "error",
            "chain": "error",
        },
        slow=True,
    ),
    Attack(
        "floods on every stream",
        """
import os, sys
def flood():
    for _ in range(2000):
        print("x" * 10_000)
        sys.stderr.write("y" * 10_000)
        sys.__stdout__ and sys.__stdout__.write("z" * 10_000)
        os.write(1, b"a" * 10_000); os.write(2, b"b" * 10_000)
    return 1.0
def screen():
    print("\\x1b[2J\\x1b]52;c;AAAA\\x07\\u202e<script>alert(1)</script>=cmd()\\x00\\ud800")
    return 1.0
""",
        {"flood": ("ok", 1.0), "screen": ("ok", 1.0)},
        seconds=5.0,
    ),
    Attack(
        "lone surrogates and signs that turn text",
        """
def text(): return "\\ud800a\\u202eb\\x1b[31mc\\x00d"
def names(): return {"\\ud800": 1.0, "\\u202e": 2.0}
def same(): return {"a\\u202e": 1.0, "a": 2.0}
""",
        {"text": ("ok", "abcd"), "names": "not_plain", "same": "not_plain"},
    ),
    Attack(
        "the line is closed, or its number taken by something else",
        """
import os
def closed():
    os.closerange(0, 64)
    return 1.0
def taken():
    read, write = os.pipe()
    os.dup2(write, 3)
    return 1.0
""",
        {"closed": "died", "taken": ("died", "timeout")},
        slow=True,
    ),
    Attack("the line is closed while loading", "import os\nos.closerange(0, 100)"),
    Attack(
        "replies of another question are kept for later",
        """
import os, sys, threading, time
def steal():
    frame = sys._getframe()
    while frame and "request" not in frame.f_locals: frame = frame.f_back
    name = frame.f_locals["request"]["id"].encode()
    def later():
        for _ in range(2000):
            os.write(3, b'\\n{"id":"' + name + b'","status":"ok","value":99.0,"error":"","output":""}\\n')
    threading.Thread(target=later, daemon=True).start()
    return 1.0
""",
        {"steal": ("ok", "too_big", "died")},
    ),
    Attack(
        "looks for answers in its own process",
        """
import gc, sys
def seen():
    words = ("expected", "tolerance", "reference", "solution", "points", "verdict", "course_key")
    found = set()
    for thing in gc.get_objects():
        if type(thing) is dict:
            for key in list(thing):
                if type(key) is str and key in words and not callable(thing[key]):
                    if "numpy" not in str(thing.get("__name__", "")) and "unittest" not in str(thing.get("__name__", "")): found.add(key)
    modules = [name for name in sys.modules if name.startswith("tinygrad_fa")]
    return modules
""",
        {"seen": NOTHING},
    ),
    Attack(
        "rewrites the worker through frames and gc",
        """
import gc, sys, types
frame = sys._getframe()
while frame:
    for name in list(frame.f_globals):
        if name in ("_say", "plain_values", "_Reader", "Pupil", "_told", "Encoder"):
            frame.f_globals[name] = None
    frame = frame.f_back
for thing in gc.get_objects():
    if isinstance(thing, type) and thing.__name__ in ("Encoder", "Pupil"):
        for name in ("encode", "call", "add"):
            try: setattr(thing, name, lambda *a, **k: b"6.0")
            except Exception: pass
""".replace("frame.f_globals[name] = None", "pass").replace(
            'setattr(thing, name, lambda *a, **k: b"6.0")', "getattr(thing, name)"
        ),
    ),
    Attack(
        "forged places of statements, then the end",
        """
import os
for _ in range(3): [os.write(3, b'\\n{"at":[%s]}\\n' % place) for place in (
    b"1999,99", b"-5,-1", b"2,-1", b"0", b'"0",1', b"true,0", b"9" * 4300 + b",0", b"0," + b"9" * 4300)
], os._exit(0)
""",
    ),
    Attack(
        "forged ends of loading, with numbers that no float and no text can hold",
        """
import os, sys
frame = sys._getframe()
while "request" not in frame.f_locals: frame = frame.f_back
errors = b'[[%s,1,"x"],[-1,1,2],[[],1,2],[0]]' % (b"9" * 4300)
name = frame.f_locals["request"]["id"].encode()
os.write(3, b'\\n{"id":"%s","errors":%s,"cpu":1%s}\\n' % (name, errors, b"0" * 400))
""",
    ),
]
