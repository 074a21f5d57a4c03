"""Texts of writing files."""

MESSAGES = {
    "no_folder": {
        "en": "The folder `{folder}` does not exist, so `{path}` cannot be written. Make it first.",
        "fa": "پوشهٔ `{folder}` وجود ندارد و `{path}` نوشته نمی‌شود. نخست پوشه را بسازید.",
    },
    "cannot_write": {
        "en": (
            "`{path}` cannot be written: `{reason}`. Choose a folder you may write to, with room "
            "left on the disk. An older file of that name is untouched."
        ),
        "fa": (
            "`{path}` نوشته نشد: `{reason}`. پوشه‌ای را برگزینید که اجازهٔ نوشتن در آن دارید و دیسکش جا دارد. "
            "اگر پرونده‌ای به این نام بود، دست‌نخورده مانده است."
        ),
    },
}
