"""Texts of the named nets."""

MESSAGES = {
    "lenet_shape": {
        "en": "LeNet reads images (channels, height, width) of at least 16×16 pixels, not `{shape}`. Use `mlp` for other inputs.",
        "fa": "شبکهٔ LeNet تصویرهایی با شکل `(channels, height, width)` و دست‌کم `16×16` پیکسل می‌خواند، نه `{shape}`. برای ورودی‌های دیگر `mlp` را به کار ببرید.",
    },
    "cifar10_quick_shape": {
        "en": "This net reads images (channels, height, width) of at least 12×12 pixels, not `{shape}`. Use `mlp` for other inputs.",
        "fa": "این شبکه تصویرهایی با شکل `(channels, height, width)` و دست‌کم `12×12` پیکسل می‌خواند، نه `{shape}`. برای ورودی‌های دیگر `mlp` را به کار ببرید.",
    },
}
