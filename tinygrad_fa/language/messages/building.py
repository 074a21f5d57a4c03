"""Texts of building a homework: what the notebooks say by themselves, the paper, the errors."""

MESSAGES = {
    # In every notebook
    "how": {
        "en": (
            "**How this notebook works.** Run the two cells below; {whose} Write your "
            "code in the place of each `...`, and keep the names of the "
            'functions and of what they return. `check("…")` tells you at once which value is the '
            "first that is wrong, and often why; it never tells the right answer. Other numbers are "
            "used for the marks, so numbers copied from a check earn nothing.\n\n"
            "A mistake costs you its own points only: what you compute rightly from a wrong value "
            "earns its marks. If you are without a value yet, give `None` for it. Save the notebook "
            "and hand it in under the name it has."
        ),
        "fa": (
            "**این دفترچه چگونه کار می‌کند.** دو خانهٔ زیر را اجرا کنید؛ {whose} کد خود را به جای هر `...` بنویسید "
            "و نام تابع‌ها و نام آنچه را برمی‌گردانند نگه دارید. دستور "
            '`check("…")` بی‌درنگ می‌گوید نخستین مقدار نادرست کدام است و بیشتر وقت‌ها چرا؛ پاسخ درست را هرگز نمی‌گوید. '
            "نمره با عددهای دیگری داده می‌شود، پس عددی که از روی پاسخ وارسی رونویسی شود نمره‌ای ندارد.\n\n"
            "هر اشتباه تنها نمرهٔ خودش را کم می‌کند: آنچه از مقداری نادرست به‌درستی حساب شود نمره‌اش را می‌گیرد. اگر "
            "مقداری را هنوز ندارید، به جای آن `None` بگذارید. در پایان دفترچه را ذخیره کنید و با همین نام تحویل دهید."
        ),
    },
    "how_anybody": {
        "en": "in the second one, put in your own id first.",
        "fa": "در دومی نخست شمارهٔ دانشجویی خود را بنویسید.",
    },
    "how_own": {
        "en": "they hold your id, `{student}`, and your own numbers.",
        "fa": "شمارهٔ شما، `{student}`، و عددهای خودتان در آن‌هاست.",
    },
    "id_comment": {
        "en": "Put your own id between the quotes",
        "fa": "شمارهٔ دانشجویی خود را میان دو گیومه بنویسید",
    },
    "checks_comment": {
        "en": "What the checks need; there is nothing to read or to change here",
        "fa": "آنچه وارسی لازم دارد؛ اینجا چیزی برای خواندن یا تغییر دادن نیست",
    },
    "points": {"en": "{points} points", "fa": "{points} نمره"},
    "one_point": {"en": "1 point", "fa": "1 نمره"},
    "own_numbers": {
        "en": "Your numbers are printed by the cell below.",
        "fa": "عددهای شما را خانهٔ زیر چاپ می‌کند.",
    },
    # On paper
    "paper": {"en": "On paper", "fa": "روی کاغذ"},
    "name": {"en": "Name", "fa": "نام"},
    "id": {"en": "Student id", "fa": "شمارهٔ دانشجویی"},
    "date": {"en": "Date", "fa": "تاریخ"},
    "sheet": {"en": "Sheet", "fa": "برگه"},
    "given": {"en": "Given", "fa": "داده‌ها"},
    "wanted": {"en": "Wanted", "fa": "خواسته‌ها"},
    "answers": {"en": "Answers", "fa": "پاسخ‌ها"},
    "answer_key": {
        "en": "Answer key – for the teacher only",
        "fa": "پاسخ‌نامه – تنها برای استاد",
    },
    "paper_how": {
        "en": "Do not round on the way; four digits after the point are enough in an answer.",
        "fa": "در میان راه گرد نکنید؛ چهار رقم پس از ممیز در پاسخ بس است.",
    },
    "seal": {
        "en": "These are the answers to sheet SHEET alone. Print them apart from the sheets, or on the back of a page that is folded and closed.",
        "fa": "این‌ها پاسخ‌های برگهٔ SHEET است و بس. جدا از برگه‌ها چاپ کنید، یا پشت برگه‌ای که تا و بسته می‌شود.",
    },
    "public_title": {"en": "Public checks", "fa": "وارسی‌های همگانی"},
    "public_only": {
        "en": "These are the public checks. The marks come from other numbers and from your teacher.",
        "fa": "این‌ها وارسی‌های همگانی‌اند. نمره با عددهای دیگری و به دست استاد داده می‌شود.",
    },
    "id_not_sure": {
        "en": "The id {student} was taken from the notebook: the list of students does not tell who this is.",
        "fa": "شمارهٔ {student} از خود دفترچه برداشته شد: فهرست دانشجویان نمی‌گوید این کیست.",
    },
    # What stops the building
    "no_homework": {
        "en": "There is no homework `{name}`. Give the path of a source (`….py`, `….ipynb`), or one of: {known}.",
        "fa": "تمرین `{name}` پیدا نشد. نشانی یک منبع (`….py`، `….ipynb`) را بدهید یا یکی از این‌ها را: {known}.",
    },
    "no_key": {
        "en": "The file of the course key, `{path}`, cannot be read: `{reason}`.",
        "fa": "پروندهٔ کلید درس، `{path}`، خوانده نمی‌شود: `{reason}`.",
    },
    "bad_key": {
        "en": "`{path}` is not a course key: it must hold at least 32 hexadecimal digits and nothing else. Do not make one up: `tinygrad-fa homework build` draws one where there is none.",
        "fa": "پروندهٔ `{path}` کلید درس نیست: باید دست‌کم 32 رقم شانزده‌شانزدهی داشته باشد و چیز دیگری نه. خودتان آن را نسازید: `tinygrad-fa homework build` اگر کلیدی نباشد یکی می‌سازد.",
    },
    "no_roster": {
        "en": "The list of students, `{path}`, cannot be read: `{reason}`.",
        "fa": "فهرست دانشجویان، `{path}`، خوانده نمی‌شود: `{reason}`.",
    },
    "roster_column": {
        "en": "`{path}` has no column of ids. Give one of its columns one of these names: {known}.",
        "fa": "در `{path}` ستونی برای شمارهٔ دانشجویی نیست. نام یکی از ستون‌ها را یکی از این‌ها بگذارید: {known}.",
    },
    "roster_empty": {
        "en": "`{path}` names no student.",
        "fa": "در `{path}` نام هیچ دانشجویی نیست.",
    },
    "roster_twice": {
        "en": "These ids stand more than once in `{path}`: {ids}. Each student needs an id of her own.",
        "fa": "این شماره‌ها در `{path}` بیش از یک بار آمده‌اند: {ids}. هر دانشجو شماره‌ای از آنِ خود می‌خواهد.",
    },
    "not_proved": {
        "en": "`{homework}` does not mark as it should, so nothing was made or graded:\n{faults}",
        "fa": "تمرین `{homework}` آن‌گونه که باید نمره نمی‌دهد؛ پس چیزی ساخته یا تصحیح نشد:\n{faults}",
    },
    "leak": {
        "en": "`{file}` would have told the students an answer of question `{question}` (`{found}`). Nothing was written. Put solutions between the marks BEGIN SOLUTION and END SOLUTION.",
        "fa": "پروندهٔ `{file}` پاسخ پرسش `{question}` را به دانشجویان می‌گفت (`{found}`). چیزی نوشته نشد. پاسخ‌ها را میان نشانه‌های BEGIN SOLUTION و END SOLUTION بگذارید.",
    },
}
