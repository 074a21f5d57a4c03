"""Texts of building nets out of Caffe's files."""

MESSAGES = {
    # old forms
    "two_solver_types": {
        "en": "{path}: both `type` and the old `solver_type` say which method is used. Delete `solver_type`.",
        "fa": "{path}: هم `type` و هم `solver_type` قدیمی روش را مشخص کرده‌اند. `solver_type` را پاک کنید.",
    },
    "layer_and_layers": {
        "en": "{path}: the net has `layer` and the old `layers` side by side. Write all of them as `layer`.",
        "fa": "{path}: در این شبکه `layer` و `layers` قدیمی کنار هم آمده‌اند. همه را به‌صورت `layer` بنویسید.",
    },
    "input_shapes": {
        "en": "{path}: the net has {inputs} `input`s, but the shapes of {shapes} only. Give each an `input_shape`, or four `input_dim`s.",
        "fa": "{path}: شبکه {inputs} ورودی (`input`) دارد، ولی تنها شکل {shapes} تای آن‌ها آمده است. برای هر کدام یک `input_shape` یا چهار `input_dim` بنویسید.",
    },
    "v0_type": {
        "en": "{path}: layer `{layer}`: in files of the oldest form there is no type `{type}`. Known: `{known}`.",
        "fa": "{path}: لایهٔ `{layer}`: در کهن‌ترین شکل پرونده‌ها نوعی به نام `{type}` نیست. نوع‌های شناخته‌شده: `{known}`.",
    },
    "v0_setting": {
        "en": "{path}: layer `{layer}`: the type `{type}` has no setting `{setting}`. Delete it.",
        "fa": "{path}: لایهٔ `{layer}`: نوع `{type}` تنظیمی به نام `{setting}` ندارد. آن را پاک کنید.",
    },
    "v0_padding": {
        "en": "{path}: layer `{layer}` of the type `{type}` reads a padding layer; only `conv` and `pool` can. Delete the padding layer.",
        "fa": "{path}: لایهٔ `{layer}` از نوع `{type}` از یک لایهٔ padding می‌خواند؛ تنها `conv` و `pool` می‌توانند. لایهٔ padding را پاک کنید.",
    },
    # which layers take part
    "include_and_exclude": {
        "en": "Layer `{layer}` has `include` rules and `exclude` rules. Keep one of the two.",
        "fa": "لایهٔ `{layer}` هم قاعدهٔ `include` دارد و هم `exclude`. تنها یکی را نگه دارید.",
    },
    "left_out": {
        "en": "Layer `{layer}` is left out: `{reason}`.",
        "fa": "لایهٔ `{layer}` کنار گذاشته شد: `{reason}`.",
    },
    "empty": {
        "en": "In the phase {phase} the net has no layers. Look at the `include` and `exclude` rules, and at the file itself.",
        "fa": "شبکه در فاز {phase} هیچ لایه‌ای ندارد. قاعده‌های `include` و `exclude` و خود پرونده را ببینید.",
    },
    # blobs
    "unknown_bottom": {
        "en": "Layer `{layer}` reads the blob `{blob}`, which no layer before it makes.{hint}",
        "fa": "لایهٔ `{layer}` بلاب `{blob}` را می‌خواند، ولی هیچ لایه‌ای پیش از آن چنین چیزی نمی‌سازد.{hint}",
    },
    "unknown_type": {
        "en": "Layer `{layer}`: there is no type `{type}` here.{hint} Known: `{known}`.",
        "fa": "لایهٔ `{layer}`: اینجا نوعی به نام `{type}` نیست.{hint} نوع‌های شناخته‌شده: `{known}`.",
    },
    "blob_twice": {
        "en": "Layer `{layer}` makes the blob `{blob}`, which there is already. Give its `top` another name.",
        "fa": "لایهٔ `{layer}` بلاب `{blob}` را می‌سازد که از پیش هست. برای `top` آن نام دیگری بگذارید.",
    },
    "blob_count": {
        "en": "Layer `{layer}` (`{type}`) names {found} × `{what}`; it takes {allowed}.",
        "fa": "لایهٔ `{layer}` (`{type}`) دارای {found} تا `{what}` است؛ تعداد درست: {allowed}.",
    },
    "bottom_axes": {
        "en": "Layer `{layer}` (`{type}`) needs an input of {wanted} axes; its shape is `{shape}`.",
        "fa": "لایهٔ `{layer}` (`{type}`) ورودی با {wanted} محور می‌خواهد؛ شکل ورودی آن `{shape}` است.",
    },
    "bottom_shapes": {
        "en": "Layer `{layer}` (`{type}`): the shapes of its inputs do not fit: {shapes}.",
        "fa": "لایهٔ `{layer}` (`{type}`): شکل ورودی‌هایش با هم نمی‌خوانند: {shapes}.",
    },
    "label_count": {
        "en": "Layer `{layer}` (`{type}`) needs one label for each prediction: labels `{labels}`, scores `{scores}`.",
        "fa": "لایهٔ `{layer}` (`{type}`) برای هر پیش‌بینی یک برچسب می‌خواهد: برچسب‌ها `{labels}`، امتیازها `{scores}`.",
    },
    "no_input_shape": {
        "en": (
            "Layer `{layer}` (`{type}`): nobody knows the shape of `{blob}`. Say which data it stands for "
            '(`data="mnist"`, `--data mnist`), or give `input_shapes={{"{blob}": (64, 1, 28, 28)}}`.'
        ),
        "fa": (
            "لایهٔ `{layer}` (`{type}`): شکل `{blob}` معلوم نیست. بگویید به‌جای کدام داده‌هاست "
            '(`data="mnist"`، `--data mnist`)، یا `input_shapes={{"{blob}": (64, 1, 28, 28)}}` را بدهید.'
        ),
    },
    "blob_size": {
        "en": "Layer `{layer}`: the blob `{blob}` has the shape `{shape}`. Every length must be at least 1, and all together at most {most} numbers.",
        "fa": "لایهٔ `{layer}`: شکل بلاب `{blob}` برابر `{shape}` است. هر طول باید دست‌کم 1 باشد و همه روی هم حداکثر {most} عدد.",
    },
    "too_large": {
        "en": "Layer `{layer}` (`{type}`) would have a parameter of the shape `{shape}`; the most is {most} numbers. Is there a digit too many?",
        "fa": "لایهٔ `{layer}` (`{type}`) پارامتری با شکل `{shape}` خواهد داشت؛ حداکثر {most} عدد مجاز است. آیا رقمی اضافه نوشته‌اید؟",
    },
    "input_axes": {
        "en": "The net was built for `{name}` of the shape `{wanted}`, and got `{shape}`. Give it as many axes.",
        "fa": "شبکه برای `{name}` با شکل `{wanted}` ساخته شده، ولی `{shape}` گرفته است. به همان تعداد محور بدهید.",
    },
    "window_too_large": {
        "en": "Layer `{layer}` (`{type}`): the window `{window}` does not fit on its input `{shape}`. Make the window smaller, or `pad` larger.",
        "fa": "لایهٔ `{layer}` (`{type}`): پنجرهٔ `{window}` روی ورودی `{shape}` جا نمی‌شود. پنجره را کوچک‌تر یا `pad` را بزرگ‌تر کنید.",
    },
    # settings
    "unsupported_setting": {
        "en": "Layer `{layer}` (`{type}`): `{setting}: {value}` is known to Caffe, but not here. Leave it out.",
        "fa": "لایهٔ `{layer}` (`{type}`): `{setting}: {value}` را Caffe می‌شناسد، ولی اینجا پشتیبانی نمی‌شود. آن را حذف کنید.",
    },
    "wrong_setting": {
        "en": "Layer `{layer}` (`{type}`): `{setting}: {value}`: {reason}.",
        "fa": "لایهٔ `{layer}` (`{type}`): `{setting}: {value}`: {reason}.",
    },
    "at_least_one": {"en": "it must be at least 1", "fa": "باید دست‌کم 1 باشد"},
    "missing": {"en": "it is needed, and missing", "fa": "لازم است، ولی نیامده است"},
    "no_axis": {
        "en": "the input `{shape}` has no such axis",
        "fa": "ورودی `{shape}` چنین محوری ندارد",
    },
    "no_divisor": {
        "en": "it must divide the channels of the input ({inputs}) and the outputs ({outputs})",
        "fa": "باید کانال‌های ورودی ({inputs}) و خروجی‌ها ({outputs}) را بشمارد",
    },
    "both_ways": {
        "en": "it cannot stand beside `{other}`",
        "fa": "نمی‌تواند کنار `{other}` بیاید",
    },
    "one_side": {
        "en": "height and width belong together: give `{other}`",
        "fa": "ارتفاع و عرض با هم می‌آیند: `{other}` را بدهید",
    },
    "two_sides": {
        "en": "one number or two (height, width), each at least {least}, are due",
        "fa": "باید یک یا دو عدد (ارتفاع، عرض) باشد، هر کدام دست‌کم {least}",
    },
    "pad_too_large": {
        "en": "it must be smaller than the window `{kernel}`",
        "fa": "باید از پنجرهٔ `{kernel}` کوچک‌تر باشد",
    },
    "odd": {"en": "it must be odd", "fa": "باید فرد باشد"},
    "below": {
        "en": "it does not fit to `{other}`: {bound}",
        "fa": "با `{other}` نمی‌خواند: {bound}",
    },
    "base_of_logarithm": {
        "en": "a base is −1 (which stands for e), or positive and not 1",
        "fa": "پایه یا `-1` است (به معنای e)، یا عددی مثبت جز 1",
    },
    "between_zero_and_one": {
        "en": "it must be at least 0 and less than 1",
        "fa": "باید دست‌کم 0 و کمتر از 1 باشد",
    },
    "one_each": {
        "en": "one for each is due: {count}",
        "fa": "باید برای هر کدام یکی باشد: {count}",
    },
    "only_with": {
        "en": "it goes with `{other}` only",
        "fa": "تنها با `{other}` می‌آید",
    },
    "slice_points": {
        "en": "{tops} tops need one point less, rising, between 0 and {length}",
        "fa": "برای {tops} خروجی باید یکی کمتر نقطهٔ برش باشد، صعودی و میان 0 و {length}",
    },
    "slice_equal": {
        "en": "{length} cannot be cut into {tops} equal parts",
        "fa": "{length} را نمی‌توان به {tops} بخش برابر برید",
    },
    "one_unknown": {
        "en": "at most one length may be −1, the others are at least 0",
        "fa": "تنها یک طول می‌تواند `-1` باشد و بقیه دست‌کم 0 هستند",
    },
    "does_not_hold": {
        "en": "this shape does not hold the {count} numbers that there are",
        "fa": "این شکل {count} عدد موجود را در خود جا نمی‌دهد",
    },
    "matrix": {
        "en": "the matrix must have {classes} × {classes} numbers; it has {size}",
        "fa": "ماتریس باید {classes} × {classes} عدد داشته باشد، ولی {size} عدد دارد",
    },
    "at_most": {"en": "it may be at most {most}", "fa": "می‌تواند حداکثر {most} باشد"},
    "loss_weight_count": {
        "en": "Layer `{layer}` has {found} × `loss_weight` for {tops} × `top`. Give one for each top, or none.",
        "fa": "لایهٔ `{layer}` برای {tops} تا `top` دارای {found} تا `loss_weight` است. برای هر `top` یکی بدهید، یا هیچ.",
    },
    "propagate_down": {
        "en": "Layer `{layer}` has {found} × `propagate_down` for {bottoms} × `bottom`. Give one for each bottom, or none.",
        "fa": "لایهٔ `{layer}` برای {bottoms} تا `bottom` دارای {found} تا `propagate_down` است. برای هر `bottom` یکی بدهید، یا هیچ.",
    },
    # parameters
    "too_many_params": {
        "en": "Layer `{layer}` has {found} × `param`, but {blobs} parameters only. Delete those that are too many.",
        "fa": "لایهٔ `{layer}` دارای {found} تا `param` است، ولی تنها {blobs} پارامتر دارد. اضافی‌ها را پاک کنید.",
    },
    "shared_param": {
        "en": "The layers `{owner}` and `{layer}` share the parameter `{param}`, but their shapes differ: `{other}` and `{one}`.",
        "fa": "لایه‌های `{owner}` و `{layer}` در پارامتر `{param}` شریک‌اند، ولی شکل‌ها یکی نیست: `{other}` و `{one}`.",
    },
    "shared_multiplier": {
        "en": "The layers `{owner}` and `{layer}` share the parameter `{param}`, but give it different values of `{setting}`: {other} and {one}. Say it once.",
        "fa": "لایه‌های `{owner}` و `{layer}` در پارامتر `{param}` شریک‌اند، ولی برای `{setting}` دو مقدار داده‌اند: {other} و {one}. آن را یک بار بنویسید.",
    },
    "shared_layer": {
        "en": "Two nets share the layer `{layer}`, but its parameters differ in shape: `{one}` and `{other}`.",
        "fa": "دو شبکه در لایهٔ `{layer}` شریک‌اند، ولی شکل پارامترهایش یکی نیست: `{one}` و `{other}`.",
    },
}
