"""Texts of Caffe's binary files: .caffemodel, .solverstate, mean files and data bases."""

MESSAGES = {
    # messages in memory
    "unknown_field": {
        "en": "Caffe's message `{message}` has no field `{field}`. Close to it or known: `{known}`.",
        "fa": "پیام `{message}` در Caffe فیلدی به نام `{field}` ندارد. نزدیک به آن یا شناخته‌شده: `{known}`.",
    },
    "wrong_value": {
        "en": "The field `{field}` of `{message}` takes a `{wanted}`; `{value}` is none. Correct the value.",
        "fa": "فیلد `{field}` از `{message}` مقداری از نوع `{wanted}` می‌گیرد؛ `{value}` چنین نیست. مقدار را درست کنید.",
    },
}
