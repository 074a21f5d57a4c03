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
    # sequences, normalisation, attention
    "vocabulary": {
        "en": (
            "`{found}` is not in the vocabulary: this embedding has {count} vectors, so numbers go from 0 "
            "to `num_embeddings - 1`. Make `num_embeddings` larger, or look where the number comes from."
        ),
        "fa": (
            "`{found}` در واژگان نیست: این تعبیه {count} بردار دارد و شماره‌ها از 0 تا `num_embeddings - 1` است. "
            "`num_embeddings` را بزرگ‌تر کنید، یا ببینید این شماره از کجا آمده است."
        ),
    },
    "padding_idx": {
        "en": "`padding_idx` must be one of the {count} numbers of the vocabulary, counted from 0; it is {value}.",
        "fa": "`padding_idx` باید یکی از {count} شمارهٔ واژگان باشد که از 0 شمرده می‌شوند؛ اکنون {value} است.",
    },
    "sequence_shape": {
        "en": (
            "This layer reads sequences of the shape `{order}` with {size} numbers at each step; the input has "
            "the shape `{shape}`. Add the missing axis with `reshape`, or exchange axes with `transpose`."
        ),
        "fa": (
            "این لایه دنباله‌هایی با شکل `{order}` و {size} عدد در هر گام می‌خواند؛ شکل ورودی `{shape}` است. "
            "محور کم را با `reshape` بیفزایید، یا جای محورها را با `transpose` عوض کنید."
        ),
    },
    "no_steps": {
        "en": "A sequence needs at least one step; the input `{order}` has the shape `{shape}`.",
        "fa": "دنباله دست‌کم یک گام می‌خواهد؛ شکل ورودی `{order}` این است: `{shape}`.",
    },
    "state_pair": {
        "en": "The state of `{layer}` is a pair (h, c), as a call of the layer returns it. For zeros leave it out.",
        "fa": "حالت `{layer}` جفت `(h, c)` است، همان که فراخوانی لایه برمی‌گرداند. برای صفر بودن، آن را ننویسید.",
    },
    "state_shape": {
        "en": (
            "The initial state `{name}` has the shape `{shape}`; it must be `{wanted}`: "
            "(layers × directions, N, hidden_size), also with `batch_first`."
        ),
        "fa": (
            "شکل حالت آغازین `{name}` برابر `{shape}` است؛ باید `{wanted}` باشد: "
            "`(layers × directions, N, hidden_size)`، با `batch_first` هم."
        ),
    },
    "nonlinearity": {
        "en": "`nonlinearity` is `tanh` or `relu`, not `{value!r}`.",
        "fa": "مقدار `nonlinearity` یا `tanh` است یا `relu`، نه `{value!r}`.",
    },
    "dropout_between": {
        "en": (
            "`dropout={dropout}` acts between stacked layers, but there is only one. Use `num_layers=2` or "
            "more, or put a `Dropout` after this layer."
        ),
        "fa": (
            "`dropout={dropout}` میان لایه‌های روی هم کار می‌کند، ولی اینجا تنها یک لایه هست. `num_layers` را 2 یا "
            "بیشتر کنید، یا پس از این لایه `Dropout` بگذارید."
        ),
    },
    "channels": {
        "en": "`{layer}` wants {shapes} with C = {channels} channels; the input has the shape `{shape}`.",
        "fa": "`{layer}` شکل {shapes} با {channels} کانال می‌خواهد؛ شکل ورودی `{shape}` است.",
    },
    "last_axes": {
        "en": "`{layer}` normalises last axes of the lengths `{wanted}`; the input has the shape `{shape}`.",
        "fa": "`{layer}` محورهای پایانی با طول‌های `{wanted}` را نرمال می‌کند؛ شکل ورودی `{shape}` است.",
    },
    "norm_groups": {
        "en": "{groups} groups do not divide {channels} channels evenly. Choose another `num_groups`.",
        "fa": "{channels} کانال به {groups} گروه برابر تقسیم نمی‌شود. `num_groups` دیگری برگزینید.",
    },
    "one_value_per_channel": {
        "en": (
            "`{layer}` cannot learn from one value per channel (input `{shape}`): minus its own mean it is "
            "always 0. Train with a batch of at least two, or call `eval()` to use the running statistics."
        ),
        "fa": (
            "`{layer}` از یک مقدار در هر کانال (ورودی `{shape}`) چیزی نمی‌آموزد: تفاضل آن از میانگین خودش همیشه 0 است. "
            "با دستهٔ دست‌کم دوتایی آموزش دهید، یا برای آماره‌های روان `eval()` را صدا بزنید."
        ),
    },
    "one_value_per_sample": {
        "en": (
            "`{layer}` got one value per channel and sample (input `{shape}`): minus its own mean it is always "
            "0. Use it where images have more than one pixel."
        ),
        "fa": (
            "`{layer}` در هر کانالِ هر نمونه یک مقدار گرفت (ورودی `{shape}`): تفاضل آن از میانگین خودش همیشه 0 است. "
            "آن را جایی به کار ببرید که تصویر بیش از یک پیکسل دارد."
        ),
    },
    "heads": {
        "en": "{heads} heads do not divide vectors of {size} numbers evenly. Choose `num_heads` so that they do.",
        "fa": "بردارهای {size} عددی به {heads} سر برابر تقسیم نمی‌شوند. `num_heads` را چنان برگزینید که بشوند.",
    },
    "attention_shapes": {
        "en": (
            "Attention wants `query` (N, T, {size}), `key` and `value` (N, S, {size}) of one batch; the shapes "
            "are `{q}`, `{k}` and `{v}`."
        ),
        "fa": (
            "توجه این‌ها را از یک دسته می‌خواهد: `query` با شکل `(N, T, {size})` و `key` و `value` با شکل `(N, S, {size})`؛ "
            "شکل‌ها `{q}`، `{k}` و `{v}` است."
        ),
    },
    "mask_dtype": {
        "en": "A mask is made of booleans, True where nothing may be looked at; this one is `{dtype}`. Write e.g. `mask == 0`.",
        "fa": "نقاب از مقدارهای درست و نادرست است و `True` یعنی به آنجا نباید نگاه کرد؛ نوع این یکی `{dtype}` است. مثلاً `mask == 0` بنویسید.",
    },
    "mask_shape": {
        "en": "`{name}` has the shape `{shape}`; it must be `{wanted}`.",
        "fa": "شکل `{name}` برابر `{shape}` است؛ باید `{wanted}` باشد.",
    },
    "all_masked": {
        "en": (
            "The mask (shape `{shape}`) leaves a position nothing to look at: the weights would be 0/0. "
            "Leave at least one entry of every row False."
        ),
        "fa": (
            "نقاب (با شکل `{shape}`) برای جایگاهی هیچ چیز برای نگاه کردن نمی‌گذارد و وزن‌ها 0/0 می‌شوند. "
            "در هر سطر دست‌کم یک درایه را `False` بگذارید."
        ),
    },
    "too_long": {
        "en": "The sequence has {length} steps, but this encoding knows {most} places. Make `max_len` larger.",
        "fa": "دنباله {length} گام دارد، ولی این کدگذاری {most} جایگاه می‌شناسد. `max_len` را بزرگ‌تر کنید.",
    },
    "block_activation": {
        "en": "`activation` is `relu` or `gelu`, not `{value!r}`.",
        "fa": "مقدار `activation` یا `relu` است یا `gelu`، نه `{value!r}`.",
    },
    "gelu_approximate": {
        "en": "`approximate` is `none` or `tanh`, not `{value!r}`.",
        "fa": "مقدار `approximate` یا `none` است یا `tanh`، نه `{value!r}`.",
    },
    "positive": {
        "en": "`{name}` must be larger than 0, not `{value!r}`.",
        "fa": "مقدار `{name}` باید از 0 بزرگ‌تر باشد، نه `{value!r}`.",
    },
    "bounds": {
        "en": "The lower bound must be less than the upper one: `{low!r}` and `{high!r}`.",
        "fa": "کران پایین باید از کران بالا کمتر باشد: `{low!r}` و `{high!r}`.",
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
