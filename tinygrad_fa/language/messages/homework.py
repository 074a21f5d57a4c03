"""Texts of the homework: what is wrong with a source, with an answer, with a submission."""

MESSAGES = {
    # the source of a homework
    "unreadable": {
        "en": "The homework `{path}` cannot be read: `{reason}`.",
        "fa": "تمرین `{path}` خوانده نشد: `{reason}`.",
    },
    "no_notebook": {
        "en": "`{path}` is not a notebook of a homework: `{reason}`. Its metadata need `tinygrad_fa` with `homework`, `title.fa` and `title.en`.",
        "fa": "پروندهٔ `{path}` دفترچه تمرین نیست: `{reason}`. فرادادهٔ آن باید `tinygrad_fa` با `homework`، `title.fa` و `title.en` داشته باشد.",
    },
    "no_cells": {
        "en": "`{path}` holds no cells. Each cell of a homework begins with a line `# %%`.",
        "fa": "در `{path}` هیچ خانه‌ای نیست. هر خانهٔ تمرین با سطر `# %%` آغاز می‌شود.",
    },
    "header": {
        "en": "The header of `{path}` lacks `{missing}`.",
        "fa": "سرآغاز `{path}` این‌ها را کم دارد: `{missing}`.",
    },
    "marker": {
        "en": '`{path}`, line {line}: `{marker}` is no mark of a cell. Write `# %%`, `# %% question="q1"`, `# %% teacher` or `# %% [markdown] lang="fa"`.',
        "fa": 'پروندهٔ `{path}`، سطر {line}: `{marker}` نشانهٔ خانه نیست. `# %%`، `# %% question="q1"`، `# %% teacher` یا `# %% [markdown] lang="fa"` بنویسید.',
    },
    "teacher_cell": {
        "en": "`{path}`, line {line}: the teacher's cells fail: `{reason}`.",
        "fa": "پروندهٔ `{path}`، سطر {line}: خانه‌های استاد خطا دارند: `{reason}`.",
    },
    "no_questions": {
        "en": "`{path}` has no list `QUESTIONS` in a cell `# %% teacher`.",
        "fa": "در `{path}` فهرست `QUESTIONS` در خانه‌ای با نشانهٔ `# %% teacher` نیست.",
    },
    "no_question": {
        "en": "`{path}`: `QUESTIONS` holds `{type}`; each entry is a `Question(…)`.",
        "fa": "پروندهٔ `{path}`: در `QUESTIONS` چیزی از نوع `{type}` است؛ هر عضو باید `Question(…)` باشد.",
    },
    "duplicate_id": {
        "en": "`{path}`: two questions are called `{id}`. Give each an id of its own.",
        "fa": "پروندهٔ `{path}`: دو پرسش شناسهٔ `{id}` دارند. به هر پرسش شناسه‌ای جدا بدهید.",
    },
    "unknown_question": {
        "en": "`{path}`, line {line}: the cell belongs to the question `{id}`, which is not in `QUESTIONS`.",
        "fa": "پروندهٔ `{path}`، سطر {line}: خانه از آنِ پرسش `{id}` است که در `QUESTIONS` نیست.",
    },
    "open_solution": {
        "en": "`{path}`, line {line}: `### BEGIN SOLUTION` and `### END SOLUTION` do not come in pairs.",
        "fa": "پروندهٔ `{path}`، سطر {line}: `### BEGIN SOLUTION` و `### END SOLUTION` جفت نیستند.",
    },
    "solution_nowhere": {
        "en": '`{path}`, line {line}: a model solution stands in a cell of no question. Write `# %% question="…"`.',
        "fa": 'پروندهٔ `{path}`، سطر {line}: پاسخ نمونه در خانه‌ای است که از آنِ هیچ پرسشی نیست. `# %% question="…"` بنویسید.',
    },
    "no_cell": {
        "en": '`{path}`: the question `{id}` has no cell. Write `# %% question="{id}"`.',
        "fa": 'پروندهٔ `{path}`: پرسش `{id}` هیچ خانه‌ای ندارد. `# %% question="{id}"` بنویسید.',
    },
    "no_such_function": {
        "en": "`{path}`: no cell of the question `{id}` has the function `{function}`.",
        "fa": "پروندهٔ `{path}`: در هیچ خانهٔ پرسش `{id}` تابع `{function}` نیست.",
    },
    "bad_package": {
        "en": "`allow`: `{name}` is not the name of a package.",
        "fa": "در `allow`: `{name}` نام بسته نیست.",
    },
    # questions
    "bad_id": {
        "en": "`{id}` is no id: it is made of Latin letters, digits, `-` and `_`.",
        "fa": "شناسهٔ `{id}` پذیرفته نیست: شناسه از حرف‌های لاتین، رقم، `-` و `_` ساخته می‌شود.",
    },
    "no_items": {
        "en": "The question `{question}` has no items: `items={{…}}` names them with their points.",
        "fa": "پرسش `{question}` هیچ بخشی ندارد: `items={{…}}` بخش‌ها را با نمره‌هایشان نام می‌برد.",
    },
    "no_points": {
        "en": "The question `{question}`: the points of `{item}` are missing or no number.",
        "fa": "پرسش `{question}`: نمرهٔ `{item}` نیامده یا عدد نیست.",
    },
    "name_of_array": {
        "en": "The question `{question}`: an item cannot be called `{item}`; arrays use this name.",
        "fa": "پرسش `{question}`: نام بخش نمی‌تواند `{item}` باشد؛ آرایه‌ها این نام را به کار می‌برند.",
    },
    "no_rule": {
        "en": "The question `{question}`: `{item}` needs the rule `{rule}`, which the reference does not have.",
        "fa": "پرسش `{question}`: بخش `{item}` به قاعدهٔ `{rule}` نیاز دارد که در مرجع نیست.",
    },
    "no_function": {
        "en": "The question `{question}` does not say which function is asked for: `function=…`.",
        "fa": "پرسش `{question}` نمی‌گوید کدام تابع خواسته شده است: `function=…`.",
    },
    "bad_limits": {
        "en": "The question `{question}` needs at least one trial, some time, and a tolerance between 0 and 1.",
        "fa": "پرسش `{question}` دست‌کم یک آزمون، کمی وقت و رواداری‌ای میان ۰ و ۱ می‌خواهد.",
    },
    "written_like": {
        "en": "The question `{question}`: `{where}` is written like this: `{example}`.",
        "fa": "پرسش `{question}`: بخش `{where}` را چنین بنویسید: `{example}`.",
    },
    "both_languages": {
        "en": 'The question `{question}`: the text of `{where}` is missing in `{missing}`. Write it as `{{"fa": "…", "en": "…"}}`.',
        "fa": 'پرسش `{question}`: متن `{where}` در `{missing}` نیست. آن را چنین بنویسید: `{{"fa": "…", "en": "…"}}`.',
    },
    "bad_formula": {
        "en": "The question `{question}`: the right formula of `{item}`, `{text}`, cannot be used: {reason}",
        "fa": "پرسش `{question}`: فرمول درست `{item}`، یعنی `{text}`، به کار نمی‌آید: {reason}",
    },
    "function_twice": {
        "en": "`{path}`: the questions `{one}` and `{other}` ask for the same function, `{function}`. Of two functions with one name only the last is there: give each its own.",
        "fa": "پروندهٔ `{path}`: پرسش‌های `{one}` و `{other}` هر دو تابع `{function}` را می‌خواهند. از دو تابع هم‌نام تنها آخری می‌ماند؛ به هر کدام نامی جدا بدهید.",
    },
    "unknown_mark": {
        "en": "`{path}`, line {line}: `{mark}` stands for nothing. Write `{{question ID}}` or `{{numbers ID}}`; the questions are: {known}.",
        "fa": "پروندهٔ `{path}`، سطر {line}: نشانهٔ `{mark}` معنایی ندارد. `{{question ID}}` یا `{{numbers ID}}` بنویسید؛ پرسش‌ها این‌ها هستند: {known}.",
    },
    "unknown_item": {
        "en": "The question `{question}`: `{where}` names `{item}`, which is neither an item nor a rule.",
        "fa": "پرسش `{question}`: در `{where}` نام `{item}` آمده که نه بخشی از پرسش است و نه قاعده‌ای.",
    },
    "labels_not_hidden": {
        "en": "The question `{question}`: `{item}` is compared with `{labels}`, so this input must stand in `hidden`.",
        "fa": "پرسش `{question}`: بخش `{item}` با `{labels}` سنجیده می‌شود؛ پس این ورودی باید در `hidden` باشد.",
    },
    "no_source": {
        "en": "The source of the rule `{rule}` cannot be found. Write it as a function (`def`) in a file.",
        "fa": "متن قاعدهٔ `{rule}` پیدا نشد. آن را با `def` در یک پرونده بنویسید.",
    },
    "rule_order": {
        "en": "`{chain}`: the rule `{rule}` uses `{later}`, which comes after it. Write the rules in the order in which they are computed.",
        "fa": "در `{chain}` قاعدهٔ `{rule}` از `{later}` استفاده می‌کند که پس از آن می‌آید. قاعده‌ها را به ترتیب محاسبه بنویسید.",
    },
    "rule_arguments": {
        "en": "`{chain}`: the rule `{rule}` takes `*` arguments; name each of them.",
        "fa": "در `{chain}` قاعدهٔ `{rule}` آرگومان ستاره‌دار دارد؛ هر آرگومان را نام ببرید.",
    },
    # drawing numbers
    "short_key": {
        "en": "The course key has {length} bytes; it needs at least {least}.",
        "fa": "کلید درس {length} بایت دارد؛ دست‌کم {least} بایت لازم است.",
    },
    "unknown_space": {
        "en": "There is no space of numbers `{name}`. Choose one of: {known}.",
        "fa": "فضای عددی `{name}` وجود ندارد. یکی از این‌ها را برگزینید: {known}.",
    },
    "empty_range": {
        "en": "There is no number to draw between {low} and {high}.",
        "fa": "میان {low} و {high} عددی برای انتخاب نیست.",
    },
    "no_such_numbers": {
        "en": "In {tries} tries no numbers met the conditions of `draw`.",
        "fa": "در {tries} بار تلاش، هیچ عددی شرط‌های `draw` را برآورده نکرد.",
    },
    # what became of a call
    "reply_missing": {
        "en": "There is no function {function}.",
        "fa": "تابع {function} وجود ندارد.",
    },
    "reply_error": {
        "en": "The function {function} ended with an error.",
        "fa": "تابع {function} با خطا پایان یافت.",
    },
    "reply_timeout": {
        "en": "The function {function} took too long.",
        "fa": "تابع {function} بیش از اندازه طول کشید.",
    },
    "reply_memory": {
        "en": "The function {function} needed too much memory.",
        "fa": "تابع {function} بیش از اندازه حافظه خواست.",
    },
    "reply_died": {
        "en": "The program ended while {function} was running.",
        "fa": "هنگام اجرای {function} برنامه پایان یافت.",
    },
    "reply_too_big": {
        "en": "The function {function} returned too many numbers.",
        "fa": "تابع {function} بیش از اندازه عدد برگرداند.",
    },
    "reply_not_plain": {
        "en": "The function {function} returned something that is no number, array or text, nor a dict or tuple of these.",
        "fa": "آنچه تابع {function} برگرداند عدد، آرایه یا متن نیست و `dict` یا `tuple` از این‌ها هم نیست.",
    },
    "forbidden": {
        "en": "The function uses {forbidden}, which this question forbids.",
        "fa": "تابع از {forbidden} استفاده می‌کند که در این پرسش مجاز نیست.",
    },
    "by_hand": {
        "en": "Marked by a human.",
        "fa": "این بخش را انسان تصحیح می‌کند.",
    },
    # what is wrong with a value
    "follows": {
        "en": "Wrong only because {first} is: computed with your own earlier value it is right, and earns its points.",
        "fa": "تنها چون {first} نادرست است نادرست شده: با مقدار پیشین خودتان درست است و نمره‌اش را می‌گیرد.",
    },
    "fault_missing": {
        "en": "This value was not returned.",
        "fa": "این مقدار برگردانده نشده است.",
    },
    "fault_text": {
        "en": "This is text; a number is due.",
        "fa": "این متن است؛ عدد لازم است.",
    },
    "fault_uneven": {
        "en": "The rows have different lengths.",
        "fa": "طول سطرها یکسان نیست.",
    },
    "fault_not_a_number": {
        "en": "This is no number and no array of numbers.",
        "fa": "این نه عدد است و نه آرایه‌ای از عددها.",
    },
    "fault_truth": {
        "en": "This is True or False; a number is due.",
        "fa": "این True یا False است؛ عدد لازم است.",
    },
    "fault_shape": {
        "en": "The shape is {given}; it should be {wanted}.",
        "fa": "شکل {given} است؛ باید {wanted} باشد.",
    },
    "fault_not_finite": {
        "en": "There is NaN or infinity among the numbers.",
        "fa": "میان عددها NaN یا بی‌نهایت هست.",
    },
    "fault_value": {
        "en": "The value is not right.",
        "fa": "مقدار درست نیست.",
    },
    "all_zero": {
        "en": "It is zero for all inputs.",
        "fa": "برای همهٔ ورودی‌ها صفر است.",
    },
    "sometimes_right": {
        "en": "It is right for some inputs and wrong for others.",
        "fa": "برای برخی ورودی‌ها درست است و برای برخی دیگر نه.",
    },
    "always_the_same": {
        "en": "It is the same for all inputs: it should be computed from them.",
        "fa": "برای همهٔ ورودی‌ها یکسان است: باید از روی آن‌ها حساب شود.",
    },
    # items that are no values of a chain
    "item_missing": {
        "en": "This was not returned.",
        "fa": "این بخش برگردانده نشده است.",
    },
    "item_text": {
        "en": "This is text; a number is due.",
        "fa": "این متن است؛ عدد لازم است.",
    },
    "item_uneven": {
        "en": "The rows have different lengths.",
        "fa": "طول سطرها یکسان نیست.",
    },
    "item_not_a_number": {
        "en": "This is no number and no array of numbers.",
        "fa": "این نه عدد است و نه آرایه‌ای از عددها.",
    },
    "item_truth": {
        "en": "This is True or False; a number is due.",
        "fa": "این True یا False است؛ عدد لازم است.",
    },
    "item_shape": {
        "en": "The shape does not fit.",
        "fa": "شکل آن جور نیست.",
    },
    "item_not_finite": {
        "en": "There is NaN or infinity among the numbers.",
        "fa": "میان عددها NaN یا بی‌نهایت هست.",
    },
    "item_value": {
        "en": "It is not right.",
        "fa": "درست نیست.",
    },
    "item_gradient": {
        "en": "It does not agree with the central difference, which moves each input a little.",
        "fa": "با تفاضل مرکزی، که هر ورودی را کمی جابه‌جا می‌کند، جور نیست.",
    },
    "item_slip_sign": {
        "en": "Central differences have the same size and the other sign.",
        "fa": "تفاضل مرکزی همین اندازه و علامت دیگر را دارد.",
    },
    "item_no_slopes": {
        "en": "The function has no slope to compare with at any of the places: does it return a finite number?",
        "fa": "تابع در هیچ‌یک از نقطه‌ها شیبی برای مقایسه ندارد: آیا عددی متناهی برمی‌گرداند؟",
    },
    "item_unstable": {
        "en": "For very large or very small inputs it is not finite.",
        "fa": "برای ورودی‌های بسیار بزرگ یا بسیار کوچک متناهی نیست.",
    },
    "item_extreme": {
        "en": "For very large or very small inputs it is not right.",
        "fa": "برای ورودی‌های بسیار بزرگ یا بسیار کوچک درست نیست.",
    },
    "item_invariant": {
        "en": "Something that must always hold does not.",
        "fa": "چیزی که همیشه باید برقرار باشد برقرار نیست.",
    },
    "item_accuracy": {
        "en": "The accuracy is {reached} %; {wanted} % gives all points.",
        "fa": "دقت {reached} درصد است؛ {wanted} درصد همهٔ نمره را می‌دهد.",
    },
    "item_formula_as_text": {
        "en": 'The formula is given as text, for example `"2*x"`.',
        "fa": 'فرمول به‌صورت متن داده می‌شود، مانند `"2*x"`.',
    },
    "item_formula_unreadable": {
        "en": "The formula cannot be read, or uses a name that it should not.",
        "fa": "فرمول خوانده نشد، یا نامی در آن است که نباید باشد.",
    },
    "item_formula_sign": {
        "en": "The size is right and the sign is not.",
        "fa": "اندازه درست است و علامت نه.",
    },
    "item_formula_factor": {
        "en": "It is off by a constant factor.",
        "fa": "در یک ضریب ثابت اشتباه است.",
    },
    "item_formula_named_factor": {
        "en": "One of the variables is missing as a factor, or there once too often.",
        "fa": "یکی از متغیرها به‌عنوان ضریب جا افتاده یا یک بار زیادی آمده است.",
    },
    # the check in the notebook
    "damaged_checks": {
        "en": "The checks in this notebook are damaged. Take the cell again from the notebook that you were given.",
        "fa": "وارسی‌های این دفترچه آسیب دیده‌اند. این خانه را دوباره از دفترچهی که گرفته‌اید بردارید.",
    },
    "check_unknown": {
        "en": "There is no question {question} to check. The questions are: {known}.",
        "fa": "پرسشی به نام {question} برای وارسی نیست. پرسش‌ها: {known}.",
    },
    "check_no_function": {
        "en": "There is no function {function} yet. Run the cell in which you wrote it.",
        "fa": "تابع {function} هنوز نیست. خانه‌ای را که در آن نوشته‌اید اجرا کنید.",
    },
    "check_not_yours": {
        "en": "This notebook holds no numbers for {student}. Is the student number the one that the notebook was made for?",
        "fa": "این دفترچه عددهای {student} را ندارد. آیا شمارهٔ دانشجویی همان است که دفترچه برایش ساخته شده؟",
    },
    "check_error": {
        "en": "{function} ended with an error: {reason}.",
        "fa": "تابع {function} با خطا پایان یافت: {reason}.",
    },
    "check_right": {
        "en": "Right: {items}.",
        "fa": "درست: {items}.",
    },
    "check_unfinished": {
        "en": "{item} has no value yet. Write {line} for the moment, and the others can be checked already.",
        "fa": "{item} هنوز مقداری ندارد. فعلاً بنویسید {line} تا بقیه را بتوان وارسی کرد.",
    },
    "check_returned": {
        "en": "The function {function} does not return what is asked for. Return a dict with these names, or a tuple in this order: {names}.",
        "fa": "تابع {function} آنچه را خواسته شده برنمی‌گرداند. یک dict با این نام‌ها برگردانید، یا یک tuple به این ترتیب: {names}.",
    },
    "check_wrong": {
        "en": "{item} is not right yet. {said}",
        "fa": "{item} هنوز درست نیست. {said}",
    },
    "check_first": {
        "en": "{item} is the first wrong link. {said}",
        "fa": "نخستین حلقهٔ نادرست {item} است. {said}",
    },
    "check_later": {
        "en": "After it: {items}. Look at them again when {first} is right; the grading follows your own value.",
        "fa": "پس از آن: {items}. وقتی {first} درست شد دوباره ببینیدشان؛ نمره‌دهی با مقدار خود شما پیش می‌رود.",
    },
    "check_graded_later": {
        "en": "Checked only when it is graded: {items}.",
        "fa": "تنها هنگام نمره‌دهی وارسی می‌شود: {items}.",
    },
    "check_public": {
        "en": "Public checks only: the grading uses other numbers.",
        "fa": "این تنها وارسی همگانی است: نمره‌دهی با عددهای دیگری انجام می‌شود.",
    },
    # the picture of a chain
    "picture_first": {
        "en": "The first wrong link: {first}",
        "fa": "نخستین حلقهٔ نادرست: {first}",
    },
    "picture_right": {
        "en": "The chain of this question",
        "fa": "زنجیرهٔ این پرسش",
    },
    "picture_sign_right": {
        "en": "right",
        "fa": "درست",
    },
    "picture_sign_follows": {
        "en": "follows from your earlier value",
        "fa": "از مقدار پیشین خودتان نتیجه می‌شود",
    },
    "picture_sign_wrong": {
        "en": "wrong",
        "fa": "نادرست",
    },
    # the proof of a homework
    "proof_reference": {
        "en": "The model solution does not get all points of `{item}`: {said}",
        "fa": "پاسخ نمونه همهٔ نمرهٔ `{item}` را نمی‌گیرد: {said}",
    },
    "proof_starter": {
        "en": "What is handed out already gets points for `{item}`.",
        "fa": "آنچه به دانشجو داده می‌شود خودبه‌خود از `{item}` نمره می‌گیرد.",
    },
    "proof_form": {
        "en": "A right answer in another form ({form}) loses points of `{item}`: {said}",
        "fa": "پاسخ درست در شکلی دیگر ({form}) از `{item}` نمره از دست می‌دهد: {said}",
    },
    "proof_mutant": {
        "en": "The slip `{slip}` in `{item}` should cost exactly `{item}`, and costs: `{lost}`.",
        "fa": "لغزش `{slip}` در `{item}` باید تنها از `{item}` نمره کم کند، ولی از این‌ها کم می‌کند: `{lost}`.",
    },
    "proof_unnamed": {
        "en": "The slip `{slip}` in `{item}` is recognised as `{found}`.",
        "fa": "لغزش `{slip}` در `{item}` به نام `{found}` شناخته می‌شود.",
    },
    "proof_ambiguous": {
        "en": "`{item}`: the slips `{slip}` and `{other}` give the same numbers; the student is told the first one.",
        "fa": "در `{item}` لغزش‌های `{slip}` و `{other}` عددهای یکسانی می‌دهند؛ به دانشجو نخستین گفته می‌شود.",
    },
    "proof_no_value": {
        "en": "The rule `{item}` has no finite value for some inputs.",
        "fa": "قاعدهٔ `{item}` برای برخی ورودی‌ها مقدار متناهی ندارد.",
    },
    "proof_tiny": {
        "en": "The right values of `{item}` are so small that zero passes. Draw larger inputs, or make the tolerance smaller.",
        "fa": "مقدارهای درست `{item}` آن‌قدر کوچک‌اند که صفر هم پذیرفته می‌شود. ورودی‌های بزرگ‌تری برگزینید یا رواداری را کم کنید.",
    },
    "proof_constant": {
        "en": "`{item}` is the same for all inputs: a number written into the code passes.",
        "fa": "مقدار `{item}` برای همهٔ ورودی‌ها یکسان است: عددی که در برنامه نوشته شده باشد هم پذیرفته می‌شود.",
    },
    "proof_near": {
        "en": "Personal numbers: in {count} of {sets} sets the slips `{slip}` and `{other}` of `{item}` can hardly be told apart.",
        "fa": "عددهای شخصی: در {count} دسته از {sets} دسته، لغزش‌های `{slip}` و `{other}` در `{item}` به‌سختی از هم بازشناخته می‌شوند.",
    },
    "proof_inputs": {
        "en": "`inputs` fails: `{reason}`.",
        "fa": "گرفتن ورودی‌ها با `inputs` خطا دارد: `{reason}`.",
    },
    "proof_fails": {
        "en": "It cannot be marked: `{reason}`.",
        "fa": "نمی‌توان به آن نمره داد: `{reason}`.",
    },
    "proof_names": {
        "en": "`{where}` uses `{names}`, which is neither drawn by `inputs` nor known at that place.",
        "fa": "در `{where}` نام `{names}` آمده است که نه `inputs` آن را می‌سازد و نه در آنجا شناخته است.",
    },
    "proof_not_one_number": {
        "en": "`{item}` is the gradient of `{of}`, which is not one number. Add up its numbers in a rule of their own.",
        "fa": "بخش `{item}` گرادیان `{of}` است که یک عدد تنها نیست. عددهای آن را در قاعده‌ای جدا با هم جمع کنید.",
    },
    "proof_unused_rule": {
        "en": "The rule `{item}` of the reference is used by no item.",
        "fa": "قاعدهٔ `{item}` از مرجع در هیچ بخشی به کار نمی‌رود.",
    },
    "proof_idle_slip": {
        "en": "The slip `{slip}` of `{item}` is never recognised: it gives the right numbers, none at all, or zeros.",
        "fa": "لغزش `{slip}` در `{item}` هرگز شناخته نمی‌شود: عددهای درست را می‌دهد، یا هیچ عددی، یا صفر.",
    },
    "proof_undrawn": {
        "en": "The reference needs `{names}`, which `inputs` does not draw.",
        "fa": "مرجع به `{names}` نیاز دارد که `inputs` آن را نمی‌سازد.",
    },
}
