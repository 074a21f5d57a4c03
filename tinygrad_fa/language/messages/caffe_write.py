"""Texts of writing nets and Solvers of ours as Caffe's files."""

MESSAGES = {
    "input_shapes": {
        "en": "Caffe wants to know the shape of each input (`{names}`), with the batch: `net.to_prototxt((64, 1, 28, 28))`; {found} were given.",
        "fa": "Caffe شکل هر ورودی (`{names}`) را با اندازهٔ دسته می‌خواهد: `net.to_prototxt((64, 1, 28, 28))`؛ {found} شکل داده شد.",
    },
    "own_forward": {
        "en": "`{layer}` has a `forward` of its own, which no prototxt can tell. Wire the layers with `Net.graph`.",
        "fa": "`{layer}` تابع `forward` خودش را دارد که در prototxt نوشتنی نیست. لایه‌ها را با `Net.graph` به هم وصل کنید.",
    },
    "no_such_layer": {
        "en": "Caffe has no layer like `{layer}` (`{type}`). It has: `{known}`.",
        "fa": "Caffe لایه‌ای مانند `{layer}` (`{type}`) ندارد. این‌ها را دارد: `{known}`.",
    },
    "setting": {
        "en": "Caffe has no such form of `{layer}`: `{told}`. Use the usual settings.",
        "fa": "Caffe چنین شکلی از `{layer}` ندارد: `{told}`. تنظیم‌های معمول را به کار ببرید.",
    },
    "no_such_loss": {
        "en": "Caffe has no loss like `{type}`. It has CrossEntropyLoss (mean), SoftmaxWithLoss, SigmoidCrossEntropyLoss, EuclideanLoss, CaffeHingeLoss.",
        "fa": "Caffe ضرری مانند `{type}` ندارد. این‌ها را دارد: CrossEntropyLoss (میانگین)، SoftmaxWithLoss، SigmoidCrossEntropyLoss، EuclideanLoss، CaffeHingeLoss.",
    },
    "optimizer": {
        "en": "Caffe has no optimizer like `{type}`. It has: `{known}`.",
        "fa": "Caffe بهینه‌سازی مانند `{type}` ندارد. این‌ها را دارد: `{known}`.",
    },
    "schedule": {
        "en": "Caffe has no policy like `{type}`. It has: `{known}`.",
        "fa": "Caffe سیاست نرخ یادگیری مانند `{type}` ندارد. این‌ها را دارد: `{known}`.",
    },
    "no_test_interval": {
        "en": "Caffe wants a `test_interval` where there is a test. Give the Solver one.",
        "fa": "جایی که آزمون هست، Caffe `test_interval` می‌خواهد. آن را به Solver بدهید.",
    },
}
