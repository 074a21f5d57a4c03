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
    "circle": {
        "en": "This graph runs in a circle through `{symbol}`: something was computed from itself. An op must not change the inputs of a node.",
        "fa": "این گراف در `{symbol}` دور می‌زند: چیزی از روی خودش محاسبه شده است. یک عملیات نباید ورودی‌های گره را تغییر دهد.",
    },
    "broken_op": {
        "en": "The gradient line of the op `{op}` failed (`{reason}`). Compare it with finite differences: `tg.check_gradients`.",
        "fa": "سطر گرادیانِ عملیات `{op}` خطا داد (`{reason}`). آن را با تفاضل‌های متناهی بسنجید: `tg.check_gradients`.",
    },
    "net_needs_input": {
        "en": "This net has a `forward` of its own: how its layers are joined is seen only when it runs. Give an input, `tg.draw(net, x)`, or the shape of one, `input_shape=(1, 28, 28)`.",
        "fa": "این شبکه `forward` خودش را دارد و پیوند لایه‌ها تنها هنگام اجرا دیده می‌شود. یک ورودی بدهید، `tg.draw(net, x)`، یا شکل آن را، `input_shape=(1, 28, 28)`.",
    },
    "nothing_recorded": {
        "en": "Nothing that was computed here can take a gradient, so there is no graph to draw. Is everything frozen or made of whole numbers?",
        "fa": "هیچ‌یک از محاسبه‌های اینجا گرادیان نمی‌پذیرد، پس گرافی برای کشیدن نیست. آیا همهٔ پارامترها ثابت‌اند یا عددهای صحیح؟",
    },
    "unknown_layer": {
        "en": "There is no layer `{path}` in this picture. Choose one of: {known}.",
        "fa": "لایهٔ `{path}` در این تصویر نیست. یکی از این‌ها را برگزینید: {known}.",
    },
    "only_for_nets": {
        "en": "`{setting}` is for a net, and none was found here. Draw the net itself, `tg.draw(net, x)`, or say which one it is: `net=net`.",
        "fa": "تنظیم `{setting}` برای شبکه است و اینجا شبکه‌ای پیدا نشد. خود شبکه را بکشید، `tg.draw(net, x)`، یا بگویید کدام است: `net=net`.",
    },
    "bad_depth": {
        "en": "`depth` is a whole number from 1 on, not `{depth}`.",
        "fa": "مقدار `depth` باید عدد صحیحی از 1 به بالا باشد، نه `{depth}`.",
    },
    "bad_shape": {
        "en": "`{setting}` is a shape, whole numbers from 1 on such as `(1, 28, 28)`, not `{given}`.",
        "fa": "مقدار `{setting}` باید یک شکل باشد، عددهای صحیح از 1 به بالا مانند `(1, 28, 28)`، نه `{given}`.",
    },
    "bad_title": {
        "en": "`title` is a line of text, not a `{type}`.",
        "fa": "مقدار `title` باید یک سطر متن باشد، نه یک `{type}`.",
    },
    "bad_neuron": {
        "en": '`neuron` is the path of a `Linear` layer and the number of one of its results, `neuron=("fc1", 3)`, not `{neuron}`.',
        "fa": '`neuron` نام یک لایهٔ `Linear` و شمارهٔ یکی از خروجی‌های آن است، `neuron=("fc1", 3)`، نه `{neuron}`.',
    },
    "bad_expand": {
        "en": '`expand` holds the paths of layers, `expand=["conv1"]`, not `{expand}`.',
        "fa": '`expand` فهرست نام لایه‌هاست، `expand=["conv1"]`، نه `{expand}`.',
    },
    "no_neuron": {
        "en": '`neuron=("fc1", 3)` names a `Linear` layer and one of its results, counted from 0; `{path}` is a `{kind}` with {count} of them.',
        "fa": '`neuron=("fc1", 3)` نام یک لایهٔ `Linear` و شمارهٔ یکی از خروجی‌های آن است که از صفر شمرده می‌شود؛ `{path}` از نوع `{kind}` با {count} خروجی است.',
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
    "only_ending": {
        "en": "`{path}` cannot be saved: its ending must be {known}.",
        "fa": "ذخیرهٔ `{path}` ممکن نیست: پسوند آن باید {known} باشد.",
    },
    "no_path": {
        "en": "`{path}` is not the name of a file. Give a name whose ending says what is to be written: {known}.",
        "fa": "`{path}` نام یک پرونده نیست. نامی بدهید که پسوندش بگوید چه نوشته شود: {known}.",
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
    "net_wired": {
        "en": "These are the layers as they are wired. For shapes and values give an input, `tg.draw(net, x)`, or the shape of one sample, `input_shape=`.",
        "fa": "این‌ها لایه‌های شبکه‌اند، به همان ترتیبی که به هم وصل شده‌اند. برای دیدن شکل‌ها و مقدارها یک ورودی بدهید، `tg.draw(net, x)`، یا شکل یک نمونه را، `input_shape=`.",
    },
    "net_missing": {
        "en": "The net that these parameters belong to was not found among your variables. For a box per layer say which one it is: `tg.draw(loss, net=net)`.",
        "fa": "شبکه‌ای که این پارامترها از آن هستند در میان متغیرهای شما پیدا نشد. برای آنکه هر لایه یک جعبه شود، بگویید کدام است: `tg.draw(loss, net=net)`.",
    },
    "bad_net": {
        "en": "`net` is the net below the loss, not a `{type}`.",
        "fa": "`net` همان شبکه‌ای است که ضرر از آن حساب شده، نه یک `{type}`.",
    },
    "net_alone": {
        "en": "This is the forward pass of the net alone. For gradients on the wires draw a loss whose `backward(retain_graph=True)` has run.",
        "fa": "این تنها گذر رو به جلوی شبکه است. برای دیدن گرادیان روی سیم‌ها، تابع ضرری را بکشید که `backward(retain_graph=True)` آن اجرا شده باشد.",
    },
    "cut": {
        "en": "⋯ {hidden} nodes farther from the result are not drawn. All of them: `fold=False`; more or fewer: `depth=`.",
        "fa": "⋯ {hidden} گرهِ دورتر از نتیجه کشیده نشده است. برای دیدن همه `fold=False` و برای کم و زیاد کردن `depth=` را بنویسید.",
    },
    "broadcast": {
        "en": "`(a)→(b)` at a port: the input is copied to the larger shape, and on the way back the gradients of the copies are added.",
        "fa": "`(a)→(b)` کنار ورودی: آرایه به شکل بزرگ‌تر تکرار (broadcast) می‌شود و در راه بازگشت، گرادیان تکرارها با هم جمع می‌شود.",
    },
    "folded": {
        "en": 'Every coloured box is a whole layer. To look into one: `expand=["{path}"]`; one level deeper everywhere: `depth=`.',
        "fa": 'هر جعبهٔ رنگی یک لایهٔ کامل است. برای دیدن درون یک لایه `expand=["{path}"]` و برای یک سطح ژرف‌تر `depth=` را بنویسید.',
    },
    "parameters": {"en": "{count} parameters", "fa": "{count} پارامتر"},
    "mixed_gradients": {
        "en": "The `.grad` of {names} holds the gradients of other backward passes too; here are those of this result.",
        "fa": "در `.grad` برای {names} گرادیان گذرهای دیگر هم انباشته است؛ اینجا تنها سهم همین نتیجه آمده است.",
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
        "en": "In ${q}$, ${x}$ stands in more than one place. Each place has its derivative, and we add them.",
        "fa": "در ${q}$، ${x}$ در بیش از یک جا آمده است. هر جا مشتق خودش را دارد و آن‌ها را جمع می‌کنیم.",
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
    # Pictures as files.
    "no_png": {
        "en": "A PNG needs one of two packages, and neither is installed: `pip install resvg-py` (small, quick; the extra `tinygrad_fa[pictures]`), or `pip install matplotlib` (the extra `tinygrad_fa[plots]`). `.svg`, `.html` and `.tex` need nothing.",
        "fa": "برای PNG یکی از دو بسته لازم است و هیچ‌کدام نصب نیست: `pip install resvg-py` (کوچک و سریع؛ همان `tinygrad_fa[pictures]`) یا `pip install matplotlib` (همان `tinygrad_fa[plots]`). برای `.svg` و `.html` و `.tex` چیزی لازم نیست.",
    },
    "no_pdf": {
        "en": "A PDF is drawn by matplotlib, which is not installed: `pip install 'tinygrad_fa[plots]'`, or `pip install matplotlib`. `.svg`, `.html` and `.tex` need nothing.",
        "fa": "پروندهٔ PDF را matplotlib می‌کشد که نصب نیست: `pip install 'tinygrad_fa[plots]'` یا `pip install matplotlib`. برای `.svg` و `.html` و `.tex` چیزی لازم نیست.",
    },
    "scale": {
        "en": "`scale` says how many pixels the image has for each of the picture: a number above 0, not `{scale}`.",
        "fa": "`scale` می‌گوید هر پیکسل تصویر چند پیکسل از عکس شود: عددی بزرگ‌تر از 0، نه `{scale}`.",
    },
    "formula_unread": {
        "en": "The formula `{tex}` cannot be turned into MathML: `{reason}`.",
        "fa": "فرمول `{tex}` به MathML تبدیل نشد: `{reason}`.",
    },
}
