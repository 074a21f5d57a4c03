"""Texts of the engine: numbers, shapes, graphs, gradient checks."""

MESSAGES = {
    "not_a_number": {
        "en": "A `Value` holds one real number, not {thing} (a `{type}`). For arrays use `Tensor`.",
        "fa": "یک `Value` تنها یک عدد حقیقی نگه می‌دارد، نه {thing} (از نوع `{type}`). برای آرایه‌ها `Tensor` را به کار ببرید.",
    },
    "number_too_large": {
        "en": "This whole number is too large for a float (the largest is about 1.8e308).",
        "fa": "این عدد صحیح برای ممیز شناور بیش از اندازه بزرگ است (بزرگ‌ترین مقدار نزدیک `1.8e308` است).",
    },
    "no_value": {
        "en": "`{op}` has no real, finite value at ({at}). Keep its input inside its domain.",
        "fa": "`{op}` در نقطهٔ `({at})` مقدار حقیقی و متناهی ندارد. ورودی آن را در دامنه‌اش نگه دارید.",
    },
    "no_slope": {
        "en": (
            "`{op}` has no finite derivative at ({at}), so backward cannot pass through it there. "
            "Move the input away from this point, or make it a plain number if it is a constant."
        ),
        "fa": (
            "`{op}` در نقطهٔ `({at})` مشتق متناهی ندارد و گذر رو به عقب نمی‌تواند از آن بگذرد. "
            "ورودی را از این نقطه دور کنید، یا اگر ثابت است آن را عدد ساده بنویسید."
        ),
    },
    "computed_value_set": {
        "en": "This `Value` was computed by `{symbol}`; its data follows from its inputs. Change a leaf and compute again.",
        "fa": "این `Value` را عملیات `{symbol}` ساخته است و مقدارش از ورودی‌ها می‌آید. مقدار یک برگ را عوض کنید و دوباره محاسبه کنید.",
    },
    "computed_tensor_set": {
        "en": "This tensor was computed by `{symbol}`; its data follows from its inputs. Change a leaf and compute again.",
        "fa": "این تنسور را عملیات `{symbol}` ساخته است و داده‌اش از ورودی‌ها می‌آید. دادهٔ یک برگ را عوض کنید و دوباره محاسبه کنید.",
    },
    "no_item_assignment": {
        "en": (
            "A tensor's entries are not changed one by one: a graph may still need the old ones. "
            "Build a new tensor (`where`, `concatenate`), or give a leaf new data: `x.data = array`."
        ),
        "fa": (
            "درایه‌های تنسور را تک‌تک عوض نمی‌کنیم، چون شاید گراف هنوز به مقدار پیشین نیاز داشته باشد. "
            "تنسور تازه‌ای بسازید (`where`، `concatenate`) یا به برگ دادهٔ تازه بدهید: `x.data = array`."
        ),
    },
    "changed_input": {
        "en": (
            "The data of the leaf `{name}` was changed after `{symbol}` had used it: the gradient would "
            "mix old results with new data. Compute the loss again, then call `backward()`."
        ),
        "fa": (
            "دادهٔ برگ `{name}` پس از آن عوض شده است که `{symbol}` آن را به کار برد؛ گرادیان نتیجه‌های کهنه را با "
            "دادهٔ تازه درمی‌آمیزد. ضرر را دوباره محاسبه کنید و سپس `backward()` را صدا بزنید."
        ),
    },
    "freed_graph": {
        "en": (
            "The memory of this graph was given back by an earlier `backward()`. To run backward twice, "
            "or to draw or derive the graph after it, call the first one as "
            "`backward(retain_graph=True)`, or compute the loss again."
        ),
        "fa": (
            "حافظهٔ این گراف را `backward()` پیشین پس داده است. برای دو بار گذر رو به عقب، یا "
            "کشیدن گراف و نوشتن مشتق‌گیری‌اش پس از آن، بار نخست "
            "`backward(retain_graph=True)` را صدا بزنید، یا ضرر را دوباره محاسبه کنید."
        ),
    },
    "nothing_to_differentiate": {
        "en": (
            "Nothing here wants gradients: no input of this tensor has `requires_grad=True`, "
            "or it was computed inside `no_grad()`."
        ),
        "fa": (
            "اینجا هیچ تنسوری گرادیان نمی‌خواهد: هیچ ورودی‌ای `requires_grad=True` ندارد، "
            "یا محاسبه درون `no_grad()` بوده است."
        ),
    },
    "backward_needs_gradient": {
        "en": (
            "`backward()` starts from one number, but this tensor has the shape {shape}. "
            "Take its `.sum()` or `.mean()`, or pass `backward(gradient=…)` of the same shape."
        ),
        "fa": (
            "`backward()` از یک عدد آغاز می‌شود، ولی شکل این تنسور `{shape}` است. "
            "`.sum()` یا `.mean()` آن را بگیرید، یا `backward(gradient=…)` را با همین شکل بدهید."
        ),
    },
    "not_a_node": {
        "en": "The function returned a `{type}`. To be differentiated it must return a `Value` or a `Tensor` computed from its inputs.",
        "fa": "تابع یک `{type}` برگرداند. برای مشتق گرفتن باید `Value` یا `Tensor`ی برگرداند که از ورودی‌هایش محاسبه شده است.",
    },
    "computed_requires_grad": {
        "en": "Only a leaf can be told whether it wants gradients. Use `detach()` to cut a computed tensor loose.",
        "fa": "تنها دربارهٔ برگ می‌توان گفت گرادیان می‌خواهد یا نه. برای جدا کردن تنسور محاسبه‌شده `detach()` را به کار ببرید.",
    },
    "whole_number_gradient": {
        "en": 'A tensor of `{dtype}` has no gradient: between whole numbers there is no slope. Use `dtype="float32"`.',
        "fa": 'تنسوری از نوع `{dtype}` گرادیان ندارد: میان عددهای صحیح شیبی نیست. `dtype="float32"` را به کار ببرید.',
    },
    "hook_without_gradient": {
        "en": (
            "A gradient hook needs a tensor that wants gradients; this one does not. Use "
            "`requires_grad_()` on a leaf, or register the hook outside `no_grad()`."
        ),
        "fa": (
            "قلاب گرادیان (hook) تنسوری می‌خواهد که گرادیان داشته باشد، ولی این تنسور گرادیان نمی‌خواهد. برای برگ "
            "`requires_grad_()` را صدا بزنید، یا قلاب را بیرون از `no_grad()` بگذارید."
        ),
    },
    "hook_result": {
        "en": (
            "A gradient hook returns None, or a Tensor of the gradient's shape `{shape}`; "
            "this one returned `{found}`."
        ),
        "fa": (
            "قلاب گرادیان (hook) یا `None` برمی‌گرداند یا تنسوری با شکل خود گرادیان، `{shape}`؛ "
            "ولی این برگشت: `{found}`."
        ),
    },
    "unknown_target": {
        "en": (
            "A tensor cannot go to `{target}`. Choose a dtype (`float16`, `float32`, `float64`; for "
            "others `astype`) or a device (`cpu`, `gpu`)."
        ),
        "fa": (
            "تنسور را نمی‌توان به `{target}` برد. یک نوع عدد (`float16`، `float32`، `float64`؛ برای نوع‌های دیگر "
            "`astype`) یا یک دستگاه (`cpu`، `gpu`) را برگزینید."
        ),
    },
    "device_mix": {
        "en": (
            "`{op}` cannot combine arrays that lie on different devices. Bring them together first, "
            'e.g. with `.to("gpu")` or `.to("cpu")`.\n{where}'
        ),
        "fa": (
            "`{op}` نمی‌تواند آرایه‌هایی را با هم به کار ببرد که روی دستگاه‌های جدا هستند. نخست آن‌ها را کنار هم بیاورید، "
            'مثلاً با `.to("gpu")` یا `.to("cpu")`.\n{where}'
        ),
    },
    "truth_of_many": {
        "en": "A tensor of shape {shape} is neither true nor false. Ask about one entry, or use `.sum()`.",
        "fa": "تنسوری با شکل `{shape}` نه درست است و نه نادرست. دربارهٔ یک درایه بپرسید یا `.sum()` را به کار ببرید.",
    },
    "item_of_many": {
        "en": "A tensor of shape `{shape}` is not one number. Pick one entry, take its `.sum()`, or use `.tolist()`.",
        "fa": "تنسوری با شکل `{shape}` یک عدد نیست. یک درایه را برگزینید، `.sum()` آن را بگیرید یا `.tolist()` را به کار ببرید.",
    },
    "not_an_operand": {
        "en": "A tensor cannot be combined with a `{type}`. Use numbers, arrays or tensors.",
        "fa": "تنسور با چیزی از نوع `{type}` ترکیب نمی‌شود. عدد، آرایه یا تنسور بدهید.",
    },
    "list_of_tensors": {
        "en": (
            "A list of tensors cannot become one tensor here: their gradients would be lost. "
            "Use `ops.stack([…])` or `ops.concatenate([…])`."
        ),
        "fa": (
            "فهرستی از تنسورها اینجا به یک تنسور تبدیل نمی‌شود، چون گرادیان آن‌ها گم می‌شد. "
            "`ops.stack([…])` یا `ops.concatenate([…])` را به کار ببرید."
        ),
    },
    "bias_shape": {
        "en": "The bias has the shape `{bias}`, but there are {out} outputs: its shape must be `({out},)`.",
        "fa": "شکل بایاس `{bias}` است، ولی {out} خروجی داریم: شکل آن باید `({out},)` باشد.",
    },
    "matmul_shapes": {
        "en": (
            "Matrix product not possible: the left has {columns} columns, the right {rows} rows. "
            "Shapes: `{left}` @ `{right}`.\n{where}"
        ),
        "fa": (
            "ضرب ماتریسی ممکن نیست: ستون‌های چپ ({columns}) با سطرهای راست ({rows}) برابر نیستند. "
            "شکل‌ها: `{left} @ {right}`.\n{where}"
        ),
    },
    "linear_shapes": {
        "en": (
            "The linear layer expects {rows} features, but the input has {columns}. "
            "Shapes: input `{left}`, weight (out, in) `{right}`.\n{where}"
        ),
        "fa": (
            "لایهٔ خطی {rows} ویژگی می‌خواهد، ولی ورودی {columns} ویژگی دارد. "
            "شکل‌ها: ورودی `{left}`، وزن (خروجی، ورودی) `{right}`.\n{where}"
        ),
    },
    "broadcast": {
        "en": (
            "`{op}` cannot broadcast these shapes; lengths must be equal or 1, counted from the right "
            "(the clash is marked !):\n  `{left}`\n  `{right}`\n{where}"
        ),
        "fa": (
            "پخش‌سازی (broadcasting) این دو شکل برای `{op}` ممکن نیست؛ طول‌ها باید از راست برابر یا یک باشند "
            "(ناسازگاری با ! نشان داده شده است):\n  `{left}`\n  `{right}`\n{where}"
        ),
    },
    "op_shapes": {
        "en": "`{op}` cannot be computed for shapes {shapes}: {reason}.\n{where}",
        "fa": "`{op}` برای شکل‌های {shapes} محاسبه نمی‌شود: `{reason}`.\n{where}",
    },
    "op_settings": {
        "en": "`{op}` cannot be computed for shapes {shapes} with `{settings}`: {reason}.\n{where}",
        "fa": "`{op}` برای شکل‌های {shapes} با تنظیم `{settings}` محاسبه نمی‌شود: `{reason}`.\n{where}",
    },
    "dtype": {
        "en": "`{op}` does not work with these kinds of numbers: {dtypes} (`{reason}`).\n{where}",
        "fa": "`{op}` با این نوع عددها کار نمی‌کند: {dtypes} (`{reason}`).\n{where}",
    },
    "index": {
        "en": "The index `{index}` does not fit a tensor of shape `{shape}`: `{reason}`.\n{where}",
        "fa": "اندیس `{index}` با تنسوری به شکل `{shape}` جور نیست: `{reason}`.\n{where}",
    },
    "place": {
        "en": "The index {found} names no place of axis {axis} of a tensor of shape `{shape}`.",
        "fa": "اندیس {found} جایی از محور {axis} تنسوری به شکل `{shape}` را نشان نمی‌دهد.",
    },
    "operand": {
        "en": "  operand {position}:{name} shape `{shape}`",
        "fa": "  عملوند {position}:{name} شکل `{shape}`",
    },
    "operand_made": {
        "en": "  operand {position}:{name} shape `{shape}`, made at `{place}`",
        "fa": "  عملوند {position}:{name} شکل `{shape}`، ساخته‌شده در `{place}`",
    },
    "gradient_shape": {
        "en": "The upstream gradient has the shape `{given}`, but the result has `{wanted}`. They must be equal.",
        "fa": "شکل گرادیان بالادست `{given}` است، ولی شکل نتیجه `{wanted}`. این دو باید برابر باشند.",
    },
    "new_data_shape": {
        "en": "The new data has the shape `{given}`, but this tensor has `{wanted}`. They must be equal.",
        "fa": "شکل دادهٔ تازه `{given}` است، ولی شکل این تنسور `{wanted}`. این دو باید برابر باشند.",
    },
    "axis": {
        "en": "A tensor of shape `{shape}` has {ndim} axes, counted from 0 (or from the end: -1 is the last); there is no axis {axis}.",
        "fa": "تنسوری با شکل `{shape}` دارای {ndim} محور است که از 0 شمرده می‌شوند (یا از آخر: `-1` آخرین محور است)؛ محور `{axis}` در آن نیست.",
    },
    "transpose_axes": {
        "en": "`transpose` exchanges two axes, or reverses all when none is named; it got `{axes}` for the shape `{shape}`. For another order use `permute`.",
        "fa": "`transpose` جای دو محور را عوض می‌کند، و اگر محوری نام نبرید ترتیب همه را وارونه می‌کند؛ برای شکل `{shape}` این داده شد: `{axes}`. برای ترتیب دیگر `permute` را به کار ببرید.",
    },
    "pad_widths": {
        "en": "`pad` wants one pair (before, after) for each axis of the shape `{shape}`, as in `((1, 1), (0, 0))`; it got `{widths}`.",
        "fa": "`pad` برای هر محور از شکل `{shape}` یک جفت `(before, after)` می‌خواهد، مانند `((1, 1), (0, 0))`؛ این داده شد: `{widths}`.",
    },
    "nothing_to_join": {
        "en": "There is nothing to join: the list of tensors is empty.",
        "fa": "چیزی برای به هم پیوستن نیست: فهرست تنسورها تهی است.",
    },
    "split_lengths": {
        "en": "Parts of the lengths `{lengths}` do not make up axis {axis}, which has the length {length}.",
        "fa": "بخش‌هایی با طول‌های `{lengths}` روی هم محور {axis} را نمی‌سازند که طولش {length} است.",
    },
    "split": {
        "en": "An axis of length {length} cannot be split into {sections} equal parts (axis {axis}).",
        "fa": "محوری به طول {length} به {sections} بخش برابر تقسیم نمی‌شود (محور {axis}).",
    },
    "einsum": {
        "en": "`{subscripts}` is not a rule einsum understands. Write one letter per axis, as in `ij,jk->ik`.",
        "fa": "`{subscripts}` قاعده‌ای نیست که einsum بفهمد. برای هر محور یک حرف بنویسید، مانند `ij,jk->ik`.",
    },
    "einsum_diagonal": {
        "en": "`{subscripts}` names a letter twice in one input (a diagonal). Use each letter once per input.",
        "fa": "در `{subscripts}` یک حرف در یک ورودی دو بار آمده است (قطر). هر حرف را در هر ورودی یک بار بنویسید.",
    },
    "labels": {
        "en": "Labels must be whole numbers from 0 to {last}, one per row; found {found}.",
        "fa": "برچسب‌ها باید عدد صحیح از 0 تا {last} باشند، برای هر سطر یکی؛ ولی {found} دیده شد.",
    },
    "labels_dtype": {
        "en": (
            "Labels must be whole numbers from 0 to {last}; these are `{dtype}`. "
            'Make them whole: `labels.astype("int64")`, or `Tensor(labels, dtype="int64")`.'
        ),
        "fa": (
            "برچسب‌ها باید عدد صحیح از 0 تا {last} باشند، ولی نوع این‌ها `{dtype}` است. "
            'آن‌ها را صحیح کنید: `labels.astype("int64")` یا `Tensor(labels, dtype="int64")`.'
        ),
    },
    "empty_batch": {
        "en": "The batch is empty: there is no sample to compute a loss of.",
        "fa": "دسته تهی است: نمونه‌ای نیست که بتوان ضرر آن را محاسبه کرد.",
    },
    "reduction": {
        "en": "`{reduction}` is not a reduction. Choose {known}.",
        "fa": "`{reduction}` شیوهٔ جمع‌بندی نیست. یکی از این‌ها را برگزینید: {known}.",
    },
    "logits_shape": {
        "en": (
            "Scores have the shape (N, classes), with N labels, or (N, classes, …) with labels (N, …); "
            "these are `{logits}` and `{labels}`."
        ),
        "fa": (
            "شکل امتیازها `(N, classes)` است با `N` برچسب، یا `(N, classes, …)` با برچسب‌هایی به شکل `(N, …)`؛ "
            "شکل‌های داده‌شده `{logits}` و `{labels}` است."
        ),
    },
    "class_weights": {
        "en": "There is one weight per class, so {classes} of them; these have the shape `{shape}`.",
        "fa": "هر کلاس یک وزن دارد، پس {classes} وزن لازم است؛ شکل وزن‌های داده‌شده `{shape}` است.",
    },
    "index_dtype": {
        "en": 'An index is made of whole numbers, but this one is `{dtype}`. Convert it: `index.astype("int64")`.',
        "fa": 'اندیس از عددهای صحیح است، ولی نوع این یکی `{dtype}` است. آن را تبدیل کنید: `index.astype("int64")`.',
    },
    "index_outside": {
        "en": "`{found}` names no place: there are {length}, numbered from 0 to {last}.",
        "fa": "`{found}` جایی را نشان نمی‌دهد: {length} جا هست که از 0 تا {last} شماره دارند.",
    },
    "index_shape": {
        "en": (
            "The index must have the axes of the tensor and, but for axis {axis}, the same lengths: "
            "index `{index}`, tensor `{shape}`."
        ),
        "fa": (
            "اندیس باید به شمار محورهای تنسور محور داشته باشد و، جز در محور {axis}، با همان طول‌ها: "
            "اندیس `{index}`، تنسور `{shape}`."
        ),
    },
    "scale_shift": {
        "en": "The {name} of shape `{found}` cannot be stretched to the shape `{shape}` of what it changes.",
        "fa": "{name} با شکل `{found}` را نمی‌توان تا شکل `{shape}` گسترد که شکل ورودی است.",
    },
    "source_shape": {
        "en": "There must be one number for each place: the source has the shape `{source}`, the index `{index}`.",
        "fa": "برای هر جا باید یک عدد باشد: شکل منبع `{source}` است و شکل اندیس `{index}`.",
    },
    "scatter_twice": {
        "en": "The index names a place twice, and only one entry can stand there. Use `scatter_add` to add them up.",
        "fa": "اندیس جایی را دو بار نام می‌برد، ولی تنها یک درایه آنجا می‌ماند. برای جمع زدن آن‌ها `scatter_add` را به کار ببرید.",
    },
    "topk": {
        "en": "`k` must be from 0 to {length}, the length of axis {axis}; it is {k}.",
        "fa": "`k` باید از 0 تا {length}، یعنی طول محور {axis}، باشد؛ اکنون {k} است.",
    },
    "matrix": {
        "en": "`{op}` works on matrices, (…, rows, columns); this tensor has the shape `{shape}`.",
        "fa": "`{op}` با ماتریس `(…, rows, columns)` کار می‌کند؛ شکل این تنسور `{shape}` است.",
    },
    "vectors": {
        "en": "`{op}` takes two vectors, each with one axis; these have the shapes `{left}` and `{right}`. For matrices use `@`.",
        "fa": "`{op}` دو بردار می‌خواهد که هر یک تنها یک محور دارد؛ شکل این دو `{left}` و `{right}` است. برای ماتریس‌ها `@` را به کار ببرید.",
    },
    "dot_lengths": {
        "en": "The inner product needs vectors of the same length: `{left}` and `{right}`.",
        "fa": "ضرب داخلی بردارهای هم‌طول می‌خواهد: `{left}` و `{right}`.",
    },
    "recurrence": {
        "en": (
            "The shapes of this recurrence do not fit: inputs (T, N, {gates}·H) `{drive}` with T at least 1, "
            "states (N, H) `{states}`, H = {size}."
        ),
        "fa": (
            "شکل‌های این بازگشت با هم نمی‌خوانند: ورودی‌ها `(T, N, {gates}·H)` با دست‌کم یک گام: `{drive}`، "
            "حالت‌ها `(N, H)`: `{states}`، `H = {size}`."
        ),
    },
    "lstm": {
        "en": (
            "The shapes of this LSTM do not fit: inputs (T, N, V) `{x}` with T at least 1, weights (4·H, V) and "
            "(4·H, H) and bias (4·H,) `{weights}`, states (N, H) `{states}`, H = {size}."
        ),
        "fa": (
            "شکل‌های این LSTM با هم نمی‌خوانند: ورودی‌ها `(T, N, V)` با دست‌کم یک گام: `{x}`، "
            "وزن‌ها `(4·H, V)` و `(4·H, H)` و بایاس `(4·H,)`: `{weights}`، حالت‌ها `(N, H)`: `{states}`، `H = {size}`."
        ),
    },
    "window": {
        "en": (
            "A window of {kernel} (stride {stride}, padding {padding}, dilation {dilation}) does not fit "
            "an input of {size}: the output would be empty. Use a smaller window or more padding."
        ),
        "fa": (
            "پنجرهٔ `{kernel}` (گام `{stride}`، لایه‌گذاری `{padding}`، اتساع `{dilation}`) در ورودی `{size}` جا نمی‌شود و "
            "خروجی تهی خواهد بود. پنجره را کوچک‌تر یا لایه‌گذاری را بیشتر کنید."
        ),
    },
    "conv_shapes": {
        "en": (
            "The convolution expects an input with {wanted} channels along axis 1; the input has the shape "
            "`{shape}`. Weight (out, in/groups, kernel…): `{weight}`, groups {groups}."
        ),
        "fa": (
            "کانولوشن ورودی‌ای می‌خواهد که در محور 1 دارای {wanted} کانال باشد؛ شکل ورودی `{shape}` است. "
            "وزن `(out, in/groups, kernel…)`: `{weight}`، گروه‌ها {groups}."
        ),
    },
    "conv_transpose_shapes": {
        "en": (
            "The transposed convolution expects images (N, C, H, W) with {wanted} channels; the input has the "
            "shape `{shape}`. Weight (in, out/groups, height, width): `{weight}`, groups {groups}."
        ),
        "fa": (
            "کانولوشن ترانهاده تصویرهایی با شکل `(N, C, H, W)` و {wanted} کانال می‌خواهد؛ شکل ورودی `{shape}` است. "
            "وزن `(in, out/groups, height, width)`: `{weight}`، گروه‌ها {groups}."
        ),
    },
    "conv_weight": {
        "en": (
            "The weight of this convolution has the shape `{weight}`; for an input of shape `{shape}` it needs "
            "as many axes: two for the channels, the others for the kernel."
        ),
        "fa": (
            "شکل وزن این کانولوشن `{weight}` است؛ برای ورودی‌ای به شکل `{shape}` وزن باید به همان شمار محور داشته باشد: "
            "دو محور برای کانال‌ها و بقیه برای کرنل."
        ),
    },
    "transposed_size": {
        "en": (
            "The transposed convolution would leave images of {result}: the padding {padding} takes away more "
            "than there is (input {size}). Use less padding."
        ),
        "fa": (
            "از کانولوشن ترانهاده تصویری به اندازهٔ `{result}` می‌ماند: لایه‌گذاری `{padding}` بیش از آنچه هست برمی‌دارد "
            "(ورودی `{size}`). لایه‌گذاری را کمتر کنید."
        ),
    },
    "output_padding": {
        "en": (
            "`output_padding` {output_padding} must be less than the stride {stride}: it only chooses among the "
            "sizes that a convolution with this stride makes equal."
        ),
        "fa": (
            "مقدار `output_padding`، یعنی `{output_padding}`، باید از گام `{stride}` کمتر باشد: تنها از میان اندازه‌هایی "
            "برمی‌گزیند که کانولوشن با این گام یکی می‌کند."
        ),
    },
    "sequence_shape": {
        "en": "Sequences have the shape (N, C, L); this input has `{shape}`. Add the missing axes, e.g. with `reshape`.",
        "fa": "شکل دنباله‌ها `(N, C, L)` است؛ شکل این ورودی `{shape}` است. محورهای کم را مثلاً با `reshape` بیفزایید.",
    },
    "no_pixels": {
        "en": "These images have no pixels: their shape is `{shape}`.",
        "fa": "این تصویرها هیچ پیکسلی ندارند: شکل آن‌ها `{shape}` است.",
    },
    "upsample_mode": {
        "en": "`{mode}` is not a way to enlarge images. Choose `nearest` or `bilinear`.",
        "fa": "`{mode}` شیوهٔ بزرگ کردن تصویر نیست. یکی از `nearest` و `bilinear` را برگزینید.",
    },
    "lrn_size": {
        "en": "The neighbourhood of a local response normalisation has a middle: `size` is odd, not {size}.",
        "fa": "همسایگی در نرمال‌سازی پاسخ محلی (LRN) میانه دارد: `size` فرد است، نه {size}.",
    },
    "lrn_region": {
        "en": "`{region}` is not a region. Choose one of: {known}.",
        "fa": "`{region}` ناحیهٔ شناخته‌شده‌ای نیست. یکی از این‌ها را برگزینید: `{known}`.",
    },
    "image_shape": {
        "en": "Images have the shape (N, C, H, W); this input has `{shape}`. Add the missing axes, e.g. with `reshape`.",
        "fa": "شکل تصویرها `(N, C, H, W)` است؛ شکل این ورودی `{shape}` است. محورهای کم را مثلاً با `reshape` بیفزایید.",
    },
    "check_float64": {
        "en": (
            "Gradients cannot be checked in `{dtype}`: rounding would hide a wrong digit. "
            "Make the inputs `float64`, or pass `cast=True` to have it done."
        ),
        "fa": (
            "گرادیان را نمی‌توان با `{dtype}` وارسی کرد، چون گرد کردن رقم نادرست را پنهان می‌کند. "
            "ورودی‌ها را `float64` کنید، یا با `cast=True` بخواهید که چنین شود."
        ),
    },
    "check_scalar": {
        "en": "A gradient check needs a function that returns one number, a `Value` or a one-entry `Tensor`; it returned {what}.",
        "fa": "وارسی گرادیان تابعی می‌خواهد که یک عدد برگرداند، یعنی یک `Value` یا تنسوری تک‌درایه‌ای؛ ولی این برگشت: {what}.",
    },
    "check_cast": {
        "en": "The inputs were cast from `{dtype}` to `float64` for the check.",
        "fa": "ورودی‌ها برای وارسی از `{dtype}` به `float64` برده شدند.",
    },
    "check_title": {"en": "Gradient check", "fa": "وارسی گرادیان"},
    "check_input": {"en": "input", "fa": "ورودی"},
    "check_reverse": {"en": "reverse", "fa": "معکوس"},
    "check_forward": {"en": "forward", "fa": "مستقیم"},
    "check_central": {"en": "central", "fa": "تفاضل مرکزی"},
    "check_complex": {"en": "complex step", "fa": "گام مختلط"},
    "check_difference": {"en": "difference", "fa": "تفاوت"},
    "check_agree": {"en": "The witnesses agree.", "fa": "شاهدها هم‌رأی‌اند."},
    "check_disagree": {
        "en": "The witnesses DISAGREE: look at the ops of `{names}` first.",
        "fa": "شاهدها هم‌رأی نیستند: نخست عملیات‌های `{names}` را ببینید.",
    },
}
