"""Texts of trainings in several processes (MPI)."""

MESSAGES = {
    "no_mpi4py": {
        "en": (
            "mpirun has started {count} processes, but mpi4py is not there to let them talk (`{reason}`): "
            "`pip install 'tinygrad_fa[mpi]'`. Or give `Solver(parallel=False)` and each trains alone."
        ),
        "fa": (
            "`mpirun` به تعداد {count} پردازه آغاز کرده است، ولی mpi4py نیست تا با هم گفتگو کنند (`{reason}`): "
            "`pip install 'tinygrad_fa[mpi]'`. یا `Solver(parallel=False)` بدهید تا هر کدام جداگانه آموزش دهد."
        ),
    },
    "other_mpi": {
        "en": (
            "mpirun has started {count} processes, but mpi4py sees {found}: it was built for another MPI "
            "(`{library}`) than that of mpirun. Install it for this one: `pip install --no-binary mpi4py mpi4py`."
        ),
        "fa": (
            "`mpirun` به تعداد {count} پردازه آغاز کرده است، ولی mpi4py تنها {found} پردازه می‌بیند: برای MPI دیگری "
            "(`{library}`) ساخته شده است. آن را برای همین یکی نصب کنید: `pip install --no-binary mpi4py mpi4py`."
        ),
    },
    "no_communicator": {
        "en": (
            "`parallel` takes `False`, a communicator of mpi4py, or an object with `rank`, `size`, `sum` and "
            "`share`; `{value}` is none of these."
        ),
        "fa": (
            "`parallel` مقدار `False`، یک communicator از mpi4py، یا شیئی با `rank` و `size` و `sum` و `share` "
            "می‌پذیرد؛ `{value}` هیچ‌یک از این‌ها نیست."
        ),
    },
    "failed": {
        "en": "The training has ended, because process {rank} failed: {reason}",
        "fa": "آموزش پایان یافت، چون پردازهٔ {rank} به خطا برخورد: {reason}",
    },
    "ended": {
        "en": (
            "One of the processes has ended while the others were training. Look for its error above; "
            "all of them must run the same program."
        ),
        "fa": (
            "یکی از پردازه‌ها پایان یافت، در حالی که بقیه در حال آموزش بودند. خطای آن را در سطرهای بالا بجویید؛ همهٔ "
            "پردازه‌ها باید یک برنامه را اجرا کنند."
        ),
    },
    "rows": {
        "en": (
            "A batch is shared out by rows, but the inputs `{inputs}` and the targets `{targets}` have "
            "different numbers of them."
        ),
        "fa": (
            "دسته سطر به سطر میان پردازه‌ها پخش می‌شود، ولی شمار سطرهای ورودی `{inputs}` و هدف `{targets}` یکی "
            "نیست."
        ),
    },
    "other_data": {
        "en": (
            "Process {rank} draws other batches than process 0. All need the same data in the same order: "
            "give `Batches` the same `seed`, and seed whatever makes your data."
        ),
        "fa": (
            "پردازهٔ {rank} دسته‌های دیگری جز دسته‌های پردازهٔ 0 می‌گیرد. همه باید یک داده را به یک ترتیب بگیرند: به "
            "`Batches` یک `seed` یکسان بدهید و برای ساختن داده‌ها نیز بذر تصادفی (seed) بگذارید."
        ),
    },
    "not_a_mean": {
        "en": (
            "The loss of a batch ({whole}) is not the mean over its rows ({mean} from the shares of the "
            'processes), so it cannot be shared out. Let it be a mean (`reduction="mean"`; '
            "`normalization: VALID` only without `ignore_label`)."
        ),
        "fa": (
            "ضرر یک دسته ({whole}) میانگین سطرهای آن نیست (از سهم پردازه‌ها {mean} به دست می‌آید)، پس نمی‌توان آن را "
            'پخش کرد. بگذارید ضرر میانگین باشد (`reduction="mean"`؛ و `normalization: VALID` تنها بدون `ignore_label`).'
        ),
    },
}
