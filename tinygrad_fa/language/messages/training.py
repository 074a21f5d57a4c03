"""Texts of the pictures of a training."""

MESSAGES = {
    "loss": {"en": "loss", "fa": "ضرر"},
    "test_loss": {"en": "loss of the test", "fa": "ضرر آزمون"},
    "learning_rate": {"en": "learning rate", "fa": "نرخ یادگیری"},
    "iteration": {"en": "iteration", "fa": "تکرار"},
    "epoch": {"en": "epoch", "fa": "دوره"},
    "training_title": {"en": "Loss and learning rate", "fa": "ضرر و نرخ یادگیری"},
    "weights": {"en": "weight", "fa": "وزن"},
    "gradients": {"en": "gradient", "fa": "گرادیان"},
    "weights_title": {"en": "How the weights are spread", "fa": "پراکندگی وزن‌ها"},
    "gradients_title": {"en": "How the gradients are spread", "fa": "پراکندگی گرادیان‌ها"},
    "gradient_norm": {"en": "length of the gradient", "fa": "اندازهٔ گرادیان"},
    "gradient_norm_title": {"en": "Gradients layer by layer", "fa": "گرادیان لایه‌به‌لایه"},
    "dead_relu": {"en": "dead ReLUs (%)", "fa": "ReLUهای مرده (درصد)"},
    "dead_relu_title": {"en": "Units that always give 0", "fa": "واحدهایی که همیشه صفر می‌دهند"},
    "predicted": {"en": "predicted class", "fa": "کلاس پیش‌بینی‌شده"},
    "true": {"en": "true class", "fa": "کلاس درست"},
    "share_of_row": {"en": "share of the true class", "fa": "سهم از کلاس درست"},
    "confusion_title": {"en": "Confusion matrix", "fa": "ماتریس درهم‌ریختگی"},
    "mistake": {
        "en": "{true}, taken for {found}\n({percent}%)",
        "fa": "{true} را {found} شناخت\n({percent}٪)",
    },
    "mistakes_title": {
        "en": "{wrong} of {all} images are taken for something else",
        "fa": "از {all} تصویر، {wrong} تا نادرست شناخته شد",
    },
    "no_mistakes": {
        "en": "All {all} images are recognised",
        "fa": "همهٔ {all} تصویر درست شناخته شد",
    },
    "class": {"en": "class {number}", "fa": "کلاس {number}"},
    "feature": {"en": "feature {number}", "fa": "ویژگی {number}"},
    "boundary_title": {"en": "Decision boundary", "fa": "مرز تصمیم"},
    "weight": {"en": "weight", "fa": "وزن"},
    "filters_title": {
        "en": "Weights of {layer}: {shown} of {count}",
        "fa": "وزن‌های {layer}: {shown} از {count}",
    },
    "input_channel": {"en": "input channel", "fa": "کانال ورودی"},
    "output_channel": {"en": "output channel", "fa": "کانال خروجی"},
    "activations_title": {"en": "What the layers give", "fa": "خروجی لایه‌ها"},
    "no_histograms": {
        "en": "There are no histograms yet: train with `callbacks=[HistogramLogger()]` first, and give that object.",
        "fa": "هنوز هیستوگرامی نیست: نخست با `callbacks=[HistogramLogger()]` آموزش دهید و همان شیء را بدهید.",
    },
    "no_parameter": {
        "en": "No parameter is called `{patterns}`. There are: {known}.",
        "fa": "پارامتری به نام `{patterns}` نیست. پارامترهای موجود: {known}.",
    },
    "no_gradients": {
        "en": "The history has no gradients: train with `callbacks=[GradientLogger()]`.",
        "fa": "در تاریخچه گرادیانی نیست: با `callbacks=[GradientLogger()]` آموزش دهید.",
    },
    "not_a_net": {
        "en": "This picture is drawn of a net or a layer, not of a `{type}`.",
        "fa": "این تصویر از یک شبکه یا لایه کشیده می‌شود، نه از یک `{type}`.",
    },
    "not_a_history": {
        "en": "This picture is drawn of a `History`: what `solver.fit(…)` returns, and `solver.history`. This is a `{type}`.",
        "fa": "این تصویر از یک `History` کشیده می‌شود: آنچه `solver.fit(…)` برمی‌گرداند، یا همان `solver.history`. این یک `{type}` است.",
    },
    "not_a_finder": {
        "en": "This picture is drawn of a `LearningRateFinder` that has run, not of a `{type}`.",
        "fa": "این تصویر از یک `LearningRateFinder` کشیده می‌شود که اجرا شده باشد، نه از یک `{type}`.",
    },
    "not_a_logger": {
        "en": "This picture is drawn of a `HistogramLogger` that was among the callbacks of a training, not of a `{type}`.",
        "fa": "این تصویر از یک `HistogramLogger` کشیده می‌شود که در آموزش میان callbackها بوده باشد، نه از یک `{type}`.",
    },
    "not_a_schedule": {
        "en": "A schedule is a function that gives the learning rate of a step, `schedule(0)`; this `{type}` is none.",
        "fa": "زمان‌بند (schedule) تابعی است که نرخ یادگیری هر گام را می‌دهد، `schedule(0)`؛ این `{type}` چنین نیست.",
    },
    "not_words": {
        "en": "`{setting}` is a list of words, not `{given}`.",
        "fa": "مقدار `{setting}` باید فهرستی از واژه‌ها باشد، نه `{given}`.",
    },
    "not_samples": {
        "en": "The samples are an array of numbers, one row for each of them; this is a `{type}`.",
        "fa": "نمونه‌ها آرایه‌ای از عددها هستند، هر سطر یک نمونه؛ این یک `{type}` است.",
    },
    "not_square": {
        "en": "A confusion matrix is a square of counts, (classes, classes), not an array of shape `{shape}`.",
        "fa": "ماتریس درهم‌ریختگی مربعی از شمارش‌هاست با شکل `(classes, classes)`، نه آرایه‌ای با شکل `{shape}`.",
    },
    "nothing_counted": {
        "en": "The matrix is empty: count some predictions first, with `matrix.update(predictions, labels)`.",
        "fa": "ماتریس خالی است: نخست با `matrix.update(predictions, labels)` چند پیش‌بینی را بشمارید.",
    },
    "not_scores": {
        "en": "The net must give a score for each class, (N, classes), for {samples} samples; it gave an array of shape `{shape}`.",
        "fa": "شبکه باید برای {samples} نمونه به هر کلاس امتیازی بدهد، `(N, classes)`؛ آرایه‌ای با شکل `{shape}` داد.",
    },
    "not_two_features": {
        "en": "A decision boundary is drawn in the plane: the inputs have the shape (N, 2), not `{shape}`.",
        "fa": "مرز تصمیم در صفحه کشیده می‌شود: شکل ورودی‌ها `(N, 2)` است، نه `{shape}`.",
    },
    "no_image": {
        "en": "An image has the shape (height, width), (1, height, width) or (3, height, width), not `{shape}`.",
        "fa": "شکل یک تصویر `(height, width)`، `(1, height, width)` یا `(3, height, width)` است، نه `{shape}`.",
    },
    "no_labels": {
        "en": "The true classes are missing: give them beside the inputs, or give a `Dataset`.",
        "fa": "کلاس‌های درست داده نشده‌اند: آن‌ها را در کنار ورودی‌ها بدهید یا یک `Dataset` بدهید.",
    },
    "no_samples": {"en": "There are no samples to draw.", "fa": "نمونه‌ای برای کشیدن نیست."},
    "not_finite": {
        "en": "The inputs hold infinite numbers or NaN; leave those samples out.",
        "fa": "در ورودی‌ها عددی نامتناهی یا NaN هست؛ آن نمونه‌ها را کنار بگذارید.",
    },
    "not_labels": {
        "en": "For {samples} samples there must be as many class numbers; the array has the shape `{shape}`.",
        "fa": "برای {samples} نمونه به همان تعداد شمارهٔ کلاس لازم است؛ شکل آرایه `{shape}` است.",
    },
    "no_filters": {
        "en": "`{layer}` is no layer with a matrix of weights or kernels.{hint} There are: {known}.",
        "fa": "`{layer}` لایه‌ای با ماتریس وزن یا کرنل نیست.{hint} لایه‌های موجود: {known}.",
    },
    "not_square_rows": {
        "en": "A row of {length} weights is no square image: say its height and width, `shape=(h, w)`.",
        "fa": "سطری با {length} وزن تصویری مربعی نیست: ارتفاع و پهنای آن را بگویید، `shape=(h, w)`.",
    },
    "unknown_layer": {
        "en": "The net has no layer `{layer}`.{hint} It has: {known}.",
        "fa": "شبکه لایه‌ای به نام `{layer}` ندارد.{hint} لایه‌های آن: {known}.",
    },
    "no_activations": {
        "en": "None of these layers ran, or none gave an array: {layers}.",
        "fa": "هیچ‌یک از این لایه‌ها اجرا نشد یا آرایه‌ای نداد: {layers}.",
    },
}
