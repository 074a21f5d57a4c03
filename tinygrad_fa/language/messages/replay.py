"""Texts of the page that replays a graph step by step."""

MESSAGES = {
    "page_title": {
        "en": "Forward and backward, step by step",
        "fa": "رو به جلو و رو به عقب، گام‌به‌گام",
    },
    # What happens in a step.
    "start": {
        "en": "The graph and its inputs. We first compute every node from left to right; then the gradients go back from right to left.",
        "fa": "گراف و ورودی‌هایش. نخست گره‌ها را از چپ به راست محاسبه می‌کنیم؛ سپس گرادیان‌ها از راست به چپ برمی‌گردند.",
    },
    "start_forward": {
        "en": "The graph and its inputs. We compute every node from left to right.",
        "fa": "گراف و ورودی‌هایش. گره‌ها را از چپ به راست محاسبه می‌کنیم.",
    },
    "forward": {
        "en": "Forward pass: {node} is computed from its inputs.",
        "fa": "گذر رو به جلو: {node} از روی ورودی‌هایش محاسبه می‌شود.",
    },
    "forward_layer": {
        "en": "Forward pass: the layer {node} turns its input into its output.",
        "fa": "گذر رو به جلو: لایهٔ {node} ورودی‌اش را به خروجی تبدیل می‌کند.",
    },
    "seed": {
        "en": "Backward pass: we begin at {node}. With respect to itself its derivative is 1.",
        "fa": "گذر رو به عقب: از {node} آغاز می‌کنیم که مشتقش نسبت به خودش 1 است.",
    },
    "seed_from_above": {
        "en": "Backward pass: this gradient reaches {node} from what comes after it.",
        "fa": "گذر رو به عقب: این گرادیان از آنچه پس از {node} می‌آید به آن می‌رسد.",
    },
    "share": {
        "en": "Back through {node} to {input}: upstream gradient × local derivative = contribution.",
        "fa": "به عقب، از {node} به {input}: گرادیان بالادست × گرادیان محلی = سهم این ورودی.",
    },
    "share_of_several": {
        "en": "Back through {node} to {input}. Other paths lead there too: this is one share of its gradient.",
        "fa": "به عقب، از {node} به {input}. راه‌های دیگری هم به آن می‌رسند؛ این یکی از سهم‌های گرادیان آن است.",
    },
    "share_last": {
        "en": "Back through {node} to {input}: the last share. Paths meet, so we add.",
        "fa": "به عقب، از {node} به {input}: سهم آخر. راه‌ها به هم می‌رسند، پس سهم‌ها را جمع می‌کنیم.",
    },
    "array_share": {
        "en": "Back through {node} to {input}: every entry gets upstream gradient × local derivative, added over all results that it enters.",
        "fa": "به عقب، از {node} به {input}: سهم هر درایه گرادیان بالادست × گرادیان محلی است، با جمع روی همهٔ خروجی‌هایی که به آن وابسته‌اند.",
    },
    "array_share_of_several": {
        "en": "Back through {node} to {input}. Other paths lead there too: this array is one share of its gradient.",
        "fa": "به عقب، از {node} به {input}. راه‌های دیگری هم به آن می‌رسند؛ این آرایه یکی از سهم‌های گرادیان آن است.",
    },
    "array_share_last": {
        "en": "Back through {node} to {input}: the last share. Paths meet, so the arrays are added entry by entry.",
        "fa": "به عقب، از {node} به {input}: سهم آخر. راه‌ها به هم می‌رسند، پس آرایه‌ها درایه‌به‌درایه جمع می‌شوند.",
    },
    "layer_share": {
        "en": "Back through {node} to {input}: the layer turns the gradient of its output into the gradient of its input.",
        "fa": "به عقب، از {node} به {input}: لایه از گرادیان خروجی‌اش گرادیان ورودی را می‌سازد.",
    },
    "layer_share_of_several": {
        "en": "Back through {node} to {input}. Other paths lead there too: this is one share of its gradient.",
        "fa": "به عقب، از {node} به {input}. راه‌های دیگری هم به آن می‌رسند؛ این یکی از سهم‌های گرادیان آن است.",
    },
    "layer_share_last": {
        "en": "Back through {node} to {input}: the last share. Paths meet, so we add.",
        "fa": "به عقب، از {node} به {input}: سهم آخر. راه‌ها به هم می‌رسند، پس سهم‌ها را جمع می‌کنیم.",
    },
    "parameters": {
        "en": "The gradient has reached {node}: it gives each of the layer's {count} parameters its own gradient.",
        "fa": "گرادیان به {node} رسیده است و از روی آن گرادیان هر یک از {count} پارامتر لایه به دست می‌آید.",
    },
    "end": {
        "en": "Both passes are done: every wire shows its value above and its gradient below.",
        "fa": "هر دو گذر تمام شد: بالای هر سیم مقدار آن است و زیرش گرادیان آن.",
    },
    "end_of_forward": {
        "en": "The forward pass is done. There are no gradients yet: call `backward()` on the result, then replay again.",
        "fa": "گذر رو به جلو تمام شد. هنوز گرادیانی نیست: نخست `backward()` را روی نتیجه صدا بزنید، سپس دوباره پخش کنید.",
    },
    "end_of_net": {
        "en": "The forward pass is done. Gradients begin at a loss: replay the loss after its `backward()`.",
        "fa": "گذر رو به جلو تمام شد. گرادیان از ضرر آغاز می‌شود: پس از `backward()` خود ضرر را پخش کنید.",
    },
    # What stands below a number of the formula.
    "role_computed": {"en": "the op with its inputs", "fa": "عملیات با ورودی‌هایش"},
    "role_value": {"en": "value", "fa": "مقدار"},
    "role_shape_in": {"en": "shape of the input", "fa": "شکل ورودی"},
    "role_shape_out": {"en": "shape of the output", "fa": "شکل خروجی"},
    "role_upstream": {"en": "upstream gradient", "fa": "گرادیان بالادست"},
    "role_local": {"en": "local derivative", "fa": "گرادیان محلی"},
    "role_share": {"en": "contribution", "fa": "سهم"},
    "role_so_far": {"en": "sum so far", "fa": "جمع تا اینجا"},
    "role_sum": {"en": "sum Σ", "fa": "جمع Σ"},
    "role_gradient": {"en": "gradient", "fa": "گرادیان"},
    "role_parameters": {"en": "gradient of the parameters", "fa": "گرادیان پارامترها"},
    # The page around it.
    "phase_start": {"en": "start", "fa": "آغاز"},
    "phase_forward": {"en": "forward", "fa": "رو به جلو"},
    "phase_backward": {"en": "backward", "fa": "رو به عقب"},
    "phase_end": {"en": "end", "fa": "پایان"},
    "first": {"en": "first step", "fa": "گام نخست"},
    "back": {"en": "one step back", "fa": "یک گام به عقب"},
    "next": {"en": "next step", "fa": "گام بعد"},
    "last": {"en": "last step", "fa": "گام آخر"},
    "play": {"en": "play", "fa": "پخش"},
    "pause": {"en": "pause", "fa": "توقف"},
    "slider": {"en": "step", "fa": "گام"},
    "count": {"en": "step {step} of {all}", "fa": "گام {step} از {all}"},
    "keys": {
        "en": "Keys: → and ← one step, Home and End to the ends, Space plays.",
        "fa": "کلیدها: → گام بعد و ← گام قبل، `Home` و `End` ابتدا و انتها، `Space` پخش.",
    },
    "other_language": {"en": "فارسی", "fa": "English"},
    "no_script": {
        "en": "Without JavaScript the steps cannot be played; the whole picture is above.",
        "fa": "بدون JavaScript گام‌ها پخش نمی‌شوند؛ تصویر کامل در بالاست.",
    },
    "whole_picture": {"en": "the whole picture", "fa": "تصویر کامل"},
    "only_html": {
        "en": "`{path}` cannot be saved: a replay is a page, and its ending must be `.html`. (The picture itself can be saved in other forms: `tg.draw(…).save(…)`.)",
        "fa": "ذخیرهٔ `{path}` ممکن نیست: بازپخش یک صفحه است و پسوند آن باید `.html` باشد. (خود تصویر را می‌توان به شکل‌های دیگر ذخیره کرد: `tg.draw(…).save(…)`.)",
    },
}
