"""Texts of the callbacks."""

MESSAGES = {
    # settings
    "no_model": {
        "en": "A callback knows the Solver, as `self.solver`, where Keras has `self.model`: the net is `self.solver.net`, and `self.solver.stop_training = True` ends the training.",
        "fa": "آنچه در Keras در `self.model` است، در اینجا در `self.solver` است: شبکه `self.solver.net` است، و `self.solver.stop_training = True` آموزش را پایان می‌دهد.",
    },
    "not_a_name": {
        "en": "`{name}` should be a text, not `{value}`.",
        "fa": "`{name}` باید متن باشد، نه `{value}`.",
    },
    "mode_needed": {
        "en": 'Whether a smaller or a larger `{name}` is better cannot be told from its name. Say it: `mode="min"` or `mode="max"`.',
        "fa": 'از نام `{name}` نمی‌توان دانست که مقدار کوچک‌تر آن بهتر است یا مقدار بزرگ‌تر. خودتان بگویید: `mode="min"` یا `mode="max"`.',
    },
    "patience_zero": {
        "en": "`patience` says how many epochs in a row may pass without improvement, and is at least 1. (Keras's 0 does what its 1 does.)",
        "fa": "`patience` می‌گوید چند دورهٔ پیاپی می‌تواند بی‌بهبود بگذرد و دست‌کم 1 است. (در Keras هم 0 همان کار 1 را می‌کند.)",
    },
    "not_a_schedule": {
        "en": "`schedule` should be a function `schedule(epoch)` or `schedule(epoch, lr)`, not `{value}`.",
        "fa": "`schedule` باید تابعی به‌صورت `schedule(epoch)` یا `schedule(epoch, lr)` باشد، نه `{value}`.",
    },
    "bad_rate": {
        "en": "The schedule gives the learning rate `{value}` for epoch {epoch} (counted from 0). A learning rate is a finite number, 0 or more.",
        "fa": "زمان‌بندی برای دورهٔ {epoch} (شمارش از 0) نرخ یادگیری `{value}` می‌دهد. نرخ یادگیری عددی متناهی و نامنفی است.",
    },
    "unknown_hook": {
        "en": "There is no point of the training called `{name}`.{hint} There are: `{known}`.",
        "fa": "نقطه‌ای از آموزش به نام `{name}` وجود ندارد.{hint} این‌ها هستند: `{known}`.",
    },
    "hook_arguments": {
        "en": "`{hook}` of `{callback}` is called with `({given})`, but it takes `{taken}`. Write `def {hook}(self, {given})`, or `{hook}=lambda {given}: …` in a `LambdaCallback`.",
        "fa": "متد `{hook}` در `{callback}` با `({given})` صدا زده می‌شود، ولی `{taken}` می‌پذیرد. بنویسید `def {hook}(self, {given})`، یا در `LambdaCallback` بنویسید `{hook}=lambda {given}: …`.",
    },
    "hook_not_function": {
        "en": "`{name}` should be a function, not `{value}`.",
        "fa": "`{name}` باید تابع باشد، نه `{value}`.",
    },
    "separator": {
        "en": "`separator` should be one character such as `,` or `;`, not `{value}`.",
        "fa": "`separator` باید یک نویسه مانند `,` یا `;` باشد، نه `{value}`.",
    },
    "not_a_server": {
        "en": "`root` should be the address of a server such as `http://localhost:9000`, not `{value}`.",
        "fa": "`root` باید نشانی یک سرور مانند `http://localhost:9000` باشد، نه `{value}`.",
    },
    "headers": {
        "en": "`headers` should be a dict of texts such as `{{'Authorization': '…'}}`, not `{value}`.",
        "fa": "`headers` باید دیکشنری‌ای از متن‌ها مانند `{{'Authorization': '…'}}` باشد، نه `{value}`.",
    },
    "suffix": {
        "en": "`{path}` should end in `{suffix}`: weights are saved as `.safetensors` (with `save_weights_only=True`), a whole training as `.snapshot`.",
        "fa": "`{path}` باید به `{suffix}` ختم شود: وزن‌ها با پسوند `.safetensors` ذخیره می‌شوند (با `save_weights_only=True`) و کل آموزش با پسوند `.snapshot`.",
    },
    "bad_pattern": {
        "en": "The name `{path}` cannot be filled in: `{reason}`. Write for example `run-{{epoch:02d}}-{{val_loss:.4f}}.snapshot`.",
        "fa": "جاهای خالی نام `{path}` پرشدنی نیست: `{reason}`. برای نمونه بنویسید `run-{{epoch:02d}}-{{val_loss:.4f}}.snapshot`.",
    },
    "unknown_field": {
        "en": "The file name `{path}` asks for `{name}`, which the logs do not have.{hint} They have: `{known}`.",
        "fa": "نام پروندهٔ `{path}` به `{name}` نیاز دارد که در گزارش‌ها (logs) نیست.{hint} در آن‌ها این‌ها هست: `{known}`.",
    },
    "no_test_in_batch": {
        "en": '`{name}` is known only after a test, not after a batch. Use `save_freq="epoch"`, or a `monitor` of the training such as `loss`.',
        "fa": '`{name}` تنها پس از آزمون معلوم است، نه پس از هر دسته. `save_freq="epoch"` را به کار ببرید، یا برای `monitor` معیاری از آموزش مانند `loss`.',
    },
    "finder_in_list": {
        "en": "`LearningRateFinder` makes a trial of its own, so it is no callback of a training. Call `LearningRateFinder().run(solver)`.",
        "fa": "`LearningRateFinder` خودش یک آزمایش جداگانه است و در فهرست کال‌بک‌های آموزش نمی‌آید. `LearningRateFinder().run(solver)` را صدا بزنید.",
    },
    "other_weights": {
        "en": "The average is of another net: `{name}` is not in it, or has another shape.",
        "fa": "این میانگین از آنِ شبکهٔ دیگری است: `{name}` در آن نیست یا شکل دیگری دارد.",
    },
    # metrics
    "no_metric": {
        "en": "There is no metric `{name}` to watch.{hint} This epoch has: `{known}`. (Names with `val_` need test data and `fit`, which tests after each epoch.)",
        "fa": "معیاری به نام `{name}` وجود ندارد که زیر نظر گرفته شود.{hint} این دوره این‌ها را دارد: `{known}`. (نام‌هایی که با `val_` آغاز می‌شوند دادهٔ آزمون می‌خواهند، و `fit` که پس از هر دوره می‌آزماید.)",
    },
    "metric_not_number": {
        "en": "The metric `{name}` should be one number, not `{value}`.",
        "fa": "معیار `{name}` باید یک عدد باشد، نه `{value}`.",
    },
    "nan_in_batch": {
        "en": "After batch {place} `{name}` is {value}.",
        "fa": "پس از دستهٔ {place} مقدار `{name}` برابر {value} است.",
    },
    "nan_in_epoch": {
        "en": "After epoch {place} `{name}` is {value}.",
        "fa": "پس از دورهٔ {place} مقدار `{name}` برابر {value} است.",
    },
    "nan_in_test": {
        "en": "In the test after {place} iterations `{name}` is {value}.",
        "fa": "در آزمون پس از {place} تکرار، مقدار `{name}` برابر {value} است.",
    },
    # files
    "not_our_table": {
        "en": "`{path}` is no table of `CSVLogger`: its first column should be `epoch`. Choose another file, or leave out `append=True`.",
        "fa": "`{path}` جدول `CSVLogger` نیست: ستون نخست آن باید `epoch` باشد. پروندهٔ دیگری برگزینید یا `append=True` را بردارید.",
    },
    # warnings
    "line_cut_off": {
        "en": "The last line of `{path}` was cut off (`{line}`) and has been taken away.",
        "fa": "سطر آخر `{path}` ناتمام بود (`{line}`) و برداشته شد.",
    },
    "log_not_written": {
        "en": "`{path}` cannot be written to just now: {reason} The training goes on; what is missing is written as soon as that is possible.",
        "fa": "اکنون نمی‌توان در `{path}` نوشت: {reason} آموزش ادامه دارد و هر چه جا مانده، همین که بشود نوشته می‌شود.",
    },
    "not_saved": {
        "en": "`{path}` could not be saved: {reason} The training goes on, and what was saved before is untouched.",
        "fa": "`{path}` ذخیره نشد: {reason} آموزش ادامه دارد و آنچه پیش‌تر ذخیره شده دست‌نخورده است.",
    },
    "server_trouble": {
        "en": "The server `{url}` did not take the logs: `{reason}`. The training goes on; this is said only once.",
        "fa": "سرور `{url}` گزارش‌ها را نگرفت: `{reason}`. آموزش ادامه دارد و این هشدار تکرار نمی‌شود.",
    },
    "nan_ignored": {
        "en": "{what}\nThis update is left out, and so are later ones like it, without another word.",
        "fa": "{what}\nاین به‌روزرسانی کنار گذاشته می‌شود و موارد بعدی هم بی‌هشدار کنار گذاشته می‌شوند.",
    },
    # while training
    "nan_stops": {
        "en": "{what}\nThe training is stopped.",
        "fa": "{what}\nآموزش متوقف می‌شود.",
    },
    "stopped_early": {
        "en": "Epoch {epoch}: early stopping. `{name}` has not improved for {wait} epochs; its best value is {best}.",
        "fa": "دورهٔ {epoch}: توقف زودهنگام. `{name}` در {wait} دورهٔ پیاپی بهتر نشده است؛ بهترین مقدارش {best} است.",
    },
    "best_restored": {
        "en": "The weights of epoch {epoch} are put back: `{name}` was {best} then.",
        "fa": "وزن‌های دورهٔ {epoch} برگردانده شد: `{name}` در آن دوره {best} بود.",
    },
    "rate_reduced": {
        "en": "Epoch {epoch}: the learning rate is reduced to {rate}.",
        "fa": "دورهٔ {epoch}: نرخ یادگیری به {rate} کاهش یافت.",
    },
    "epoch_rate": {
        "en": "Epoch {epoch}: the learning rate is {rate}.",
        "fa": "دورهٔ {epoch}: نرخ یادگیری {rate} است.",
    },
    "saved": {
        "en": "Saved: `{path}`",
        "fa": "ذخیره شد: `{path}`",
    },
    "goes_on": {
        "en": "The training goes on after {iteration} iterations, from `{path}`.",
        "fa": "آموزش از `{path}` و پس از {iteration} تکرار ادامه می‌یابد.",
    },
    "epoch_line": {
        "en": "Epoch {epoch}: {logs}",
        "fa": "دورهٔ {epoch}: {logs}",
    },
}
