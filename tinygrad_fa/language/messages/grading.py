"""Texts of grading a folder of submissions: what stops it, and what the teacher is told before."""

MESSAGES = {
    "no_journal": {
        "en": "The journal of the grading, `{path}`, cannot be opened: `{reason}`.",
        "fa": "دفتر تصحیح، `{path}`، باز نمی‌شود: `{reason}`.",
    },
    "already_running": {
        "en": "Another grader is at work in `{folder}`. Wait for it, or choose another folder for the results.",
        "fa": "تصحیح‌گر دیگری در `{folder}` در حال کار است. صبر کنید تا تمام شود، یا پوشهٔ دیگری برای نتیجه‌ها برگزینید.",
    },
}
