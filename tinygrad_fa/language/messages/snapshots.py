"""Texts of snapshots: what cannot be saved, what does not fit, what is damaged."""

MESSAGES = {
    # writing
    "not_plain": {
        "en": (
            "The state of the training has something that cannot be saved: `{place}` is a `{type}`. "
            "A `state_dict` holds numbers, text, lists, dicts and arrays."
        ),
        "fa": (
            "چیزی در وضعیت آموزش هست که ذخیره نمی‌شود: `{place}` از نوع `{type}` است. "
            "`state_dict` تنها عدد، متن، فهرست، دیکشنری و آرایه دارد."
        ),
    },
    "no_metric": {
        "en": "`snapshot_best` is `{name}`, but the tests have no such metric. They have: `{known}`.",
        "fa": "`snapshot_best` برابر `{name}` است، ولی آزمون‌ها چنین معیاری ندارند. آنچه دارند: `{known}`.",
    },
    # reading
    "not_a_snapshot": {
        "en": "`{path}` is not a snapshot of a training. Give a file that `solver.snapshot()` has written.",
        "fa": "`{path}` نقطهٔ ذخیرهٔ یک آموزش نیست. پرونده‌ای بدهید که `solver.snapshot()` نوشته است.",
    },
    "other_format": {
        "en": (
            "`{path}` is a snapshot of format `{found}`; this version reads format `{known}`. "
            "Read it with the version that wrote it."
        ),
        "fa": (
            "قالب نقطهٔ ذخیرهٔ `{path}` شمارهٔ `{found}` است، ولی این نسخه قالب `{known}` را می‌خواند. "
            "آن را با نسخه‌ای بخوانید که آن را نوشته است."
        ),
    },
    "damaged": {
        "en": "The snapshot `{path}` is damaged: `{reason}`. Take an older one.",
        "fa": "نقطهٔ ذخیرهٔ `{path}` آسیب دیده است: `{reason}`. یکی از قدیمی‌ترها را بردارید.",
    },
    "none_found": {
        "en": "There is no snapshot at `{path}`. Give a file, a folder, or the `snapshot_prefix` of the training.",
        "fa": "در `{path}` نقطهٔ ذخیره‌ای نیست. نام یک پرونده، یک پوشه یا `snapshot_prefix` آن آموزش را بدهید.",
    },
    "none_readable": {
        "en": "No snapshot at `{path}` can be read:\n{lines}",
        "fa": "هیچ‌یک از نقطه‌های ذخیرهٔ `{path}` خوانده نشد:\n{lines}",
    },
    # fitting
    "incomplete": {
        "en": "This is not the whole state of a training: `{parts}` is missing. Give what `solver.state_dict()` returned.",
        "fa": "این همهٔ وضعیت یک آموزش نیست و `{parts}` را ندارد. آنچه را `solver.state_dict()` برگردانده است بدهید.",
    },
    "other_net": {
        "en": "The snapshot is of another net (saved → here):\n{lines}\nBuild the same net, with the same dtype.",
        "fa": "نقطهٔ ذخیره از شبکهٔ دیگری است (ذخیره‌شده → اینجا):\n{lines}\nهمان شبکه را با همان نوع داده بسازید.",
    },
    "misfit": {
        "en": (
            "The snapshot was written under other settings (saved → here):\n{lines}\n"
            "Give the same settings; or `restore(path, strict=False)` to go on with those of here."
        ),
        "fa": (
            "نقطهٔ ذخیره با تنظیم‌های دیگری نوشته شده است (ذخیره‌شده → اینجا):\n{lines}\n"
            "همان تنظیم‌ها را بدهید؛ یا با `restore(path, strict=False)` با تنظیم‌های اینجا ادامه دهید."
        ),
    },
    "cannot_put": {
        "en": "The state does not fit this Solver: `{reason}`. The Solver is as it was.",
        "fa": "این وضعیت با این حل‌کننده (Solver) نمی‌خواند: `{reason}`. حل‌کننده همان است که بود.",
    },
    # telling
    "restored": {
        "en": "The training goes on from `{path}`, after {iteration} updates.",
        "fa": "آموزش از `{path}` و پس از {iteration} به‌روزرسانی ادامه می‌یابد.",
    },
    "notes": {
        "en": "Not as it was (saved → here):\n{lines}",
        "fa": "این‌ها مانند پیش نیست (ذخیره‌شده → اینجا):\n{lines}",
    },
    "no_place": {
        "en": "  The data source `{type}` cannot say where it stands (it has no `state_dict`), and starts where it is.",
        "fa": "  منبع دادهٔ `{type}` نمی‌تواند بگوید کجاست (`state_dict` ندارد) و از همین جا آغاز می‌کند.",
    },
    "more_lines": {
        "en": "  … and {count} more",
        "fa": "  … و {count} تای دیگر",
    },
    # time travel
    "rewind_ahead": {
        "en": "Iteration {wanted} is still to come: only {now} updates were made. Use `solver.step(n)` to go on.",
        "fa": "تکرار {wanted} هنوز نرسیده است: تنها {now} به‌روزرسانی انجام شده. برای پیش رفتن `solver.step(n)` را به کار ببرید.",
    },
    "nothing_before": {
        "en": (
            "Nothing was kept from iteration {wanted} or before, so there is no way back to it. "
            "With `Solver(…, snapshot=100)` there is a file every 100 updates."
        ),
        "fa": (
            "از تکرار {wanted} یا پیش از آن چیزی نگه داشته نشده و راهی به آن نیست. "
            "با `Solver(…, snapshot=100)` پس از هر ۱۰۰ به‌روزرسانی پرونده‌ای نوشته می‌شود."
        ),
    },
    "not_arrived": {
        "en": "The way back to iteration {wanted} was broken off at {now}. Call `rewind` again.",
        "fa": "راه بازگشت به تکرار {wanted} در تکرار {now} قطع شد. `rewind` را دوباره صدا بزنید.",
    },
    "is_a_model": {
        "en": (
            "`{path}` holds only the weights of a net: a training goes on from its `.solverstate` or "
            "`.snapshot`. To begin a new one with these weights: `load_caffemodel(net, path)` of "
            "`tinygrad_fa.caffe`, or `--weights` in a terminal."
        ),
        "fa": (
            "در `{path}` تنها وزن‌های یک شبکه هست؛ آموزش از `.solverstate` یا `.snapshot` پی گرفته می‌شود. برای "
            "آموزشی تازه که با این وزن‌ها آغاز شود: `load_caffemodel(net, path)` از `tinygrad_fa.caffe`، یا "
            "`--weights` در پایانه."
        ),
    },
    "in_the_middle": {
        "en": (
            "`{wish}` cannot be done in the middle of an iteration. In a callback, ask for it after "
            "the iteration: `self.solver.afterwards(...)`."
        ),
        "fa": (
            "`{wish}` در میانهٔ یک تکرار شدنی نیست. در کال‌بک (callback) آن را برای پس از تکرار بخواهید: "
            "`self.solver.afterwards(...)`."
        ),
    },
    "cannot_copy": {
        "en": "`{name}` cannot be copied for the fork: `{reason}`. Give it one of its own: `fork({name}=…)`.",
        "fa": "از `{name}` نمی‌توان برای انشعاب رونوشت گرفت: `{reason}`. یکی تازه به آن بدهید: `fork({name}=…)`.",
    },
    "not_finite": {
        "en": "The first number that is not finite arises in update {iteration}: {what}",
        "fa": "نخستین عدد نامتناهی در به‌روزرسانی {iteration} پدید می‌آید: {what}",
    },
    "not_finite_slot": {
        "en": "`{slot}` of `{name}`, what the optimizer remembers of it.",
        "fa": "`{slot}` برای `{name}`، یعنی آنچه بهینه‌ساز از آن به یاد دارد.",
    },
    "not_finite_parameter": {
        "en": "the parameter `{name}`: the update itself was too large.",
        "fa": "پارامتر `{name}`: خودِ به‌روزرسانی بیش از اندازه بزرگ بود.",
    },
    "not_finite_buffer": {
        "en": "the buffer `{name}` of the net, such as a running mean.",
        "fa": "بافر `{name}` شبکه، مانند یک میانگین متحرک.",
    },
}
