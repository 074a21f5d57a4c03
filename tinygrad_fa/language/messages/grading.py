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
        "fa": "در `{address}` هیچ زمان‌بند (scheduler) Dask پاسخ نمی‌دهد: `{reason}`. با `dask scheduler` یکی را به راه اندازید و نشانی و درگاه را بررسی کنید.",
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
    "bad_worker": {
        "en": "A worker that should grade cannot: `{reason}`. All of them need this version of tinygrad_fa and the same sandbox.",
        "fa": "یکی از کارگرها نمی‌تواند تصحیح کند: `{reason}`. همهٔ آن‌ها به همین نسخهٔ tinygrad_fa و همین جعبهٔ امن نیاز دارند.",
    },
    # Before anything is graded
    "results_there": {
        "en": "`{folder}` holds the results of an earlier grading. Go on with `--resume`, or choose another folder.",
        "fa": "در `{folder}` نتیجه‌های تصحیحی پیشین هست. با `--resume` آن را ادامه دهید، یا پوشهٔ دیگری برگزینید.",
    },
    "unknown_question": {
        "en": "The homework has no question `{name}`. It has: {known}.",
        "fa": "این تمرین پرسش `{name}` ندارد. پرسش‌هایش: {known}.",
    },
    "unknown_student": {
        "en": "Nothing was handed in by `{name}`. There are submissions of: {known}.",
        "fa": "از `{name}` چیزی تحویل داده نشده است. پاسخ این‌ها هست: {known}.",
    },
    "needs_key": {
        "en": "The questions of `{homework}` have numbers for each student, which come from the course key: give its file with `--course-key` (building the homework has written it to `key/course.key`).",
        "fa": "پرسش‌های `{homework}` برای هر دانشجو عددهای جدا دارد که از کلید درس می‌آیند: پروندهٔ کلید را با `--course-key` بدهید (هنگام ساختن تمرین در `key/course.key` نوشته شده است).",
    },
    "other_source": {
        "en": "`{homework}` was changed after it was built: the students' notebooks show the earlier questions and points, and the marks follow the new ones.",
        "fa": "تمرین `{homework}` پس از ساختن تغییر کرده است: دفترچه‌های دانشجویان پرسش‌ها و نمره‌های پیشین را نشان می‌دهند و تصحیح از نسخهٔ تازه پیروی می‌کند.",
    },
    "other_key": {
        "en": "The course key is not the one with which `{homework}` was built, so the numbers of the students would not be theirs. Give the key of that course with `--course-key`.",
        "fa": "این کلید درس همان نیست که `{homework}` با آن ساخته شده است؛ عددهای دانشجویان از آنِ خودشان نمی‌بود. کلید همان درس را با `--course-key` بدهید.",
    },
    "new_key": {
        "en": "No course key was given: one was drawn and written to `{path}`. It is needed to resume this grading.",
        "fa": "کلید درس داده نشده بود: کلیدی تازه ساخته و در `{path}` نوشته شد. برای ادامهٔ همین تصحیح لازم است.",
    },
    "lower_tier": {
        "en": "The best sandbox (A) is not used: submissions run in tier {tier}. `tinygrad-fa grade --tiers` tells why.",
        "fa": "بهترین جعبهٔ امن (A) به کار نمی‌رود: پاسخ‌ها در رتبهٔ {tier} اجرا می‌شوند. دلیلش را `tinygrad-fa grade --tiers` می‌گوید.",
    },
    "journal_lines": {
        "en": "Lines of the journal that cannot be read: {lines}. What they said is graded again.",
        "fa": "سطرهایی از دفتر تصحیح خوانده نمی‌شوند: {lines}. آنچه در آن‌ها بود دوباره تصحیح می‌شود.",
    },
    # What stands in verdicts
    "died": {
        "en": "The grader's own process ended twice while it had this submission. Have a look at it, then grade it again with `--student`.",
        "fa": "پردازهٔ خود تصحیح‌گر دو بار هنگام تصحیح این پاسخ پایان یافت. نگاهی به آن بیندازید و سپس با `--student` دوباره تصحیحش کنید.",
    },
    "unreadable": {
        "en": "What was handed in cannot be read any more: `{reason}`.",
        "fa": "آنچه تحویل داده شده بود دیگر خوانده نمی‌شود: `{reason}`.",
    },
    "cell_error": {
        "en": "A cell ended in an error: `{error}`",
        "fa": "خانه‌ای با خطا پایان یافت: `{error}`",
    },
    "late": {"en": "It came late.", "fa": "با دیرکرد رسیده است."},
}
