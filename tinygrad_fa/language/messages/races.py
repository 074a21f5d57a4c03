"""Texts of the races of optimizers."""

MESSAGES = {
    "saddle": {"en": "saddle", "fa": "زین"},
    "beale": {"en": "Beale's function", "fa": "تابع Beale"},
    "rosenbrock": {"en": "Rosenbrock's valley", "fa": "درهٔ Rosenbrock"},
    "ravine": {"en": "ravine", "fa": "درهٔ باریک"},
    "noisy": {"en": "bowl with noisy gradients", "fa": "کاسه با گرادیان نوفه‌دار"},
    "himmelblau": {"en": "Himmelblau's function", "fa": "تابع Himmelblau"},
    "slice": {"en": "loss of the net, two random directions", "fa": "ضرر شبکه در دو راستای تصادفی"},
    "unknown_surface": {
        "en": "There is no surface `{name}`.{hint} Choose one of: {known}. Or give a function `f(x, y)` of two Tensors.",
        "fa": "رویهٔ `{name}` شناخته نیست.{hint} یکی از این‌ها را برگزینید: {known}. یا تابعی `f(x, y)` از دو `Tensor` بدهید.",
    },
    "no_surface": {
        "en": "A race needs a surface: a name, a `Surface` or a function `f(x, y)`, not a `{type}`.",
        "fa": "مسابقه به یک رویه نیاز دارد: یک نام، یک `Surface` یا تابعی `f(x, y)`، نه یک `{type}`.",
    },
    "surface_fails": {
        "en": "The surface could not be computed where the race starts: `{reason}`. It is given two Tensors of one number each, `x` and `y`, and is written with their operators and `tg.ops` (`x.sin()`, not `np.sin(x)`).",
        "fa": "محاسبهٔ رویه در نقطهٔ آغاز مسابقه ممکن نشد: `{reason}`. به آن دو `Tensor` تک‌عددی، `x` و `y`، داده می‌شود و باید با عملگرهای آن‌ها و `tg.ops` نوشته شود (`x.sin()`، نه `np.sin(x)`).",
    },
    "gradient_lost": {
        "en": "The gradient of this surface is not its slope: somewhere its function takes the number out of the Tensor, as `math.sin(x)` and `float(x)` do, and the engine does not see what happens there. Use the ops of the engine: `x.sin()`, `tg.ops.sin(x)`.",
        "fa": "گرادیان این رویه با شیب آن یکی نیست: تابع جایی عدد را از `Tensor` بیرون می‌کشد، مانند `math.sin(x)` یا `float(x)`، و موتور آنچه را آنجا می‌گذرد نمی‌بیند. از عملیات‌های خود موتور استفاده کنید: `x.sin()` یا `tg.ops.sin(x)`.",
    },
    "surface_not_number": {
        "en": "The surface must give a Tensor with one number for two such Tensors; this one gave `{kind}`. Write it with the operators of Tensors and `tg.ops`.",
        "fa": "رویه باید برای دو `Tensor` تک‌عددی، یک `Tensor` تک‌عددی بدهد؛ این یکی `{kind}` داد. آن را با عملگرهای `Tensor` و `tg.ops` بنویسید.",
    },
    "start_not_finite": {
        "en": "Where the race starts, at `{start}`, the surface has the height `{height}`. Choose another `start`.",
        "fa": "ارتفاع رویه در نقطهٔ آغاز `{start}` برابر `{height}` است. `start` دیگری برگزینید.",
    },
    "no_heights": {
        "en": "Nowhere in the picture does `{surface}` have a finite height. Choose other bounds: `across`, `up`.",
        "fa": "ارتفاع `{surface}` در هیچ جای تصویر عددی متناهی نیست. بازه‌های دیگری برگزینید: `across`، `up`.",
    },
    "bad_start": {
        "en": "`start` is a point: two finite numbers such as `(1.5, -0.5)`, not `{start}`.",
        "fa": "`start` یک نقطه است: دو عدد متناهی مانند `(1.5, -0.5)`، نه `{start}`.",
    },
    "too_many_steps": {
        "en": "A race has at most {most} steps, not {steps}: more nobody can look at.",
        "fa": "مسابقه حداکثر {most} گام دارد، نه {steps}؛ بیش از آن را نمی‌توان نگاه کرد.",
    },
    "no_optimizers": {
        "en": "Nobody takes part: `optimizers` is empty. Leave it out, or name some: `['SGD', 'Adam']`.",
        "fa": "کسی در مسابقه نیست: `optimizers` خالی است. آن را ننویسید یا چند بهینه‌ساز نام ببرید: `['SGD', 'Adam']`.",
    },
    "no_optimizer": {
        "en": "`{given}` is no optimizer. Give a name such as `'Adam'`, or an object such as `tg.optimizers.SGD(momentum=0.9)`.",
        "fa": "`{given}` بهینه‌ساز نیست. نامی مانند `'Adam'` یا شیئی مانند `tg.optimizers.SGD(momentum=0.9)` بدهید.",
    },
    "unknown_label": {
        "en": "`rates` names `{label}`, who does not take part.{hint} In the race are: {known}.",
        "fa": "در `rates` نام `{label}` آمده است که در مسابقه نیست.{hint} در مسابقه هستند: {known}.",
    },
    "unknown_view": {
        "en": "`{view}` is not a view. Choose one of: {known}.",
        "fa": "نمای `{view}` شناخته نیست. یکی از این‌ها را برگزینید: {known}.",
    },
    "bad_step": {
        "en": "This race has the steps 0 to {most}; there is no step `{step}`.",
        "fa": "گام‌های این مسابقه از 0 تا {most} است؛ گام `{step}` نداریم.",
    },
    "no_ffmpeg": {
        "en": "A film in MP4 is made by the program `ffmpeg`, which is not on this machine (https://ffmpeg.org/download.html). Without it: save a `.gif`, or the player as `.html`.",
        "fa": "فیلم MP4 را برنامهٔ `ffmpeg` می‌سازد که روی این رایانه نیست (`https://ffmpeg.org/download.html`). بدون آن: پروندهٔ `.gif` بسازید یا پخش‌کننده را با پسوند `.html` ذخیره کنید.",
    },
    "ffmpeg_failed": {
        "en": "The program `ffmpeg` could not make the film: `{reason}`. Save a `.gif`, or the player as `.html`.",
        "fa": "برنامهٔ `ffmpeg` نتوانست فیلم را بسازد: `{reason}`. پروندهٔ `.gif` بسازید یا پخش‌کننده را با پسوند `.html` ذخیره کنید.",
    },
    "no_weights": {
        "en": "This net has no matrix of weights that could be moved. Name two single weights: `weights=('fc1.weight[0, 0]', 'fc1.bias[0]')`.",
        "fa": "این شبکه ماتریس وزنی ندارد که بتوان جابه‌جا کرد. دو وزن را نام ببرید: `weights=('fc1.weight[0, 0]', 'fc1.bias[0]')`.",
    },
    "two_weights": {
        "en": "A slice has two directions: `weights` names two single weights, such as `('fc1.weight[0, 1]', 'fc1.bias[2]')`, not `{weights}`.",
        "fa": "برش دو راستا دارد: `weights` دو وزن را نام می‌برد، مانند `('fc1.weight[0, 1]', 'fc1.bias[2]')`، نه `{weights}`.",
    },
    "unknown_weight": {
        "en": "The net has no parameter `{name}`.{hint} It has: {known}.",
        "fa": "شبکه پارامتری به نام `{name}` ندارد.{hint} پارامترهای آن: {known}.",
    },
    "no_entry": {
        "en": "`{name}` does not name one number of a parameter of shape `{shape}`: write an index for each axis, counted from 0.",
        "fa": "`{name}` یک درایه از پارامتری با شکل `{shape}` را نشان نمی‌دهد: برای هر محور یک اندیس بنویسید که از صفر شمرده می‌شود.",
    },
    "left": {
        "en": "It left the picture at step {step}.",
        "fa": "در گام {step} از تصویر بیرون رفت.",
    },
    "diverged": {
        "en": "It diverged at step {step}: the rate is too large.",
        "fa": "در گام {step} واگرا شد: نرخ یادگیری زیاد است.",
    },
    "left_short": {"en": "left at step {step}", "fa": "بیرون در گام {step}"},
    "diverged_short": {"en": "diverged at step {step}", "fa": "واگرا در گام {step}"},
    "title": {"en": "Race of optimizers: {surface}", "fa": "مسابقهٔ بهینه‌سازها: {surface}"},
    "after_steps": {"en": "after {steps} steps", "fa": "پس از {steps} گام"},
    "optimizer": {"en": "optimizer", "fa": "بهینه‌ساز"},
    "rate": {"en": "learning rate", "fa": "نرخ یادگیری"},
    "height": {"en": "height", "fa": "ارتفاع"},
    "end_point": {"en": "where it is", "fa": "جای کنونی"},
    "note": {"en": "note", "fa": "یادداشت"},
    "step": {"en": "step", "fa": "گام"},
    "step_number": {"en": "step {step}", "fa": "گام {step}"},
    "point": {"en": "point", "fa": "نقطه"},
    "gradient": {"en": "gradient", "fa": "گرادیان"},
    "update": {"en": "update", "fa": "تغییر"},
    "after": {"en": "new point", "fa": "نقطهٔ تازه"},
    "hand_table": {"en": "The first {steps} steps by hand", "fa": "{steps} گام نخست با دست"},
    "with_rate": {"en": "{label}, learning rate {rate}", "fa": "{label}، نرخ یادگیری {rate}"},
    "no_steps": {
        "en": "No step was made: the very first one was not finite.",
        "fa": "هیچ گامی برداشته نشد: همان گام نخست متناهی نبود.",
    },
    "tables_of": {
        "en": "These are the tables of the first {count} optimizers; `race.table()` has all.",
        "fa": "این‌ها جدول‌های {count} بهینه‌ساز نخست است؛ `race.table()` همه را دارد.",
    },
    "play": {"en": "Play", "fa": "پخش"},
    "pause": {"en": "Pause", "fa": "ایست"},
    "first": {"en": "To the start", "fa": "به آغاز"},
    "back": {"en": "One step back", "fa": "یک گام به عقب"},
    "forward": {"en": "One step forward", "fa": "یک گام به جلو"},
    "plane": {"en": "Contours", "fa": "خط‌های تراز"},
    "space": {"en": "In space", "fa": "سه‌بعدی"},
    "turn": {"en": "Turn", "fa": "چرخش"},
    "all_on": {"en": "All", "fa": "همه"},
    "all_off": {"en": "None", "fa": "هیچ‌کدام"},
    "other_language": {"en": "فارسی", "fa": "English"},
    "keys": {
        "en": "Keys: space plays and pauses, ← → go one step, Home and End to either end, V changes the view, 1 to 9 switch an optimizer.",
        "fa": "کلیدها: فاصله پخش و ایست؛ ← و → یک گام؛ Home و End آغاز و پایان؛ V نما را عوض می‌کند؛ 1 تا 9 یک بهینه‌ساز را روشن و خاموش می‌کند.",
    },
    "every": {
        "en": "One of every {every} steps is shown.",
        "fa": "از هر {every} گام یکی نشان داده می‌شود.",
    },
    "no_script": {
        "en": "To play the race the page needs JavaScript; the table below does not.",
        "fa": "پخش مسابقه به JavaScript نیاز دارد؛ جدول پایین نیاز ندارد.",
    },
    "picture_of": {
        "en": "The ways of {count} optimizers on the surface {surface}",
        "fa": "راه {count} بهینه‌ساز روی رویهٔ {surface}",
    },
    "bad_rate": {
        "en": "`{word}` is no learning rate. Write one for all, `--rates 0.1`, or one for each: `--rates SGD=0.01 Adam=0.1`.",
        "fa": "`{word}` نرخ یادگیری نیست. یکی برای همه بنویسید، `--rates 0.1`، یا برای هر کدام یکی: `--rates SGD=0.01 Adam=0.1`.",
    },
    "surface_help": {
        "en": "what they go down: saddle, beale, rosenbrock, ravine, noisy, himmelblau",
        "fa": "رویه‌ای که از آن پایین می‌روند: saddle، beale، rosenbrock، ravine، noisy، himmelblau",
    },
    "optimizers_help": {
        "en": "who takes part, such as: SGD Adam torch.RMSprop; or: all",
        "fa": "بهینه‌سازهای مسابقه، مانند: SGD Adam torch.RMSprop؛ یا: all",
    },
    "steps_help": {"en": "how many steps", "fa": "تعداد گام‌ها"},
    "rates_help": {
        "en": "a learning rate for all, or for each: SGD=0.01 Adam=0.1",
        "fa": "نرخ یادگیری برای همه، یا برای هر کدام: SGD=0.01 Adam=0.1",
    },
    "start_help": {"en": "where they begin", "fa": "نقطهٔ آغاز"},
    "view_help": {
        "en": "contours (plane) or the surface in space, for pictures and films",
        "fa": "خط‌های تراز (plane) یا رویهٔ سه‌بعدی (space)، برای تصویر و فیلم",
    },
    "out_help": {
        "en": "the file: .html (the player), .gif, .mp4, .png, .svg, .pdf, or .md (the first steps)",
        "fa": "پرونده: .html (پخش‌کننده)، .gif، .mp4، .png، .svg، .pdf یا .md (گام‌های نخست)",
    },
}
