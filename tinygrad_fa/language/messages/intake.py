"""Texts of taking in submissions: what was left out, and why."""

MESSAGES = {
    "not_there": {
        "en": "There are no submissions at `{path}`: no such file or folder.",
        "fa": "در `{path}` پاسخی نیست: چنین پرونده یا پوشه‌ای وجود ندارد.",
    },
    "cannot_list": {
        "en": "The submissions in `{path}` cannot be listed: {reason}.",
        "fa": "فهرست پاسخ‌های `{path}` خوانده نشد: {reason}.",
    },
    "cannot_take": {
        "en": "The submissions in `{path}` cannot be taken in: {reason}",
        "fa": "پاسخ‌های `{path}` را نمی‌توان گرفت: {reason}",
    },
    "empty": {
        "en": (
            "There are no submissions in `{path}`. Expected is a folder or a zip archive with one folder or one "
            "notebook per student, or an export of Moodle, Canvas or Gradescope."
        ),
        "fa": (
            "در `{path}` پاسخی پیدا نشد. باید پوشه یا بایگانی zip باشد، با یک پوشه یا یک دفترچه برای هر دانشجو، "
            "یا خروجی Moodle، Canvas یا Gradescope."
        ),
    },
    "twice": {
        "en": "`{student}` handed in more than once: `{chosen}` is the newest and counts; left aside: `{others}`",
        "fa": "`{student}` بیش از یک بار پاسخ داده است: `{chosen}` تازه‌ترین است و به حساب می‌آید؛ کنار گذاشته شد: `{others}`",
    },
    "missing": {
        "en": "On the list of students, but nothing was handed in ({count}): {students}",
        "fa": "در فهرست دانشجویان هستند و چیزی تحویل نداده‌اند ({count}): {students}",
    },
    "unknown": {
        "en": "Handed in, but not on the list of students ({count}); graded under the name that was found: {students}",
        "fa": "پاسخ داده‌اند و در فهرست دانشجویان نیستند ({count})؛ با همان نامی که پیدا شد نمره می‌گیرند: {students}",
    },
    # why a submission is refused
    "is_link": {
        "en": "`{file}` is a link to another file; hand in the file itself.",
        "fa": "پروندهٔ `{file}` پیوندی به پروندهٔ دیگری است؛ خود پرونده را تحویل دهید.",
    },
    "is_hard_link": {
        "en": "`{file}` is a second name of a file elsewhere (a hard link); copy the submissions first.",
        "fa": "پروندهٔ `{file}` نام دوم پرونده‌ای در جای دیگر است (پیوند سخت)؛ نخست از پاسخ‌ها رونوشت بگیرید.",
    },
    "not_a_file": {
        "en": "`{file}` is no ordinary file.",
        "fa": "پروندهٔ `{file}` پروندهٔ معمولی نیست.",
    },
    "cannot_read": {
        "en": "`{file}` cannot be read: {reason}.",
        "fa": "پروندهٔ `{file}` خوانده نشد: {reason}.",
    },
    "too_large": {
        "en": "`{file}` is too large: a submission holds at most 50 MB.",
        "fa": "پروندهٔ `{file}` بیش از اندازه بزرگ است: هر پاسخ دست بالا 50 مگابایت است.",
    },
    "too_many": {
        "en": "`{file}` holds too many files: at most {most}.",
        "fa": "در `{file}` پرونده‌های زیادی است: دست بالا {most} پرونده.",
    },
    "too_deep": {
        "en": "The name of `{file}` is too long, or lies in too many folders.",
        "fa": "نام `{file}` بیش از اندازه بلند است یا درون پوشه‌های تودرتوی زیادی است.",
    },
    "leads_out": {
        "en": "The archive holds a name that leads out of its folder: `{file}`.",
        "fa": "در بایگانی نامی هست که از پوشهٔ خود بیرون می‌رود: `{file}`.",
    },
    "encrypted": {
        "en": "`{file}` is encrypted; hand in an archive without a password.",
        "fa": "پروندهٔ `{file}` رمزگذاری شده است؛ بایگانی بدون گذرواژه تحویل دهید.",
    },
    "unknown_packing": {
        "en": "`{file}` is packed in an unusual way; make the zip archive with the usual settings.",
        "fa": "پروندهٔ `{file}` به روشی نامعمول فشرده شده است؛ بایگانی zip را با تنظیم‌های معمول بسازید.",
    },
    "twice_in_archive": {
        "en": "The archive holds `{file}` twice.",
        "fa": "در بایگانی `{file}` دو بار آمده است.",
    },
    "archive_in_archive": {
        "en": "The archive holds another archive, `{file}`; pack the files themselves.",
        "fa": "درون بایگانی، بایگانی دیگری هست: `{file}`؛ خود پرونده‌ها را فشرده کنید.",
    },
    "catalog_too_long": {
        "en": "The archive's table of contents is longer than any homework's.",
        "fa": "فهرست این بایگانی از فهرست هر تمرینی بلندتر است.",
    },
    "no_archive": {
        "en": "It is no zip archive, or a damaged one.",
        "fa": "این بایگانی zip نیست یا آسیب دیده است.",
    },
    "damaged": {
        "en": "`{file}` is damaged inside the archive ({reason}).",
        "fa": "پروندهٔ `{file}` درون بایگانی آسیب دیده است ({reason}).",
    },
}
