"""Texts of the command line: its help, its questions of file and number, and the demo."""

MESSAGES = {
    "about": {
        "en": "A small autograd framework for teaching: derive, check, draw and train.",
        "fa": "چارچوبی کوچک برای آموزش مشتق‌گیری خودکار: محاسبهٔ دستی گرادیان، وارسی، رسم و آموزش شبکه.",
    },
    "commands": {"en": "commands", "fa": "فرمان‌ها"},
    "everywhere": {"en": "for every command", "fa": "برای همهٔ فرمان‌ها"},
    "lang_help": {
        "en": "the language of all texts: fa or en",
        "fa": "زبان همهٔ متن‌ها: fa یا en",
    },
    "debug_help": {
        "en": "show the traceback of an error",
        "fa": "نمایش ردپای کامل خطا (traceback)",
    },
    "help_help": {"en": "show this help", "fa": "نمایش همین راهنما"},
    "usage": {"en": "usage", "fa": "کاربرد"},
    "positional_arguments": {"en": "what it is given", "fa": "آنچه داده می‌شود"},
    "options": {"en": "options", "fa": "گزینه‌ها"},
    "misunderstood": {
        "en": "The command was not understood: {reason}. See `{program} --help`.",
        "fa": "فرمان فهمیده نشد: `{reason}`. راهنما: `{program} --help`.",
    },
    "error": {"en": "Error: {message}", "fa": "خطا: {message}"},
    "system_error": {
        "en": "The operating system reports: `{reason}`. Check the path, the rights and the free space.",
        "fa": "سیستم‌عامل چنین گزارش می‌دهد: `{reason}`. مسیر، اجازهٔ دسترسی و فضای آزاد دیسک را بررسی کنید.",
    },
    "interrupted": {"en": "Stopped.", "fa": "متوقف شد."},
    "written": {"en": "Written: `{path}`", "fa": "نوشته شد: `{path}`"},
    # Formulas
    "derive_about": {
        "en": "derive a formula as one does by hand",
        "fa": "محاسبهٔ گرادیان یک فرمول، همان‌گونه که با دست نوشته می‌شود",
    },
    "draw_about": {
        "en": "draw the graph of a formula, with values and gradients",
        "fa": "رسم گراف محاسباتی یک فرمول با مقدارها و گرادیان‌ها",
    },
    "check_about": {
        "en": "check the gradients of a formula by four witnesses",
        "fa": "وارسی گرادیان‌های یک فرمول با چهار شاهد",
    },
    "formula_help": {
        "en": "for example `(x+y)*z`, in quotation marks; exp, ln, sqrt, sin, sigmoid, relu, max, … are known",
        "fa": "برای نمونه `(x+y)*z` درون گیومهٔ لاتین؛ تابع‌های exp، ln، sqrt، sin، sigmoid، relu، max و … شناخته‌اند",
    },
    "numbers_help": {
        "en": "a number for each name: `x=-2 y=1/3`",
        "fa": "برای هر نام یک عدد: `x=-2 y=1/3`",
    },
    "format_help": {
        "en": "text for the terminal, markdown with LaTeX for notebooks, html for a browser; unless given, the ending of `--out` says it",
        "fa": "متن ساده (text) برای پایانه، markdown همراه LaTeX برای دفترچه، یا html برای مرورگر؛ اگر ندهید از پسوند `--out` فهمیده می‌شود",
    },
    "order_help": {
        "en": "2 writes the second derivatives, too",
        "fa": "با 2 مشتق‌های دوم هم نوشته می‌شوند",
    },
    "worksheet_help": {
        "en": "write an A4 worksheet with blanks to this HTML file; print it from a browser",
        "fa": "نوشتن کاربرگ A4 با جای خالی در این پروندهٔ HTML؛ آن را از مرورگر چاپ کنید",
    },
    "key_help": {
        "en": "write the worksheet's answers to this HTML file",
        "fa": "نوشتن پاسخ‌نامهٔ کاربرگ در این پروندهٔ HTML",
    },
    "out_help": {
        "en": "write to this file instead of the terminal",
        "fa": "نوشتن در این پرونده به‌جای پایانه",
    },
    "picture_help": {
        "en": "the file of the picture: .svg, .png, .pdf, .html, .tex, .dot or .txt (default: f.svg)",
        "fa": "پروندهٔ تصویر با یکی از پسوندهای .svg و .png و .pdf و .html و .tex و .dot و .txt (پیش‌فرض: f.svg)",
    },
    "replay_about": {
        "en": "a page that plays the forward and the backward pass of a formula step by step",
        "fa": "صفحه‌ای که گذر رو به جلو و رو به عقب یک فرمول را گام‌به‌گام پخش می‌کند",
    },
    "page_help": {
        "en": "the file of the page (default: f.html)",
        "fa": "پروندهٔ صفحه (پیش‌فرض: f.html)",
    },
    "not_a_pair": {
        "en": "`{word}` does not give a number to a name. Write it like `x=-2`, without blanks.",
        "fa": "نوشتهٔ `{word}` به نامی عدد نمی‌دهد. آن را مانند `x=-2` و بی‌فاصله بنویسید.",
    },
    "twice": {
        "en": "`{name}` was given two numbers. Give it one.",
        "fa": "برای `{name}` دو عدد داده شده است. تنها یکی بدهید.",
    },
    # Data sets
    "data_about": {
        "en": "list the data sets, or get one",
        "fa": "فهرست مجموعه‌داده‌ها، یا دریافت یکی از آن‌ها",
    },
    "data_list_help": {"en": "which data sets there are", "fa": "چه مجموعه‌داده‌هایی هست"},
    "data_get_help": {
        "en": "load a data set and tell about it",
        "fa": "بارگذاری یک مجموعه‌داده و معرفی آن",
    },
    "data_name_help": {"en": "its name in the list", "fa": "نام آن در فهرست"},
    "root_help": {
        "en": "a folder with the original files of the full set",
        "fa": "پوشهٔ پرونده‌های اصلی مجموعهٔ کامل",
    },
    "download_help": {
        "en": "fetch the missing files of the full set",
        "fa": "دریافت پرونده‌های ناموجود مجموعهٔ کامل",
    },
    "data_name": {"en": "name", "fa": "نام"},
    "data_bundled": {"en": "here", "fa": "همراه بسته"},
    "data_full": {"en": "full", "fa": "کامل"},
    "data_title": {"en": "title", "fa": "عنوان"},
    "data_lines": {"en": "{count} lines", "fa": "{count} سطر"},
    "data_list_hint": {
        "en": "Numbers: training + test. More about one: `tinygrad-fa data get mnist`",
        "fa": "عددها: آموزش + آزمون. دربارهٔ هر یک: `tinygrad-fa data get mnist`",
    },
    "data_origin": {"en": "Origin: {text}", "fa": "خاستگاه: {text}"},
    "data_licence": {"en": "Licence: {text}", "fa": "مجوز استفاده: {text}"},
    "data_full_hint": {
        "en": "This is the bundled sample. The full set ({size}): `tinygrad-fa data get {name} --download`",
        "fa": "این نمونهٔ همراه بسته است. مجموعهٔ کامل ({size}): `tinygrad-fa data get {name} --download`",
    },
    # Training
    "race_about": {
        "en": "optimizers go down a hill together: a page to play, a picture or a film",
        "fa": "مسابقهٔ بهینه‌سازها روی یک رویه: صفحه‌ای برای پخش، تصویر یا فیلم",
    },
    "train_about": {
        "en": "train a net with the Solver",
        "fa": "آموزش یک شبکه با حل‌کننده (Solver)",
    },
    "train_data_help": {
        "en": "a data set of images or a table; see `tinygrad-fa data list` (default: mnist)",
        "fa": "یک مجموعهٔ تصویر یا جدول؛ فهرست: `tinygrad-fa data list` (پیش‌فرض: mnist)",
    },
    "train_net_help": {
        "en": "the net: lenet for images (default there), mlp for anything",
        "fa": "شبکه: lenet برای تصویر (پیش‌فرض تصویرها) و mlp برای هر داده‌ای",
    },
    "train_epochs_help": {
        "en": "how often to go through the training set (default: 5 for images, 100 for tables)",
        "fa": "چند دوره (epoch) آموزش (پیش‌فرض: ۵ برای تصویر، ۱۰۰ برای جدول)",
    },
    "train_batch_help": {
        "en": "samples per batch (default: 64)",
        "fa": "شمار نمونه‌های هر دسته (پیش‌فرض: ۶۴)",
    },
    "train_seed_help": {
        "en": "where the random numbers start (default: 0); the same seed, the same run",
        "fa": "بذر تصادفی (seed)، پیش‌فرض: ۰؛ با بذر یکسان اجرا یکسان است",
    },
    "train_dtype_help": {
        "en": "float32 (default) or float64",
        "fa": "نوع عددها: float32 (پیش‌فرض) یا float64",
    },
    "train_verbose_help": {
        "en": "first tell what the Solver is made of: settings, layers, shapes, memory",
        "fa": "نخست گفتن اینکه حل‌کننده از چه ساخته شده است: تنظیم‌ها، لایه‌ها، شکل‌ها، حافظه",
    },
    "train_save_help": {
        "en": "save the trained net to this .safetensors file",
        "fa": "ذخیرهٔ شبکهٔ آموزش‌دیده در این پروندهٔ .safetensors",
    },
    "train_settings": {
        "en": "settings of the Solver (names as in Caffe)",
        "fa": "تنظیم‌های Solver (با نام‌های Caffe)",
    },
    "caffe_solver_help": {
        "en": "a solver file of Caffe (.prototxt); it names the net, the method and all settings",
        "fa": "یک پروندهٔ حل‌کننده (solver) از Caffe (.prototxt)؛ شبکه، روش و همهٔ تنظیم‌ها در آن است",
    },
    "caffe_settings": {
        "en": "with a solver file (other settings of the Solver go before the file's)",
        "fa": "همراه با پروندهٔ حل‌کننده (تنظیم‌های دیگر Solver بر تنظیم‌های پرونده مقدم‌اند)",
    },
    "caffe_weights_help": {
        "en": "a .caffemodel to begin with",
        "fa": "پروندهٔ .caffemodel برای آغاز کار",
    },
    "caffe_snapshot_help": {
        "en": "a .snapshot or .solverstate to go on from",
        "fa": "پروندهٔ .snapshot یا .solverstate برای ادامه‌دادن",
    },
    "caffe_told_by_file": {
        "en": "`{option}` has no place beside a solver file: `{path}` says it itself. Change it there.",
        "fa": "`{option}` کنار پروندهٔ حل‌کننده جایی ندارد: خود `{path}` آن را می‌گوید. همان‌جا تغییرش دهید.",
    },
    "caffe_weights_and_snapshot": {
        "en": "Give `--weights` (to begin with these weights) or `--snapshot` (to go on), not both.",
        "fa": "یا `--weights` را بدهید (آغاز با این وزن‌ها) یا `--snapshot` را (ادامه)، نه هر دو.",
    },
    "caffe_needs_file": {
        "en": "`--weights` and `--snapshot` go with a solver file: `tinygrad-fa train solver.prototxt …`.",
        "fa": "`--weights` و `--snapshot` با پروندهٔ حل‌کننده می‌آیند: `tinygrad-fa train solver.prototxt …`.",
    },
    "caffe_restored": {
        "en": "{path}: the training goes on at iteration {iteration}.",
        "fa": "{path}: آموزش از تکرار {iteration} ادامه می‌یابد.",
    },
    "train_two_lengths": {
        "en": "`--epochs` and `--max-iter` both say how long to train. Give one of them.",
        "fa": "هر دو گزینهٔ `--epochs` و `--max-iter` طول آموزش را می‌گویند. تنها یکی را بدهید.",
    },
    "train_report": {
        "en": "The test set, class by class:",
        "fa": "مجموعهٔ آزمون، کلاس به کلاس:",
    },
    "text_result": {
        "en": (
            "Loss of the last epoch: {loss} per letter. Guessing by the frequency of the letters "
            "alone gives {entropy}. This is how the net goes on:"
        ),
        "fa": (
            "ضرر دورهٔ آخر برای هر حرف: {loss}. حدس زدن تنها از روی بسامد حرف‌ها {entropy} می‌دهد. "
            "شبکه چنین ادامه می‌دهد:"
        ),
    },
    # The demo
    "demo_about": {
        "en": "derive, check and draw two formulas, then train LeNet on handwritten digits",
        "fa": "محاسبهٔ دستی گرادیان دو فرمول، وارسی و رسم آن، و سپس آموزش LeNet با رقم‌های دست‌نویس",
    },
    "demo_out_help": {
        "en": "the folder for pictures and derivations (default: tinygrad_fa_demo)",
        "fa": "پوشهٔ تصویرها و محاسبه‌های دستی (پیش‌فرض: tinygrad_fa_demo)",
    },
    "demo_quick_help": {
        "en": "train for a few seconds only, to see whether all works",
        "fa": "تنها چند ثانیه آموزش، برای دیدن اینکه همه‌چیز کار می‌کند",
    },
    "demo_welcome": {
        "en": "tinygrad_fa: first two formulas, by the chain rule; then a net that reads digits, by the very same rule.",
        "fa": "به tinygrad_fa خوش آمدید: نخست دو فرمول با قاعدهٔ زنجیره‌ای، و سپس شبکه‌ای که با همان قاعده خواندن رقم را می‌آموزد.",
    },
    "demo_product": {
        "en": "1. f = {formula}  at  {at}",
        "fa": "۱. تابع `f = {formula}` در نقطهٔ `{at}`",
    },
    "demo_neuron": {
        "en": "2. A neuron: f = {formula}  at  {at}",
        "fa": "۲. یک نورون: `f = {formula}` در نقطهٔ `{at}`",
    },
    "demo_gradient": {"en": "gradient", "fa": "گرادیان"},
    "demo_engine": {"en": "engine", "fa": "موتور"},
    "demo_closed_form": {"en": "closed form", "fa": "فرمول بسته"},
    "demo_wrong": {
        "en": "The engine found {found} for ∂f/∂{name}, but the closed form gives {exact}. Please report this as a bug.",
        "fa": "موتور برای `∂f/∂{name}` عدد `{found}` را یافت، ولی فرمول بسته `{exact}` می‌دهد. لطفاً این خطا را گزارش کنید.",
    },
    "demo_witnesses": {
        "en": "The same slopes found in four ways:",
        "fa": "همان گرادیان‌ها از چهار راه:",
    },
    "demo_witnesses_disagree": {
        "en": "The four witnesses of `{formula}` disagree. Please report this as a bug.",
        "fa": "چهار شاهد `{formula}` هم‌رأی نیستند. لطفاً این خطا را گزارش کنید.",
    },
    "demo_net": {
        "en": "3. LeNet learns to read: {train} handwritten digits to learn from, {test} others as the test",
        "fa": "۳. آموزش LeNet: {train} رقم دست‌نویس برای آموزش و {test} رقم دیگر برای آزمون",
    },
    "demo_accuracy": {
        "en": "After {seconds} s LeNet reads {percent} % of the test digits correctly; it has never seen them before.",
        "fa": "پس از {seconds} ثانیه، LeNet از رقم‌های آزمون {percent} درصد را درست می‌خواند؛ رقم‌هایی که پیش‌تر هرگز ندیده بود.",
    },
    "demo_files": {
        "en": "\nPictures and derivations are in `{folder}`:",
        "fa": "\nتصویرها و محاسبه‌های دستی در `{folder}` هستند:",
    },
    "demo_next": {
        "en": (
            "\nThat took {seconds} s. Try next:\n"
            '  `tinygrad-fa derive "x*sigmoid(x)" x=0.5`\n'
            '  `tinygrad-fa draw "x*y + max(x, y)" x=1 y=2 --out f.svg`\n'
            "  `tinygrad-fa train --data fashion_mnist --epochs 3`\n"
            "  `tinygrad-fa lessons list`"
        ),
        "fa": (
            "\nهمه‌اش {seconds} ثانیه شد. گام بعدی شما:\n"
            '  `tinygrad-fa --lang fa derive "x*sigmoid(x)" x=0.5`\n'
            '  `tinygrad-fa --lang fa draw "x*y + max(x, y)" x=1 y=2 --out f.svg`\n'
            "  `tinygrad-fa --lang fa train --data fashion_mnist --epochs 3`\n"
            "  `tinygrad-fa --lang fa lessons list`"
        ),
    },
    # Lessons
    "lessons_about": {
        "en": "list the lessons, run one, or open it",
        "fa": "فهرست درس‌ها، اجرای یک درس یا باز کردن آن",
    },
    "lessons_list_help": {"en": "which lessons there are", "fa": "چه درس‌هایی هست"},
    "lessons_run_help": {
        "en": "run a lesson here in the terminal",
        "fa": "اجرای یک درس همین‌جا در پایانه",
    },
    "lessons_open_help": {
        "en": "open a lesson as a notebook in JupyterLab",
        "fa": "باز کردن یک درس به شکل دفترچه در JupyterLab",
    },
    "lessons_html_help": {
        "en": "write all lessons as a book of pages that needs no network",
        "fa": "نوشتن همهٔ درس‌ها به شکل کتابی که بدون اینترنت خوانده می‌شود",
    },
    "lessons_folder_help": {
        "en": "where the book is written to; by default tinygrad_fa_book",
        "fa": "پوشه‌ای که کتاب در آن نوشته می‌شود (پیش‌فرض: tinygrad_fa_book)",
    },
    "lessons_check_help": {
        "en": "proof-read the lessons, run their code and their notebooks",
        "fa": "نمونه‌خوانی درس‌ها و اجرای برنامه‌ها و دفترچه‌هایشان",
    },
    "lessons_fast_help": {
        "en": "without executing the notebooks",
        "fa": "بدون اجرای دفترچه‌ها",
    },
    "lessons_build_help": {
        "en": "make the notebooks from their sources and execute them",
        "fa": "ساختن دفترچه‌ها از منبعشان و اجرای آن‌ها",
    },
    "lessons_numbers_help": {
        "en": "the numbers of the lessons; by default all",
        "fa": "شمارهٔ درس‌ها (پیش‌فرض: همه)",
    },
    "lessons_written": {"en": "Written: `{path}`", "fa": "نوشته شد: `{path}`"},
    "lessons_in_order": {"en": "All lessons are in order.", "fa": "همهٔ درس‌ها درست‌اند."},
    "lessons_options_help": {
        "en": "options of JupyterLab after `--`, as in `open 1 -- --no-browser`",
        "fa": "گزینه‌های JupyterLab پس از `--`، مانند `open 1 -- --no-browser`",
    },
    "lessons_number_help": {"en": "the number of the lesson", "fa": "شمارهٔ درس"},
    "lessons_minutes": {"en": "{minutes} minutes", "fa": "{minutes} دقیقه"},
    "lessons_hint": {
        "en": "Read one here: `tinygrad-fa lessons run 1`; as a notebook: `tinygrad-fa lessons open 1`",
        "fa": "خواندن همین‌جا: `tinygrad-fa lessons run 1`؛ به شکل دفترچه: `tinygrad-fa lessons open 1`",
    },
    "homework_about": {
        "en": "make a homework from its source, and prove that it marks as it should",
        "fa": "ساختن تمرین از منبعش و اثبات اینکه همان‌گونه که باید نمره می‌دهد",
    },
    "grade_about": {
        "en": "grade a folder of submissions, safely, and write the reports",
        "fa": "تصحیح امن یک پوشه پاسخ و نوشتن گزارش‌ها",
    },
}
