"""Texts of the learning-rate schedules."""

MESSAGES = {
    "no_rate": {
        "en": "`{schedule}` does not say what the rate is. Write its `_rate(self, step)`.",
        "fa": "`{schedule}` نمی‌گوید نرخ یادگیری چقدر است. برایش `_rate(self, step)` بنویسید.",
    },
    "not_a_schedule": {
        "en": "`{value}` is not a learning-rate schedule. Give a class that is made from `Schedule`, or one of its objects where a rate is due.",
        "fa": "`{value}` زمان‌بندی نرخ یادگیری نیست. کلاسی بدهید که از `Schedule` ساخته شده است یا، آنجا که نرخ لازم است، یکی از شیءهای آن را.",
    },
    "name_taken": {
        "en": "The name `{name}` already belongs to the schedule `{other}`. Give yours another `name`.",
        "fa": "نام `{name}` از آنِ زمان‌بندی `{other}` است. به زمان‌بندی خود `name` دیگری بدهید.",
    },
    "unknown": {
        "en": "The schedule `{name}` is not known here.{hint} If it is your own, put `@tg.register` above its class and run that first. Known: `{known}`.",
        "fa": "زمان‌بندی `{name}` اینجا شناخته نیست.{hint} اگر از آنِ خودتان است، بالای کلاسش `@tg.register` بنویسید و نخست همان را اجرا کنید. شناخته‌ها: `{known}`.",
    },
    "bad_config": {
        "en": "This is not the description of a schedule: `{config}`. It should have a `name` and settings, as `get_config()` gives them.",
        "fa": "این توصیف یک زمان‌بندی نیست: `{config}`. باید `name` و تنظیم‌ها را داشته باشد، چنان‌که `get_config()` می‌دهد.",
    },
    "unknown_setting": {
        "en": "The schedule `{schedule}` has no setting `{name}`.{hint} It has: `{known}`.",
        "fa": "زمان‌بندی `{schedule}` تنظیمی به نام `{name}` ندارد.{hint} تنظیم‌هایش: `{known}`.",
    },
    "missing": {
        "en": "The schedule `{schedule}` needs these settings: `{names}`.",
        "fa": "زمان‌بندی `{schedule}` به این تنظیم‌ها نیاز دارد: `{names}`.",
    },
    "one_way": {
        "en": "`{schedule}` is told how fast it falls in one of two ways: `k`, or `decay_steps` and `decay_rate`. Give one of the two.",
        "fa": "تندی کاهش `{schedule}` را به یکی از دو راه می‌گویند: `k`، یا `decay_steps` و `decay_rate`. تنها یکی از این دو را بدهید.",
    },
    "order": {
        "en": "`{name} = {value}`: the steps should rise, each larger than the one before it.",
        "fa": "`{name} = {value}`: گام‌ها باید صعودی باشند، هر یک بزرگ‌تر از گام پیش از خود.",
    },
    "not_a_list": {
        "en": "`{name}` should be a list such as `[10, 20]`, not `{value}`.",
        "fa": "`{name}` باید فهرستی باشد، مانند `[10, 20]`، نه `{value}`.",
    },
    "how_many_values": {
        "en": "{boundaries} boundaries cut the training into {wanted} pieces, so {wanted} values are needed; there are {found}.",
        "fa": "{boundaries} مرز، آموزش را به {wanted} بخش می‌بُرند و {wanted} مقدار لازم است؛ اینجا {found} مقدار هست.",
    },
    "too_long": {
        "en": "`{names}` together take {taken} steps, but the whole training has `{total_name} = {total}`. Shorten them, or make `{total_name}` larger.",
        "fa": "`{names}` با هم {taken} گام می‌خواهند، ولی کل آموزش `{total_name} = {total}` گام دارد. آن‌ها را کوتاه‌تر کنید یا `{total_name}` را بزرگ‌تر.",
    },
    "divides_by_zero": {
        "en": "The document's formula divides by `{divisor}`, which is 0 here. Leave out `document_compatible=True`: then this works.",
        "fa": "فرمول آن سند بر `{divisor}` تقسیم می‌کند که اینجا صفر است. `document_compatible=True` را ننویسید تا کار کند.",
    },
    "endless": {
        "en": "`{schedule}` never ends, so nothing can come after it. Say where the next one begins: `chain(first, second, at=[1000])`.",
        "fa": "`{schedule}` پایانی ندارد و چیزی پس از آن نمی‌آید. بگویید بعدی از کجا آغاز شود: `chain(first, second, at=[1000])`.",
    },
    "how_many_joints": {
        "en": "{parts} schedules have {wanted} joints; `at` names {found}.",
        "fa": "{parts} زمان‌بندی {wanted} پیوندگاه دارند؛ `at` از {found} پیوندگاه نام می‌برد.",
    },
    "steps_or_epochs": {
        "en": "The cycle needs to know how long it is: `total_steps`, or `epochs` and `steps_per_epoch`.",
        "fa": "چرخه باید بداند چقدر طول می‌کشد: `total_steps` را بدهید، یا `epochs` و `steps_per_epoch` را.",
    },
    "past_the_end": {
        "en": "Step {step} is past the end: `{schedule}` has only {length} steps and stays at its last rate, `{rate}`. Make it as long as the training.",
        "fa": "گام {step} پس از پایان است: `{schedule}` تنها {length} گام دارد و در آخرین نرخ خود، `{rate}`، می‌ماند. آن را به درازای آموزش بگیرید.",
    },
    "no_momentum": {
        "en": "The schedule changes the momentum along with the rate, but `{optimizer}` has no momentum. Give the schedule `cycle_momentum=False`.",
        "fa": "این زمان‌بندی همراه با نرخ یادگیری تکانه را هم تغییر می‌دهد، ولی `{optimizer}` تکانه ندارد. به زمان‌بندی `cycle_momentum=False` بدهید.",
    },
}
