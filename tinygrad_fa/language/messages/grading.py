"""Texts of grading a folder of submissions: what stops it, and what the teacher is told before."""

MESSAGES = {
    "no_journal": {
        "en": "The journal of the grading, `{path}`, cannot be opened: `{reason}`.",
        "fa": "دفتر تصحیح، `{path}`، باز نمی‌شود: `{reason}`.",
    },
    "already_running": {
        "en": "Another grader is at work in `{folder}`. Wait for it, or choose another folder for the results.",
        "fa": "تصحیح‌گر دیگری در `{folder}` در حال کار است. صبر کنید تا تمام شود، یا پوشهٔ دیگری برای نتیجه‌ها برگزینید.",
    },
    # Where it is graded
    "no_workers": {
        "en": "`{count}` processes cannot grade anything: give at least 1.",
        "fa": "با `{count}` پردازه چیزی تصحیح نمی‌شود: دست‌کم 1 بدهید.",
    },
    "unknown_executor": {
        "en": "There is no executor `{name}`. Choose `processes:4`, `dask://host:8786` or `mpi`.",
        "fa": "مجری `{name}` شناخته نیست. یکی از `processes:4` و `dask://host:8786` و `mpi` را برگزینید.",
    },
    "no_dask": {
        "en": "Grading on a Dask cluster needs the package `distributed`: `pip install 'tinygrad_fa[cluster]'`.",
        "fa": "تصحیح روی خوشهٔ Dask به بستهٔ `distributed` نیاز دارد: `pip install 'tinygrad_fa[cluster]'`.",
    },
    "no_scheduler": {
        "en": "No Dask scheduler answers at `{address}`: `{reason}`. Start one with `dask scheduler`, and check address and port.",
        "fa": "در `{address}` زمان‌بندی از Dask پاسخ نمی‌دهد: `{reason}`. با `dask scheduler` یکی را به راه اندازید و نشانی و درگاه را بررسی کنید.",
    },
    "no_dask_workers": {
        "en": "The Dask scheduler at `{address}` has no workers. Start some with `dask worker {address}`.",
        "fa": "زمان‌بند Dask در `{address}` هیچ کارگری ندارد. با `dask worker {address}` چند کارگر به راه اندازید.",
    },
    "no_mpi": {
        "en": "Grading under MPI needs `mpi4py` and an MPI (`{reason}`): `pip install 'tinygrad_fa[mpi]'`.",
        "fa": "تصحیح با MPI به `mpi4py` و خود MPI نیاز دارد (`{reason}`): `pip install 'tinygrad_fa[mpi]'`.",
    },
    "mpi_alone": {
        "en": "There is only one process: start the command as `mpirun -n 4 tinygrad-fa grade … --executor mpi`.",
        "fa": "تنها یک پردازه هست: فرمان را به شکل `mpirun -n 4 tinygrad-fa grade … --executor mpi` اجرا کنید.",
    },
    # nbgrader
    "no_nbgrader": {
        "en": "Writing into nbgrader's gradebook needs nbgrader: `pip install nbgrader`.",
        "fa": "نوشتن در دفتر نمرهٔ nbgrader به خود nbgrader نیاز دارد: `pip install nbgrader`.",
    },
    "no_gradebook": {
        "en": "nbgrader's gradebook `{path}` cannot be opened: `{reason}`. Give it as `sqlite:///gradebook.db`.",
        "fa": "دفتر نمرهٔ nbgrader، `{path}`، باز نمی‌شود: `{reason}`. آن را به شکل `sqlite:///gradebook.db` بدهید.",
    },
}
