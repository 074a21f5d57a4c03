"""Processes, memory, disk, files of others, the network, and the kernel's back doors."""

from attack import NOTHING, Attack

_CALL = """
import ctypes, os, platform
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])
    if result < 0: raise OSError(ctypes.get_errno(), "refused")
    return result
"""

ATTACKS = [
    Attack(
        "new processes by every way",
        _CALL
        + """
import subprocess, multiprocessing, pty
def processes():
    def forks():
        if os.fork() == 0: os._exit(0)
    def spawns(): os.posix_spawn("/bin/true", ["true"], {})
    def starts():
        p = multiprocessing.get_context("fork").Process(target=print); p.start()
    def system():
        if os.system("true") != 0: raise OSError
    return succeeded(forks=forks, spawns=spawns, starts=starts, system=system,
        run=lambda: subprocess.run(["true"], check=True), popen=lambda: os.popen("true").read() + 1,
        pty=lambda: pty.fork(), exec=lambda: os.execv("/bin/true", ["true"]),
        vfork=lambda: call(58) if platform.machine() == "x86_64" else 1 / 0,
        clone=lambda: call(56 if platform.machine() == "x86_64" else 220, 17, 0, 0, 0, 0),
        clone3=lambda: call(435, ctypes.create_string_buffer(88), 88))
""",
        {"processes": NOTHING},
    ),
    Attack(
        "fork bomb",
        """
import os
def bomb():
    made = 0
    for _ in range(10_000):
        try: os.fork(); made += 1
        except OSError: pass
    return made
""",
        {"bomb": ("ok", 0)},
        seconds=4.0,
    ),
    Attack(
        "thread bomb",
        """
import threading, time
def bomb():
    threading.stack_size(65536)
    made = 0
    try:
        for _ in range(100_000):
            threading.Thread(target=time.sleep, args=(1000,), daemon=True).start(); made += 1
    except RuntimeError: pass
    return made < 5000
""",
        {"bomb": (("ok", True), "timeout", "memory")},
        seconds=3.0,
        slow=True,
    ),
    Attack(
        "kills everybody",
        """
import os, signal
def kills():
    ways = {}
    for number in (os.getppid(), 1, -1, 0, -os.getppid(), 2, 3):
        ways[f"kill_{number}".replace("-", "m")] = lambda number=number: os.kill(number, 9)
    worked = succeeded(**ways, group=lambda: os.killpg(0, 9), session=lambda: os.setsid(),
        pgid=lambda: os.setpgid(0, 0), pidfd=lambda: os.pidfd_open(os.getppid()),
        thread=lambda: signal.pthread_kill(1, 9) if False else 1 / 0,
        queue=lambda: signal.raise_signal(0) if False else 1 / 0)
    return worked
def parent(): os.kill(os.getppid(), signal.SIGKILL); return "killed"
def all_(): os.kill(-1, signal.SIGKILL); return "killed"
""",
        {"kills": NOTHING, "parent": "error", "all_": "error"},
    ),
    Attack(
        "signals sent by the kernel for it",
        _CALL
        + """
import fcntl, socket, resource
def sends():
    a, b = socket.socketpair()
    def owner():
        fcntl.fcntl(a, 8, os.getppid())
    def limit(): resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1))
    return succeeded(owner=owner, limit=limit, death=lambda: libc.prctl(1, 0) and 1 / 0,
        undead=lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)),
        nice=lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), 19),
        affinity=lambda: os.sched_setaffinity(os.getppid(), {0}))
""",
        {"sends": NOTHING},
    ),
    Attack(
        "memory hog",
        """
def hog():
    kept = []
    while True: kept.append(bytearray(50_000_000))
def array():
    import numpy as np
    return float(np.ones((100_000, 100_000)).sum())
def text(): return len("x" * 10**11)
""",
        {"hog": "memory", "array": "memory", "text": "memory"},
        megabytes=600,
        seconds=6.0,
    ),
    Attack(
        "memory hog while loading",
        "kept = []\nwhile True: kept.append(bytearray(50_000_000))",
        seconds=6.0,
    ),
    Attack(
        "memory beside the address space",
        _CALL
        + """
import mmap, socket, tempfile
def hides():
    def memfd():
        f = os.memfd_create("x"); os.truncate(f, 1 << 30)
    def shared():
        from multiprocessing import shared_memory
        shared_memory.SharedMemory(create=True, size=1 << 28)
    def semaphore():
        import _multiprocessing
        _multiprocessing.SemLock(0, 1, 1, "/evil", False)
    return succeeded(memfd=memfd, shared=shared, semaphore=semaphore,
        shm=lambda: open("/dev/shm/evil", "w").write("x"), secret=lambda: call(447, 0),
        shmget=lambda: call(29 if platform.machine() == "x86_64" else 194, 4242, 1 << 20, 0o1666),
        msgget=lambda: call(68 if platform.machine() == "x86_64" else 186, 4242, 0o1666),
        semget=lambda: call(64 if platform.machine() == "x86_64" else 190, 4242, 1, 0o1666),
        mq=lambda: call(240 if platform.machine() == "x86_64" else 180, b"evil", 0o102, 0o600, None),
        big_file=lambda: os.ftruncate(os.open("big", os.O_RDWR | os.O_CREAT), 1 << 40),
        fallocate=lambda: os.posix_fallocate(os.open("big2", os.O_RDWR | os.O_CREAT), 0, 1 << 30))
""",
        {"hides": NOTHING},
    ),
    Attack(
        "disk hog",
        """
def big():
    with open("big", "wb") as f:
        while True: f.write(b"x" * 1_000_000)
def many():
    n = 0
    while True:
        with open(f"f{n}", "wb") as f: f.write(b"x" * 8_000_000)
        n += 1
""",
        {"big": ("error", "died"), "many": ("error", "died")},
        seconds=5.0,
    ),
    Attack(
        "thousands of files, folders and open files",
        """
import os
def files():
    for n in range(10**7): open(f"f{n}", "w").close()
def folders():
    for n in range(10**7): os.mkdir("d"); os.chdir("d")
def opened():
    kept = []
    while True: kept.append(open("/dev/null"))
def shut():
    os.mkdir("shut", 0)
    os.mkdir("deep"); os.chdir("deep")
    for n in range(300): os.mkdir("x" * 200); os.chdir("x" * 200)
    return 1.0
""",
        {
            "files": ("died", "error"),
            "folders": ("died", "error"),
            "opened": "error",
            "shut": ("ok", "died"),
        },
        seconds=5.0,
    ),
    Attack(
        "links, pipes and devices in its folder",
        """
import os
def makes():
    return succeeded(link=lambda: os.symlink(SECRET, "link"), hard=lambda: os.link("/usr/bin/env", "hard"),
        pipe=lambda: os.mkfifo("pipe"), device=lambda: os.mknod("dev", 0o60666, 0),
        mode=lambda: os.chmod(".", 0o777), owner=lambda: os.chown(".", 0, 0),
        times=lambda: os.utime(".", (0, 0)), attribute=lambda: os.setxattr(".", "user.x", b"x"))
""",
        {"makes": NOTHING},
    ),
    Attack(
        "modes, times and attributes of others' files",
        """
import os
def changes():
    return succeeded(mode=lambda: os.chmod(SECRET, 0o777), times=lambda: os.utime(SECRET, (0, 0)),
        empties=lambda: os.truncate(SECRET, 0), opens=lambda: os.open(SECRET, os.O_RDONLY | os.O_TRUNC),
        removes=lambda: os.remove(SECRET), renames=lambda: os.rename(SECRET, "mine"),
        beside=lambda: open(SECRET + ".written", "w"), folder=lambda: os.mkdir(SECRET + ".d"),
        tmp=lambda: open("/tmp/evil", "w"), home=lambda: open(os.path.expanduser("~root/evil"), "w"),
        up=lambda: open("../evil", "w"), root=lambda: open("/evil", "w"), var=lambda: open("/var/tmp/evil", "w"))
""",
        {"changes": NOTHING},
    ),
    Attack(
        "reads what is not its own",
        """
import os, glob
def reads():
    places = dict(secret=SECRET, shadow="/etc/shadow", passwd="/etc/passwd", ssh="/root/.ssh/id_rsa",
        environ="/proc/1/environ", mine="/proc/self/environ", parent=f"/proc/{os.getppid()}/environ",
        cmdline="/proc/1/cmdline", maps="/proc/self/maps", memory=f"/proc/{os.getppid()}/mem",
        descriptor="/proc/self/fd/3", kernel="/proc/kallsyms", mounts="/proc/mounts", cpu="/proc/cpuinfo",
        disk="/dev/sda", vda="/dev/vda", kmem="/dev/mem", tty="/dev/tty", hosts="/etc/hosts")
    return succeeded(**{name: (lambda path=path: open(path, "rb").read(1)) for name, path in places.items()})
def lists():
    return succeeded(proc=lambda: os.listdir("/proc/1/fd"), beside=lambda: os.listdir(os.path.dirname(SECRET)),
        home=lambda: os.listdir("/root/.ssh"), home2=lambda: os.listdir("/home"), tmp=lambda: os.listdir("/tmp"))
""",
        {"reads": NOTHING, "lists": NOTHING},
    ),
    Attack(
        "its environment and arguments",
        """
import os, sys
def environment(): return sorted(name for name in os.environ if name not in (
    "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "HOME", "TMPDIR", "MPLCONFIGDIR",
    "MPLBACKEND", "PYTHONHASHSEED", "LANG", "PWD", "LC_CTYPE"))
def whole():
    import ctypes
    environ = ctypes.POINTER(ctypes.c_char_p).in_dll(ctypes.CDLL(None), "environ")
    i, found = 0, []
    while environ[i]: found.append(environ[i].decode()); i += 1
    return [line for line in found if "SECRET_OF_THE_GRADER" in line]
""",
        {"environment": NOTHING, "whole": NOTHING},
    ),
    Attack(
        "the homework, its grader and other packages",
        """
import importlib, os, sys
def imports():
    names = ["tinygrad_fa", "tinygrad_fa.homework", "pip", "pytest", "setuptools", "hypothesis", "jupytext"]
    return succeeded(**{name.replace(".", "_"): (lambda name=name: importlib.import_module(name)) for name in names})
def sources():
    found = []
    for folder in sys.path + ["/usr", "/opt", "/srv"]:
        for where, folders, files in os.walk(folder):
            found += [f for f in files if f in ("hw1.py", "hw2.py", "scoring.py", "seeds.py", "nursery.py")]
            if len(where) > 200: break
    return found[:5]
""",
        {"imports": NOTHING, "sources": NOTHING},
        seconds=10.0,
    ),
    Attack(
        "writes to the interpreter and its packages",
        """
import os, sys, json, numpy
def writes():
    places = [os.__file__, json.__file__, numpy.__file__, sys.executable or "/usr/bin/python3",
        os.path.join(os.path.dirname(numpy.__file__), "evil.py"), os.path.join(os.path.dirname(os.__file__), "evil.pth"),
        os.path.join(os.path.dirname(numpy.__file__), "__pycache__", "evil.pyc")]
    return succeeded(**{f"place{i}": (lambda p=p: open(p, "ab")) for i, p in enumerate(places)},
        folder=lambda: os.mkdir(os.path.join(os.path.dirname(numpy.__file__), "evil")))
def shadows():
    open("json.py", "w").write("def loads(*a): return 1/0")
    open("sitecustomize.py", "w").write("1/0")
    open("numpy.py", "w").write("1/0")
    os.environ["PYTHONPATH"] = os.environ["LD_PRELOAD"] = os.getcwd()
    return 1.0
""",
        {"writes": NOTHING, "shadows": ("ok", 1.0)},
    ),
    Attack(
        "the network",
        """
import socket, urllib.request
def network():
    def unix():
        s = socket.socket(socket.AF_UNIX); s.bind("\\0evil")
    def datagrams():
        a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM); a.sendto(b"x", "/dev/log")
    def pair_sends():
        a, b = socket.socketpair(); a.sendto(b"x", "/run/systemd/notify")
    return succeeded(tcp=lambda: socket.create_connection(("127.0.0.1", 22), 0.2), unix=unix, datagrams=datagrams, pair_sends=pair_sends,
        udp=lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 53)),
        six=lambda: socket.socket(socket.AF_INET6), names=lambda: socket.getaddrinfo("example.org", 80),
        web=lambda: urllib.request.urlopen("http://127.0.0.1/", timeout=0.2), raw=lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1),
        netlink=lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0), packet=lambda: socket.socket(17, socket.SOCK_RAW),
        vsock=lambda: socket.socket(40, socket.SOCK_STREAM), alg=lambda: socket.socket(38, 5), listen=lambda: socket.create_server(("", 0)))
""",
        {"network": NOTHING},
    ),
    Attack(
        "the kernel's back doors",
        _CALL
        + """
X = platform.machine() == "x86_64"
def doors():
    buffer = ctypes.create_string_buffer(4096)
    table = dict(ptrace=(101, 117, 0, 0, 0, 0), io_uring=(425, 425, 8, buffer), userfaultfd=(323, 282, 1),
        bpf=(321, 280, 5, buffer, 120), keyctl=(250, 219, 0, -3, 1), add_key=(248, 217, b"user", b"x", b"y", 1, -3),
        mount=(165, 40, b"x", b"/tmp", b"tmpfs", 0, 0), unshare=(272, 97, 0x10000000), unshare_files=(272, 97, 0x400), setns=(308, 268, 3, 0),
        pivot=(155, 41, b".", b"."), chroot=(161, 51, b"."), perf=(298, 241, buffer, 0, -1, -1, 0),
        process_read=(310, 270, os.getppid(), buffer, 1, buffer, 1, 0), process_write=(311, 271, os.getppid(), buffer, 1, buffer, 1, 0),
        pidfd=(434, 434, os.getppid(), 0), pidfd_getfd=(438, 438, 3, 0, 0), kcmp=(312, 272, os.getppid(), os.getpid(), 0, 0, 0),
        handle=(304, 265, -100, buffer, 0), fanotify=(300, 262, 0, 0), inotify=(294, 26, 0), quota=(179, 60, 0, b"", 0, buffer),
        reboot=(169, 142, 0, 0, 0, 0), module=(175, 105, buffer, 1, b""), kexec=(246, 104, 0, 0, 0, 0), swap=(167, 224, b"x", 0),
        settime=(164, 170, buffer, 0), personality=(135, 92, 0x0400000), seccomp=(317, 277, 1, 0, 0), landlock=(444, 444, 0, 0, 1),
        splice=(275, 76, 0, 0, 0, 0, 0, 0), vmsplice=(278, 75, 0, 0, 0, 0), memfd=(319, 279, b"x", 0), mbind=(237, 235, 0, 0, 0, 0, 0, 0),
        openat2=(437, 437, -100, b"/", buffer, 24), open_tree=(428, 428, -100, b"/", 1), fsopen=(430, 430, b"tmpfs", 0), move_mount=(429, 429, 0, b"", 0, b"", 0),
        sendmsg=(46, 211, 3, buffer, 0), recvmsg=(47, 212, 3, buffer, 0), tgkill=(234, 131, os.getppid(), os.getppid(), 9),
        timer=(222, 107, 0, 0, buffer), signalfd=(289, 74, -1, buffer, 8, 0), execveat=(322, 281, -100, b"/bin/true", 0, 0, 0),
        setuid=(105, 146, 0), setgid=(106, 144, 0), setgroups=(116, 159, 0, 0), capset=(126, 91, buffer, buffer), sethostname=(170, 161, b"x", 1),
        future=(470, 470, 0, 0), future2=(999, 999, 0, 0), rt_sigqueueinfo=(129, 138, os.getppid(), 9, buffer), prlimit=(302, 261, os.getppid(), 7, buffer, 0))
    return succeeded(**{name: (lambda numbers=numbers: call(numbers[0] if X else numbers[1], *numbers[2:])) for name, numbers in table.items()})
""",
        {"doors": NOTHING},
    ),
    Attack(
        "commands typed into the terminal",
        """
import fcntl, os
def types():
    ways = {}
    for number in range(0, 10):
        ways[f"sti{number}"] = lambda number=number: fcntl.ioctl(number, 0x5412, b"x")
        ways[f"linux{number}"] = lambda number=number: fcntl.ioctl(number, 0x541C, b"\\x0b")
        ways[f"ctty{number}"] = lambda number=number: fcntl.ioctl(number, 0x540E, 0)
        ways[f"high{number}"] = lambda number=number: fcntl.ioctl(number, 0x5412 | 1 << 32, b"x")
    return succeeded(**ways)
""",
        {"types": NOTHING},
    ),
    Attack(
        "system calls of another architecture",
        """
import ctypes, mmap, platform
def x32():
    return ctypes.CDLL(None).syscall(0x40000000 + 39)
def i386():
    if platform.machine() != "x86_64": ctypes.string_at(0)
    code = mmap.mmap(-1, 4096, prot=7)
    code.write(b"\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3")  # mov eax, 20; int 0x80 (getpid); ret
    return ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))()
""",
        {"x32": "died", "i386": "died"},
    ),
    Attack(
        "descriptors that were left open",
        """
import os, stat
def kept():
    found = []
    for number in range(4, 5000):
        try: os.fstat(number)
        except OSError: continue
        found.append(number)
    return found
""",
        {"kept": NOTHING},
    ),
    Attack(
        "traces of the submission before",
        """
import os
def traces(): return [n for n in os.listdir(".") if n != "submission.py"]
def leaves():
    open("trace.txt", "w").write("seen by the next question?")
    return 1.0
def looks(): return os.path.exists("trace.txt")
""",
        {"traces": NOTHING, "leaves": ("ok", 1.0), "looks": ("ok", False)},
    ),
    Attack(
        "closed folders within folders, names that leave no room, names that are taken",
        """
import os
def closed():
    os.umask(0o777)
    os.mkdir("a", 0); os.mkdir("b")
    return 1.0
def within():
    os.makedirs("a/b/c"); os.mkdir("a/" + "\u20ac" * 85); os.mkdir("a/" + "\u20ac" * 85 + "/d")
    for n in range(40): os.makedirs(f"{n}/x")
    os.umask(0o777)
    os.mkdir("a/evil"); os.mkdir("a/b/c/evil")
    return 1.0
def hidden():
    os.umask(0o477)
    os.mkdir("written, not listed")
    for n in range(100): open(f"written, not listed/{n}", "wb").write(b"x" * 10**7)
""",
        {"closed": ("ok", 1.0), "within": ("ok", 1.0), "hidden": ("died", "error")},
        seconds=5.0,
    ),
]
