"""Slips one makes in a formula, said to the student: what was done, never the right formula."""

MESSAGES = {
    "sign": {
        "en": "The size is right and the sign is not.",
        "fa": "اندازه درست است و علامت نه.",
    },
    "sign_inside": {
        "en": "One sign inside the formula is the wrong one: plus for minus, or two terms in the wrong order.",
        "fa": "یک علامت در میان فرمول برعکس است: جمع به‌جای تفریق، یا جابه‌جایی دو جمله.",
    },
    "dropped_factor": {
        "en": "A factor is missing. Ask of each link of the chain what it multiplies by; this one has to do with {names}.",
        "fa": "یک ضریب جا افتاده است. برای هر حلقهٔ زنجیره بپرسید در چه ضرب می‌کند؛ این یکی به {names} مربوط است.",
    },
    "dropped_constant": {
        "en": "A constant factor is missing.",
        "fa": "یک ضریب ثابت جا افتاده است.",
    },
    "dropped_divisor": {
        "en": "A division is missing; it has to do with {names}.",
        "fa": "یک تقسیم جا افتاده است؛ به {names} مربوط است.",
    },
    "no_mean": {
        "en": "The sum was not divided by how many there are: the mean is missing (1/N).",
        "fa": "مجموع بر تعداد تقسیم نشده است: میانگین‌گیری (1/N) جا افتاده است.",
    },
    "mean_for_sum": {
        "en": "The mean was taken where the sum is due.",
        "fa": "جایی که مجموع لازم است، میانگین گرفته شده است.",
    },
    "not_summed": {
        "en": "The numbers were not added up.",
        "fa": "عددها با هم جمع نشده‌اند.",
    },
    "doubled": {
        "en": "It is twice as large as it should be: a one half was forgotten, or a 2 that should have gone is still there.",
        "fa": "دو برابر اندازهٔ درست است: یک‌دومی جا افتاده، یا ۲ که باید ساده می‌شد مانده است.",
    },
    "halved": {
        "en": "It is half as large as it should be: a 2 is missing, or a one half stands there once too often.",
        "fa": "نصف اندازهٔ درست است: ضریب ۲ جا افتاده، یا یک‌دومی زیادی آمده است.",
    },
    "no_half": {
        "en": "The one half is missing.",
        "fa": "ضریب یک‌دوم جا افتاده است.",
    },
    "multiplied": {
        "en": "A multiplication stands where a division is due; it has to do with {names}.",
        "fa": "جایی که باید تقسیم شود، ضرب شده است؛ به {names} مربوط است.",
    },
    "divided": {
        "en": "A division stands where a multiplication is due.",
        "fa": "جایی که باید ضرب شود، تقسیم شده است.",
    },
    "sum_for_product": {
        "en": "A sum stands where a product is due.",
        "fa": "جایی که باید ضرب شود، جمع شده است.",
    },
    "upside_down": {
        "en": "A fraction is upside down.",
        "fa": "کسری وارونه نوشته شده است.",
    },
    "dropped_term": {
        "en": "A term is missing; it has to do with {names}.",
        "fa": "یک جمله جا افتاده است؛ به {names} مربوط است.",
    },
    "overwritten": {
        "en": "Several paths meet here and only the last one was kept: `=` where `+=` is due.",
        "fa": "اینجا چند مسیر به هم می‌رسند و تنها آخرین آن‌ها مانده است: `=` به‌جای `+=`.",
    },
    "slope_of_input": {
        "en": "The slope of the function was written with its input {wrong} in the place of its output {right}.",
        "fa": "شیب تابع با ورودی آن {wrong} نوشته شده است، نه با خروجی آن {right}.",
    },
    "input_for_output": {
        "en": "In the slope of the function, the input {wrong} stands in one place where the output {right} is due.",
        "fa": "در شیب تابع، در یک جا ورودی {wrong} به‌جای خروجی {right} نشسته است.",
    },
    "no_slope": {
        "en": "The slope of the function that made {right} is missing: the gradient went through it unchanged.",
        "fa": "شیب تابعی که {right} را ساخته جا افتاده است: گرادیان بی‌تغییر از آن گذشته است.",
    },
    "half_slope": {
        "en": "Only one of the two factors of the slope is there (the slope of the function that made {right}).",
        "fa": "از دو ضریب شیب تنها یکی آمده است (شیب تابعی که {right} را ساخته است).",
    },
    "transposed": {
        "en": "The array is transposed: rows and columns are exchanged.",
        "fa": "آرایه ترانهاده شده است: جای سطرها و ستون‌ها عوض شده است.",
    },
    "not_transposed": {
        "en": "A matrix should have been transposed and was not ({names}).",
        "fa": "ماتریسی باید ترانهاده می‌شد و نشده است ({names}).",
    },
    "needlessly_transposed": {
        "en": "A matrix was transposed and should not have been ({names}).",
        "fa": "ماتریسی نباید ترانهاده می‌شد و شده است ({names}).",
    },
    "matrix_order": {
        "en": "The two matrices were multiplied in the wrong order.",
        "fa": "دو ماتریس با ترتیب نادرست در هم ضرب شده‌اند.",
    },
    "elementwise": {
        "en": "The arrays were multiplied number by number (`*`) where the product of matrices (`@`) is due.",
        "fa": "دو آرایه درایه‌به‌درایه (`*`) ضرب شده‌اند؛ ضرب ماتریسی (`@`) لازم است.",
    },
    "exchanged": {
        "en": "{one} and {other} were taken for each other.",
        "fa": "{one} و {other} به‌جای هم به کار رفته‌اند.",
    },
    "arguments_exchanged": {
        "en": "The arguments of {function} stand in the wrong order.",
        "fa": "ترتیب آرگومان‌های {function} نادرست است.",
    },
    "other_name": {
        "en": "{wrong} was used where {right} is due.",
        "fa": "به‌جای {right} از {wrong} استفاده شده است.",
    },
    "old_value": {
        "en": "The order of the updates is wrong: the old {wrong} was used where the new {right} is due.",
        "fa": "ترتیب به‌روزرسانی‌ها نادرست است: به‌جای مقدار تازهٔ {right} از مقدار کهنهٔ {wrong} استفاده شده است.",
    },
    "new_value": {
        "en": "The order of the updates is wrong: the new {wrong} was used where the old {right} is due.",
        "fa": "ترتیب به‌روزرسانی‌ها نادرست است: به‌جای مقدار کهنهٔ {right} از مقدار تازهٔ {wrong} استفاده شده است.",
    },
    "no_power": {
        "en": "A power is missing: something has to be squared, or raised to a power ({names}).",
        "fa": "یک توان جا افتاده است: چیزی باید به توان برسد ({names}).",
    },
    "factor_for_power": {
        "en": "A product stands where a power is due.",
        "fa": "جایی که باید به توان برسد، ضرب شده است.",
    },
    "off_by_one": {
        "en": "A count is off by one ({names}): does it begin with 0 or with 1?",
        "fa": "شمارش یکی پس یا پیش است ({names}): از ۰ آغاز می‌شود یا از ۱؟",
    },
    "no_function": {
        "en": "The function {function} was not applied.",
        "fa": "تابع {function} به کار نرفته است.",
    },
    "axis": {
        "en": "It was computed along the other axis: rows for columns.",
        "fa": "محاسبه روی محور دیگر انجام شده است: سطرها به‌جای ستون‌ها.",
    },
    "comparison": {
        "en": "A comparison is the wrong way round: greater for less.",
        "fa": "یک مقایسه برعکس است: بزرگ‌تر به‌جای کوچک‌تر.",
    },
}
