"""Texts of the lessons: finding and opening them, checking answers, proof-reading."""

MESSAGES = {
    # finding and reading lessons
    "no_folder": {
        "en": "The lessons are missing: `{folder}` is not there. Install `tinygrad_fa` again.",
        "fa": "درس‌ها پیدا نشدند: پوشهٔ `{folder}` وجود ندارد. `tinygrad_fa` را دوباره نصب کنید.",
    },
    "unknown_lesson": {
        "en": "There is no lesson {number}. The lessons are: {known}.",
        "fa": "درسی با شمارهٔ {number} وجود ندارد. شمارهٔ درس‌ها: {known}.",
    },
    "no_cells": {
        "en": "`{path}` holds no cells. Each cell of a lesson begins with a line `# %%`.",
        "fa": "در `{path}` هیچ خانه‌ای نیست. هر خانهٔ درس با سطر `# %%` آغاز می‌شود.",
    },
    "header": {
        "en": "The header of `{path}` lacks `{missing}`.",
        "fa": "سرآغاز `{path}` این‌ها را کم دارد: `{missing}`.",
    },
    "marker": {
        "en": '`{path}`, line {line}: `{marker}` is no mark of a cell. Write `# %%` or `# %% [markdown] lang="fa"`.',
        "fa": 'پروندهٔ `{path}`، سطر {line}: `{marker}` نشانهٔ خانه نیست. `# %%` یا `# %% [markdown] lang="fa"` بنویسید.',
    },
    "prose_line": {
        "en": "`{path}`, line {line}: every line of prose begins with `# `; found `{text}`.",
        "fa": "پروندهٔ `{path}`، سطر {line}: هر سطر نثر با `# ` آغاز می‌شود؛ ولی این دیده شد: `{text}`.",
    },
    "no_python": {
        "en": "`{path}`, line {line} is no Python: `{reason}`. Mend the line, or install `tinygrad_fa` again.",
        "fa": "پروندهٔ `{path}`، سطر {line} برنامهٔ پایتون نیست: `{reason}`. آن سطر را درست کنید یا `tinygrad_fa` را دوباره نصب کنید.",
    },
    # opening
    "no_jupyter": {
        "en": (
            'JupyterLab is not installed. Install it with `pip install "tinygrad_fa[lessons]"`, or read '
            "the lesson in the terminal: `tinygrad-fa lessons run {number}`."
        ),
        "fa": (
            'برنامهٔ JupyterLab نصب نیست. آن را با `pip install "tinygrad_fa[lessons]"` نصب کنید، یا درس را '
            "در پایانه بخوانید: `tinygrad-fa lessons run {number}`."
        ),
    },
    "opening": {
        "en": "Opening `{path}`. It is your own copy: write in it as you like. To end, press Ctrl-C here.",
        "fa": "درس در `{path}` باز می‌شود. این نسخه از آنِ شماست: هرچه خواستید در آن بنویسید. برای پایان، همین‌جا Ctrl-C را بزنید.",
    },
    "no_copy": {
        "en": "Your copy of the lesson could not be written to `{path}`: `{reason}`. Go to a folder of your own and try again.",
        "fa": "نسخهٔ شما از درس در `{path}` نوشته نشد: `{reason}`. به پوشه‌ای از آنِ خودتان بروید و دوباره بکوشید.",
    },
    # the book
    "missing_package": {
        "en": 'This lesson needs `{package}`, which is not installed. What all lessons need comes with `pip install "tinygrad_fa[lessons]"`.',
        "fa": 'این درس به `{package}` نیاز دارد که نصب نیست. همهٔ نیازهای درس‌ها با `pip install "tinygrad_fa[lessons]"` نصب می‌شود.',
    },
    "no_book": {
        "en": 'The book needs mistune and pygments. Install them with `pip install "tinygrad_fa[lessons]"`.',
        "fa": 'ساختن کتاب به mistune و pygments نیاز دارد. آن‌ها را با `pip install "tinygrad_fa[lessons]"` نصب کنید.',
    },
    "book_title": {"en": "Learning to differentiate a network", "fa": "گرادیان، گام‌به‌گام"},
    "book_about": {
        "en": "The lessons of `tinygrad_fa`, with all results. To try things out and answer the exercises, open a lesson as a notebook: `tinygrad-fa lessons open 1`.",
        "fa": "درس‌های `tinygrad_fa` با همهٔ نتیجه‌ها. برای آزمودن و پاسخ دادن به تمرین‌ها، درس را به شکل دفترچه باز کنید: `tinygrad-fa lessons open 1`.",
    },
    "book_hint": {
        "en": "This page is for reading. The exercises answer you in the notebook: `tinygrad-fa lessons open {number}`.",
        "fa": "این صفحه برای خواندن است. تمرین‌ها در دفترچه به شما پاسخ می‌دهند: `tinygrad-fa lessons open {number}`.",
    },
    "book_parts": {"en": "In this lesson", "fa": "در این درس"},
    "book_contents": {"en": "Contents", "fa": "فهرست"},
    "book_previous": {"en": "Previous", "fa": "درس پیش"},
    "book_next": {"en": "Next", "fa": "درس بعد"},
    "book_minutes": {"en": "{minutes} minutes", "fa": "{minutes} دقیقه"},
    # checking answers
    "unanswered": {
        "en": "Put your answer in place of `...` and run this cell again.",
        "fa": "پاسخ خود را به جای `...` بنویسید و این خانه را دوباره اجرا کنید.",
    },
    "right": {
        "en": "Right: `{understood}`.",
        "fa": "درست است: `{understood}`.",
    },
    "not_yet": {
        "en": "Not yet. I read `{understood}`.",
        "fa": "هنوز نه. آنچه خواندم: `{understood}`.",
    },
    "hint_sign": {
        "en": "The size is right; look at the sign once more.",
        "fa": "اندازه درست است؛ علامت را یک‌بار دیگر ببینید.",
    },
    "hint_factor": {
        "en": "All numbers are off by one and the same factor. Which one was lost, or counted twice?",
        "fa": "همهٔ عددها به یک نسبت با پاسخ فرق دارند. کدام عامل جا افتاده یا دو بار شمرده شده است؟",
    },
    "hint_named_factor": {
        "en": "Close: one of the letters is missing as a factor, or is there once too often.",
        "fa": "نزدیک است: یکی از حرف‌ها به‌صورت عامل جا افتاده، یا یک بار زیادی آمده است.",
    },
    "hint_order": {
        "en": "The numbers are right, but in another order.",
        "fa": "عددها درست‌اند، ولی به ترتیبی دیگر.",
    },
    "hint_transposed": {
        "en": "Rows and columns are exchanged: this is the transpose.",
        "fa": "جای سطرها و ستون‌ها عوض شده است: این ترانهادهٔ پاسخ است.",
    },
    "hint_shape": {
        "en": "The shape cannot be right. Write the shape of every factor below it; a gradient has the shape of what it belongs to.",
        "fa": "شکل پاسخ درست نیست. شکل هر عامل را زیر آن بنویسید؛ شکل هر گرادیان با شکل همان چیزی که گرادیان آن است یکی است.",
    },
    "hint_unknown": {
        "en": "Write every step with its number on paper, and compare it with the worked example above.",
        "fa": "هر گام را با عددش روی کاغذ بنویسید و با مثال حل‌شدهٔ بالا بسنجید.",
    },
    "how_many": {
        "en": "This exercise asks for {wanted} number(s), and {given} were given. Write several as `(1, 2, 3)`.",
        "fa": "پاسخ این تمرین {wanted} عدد است، ولی {given} عدد داده شده است. چند عدد را چنین بنویسید: `(1, 2, 3)`.",
    },
    "not_a_number": {
        "en": 'The answer is a number, but this is a `{type}`. Write it as `-4`, `0.25` or `"1/4"`.',
        "fa": 'پاسخ باید عدد باشد، ولی این از نوع `{type}` است. آن را مانند `-4`، `0.25` یا `"1/4"` بنویسید.',
    },
    "number_with_names": {
        "en": "The answer is a number, but `{unknown}` is a name. Put its number in its place, and work it out.",
        "fa": "پاسخ باید عدد باشد، ولی `{unknown}` نام است. عددش را به جای آن بگذارید و حساب کنید.",
    },
    "number_too_large": {
        "en": "This number is too large: an answer has at most some 300 digits.",
        "fa": "این عدد بیش از اندازه بزرگ است؛ پاسخ حداکثر حدود ۳۰۰ رقم دارد.",
    },
    "answer_too_long": {
        "en": "The answer has {length} characters; at most {most} are read.",
        "fa": "پاسخ {length} نویسه دارد؛ حداکثر {most} نویسه خوانده می‌شود.",
    },
    "uneven_rows": {
        "en": 'The rows of an array are equally long. Write it as `[[1, 2], [3, 4]]` or `"1, 2; 3, 4"`.',
        "fa": 'سطرهای آرایه هم‌اندازه‌اند. آن را مانند `[[1, 2], [3, 4]]` یا `"1, 2; 3, 4"` بنویسید.',
    },
    "not_a_function": {
        "en": "The answer is a function, but this is a `{type}`. Give the function's name, without brackets.",
        "fa": "پاسخ باید تابع باشد، ولی این از نوع `{type}` است. نام تابع را بدون پرانتز بنویسید.",
    },
    "function_fails": {
        "en": "Your function stops when it is given `{given}`: `{reason}`.",
        "fa": "تابع شما با ورودی `{given}` می‌ایستد: `{reason}`.",
    },
    "formula_as_text": {
        "en": 'The answer is a formula. Write it as text, in quotes: `"{example}"`.',
        "fa": 'پاسخ این تمرین فرمول است. آن را به‌صورت متن و میان دو گیومهٔ لاتین بنویسید: `"{example}"`.',
    },
    "unknown_names": {
        "en": "Your formula speaks of `{unknown}`. Use only `{names}`.",
        "fa": "در فرمول شما `{unknown}` آمده است. تنها `{names}` را به کار ببرید.",
    },
    "word_as_text": {
        "en": 'The answer is one word or sign. Write it in quotes, like `"/"`.',
        "fa": 'پاسخ یک واژه یا نشانه است. آن را میان دو گیومهٔ لاتین بنویسید، مانند `"/"`.',
    },
    "unreadable": {
        "en": "`{path}` cannot be read: `{reason}`. Install `tinygrad_fa` anew, or mend the file.",
        "fa": "پروندهٔ `{path}` خوانده نشد: `{reason}`. `tinygrad_fa` را دوباره نصب کنید یا پرونده را درست کنید.",
    },
    "minutes": {
        "en": "The header of `{path}` says `minutes: {minutes}`; a whole number belongs there.",
        "fa": "در سرآغاز `{path}` نوشته شده است `minutes: {minutes}`؛ آنجا باید عددی صحیح باشد.",
    },
    "unknown_exercise": {
        "en": "This lesson has no exercise `{name}`. Its exercises are: `{known}`.",
        "fa": "این درس تمرینی به نام `{name}` ندارد. تمرین‌هایش این‌ها هستند: `{known}`.",
    },
    # building, checking and proof-reading
    "no_nbclient": {
        "en": 'Executing notebooks needs nbclient. Install it with `pip install "tinygrad_fa[lessons]"`.',
        "fa": 'اجرای دفترچه‌ها به nbclient نیاز دارد. آن را با `pip install "tinygrad_fa[lessons]"` نصب کنید.',
    },
    "stale": {
        "en": "`{notebook}` is not what its source says. Run `tinygrad-fa lessons build`.",
        "fa": "دفترچهٔ `{notebook}` با منبعش یکی نیست. `tinygrad-fa lessons build` را اجرا کنید.",
    },
    "other_results": {
        "en": "`{notebook}` gives other results than those stored in it. Run `tinygrad-fa lessons build`.",
        "fa": "دفترچهٔ `{notebook}` نتیجه‌هایی جز آنچه در آن ذخیره شده می‌دهد. `tinygrad-fa lessons build` را اجرا کنید.",
    },
    "code_fails": {
        "en": "The code of `{lesson}` stops at line {line}: `{reason}`.",
        "fa": "برنامهٔ `{lesson}` در سطر {line} می‌ایستد: `{reason}`.",
    },
    "notebook_fails": {
        "en": "`{notebook}` stops when it is executed: `{reason}`.",
        "fa": "دفترچهٔ `{notebook}` هنگام اجرا می‌ایستد: `{reason}`.",
    },
    "lint_letter": {
        "en": "a character that Persian text does not use: `{found}`",
        "fa": "نویسه‌ای که در متن فارسی به کار نمی‌رود: `{found}`",
    },
    "lint_mark": {
        "en": "a punctuation mark of the wrong kind, or a blank on its wrong side: `{found}`",
        "fa": "نشانهٔ نگارشی نادرست، یا فاصله‌ای در سوی نادرست آن: `{found}`",
    },
    "lint_half_space": {
        "en": "a half-space is missing or out of place: `{found}`",
        "fa": "نیم‌فاصله جا افتاده یا نابه‌جاست: `{found}`",
    },
    "lint_digits": {
        "en": "digits of running prose are Persian; a signed number stands in a formula: `{found}`",
        "fa": "رقم‌های نثر فارسی‌اند و عدد علامت‌دار در فرمول می‌آید: `{found}`",
    },
    "lint_bare_formula": {
        "en": "formulas stand in `$…$` and names in backticks: `{found}`",
        "fa": "فرمول میان `$…$` و نام میان دو نشانهٔ backtick می‌آید: `{found}`",
    },
    "lint_latin_start": {
        "en": "a paragraph that begins with Latin letters turns its direction: `{found}`",
        "fa": "بندی که با حرف لاتین آغاز شود جهتش برمی‌گردد: `{found}`",
    },
    "lint_term": {
        "en": "the glossary does not use `{found}`; it says `{instead}`",
        "fa": "در واژه‌نامه `{found}` به کار نمی‌رود؛ به جای آن: `{instead}`",
    },
    "lint_first_use": {
        "en": "the first use of `{found}` is without its English: `{english}`",
        "fa": "نخستین کاربرد `{found}` بدون انگلیسی آن است: `{english}`",
    },
    "lint_syntax": {
        "en": "this is not Python: `{found}`",
        "fa": "این سطر پایتون نیست: `{found}`",
    },
    "lint_code_line": {
        "en": "more than one Persian text in a line of code is shown in a wrong order: `{found}`",
        "fa": "بیش از یک متن فارسی در یک سطر برنامه، به‌ترتیب نادرست دیده می‌شود: `{found}`",
    },
    "lint_code_turn": {
        "en": "an editor turns Persian around at Latin letters and at a mark at its end: `{found}`",
        "fa": "ویرایشگر متن فارسی را کنار حرف لاتین و نشانهٔ پایانی جابه‌جا نشان می‌دهد: `{found}`",
    },
    "lint_claim": {
        "en": "the number `{found}` is claimed, but the next code cell does not assert it",
        "fa": "عدد `{found}` ادعا شده است، ولی خانهٔ برنامهٔ پس از آن، آن را با `assert` نمی‌سنجد",
    },
    "lint_number": {
        "en": "the number `{found}` stands in no code up to the next cell: compute it and assert it",
        "fa": "عدد `{found}` تا خانهٔ بعد در هیچ برنامه‌ای نیامده است: آن را حساب کنید و با `assert` بسنجید",
    },
    "lint_exercise": {
        "en": "every exercise is asked once, and the next code cell says `check(…)`: `{found}`",
        "fa": "هر تمرین یک بار پرسیده می‌شود و خانهٔ برنامهٔ پس از آن `check(…)` دارد: `{found}`",
    },
    "lint_grade": {
        "en": "exercises say how hard they are, and grow harder: `{found}`",
        "fa": "هر تمرین دشواری خود را می‌گوید و تمرین‌ها رو به دشواری می‌روند: `{found}`",
    },
    "lint_anatomy": {
        "en": "the lesson lacks this part, or has it out of order: `{found}`",
        "fa": "درس این بخش را ندارد، یا بخش سر جای خود نیست: `{found}`",
    },
    "lint_persian_formula": {
        "en": "Persian letters in a formula are not joined everywhere; put them beside it: `{found}`",
        "fa": "حرف‌های فارسی درون فرمول همه‌جا به هم نمی‌پیوندند؛ آن‌ها را کنار فرمول بنویسید: `{found}`",
    },
    "lint_markup": {
        "en": "directions come from the workshop; write no HTML in prose: `{found}`",
        "fa": "جهت متن را کارگاه تعیین می‌کند؛ در نثر HTML ننویسید: `{found}`",
    },
    "lint_twins": {
        "en": "the two languages claim different numbers: `{found}`",
        "fa": "عددهایی که دو زبان ادعا می‌کنند یکی نیستند: `{found}`",
    },
}
