"""Exercises of lesson 4: a 2-2-1 net with other numbers for each student, and three quizzes."""

from tinygrad_fa.lessons.exercises import Exercise, Formula, Numbers, Slip
from tinygrad_fa.lessons.own_numbers import (
    RATE,
    WEIGHTS,
    after_step,
    forward,
    gradients,
    own_net,
    predicted_change,
)


def exercises_for(student):
    """Return the exercises with this student's numbers."""
    mine = own_net(student)
    return [
        _forward(mine),
        _loss(mine),
        _slope_of_z(mine),
        _six_gradients(mine),
        _prediction(mine),
        _step(mine),
        *QUIZZES,
    ]


def _forward(n):
    def three(slip=""):
        seen = forward(n, slip)
        return Numbers(seen["h1"], seen["h2"], seen["z"])

    return Exercise(
        name="q1",
        question={
            "fa": "با عددهای خودتان $h_1$، $h_2$ و $z$ را به ترتیب بنویسید.",
            "en": "With your own numbers, give $h_1$, $h_2$ and $z$, in this order.",
        },
        right=three(),
        slips=(
            Slip(
                "crossed_wires",
                three("crossed_wires"),
                {
                    "fa": "سیم‌ها جابه‌جا شده‌اند: $w_1$ و $w_2$ هر دو به $h_1$ می‌رسند و $w_3$ و $w_4$ هر دو به $h_2$.",
                    "en": "Wires got crossed: $w_1$ and $w_2$ both lead to $h_1$, and $w_3$ and $w_4$ both to $h_2$.",
                },
            ),
            Slip(
                "outer_weights_forgotten",
                three("outer_weights_forgotten"),
                {
                    "fa": "لایهٔ پنهان درست است. در $z$ هر $h$ در وزن خودش ضرب می‌شود.",
                    "en": "The hidden layer is right. In $z$ each $h$ is multiplied by a weight of its own.",
                },
            ),
            Slip(
                "inputs_forgotten",
                three("inputs_forgotten"),
                {
                    "fa": "وزن‌ها را جمع کرده‌اید. هر وزن نخست در ورودی خودش ضرب می‌شود.",
                    "en": "You added the weights. Each weight is first multiplied by its input.",
                },
            ),
        ),
    )


def _loss(n):
    def two(slip=""):
        seen = forward(n, slip)
        return Numbers(seen["o"], seen["J"])

    return Exercise(
        name="q2",
        question={
            "fa": "خروجی $o$ و ضرر $J$ را به ترتیب بنویسید.",
            "en": "Give the output $o$ and the loss $J$, in this order.",
        },
        right=two(),
        slips=(
            Slip(
                "no_half",
                two("no_half"),
                {
                    "fa": "خروجی درست است. در فرمول ضرر یک ضریب جا افتاده است.",
                    "en": "The output is right. A factor of the loss is missing.",
                },
            ),
            Slip(
                "no_square",
                two("no_square"),
                {
                    "fa": "خروجی درست است. خطا در ضرر به توان می‌رسد؛ ضرر هرگز منفی نمی‌شود.",
                    "en": "The output is right. The error enters the loss with a power; a loss is never negative.",
                },
            ),
            Slip(
                "sign_of_exponent",
                two("sign_of_exponent"),
                {
                    "fa": "علامت توان را ببینید: در سیگموئید $e^{-z}$ می‌آید.",
                    "en": "Look at the sign of the exponent: a sigmoid has $e^{-z}$.",
                },
            ),
        ),
    )


def _slope_of_z(n):
    return Exercise(
        name="q3",
        question={
            "fa": "مقدار $\\delta = \\frac{\\partial J}{\\partial z}$ چند است؟",
            "en": "What is $\\delta = \\frac{\\partial J}{\\partial z}$?",
        },
        right=Numbers(gradients(n)["z"]),
        slips=(
            Slip(
                "input_for_output",
                Numbers(gradients(n, "input_for_output")["z"]),
                {
                    "fa": "گویا به جای خروجی سیگموئید، ورودی آن را از یک کم کرده‌اید.",
                    "en": "It seems you took the input of the sigmoid from one, not its output.",
                },
            ),
            Slip(
                "no_slope",
                Numbers(gradients(n, "no_slope")["z"]),
                {
                    "fa": "این $\\frac{\\partial J}{\\partial o}$ است. یک دروازه تا $z$ مانده است.",
                    "en": "This is $\\frac{\\partial J}{\\partial o}$. One gate is left on the way to $z$.",
                },
            ),
            Slip(
                "half_kept",
                Numbers(gradients(n, "half_kept")["z"]),
                {
                    "fa": "در مشتق $\\frac{(o-y)^2}{2}$ توان پایین می‌آید. با مخرج کسر چه می‌کند؟",
                    "en": "In the derivative of $\\frac{(o-y)^2}{2}$ the power comes down. What does it do to the denominator?",
                },
            ),
        ),
    )


def _six_gradients(n):
    def six(slip=""):
        slopes = gradients(n, slip)
        return Numbers(*(slopes[name] for name in WEIGHTS))

    return Exercise(
        name="q4",
        question={
            "fa": "شش گرادیان $\\frac{\\partial J}{\\partial w_1}$ تا $\\frac{\\partial J}{\\partial w_6}$ را به ترتیب بنویسید.",
            "en": "Give the six gradients $\\frac{\\partial J}{\\partial w_1}$ to $\\frac{\\partial J}{\\partial w_6}$, in this order.",
        },
        right=six(),
        slips=(
            Slip(
                "lost_outer_weight",
                six("lost_outer_weight"),
                {
                    "fa": "دو گرادیان آخر درست‌اند. در راه $w_1$ تا $w_4$ از یک وزن لایهٔ دوم هم می‌گذریم.",
                    "en": "The last two are right. The way to $w_1$ … $w_4$ also leads through a weight of the second layer.",
                },
            ),
            Slip(
                "outer_exchanged",
                six("outer_exchanged"),
                {
                    "fa": "دو گرادیان آخر درست‌اند. ببینید هر نورون پنهان با کدام وزن به $z$ وصل است.",
                    "en": "The last two are right. See which weight connects which hidden neuron with $z$.",
                },
            ),
            Slip(
                "weight_for_input",
                six("weight_for_input"),
                {
                    "fa": "چهار گرادیان نخست درست‌اند. در دو تای آخر، گرادیان وزن در ورودی آن وزن ضرب می‌شود، نه در خودش.",
                    "en": "The first four are right. In the last two, the factor is the input of the weight, not the weight itself.",
                },
            ),
            Slip(
                "input_for_output",
                six("input_for_output"),
                {
                    "fa": "گویا مشتق سیگموئید را با ورودی نوشته‌اید. پاسخ تمرین ۳ را هم بسنجید.",
                    "en": "It seems you wrote the slope of the sigmoid with its input. Check exercise 3, too.",
                },
            ),
            Slip(
                "no_slope",
                six("no_slope"),
                {
                    "fa": "مشتق سیگموئید در همهٔ گرادیان‌ها جا افتاده است.",
                    "en": "The slope of the sigmoid is missing in all of them.",
                },
            ),
            Slip(
                "half_kept",
                six("half_kept"),
                {
                    "fa": "ضریب ضرر را هنگام مشتق‌گرفتن دو بار شمرده‌اید. پاسخ تمرین ۳ را هم بسنجید.",
                    "en": "You counted the factor of the loss twice. Check exercise 3, too.",
                },
            ),
        ),
    )


def _prediction(n):
    slopes = [gradients(n)[name] for name in WEIGHTS]
    change = predicted_change(n)
    return Exercise(
        name="q5",
        question={
            "fa": (
                f"همهٔ وزن‌ها یک گام با $\\alpha = {RATE}$ برمی‌دارند. گرادیان چه *تغییری* برای "
                "$J$ پیش‌بینی می‌کند؟ به علامت دقت کنید."
            ),
            "en": (
                f"All weights take one step with $\\alpha = {RATE}$. What *change* of $J$ does the "
                "gradient predict? Mind the sign."
            ),
        },
        right=Numbers(change),
        slips=(
            Slip(
                "no_rate",
                Numbers(change / RATE),
                {
                    "fa": "نرخ یادگیری را فراموش کرده‌اید.",
                    "en": "You forgot the learning rate.",
                },
            ),
            Slip(
                "no_squares",
                Numbers(-RATE * sum(slopes)),
                {
                    "fa": "هر وزن به اندازهٔ گرادیان خودش جابه‌جا می‌شود و اثرش هم گرادیان خودش است: دو عامل دارد.",
                    "en": "Each weight moves in proportion to its gradient, and acts in proportion to it: that makes two factors.",
                },
            ),
            Slip(
                "root",
                Numbers(-RATE * sum(x * x for x in slopes) ** 0.5),
                {
                    "fa": "این طول گرادیان است. پیش‌بینی جذر ندارد.",
                    "en": "That is the length of the gradient. The prediction has no square root.",
                },
            ),
            Slip(
                "measured",
                Numbers(forward(after_step(n))["J"] - forward(n)["J"]),
                {
                    "fa": "این تغییر واقعی است که پس از گام اندازه می‌گیریم. پرسش، پیش‌بینی پیش از گام را می‌خواهد.",
                    "en": "This is the real change, measured after the step. The question asks for the prediction before it.",
                },
            ),
        ),
    )


def _step(n):
    seen = forward(n)["J"]
    return Exercise(
        name="q6",
        question={
            "fa": "گام تمرین ۵ را برداشتیم. مقدار واقعی $J$ با وزن‌های تازه چند است؟",
            "en": "The step of exercise 5 is taken. What is the real $J$ with the new weights?",
        },
        right=Numbers(forward(after_step(n))["J"]),
        slips=(
            Slip(
                "uphill",
                Numbers(forward(after_step(n, -RATE))["J"]),
                {
                    "fa": "گام را به سوی سربالایی برداشته‌اید. علامت به‌روزرسانی را ببینید.",
                    "en": "You stepped uphill. Look at the sign of the update.",
                },
            ),
            Slip(
                "predicted",
                Numbers(seen + predicted_change(n)),
                {
                    "fa": "این پیش‌بینی گرادیان است. با وزن‌های تازه یک گذر رو به جلوی کامل انجام دهید.",
                    "en": "This is the prediction of the gradient. Do a whole forward pass with the new weights.",
                },
            ),
            Slip(
                "outer_only",
                Numbers(forward(after_step(n, RATE, WEIGHTS[4:]))["J"]),
                {
                    "fa": "تنها لایهٔ دوم گام برداشته است. وزن‌های $w_1$ تا $w_4$ هم تغییر می‌کنند.",
                    "en": "Only the second layer has stepped. $w_1$ … $w_4$ change, too.",
                },
            ),
            Slip(
                "no_step",
                Numbers(seen),
                {
                    "fa": "این ضرر پیش از گام است.",
                    "en": "This is the loss before the step.",
                },
            ),
        ),
    )


QUIZZES = [
    Exercise(
        name="q7",
        question={
            "fa": (
                "در پاسخ‌نامهٔ دست‌نویس، با عددهای مثال درس، $\\frac{\\partial J}{\\partial z}$ به جای "
                "$-0.0058$ برابر $0.1060$ به دست می‌آید: هم علامت دیگری دارد، هم اندازهٔ دیگری. "
                "$\\frac{\\partial J}{\\partial o}$ درست بوده است. کدام فرمول را برای مشتق سیگموئید "
                "به کار برده‌اند؟ آن را با `o` و `z` به‌صورت متن بنویسید."
            ),
            "en": (
                "A handwritten solution, with the numbers of this lesson, leads to "
                "$\\frac{\\partial J}{\\partial z}$ of $0.1060$ in place of $-0.0058$: another sign "
                "and another size. Its $\\frac{\\partial J}{\\partial o}$ was right. Which formula "
                "was taken for the slope of the sigmoid? Write it with `o` and `z`, as text."
            ),
        },
        right=Formula("o*(1-z)", ("o", "z")),
        slips=(
            Slip(
                "true_slope",
                Formula("o*(1-o)", ("o", "z")),
                {
                    "fa": "این فرمول درست است. ما فرمول نادرستی را می‌جوییم که آن عدد از آن آمده است.",
                    "en": "This is the true formula. We look for the wrong one that the number came from.",
                },
            ),
            Slip(
                "both_inputs",
                Formula("z*(1-z)", ("o", "z")),
                {
                    "fa": "نزدیک است، ولی با این فرمول اندازه بزرگ‌تر می‌شود. آیا هر دو عامل نادرست‌اند؟",
                    "en": "Close, but this would make the size larger. Are both factors wrong?",
                },
            ),
            Slip(
                "exchanged",
                Formula("z*(1-o)", ("o", "z")),
                {
                    "fa": "با این فرمول علامت عوض نمی‌شود. کدام عامل می‌تواند منفی شود؟",
                    "en": "This does not change the sign. Which factor can become negative?",
                },
            ),
            Slip(
                "turned",
                Formula("o*(z-1)", ("o", "z")),
                {
                    "fa": "اندازه درست است. علامت $\\frac{\\partial J}{\\partial o}$ را هم به حساب آورید.",
                    "en": "The size is right. Take the sign of $\\frac{\\partial J}{\\partial o}$ into account as well.",
                },
            ),
        ),
    ),
    Exercise(
        name="q8",
        question={
            "fa": (
                "در همان پاسخ‌نامه خروجی را زود گرد کرده‌اند: $0.92$ به جای $0.92056$. ضرری که با "
                "خروجی گردشده به دست می‌آید چند برابر ضرر درست است؟ (تا سه رقم پس از ممیز.)"
            ),
            "en": (
                "The same solution rounded the output early: $0.92$ for $0.92056$. How many times "
                "the true loss is the loss with the rounded output? (To three digits after the point.)"
            ),
        },
        right=Numbers(1.014185),
        slips=(
            Slip(
                "outputs",
                Numbers(0.99939),
                {
                    "fa": "این نسبت خروجی‌هاست. ضرر از فاصله تا هدف ساخته می‌شود، نه از خود خروجی.",
                    "en": "This is the quotient of the outputs. A loss is made of the distance to the target, not of the output.",
                },
            ),
            Slip(
                "not_squared",
                Numbers(1.007068),
                {
                    "fa": "این نسبت خطاهاست. ضرر مربع خطا را می‌سنجد.",
                    "en": "This is the quotient of the errors. The loss measures their squares.",
                },
            ),
            Slip(
                "upside_down",
                Numbers(0.986012),
                {
                    "fa": "نسبت را وارونه نوشته‌اید: کدام ضرر بزرگ‌تر است؟",
                    "en": "The quotient is upside down: which of the losses is larger?",
                },
            ),
            Slip(
                "percent",
                Numbers(1.418543),
                {
                    "fa": "این گویا درصد زیاد شدن است. پرسش، نسبت دو ضرر را می‌خواهد.",
                    "en": "This seems to be the growth in percent. The question asks for the quotient of the two losses.",
                },
            ),
        ),
    ),
    Exercise(
        name="q9",
        question={
            "fa": (
                "لایهٔ پنهان این شبکه خطی است، پس می‌توان آن را کنار گذاشت: "
                "$z = a\\, i_1 + b\\, i_2$. فرمول $a$ را با `w1` تا `w6` به‌صورت متن بنویسید."
            ),
            "en": (
                "The hidden layer of this net is linear, so one can do without it: "
                "$z = a\\, i_1 + b\\, i_2$. Write the formula of $a$ with `w1` … `w6`, as text."
            ),
        },
        right=Formula("w1*w5 + w3*w6", WEIGHTS),
        slips=(
            Slip(
                "one_way",
                Formula("w1*w5", WEIGHTS),
                {
                    "fa": "این سهم راهی است که از $h_1$ می‌گذرد. از $i_1$ راه دیگری هم به $z$ هست.",
                    "en": "This is the way through $h_1$. There is another way from $i_1$ to $z$.",
                },
            ),
            Slip(
                "layers_multiplied",
                Formula("(w1+w3)*(w5+w6)", WEIGHTS),
                {
                    "fa": "راه‌ها را در هم کرده‌اید: از $h_1$ نمی‌توان با $w_6$ به $z$ رسید.",
                    "en": "You mixed the ways up: from $h_1$ no way leads to $z$ with $w_6$.",
                },
            ),
            Slip(
                "wrong_wires",
                Formula("w1*w5 + w2*w6", WEIGHTS),
                {
                    "fa": "راه نخست درست است. وزن $w_2$ از ورودی دیگری می‌آید.",
                    "en": "The first way is right. $w_2$ comes from another input.",
                },
            ),
            Slip(
                "ways_multiplied",
                Formula("w1*w5*w3*w6", WEIGHTS),
                {
                    "fa": "وزن‌های یک راه در هم ضرب می‌شوند، ولی دو راه با هم جمع می‌شوند.",
                    "en": "Weights along one way are multiplied, but separate ways are added.",
                },
            ),
        ),
    ),
]
