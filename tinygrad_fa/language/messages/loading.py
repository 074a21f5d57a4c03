"""Texts of saved nets: describing them, and making them again."""

MESSAGES = {
    "not_a_kind": {
        "en": "`{value}` is not a kind of layer or schedule. `register` takes a class that is made from `Layer`, `Net` or `Schedule`.",
        "fa": "`{value}` نوعی لایه یا زمان‌بندی نیست. به `register` کلاسی بدهید که از `Layer`، `Net` یا `Schedule` ساخته شده است.",
    },
    "name_taken": {
        "en": "The name `{name}` already belongs to the layer `{other}`. Call your class something else.",
        "fa": "نام `{name}` از آنِ لایهٔ `{other}` است. نام دیگری به کلاس خود بدهید.",
    },
    "cannot_describe": {
        "en": (
            "The layer `{layer}` (`{kind}`) cannot be described: its argument `{argument}` is a `{type}`. "
            "A file holds numbers, text, arrays, lists and layers. Build the net in your program and read its weights with `net.load(path)`."
        ),
        "fa": (
            "لایهٔ `{layer}` (`{kind}`) را نمی‌توان توصیف کرد: آرگومان `{argument}` آن `{type}` است. "
            "در پرونده عدد، متن، آرایه، فهرست و لایه جا می‌گیرد. شبکه را در برنامهٔ خود بسازید و وزن‌هایش را با `net.load(path)` بخوانید."
        ),
    },
    "only_weights": {
        "en": "`{path}` holds weights, but does not say what net they belong to. Build the net in your program and read them with `net.load({path!r})`.",
        "fa": "در `{path}` وزن‌ها هستند، ولی نیامده است که از آنِ چه شبکه‌ای‌اند. شبکه را در برنامهٔ خود بسازید و آن‌ها را با `net.load({path!r})` بخوانید.",
    },
    "not_a_net": {
        "en": "`{path}` describes a `{kind}`, which is a layer, not a net.",
        "fa": "`{path}` یک `{kind}` را توصیف می‌کند که لایه است، نه شبکه.",
    },
    "unknown_kind": {
        "en": "The layer `{layer}` is a `{kind}`, which is not known here. If it is your own, put `@tg.register` above its class and run that first. Known: `{known}`.",
        "fa": "لایهٔ `{layer}` از نوع `{kind}` است که اینجا شناخته نیست. اگر از آنِ خودتان است، بالای کلاسش `@tg.register` بنویسید و نخست همان را اجرا کنید. شناخته‌ها: `{known}`.",
    },
    "bad_description": {
        "en": "This description of a net cannot be right: `{reason}`.",
        "fa": "این توصیف شبکه نمی‌تواند درست باشد: `{reason}`.",
    },
    "made_otherwise": {
        "en": "What was made from this description, a `{kind}`, is not what it describes. Was the file written by another version?",
        "fa": "آنچه از این توصیف ساخته شد، یک `{kind}`، همانی نیست که توصیف شده است. آیا پرونده را نسخهٔ دیگری نوشته است؟",
    },
    "too_large": {
        "en": "A `{kind}` with `{name} = {value}` is much too large for the weights in this file. The file is damaged, or somebody means harm.",
        "fa": "یک `{kind}` با `{name} = {value}` برای وزن‌های این پرونده بسیار بزرگ است. پرونده آسیب دیده است یا کسی قصد آزار دارد.",
    },
    "too_much": {
        "en": "The net described in this file asks for more than {most} numbers, many more than the file holds. The file is damaged, or somebody means harm.",
        "fa": "شبکه‌ای که این پرونده توصیف می‌کند بیش از {most} عدد می‌خواهد، بسیار بیشتر از آنچه در پرونده هست. پرونده آسیب دیده است یا کسی قصد آزار دارد.",
    },
    "too_many": {
        "en": "This description has more than {most} layers, or layers within layers more than {deepest} deep.",
        "fa": "این توصیف بیش از {most} لایه دارد یا لایه‌هایی تودرتو، بیش از {deepest} سطح.",
    },
    "newer": {
        "en": "`{path}` was written by a newer version of this package (form {found}; this one reads {known}). Update it: `pip install -U tinygrad_fa`.",
        "fa": "`{path}` را نسخهٔ تازه‌تری از این بسته نوشته است (قالب {found}؛ این نسخه تا قالب {known} را می‌خواند). بسته را به‌روز کنید: `pip install -U tinygrad_fa`.",
    },
}
