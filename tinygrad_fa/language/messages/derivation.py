"""Texts of the derivations of tensors, second derivatives and worksheets."""

MESSAGES = {
    "needs_gradient": {
        "en": "The result has shape `{shape}`, so it has no single slope. Make one number of it (`.sum()`, a loss), or say what arrives from above: `tg.derive(y, gradient=…)` with an array of that shape.",
        "fa": "نتیجه به شکل `{shape}` است و یک مشتق تنها ندارد. آن را به یک عدد برسانید (`.sum()` یا یک تابع ضرر)، یا گرادیان بالادست را بدهید: `tg.derive(y, gradient=…)` با آرایه‌ای به همین شکل.",
    },
    "an_input": {
        "en": "${x}$ was not computed from anything: it is an input itself. When it changes a little, it changes by just that much, so its slope with respect to itself is 1. For more, compute something from it (`f = x * x`) and derive that.",
        "fa": "${x}$ از چیزی محاسبه نشده است؛ خودش ورودی است. اگر کمی تغییر کند، درست به همان اندازه تغییر کرده است؛ پس مشتقش نسبت به خودش 1 است. برای دیدن بیشتر، چیزی از آن حساب کنید (`f = x * x`) و مشتق همان را بخواهید.",
    },
    "not_a_number": {
        "en": "NaN (not a number) appears first in ${x}$. It spreads to everything that is computed from it, and a slope there means nothing: the lines below show what the rules give, but nobody can say how ${f}$ changes.",
        "fa": "مقدار NaN (یعنی «عدد نیست») نخست در ${x}$ پیدا شده است. به هر چه از آن محاسبه شود سرایت می‌کند و مشتق در آنجا معنایی ندارد: سطرهای زیر نشان می‌دهند قاعده‌ها چه می‌دهند، ولی نمی‌توان گفت ${f}$ چگونه تغییر می‌کند.",
    },
    "infinite": {
        "en": "An infinite value appears first in ${x}$: no number to add something small to. The lines below show what the rules give; they do not say how ${f}$ changes.",
        "fa": "مقدار بی‌نهایت نخست در ${x}$ پیدا شده است؛ بی‌نهایت عددی نیست که چیزی کوچک به آن بیفزاییم. سطرهای زیر نشان می‌دهند قاعده‌ها چه می‌دهند، ولی نمی‌گویند ${f}$ چگونه تغییر می‌کند.",
    },
    "nothing_to_blank": {
        "en": "A worksheet needs something to work out, and here nothing was computed: the number is an input itself. Compute something from it first: `f = x * x`.",
        "fa": "کاربرگ به چیزی نیاز دارد که حساب شود، و اینجا چیزی محاسبه نشده است: این عدد خودش ورودی است. نخست چیزی از آن حساب کنید: `f = x * x`.",
    },
    "gradient_for_tensors": {
        "en": "`gradient=` is for a `Tensor` of many numbers; the derivation of a single number begins with 1.",
        "fa": "`gradient=` برای `Tensor`ی با چند عدد است؛ محاسبهٔ دستی برای یک عدد تنها از 1 آغاز می‌شود.",
    },
    "order": {
        "en": "`order` is 1, or 2 for second derivatives, not `{order}`.",
        "fa": "مقدار `order` باید 1 باشد، یا 2 برای مشتق‌های دوم، نه `{order}`.",
    },
    "most": {
        "en": "`most` is how many nodes the graph may have: a whole number from 1 on, not `{most}`.",
        "fa": "مقدار `most` می‌گوید گراف حداکثر چند گره داشته باشد: عدد صحیحی از 1 به بالا، نه `{most}`.",
    },
    "too_many_nodes": {
        "en": (
            "This graph has {count} nodes, and a derivation of more than {most} nobody reads. Derive "
            "a part of it: an intermediate result that you can name, one layer, or the same formula "
            "with fewer samples. To have all of it written, say so: `most={count}`; with "
            '`steps="short"` it is shorter.'
        ),
        "fa": (
            "این گراف {count} گره دارد و محاسبهٔ دستیِ بیش از {most} گره را کسی نمی‌خواند. بخشی از آن را "
            "بدهید: یک نتیجهٔ میانی که نامی برایش دارید، یک لایه، یا همین فرمول با نمونه‌های کمتر. اگر همهٔ "
            'آن را می‌خواهید، بگویید: `most={count}`؛ با `steps="short"` کوتاه‌تر می‌شود.'
        ),
    },
    "order_of_tensor": {
        "en": "Second derivatives are written out for `Value`s: a `Tensor` has one for every pair of entries. For numbers: `tg.hessian`; for one of them by hand: derive a number computed from `tg.grad(…, create_graph=True)`.",
        "fa": "مشتق دوم برای `Value` نوشته می‌شود؛ `Tensor` برای هر جفت درایه یکی دارد. برای عددها: `tg.hessian`؛ برای نوشتن یکی از آن‌ها: عددی را بدهید که از `tg.grad(…, create_graph=True)` محاسبه شده است.",
    },
    "template": {
        "en": "The formula `{template}` of the op `{op}` cannot be filled in (`{reason}`). Its fields are the names of `forward`'s arguments, `{{out}}` and, in `array_rules`, `{{g}}`; braces of TeX are written twice.",
        "fa": "فرمول `{template}` از عملیات `{op}` پر نمی‌شود (`{reason}`). جاهای خالی آن نام ورودی‌های `forward`، `{{out}}` و در `array_rules` نیز `{{g}}` است؛ آکولادهای خود TeX دو بار نوشته می‌شوند.",
    },
    "no_formula": {
        "en": "The op table has no formula for what {ops} hands back. There we write a name in its place, and take the numbers from the op itself.",
        "fa": "در جدول عملیات‌ها فرمولی برای سهمی که {ops} به عقب می‌فرستد نیامده است. آنجا به‌جای فرمول یک نام می‌نویسیم و عدد را از خود عملیات می‌گیریم.",
    },
    # --- the board of tensors ------------------------------------------------------------------
    "question": {
        "en": "How much does ${f}$ change when one entry of one of its inputs changes a little? We work it out by hand, for whole arrays at once. The shape of every array stands under its name.",
        "fa": "اگر یکی از درایه‌های یکی از ورودی‌ها کمی تغییر کند، ${f}$ چقدر تغییر می‌کند؟ پاسخ را روی کاغذ به دست می‌آوریم، برای همهٔ درایه‌های هر آرایه با هم. شکل هر آرایه زیر نامش نوشته شده است.",
    },
    "question_given": {
        "en": "From ${y}$ some number ${f}$ will be computed, and its gradient with respect to ${y}$ is given. How does ${f}$ change with the inputs of ${y}$? We work it out by hand. The shape of every array stands under its name.",
        "fa": "از ${y}$ عددی به نام ${f}$ به دست خواهد آمد که گرادیانش نسبت به ${y}$ داده شده است. ${f}$ با ورودی‌های ${y}$ چگونه تغییر می‌کند؟ پاسخ را روی کاغذ به دست می‌آوریم. شکل هر آرایه زیر نامش نوشته شده است.",
    },
    "long_names": {
        "en": "For short we write {names}.",
        "fa": "برای کوتاهی می‌نویسیم {names}.",
    },
    "short_for": {"en": "${short}$ for `{long}`", "fa": "${short}$ به‌جای `{long}`"},
    "inputs": {"en": "These are given:", "fa": "این‌ها داده شده‌اند:"},
    "constants": {
        "en": "{names}: data, not parameters, so no gradient is wanted.",
        "fa": "{names} داده است، نه پارامتر؛ پس گرادیانی برایش نمی‌خواهیم.",
    },
    "labels": {
        "en": "${y}$ holds the true classes, counted from 0; ${Y}$ has a 1 at the true class of each sample and 0 elsewhere.",
        "fa": "${y}$ شمارهٔ کلاس درست هر نمونه است (از صفر)؛ ${Y}$ در جای کلاس درست هر نمونه 1 دارد و در بقیهٔ جاها 0 (بردارهای تک‌فعال، one-hot).",
    },
    "label_weights": {
        "en": "$D$ holds the weight of each sample in the loss.",
        "fa": "$D$ وزن هر نمونه در تابع ضرر است.",
    },
    "forward_how": {
        "en": "Every intermediate result gets a name, so that each line holds a single operation.",
        "fa": "به هر نتیجهٔ میانی نامی می‌دهیم تا در هر سطر تنها یک عملیات بماند.",
    },
    "rules": {"en": "What each operation hands back", "fa": "هر عملیات چه چیزی به عقب می‌فرستد"},
    "rules_how": {
        "en": "Let ${G}$ be the upstream gradient: an array of the shape of the operation's result, which holds the slope of ${f}$ for each of its entries. To each input the operation hands back an array of that input's shape; the arrow says what it gets.",
        "fa": "${G}$ را گرادیان بالادست می‌گیریم: آرایه‌ای به شکل حاصل عملیات که مشتق ${f}$ نسبت به هر درایهٔ آن را نگه می‌دارد. هر عملیات به هر ورودی آرایه‌ای به شکل همان ورودی پس می‌دهد؛ پیکان می‌گوید چه به آن می‌رسد.",
    },
    "through": {"en": "For ${formula}$:", "fa": "برای ${formula}$:"},
    "through_why": {"en": "For ${formula}$: {why}", "fa": "برای ${formula}$: {why}"},
    "chain_how": {
        "en": "We begin at ${f}$, whose slope with respect to itself is 1, and go back: in each rule, ${G}$ is now the gradient that has arrived.",
        "fa": "از ${f}$ آغاز می‌کنیم که مشتقش نسبت به خودش 1 است، و به عقب برمی‌گردیم: در هر قاعده، اکنون ${G}$ همان گرادیانی است که رسیده است.",
    },
    "chain_how_given": {
        "en": "We begin at ${y}$, whose gradient is given, and go back: in each rule, ${G}$ is now the gradient that has arrived.",
        "fa": "از ${y}$ آغاز می‌کنیم که گرادیانش داده شده است، و به عقب برمی‌گردیم: در هر قاعده، اکنون ${G}$ همان گرادیانی است که رسیده است.",
    },
    "copied": {
        "en": "${x}$ has shape ${small}$, but it meets arrays of shape ${large}$: it was copied (broadcast) along {axes}. Every copy gets its own gradient, and ${x}$ gets their sum: so we add along {axes}.",
        "fa": "شکل ${x}$ برابر ${small}$ است ولی با آرایه‌هایی به شکل ${large}$ همراه شده: در امتداد {axes} تکرار شده است (پخش‌سازی، broadcasting). هر تکرار گرادیان خودش را می‌گیرد و ${x}$ جمع آن‌ها را؛ پس در امتداد {axes} جمع می‌زنیم.",
    },
    "copied_number": {
        "en": "${x}$ is a single number that was copied (broadcast) to every entry of an array of shape ${large}$. It gets the sum of what all its copies get.",
        "fa": "${x}$ یک عدد تنهاست که برای همهٔ درایه‌های آرایه‌ای به شکل ${large}$ تکرار شده است (پخش‌سازی، broadcasting). جمع آنچه به همهٔ تکرارها می‌رسد، به آن می‌رسد.",
    },
    "axis": {"en": "axis {axes}", "fa": "محور {axes}"},
    "axes": {"en": "the axes {axes}", "fa": "محورهای {axes}"},
    "formula_head": {"en": "formula", "fa": "فرمول"},
    "shape_head": {"en": "shape", "fa": "شکل"},
    "norm_head": {"en": "length", "fa": "اندازه"},
    "gradients_how": {
        "en": "Every gradient has the shape of the array it belongs to.",
        "fa": "هر گرادیان به شکل همان آرایه‌ای است که از آن اوست.",
    },
    "lengths_how": {
        "en": "The length of an array is the root of the sum of its squared entries.",
        "fa": "اندازهٔ یک آرایه جذر مجموع مربع درایه‌هایش است.",
    },
    # --- notation: said where it is used -------------------------------------------------------
    "notation_odot": {
        "en": "$\\odot$ multiplies two arrays entry by entry. Fractions, powers and functions of an array are meant entry by entry, too.",
        "fa": "$\\odot$ دو آرایه را درایه‌به‌درایه در هم ضرب می‌کند. کسر، توان و تابعِ یک آرایه هم درایه‌به‌درایه است.",
    },
    "notation_sum": {
        "en": "$\\operatorname{{sum}}_{{0}}$ adds along axis 0 (axes are counted from 0: along axis 0 of a matrix we go down its columns); without an axis everything is added.",
        "fa": "$\\operatorname{{sum}}_{{0}}$ در امتداد محور 0 جمع می‌زند (محورها از صفر شمرده می‌شوند؛ در ماتریس، محور 0 در طول ستون پایین می‌رود)؛ بدون شمارهٔ محور، همهٔ درایه‌ها جمع می‌شوند.",
    },
    "notation_copy": {
        "en": "$\\operatorname{{copy}}$ is the way back of a sum or mean: it copies each number to all the entries that it was made of.",
        "fa": "$\\operatorname{{copy}}$ راه بازگشت جمع و میانگین است: هر عدد را برای همهٔ درایه‌هایی که از آن‌ها ساخته شده تکرار می‌کند.",
    },
    "notation_mean": {
        "en": "$\\operatorname{{mean}}_{{0}}$ and $\\operatorname{{var}}_{{0}}$ are mean and (biased) variance along axis 0; every entry is compared with those of its own column.",
        "fa": "$\\operatorname{{mean}}_{{0}}$ و $\\operatorname{{var}}_{{0}}$ میانگین و واریانس (اریب) در امتداد محور 0 هستند و هر درایه با همان‌های ستون خودش سنجیده می‌شود.",
    },
    "notation_ones": {
        "en": "$\\mathbf{{1}}$ is an array of ones.",
        "fa": "$\\mathbf{{1}}$ آرایه‌ای است که همهٔ درایه‌هایش 1 است.",
    },
    "notation_bracket": {
        "en": "A square bracket with a condition is 1 at the entries where the condition holds, and 0 elsewhere: a mask.",
        "fa": "کروشه‌ای که شرط دارد، در درایه‌هایی که شرط برقرار است 1 و در بقیه 0 است: یک نقاب (mask).",
    },
    "notation_star": {
        "en": "$X \\star W$ is the cross-correlation that networks call convolution: the kernel is laid on every place of the image, not turned.",
        "fa": "$X \\star W$ همان همبستگی متقابل است که در شبکه‌ها کانولوشن نامیده می‌شود: کرنل بدون چرخاندن روی هر جای تصویر گذاشته می‌شود.",
    },
    # --- why a rule is what it is --------------------------------------------------------------
    "why_Linear": {
        "en": "the entry $z_{{ij}} = \\sum_k x_{{ik}} w_{{jk}} + b_j$ is a sum. The weight $w_{{jk}}$ acts on $z_{{ij}}$ of every sample $i$, by $x_{{ik}}$; so it gets $\\sum_i g_{{ij}} x_{{ik}}$, and all of these together are a matrix product. The shapes leave no other choice. The bias is copied to every row; so it gets the sum of the rows.",
        "fa": "درایهٔ $z_{{ij}} = \\sum_k x_{{ik}} w_{{jk}} + b_j$ یک جمع است. وزن $w_{{jk}}$ روی $z_{{ij}}$ همهٔ نمونه‌های $i$ اثر دارد، به اندازهٔ $x_{{ik}}$؛ پس $\\sum_i g_{{ij}} x_{{ik}}$ به آن می‌رسد و همهٔ این‌ها با هم یک ضرب ماتریسی است. شکل‌ها هم راه دیگری نمی‌گذارند. بایاس برای همهٔ سطرها تکرار می‌شود؛ پس جمع سطرها به آن می‌رسد.",
    },
    "why_MatMul": {
        "en": "the entry $z_{{ij}} = \\sum_k x_{{ik}} y_{{kj}}$ is a sum, in which $x_{{ik}}$ is multiplied by $y_{{kj}}$. So $x_{{ik}}$ gets $\\sum_j g_{{ij}} y_{{kj}}$ and $y_{{kj}}$ gets $\\sum_i x_{{ik}} g_{{ij}}$: two matrix products. The shapes leave no other choice.",
        "fa": "درایهٔ $z_{{ij}} = \\sum_k x_{{ik}} y_{{kj}}$ جمعی است که در آن $x_{{ik}}$ در $y_{{kj}}$ ضرب می‌شود. پس به $x_{{ik}}$ مقدار $\\sum_j g_{{ij}} y_{{kj}}$ و به $y_{{kj}}$ مقدار $\\sum_i x_{{ik}} g_{{ij}}$ می‌رسد: دو ضرب ماتریسی. شکل‌ها هم راه دیگری نمی‌گذارند.",
    },
    "why_Mul": {
        "en": "each entry of one factor is multiplied by its neighbour in the other; that neighbour is the slope.",
        "fa": "هر درایهٔ یک عامل در درایهٔ هم‌جای عامل دیگر ضرب می‌شود و مشتق محلی همان درایهٔ هم‌جاست.",
    },
    "why_Relu": {
        "en": "where an entry is positive it passes as it is, and so does its gradient; where it is not, the result stays 0 and no gradient comes through (at exactly 0 we take the slope 0).",
        "fa": "درایهٔ مثبت همان‌گونه که هست می‌گذرد و گرادیانش هم؛ در بقیهٔ جاها حاصل 0 می‌ماند و گرادیانی نمی‌گذرد (درست در 0 مشتق را 0 می‌گیریم).",
    },
    "why_Sum": {
        "en": "every entry goes into the sum with slope 1; so each gets the gradient of the sum it went into.",
        "fa": "مشتق جمع نسبت به هر درایه‌اش 1 است؛ پس به هر یک، گرادیان همان جمعی می‌رسد که در آن آمده است.",
    },
    "why_Mean": {
        "en": "a mean of $n$ entries is their sum times $1/n$; so each entry gets $1/n$ of the gradient.",
        "fa": "میانگین $n$ درایه، جمع آن‌ها ضرب در $1/n$ است؛ پس به هر درایه $1/n$ گرادیان می‌رسد.",
    },
    "why_Max": {
        "en": "only the largest entry decides; it gets the whole gradient, the others get nothing. ($\\operatorname{{first}}$ keeps the first of several that are equal.)",
        "fa": "تنها بزرگ‌ترین درایه تعیین‌کننده است؛ همهٔ گرادیان به آن می‌رسد و به بقیه چیزی نمی‌رسد. (اگر چند تا برابر باشند، $\\operatorname{{first}}$ نخستین را نگه می‌دارد.)",
    },
    "why_Min": {
        "en": "only the smallest entry decides; it gets the whole gradient, the others get nothing. ($\\operatorname{{first}}$ keeps the first of several that are equal.)",
        "fa": "تنها کوچک‌ترین درایه تعیین‌کننده است؛ همهٔ گرادیان به آن می‌رسد و به بقیه چیزی نمی‌رسد. (اگر چند تا برابر باشند، $\\operatorname{{first}}$ نخستین را نگه می‌دارد.)",
    },
    "why_Softmax": {
        "en": "raising one logit makes its own share larger and all others smaller: $\\partial p_i / \\partial z_j = p_i ([i = j] - p_j)$. Summed over $i$ with the upstream gradient this is the formula below: what arrives, less its average weighted with the shares.",
        "fa": "اگر یک لاجیت زیاد شود، سهم خودش زیاد و سهم همهٔ دیگران کم می‌شود: $\\partial p_i / \\partial z_j = p_i ([i = j] - p_j)$. اگر این را با گرادیان بالادست روی $i$ جمع بزنیم، فرمول زیر به دست می‌آید: آنچه می‌رسد، منهای میانگین آن با وزن سهم‌ها.",
    },
    "why_LogSoftmax": {
        "en": "$\\ln p_i = z_i - \\ln \\sum_j e^{{z_j}}$, and the slope of the second part is $p_j$.",
        "fa": "$\\ln p_i = z_i - \\ln \\sum_j e^{{z_j}}$ و مشتق بخش دوم نسبت به $z_j$ برابر $p_j$ است.",
    },
    "why_CrossEntropy": {
        "en": "the loss of one sample with the true class $c$ is $-\\ln p_c = -z_c + \\ln \\sum_j e^{{z_j}}$. The first part has the slope $-1$ at the true class only, the second has the slope $p_j$ everywhere. Together: predicted shares minus the truth. The exponentials and logarithms of the formula have cancelled.",
        "fa": "ضرر یک نمونه با کلاس درست $c$ برابر $-\\ln p_c = -z_c + \\ln \\sum_j e^{{z_j}}$ است. مشتق بخش نخست تنها در کلاس درست $-1$ است و در بقیهٔ جاها 0؛ مشتق بخش دوم نسبت به هر $z_j$ برابر $p_j$ است. روی هم: سهم‌های پیش‌بینی‌شده منهای پاسخ درست. نماها و لگاریتم‌ها یکدیگر را خنثی کرده‌اند.",
    },
    "why_Standardise": {
        "en": "an entry of ${x}$ acts on the result in three ways: directly; over the mean, which it moves for everybody; and over the variance, which it moves too. The three terms are these three ways. What is left of ${G}$ has mean 0, and nothing of it points along ${out}$: shifting or stretching ${x}$ changes nothing.",
        "fa": "هر درایهٔ ${x}$ از سه راه روی حاصل اثر دارد: مستقیم؛ از راه میانگین که آن را برای همه جابه‌جا می‌کند؛ و از راه واریانس. سه جملهٔ فرمول همین سه راه است. آنچه از ${G}$ می‌ماند میانگین 0 دارد و هیچ سهمی در راستای ${out}$ ندارد: جابه‌جا کردن یا کشیدن ${x}$ چیزی را عوض نمی‌کند.",
    },
    "why_ScaleShift": {
        "en": "scale and shift are copied to all samples; so each gets the sum over them.",
        "fa": "ضریب و جابه‌جایی برای همهٔ نمونه‌ها تکرار می‌شوند؛ پس به هر یک جمع روی نمونه‌ها می‌رسد.",
    },
    "why_Conv2d": {
        "en": "each weight of the kernel meets the image at every place where the kernel is laid, and gets the sum of image times ${G}$ over those places: again a cross-correlation, with ${G}$ as the kernel. A pixel goes into all results whose window holds it, and gets the sum of ${G}$ times the weight it met: a full convolution, in which the kernel is turned by 180° and hangs over the edges. A bias is added to every pixel of its channel, and gets the sum over them.",
        "fa": "هر وزنِ کرنل در همهٔ جاهایی که کرنل گذاشته می‌شود به تصویر می‌خورد و جمع «تصویر ضرب در ${G}$» در آن جاها به آن می‌رسد: باز یک همبستگی متقابل، این بار با کرنل ${G}$. هر پیکسل در همهٔ نتیجه‌هایی می‌آید که پنجره‌شان آن را دربردارد، و جمع «ضرب ${G}$ در وزنی که به آن خورده» به آن می‌رسد: یک کانولوشن کامل (full) که در آن کرنل 180 درجه می‌چرخد و از لبه‌ها بیرون می‌زند. بایاس به همهٔ پیکسل‌های کانال خود افزوده می‌شود و جمع گرادیان همان پیکسل‌ها به آن می‌رسد.",
    },
    "conv_stride": {
        "en": "With stride {stride}, zeros are first put between the entries of ${G}$, so that they stand where the kernel was laid.",
        "fa": "با گام (stride) برابر {stride}، نخست میان درایه‌های ${G}$ صفر می‌گذاریم تا در همان جایی بایستند که کرنل گذاشته شده بود.",
    },
    "conv_padding": {
        "en": "With padding {padding}, the border that was added is cut off again at the end.",
        "fa": "با لایه‌گذاری (padding) برابر {padding}، حاشیه‌ای که افزوده شده بود در پایان بریده می‌شود.",
    },
    "why_MaxPool2d": {
        "en": "only the largest entry of each window passes. $\\operatorname{{route}}$ sends each entry of ${G}$ to the place where its window had its largest entry (the first, if several are equal); all others get 0.",
        "fa": "از هر پنجره تنها بزرگ‌ترین درایه می‌گذرد. $\\operatorname{{route}}$ هر درایهٔ ${G}$ را به جایی می‌فرستد که بزرگ‌ترین درایهٔ پنجره‌اش بود (اگر چند تا برابر باشند، نخستین)؛ به بقیه 0 می‌رسد.",
    },
    "why_AvgPool2d": {
        "en": "a mean of $n$ entries. $\\operatorname{{spread}}$ gives each entry of its window $1/n$ of the entry of ${G}$.",
        "fa": "میانگین $n$ درایه است. $\\operatorname{{spread}}$ به هر درایهٔ پنجره $1/n$ درایهٔ ${G}$ را می‌دهد.",
    },
    "why_Reshape": {
        "en": "no entry changes; only the shape does. So the gradient takes the old shape again.",
        "fa": "هیچ درایه‌ای تغییر نمی‌کند، تنها شکل عوض می‌شود. پس گرادیان دوباره شکل پیشین را می‌گیرد.",
    },
    "why_Transpose": {
        "en": "no entry changes; the axes are exchanged, and the gradient's axes are exchanged back.",
        "fa": "هیچ درایه‌ای تغییر نمی‌کند؛ محورها جابه‌جا می‌شوند و محورهای گرادیان به جای خود برمی‌گردند.",
    },
    "why_Einsum": {
        "en": "every letter is an axis; entries with the same letter are multiplied, and a letter that does not stand behind the arrow is summed. On the way back the arrow leads to this input's letters: ${G}$ takes the place of the result, and the other inputs stay. A letter that only this input has was summed away; a vector of ones brings it back.",
        "fa": "هر حرف یک محور است؛ درایه‌های هم‌حرف در هم ضرب می‌شوند و روی حرفی که پس از پیکان نیامده جمع زده می‌شود. در راه بازگشت، پیکان به حرف‌های همین ورودی می‌رسد: ${G}$ جای حاصل را می‌گیرد و ورودی‌های دیگر می‌مانند. حرفی که تنها این ورودی دارد با جمع از میان رفته بود؛ برداری از یک‌ها آن را برمی‌گرداند.",
    },
    "why_Rnn": {
        "en": "each state goes into the next one, so the gradient walks back along the sequence, from the last step to the first: $\\delta_t = ({G}_t + \\delta_{{t+1}} W) \\odot (1 - h_t^2)$ (with ReLU: $\\odot [h_t > 0]$). What a step was given from outside gets $\\delta_t$, the weight gets $\\sum_t \\delta_t^\\top h_{{t-1}}$, and the first state gets $\\delta_1 W$. The engine takes this walk in one go; so a name stands for it below.",
        "fa": "هر حالت به گام بعد می‌رود؛ پس گرادیان در طول دنباله از گام آخر به گام نخست برمی‌گردد: $\\delta_t = ({G}_t + \\delta_{{t+1}} W) \\odot (1 - h_t^2)$ (با ReLU: $\\odot [h_t > 0]$). به آنچه هر گام از بیرون گرفته $\\delta_t$، به وزن $\\sum_t \\delta_t^\\top h_{{t-1}}$ و به حالت نخست $\\delta_1 W$ می‌رسد. موتور این راه را یکجا می‌پیماید؛ برای همین پایین به‌جای آن یک نام آمده است.",
    },
    "why_Lstm": {
        "en": "states and cells go into the next step, so the gradient walks back along the sequence. With $\\eta_t$ for what arrives at $h_t$ (from ${G}$, and from the next step $\\delta_{{t+1}} W_h$) and $\\kappa_t$ for what arrives at $c_t$, which is $\\eta_t \\odot o_t \\odot (1 - \\tanh^2 c_t)$ and from the next step $\\kappa_{{t+1}} \\odot f_{{t+1}}$ (after the last step: the last entry of ${G}$, since the result ends with the last $c$), the gates get $\\kappa_t \\odot g_t \\odot i_t \\odot (1 - i_t)$, $\\kappa_t \\odot c_{{t-1}} \\odot f_t \\odot (1 - f_t)$, $\\kappa_t \\odot i_t \\odot (1 - g_t^2)$ and $\\eta_t \\odot \\tanh c_t \\odot o_t \\odot (1 - o_t)$. Side by side they are $\\delta_t$; the inputs get $\\delta_t W_x$, the weights $\\sum_t \\delta_t^\\top x_t$ and $\\sum_t \\delta_t^\\top h_{{t-1}}$, the bias $\\sum_t \\delta_t$. The engine takes this walk in one go; so a name stands for it below.",
        "fa": "حالت‌ها و خانه‌ها به گام بعد می‌روند؛ پس گرادیان در طول دنباله به عقب برمی‌گردد. آنچه به $h_t$ می‌رسد (از ${G}$ و از گام بعد $\\delta_{{t+1}} W_h$) $\\eta_t$ است و آنچه به $c_t$ می‌رسد $\\kappa_t$، یعنی $\\eta_t \\odot o_t \\odot (1 - \\tanh^2 c_t)$ و از گام بعد $\\kappa_{{t+1}} \\odot f_{{t+1}}$ (پس از گام آخر: آخرین درایهٔ ${G}$، چون در پایان نتیجه آخرین $c$ ایستاده است). آنگاه به دروازه‌ها این‌ها می‌رسد: $\\kappa_t \\odot g_t \\odot i_t \\odot (1 - i_t)$، $\\kappa_t \\odot c_{{t-1}} \\odot f_t \\odot (1 - f_t)$، $\\kappa_t \\odot i_t \\odot (1 - g_t^2)$ و $\\eta_t \\odot \\tanh c_t \\odot o_t \\odot (1 - o_t)$. این‌ها کنار هم $\\delta_t$ هستند. به ورودی‌ها $\\delta_t W_x$، به وزن‌ها $\\sum_t \\delta_t^\\top x_t$ و $\\sum_t \\delta_t^\\top h_{{t-1}}$ و به بایاس $\\sum_t \\delta_t$ می‌رسد. موتور این راه را یکجا می‌پیماید؛ برای همین پایین به‌جای آن یک نام آمده است.",
    },
    "why_Gru": {
        "en": "each state goes into the next one, so the gradient walks back along the sequence. With $\\eta_t$ for what arrives at $h_t$: $n_t$ gets $\\nu_t = \\eta_t \\odot (1 - z_t) \\odot (1 - n_t^2)$, $z_t$ gets $\\eta_t \\odot (h_{{t-1}} - n_t) \\odot z_t \\odot (1 - z_t)$, and $r_t$ gets $\\nu_t \\odot m_t \\odot r_t \\odot (1 - r_t)$ (all three before their σ and tanh). Inside of the step $\\nu_t \\odot r_t$ takes the place of $\\nu_t$; call the three $\\delta_t$. Then the step before gets $\\eta_t \\odot z_t + \\delta_t W$, the weight $\\sum_t \\delta_t^\\top h_{{t-1}}$, the bias $\\sum_t \\delta_t$. The engine takes this walk in one go; so a name stands for it below.",
        "fa": "هر حالت به گام بعد می‌رود؛ پس گرادیان در طول دنباله به عقب برمی‌گردد. آنچه به $h_t$ می‌رسد $\\eta_t$ است. آنگاه به $n_t$ مقدار $\\nu_t = \\eta_t \\odot (1 - z_t) \\odot (1 - n_t^2)$، به $z_t$ مقدار $\\eta_t \\odot (h_{{t-1}} - n_t) \\odot z_t \\odot (1 - z_t)$ و به $r_t$ مقدار $\\nu_t \\odot m_t \\odot r_t \\odot (1 - r_t)$ می‌رسد (هر سه پیش از σ و tanh). درون گام، $\\nu_t \\odot r_t$ جای $\\nu_t$ را می‌گیرد؛ این سه را $\\delta_t$ می‌نامیم. به گام پیشین $\\eta_t \\odot z_t + \\delta_t W$، به وزن $\\sum_t \\delta_t^\\top h_{{t-1}}$ و به بایاس $\\sum_t \\delta_t$ می‌رسد. موتور این راه را یکجا می‌پیماید؛ برای همین پایین به‌جای آن یک نام آمده است.",
    },
    "why_Concatenate": {
        "en": "each input gets its own stretch of the gradient.",
        "fa": "به هر ورودی همان بخش خودش از گرادیان می‌رسد.",
    },
    "why_GetItem": {
        "en": "the entries that were picked get their gradient ($\\operatorname{{put}}$ lays it at their places); the others get 0.",
        "fa": "به درایه‌هایی که برداشته شده‌اند گرادیانشان می‌رسد ($\\operatorname{{put}}$ آن را در جای آن‌ها می‌گذارد)؛ به بقیه 0 می‌رسد.",
    },
    # --- second derivatives --------------------------------------------------------------------
    "second": {"en": "Second derivatives", "fa": "مشتق‌های دوم"},
    "second_how": {
        "en": "Each gradient is a formula in the inputs, too. We differentiate it once more; all together these are the Hessian matrix. It is symmetric, because the order of differentiating does not matter.",
        "fa": "هر گرادیان خود فرمولی از ورودی‌هاست. بار دیگر از آن مشتق می‌گیریم؛ همهٔ این‌ها با هم ماتریس هسی (Hessian) را می‌سازند. این ماتریس متقارن است، زیرا ترتیب مشتق‌گیری فرقی نمی‌کند.",
    },
    "second_zero": {
        "en": "All second derivatives that are not written are 0.",
        "fa": "مشتق‌های دومی که نوشته نشده‌اند 0 هستند.",
    },
    # --- worksheets ----------------------------------------------------------------------------
    "worksheet": {"en": "Worksheet: the gradient by hand", "fa": "کاربرگ: محاسبهٔ دستی گرادیان"},
    "key": {"en": "Answer key", "fa": "پاسخ‌نامه"},
    "sheet_to_save": {
        "en": 'A worksheet of the gradient by hand. To print it: `.save("worksheet.html")`.',
        "fa": 'کاربرگی برای محاسبهٔ دستی گرادیان. برای چاپ: `.save("worksheet.html")`.',
    },
    "key_to_save": {
        "en": 'The answers to a worksheet of the gradient by hand. To print them: `.save("answers.html")`.',
        "fa": 'پاسخ‌نامهٔ کاربرگ محاسبهٔ دستی گرادیان. برای چاپ: `.save("answers.html")`.',
    },
    "student": {"en": "Name", "fa": "نام"},
    "date": {"en": "Date", "fa": "تاریخ"},
    "worksheet_how": {
        "en": "Fill in the blanks. Work from top to bottom: each line uses what stands above it. Numbers with four significant digits.",
        "fa": "همهٔ جاهای خالی را پر کنید. از بالا به پایین پیش بروید: هر سطر از سطرهای بالاتر استفاده می‌کند. عددها را با چهار رقم معنی‌دار بنویسید.",
    },
}
