"""Texts of typed formulas: what cannot be read, what is not allowed, what is missing."""

_MARKED = "\n  `{text}`\n   {mark}"


def _with_mark(en: str, fa: str) -> dict[str, str]:
    """Put the formula under the text, with a mark below the place that is meant."""
    return {"en": en + _MARKED, "fa": fa + _MARKED}


MESSAGES = {
    "empty": {
        "en": "The formula is empty. Write one such as `(x+y)*z`.",
        "fa": "فرمول خالی است. فرمولی مانند `(x+y)*z` بنویسید.",
    },
    "too_long": {
        "en": "The formula has {length} characters; at most {limit} are read. Split it into parts.",
        "fa": "فرمول {length} نویسه دارد و بیش از {limit} نویسه خوانده نمی‌شود. آن را به چند بخش تقسیم کنید.",
    },
    "unreadable": _with_mark(
        "The formula cannot be read at the mark. Close every bracket, and write every product "
        "with `*`: `2*x`, not `2x`.",
        "فرمول در جای نشان‌دار خوانده نمی‌شود. هر پرانتز را ببندید و هر ضرب را با `*` بنویسید: "
        "`2*x` و نه `2x`.",
    ),
    "not_allowed": _with_mark(
        "What stands at the mark is not allowed in a formula. Use numbers, names, "
        "`+ - * / ^`, brackets, and the functions {functions}.",
        "آنچه در جای نشان‌دار آمده در فرمول مجاز نیست. عدد، نام، `+ - * / ^`، پرانتز و این "
        "تابع‌ها را به کار ببرید: {functions}.",
    ),
    "attribute": _with_mark(
        "A formula has no `x.something`. Write a function around its input, as in `exp(x)`.",
        "در فرمول چیزی مانند `x.something` نوشته نمی‌شود. تابع را پیش از ورودی بنویسید، مانند `exp(x)`.",
    ),
    "comma": _with_mark(
        "A comma only stands between the inputs of `max` and `min`. If a decimal was meant, write "
        "a point: `0.5`.",
        "ویرگول تنها میان ورودی‌های `max` و `min` می‌آید. اگر عدد اعشاری می‌خواستید، نقطه بگذارید: `0.5`.",
    ),
    "product_sign": _with_mark(
        "Between a factor and a bracket stands `*`: write `2*(x+y)`, not `2(x+y)`.",
        "میان یک عامل و پرانتز `*` می‌آید: `2*(x+y)` بنویسید و نه `2(x+y)`.",
    ),
    "unknown_function": _with_mark(
        "`{name}` is not a function that a formula may call. Allowed are {functions}. If a "
        "product was meant, write `{name}*(…)`.",
        "نام `{name}` تابعی نیست که بتوان در فرمول صدا زد. این تابع‌ها مجازند: {functions}. اگر ضرب "
        "می‌خواستید، `{name}*(…)` بنویسید.",
    ),
    "function_alone": _with_mark(
        "`{name}` is a function and needs its input in brackets: `{name}(x)`.",
        "نام `{name}` تابع است و ورودی آن در پرانتز می‌آید: `{name}(x)`.",
    ),
    "one_argument": _with_mark(
        "`{name}` takes one input; it was given {count}.",
        "تابع `{name}` یک ورودی می‌گیرد، ولی {count} ورودی داده شده است.",
    ),
    "two_arguments": _with_mark(
        "`{name}` takes two inputs or more; it was given {count}.",
        "تابع `{name}` دست‌کم دو ورودی می‌گیرد، ولی {count} ورودی داده شده است.",
    ),
    "number_too_large": _with_mark(
        "The number at the mark is too large (the largest is about `1.7e308`).",
        "عدد جای نشان‌دار بیش از اندازه بزرگ است (بزرگ‌ترین عدد نزدیک `1.7e308` است).",
    ),
    "missing": {
        "en": "No number was given for {names}. Add, for example, `{example}`.",
        "fa": "برای {names} عددی داده نشده است. برای نمونه `{example}` را بیفزایید.",
    },
    "unused": {
        "en": "`{name}` does not occur in the formula; its names are {names}.",
        "fa": "نام `{name}` در فرمول نیامده است؛ نام‌های فرمول این‌ها هستند: {names}.",
    },
    "too_many_values": {
        "en": "{count} numbers were given, but the names of the formula are {names}.",
        "fa": "شمار عددهای داده‌شده {count} است، ولی نام‌های فرمول این‌ها هستند: {names}.",
    },
    "not_finite": {
        "en": "`{text}` is `{result}` at this point, not a finite number. Choose smaller numbers.",
        "fa": "مقدار `{text}` در این نقطه `{result}` است که عددی متناهی نیست. عددهای کوچک‌تری برگزینید.",
    },
}
