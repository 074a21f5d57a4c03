"""Texts of the curves: learning rates, losses, accuracies."""

MESSAGES = {
    "no_matplotlib": {
        "en": "Curves are drawn with matplotlib, which is not installed. To have it: `pip install 'tinygrad_fa[plots]'`, or only `pip install matplotlib`.",
        "fa": "نمودارها با matplotlib کشیده می‌شوند که نصب نیست. برای نصب: `pip install 'tinygrad_fa[plots]'` یا `pip install matplotlib`.",
    },
    "no_shaper": {
        "en": "This matplotlib cannot join Persian letters. Install a newer one (`pip install -U matplotlib`, 3.11 or later), or these two: `pip install arabic-reshaper python-bidi`.",
        "fa": "این نسخهٔ matplotlib حرف‌های فارسی را به هم نمی‌چسباند. نسخهٔ تازه‌تری نصب کنید (`pip install -U matplotlib`، نسخهٔ `3.11` یا بالاتر) یا این دو را: `pip install arabic-reshaper python-bidi`.",
    },
    "nothing_to_plot": {
        "en": "There is nothing to plot yet: train first, with `solver.fit()`.",
        "fa": "هنوز چیزی برای کشیدن نیست: نخست با `solver.fit()` آموزش دهید.",
    },
    "unnamed_runs": {
        "en": "To compare runs, give each a name: `plot_runs({{'with warm-up': first, 'without': second}})`.",
        "fa": "برای مقایسهٔ چند آموزش به هر یک نامی بدهید: `plot_runs({{'with warm-up': first, 'without': second}})`.",
    },
    "too_few_axes": {
        "en": "{wanted} pictures are drawn, but there are {found} axes for them.",
        "fa": "{wanted} نمودار کشیده می‌شود، ولی {found} محور برایشان هست.",
    },
    "step": {"en": "step", "fa": "گام"},
    "iteration": {"en": "iteration", "fa": "تکرار"},
    "learning_rate": {"en": "learning rate", "fa": "نرخ یادگیری"},
    "momentum": {"en": "momentum", "fa": "تکانه"},
    "loss": {"en": "loss", "fa": "ضرر"},
    "accuracy": {"en": "accuracy (%)", "fa": "دقت (درصد)"},
    "training": {"en": "training", "fa": "آموزش"},
    "test": {"en": "test", "fa": "آزمون"},
    "test_named": {"en": "test {net}", "fa": "آزمون {net}"},
    "smoothed": {"en": "smoothed", "fa": "هموارشده"},
    "of_run": {"en": "{name}, {what}", "fa": "{name}، {what}"},
    "suggestion": {"en": "suggestion: {rate}", "fa": "پیشنهاد: {rate}"},
}
