"""Exercises of lesson 1: f = (x + y) z at other points, and nodes that are used twice."""

from tinygrad_fa.lessons.exercises import Exercise, Formula, Function, Numbers, Slip, Word



def three_numbers(draw):
    return tuple(draw.uniform(-3, 3) for _ in range(3))


EXERCISES = [
    Exercise(
        name="q1",
        question={
            "fa": "مقدار $f = (x+y)\\,z$ در نقطهٔ $x=3$، $y=-1$، $z=5$ چند است؟",
            "en": "What is the value of $f = (x+y)\\,z$ at $x=3$, $y=-1$, $z=5$?",
        },
        right=Numbers(10),
        slips=(
            Slip(
                "brackets",
                Numbers(-2),
                {
                    "fa": "گویا ضرب را پیش از جمع انجام داده‌اید. پرانتز را نخست حساب کنید.",
                    "en": "It seems you multiplied before you added. The bracket comes first.",
                },
            ),
            Slip(
                "lost_minus",
                Numbers(20),
                {
                    "fa": "علامت $y$ را یک‌بار دیگر ببینید.",
                    "en": "Look at the sign of $y$ once more.",
                },
            ),
            Slip(
                "stopped_early",
                Numbers(2),
                {
                    "fa": "این $q$ است. یک دروازهٔ دیگر مانده است.",
                    "en": "This is $q$. One more gate is left.",
                },
            ),
        ),
    ),
    Exercise(
        name="q2",
        question={
            "fa": (
                "در همان نقطه ($x=3$، $y=-1$، $z=5$) سه گرادیان $\\frac{\\partial f}{\\partial x}$، "
                "$\\frac{\\partial f}{\\partial y}$ و $\\frac{\\partial f}{\\partial z}$ را به همین "
                "ترتیب بنویسید، مانند `(1, 2, 3)`."
            ),
            "en": (
                "At the same point ($x=3$, $y=-1$, $z=5$) give the three gradients "
                "$\\frac{\\partial f}{\\partial x}$, $\\frac{\\partial f}{\\partial y}$ and "
                "$\\frac{\\partial f}{\\partial z}$ in this order, like `(1, 2, 3)`."
            ),
        },
        right=Numbers(5, 5, 2),
        slips=(
            Slip(
                "not_swapped",
                Numbers(2, 2, 5),
                {
                    "fa": "دروازهٔ ضرب جابه‌جا می‌کند: هر ورودی، مقدار ورودی دیگر را می‌گیرد.",
                    "en": "A product swaps: each input receives the value of the other one.",
                },
            ),
            Slip(
                "no_upstream",
                Numbers(1, 1, 2),
                {
                    "fa": "گرادیان محلی جمع درست است، ولی آن را در گرادیان بالادست ضرب نکرده‌اید.",
                    "en": "The local derivative of the sum is right, but it was not multiplied by the upstream gradient.",
                },
            ),
            Slip(
                "values",
                Numbers(3, -1, 5),
                {
                    "fa": "این‌ها مقدار ورودی‌ها هستند. گرادیان می‌پرسد خروجی چقدر تغییر می‌کند.",
                    "en": "These are the values of the inputs. A gradient asks how much the output changes.",
                },
            ),
            Slip(
                "old_point",
                Numbers(-4, -4, 3),
                {
                    "fa": "این گرادیان‌ها از نقطهٔ مثال درس‌اند. گرادیان به نقطه بستگی دارد.",
                    "en": "These belong to the point of the worked example. Gradients depend on the point.",
                },
            ),
        ),
    ),
    Exercise(
        name="q3",
        question={
            "fa": (
                "کدام دروازه گرادیان بالادست را دست‌نخورده به هر دو ورودی می‌دهد؟ نامش را میان "
                "دو گیومهٔ لاتین بنویسید."
            ),
            "en": (
                "Which gate hands the upstream gradient to both inputs unchanged? "
                "Write its name in quotes."
            ),
        },
        right=Word("+", "add", "sum", "addition", "plus", "جمع", "دروازهٔ جمع", "دروازه جمع"),
        slips=(
            Slip(
                "product",
                Word("*", "×", "mul", "product", "multiplication", "ضرب", "دروازهٔ ضرب"),
                {
                    "fa": "گرادیان محلی این دروازه مقدار ورودی دیگر است و آن همیشه یک نیست.",
                    "en": "The local derivative of this gate is the other input, and that is not always one.",
                },
            ),
            Slip(
                "minus",
                Word("-", "−", "sub", "minus", "subtraction", "difference", "تفریق"),
                {
                    "fa": "یکی از دو گرادیان محلی این دروازه منفی است.",
                    "en": "One of the two local derivatives of this gate is negative.",
                },
            ),
            Slip(
                "max",
                Word("max", "maximum", "min", "بیشینه", "کمینه"),
                {
                    "fa": "این دروازه گرادیان را تنها به یکی از دو ورودی می‌دهد.",
                    "en": "This gate gives the gradient to one of its inputs only.",
                },
            ),
        ),
    ),
    Exercise(
        name="q4",
        question={
            "fa": (
                "در نقطهٔ مثال درس $f=-12$ و $\\frac{\\partial f}{\\partial x}=-4$ است. اگر $x$ از $-2$ "
                "به $-1.99$ برسد، مقدار تازهٔ $f$ را تنها با گرادیان پیش‌بینی کنید."
            ),
            "en": (
                "At the point of the example $f=-12$ and $\\frac{\\partial f}{\\partial x}=-4$. "
                "If $x$ moves from $-2$ to $-1.99$, predict the new $f$ from the gradient alone."
            ),
        },
        right=Numbers(-12.04),
        slips=(
            Slip(
                "direction",
                Numbers(-11.96),
                {
                    "fa": "ورودی زیاد شده و گرادیان منفی است. پس خروجی به کدام سو می‌رود؟",
                    "en": "The input grew and the gradient is negative. So which way does the output go?",
                },
            ),
            Slip(
                "only_change",
                Numbers(-0.04),
                {
                    "fa": "این تغییر $f$ است. پرسش مقدار تازه را می‌خواهد.",
                    "en": "This is the change of $f$. The question asks for the new value.",
                },
            ),
            Slip(
                "no_step",
                Numbers(-16),
                {
                    "fa": "خود گرادیان را افزوده‌اید. تغییر برابر گرادیان ضرب در اندازهٔ جابه‌جایی است.",
                    "en": "You added the gradient itself. The change is the gradient times how far the input moved.",
                },
            ),
        ),
    ),
    Exercise(
        name="q5",
        question={
            "fa": (
                "برای $g = (x+y)\\,x$ در نقطهٔ $x=4$، $y=-1$ مقدار $\\frac{\\partial g}{\\partial x}$ "
                "چند است؟"
            ),
            "en": (
                "For $g = (x+y)\\,x$ at $x=4$, $y=-1$, what is $\\frac{\\partial g}{\\partial x}$?"
            ),
        },
        right=Numbers(7),
        slips=(
            Slip(
                "direct_way_only",
                Numbers(3),
                {
                    "fa": "تنها راه مستقیم را شمرده‌اید. تغییر $x$ از درون $q$ هم می‌رسد.",
                    "en": "You counted the direct way only. A change of $x$ also arrives through $q$.",
                },
            ),
            Slip(
                "sum_way_only",
                Numbers(4),
                {
                    "fa": "تنها راهی را شمرده‌اید که از $q$ می‌گذرد. ورودی $x$ یک‌راست هم در ضرب آمده است.",
                    "en": "You counted only the way through $q$. But $x$ is a factor of the product as well.",
                },
            ),
            Slip(
                "ways_multiplied",
                Numbers(12),
                {
                    "fa": "سهم راه‌های جدا جمع می‌شوند. ضرب برای حلقه‌های پشت سر هم یک راه است.",
                    "en": "The shares of separate ways are added. Multiplying is for the links along one way.",
                },
            ),
        ),
    ),
    Exercise(
        name="q6",
        question={
            "fa": (
                "برای $f = (x+y)\\,x\\,z$ فرمول $\\frac{\\partial f}{\\partial x}$ را بر پایهٔ "
                "$x$، $y$ و $z$ به‌صورت متن بنویسید؛ ضرب را با `*` نشان دهید."
            ),
            "en": (
                "For $f = (x+y)\\,x\\,z$ write the formula of $\\frac{\\partial f}{\\partial x}$ in "
                "terms of $x$, $y$ and $z$, as text; write products with `*`."
            ),
        },
        right=Formula("2*x*z + y*z", ("x", "y", "z")),
        slips=(
            Slip(
                "sum_way_only",
                Formula("x*z", ("x", "y", "z")),
                {
                    "fa": "این سهم راهی است که از پرانتز می‌گذرد. ورودی $x$ بیرون پرانتز هم آمده است.",
                    "en": "This is the share through the bracket. There is an $x$ outside the bracket, too.",
                },
            ),
            Slip(
                "direct_way_only",
                Formula("(x+y)*z", ("x", "y", "z")),
                {
                    "fa": "این سهم $x$ بیرون پرانتز است. سهم $x$ درون پرانتز را هم بیفزایید.",
                    "en": "This is the share of the $x$ outside the bracket. Add that of the $x$ inside.",
                },
            ),
            Slip(
                "lost_z",
                Formula("2*x + y", ("x", "y", "z")),
                {
                    "fa": "عامل $z$ در راه گم شده است. گرادیان بالادست را تا پایان همراه ببرید.",
                    "en": "The factor $z$ got lost on the way. Carry the upstream gradient to the end.",
                },
            ),
            Slip(
                "ways_multiplied",
                Formula("(x+y)*z * x*z", ("x", "y", "z")),
                {
                    "fa": "سهم دو راه را در هم ضرب کرده‌اید. سهم راه‌های جدا جمع می‌شوند.",
                    "en": "You multiplied the shares of the two ways. Separate ways are added.",
                },
            ),
        ),
    ),
    Exercise(
        name="q7",
        question={
            "fa": (
                "گذر رو به عقب را برنامه کنید: تابعی از `x`، `y` و `z` بنویسید که سه گرادیان "
                "$f = (x+y)\\,x\\,z$ را به همین ترتیب برگرداند. نام تابع را به `check` بدهید؛ تابع شما "
                "با عددهای تصادفی آزموده می‌شود."
            ),
            "en": (
                "Program the backward pass: write a function of `x`, `y` and `z` that returns the "
                "three gradients of $f = (x+y)\\,x\\,z$ in this order. Give the function's name to "
                "`check`; it is tried with random numbers."
            ),
        },
        right=Function(lambda x, y, z: (2 * x * z + y * z, x * z, (x + y) * x), three_numbers),
        slips=(
            Slip(
                "overwritten",
                Function(lambda x, y, z: (x * z, x * z, (x + y) * x), three_numbers),
                {
                    "fa": "گرادیان $x$ تنها یکی از دو راه را در خود دارد. آیا سهم دوم، سهم نخست را پاک کرده است؟",
                    "en": "The gradient of $x$ holds one of its two ways only. Did the second share wipe out the first?",
                },
            ),
            Slip(
                "inside_forgotten",
                Function(lambda x, y, z: ((x + y) * z, x * z, (x + y) * x), three_numbers),
                {
                    "fa": "گرادیان $x$ تنها یکی از دو راه را در خود دارد. سهم $x$ درون پرانتز کجاست؟",
                    "en": "The gradient of $x$ holds one of its two ways only. Where is the share of the $x$ inside the bracket?",
                },
            ),
            Slip(
                "not_swapped",
                Function(lambda x, y, z: (2 * x * z + y * z, x * z, z), three_numbers),
                {
                    "fa": "گرادیان $z$ را ببینید: دروازهٔ ضرب جابه‌جا می‌کند.",
                    "en": "Look at the gradient of $z$: a product swaps.",
                },
            ),
            Slip(
                "no_upstream",
                Function(lambda x, y, z: (2 * x + y, x, (x + y) * x), three_numbers),
                {
                    "fa": "گرادیان $z$ درست است. در دو گرادیان دیگر، گرادیان بالادستی که از ضرب در $z$ می‌آید جا افتاده است.",
                    "en": "The gradient of $z$ is right. The other two lack the upstream gradient that comes from the product with $z$.",
                },
            ),
        ),
    ),
]
