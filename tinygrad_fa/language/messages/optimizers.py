"""Texts of the optimizers and the policies: hyper-parameters, clipping, saved states."""

MESSAGES = {
    "no_rate": {
        "en": "To set `{name}` of an optimizer would change nothing: the Solver gives it the learning rate at every update. In a callback: `self.solver.rate_override = 0.01`, or `self.solver.rate_factor = 0.5` times that of the schedule.",
        "fa": "تغییر `{name}` در بهینه‌ساز اثری ندارد: حل‌کننده (Solver) در هر به‌روزرسانی نرخ یادگیری را به آن می‌دهد. در کال‌بک: `self.solver.rate_override = 0.01`، یا `self.solver.rate_factor = 0.5` که در نرخ زمان‌بندی ضرب می‌شود.",
    },
    "other_rule": {
        "en": "The saved state belongs to the optimizer `{saved}`, and this one is `{here}`. Make the Solver with `type={saved!r}`.",
        "fa": "وضعیت ذخیره‌شده از آنِ بهینه‌ساز `{saved}` است و این بهینه‌ساز `{here}` است. حل‌کننده را با `type={saved!r}` بسازید.",
    },
    "other_hyperparameters": {
        "en": "The saved state does not fit the optimizer `{type}`. Missing hyper-parameters: `{missing}`. Not known here: `{unknown}`.",
        "fa": "وضعیت ذخیره‌شده با بهینه‌ساز `{type}` نمی‌خواند. ابرپارامترهایی که نیستند: `{missing}`. آنچه اینجا شناخته نیست: `{unknown}`.",
    },
    "bad_memory": {
        "en": "The saved state cannot be used: `{name}` cannot be `{saved}`.",
        "fa": "وضعیت ذخیره‌شده به کار نمی‌آید: `{name}` نمی‌تواند `{saved}` باشد.",
    },
    "refused": {
        "en": "`{type}` works without `{setting}`, and `{setting} = {value}` was given. Leave it out, or choose a rule that has it: `{users}`.",
        "fa": "`{type}` بدون `{setting}` کار می‌کند، ولی `{setting} = {value}` داده شده است. آن را ننویسید، یا روشی را برگزینید که آن را دارد: `{users}`.",
    },
    "unused": {
        "en": "`{setting} = {value}` would have no effect with `{kind} = {chosen}`. Leave it out, or choose one that uses it: `{users}`.",
        "fa": "`{setting} = {value}` با `{kind} = {chosen}` هیچ اثری ندارد. آن را ننویسید، یا یکی را برگزینید که آن را به کار می‌برد: `{users}`.",
    },
    "unused_clipping": {
        "en": "`{setting} = {value}` would have no effect, because there is no limit to clip to. Give it too, as `clip_gradients=1.0`, or leave `{setting}` out.",
        "fa": "`{setting} = {value}` هیچ اثری ندارد، چون حدی برای برش داده نشده است. آن را هم بدهید، مانند `clip_gradients=1.0`، یا `{setting}` را ننویسید.",
    },
    "not_a_pair": {
        "en": "`{name}` should be two numbers such as `{example}`, not `{value}`.",
        "fa": "`{name}` باید دو عدد باشد، مانند `{example}`، نه `{value}`.",
    },
    "not_a_switch": {
        "en": "`{name}` should be `True` or `False`, not `{value}`.",
        "fa": "`{name}` باید `True` یا `False` باشد، نه `{value}`.",
    },
    "nesterov_without_momentum": {
        "en": "`nesterov=True` looks ahead along the velocity, so it needs `momentum` above 0 and `dampening` 0; here they are {momentum} and {dampening}.",
        "fa": "`nesterov=True` در راستای سرعت به جلو نگاه می‌کند؛ پس `momentum` باید بزرگ‌تر از 0 و `dampening` برابر 0 باشد، ولی اینجا {momentum} و {dampening} هستند.",
    },
    "order": {
        "en": "`{name} = {value}`: the first of the two should not be larger than the second.",
        "fa": "`{name} = {value}`: عدد نخست نباید از عدد دوم بزرگ‌تر باشد.",
    },
}
