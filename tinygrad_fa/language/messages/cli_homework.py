"""Texts of the commands ``homework`` and ``grade``."""

MESSAGES = {
    # homework
    "build_help": {
        "en": "prove a homework and write everything that is made of it",
        "fa": "اثبات درستی تمرین و نوشتن هر آنچه از آن ساخته می‌شود",
    },
    "prove_help": {
        "en": "try whether a homework marks as it should",
        "fa": "آزمودن اینکه تمرین همان‌گونه که باید نمره می‌دهد",
    },
    "numbers_help": {
        "en": "show a student's own numbers, with their answers",
        "fa": "نمایش عددهای یک دانشجو و پاسخ‌هایشان",
    },
    "build_out": {
        "en": "the folder for what is handed out and what is kept; by default dist",
        "fa": "پوشهٔ آنچه به دانشجو داده می‌شود و آنچه نزد استاد می‌ماند؛ اگر نباشد dist",
    },
    "build_students": {
        "en": "a CSV file of the students: one notebook for each, with her own numbers",
        "fa": "پروندهٔ CSV دانشجویان: برای هر یک دفترچه‌ای با عددهای خودش",
    },
    "build_key": {
        "en": "the file of the course key; drawn if it is not there",
        "fa": "پروندهٔ کلید درس؛ اگر نباشد ساخته می‌شود",
    },
    "no_own_numbers": {
        "en": "No question of `{homework}` has numbers for each student: `personal=True` asks for them.",
        "fa": "هیچ پرسشی از `{homework}` برای هر دانشجو عددهای جدا ندارد: با `personal=True` خواسته می‌شوند.",
    },
    "numbers_student": {"en": "the student's id", "fa": "شمارهٔ دانشجویی"},
    "built": {
        "en": "{count} files were written; hand out: `{folder}`",
        "fa": "{count} پرونده نوشته شد؛ آنچه به دانشجو داده می‌شود: `{folder}`",
    },
    "kept": {
        "en": "Keep to yourself: `{folder}` and the course key `{key}`",
        "fa": "نزد خودتان نگه دارید: `{folder}` و کلید درس `{key}`",
    },
    "proof_errors": {
        "en": "The homework does not mark as it should:\n{faults}",
        "fa": "تمرین آن‌گونه که باید نمره نمی‌دهد:\n{faults}",
    },
    "proof_warnings": {
        "en": "Worth knowing about the homework:\n{faults}",
        "fa": "دانستنی دربارهٔ این تمرین:\n{faults}",
    },
    "proved": {
        "en": "The homework marks as it should: each of {mutants} slips costs its own item only and is named.",
        "fa": "تمرین همان‌گونه که باید نمره می‌دهد: هر یک از {mutants} لغزش تنها از نمرهٔ مورد خودش می‌کاهد و به نام شناخته می‌شود.",
    },
    # grade
    "grade_submissions": {
        "en": "the folder or zip of what was handed in; exports of Moodle, Canvas and Gradescope are understood",
        "fa": "پوشه یا zip پاسخ‌ها؛ خروجی Moodle و Canvas و Gradescope هم فهمیده می‌شود",
    },
    "grade_homework": {
        "en": "the source of the homework, or the name of a shipped one: hw2",
        "fa": "منبع تمرین، یا نام یکی از تمرین‌های همراه: hw2",
    },
    "grade_out": {
        "en": "the folder of the results; by default results",
        "fa": "پوشهٔ نتیجه‌ها؛ اگر نباشد results",
    },
    "grade_roster": {
        "en": "a CSV file of the students: id, name, email",
        "fa": "پروندهٔ CSV دانشجویان: id و name و email",
    },
    "grade_course_key": {
        "en": "the file of the course key that building the homework has written",
        "fa": "پروندهٔ کلید درس که هنگام ساختن تمرین نوشته شده است",
    },
    "grade_resume": {
        "en": "go on with a grading that was stopped, or make its reports again",
        "fa": "ادامهٔ تصحیحی که متوقف شده، یا ساختن دوبارهٔ گزارش‌هایش",
    },
    "grade_question": {
        "en": "grade only this question again (may be given several times)",
        "fa": "تنها همین پرسش دوباره تصحیح شود (چند بار هم می‌توان داد)",
    },
    "grade_student": {
        "en": "grade only this student's work again (may be given several times)",
        "fa": "تنها پاسخ همین دانشجو دوباره تصحیح شود (چند بار هم می‌توان داد)",
    },
    "grade_jobs": {
        "en": "how many processes grade; by default as many as there are cores",
        "fa": "شمار پردازه‌هایی که تصحیح می‌کنند؛ اگر نباشد به شمار هسته‌ها",
    },
    "grade_executor": {
        "en": "who grades: processes of this machine, a Dask cluster, or mpirun",
        "fa": "چه کسی تصحیح می‌کند: پردازه‌های همین ماشین، خوشهٔ Dask یا mpirun",
    },
    "grade_tier": {
        "en": "insist on this sandbox; by default the best one",
        "fa": "تنها همین جعبهٔ امن؛ اگر نباشد بهترینش",
    },
    "grade_trust_submissions": {
        "en": "allow tier D, in which submissions can read and write whatever you can",
        "fa": "اجازهٔ رتبهٔ D که در آن پاسخ‌ها هرچه را شما می‌توانید بخوانید و بنویسید می‌خوانند و می‌نویسند",
    },
    "grade_tiers": {
        "en": "list the sandboxes of this machine, and why one is not there",
        "fa": "فهرست جعبه‌های امن این ماشین و دلیل نبودن هر یک",
    },
    "grade_nbgrader": {
        "en": "write the points into this gradebook of nbgrader, too",
        "fa": "نوشتن نمره‌ها در این دفتر نمرهٔ nbgrader هم",
    },
    "grade_incomplete": {
        "en": "Say what is graded: `tinygrad-fa grade submissions/ --homework hw2 --out results/`.",
        "fa": "بگویید چه چیزی تصحیح شود: `tinygrad-fa grade submissions/ --homework hw2 --out results/`.",
    },
    "warning": {"en": "Note: {text}", "fa": "توجه: {text}"},
    "grading": {
        "en": "To grade in sandbox {tier}: {count}; graded before: {already}.",
        "fa": "{count} پاسخ در جعبهٔ امن {tier} تصحیح می‌شود؛ {already} پاسخ پیش‌تر تصحیح شده است.",
    },
    "ungraded": {
        "en": "Not graded yet, and missing in the reports: {count}. Grade them with `--resume`.",
        "fa": "{count} پاسخ هنوز تصحیح نشده و در گزارش‌ها نیست: با `--resume` تصحیحشان کنید.",
    },
    "unit": {"en": "submissions", "fa": "پاسخ"},
    "stopped": {
        "en": "What was graded is in the journal in `{out}`; go on with `--resume`.",
        "fa": "آنچه تصحیح شده در دفتر تصحیح در `{out}` است؛ با `--resume` ادامه دهید.",
    },
    "handed_in": {"en": "Handed in", "fa": "تحویل‌داده"},
    "refused": {"en": "Could not be graded", "fa": "تصحیح‌نشدنی"},
    "by_hand": {"en": "Answers for you to read", "fa": "پاسخ‌هایی که باید بخوانید"},
    "mean": {"en": "Mean", "fa": "میانگین"},
    "tier_works": {"en": "works here", "fa": "اینجا کار می‌کند"},
    "gradebook": {
        "en": "{count} students were entered into `{database}`.",
        "fa": "نمرهٔ {count} دانشجو در `{database}` نوشته شد.",
    },
}
