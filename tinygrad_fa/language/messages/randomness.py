"""Texts of the random generator."""

MESSAGES = {
    "seed": {
        "en": "A seed is a whole number of at least 0, not `{seed}`.",
        "fa": "بذر تصادفی عددی صحیح و نامنفی است، نه `{seed}`.",
    },
    "state": {
        "en": (
            "This is not a state of the random generator: `{reason}`. "
            "Give what `randomness.get_state()` returned."
        ),
        "fa": (
            "این وضعیت مولد عدد تصادفی نیست: `{reason}`. "
            "همان چیزی را بدهید که `randomness.get_state()` برگردانده است."
        ),
    },
}
