"""Texts of the sandbox: which protection there is, and what was found in what was handed in."""

MESSAGES = {
    # the ladder
    "tier_A": {
        "en": "a small world of its own (bubblewrap), few system calls (seccomp), limits",
        "fa": "دنیای کوچک جداگانه (bubblewrap)، فراخوان‌های اندک سیستم (seccomp) و محدودیت‌ها",
    },
    "tier_B": {
        "en": "rules on files (Landlock), few system calls (seccomp), limits",
        "fa": "قاعده‌های دسترسی به پرونده‌ها (Landlock)، فراخوان‌های اندک سیستم (seccomp) و محدودیت‌ها",
    },
    "tier_C": {
        "en": "another user of the machine, few system calls (seccomp), limits",
        "fa": "کاربری دیگر روی همین ماشین، فراخوان‌های اندک سیستم (seccomp) و محدودیت‌ها",
    },
    "tier_D": {
        "en": "limits of time and memory alone",
        "fa": "تنها محدودیت زمان و حافظه",
    },
    "unknown_tier": {
        "en": "There is no protection `{tier}`. Choose one of: A, B, C, D.",
        "fa": "حفاظی به نام `{tier}` وجود ندارد. یکی از این‌ها را برگزینید: A, B, C, D.",
    },
    "no_sandbox": {
        "en": (
            "Submissions cannot be run safely on this machine, and nothing was run. Install bubblewrap "
            "(`apt install bubblewrap`, `dnf install bubblewrap`), or grade on a Linux kernel from 5.13 on. "
            "If you trust every submission as you trust your own code, add `--trust-submissions`. Tried:"
        ),
        "fa": (
            "روی این ماشین نمی‌توان پاسخ‌ها را ایمن اجرا کرد و هیچ‌چیز اجرا نشد. برنامهٔ bubblewrap را نصب کنید "
            "(`apt install bubblewrap` یا `dnf install bubblewrap`)، یا روی لینوکسی با هستهٔ 5.13 یا تازه‌تر نمره "
            "بدهید. اگر به همهٔ پاسخ‌ها مانند کد خودتان اعتماد دارید، `--trust-submissions` را اضافه کنید. "
            "این‌ها آزموده شد:"
        ),
    },
    "tier_d_needs_trust": {
        "en": (
            "Limits alone (D) keep no submission from reading and writing your files. If you trust every "
            "submission as you trust your own code, add `--trust-submissions`."
        ),
        "fa": (
            "محدودیت‌ها به‌تنهایی (D) جلوی خواندن و نوشتن پرونده‌های شما را نمی‌گیرند. اگر به همهٔ پاسخ‌ها مانند کد "
            "خودتان اعتماد دارید، `--trust-submissions` را اضافه کنید."
        ),
    },
    "no_bubblewrap": {
        "en": "`bwrap` is not installed (`apt install bubblewrap`).",
        "fa": "برنامهٔ `bwrap` نصب نیست (`apt install bubblewrap`).",
    },
    "tier_fails": {
        "en": "it was tried and does not work here: `{reason}`",
        "fa": "آزموده شد و اینجا کار نمی‌کند: `{reason}`",
    },
    "no_fork": {
        "en": "this system cannot do it; on Windows, grade inside WSL.",
        "fa": "این سیستم توانایی آن را ندارد؛ در ویندوز درون WSL نمره بدهید.",
    },
    "only_linux": {
        "en": "only Linux on x86_64 and aarch64 has it; this is `{machine}`.",
        "fa": "تنها لینوکس روی x86_64 و aarch64 آن را دارد؛ اینجا `{machine}` است.",
    },
    "no_landlock": {
        "en": "the kernel has no Landlock, or it is switched off (5.13 and later have it).",
        "fa": "هسته Landlock ندارد یا خاموش است (هستهٔ 5.13 و تازه‌تر آن را دارد).",
    },
    "not_root": {
        "en": "only root can become another user.",
        "fa": "تنها root می‌تواند کاربر دیگری شود.",
    },
    "sandbox_fails": {
        "en": "The sandbox {tier} does not start: `{reason}`. See `tinygrad-fa grade --tiers`.",
        "fa": "جعبهٔ امن {tier} آغاز به کار نمی‌کند: `{reason}`. خروجی `tinygrad-fa grade --tiers` را ببینید.",
    },
    "package_missing": {
        "en": (
            "The homework allows the package `{package}`, but it is not installed here. Install it, or take it "
            "out of the line `allow` of the homework."
        ),
        "fa": (
            "این تمرین بستهٔ `{package}` را مجاز می‌داند، ولی آن بسته اینجا نصب نیست. آن را نصب کنید، یا از سطر "
            "`allow` تمرین بردارید."
        ),
    },
    # what was handed in
    "no_notebook": {
        "en": "There is no notebook (.ipynb) and no Python file (.py) among: {files}",
        "fa": "میان این پرونده‌ها نه دفترچه‌ای (.ipynb) هست و نه پروندهٔ پایتونی (.py): {files}",
    },
    "not_a_notebook": {
        "en": "`{file}` is no notebook, or only a part of one: it ends too early or was damaged.",
        "fa": "پروندهٔ `{file}` دفترچه نیست یا تنها بخشی از آن است: زود تمام می‌شود یا آسیب دیده است.",
    },
    "notebook_too_long": {
        "en": "`{file}` is longer than any homework: more than 2000 cells, a million letters, or 100000 letters of code.",
        "fa": "پروندهٔ `{file}` از هر تمرینی بلندتر است: بیش از 2000 خانه، یک میلیون حرف، یا 100000 حرف کد.",
    },
    "cannot_be_read": {
        "en": "What was handed in cannot be read: reading it takes too long or too much memory.",
        "fa": "این پاسخ خواندنی نیست: خواندنش وقت یا حافظهٔ بیش از اندازه می‌خواهد.",
    },
    "several_files": {
        "en": "Several files were handed in; all were read, in this order: {files}",
        "fa": "چند پرونده تحویل داده شده است؛ همه به این ترتیب خوانده شد: {files}",
    },
    "not_utf8": {
        "en": "`{file}` is not UTF-8; it was read as Windows-1256.",
        "fa": "پروندهٔ `{file}` به UTF-8 نیست؛ به‌صورت Windows-1256 خوانده شد.",
    },
    "keys_twice": {
        "en": "`{file}` holds entries twice; of each the last one counts.",
        "fa": "در `{file}` چیزهایی دو بار آمده است؛ از هر کدام آخری به حساب می‌آید.",
    },
    "cell_twice": {
        "en": "The cell of question `{question}` is there more than once; the last definition counts.",
        "fa": "خانهٔ پرسش `{question}` بیش از یک بار آمده است؛ آخرین تعریف به حساب می‌آید.",
    },
    "metadata_lost": {
        "en": "The cells have lost the names of their questions; functions were found by their own names.",
        "fa": "خانه‌ها نام پرسش خود را از دست داده‌اند؛ تابع‌ها با نام خودشان پیدا شدند.",
    },
    "cells_left_out": {
        "en": "Cells that never end, or end the program, were left out in part: {cells}",
        "fa": "بخشی از خانه‌هایی که پایان ندارند یا برنامه را می‌بندند کنار گذاشته شد: {cells}",
    },
    "cells_end_always": {
        "en": "The cells end the program whatever is left out of them; no function could be called.",
        "fa": "خانه‌ها هر بار برنامه را می‌بندند، هر چه هم کنار گذاشته شود؛ هیچ تابعی صدا زده نشد.",
    },
}
