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
    # binary files
    "no_file": {
        "en": "The file `{path}` is not there. Check the folder and the name.",
        "fa": "پروندهٔ `{path}` وجود ندارد. پوشه و نام آن را وارسی کنید.",
    },
    "cannot_read": {
        "en": "`{path}` cannot be read: `{reason}`. Check that it is a file you may read.",
        "fa": "`{path}` خوانده نشد: `{reason}`. ببینید که پرونده است و اجازهٔ خواندنش را دارید.",
    },
    "cut_off": {
        "en": (
            "`{path}` is cut off or damaged: at byte {offset} a field of {length} bytes begins, but {left} "
            "are left. Copy or save it again."
        ),
        "fa": (
            "`{path}` ناتمام یا خراب است: در بایت {offset} فیلدی به طول {length} بایت آغاز می‌شود، ولی {left} "
            "بایت مانده است. آن را دوباره رونوشت بگیرید یا ذخیره کنید."
        ),
    },
    "number_cut_off": {
        "en": (
            "`{path}` is cut off or damaged: the number at byte {offset} does not end. Copy or save it again."
        ),
        "fa": (
            "`{path}` ناتمام یا خراب است: عددی که در بایت {offset} آغاز می‌شود پایان ندارد. آن را دوباره رونوشت "
            "بگیرید یا ذخیره کنید."
        ),
    },
    "number_too_long": {
        "en": (
            "`{path}` is damaged or no binary file of Caffe: the number at byte {offset} is longer than "
            "the 10 bytes of the longest."
        ),
        "fa": (
            "`{path}` خراب است یا پروندهٔ دودویی Caffe نیست: عددی که در بایت {offset} آغاز می‌شود از 10 بایت، طول "
            "بلندترین عدد، درازتر است."
        ),
    },
    "no_such_number": {
        "en": (
            "`{path}` is damaged or no binary file of Caffe: byte {offset} begins a field of the number "
            "{number}, which cannot be."
        ),
        "fa": (
            "`{path}` خراب است یا پروندهٔ دودویی Caffe نیست: در بایت {offset} فیلدی با شمارهٔ ناممکن {number} "
            "آغاز می‌شود."
        ),
    },
    "no_such_form": {
        "en": (
            "`{path}` is damaged or no binary file of Caffe: the field at byte {offset} is written in "
            "the form {form}, which cannot be there."
        ),
        "fa": (
            "`{path}` خراب است یا پروندهٔ دودویی Caffe نیست: فیلدی که در بایت {offset} آغاز می‌شود به صورت {form} "
            "نوشته شده است که در آنجا ممکن نیست."
        ),
    },
    "group": {
        "en": (
            "`{path}` is damaged or not Caffe's: the field at byte {offset} is a group (form {form}), "
            "which Caffe's files never have."
        ),
        "fa": (
            "`{path}` خراب است یا از Caffe نیست: فیلدی که در بایت {offset} آغاز می‌شود گروه است (صورت {form}) و "
            "پرونده‌های Caffe هرگز گروه ندارند."
        ),
    },
    "uneven": {
        "en": (
            "`{path}` is damaged: the array at byte {offset} takes {length} bytes, no multiple of the "
            "{size} bytes of one number."
        ),
        "fa": (
            "`{path}` خراب است: آرایه‌ای که در بایت {offset} آغاز می‌شود {length} بایت دارد که مضرب {size} بایت، "
            "اندازهٔ یک عدد، نیست."
        ),
    },
    "too_many": {
        "en": (
            "`{path}` has more than {most} values (reached at byte {offset}), arrays not counted. No "
            "file of Caffe has; it is damaged or made to harm."
        ),
        "fa": (
            "`{path}` بیش از {most} مقدار دارد (در بایت {offset})، بی شمردن آرایه‌ها. هیچ پروندهٔ Caffe چنین نیست؛ "
            "پرونده خراب است یا برای آسیب زدن ساخته شده است."
        ),
    },
}
