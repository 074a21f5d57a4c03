"""Texts of nets written as ONNX files."""

MESSAGES = {
    "not_here": {
        "en": "ONNX files are written with the package `onnx`, which is not installed. To have it: `pip install 'tinygrad_fa[onnx]'`, or only `pip install onnx`.",
        "fa": "پرونده‌های ONNX با بستهٔ `onnx` نوشته می‌شوند که نصب نیست. برای نصب: `pip install 'tinygrad_fa[onnx]'` یا تنها `pip install onnx`.",
    },
    "no_such_layer": {
        "en": "The layer `{layer}` (`{kind}`) cannot be written as ONNX. These can, in sequence, in branches and in graphs: `{known}`.",
        "fa": "لایهٔ `{layer}` (`{kind}`) را نمی‌توان به ONNX نوشت. این‌ها را می‌توان، پشت سر هم، در شاخه‌ها و در گراف: `{known}`.",
    },
    "no_such_setting": {
        "en": "The layer `{layer}` (`{kind}`) cannot be written as ONNX with `{setting}`.",
        "fa": "لایهٔ `{layer}` (`{kind}`) را با `{setting}` نمی‌توان به ONNX نوشت.",
    },
}
