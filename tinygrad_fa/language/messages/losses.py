"""Texts of the losses: settings and targets."""

MESSAGES = {
    "one_of": {
        "en": "`{name}` is one of {known}, not `{value!r}`.",
        "fa": "مقدار `{name}` یکی از این‌هاست: {known}؛ نه `{value!r}`.",
    },
    "number_above": {
        "en": "`{name}` must be a number above {least}, not `{value!r}`.",
        "fa": "مقدار `{name}` باید عددی بزرگ‌تر از {least} باشد، نه `{value!r}`.",
    },
    "number_at_least": {
        "en": "`{name}` must be a number of at least {least}, not `{value!r}`.",
        "fa": "مقدار `{name}` باید عددی دست‌کم برابر {least} باشد، نه `{value!r}`.",
    },
    "signs": {
        "en": "The targets of this loss are −1 or 1. Targets of 0 and 1 become that by `2 * target - 1`.",
        "fa": "هدف‌های این تابع ضرر `-1` یا `1` هستند. هدف‌های 0 و 1 را با `2 * target - 1` چنین کنید.",
    },
    "not_probabilities": {
        "en": (
            "Probabilities are from 0 to 1, but a prediction is {found}. For raw scores use "
            "`BCEWithLogitsLoss`, or put a `Sigmoid` before this loss."
        ),
        "fa": (
            "احتمال عددی از 0 تا 1 است، ولی یکی از پیش‌بینی‌ها {found} است. برای امتیاز خام "
            "`BCEWithLogitsLoss` را به کار ببرید، یا پیش از این تابع ضرر یک `Sigmoid` بگذارید."
        ),
    },
    "pair_shapes": {
        "en": "Two batches of vectors (N, features) and N targets are wanted; these are `{inputs}` and `{target}`.",
        "fa": "دو دسته بردار با شکل `(N, features)` و `N` هدف لازم است؛ شکل‌های داده‌شده `{inputs}` و `{target}` است.",
    },
}
