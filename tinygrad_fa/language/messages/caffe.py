"""Texts of the reader of prototxt, the text form of Caffe's files."""

MESSAGES = {
    "bad_character": {
        "en": "{where}: the character `{found}` ({code}) has no meaning in a prototxt. Delete it, or put the word between quotes.",
        "fa": "{where}: نویسهٔ `{found}` ({code}) در prototxt معنایی ندارد. آن را پاک کنید، یا واژه را میان دو نشانهٔ نقل‌قول بگذارید.",
    },
    "open_string": {
        "en": "{where}: the string that begins here does not end on its line. Close it with `{quote}`.",
        "fa": "{where}: رشته‌ای که اینجا آغاز می‌شود تا پایان سطر بسته نشده است. آن را با `{quote}` ببندید.",
    },
    "bad_escape": {
        "en": "{where}: the string has the escape `{found}`, which means nothing. A backslash itself is written twice.",
        "fa": "{where}: در این رشته `{found}` آمده که معنایی ندارد. خود ممیز وارونه را دو بار بنویسید.",
    },
    "bad_number": {
        "en": "{where}: `{found}` is no number. Write for example `12`, `0.01`, `1e-3`.",
        "fa": "{where}: `{found}` عدد نیست. برای نمونه بنویسید `12`، `0.01`، `1e-3`.",
    },
    "not_utf8": {
        "en": "{where}: from here on the text is not UTF-8. Save the file as UTF-8; a binary file (`.caffemodel`) is read by other functions.",
        "fa": "{where}: متن از اینجا به بعد UTF-8 نیست. پرونده را به‌صورت UTF-8 ذخیره کنید؛ پروندهٔ دودویی (`.caffemodel`) را تابع‌های دیگری می‌خوانند.",
    },
    "expected": {
        "en": "{where}: here `{wanted}` is due, not `{found}`.",
        "fa": "{where}: اینجا باید `{wanted}` بیاید، نه `{found}`.",
    },
    "early_end": {
        "en": "{where}: the text ends where `{wanted}` is due. Was the file cut off?",
        "fa": "{where}: متن درست جایی تمام می‌شود که باید `{wanted}` بیاید. آیا پرونده نیمه‌کاره مانده است؟",
    },
    "unclosed": {
        "en": "{where}: the `{mark}` that stands here is never closed. Add the missing `{closing}`.",
        "fa": "{where}: علامت `{mark}` که اینجاست هیچ‌جا بسته نمی‌شود. `{closing}` جاافتاده را بیفزایید.",
    },
    "no_such_field": {
        "en": "{where}: a `{message}` has no field `{field}`.{hint} Caffe refuses such a file, too.",
        "fa": "{where}: پیام `{message}` فیلدی به نام `{field}` ندارد.{hint} خود Caffe هم چنین پرونده‌ای را نمی‌پذیرد.",
    },
    "net_not_solver": {
        "en": "{where}: `{field}` stands in the file of a net; here the file of a solver is due, which has the settings of the training and names its net: `net: …`.",
        "fa": "{where}: `{field}` در پروندهٔ شبکه می‌آید؛ اینجا پروندهٔ solver لازم است که تنظیم‌های آموزش در آن است و شبکه‌اش را نام می‌برد: `net: …`.",
    },
    "field_twice": {
        "en": "{where}: `{field}` is given a second time, but it may stand only once. Delete one of the two.",
        "fa": "{where}: `{field}` بار دوم آمده است، ولی تنها یک بار می‌تواند بیاید. یکی از آن دو را پاک کنید.",
    },
    "wrong_type": {
        "en": "{where}: `{field}` takes a `{type}` (for example `{example}`), not `{found}`.",
        "fa": "{where}: `{field}` مقداری از نوع `{type}` می‌گیرد (برای نمونه `{example}`)، نه `{found}`.",
    },
    "unknown_word": {
        "en": "{where}: `{field}` cannot be `{found}`.{hint} Choose one of: `{known}`.",
        "fa": "{where}: `{field}` نمی‌تواند `{found}` باشد.{hint} یکی از این‌ها را برگزینید: `{known}`.",
    },
    "number_range": {
        "en": "{where}: `{found}` does not fit into `{field}`, a `{type}`: it goes from {least} to {most}.",
        "fa": "{where}: `{found}` در `{field}` که از نوع `{type}` است جا نمی‌شود: بازهٔ آن از {least} تا {most} است.",
    },
}
