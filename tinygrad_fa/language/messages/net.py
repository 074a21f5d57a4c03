"""Texts of nets, their summary, and the files they are saved in."""

MESSAGES = {
    # building a net
    "not_a_layer": {
        "en": (
            "A net is made of layers; number {position} is a `{type}`. Give layers one by one: "
            "`Net(Linear(2, 3), ReLU())`; a function becomes a layer as the `forward` of a `Layer`."
        ),
        "fa": (
            "شبکه از لایه‌ها ساخته می‌شود، ولی شمارهٔ {position} از نوع `{type}` است. لایه‌ها را یکی‌یکی بدهید: "
            "`Net(Linear(2, 3), ReLU())`؛ هر تابعی را می‌توان `forward` یک `Layer` کرد."
        ),
    },
    "layer_name": {
        "en": (
            "A layer cannot be called `{name}`: the net has something of that name, or it has a dot "
            "or begins with `_`. Choose another name."
        ),
        "fa": (
            "نام `{name}` برای لایه نمی‌شود: شبکه خودش چیزی به این نام دارد، یا نام نقطه دارد یا با `_` "
            "آغاز می‌شود. نام دیگری برگزینید."
        ),
    },
    "no_layers": {
        "en": (
            "This net has no layers in sequence. Give them to `Net(...)`, or write a `forward` "
            "that says in which order they work."
        ),
        "fa": (
            "این شبکه لایه‌ای پشت سر هم ندارد. لایه‌ها را به `Net(...)` بدهید، یا تابع `forward` را خودتان بنویسید تا "
            "ترتیب کارشان معلوم باشد."
        ),
    },
    "no_such_layer": {
        "en": "This net has no layer `{index}`; it has {count}: `{names}`.",
        "fa": "این شبکه لایه‌ای به نام یا شمارهٔ `{index}` ندارد؛ لایه‌هایش ({count}): `{names}`.",
    },
    # using it
    "empty_input": {
        "en": "There is nothing to predict: the input has the shape `{shape}`.",
        "fa": "چیزی برای پیش‌بینی نیست: شکل ورودی `{shape}` است.",
    },
    # the summary
    "summary_layer": {"en": "layer", "fa": "لایه"},
    "summary_kind": {"en": "kind", "fa": "نوع"},
    "summary_shape": {"en": "output shape", "fa": "شکل خروجی"},
    "summary_parameters": {"en": "parameters", "fa": "پارامترها"},
    "summary_memory": {"en": "memory per sample", "fa": "حافظهٔ هر نمونه"},
    "summary_total": {
        "en": "parameters: {total} ({trainable} trainable, {fixed} not), {memory}",
        "fa": "پارامترها: {total} ({trainable} آموزش‌پذیر، {fixed} ثابت)، {memory}",
    },
    "summary_outputs": {
        "en": "outputs of all layers: {memory} per sample",
        "fa": "خروجی همهٔ لایه‌ها: {memory} برای هر نمونه",
    },
    # files of weights
    "no_file": {
        "en": "The file `{path}` is not there. Check the folder and the name.",
        "fa": "پروندهٔ `{path}` وجود ندارد. پوشه و نام آن را وارسی کنید.",
    },
    "cannot_read": {
        "en": "`{path}` cannot be read: `{reason}`. Check that it is a file you may read.",
        "fa": "`{path}` خوانده نشد: `{reason}`. ببینید که پرونده است و اجازهٔ خواندنش را دارید.",
    },
    "not_safetensors": {
        "en": "`{path}` is not a safetensors file. Give a file that `net.save(path)` has written.",
        "fa": "`{path}` پروندهٔ safetensors نیست. پرونده‌ای بدهید که `net.save(path)` نوشته است.",
    },
    "cut_off": {
        "en": (
            "`{path}` is cut off or not a safetensors file: its header tells of {expected} bytes, "
            "{found} are there. Copy or save it again."
        ),
        "fa": (
            "`{path}` ناتمام است یا پروندهٔ safetensors نیست: سرآیندش از {expected} بایت می‌گوید، ولی {found} بایت "
            "هست. آن را دوباره رونوشت بگیرید یا ذخیره کنید."
        ),
    },
    "too_long": {
        "en": (
            "`{path}` goes on after the {expected} bytes its header tells of: {found} are there. "
            "It is damaged; copy or save it again."
        ),
        "fa": (
            "`{path}` پس از {expected} بایتی که سرآیندش می‌گوید ادامه دارد: {found} بایت هست. پرونده خراب است؛ "
            "آن را دوباره رونوشت بگیرید یا ذخیره کنید."
        ),
    },
    "bad_header": {
        "en": (
            "The header of `{path}` tells what cannot be: `{reason}`. "
            "The file is damaged or no safetensors file."
        ),
        "fa": (
            "سرآیند `{path}` نادرست است: `{reason}`. پرونده خراب است یا پروندهٔ safetensors نیست."
        ),
    },
    "unsaveable": {
        "en": (
            "`{name}` cannot be saved: a safetensors file has no arrays of `{dtype}`, and "
            "`__metadata__` is no name of one."
        ),
        "fa": (
            "`{name}` را نمی‌توان ذخیره کرد: پروندهٔ safetensors آرایه‌ای از نوع `{dtype}` ندارد و `__metadata__` نام "
            "هیچ آرایه‌ای نمی‌شود."
        ),
    },
    "metadata_text": {
        "en": "Metadata is text for text; `{name!r}: {value!r}` is not. Use `str(…)`.",
        "fa": "فراداده متنی در برابر متن است؛ `{name!r}: {value!r}` چنین نیست. `str(…)` را به کار ببرید.",
    },
}
