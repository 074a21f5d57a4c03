"""How much a submission may use."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Limits:
    """Limits of one submission; those of a call stand in the `Call`.

    Attributes:
        load_seconds: how long all its cells together may compute.
        megabytes: how much memory the cells may use.
        patience: seconds are seconds of computing, so that a busy machine takes no marks away;
            after this many times as long by the clock even what only waits is over.
        file_megabytes: how large one file may become.
        disk_megabytes: how much the work folder may hold.
        files: how many files it may hold.
        open_files: how many files may be open at once.
        threads: how many threads there may be.
        reply_bytes: how long a reply may be.
        numbers: how many numbers a reply may hold.
        output_bytes: how much of what is printed is kept.
    """

    load_seconds: float = 8.0
    megabytes: int = 1500
    patience: float = 4.0
    file_megabytes: int = 16
    disk_megabytes: int = 64
    files: int = 1000
    open_files: int = 64
    threads: int = 64
    reply_bytes: int = 400_000
    numbers: int = 4096
    output_bytes: int = 64_000

    def of_process(self, megabytes: int, threads: int) -> dict[str, int]:
        """Return the kernel's limits for a process, by their names in `resource`."""
        return {
            "RLIMIT_AS": megabytes * MEGABYTE,
            "RLIMIT_FSIZE": self.file_megabytes * MEGABYTE,
            "RLIMIT_NOFILE": self.open_files,
            "RLIMIT_NPROC": threads,
            "RLIMIT_CORE": 0,
            "RLIMIT_CPU": 3600,
            "RLIMIT_MEMLOCK": 0,
            "RLIMIT_MSGQUEUE": 0,
            "RLIMIT_SIGPENDING": 64,
            "RLIMIT_RTPRIO": 0,
        }
