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
    # a graph
    "no_lines": {
        "en": (
            "A graph needs at least one layer. Write what each one reads: "
            '`Net.graph(inputs="x", fc=("x", Linear(2, 3)))`.'
        ),
        "fa": (
            "گراف دست‌کم یک لایه می‌خواهد. بنویسید هر لایه چه می‌خواند: "
            '`Net.graph(inputs="x", fc=("x", Linear(2, 3)))`.'
        ),
    },
    "graph_inputs": {
        "en": "The inputs of a graph are one name or more, each once: `{inputs}` is not that.",
        "fa": "ورودی‌های گراف یک نام یا چند نام‌اند و هر کدام یک بار می‌آید؛ `{inputs}` چنین نیست.",
    },
    "bad_line": {
        "en": (
            "The line `{name}` is not understood. Write what it reads, then the layer, then (if it is "
            'called otherwise) what it makes: `{name}=("x", Linear(2, 3))`.'
        ),
        "fa": (
            "سطر `{name}` خوانده نمی‌شود. نخست آنچه می‌خواند، سپس لایه، و سپس (اگر نام دیگری دارد) آنچه می‌سازد را "
            'بنویسید: `{name}=("x", Linear(2, 3))`.'
        ),
    },
    "unknown_name": {
        "en": "The layer `{layer}` reads `{name}`, which nobody makes. Made before it: `{known}`.",
        "fa": "لایهٔ `{layer}` چیزی به نام `{name}` می‌خواند که هیچ سطری نمی‌سازد. پیش از آن ساخته شده: `{known}`.",
    },
    "made_later": {
        "en": (
            "The layer `{layer}` reads `{name}`, but `{maker}` makes it further down. Lines run from "
            "top to bottom: move `{maker}` above `{layer}`."
        ),
        "fa": (
            "لایهٔ `{layer}` چیزی به نام `{name}` می‌خواند که `{maker}` پایین‌تر می‌سازد. سطرها از بالا به پایین اجرا "
            "می‌شوند: سطر `{maker}` را بالاتر از `{layer}` ببرید."
        ),
    },
    "circle": {
        "en": (
            "The layer `{layer}` reads `{name}`, which depends on its own result: `{way}`. A net has "
            "no circles; for a recurrence use a recurrent layer."
        ),
        "fa": (
            "لایهٔ `{layer}` چیزی به نام `{name}` می‌خواند که به نتیجهٔ خودش وابسته است: `{way}`. شبکه دور ندارد؛ "
            "برای محاسبهٔ بازگشتی از لایهٔ بازگشتی استفاده کنید."
        ),
    },
    "made_twice": {
        "en": (
            "The layer `{layer}` makes `{name}`, but that name is taken. Choose another; only a layer "
            "that reads `{name}` may make it anew."
        ),
        "fa": (
            "لایهٔ `{layer}` چیزی به نام `{name}` می‌سازد، ولی این نام گرفته شده است. نام دیگری برگزینید؛ تنها لایه‌ای که "
            "`{name}` را می‌خواند می‌تواند آن را از نو بسازد."
        ),
    },
    "unknown_output": {
        "en": "The output `{name}` is made by no layer. There are: `{known}`.",
        "fa": "خروجی `{name}` را هیچ لایه‌ای نمی‌سازد. این‌ها هست: `{known}`.",
    },
    "unused_input": {
        "en": "Nobody reads the input `{name}`. Let a layer read it, or take it away.",
        "fa": "ورودی `{name}` را هیچ لایه‌ای نمی‌خواند. بگذارید لایه‌ای آن را بخواند، یا آن را بردارید.",
    },
    "unused_layer": {
        "en": (
            "Nobody uses what the layer `{layer}` makes (`{made}`). Let a layer read it, name it among "
            "the `outputs`, or take the layer away."
        ),
        "fa": (
            "آنچه لایهٔ `{layer}` می‌سازد (`{made}`) به کار نمی‌رود. بگذارید لایه‌ای آن را بخواند، نامش را در `outputs` "
            "بیاورید، یا لایه را بردارید."
        ),
    },
    "input_count": {
        "en": "The net has {wanted} inputs (`{names}`), but it was given {found}.",
        "fa": "شمار ورودی‌های شبکه {wanted} است (`{names}`)، ولی شمار ورودی‌های داده‌شده {found} است.",
    },
    "several_results": {
        "en": (
            "The layer `{giver}` ({kind}) gives {found} results, and `{taker}` after it takes one. A recurrent "
            "layer gives only its output with `return_state=False`; otherwise pick the results apart in a "
            "`forward` of your own, or name them in `Net.graph`."
        ),
        "fa": (
            "لایهٔ `{giver}` ({kind}) {found} نتیجه می‌دهد، ولی `{taker}` که پس از آن می‌آید یکی می‌پذیرد. لایهٔ بازگشتی با "
            "`return_state=False` تنها خروجی‌اش را می‌دهد؛ وگرنه نتیجه‌ها را در تابع `forward` خودتان از هم جدا کنید یا "
            "در `Net.graph` نامشان را ببرید."
        ),
    },
    "result_count": {
        "en": (
            "The layer `{layer}` gave {found} results, but these names stand for them: `{names}`. "
            'Name each of them after the layer: `lstm=("x", LSTM(8, 16), "out", "state")`.'
        ),
        "fa": (
            "شمار نتیجه‌های لایهٔ `{layer}` برابر {found} است، ولی این نام‌ها برایشان آمده: `{names}`. هر یک را پس از "
            'لایه نام ببرید: `lstm=("x", LSTM(8, 16), "out", "state")`.'
        ),
    },
    "wired_layer": {
        "en": "`{name}` cannot be deleted: other layers are wired to it. Put another layer in its place.",
        "fa": "`{name}` را نمی‌توان حذف کرد، چون لایه‌های دیگر به آن وصل‌اند. لایهٔ دیگری به جای آن بگذارید.",
    },
    "wired_slice": {
        "en": "A net that is wired as a graph has no slices. Pick single layers by number or name.",
        "fa": "شبکه‌ای که مانند گراف وصل شده است برش ندارد. لایه‌ها را یکی‌یکی با شماره یا نام بردارید.",
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
    "summary_multiply_adds": {"en": "multiply-adds", "fa": "ضرب و جمع"},
    "summary_shapes": {
        "en": (
            "A summary needs the shape of one sample for each input, without the batch axis: "
            "`net.summary((3, 32, 32))`. This was given: `{shapes}`, dtype `{dtype}`."
        ),
        "fa": (
            "خلاصه برای هر ورودی شکل یک نمونه را می‌خواهد، بدون محور دسته: "
            "`net.summary((3, 32, 32))`. این داده شد: `{shapes}`، نوع `{dtype}`."
        ),
    },
    "summary_total": {
        "en": "parameters: {total} ({trainable} trainable, {fixed} not), {memory}",
        "fa": "پارامترها: {total} ({trainable} آموزش‌پذیر، {fixed} ثابت)، {memory}",
    },
    "summary_outputs": {
        "en": "outputs of all layers: {memory} per sample",
        "fa": "خروجی همهٔ لایه‌ها: {memory} برای هر نمونه",
    },
    "summary_work": {
        "en": "multiply-adds: {count} per sample, forward",
        "fa": "ضرب و جمع: {count} برای هر نمونه، در گذر رو به جلو",
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
