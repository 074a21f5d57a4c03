"""Texts of the initialisers and of Caffe's fillers."""

MESSAGES = {
    "axes": {
        "en": "`{name}` fills a tensor of the shape `{wanted}`; this one has `{shape}`.",
        "fa": "`{name}` تنسوری با شکل `{wanted}` را پر می‌کند؛ شکل این یکی `{shape}` است.",
    },
    "dirac_groups": {
        "en": "{outputs} output channels cannot be split into {groups} equal groups.",
        "fa": "{outputs} کانال خروجی به {groups} گروه برابر تقسیم نمی‌شود.",
    },
    "empty": {
        "en": "A tensor of the shape `{shape}` has no inputs to count. Use the filler `constant`.",
        "fa": "تنسوری با شکل `{shape}` ورودی‌ای ندارد که شمرده شود. پرکنندهٔ `constant` را به کار ببرید.",
    },
    "filler": {
        "en": "There is no filler `{type}`. Choose one of: `{known}`.",
        "fa": "پرکننده‌ای (filler) به نام `{type}` نیست. یکی از این‌ها را برگزینید: `{known}`.",
    },
    "filler_setting": {
        "en": "The filler `{type}` has no setting `{name}`. It has: `{known}`.",
        "fa": "پرکنندهٔ (filler) `{type}` تنظیمی به نام `{name}` ندارد. تنظیم‌هایش: `{known}`.",
    },
    "variance_norm": {
        "en": "`variance_norm` is one of `{known}`, not `{value!r}`.",
        "fa": "مقدار `variance_norm` یکی از `{known}` است، نه `{value!r}`.",
    },
}
