"""Texts of the pictures and derivations."""

MESSAGES = {
    "not_a_node": {
        "en": "Only a `Value` or a `Tensor` that was computed from others has a graph; this is a `{type}`.",
        "fa": "تنها یک `Value` یا `Tensor` که از دیگران محاسبه شده است گراف دارد؛ این یک `{type}` است.",
    },
    "too_many_nodes": {
        "en": (
            "This graph has {count} nodes; more than {most} nobody can read. "
            "Give a part of it: one of the intermediate results that you can name."
        ),
        "fa": (
            "این گراف {count} گره دارد و بیش از {most} گره را نمی‌توان خواند. "
            "بخشی از آن را بدهید، مثلاً یکی از نتیجه‌های میانی را که نامی برایش دارید."
        ),
    },
    "unknown_layout": {
        "en": "`{layout}` is not a layout. Choose one of: {known}.",
        "fa": "چیدمان `{layout}` شناخته نیست. یکی از این‌ها را برگزینید: {known}.",
    },
    "no_dot": {
        "en": (
            'The program `dot` of Graphviz is not on this machine. Leave out `layout="dot"`: the '
            "built-in layout needs nothing. (To have it: https://graphviz.org/download)"
        ),
        "fa": (
            'برنامهٔ `dot` از Graphviz روی این رایانه نیست. `layout="dot"` را ننویسید؛ چیدمان خود '
            "کتابخانه به چیزی نیاز ندارد. (برای نصب: `https://graphviz.org/download`)"
        ),
    },
    "dot_failed": {
        "en": 'The program `dot` could not lay out this graph: `{reason}`. Leave out `layout="dot"`.',
        "fa": 'برنامهٔ `dot` نتوانست این گراف را بچیند: `{reason}`. `layout="dot"` را ننویسید.',
    },
    "unknown_ending": {
        "en": "`{path}` cannot be saved: its ending must be one of {known}.",
        "fa": "ذخیرهٔ `{path}` ممکن نیست: پسوند آن باید یکی از {known} باشد.",
    },
    "picture_title": {"en": "Computation graph", "fa": "گراف محاسباتی"},
    "gradient": {"en": "gradient", "fa": "گرادیان"},
    "see_above": {"en": "(see above)", "fa": "(در بالا)"},
    "legend_value": {"en": "value (forward pass)", "fa": "مقدار (گذر رو به جلو)"},
    "legend_gradient": {"en": "gradient (backward pass)", "fa": "گرادیان (گذر رو به عقب)"},
    "legend_local": {"en": "local derivative", "fa": "گرادیان محلی"},
    "legend_sum": {"en": "paths meet: add", "fa": "راه‌ها به هم می‌رسند: جمع"},
    "before_backward": {
        "en": "There are no gradients yet: call `backward()` on the result, then draw again.",
        "fa": "هنوز گرادیانی نیست: نخست `backward()` را روی نتیجه صدا بزنید، سپس دوباره بکشید.",
    },
    "mixed_gradients": {
        "en": "The `.grad` of {names} holds the gradients of other backward passes too; here are those of this result.",
        "fa": "در `.grad` برای {names} گرادیان گذرهای دیگر هم انباشته است؛ اینجا تنها سهم همین نتیجه آمده است.",
    },
    "derive_values_only": {
        "en": "A derivation by hand is written for a `Value`; this is a `{type}`. Rebuild the formula with `Value`s.",
        "fa": "محاسبهٔ دستی گرادیان برای `Value` نوشته می‌شود و این یک `{type}` است. فرمول را با `Value` بسازید.",
    },
    "unknown_steps": {
        "en": "`steps` is `all` or `short`, not `{steps}`.",
        "fa": "مقدار `steps` باید `all` یا `short` باشد، نه `{steps}`.",
    },
    # What stands between the formulas of a derivation.
    "board_title": {"en": "The gradient by hand", "fa": "محاسبهٔ دستی گرادیان (gradient)"},
    "board_question": {
        "en": "How much does ${f}$ change when one of its inputs changes a little? We work it out by hand. The formula is",
        "fa": "اگر یکی از ورودی‌ها کمی تغییر کند، ${f}$ چقدر تغییر می‌کند؟ پاسخ را گام‌به‌گام روی کاغذ به دست می‌آوریم. فرمول این است:",
    },
    "board_question_long": {
        "en": (
            "How much does ${f}$ change when one of its inputs changes a little? We work it out by "
            "hand. The formula is too long for one line, so we meet it step by step."
        ),
        "fa": (
            "اگر یکی از ورودی‌ها کمی تغییر کند، ${f}$ چقدر تغییر می‌کند؟ پاسخ را روی کاغذ به دست می‌آوریم. "
            "فرمول در یک سطر جا نمی‌شود؛ آن را گام‌به‌گام می‌نویسیم."
        ),
    },
    "board_inputs": {"en": "Here {values}.", "fa": "در اینجا {values}."},
    "board_forward": {
        "en": "Forward pass: the values",
        "fa": "گذر رو به جلو (forward pass): مقدارها",
    },
    "board_forward_how": {
        "en": (
            "We give every intermediate result a name, so that each line holds a single operation, "
            "and go from the inputs to ${f}$."
        ),
        "fa": (
            "به هر نتیجهٔ میانی نامی می‌دهیم تا در هر سطر تنها یک عملیات بماند، "
            "و از ورودی‌ها سطر به سطر تا ${f}$ پیش می‌رویم."
        ),
    },
    "board_local": {"en": "Local derivatives", "fa": "گرادیان‌های محلی (local gradients)"},
    "board_local_how": {
        "en": (
            "Each operation looks at its own inputs only: how much does its result change when one "
            "of them changes a little and the others stay as they are?"
        ),
        "fa": (
            "هر عملیات تنها ورودی‌های خودش را می‌بیند: اگر یکی از آن‌ها کمی تغییر کند و بقیه ثابت بمانند، "
            "حاصل همین عملیات چقدر تغییر می‌کند؟"
        ),
    },
    "board_twice": {
        "en": "In ${q}$ the letter ${x}$ stands in two places. Each place has its derivative, and we add them.",
        "fa": "در ${q}$ حرف ${x}$ در دو جا آمده است. هر جا مشتق خودش را دارد و آن‌ها را جمع می‌کنیم.",
    },
    "board_bracket": {
        "en": "A square bracket is 1 where the condition in it holds, and 0 elsewhere.",
        "fa": "کروشه برابر 1 است اگر شرط درونش برقرار باشد، وگرنه برابر 0.",
    },
    "board_chain": {
        "en": "Backward pass: the chain rule",
        "fa": "گذر رو به عقب (backward pass): قاعدهٔ زنجیره‌ای (chain rule)",
    },
    "board_chain_how": {
        "en": (
            "We begin at ${f}$, whose derivative with respect to itself is 1, and go back line by line. "
            "What reaches an input is the upstream gradient times the local derivative."
        ),
        "fa": (
            "از ${f}$ آغاز می‌کنیم که مشتقش نسبت به خودش 1 است، و سطر به سطر به عقب برمی‌گردیم. "
            "آنچه به هر ورودی می‌رسد، گرادیان بالادست ضرب در گرادیان محلی است."
        ),
    },
    "board_paths": {
        "en": "From ${x}$ {count} paths lead to ${f}$, through {ways}. Where paths meet, we add.",
        "fa": "از ${x}$ {count} راه به ${f}$ می‌رود، با گذر از {ways}. راه‌ها که به هم می‌رسند، سهم‌هایشان را جمع می‌کنیم.",
    },
    "last_operation": {"en": "the last operation", "fa": "عملیات آخر"},
    "and": {"en": " and ", "fa": " و "},
    "comma": {"en": ", ", "fa": "، "},
    "count_2": {"en": "two", "fa": "دو"},
    "count_3": {"en": "three", "fa": "سه"},
    "count_4": {"en": "several", "fa": "چند"},
    "board_gradients": {"en": "The gradients", "fa": "گرادیان‌ها"},
    "board_input": {"en": "input", "fa": "ورودی"},
    "board_value": {"en": "value", "fa": "مقدار"},
    "board_meaning": {
        "en": "In words: when ${x}$ grows by a small $\\varepsilon$, ${f}$ changes by about ${slope} \\cdot \\varepsilon$.",
        "fa": "یعنی اگر ${x}$ به اندازهٔ کوچک $\\varepsilon$ زیاد شود، ${f}$ نزدیک به ${slope} \\cdot \\varepsilon$ تغییر می‌کند.",
    },
}
