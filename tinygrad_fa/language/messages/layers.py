"""Texts of the layers: settings, inputs, saved states."""

MESSAGES = {
    # how a layer is made
    "no_forward": {
        "en": "The layer `{layer}` does not say what it computes. Give it `def forward(self, x):`.",
        "fa": "لایهٔ `{layer}` نمی‌گوید چه چیزی محاسبه می‌کند. برایش `def forward(self, x):` بنویسید.",
    },
    "whole_number": {
        "en": "`{name}` must be a whole number of at least {least}, not `{value!r}`.",
        "fa": "مقدار `{name}` باید عددی صحیح و دست‌کم {least} باشد، نه `{value!r}`.",
    },
    "pair": {
        "en": "`{name}` is one whole number, or two: (height, width). `{value!r}` is neither.",
        "fa": "مقدار `{name}` یک عدد صحیح است یا دو عدد `(height, width)`؛ `{value!r}` هیچ‌کدام نیست.",
    },
    "groups": {
        "en": (
            "{groups} groups do not divide the channels evenly (in {in_channels}, "
            "out {out_channels}). Choose `groups` so that both are multiples of it."
        ),
        "fa": (
            "کانال‌ها (ورودی {in_channels}، خروجی {out_channels}) به {groups} گروه برابر تقسیم نمی‌شوند. "
            "مقدار `groups` باید هر دو را بشمارد."
        ),
    },
    "pool_padding": {
        "en": (
            "The padding `{padding}` is more than half of the window `{kernel_size}`: some windows "
            "would see nothing of the image. Use less padding or a larger window."
        ),
        "fa": (
            "لایه‌گذاری `{padding}` از نیمِ پنجرهٔ `{kernel_size}` بیشتر است و برخی پنجره‌ها هیچ‌جای تصویر را "
            "نمی‌بینند. لایه‌گذاری را کمتر یا پنجره را بزرگ‌تر کنید."
        ),
    },
    "initialiser": {
        "en": (
            "`{name}` is a function that fills a tensor, such as `initialisers.he_normal_`, "
            "not `{value!r}`."
        ),
        "fa": (
            "`{name}` تابعی است که تنسوری را پر می‌کند، مانند `initialisers.he_normal_`، نه `{value!r}`."
        ),
    },
    "probability": {
        "en": "`{name}` is a probability, from 0 to 1, not `{value!r}`.",
        "fa": "`{name}` احتمال است، از 0 تا 1، نه `{value!r}`.",
    },
    "unknown_dtype": {
        "en": (
            "A layer cannot go to `{dtype}`. Choose a dtype, `float16`, `float32` or `float64`, or a "
            "device, `cpu` or `gpu`."
        ),
        "fa": (
            "لایه را نمی‌توان به `{dtype}` برد. یکی از نوع‌های `float16`، `float32` و `float64` را برگزینید، یا یکی از "
            "دستگاه‌های `cpu` و `gpu` را."
        ),
    },
    # what a layer is given
    "whole_number_input": {
        "en": (
            "The input holds whole numbers (`{dtype}`), but this layer computes with fractions "
            '(`{wanted}`). Convert it: `x.astype("{wanted}")`; pixels are best divided by 255, too.'
        ),
        "fa": (
            "ورودی از عددهای صحیح (`{dtype}`) است، ولی این لایه با عددهای اعشاری (`{wanted}`) محاسبه می‌کند. "
            'آن را تبدیل کنید: `x.astype("{wanted}")`؛ پیکسل‌ها را بهتر است بر 255 هم تقسیم کنید.'
        ),
    },
    "flatten_axes": {
        "en": (
            "`Flatten` joins the axes from number {axis} on, but the input has the shape `{shape}`. "
            "Give a batch, with the samples along the first axis."
        ),
        "fa": (
            "`Flatten` محورها را از شمارهٔ {axis} به بعد یکی می‌کند، ولی شکل ورودی `{shape}` است. "
            "یک دسته بدهید که نمونه‌هایش روی محور نخست باشند."
        ),
    },
    "sum_shapes": {
        "en": (
            "Only equal shapes are added here, and these differ: {shapes}. Give a `Residual` a "
            "`shortcut` that changes the shape, such as a 1×1 convolution."
        ),
        "fa": (
            "اینجا تنها شکل‌های برابر جمع می‌شوند و این‌ها برابر نیستند: {shapes}. به `Residual` یک `shortcut` بدهید که "
            "شکل را عوض کند، مانند کانولوشن 1×1."
        ),
    },
    "nothing_to_join": {
        "en": "`{layer}` has nothing to join: give it branches, `{layer}(a, b)(x)`, or inputs, `{layer}()(x, y)`.",
        "fa": "`{layer}` چیزی برای به هم پیوستن ندارد: به آن شاخه بدهید، `{layer}(a, b)(x)`، یا ورودی، `{layer}()(x, y)`.",
    },
    "global_pool": {
        "en": (
            "`{layer}` pools over all places of each channel: it expects (N, C, L) or (N, C, H, W) with at "
            "least one place, but the input has the shape `{shape}`."
        ),
        "fa": (
            "`{layer}` همهٔ جاهای هر کانال را ادغام می‌کند: شکل `(N, C, L)` یا `(N, C, H, W)` با دست‌کم یک جا "
            "می‌خواهد، ولی شکل ورودی `{shape}` است."
        ),
    },
    "bilinear_shapes": {
        "en": (
            "The bilinear layer expects two inputs of equal shapes but for the last axis, whose lengths must be "
            "{wanted}. Shapes: `{first}` and `{second}`."
        ),
        "fa": (
            "لایهٔ دوخطی (bilinear) دو ورودی می‌خواهد که شکلشان جز در محور آخر یکی باشد و طول محور آخرشان "
            "`{wanted}`. شکل‌ها: `{first}` و `{second}`."
        ),
    },
    "target_shape": {
        "en": (
            "Predictions and targets must have the same shape: `{prediction}` and `{target}`. "
            "Use `reshape` on one of them."
        ),
        "fa": (
            "شکل پیش‌بینی‌ها و هدف‌ها باید یکی باشد: `{prediction}` و `{target}`. "
            "یکی از آن‌ها را با `reshape` تغییر شکل دهید."
        ),
    },
    # initialisers
    "negative_std": {
        "en": "A standard deviation is not negative: `{value!r}`.",
        "fa": "انحراف معیار منفی نیست: `{value!r}`.",
    },
    "fan_mode": {
        "en": "`{mode}` is not a mode. Choose `fan_in` or `fan_out`.",
        "fa": "`{mode}` حالت شناخته‌شده‌ای نیست. یکی از `fan_in` و `fan_out` را برگزینید.",
    },
    "gain": {
        "en": "There is no gain for `{nonlinearity}`. Choose one of: `{known}`.",
        "fa": "برای `{nonlinearity}` ضریبی در فهرست نیست. یکی از این‌ها را برگزینید: `{known}`.",
    },
    "fans": {
        "en": (
            "Fans are defined for weights of at least two axes, (out, in, …), none of length 0; "
            "this tensor has the shape `{shape}`. Start a bias with `zeros_` or `uniform_`."
        ),
        "fa": (
            "شمار ورودی و خروجی (fan) برای وزنی تعریف می‌شود که دست‌کم دو محور `(out, in, …)` دارد و هیچ‌کدام "
            "تهی نیست؛ شکل این تنسور `{shape}` است. بایاس را با `zeros_` یا `uniform_` مقداردهی کنید."
        ),
    },
    # saved states
    "state_no_mapping": {
        "en": "A saved state is a dict of names and arrays, as `state_dict()` returns it, not a `{type}`.",
        "fa": "وضعیت ذخیره‌شده دیکشنری‌ای از نام‌ها و آرایه‌هاست، همان که `state_dict()` برمی‌گرداند، نه `{type}`.",
    },
    "state_misfit": {
        "en": (
            "The saved state does not fit, so nothing was loaded.\n{details}\n"
            "With `strict=False` missing and unexpected names are passed over; shapes must always fit."
        ),
        "fa": (
            "وضعیت ذخیره‌شده جور نیست و چیزی بارگذاری نشد.\n{details}\n"
            "با `strict=False` از نام‌های کم یا زیاد می‌گذریم؛ ولی شکل‌ها همیشه باید جور باشند."
        ),
    },
    "state_missing": {
        "en": "Missing in what was saved ({count}):",
        "fa": "در دادهٔ ذخیره‌شده نیست ({count}):",
    },
    "state_unexpected": {
        "en": "Saved, but unknown here ({count}):",
        "fa": "ذخیره شده، ولی اینجا ناشناخته است ({count}):",
    },
    "state_shapes": {
        "en": "Shapes or numbers that do not fit, saved → here ({count}):",
        "fa": "شکل یا نوع ناسازگار، ذخیره‌شده → اینجا ({count}):",
    },
}
