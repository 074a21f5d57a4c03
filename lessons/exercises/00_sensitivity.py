"""Exercises of lesson 0: slopes read off, measured, predicted with, and carried along."""

from tinygrad_fa.lessons.exercises import Exercise, Formula, Function, Numbers, Slip


def dual_number_and_power(draw):
    """Draw a, s and n."""
    return draw.uniform(0.5, 2.0), draw.uniform(-2.0, 2.0), draw.randint(2, 5)


EXERCISES = [
    Exercise(
        name="q1",
        question={
            "fa": (
                "برای تابع زمین، ماشین‌حساب می‌گوید $f(5.00001) = 40.0001300001$. مشتق $f$ در "
                "$x=5$ را از میان رقم‌ها بخوانید."
            ),
            "en": (
                "For the function of the field, a calculator says $f(5.00001) = 40.0001300001$. "
                "Read the derivative of $f$ at $x=5$ off the digits."
            ),
        },
        right=Numbers(13),
        slips=(
            Slip(
                "value",
                Numbers(40),
                {
                    "fa": "این مقدار تابع است. مشتق در دستهٔ بعدی رقم‌ها نشسته است.",
                    "en": "This is the value of the function. The derivative sits in the next group of digits.",
                },
            ),
            Slip(
                "not_divided",
                Numbers(0.00013),
                {
                    "fa": "این تغییر خروجی است. مشتق، تغییر خروجی به ازای یک واحد ورودی است.",
                    "en": "This is the change of the output. The derivative is the change for one unit of input.",
                },
            ),
            Slip(
                "one_strip",
                Numbers(10),
                {
                    "fa": "این تنها مشتق $x^2$ است. جملهٔ دیگر تابع هم با $x$ تغییر می‌کند.",
                    "en": "This is the derivative of $x^2$ only. The other term changes with $x$, too.",
                },
            ),
            Slip(
                "old_point",
                Numbers(7),
                {
                    "fa": "این حساسیت در نقطهٔ مثال درس است. مشتق به نقطه بستگی دارد.",
                    "en": "This is the sensitivity at the point of the worked example. A derivative depends on the point.",
                },
            ),
            Slip(
                "digits_miscounted",
                Numbers(1.3),
                {
                    "fa": "رقم‌های درست را دیده‌اید، ولی جای ممیز را یک‌بار دیگر بشمارید.",
                    "en": "You saw the right digits, but count once more where the point belongs.",
                },
            ),
        ),
    ),
    Exercise(
        name="q2",
        question={
            "fa": (
                "تفاضل پیشرو را برای $f = x^2 + 3x$ در $x=2$ با گام $h=0.5$ با دست حساب کنید. "
                "چه عددی به دست می‌آید؟"
            ),
            "en": (
                "Compute the forward difference of $f = x^2 + 3x$ at $x=2$ with the step $h=0.5$ "
                "by hand. Which number comes out?"
            ),
        },
        right=Numbers(7.5),
        slips=(
            Slip(
                "true_slope",
                Numbers(7),
                {
                    "fa": "این مشتق است. تفاضل پیشرو با این گام بزرگ هنوز خطا دارد و پرسش همان را می‌خواهد.",
                    "en": "This is the derivative. With such a large step the quotient still has an error, and that is what is asked for.",
                },
            ),
            Slip(
                "not_divided",
                Numbers(3.75),
                {
                    "fa": "این افزایش تابع است. هنوز آن را بر گام بخش نکرده‌اید.",
                    "en": "This is the growth of the function. It has not been divided by the step yet.",
                },
            ),
            Slip(
                "backward",
                Numbers(6.5),
                {
                    "fa": "رو به عقب گام برداشته‌اید. در تفاضل پیشرو ورودی زیاد می‌شود.",
                    "en": "You stepped back. In a forward difference the input grows.",
                },
            ),
            Slip(
                "multiplied",
                Numbers(1.875),
                {
                    "fa": "گویا افزایش را در گام ضرب کرده‌اید. نسبت یعنی بخش کردن.",
                    "en": "It seems you multiplied the growth by the step. A quotient is a division.",
                },
            ),
        ),
    ),
    Exercise(
        name="q3",
        question={
            "fa": (
                "پهنای زمین $2$ متر است و خطای متر ما $0.1$ متر. مشتق، تغییر مساحت را چند متر مربع "
                "پیش‌بینی می‌کند؟"
            ),
            "en": (
                "The field is $2$ metres wide and our tape is off by $0.1$ metres. What change of "
                "the area, in square metres, does the derivative predict?"
            ),
        },
        right=Numbers(0.7),
        slips=(
            Slip(
                "true_change",
                Numbers(0.71),
                {
                    "fa": "این تغییر واقعی است و گوشهٔ کوچک را هم در خود دارد. پیش‌بینی تنها نوارها را می‌شمارد.",
                    "en": "This is the true change, with the little corner in it. The prediction counts the strips only.",
                },
            ),
            Slip(
                "new_area",
                Numbers(10.7),
                {
                    "fa": "این مساحت تازه است. پرسش تنها تغییر آن را می‌خواهد.",
                    "en": "This is the new area. The question asks for the change only.",
                },
            ),
            Slip(
                "slope",
                Numbers(7),
                {
                    "fa": "این حساسیت به ازای یک متر خطاست. خطای ما یک متر نیست.",
                    "en": "This is the sensitivity for one metre of error. Our error is not one metre.",
                },
            ),
            Slip(
                "divided",
                Numbers(70),
                {
                    "fa": "مشتق را بر خطا بخش کرده‌اید. هرچه خطا کوچک‌تر، تغییر هم باید کوچک‌تر شود.",
                    "en": "You divided the derivative by the error. The smaller the error, the smaller the change should be.",
                },
            ),
        ),
    ),
    Exercise(
        name="q4",
        question={
            "fa": "تفاضل مرکزی را برای $g = x^3$ در $x=2$ با گام $h=0.1$ حساب کنید.",
            "en": "Compute the central difference of $g = x^3$ at $x=2$ with the step $h=0.1$.",
        },
        right=Numbers(12.01),
        slips=(
            Slip(
                "forward",
                Numbers(12.61),
                {
                    "fa": "این تفاضل پیشرو است. تفاضل مرکزی یک گام هم به عقب برمی‌دارد.",
                    "en": "This is the forward difference. The central one takes a step back as well.",
                },
            ),
            Slip(
                "backward",
                Numbers(11.41),
                {
                    "fa": "تنها رو به عقب گام برداشته‌اید. تفاضل مرکزی هر دو سو را می‌خواهد.",
                    "en": "You only stepped back. The central difference needs both sides.",
                },
            ),
            Slip(
                "one_step_below",
                Numbers(24.02),
                {
                    "fa": "میان دو نقطه دو گام فاصله است. مخرج را یک‌بار دیگر ببینید.",
                    "en": "The two points are two steps apart. Look at the denominator once more.",
                },
            ),
            Slip(
                "true_slope",
                Numbers(12),
                {
                    "fa": "این مشتق است. تفاضل مرکزی برای تابع درجهٔ سه اندکی خطا دارد و آن را هم می‌خواهیم.",
                    "en": "This is the derivative. For degree three the central difference has a small error, and we want that, too.",
                },
            ),
        ),
    ),
    Exercise(
        name="q5",
        question={
            "fa": (
                "خطای تفاضل پیشرو برای $x^3$ در هر نقطهٔ $x$، یعنی تفاضل پیشرو منهای مشتق، چیست؟ "
                "فرمول آن را بر پایهٔ $x$ و $h$ به‌صورت متن بنویسید؛ ضرب را با `*` نشان دهید."
            ),
            "en": (
                "What is the error of the forward difference of $x^3$ at any point $x$: forward "
                "difference minus derivative? Write its formula in terms of $x$ and $h$ as text; "
                "write products with `*`."
            ),
        },
        right=Formula("3*x*h + h**2", ("x", "h")),
        slips=(
            Slip(
                "quotient",
                Formula("3*x**2 + 3*x*h + h**2", ("x", "h")),
                {
                    "fa": "این خود تفاضل پیشرو است. مشتق را از آن کم کنید.",
                    "en": "This is the forward difference itself. Subtract the derivative from it.",
                },
            ),
            Slip(
                "central_error",
                Formula("h**2", ("x", "h")),
                {
                    "fa": "این خطای تفاضل مرکزی است. در تفاضل پیشرو جملهٔ $h$ از میان نمی‌رود.",
                    "en": "This is the error of the central difference. In the forward one the term with $h$ does not cancel.",
                },
            ),
            Slip(
                "last_term_lost",
                Formula("3*x*h", ("x", "h")),
                {
                    "fa": "بخش بزرگ‌تر خطا را پیدا کرده‌اید. جملهٔ آخر توان سوم هم سهمی دارد.",
                    "en": "You found the larger part of the error. The last term of the cube has a share, too.",
                },
            ),
            Slip(
                "not_divided",
                Formula("3*x*h**2 + h**3", ("x", "h")),
                {
                    "fa": "نزدیک است: گویا پس از تفریق، بر $h$ بخش نکرده‌اید.",
                    "en": "Close: it seems you did not divide by $h$ after the subtraction.",
                },
            ),
            Slip(
                "at_the_example",
                Formula("6*h + h**2", ("x", "h")),
                {
                    "fa": "این خطا در نقطهٔ مثال درس است. آن را برای هر $x$ بنویسید.",
                    "en": "This is the error at the point of the example. Write it for any $x$.",
                },
            ),
        ),
    ),
    Exercise(
        name="q6",
        question={
            "fa": (
                "گام هنوز آن‌قدر بزرگ است که تنها خطای برشی به چشم می‌آید. گام را سه برابر کوچک‌تر "
                "می‌کنیم. خطای تفاضل پیشرو و خطای تفاضل مرکزی، به همین ترتیب، تقریباً چند برابر "
                "کوچک‌تر می‌شوند؟ دو عدد بنویسید، مانند `(2, 5)`."
            ),
            "en": (
                "The step is still so large that only the truncation error is seen. We make it three "
                "times smaller. About how many times smaller become the error of the forward and "
                "that of the central difference, in this order? Give two numbers, like `(2, 5)`."
            ),
        },
        right=Numbers(3, 9),
        slips=(
            Slip(
                "both_linear",
                Numbers(3, 3),
                {
                    "fa": "پیشرو درست است. خطای تفاضل مرکزی با مربع گام کوچک می‌شود.",
                    "en": "The forward one is right. The error of the central difference shrinks with the square of the step.",
                },
            ),
            Slip(
                "both_square",
                Numbers(9, 9),
                {
                    "fa": "مرکزی درست است. در تفاضل پیشرو جملهٔ $h$ می‌ماند، نه تنها $h^2$.",
                    "en": "The central one is right. In the forward difference the term with $h$ stays, not only $h^2$.",
                },
            ),
            Slip(
                "doubled",
                Numbers(3, 6),
                {
                    "fa": "پیشرو درست است. مربع یعنی ضرب در خود، نه دو برابر.",
                    "en": "The forward one is right. A square is a product with itself, not a double.",
                },
            ),
            Slip(
                "exchanged",
                Numbers(9, 3),
                {
                    "fa": "دو عدد درست‌اند، ولی جابه‌جا. کدام روش گوشه‌ها را از میان می‌برد؟",
                    "en": "Both numbers are right, but exchanged. Which of the two makes the corners cancel?",
                },
            ),
        ),
    ),
    Exercise(
        name="q7",
        question={
            "fa": (
                "حاصل‌ضرب دو عدد دوگان $3 + 2\\varepsilon$ و $5 + 4\\varepsilon$ را حساب کنید. مقدار "
                "و شیب آن را به همین ترتیب بنویسید، مانند `(1, 2)`."
            ),
            "en": (
                "Multiply the dual numbers $3 + 2\\varepsilon$ and $5 + 4\\varepsilon$. Give value "
                "and slope of the product in this order, like `(1, 2)`."
            ),
        },
        right=Numbers(15, 22),
        slips=(
            Slip(
                "slopes_multiplied",
                Numbers(15, 8),
                {
                    "fa": "شیب‌ها را در هم ضرب کرده‌اید، ولی آن جمله $\\varepsilon^2$ دارد و صفر است.",
                    "en": "You multiplied the slopes, but that term has $\\varepsilon^2$ and is zero.",
                },
            ),
            Slip(
                "slopes_added",
                Numbers(15, 6),
                {
                    "fa": "شیب‌ها را جمع کرده‌اید. این قاعدهٔ جمع است، نه ضرب.",
                    "en": "You added the slopes. That is the rule for a sum, not for a product.",
                },
            ),
            Slip(
                "first_only",
                Numbers(15, 10),
                {
                    "fa": "تنها شیب عدد نخست را به حساب آورده‌اید. عدد دوم هم تغییر می‌کند.",
                    "en": "You counted the slope of the first number only. The second one changes, too.",
                },
            ),
            Slip(
                "second_only",
                Numbers(15, 12),
                {
                    "fa": "تنها شیب عدد دوم را به حساب آورده‌اید. عدد نخست هم تغییر می‌کند.",
                    "en": "You counted the slope of the second number only. The first one changes, too.",
                },
            ),
            Slip(
                "not_crossed",
                Numbers(15, 26),
                {
                    "fa": "هر شیب را در مقدار خودش ضرب کرده‌اید. هر شیب در مقدار عدد دیگر ضرب می‌شود.",
                    "en": "You multiplied each slope by its own value. Each belongs to the value of the other number.",
                },
            ),
        ),
    ),
    Exercise(
        name="q8",
        question={
            "fa": (
                "کلاس `Dual` هنوز وارون را حساب نمی‌کند. وارون $a + s\\,\\varepsilon$ عددی است که ضرب آن در "
                "$a + s\\,\\varepsilon$ یک می‌شود. شیب آن را بر پایهٔ $a$ و $s$ به‌صورت متن بنویسید."
            ),
            "en": (
                "The class `Dual` knows no reciprocal yet. The reciprocal of $a + s\\,\\varepsilon$ is the "
                "number whose product with it is one. Write its slope in terms of $a$ and $s$, as "
                "text."
            ),
        },
        right=Formula("-s/a**2", ("a", "s")),
        slips=(
            Slip(
                "sign",
                Formula("s/a**2", ("a", "s")),
                {
                    "fa": "اگر $a$ زیاد شود، وارون آن کم می‌شود. علامت را یک‌بار دیگر ببینید.",
                    "en": "If $a$ grows, its reciprocal shrinks. Look at the sign once more.",
                },
            ),
            Slip(
                "inner_slope_lost",
                Formula("-1/a**2", ("a", "s")),
                {
                    "fa": "این مشتق وارون نسبت به $a$ است. خود $a$ با شیب $s$ تغییر می‌کند.",
                    "en": "This is the derivative of the reciprocal with respect to $a$. But $a$ itself changes with the slope $s$.",
                },
            ),
            Slip(
                "slope_inverted",
                Formula("1/s", ("a", "s")),
                {
                    "fa": "شیب را وارون کرده‌اید. حاصل‌ضرب را بنویسید و ضریب $\\varepsilon$ را صفر بگذارید.",
                    "en": "You inverted the slope. Write the product down and set the factor of $\\varepsilon$ to zero.",
                },
            ),
            Slip(
                "not_squared",
                Formula("-s/a", ("a", "s")),
                {
                    "fa": "نزدیک است: معادلهٔ ضریب $\\varepsilon$ را تا پایان حل کنید؛ یک عامل دیگر در مخرج می‌آید.",
                    "en": "Close: solve the equation of the factor of $\\varepsilon$ to its end; one more factor comes into the denominator.",
                },
            ),
        ),
    ),
    Exercise(
        name="q9",
        question={
            "fa": (
                "تابع `power(a, s, n)` را در خانهٔ زیر کامل کنید تا مقدار و شیب "
                "$(a + s\\,\\varepsilon)^n$ را برای هر عدد طبیعی $n$ برگرداند، و سپس خود تابع را به "
                "جای `...` بنویسید. یک حلقه با قاعدهٔ ضرب بس است؛ کوتاه‌تر هم می‌شود."
            ),
            "en": (
                "Complete the function `power(a, s, n)` in the next cell, so that it returns value and "
                "slope of $(a + s\\,\\varepsilon)^n$ for any natural number $n$; then put the function "
                "itself in place of `...`. A loop with the rule for products will do; there is also a "
                "shorter way."
            ),
        },
        right=Function(lambda a, s, n: (a**n, n * a ** (n - 1) * s), dual_number_and_power),
        slips=(
            Slip(
                "not_begun",
                Function(lambda a, s, n: (a, s), dual_number_and_power),
                {
                    "fa": "تابع هنوز خود عدد را برمی‌گرداند، یعنی توان یک را.",
                    "en": "The function still returns the number itself, which is its first power.",
                },
            ),
            Slip(
                "inner_slope_lost",
                Function(lambda a, s, n: (a**n, n * a ** (n - 1)), dual_number_and_power),
                {
                    "fa": "این شیب برای $s = 1$ درست است. ورودی با شیب $s$ تغییر می‌کند.",
                    "en": "This slope is right for $s = 1$. The input changes with the slope $s$.",
                },
            ),
            Slip(
                "one_factor_only",
                Function(lambda a, s, n: (a**n, a ** (n - 1) * s), dual_number_and_power),
                {
                    "fa": "تنها تغییر یکی از عامل‌ها را شمرده‌اید. هر $n$ عامل تغییر می‌کنند.",
                    "en": "You counted the change of one factor only. All $n$ factors change.",
                },
            ),
            Slip(
                "exponent_kept",
                Function(lambda a, s, n: (a**n, n * a**n * s), dual_number_and_power),
                {
                    "fa": "نزدیک است: در هر جمله، عاملی که تغییر می‌کند دیگر در حاصل‌ضرب نیست.",
                    "en": "Close: in each term the factor that changes is no longer in the product.",
                },
            ),
            Slip(
                "slope_to_the_power",
                Function(lambda a, s, n: (a**n, s**n), dual_number_and_power),
                {
                    "fa": "شیب را جداگانه به توان رسانده‌اید، ولی $\\varepsilon^2$ صفر است.",
                    "en": "You raised the slope to the power by itself, but $\\varepsilon^2$ is zero.",
                },
            ),
        ),
    ),
]
