"""Texts of the backend: which array library computes."""

MESSAGES = {
    "unknown_backend": {
        "en": "`{name}` is not a backend. Choose a device, `cpu` or `gpu`, or a library: `{known}`.",
        "fa": "`{name}` نام هیچ کتابخانهٔ آرایه‌ای در اینجا نیست. دستگاه `cpu` یا `gpu`، یا یکی از این‌ها را برگزینید: `{known}`.",
    },
    "backend_missing": {
        "en": (
            "The backend `{name}` cannot be used here: {reason}. For a GPU install "
            "`tinygrad_fa[gpu]` on a machine with an NVIDIA card; otherwise stay with `numpy`."
        ),
        "fa": (
            "کتابخانهٔ `{name}` اینجا به‌کار نمی‌آید: `{reason}`. برای GPU بستهٔ `tinygrad_fa[gpu]` را روی "
            "رایانه‌ای با کارت NVIDIA نصب کنید؛ وگرنه با `numpy` ادامه دهید."
        ),
    },
    "default_dtype": {
        "en": "`{dtype}` cannot be the default dtype. Choose `float32` or `float64`.",
        "fa": "`{dtype}` نمی‌تواند نوع پیش‌فرض باشد. یکی از `float32` و `float64` را برگزینید.",
    },
    "ragged": {
        "en": "The rows are not of equal length, so they make no array: `{reason}`.",
        "fa": "طول سطرها برابر نیست و از آن‌ها آرایه ساخته نمی‌شود: `{reason}`.",
    },
    "not_numbers": {
        "en": "A tensor is made of numbers; `{type}` is not. Give numbers, lists of numbers, or an array.",
        "fa": "تنسور از عدد ساخته می‌شود و `{type}` عدد نیست. عدد، فهرستی از عددها یا آرایه بدهید.",
    },
}
