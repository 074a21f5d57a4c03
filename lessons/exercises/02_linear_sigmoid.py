"""Exercises of lesson 2: a neuron with w = (1, −2, 1), x = (3, 1), and slopes of activations."""

import math

from tinygrad_fa.lessons.exercises import Exercise, Formula, Function, Numbers, Slip


def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def one_number(draw):
    return (draw.uniform(-3, 3),)


EXERCISES = [
    Exercise(
        name="q1",
        question={
            "fa": "مقدار $z = w_0 x_0 + w_1 x_1 + w_2$ چند است؟",
            "en": "What is $z = w_0 x_0 + w_1 x_1 + w_2$?",
        },
        right=Numbers(2),
        slips=(
            Slip(
                "no_bias",
                Numbers(1),
                {
                    "fa": "دو حاصل‌ضرب درست‌اند، ولی بایاس جا افتاده است.",
                    "en": "Both products are right, but the bias is missing.",
                },
            ),
            Slip(
                "lost_minus",
                Numbers(6),
                {
                    "fa": "علامت $w_1$ را یک‌بار دیگر ببینید.",
                    "en": "Look at the sign of $w_1$ once more.",
                },
            ),
            Slip(
                "inputs_exchanged",
                Numbers(-4),
                {
                    "fa": "هر وزن در ورودی خودش ضرب می‌شود: شماره‌ها را کنار هم بگذارید.",
                    "en": "Each weight belongs to its own input: put equal numbers together.",
                },
            ),
        ),
    ),
    Exercise(
        name="q2",
        question={
            "fa": "خروجی همین نورون، $f = \\sigma(z)$، چند است؟",
            "en": "What is the output $f = \\sigma(z)$ of this neuron?",
        },
        right=Numbers(0.880797),
        slips=(
            Slip(
                "sign_of_exponent",
                Numbers(0.119203),
                {
                    "fa": "علامت توان را ببینید: در سیگموئید $e^{-z}$ می‌آید.",
                    "en": "Look at the sign of the exponent: a sigmoid has $e^{-z}$.",
                },
            ),
            Slip(
                "only_exponential",
                Numbers(0.135335),
                {
                    "fa": "این تنها $e^{-z}$ است. دو دروازهٔ دیگر مانده‌اند.",
                    "en": "This is only $e^{-z}$. Two more gates are left.",
                },
            ),
            Slip(
                "no_reciprocal",
                Numbers(1.135335),
                {
                    "fa": "خروجی سیگموئید میان صفر و یک است. دروازهٔ وارون جا افتاده است.",
                    "en": "The output of a sigmoid lies between zero and one. The reciprocal is missing.",
                },
            ),
        ),
    ),
    Exercise(
        name="q3",
        question={
            "fa": (
                "سه گرادیان $\\frac{\\partial f}{\\partial w_0}$، $\\frac{\\partial f}{\\partial w_1}$ "
                "و $\\frac{\\partial f}{\\partial w_2}$ همین نورون را به همین ترتیب بنویسید."
            ),
            "en": (
                "Give the three gradients $\\frac{\\partial f}{\\partial w_0}$, "
                "$\\frac{\\partial f}{\\partial w_1}$ and $\\frac{\\partial f}{\\partial w_2}$ of "
                "this neuron, in this order."
            ),
        },
        right=Numbers(0.314981, 0.104994, 0.104994),
        slips=(
            Slip(
                "input_for_output",
                Numbers(-2.642391, -0.880797, -0.880797),
                {
                    "fa": "گویا $1-z$ به کار برده‌اید. مشتق سیگموئید با خروجی نوشته می‌شود، نه با ورودی.",
                    "en": "It seems you used $1-z$. The slope of a sigmoid is written with its output, not its input.",
                },
            ),
            Slip(
                "no_sigmoid",
                Numbers(3, 1, 1),
                {
                    "fa": "گرادیان محلی بخش خطی درست است. گرادیان بالادست، یعنی مشتق سیگموئید، جا افتاده است.",
                    "en": "The local derivatives of the linear part are right. The upstream gradient, the slope of the sigmoid, is missing.",
                },
            ),
            Slip(
                "weights_for_inputs",
                Numbers(0.104994, -0.209987, 0.104994),
                {
                    "fa": "دروازهٔ ضرب جابه‌جا می‌کند: گرادیان وزن در ورودی ضرب می‌شود. این‌ها گرادیان ورودی‌ها هستند.",
                    "en": "A product swaps: the gradient of a weight has the input as a factor. You gave those of the inputs.",
                },
            ),
            Slip(
                "no_bias_gradient",
                Numbers(0.314981, 0.104994, 0),
                {
                    "fa": "بایاس هم خروجی را تغییر می‌دهد: آن را وزنی بدانید که ورودی‌اش همیشه یک است.",
                    "en": "The bias changes the output, too: think of it as a weight whose input is always one.",
                },
            ),
            Slip(
                "half_slope",
                Numbers(2.642391, 0.880797, 0.880797),
                {
                    "fa": "تنها در $\\sigma$ ضرب کرده‌اید. مشتق سیگموئید یک عامل دیگر هم دارد.",
                    "en": "You multiplied by $\\sigma$ only. The slope of a sigmoid has one more factor.",
                },
            ),
        ),
    ),
    Exercise(
        name="q4",
        question={
            "fa": (
                "به نورون مثال درس برگردید: $\\frac{\\partial f}{\\partial w_1} \\approx -0.3932$. "
                "اگر $w_1$ به اندازهٔ $0.05$ زیاد شود، گرادیان تغییر $f$ را چقدر پیش‌بینی می‌کند؟"
            ),
            "en": (
                "Back to the neuron of the lesson: $\\frac{\\partial f}{\\partial w_1} \\approx -0.3932$. "
                "If $w_1$ grows by $0.05$, what change of $f$ does the gradient predict?"
            ),
        },
        right=Numbers(-0.019661),
        slips=(
            Slip(
                "no_step",
                Numbers(-0.393224),
                {
                    "fa": "این خود گرادیان است. آن را در اندازهٔ جابه‌جایی ضرب کنید.",
                    "en": "This is the gradient itself. Multiply it by how far the weight moved.",
                },
            ),
            Slip(
                "new_value",
                Numbers(0.711397),
                {
                    "fa": "این مقدار تازهٔ $f$ است. پرسش تنها تغییر آن را می‌خواهد.",
                    "en": "This is the new value of $f$. The question asks for the change only.",
                },
            ),
            Slip(
                "input_twice",
                Numbers(0.039322),
                {
                    "fa": "ورودی $x_1$ را دو بار شمرده‌اید: گرادیان آن را در خود دارد.",
                    "en": "You counted the input $x_1$ twice: the gradient already contains it.",
                },
            ),
            Slip(
                "sign",
                Numbers(0.019661),
                {
                    "fa": "گرادیان منفی است و وزن زیاد شده است. پس $f$ به کدام سو می‌رود؟",
                    "en": "The gradient is negative and the weight grew. So which way does $f$ go?",
                },
            ),
        ),
    ),
    Exercise(
        name="q5",
        question={
            "fa": (
                "سه نورون با سیگموئید پشت سر هم‌اند؛ همهٔ وزن‌ها یک‌اند و بایاس‌ها دلخواه. در هر نورون، "
                "گرادیان در شیب سیگموئید آن ضرب می‌شود. اگر گرادیان در پایان این زنجیر ۱ باشد، در "
                "آغاز زنجیر حداکثر چند می‌تواند باشد؟"
            ),
            "en": (
                "Three neurons with sigmoids follow one another; all weights are one, the biases are "
                "free. In each of them the gradient is multiplied by the slope of its sigmoid. If the "
                "gradient is 1 at the end of this chain, how large can it be, at most, at its beginning?"
            ),
        },
        right=Numbers(0.015625),
        slips=(
            Slip(
                "one_neuron",
                Numbers(0.25),
                {
                    "fa": "این بیشترین شیب یک سیگموئید است. گرادیان از سه نورون می‌گذرد.",
                    "en": "This is the largest slope of one sigmoid. The gradient passes three neurons.",
                },
            ),
            Slip(
                "added",
                Numbers(0.75),
                {
                    "fa": "شیب‌ها را جمع کرده‌اید. حساسیت‌های پشت سر هم در یکدیگر ضرب می‌شوند.",
                    "en": "You added the slopes. Sensitivities that follow one another are multiplied.",
                },
            ),
            Slip(
                "value_for_slope",
                Numbers(0.125),
                {
                    "fa": "گویا مقدار سیگموئید در صفر را به کار برده‌اید. شیب آن را می‌خواهیم.",
                    "en": "It seems you took the sigmoid's value at zero. Its slope is asked for.",
                },
            ),
            Slip(
                "upside_down",
                Numbers(64),
                {
                    "fa": "شیب هر سیگموئید از یک کمتر است. پس گرادیان در راه کوچک می‌شود یا بزرگ؟",
                    "en": "The slope of every sigmoid is less than one. So does the gradient shrink or grow on its way?",
                },
            ),
        ),
    ),
    Exercise(
        name="q6",
        question={
            "fa": (
                "تانژانت هذلولوی (tanh) خویشاوند سیگموئید است: $\\tanh z = 2\\,\\sigma(2z) - 1$. اگر "
                "$t = \\tanh z$، مشتق آن نسبت به $z$ را تنها با $t$ و به‌صورت متن بنویسید."
            ),
            "en": (
                "The hyperbolic tangent is a relative of the sigmoid: $\\tanh z = 2\\,\\sigma(2z) - 1$. "
                "With $t = \\tanh z$, write its derivative with respect to $z$ in terms of $t$ "
                "alone, as text."
            ),
        },
        right=Formula("1 - t**2", ("t",), between=(-0.9, 0.9)),
        slips=(
            Slip(
                "sigmoid_rule",
                Formula("t*(1-t)", ("t",)),
                {
                    "fa": "این قاعدهٔ سیگموئید است. نخست $\\sigma(2z)$ را با $t$ بنویسید.",
                    "en": "This is the rule of the sigmoid. First write $\\sigma(2z)$ in terms of $t$.",
                },
            ),
            Slip(
                "lost_inner_factor",
                Formula("(1 - t**2)/2", ("t",)),
                {
                    "fa": "نزدیک است. ورودی سیگموئید $2z$ است؛ قاعدهٔ زنجیره‌ای برای آن هم عاملی می‌آورد.",
                    "en": "Close. The input of the sigmoid is $2z$; the chain rule brings a factor for that, too.",
                },
            ),
            Slip(
                "lost_outer_factor",
                Formula("(1 - t**2)/4", ("t",)),
                {
                    "fa": "این $\\sigma\\,(1-\\sigma)$ است که با $t$ نوشته شده. دو عامل بیرونی و درونی مانده‌اند.",
                    "en": "This is $\\sigma\\,(1-\\sigma)$ in terms of $t$. The outer and the inner factor are left.",
                },
            ),
            Slip(
                "sign",
                Formula("t**2 - 1", ("t",)),
                {
                    "fa": "این تابع صعودی است. آیا مشتقش می‌تواند منفی باشد؟",
                    "en": "This function rises. Can its derivative be negative?",
                },
            ),
        ),
    ),
    Exercise(
        name="q7",
        question={
            "fa": (
                "سیگموئید یکی از تابع‌های فعال‌سازی (activation function) است: تابعی که پس از بخش خطی نورون "
                "می‌آید. تابع دیگری از این دست، ورودی را در سیگموئید آن ضرب می‌کند: "
                "$s(z) = z\\,\\sigma(z)$. تابعی از `z` بنویسید که $s'(z)$ را برگرداند و نامش را به `check` "
                "بدهید. تابع‌های `sigmoid` و `math.exp` در اختیار شماست."
            ),
            "en": (
                "The sigmoid is one of the activation functions: functions that follow the linear part of "
                "a neuron. Another of them multiplies its input by the sigmoid of it: "
                "$s(z) = z\\,\\sigma(z)$. Write a function of `z` that returns $s'(z)$, and give its name "
                "to `check`. You may use `sigmoid` and `math.exp`."
            ),
        },
        right=Function(
            lambda z: sigmoid(z) + z * sigmoid(z) * (1 - sigmoid(z)), one_number
        ),
        slips=(
            Slip(
                "input_for_output",
                Function(lambda z: sigmoid(z) + z * sigmoid(z) * (1 - z), one_number),
                {
                    "fa": "گویا مشتق سیگموئید را $\\sigma\\,(1-z)$ گرفته‌اید. در آن خروجی می‌آید، نه ورودی.",
                    "en": "It seems you took $\\sigma\\,(1-z)$ for the slope of the sigmoid. It has the output in it, not the input.",
                },
            ),
            Slip(
                "through_sigmoid_only",
                Function(lambda z: z * sigmoid(z) * (1 - sigmoid(z)), one_number),
                {
                    "fa": "این سهم راهی است که از سیگموئید می‌گذرد. ورودی $z$ یک‌راست هم در ضرب آمده است.",
                    "en": "This is the share of the way through the sigmoid. But $z$ is a factor of the product as well.",
                },
            ),
            Slip(
                "direct_way_only",
                Function(sigmoid, one_number),
                {
                    "fa": "این سهم راه مستقیم است. ورودی $z$ درون سیگموئید هم هست.",
                    "en": "This is the share of the direct way. There is a $z$ inside the sigmoid, too.",
                },
            ),
            Slip(
                "slopes_multiplied",
                Function(lambda z: sigmoid(z) * (1 - sigmoid(z)), one_number),
                {
                    "fa": "مشتق حاصل‌ضرب، حاصل‌ضرب مشتق‌ها نیست. سهم دو راه را جدا بنویسید و با هم جمع کنید.",
                    "en": "The derivative of a product is not the product of the derivatives. Write the shares of both ways and add them.",
                },
            ),
        ),
    ),
]
