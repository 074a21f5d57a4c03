"""Texts of the language room itself."""

MESSAGES = {
    "unknown_language": {
        "en": "`{language}` is not a language of this library. Choose `fa` or `en`.",
        "fa": "`{language}` از زبان‌های این کتابخانه نیست. یکی از `fa` و `en` را برگزینید.",
    },
    "in_layer": {
        "en": "In layer: `{path}`",
        "fa": "در لایهٔ: `{path}`",
    },
    "called_at": {
        "en": "Called at: `{line}`",
        "fa": "خط فراخوانی: `{line}`",
    },
}
