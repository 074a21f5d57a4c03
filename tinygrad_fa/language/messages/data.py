"""Texts of the data room: data sets, their files and formats, downloads, batches."""

MESSAGES = {
    # which data set, which part, from where
    "unknown_dataset": {
        "en": "There is no data set `{name}`. Choose one of: `{known}`.",
        "fa": "مجموعه‌داده‌ای به نام `{name}` وجود ندارد. یکی از این‌ها را برگزینید: `{known}`.",
    },
    "no_bundled_folder": {
        "en": (
            "The bundled data sets are missing: `{folder}` is not there. "
            "Install `tinygrad_fa` again."
        ),
        "fa": (
            "مجموعه‌داده‌های همراه بسته پیدا نشدند: پوشهٔ `{folder}` وجود ندارد. "
            "`tinygrad_fa` را دوباره نصب کنید."
        ),
    },
    "unknown_split": {
        "en": (
            "The data set `{name}` has no part `{split}`. Choose one of: `{known}`, "
            "or `None` for the training and test set together."
        ),
        "fa": (
            "مجموعه‌دادهٔ `{name}` بخشی به نام `{split}` ندارد. یکی از این‌ها را برگزینید: `{known}`؛ "
            "یا `None` برای مجموعهٔ آموزش و آزمون با هم."
        ),
    },
    "text_has_no_split": {
        "en": (
            "The text `{name}` is not divided, so there is no part `{split}`. Load it without "
            "`split` and cut it yourself, for example `text[:200000]` and `text[200000:]`."
        ),
        "fa": (
            "متن `{name}` بخش‌بندی نشده است و بخش `{split}` ندارد. آن را بدون `split` بخوانید و "
            "خودتان ببُرید؛ برای نمونه `text[:200000]` و `text[200000:]`."
        ),
    },
    "not_numbers": {
        "en": (
            "The {name} are no numbers but `{dtype}`. Turn them into an array of numbers first, "
            "for example with `np.asarray(…, dtype=np.float32)`; words become numbers as classes."
        ),
        "fa": (
            "`{name}` آرایه‌ای از عددها نیست، بلکه `{dtype}` است. نخست آن را به عدد تبدیل کنید، "
            "برای نمونه با `np.asarray(…, dtype=np.float32)`؛ واژه‌ها را می‌توان شماره‌گذاری کرد."
        ),
    },
    "unknown_source": {
        "en": "`{source}` is not a source of data. Choose `auto`, `bundled` or `full`.",
        "fa": "`{source}` منبع داده نیست. یکی از `auto`، `bundled` و `full` را برگزینید.",
    },
    "source_conflict": {
        "en": (
            "`source='bundled'` reads what ships with the library, so `root` and `download` have "
            "no use. Leave them out, or take `source='full'`."
        ),
        "fa": (
            "`source='bundled'` دادهٔ همراه بسته را می‌خواند و با `root` و `download` کاری ندارد. "
            "این دو را بردارید یا `source='full'` بنویسید."
        ),
    },
    "no_full_set": {
        "en": (
            "The data set `{name}` ships complete with the library: nothing has to be downloaded. "
            "Load it without `root` and `download`."
        ),
        "fa": (
            "مجموعه‌دادهٔ `{name}` به‌طور کامل همراه بسته است و نیازی به بارگیری ندارد. "
            "آن را بدون `root` و `download` بخوانید."
        ),
    },
    "no_bundled_sample": {
        "en": (
            "No sample of `{name}` ships with the library, because its licence does not allow it. "
            "Give the folder of the original files as `root`, or say `download=True`."
        ),
        "fa": (
            "نمونه‌ای از `{name}` همراه بسته نیست، چون مجوزش اجازه نمی‌دهد. "
            "پوشهٔ پرونده‌های اصلی را با `root` بدهید یا `download=True` بنویسید."
        ),
    },
    "full_set_missing": {
        "en": (
            "The full data set `{name}` is not in the folder `{folder}`. These files are "
            "missing:\n{files}\nWith a network: `load('{name}', download=True)`. Without one: put "
            "the files there from elsewhere, or name their folder as `root`. No sample of this "
            "data set ships with the library."
        ),
        "fa": (
            "مجموعه‌دادهٔ کامل `{name}` در پوشهٔ `{folder}` نیست. این پرونده‌ها پیدا نشدند:\n{files}\n"
            "اگر به اینترنت دسترسی دارید: `load('{name}', download=True)`. اگر ندارید: پرونده‌ها را از "
            "جای دیگری در آن پوشه بگذارید یا پوشهٔ آن‌ها را با `root` بدهید. نمونه‌ای از این "
            "مجموعه‌داده همراه بسته نیست."
        ),
    },
    "full_set_missing_has_sample": {
        "en": (
            "The full data set `{name}` is not in the folder `{folder}`. These files are "
            "missing:\n{files}\nWith a network: `load('{name}', download=True)`. Without one: put "
            "the files there from elsewhere, name their folder as `root`, or use the bundled "
            "sample: `load('{name}', source='bundled')`."
        ),
        "fa": (
            "مجموعه‌دادهٔ کامل `{name}` در پوشهٔ `{folder}` نیست. این پرونده‌ها پیدا نشدند:\n{files}\n"
            "اگر به اینترنت دسترسی دارید: `load('{name}', download=True)`. اگر ندارید: پرونده‌ها را از "
            "جای دیگری در آن پوشه بگذارید، پوشهٔ آن‌ها را با `root` بدهید، یا نمونهٔ همراه بسته را "
            "به کار ببرید: `load('{name}', source='bundled')`."
        ),
    },
    "text_has_no_arrays": {
        "en": "`{name}` is a text: it has no `inputs` and `targets`. Use its `text` or `lines`.",
        "fa": (
            "`{name}` متن است و `inputs` و `targets` ندارد. `text` یا `lines` آن را به کار ببرید."
        ),
    },
    "arrays_have_no_text": {
        "en": "`{name}` is not a text. Use its `inputs` and `targets`.",
        "fa": "`{name}` متن نیست. `inputs` و `targets` آن را به کار ببرید.",
    },
    # files
    "file_missing": {
        "en": "The file `{path}` is not there. Check the folder and the name.",
        "fa": "پروندهٔ `{path}` وجود ندارد. پوشه و نام آن را وارسی کنید.",
    },
    "cannot_read": {
        "en": "`{path}` cannot be read: `{reason}`. Check that it is a file you may read.",
        "fa": "`{path}` خواندنی نیست: `{reason}`. ببینید که پرونده است و اجازهٔ خواندنش را دارید.",
    },
    "cannot_write": {
        "en": (
            "`{path}` cannot be written: `{reason}`. Choose a folder you may write to, with the "
            "environment variable `TINYGRAD_FA_DATA` or with `root`."
        ),
        "fa": (
            "در `{path}` نمی‌توان نوشت: `{reason}`. پوشه‌ای را که اجازهٔ نوشتن در آن دارید، با متغیر "
            "محیطی `TINYGRAD_FA_DATA` یا با `root`، برگزینید."
        ),
    },
    "broken_gzip": {
        "en": (
            "The compressed file `{path}` is broken or cut off: `{reason}`. "
            "Delete it and get it again."
        ),
        "fa": (
            "پروندهٔ فشردهٔ `{path}` خراب یا ناتمام است: `{reason}`. آن را پاک کنید و دوباره بگیرید."
        ),
    },
    "broken_archive": {
        "en": "The archive `{path}` is broken: `{reason}`. Delete it and get it again.",
        "fa": "بایگانی `{path}` خراب است: `{reason}`. آن را پاک کنید و دوباره بگیرید.",
    },
    "too_large": {
        "en": "`{path}` holds more than {limit} bytes, so it is not read. Is it the right file?",
        "fa": "`{path}` بیش از {limit} بایت دارد و خوانده نمی‌شود. آیا پروندهٔ درستی است؟",
    },
    "too_short": {
        "en": (
            "`{path}` is cut off: {expected} bytes should come here, {found} are there. "
            "Get the file again."
        ),
        "fa": (
            "`{path}` ناتمام است: اینجا باید {expected} بایت باشد ولی {found} بایت هست. "
            "پرونده را دوباره بگیرید."
        ),
    },
    "too_long": {
        "en": (
            "`{path}` goes on after the {expected} bytes its header tells of. Get the file again."
        ),
        "fa": (
            "`{path}` پس از {expected} بایتی که سرآیندش می‌گوید باز هم ادامه دارد. "
            "پرونده را دوباره بگیرید."
        ),
    },
    "wrong_hash": {
        "en": (
            "`{path}` is not the published file.\n  expected: `{expected}`\n  found:    `{found}`\n"
            "It is damaged or changed: delete it and get it again. A file of your own is read "
            "with `read_idx`, `read_cifar`, `read_cdb`, `read_csv` or `read_text`."
        ),
        "fa": (
            "`{path}` همان پروندهٔ منتشرشده نیست.\n  هش مورد انتظار: `{expected}`\n"
            "  هش این پرونده: `{found}`\nپرونده خراب یا دست‌خورده است: آن را پاک کنید و دوباره "
            "بگیرید. پروندهٔ خودتان را با `read_idx`، `read_cifar`، `read_cdb`، `read_csv` یا "
            "`read_text` بخوانید."
        ),
    },
    # downloads
    "download_failed": {
        "en": (
            "The download failed: `{reason}`.\n  address: `{url}`\n  size: `{size}`\n"
            "  hash: `{hash}`\n  folder: `{folder}`\nCheck the network and try again, or get the "
            "file elsewhere and put it into that folder."
        ),
        "fa": (
            "بارگیری نشد: `{reason}`.\n  نشانی: `{url}`\n  اندازه: `{size}`\n  هش: `{hash}`\n"
            "  پوشه: `{folder}`\nاتصال اینترنت را وارسی کنید و دوباره بکوشید، یا پرونده را از جای دیگری "
            "بگیرید و در همان پوشه بگذارید."
        ),
    },
    "download_failed_has_sample": {
        "en": (
            "The download failed: `{reason}`.\n  address: `{url}`\n  size: `{size}`\n"
            "  hash: `{hash}`\n  folder: `{folder}`\nCheck the network and try again, or get the "
            "file elsewhere and put it into that folder. The bundled sample needs no network: "
            "`source='bundled'`."
        ),
        "fa": (
            "بارگیری نشد: `{reason}`.\n  نشانی: `{url}`\n  اندازه: `{size}`\n  هش: `{hash}`\n"
            "  پوشه: `{folder}`\nاتصال اینترنت را وارسی کنید و دوباره بکوشید، یا پرونده را از جای دیگری "
            "بگیرید و در همان پوشه بگذارید. نمونهٔ همراه بسته به اینترنت نیاز ندارد: "
            "`source='bundled'`."
        ),
    },
    "download_broken_off": {
        "en": (
            "The download of `{url}` broke off after {have} of {total} bytes: `{reason}`. "
            "Do the same again: it goes on from there."
        ),
        "fa": (
            "بارگیری `{url}` پس از {have} بایت از {total} بایت قطع شد: `{reason}`. "
            "همان دستور را دوباره اجرا کنید تا از همان‌جا ادامه یابد."
        ),
    },
    "download_too_large": {
        "en": (
            "`{url}` sends {found} bytes or more, but the file has at most {limit}. "
            "It is not what was asked for, so it was not kept."
        ),
        "fa": (
            "`{url}` دست‌کم {found} بایت می‌فرستد، ولی این پرونده حداکثر {limit} بایت دارد. "
            "آنچه می‌آید پروندهٔ خواسته‌شده نیست و نگه داشته نشد."
        ),
    },
    "locked": {
        "en": (
            "Another program is downloading the same file: it holds `{path}`. "
            "Wait until it is done, or end it."
        ),
        "fa": (
            "برنامهٔ دیگری همین پرونده را بارگیری می‌کند و `{path}` را در دست دارد. "
            "صبر کنید تا تمام شود یا آن را ببندید."
        ),
    },
    # formats
    "idx_magic": {
        "en": (
            "`{path}` is not an IDX file: it begins with `{found}`, and IDX begins with two zero "
            "bytes."
        ),
        "fa": "`{path}` پروندهٔ IDX نیست: با `{found}` آغاز می‌شود، ولی IDX با دو بایت صفر.",
    },
    "idx_dtype": {
        "en": (
            "`{path}` is not a sound IDX file: `{code}` is not a kind of numbers. "
            "Known are `08 09 0B 0C 0D 0E`."
        ),
        "fa": (
            "`{path}` پروندهٔ IDX سالمی نیست: `{code}` گونهٔ هیچ عددی نیست. "
            "گونه‌های شناخته‌شده: `08 09 0B 0C 0D 0E`."
        ),
    },
    "idx_dimensions": {
        "en": "`{path}`: an IDX array has 1 to 32 dimensions, not {dimensions}.",
        "fa": "`{path}`: آرایهٔ IDX از ۱ تا ۳۲ بُعد دارد، نه {dimensions} بُعد.",
    },
    "idx_too_large": {
        "en": (
            "`{path}` claims an array of the shape `{shape}`, more than {limit} bytes. "
            "If that is right, read it with a larger `max_bytes`."
        ),
        "fa": (
            "سرآیند `{path}` از آرایه‌ای به شکل `{shape}` می‌گوید که بیش از {limit} بایت است. "
            "اگر درست است، آن را با `max_bytes` بزرگ‌تری بخوانید."
        ),
    },
    "idx_cannot_store": {
        "en": "IDX cannot store numbers of the kind `{dtype}`. Convert them to one of: `{known}`.",
        "fa": (
            "در IDX نمی‌توان عدد از گونهٔ `{dtype}` نوشت. "
            "آن را به یکی از این‌ها تبدیل کنید: `{known}`."
        ),
    },
    "cifar_size": {
        "en": (
            "`{path}` is not a binary CIFAR-10 file: its {found} bytes are not a whole number of "
            "records of {record} bytes."
        ),
        "fa": (
            "`{path}` پروندهٔ دودویی CIFAR-10 نیست: {found} بایت آن مضرب درستی از رکورد {record} "
            "بایتی نیست."
        ),
    },
    "cifar_label": {
        "en": (
            "`{path}` is not a binary CIFAR-10 file: record {index} has the label {label}, and "
            "labels go from 0 to 9."
        ),
        "fa": (
            "`{path}` پروندهٔ دودویی CIFAR-10 نیست: رکورد {index} برچسب {label} دارد، ولی برچسب‌ها "
            "از ۰ تا ۹ هستند."
        ),
    },
    "cifar_member": {
        "en": (
            "The archive `{path}` lacks `{missing}` as ordinary files of the right size. "
            "Get the archive again."
        ),
        "fa": (
            "بایگانی `{path}` این‌ها را به‌صورت پروندهٔ معمولی و با اندازهٔ درست ندارد: `{missing}`. "
            "بایگانی را دوباره بگیرید."
        ),
    },
    "cdb_header": {
        "en": (
            "`{path}` is not a CDB file of black-and-white images: its header contradicts itself."
        ),
        "fa": "`{path}` پروندهٔ CDB با تصویرهای سیاه‌وسفید نیست: سرآیندش با خودش نمی‌خواند.",
    },
    "cdb_record": {
        "en": "`{path}` is broken: at byte {position} there is no sound image. Get the file again.",
        "fa": ("`{path}` خراب است: در بایت {position} تصویر درستی نیست. پرونده را دوباره بگیرید."),
    },
    "cdb_counts": {
        "en": (
            "`{path}` is not complete: its header counts {expected} images by class, "
            "and the {found} images found do not match. Get the file again."
        ),
        "fa": (
            "`{path}` کامل نیست: سرآیندش {expected} تصویر را کلاس‌به‌کلاس شمرده است و {found} تصویر "
            "یافته‌شده با آن نمی‌خواند. پرونده را دوباره بگیرید."
        ),
    },
    "csv_target": {
        "en": (
            "The table `{path}` needs a column `{target}` and at least one more; "
            "it has: `{names}`. Give the column to predict as `target`."
        ),
        "fa": (
            "جدول `{path}` باید ستون `{target}` و دست‌کم یک ستون دیگر داشته باشد؛ "
            "ستون‌هایش: `{names}`. "
            "نام ستونی را که پیش‌بینی می‌شود با `target` بدهید."
        ),
    },
    "csv_line": {
        "en": "Line {line} of the table `{path}` cannot be read: `{reason}`.",
        "fa": "سطر {line} جدول `{path}` خواندنی نیست: `{reason}`.",
    },
    "csv_fields": {
        "en": (
            "Line {line} of the table `{path}` has {found} fields instead of {expected}. "
            "Fields are divided by commas."
        ),
        "fa": (
            "سطر {line} جدول `{path}` به‌جای {expected} خانه {found} خانه دارد. "
            "خانه‌ها با ویرگول لاتین `,` جدا می‌شوند."
        ),
    },
    "csv_number": {
        "en": "Line {line} of the table `{path}`, column `{column}`: `{field}` is not a number.",
        "fa": "سطر {line} جدول `{path}`، ستون `{column}`: `{field}` عدد نیست.",
    },
    "not_utf8": {
        "en": (
            "`{path}` is not a UTF-8 text: byte {position} does not fit. "
            "Save it again with the encoding UTF-8."
        ),
        "fa": (
            "`{path}` متن UTF-8 نیست: بایت {position} با آن نمی‌خواند. "
            "آن را با کدگذاری UTF-8 دوباره ذخیره کنید."
        ),
    },
    # batches
    "not_a_pair": {
        "en": "Batches are made of a `Dataset` or a pair `(inputs, targets)`, not of `{kind}`.",
        "fa": "دسته‌ها از یک `Dataset` یا یک جفت `(inputs, targets)` ساخته می‌شوند، نه از `{kind}`.",
    },
    "ragged": {
        "en": "The rows of the data do not all have the same shape: `{reason}`.",
        "fa": "سطرهای داده هم‌شکل نیستند: `{reason}`.",
    },
    "lengths_differ": {
        "en": "There are {inputs} inputs but {targets} targets: every input needs one target.",
        "fa": "شمار ورودی‌ها {inputs} و شمار هدف‌ها {targets} است: هر ورودی یک هدف می‌خواهد.",
    },
    "empty_data": {
        "en": "There are no samples in the data. Check how it was cut or filtered.",
        "fa": "در داده هیچ نمونه‌ای نیست. ببینید چگونه بریده یا پالایش شده است.",
    },
    "no_full_batch": {
        "en": (
            "{samples} samples do not fill one batch of {batch_size}, and `drop_last` leaves out "
            "smaller ones. Take a smaller `batch_size` or `drop_last=False`."
        ),
        "fa": (
            "{samples} نمونه یک دستهٔ {batch_size}تایی را پر نمی‌کند و `drop_last` "
            "دستهٔ کوچک‌تر را کنار می‌گذارد. `batch_size` را کوچک‌تر کنید یا `drop_last=False` بنویسید."
        ),
    },
    "whole_number": {
        "en": "`{name}` must be a whole number of at least {least}, not `{value}`.",
        "fa": "`{name}` باید عددی صحیح و دست‌کم {least} باشد، نه `{value}`.",
    },
    "state_names": {
        "en": "This is not the saved position of batches: these entries differ: `{names}`.",
        "fa": "این وضعیت ذخیره‌شدهٔ دسته‌ها نیست؛ این نام‌ها نمی‌خوانند: `{names}`.",
    },
    "state_differs": {
        "en": (
            "The position was saved with `{name}` = `{saved}`, but here it is `{here}`, so the "
            "order would be another. Make the batches with the same data and settings."
        ),
        "fa": (
            "این وضعیت با `{name}` برابر `{saved}` ذخیره شده، ولی اکنون `{here}` است؛ پس ترتیب دسته‌ها "
            "یکی نمی‌شود. دسته‌ها را با همان داده و تنظیم‌ها بسازید."
        ),
    },
    "state_position": {
        "en": (
            "Epoch `{epoch}`, batch `{index}` is not a position: an epoch has {batches} batches, "
            "counted from 0."
        ),
        "fa": (
            "دورهٔ `{epoch}` و دستهٔ `{index}` جای درستی نیست: هر دوره {batches} دسته دارد و شمارش "
            "از ۰ است."
        ),
    },
}
