"""Texts of the metrics: settings, and the headings of their tables."""

MESSAGES = {
    "top_k": {
        "en": "`top_k` must be a whole number of at least 1, not `{value!r}`.",
        "fa": "مقدار `top_k` باید عددی صحیح و دست‌کم 1 باشد، نه `{value!r}`.",
    },
    "no_classes": {
        "en": "There are no classes to count. Give their number, or their names.",
        "fa": "کلاسی برای شمردن نیست. شمار کلاس‌ها یا نامشان را بدهید.",
    },
    "classes": {
        "en": "This metric counts {classes} classes, but the scores have the shape `{shape}`.",
        "fa": "این معیار {classes} کلاس را می‌شمارد، ولی شکل امتیازها `{shape}` است.",
    },
    "average": {
        "en": "`average` is `macro`, `micro` or `None`, not `{value!r}`.",
        "fa": "مقدار `average` یکی از `macro`، `micro` و `None` است، نه `{value!r}`.",
    },
    # headings
    "class": {"en": "class", "fa": "کلاس"},
    "samples": {"en": "samples", "fa": "نمونه‌ها"},
    "recall": {"en": "accuracy (recall) %", "fa": "دقت کلاس (recall) ٪"},
    "precision": {"en": "precision %", "fa": "صحت (precision) ٪"},
    "f1": {"en": "F1 %", "fa": "F1 ٪"},
    "macro": {"en": "mean of the classes (macro)", "fa": "میانگین کلاس‌ها (macro)"},
    "micro": {"en": "all samples together (micro)", "fa": "همهٔ نمونه‌ها با هم (micro)"},
    "accuracy": {
        "en": "Accuracy: {accuracy} % ({right} of {total})",
        "fa": "دقت: {accuracy} درصد ({right} از {total})",
    },
    "true_predicted": {"en": "true \\ predicted", "fa": "واقعی \\ پیش‌بینی"},
    "undecided": {"en": "undecided", "fa": "نامشخص"},
}
