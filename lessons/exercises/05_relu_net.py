"""Exercises of lesson 5: shapes, one sample, sums and means, and a function of one's own."""

import numpy as np

from tinygrad_fa.lessons.exercises import Array, Exercise, Formula, Function, Numbers, Slip


def _random_net(draw):
    """Return X, t, W, c, w, b with sizes that are never equal, so that a transpose shows."""
    samples, inputs, hidden = draw.sample(range(2, 7), 3)

    def array(*shape):
        numbers = [draw.uniform(-2, 2) for _ in range(int(np.prod(shape)))]
        return np.array(numbers).reshape(shape)

    return (
        array(samples, inputs), array(samples), array(inputs, hidden), array(hidden),
        array(hidden), draw.uniform(-2, 2),
    )  # fmt: skip


def _grad_w(mask=True, mean=True, factor=2, outer_weights=True):
    """Return the function that is asked for, or one with a slip."""

    def grad_w(X, t, W, c, w, b):
        z = X @ W + c
        of_y = factor * (np.maximum(0, z) @ w + b - t) / (len(X) if mean else 1)
        of_h = np.outer(of_y, w if outer_weights else np.ones_like(w))
        return X.T @ (of_h * (z > 0) if mask else of_h)

    return grad_w


EXERCISES = [
    Exercise(
        name="q1",
        question={
            "fa": (
                "یک لایهٔ خطی با ReLU ده ورودی و پنج نورون دارد و دسته‌ای از ۳۲ نمونه می‌گیرد: "
                "$Z = XW + c$. شکل `dZ` چیست؟ (تعداد سطر، تعداد ستون)"
            ),
            "en": (
                "A linear layer with ReLU has ten inputs and five neurons, and gets a batch of 32 "
                "samples: $Z = XW + c$. What is the shape of `dZ`? (rows, columns)"
            ),
        },
        right=Numbers(32, 5),
        slips=(
            Slip(
                "of_weights",
                Numbers(10, 5),
                {
                    "fa": "این شکل $W$ است. گرادیان $Z$ شکل خود $Z$ را دارد.",
                    "en": "That is the shape of $W$. The gradient of $Z$ has the shape of $Z$.",
                },
            ),
            Slip(
                "of_inputs",
                Numbers(32, 10),
                {
                    "fa": "این شکل $X$ است. هر سطر $Z$ برای هر نورون یک عدد دارد.",
                    "en": "That is the shape of $X$. A row of $Z$ has one number for each neuron.",
                },
            ),
            Slip(
                "transposed",
                Numbers(5, 32),
                {
                    "fa": "سطر و ستون جابه‌جا شده‌اند: هر سطر یک نمونه است.",
                    "en": "Rows and columns are exchanged: each row is a sample.",
                },
            ),
        ),
    ),
    Exercise(
        name="q2",
        question={
            "fa": "مقدار $z_1$، $z_2$، $y$ و $J = (y - t)^2$ را به ترتیب بنویسید.",
            "en": "Give $z_1$, $z_2$, $y$ and $J = (y - t)^2$, in this order.",
        },
        right=Numbers(2, -1, 3, 4),
        slips=(
            Slip(
                "no_relu",
                Numbers(2, -1, 1, 0),
                {
                    "fa": "هر دو $z$ درست‌اند. پیش از لایهٔ دوم یک کار دیگر مانده است.",
                    "en": "Both $z$ are right. One thing is left to do before the second layer.",
                },
            ),
            Slip(
                "rows_for_columns",
                Numbers(-1, 0.5, -2, 9),
                {
                    "fa": "سطرهای $W$ را به کار برده‌اید. وزن‌های یک نورون پنهان در یک ستون‌اند.",
                    "en": "You used the rows of $W$. The weights of a hidden neuron stand in a column.",
                },
            ),
            Slip(
                "no_bias",
                Numbers(2, 1, 5, 16),
                {
                    "fa": "بایاس لایهٔ نخست جا افتاده است.",
                    "en": "The bias of the first layer is missing.",
                },
            ),
            Slip(
                "half",
                Numbers(2, -1, 3, 2),
                {
                    "fa": "این $J$ درس پیش است. ضرر این درس مخرج ندارد.",
                    "en": "This is the $J$ of the last lesson. The loss of this lesson has no denominator.",
                },
            ),
        ),
    ),
    Exercise(
        name="q3",
        question={
            "fa": "برای همان نمونه، ماتریس $\\frac{\\partial J}{\\partial W}$ را بنویسید، مانند `[[1, 2], [3, 4]]`.",
            "en": "For the same sample, give the matrix $\\frac{\\partial J}{\\partial W}$, like `[[1, 2], [3, 4]]`.",
        },
        right=Array([[12, 0], [24, 0]]),
        slips=(
            Slip(
                "no_mask",
                Array([[12, 8], [24, 16]]),
                {
                    "fa": "کلید ReLU را فراموش کرده‌اید: کدام $z$ منفی است؟",
                    "en": "You forgot the switch of ReLU: which $z$ is negative?",
                },
            ),
            Slip(
                "no_two",
                Array([[6, 0], [12, 0]]),
                {
                    "fa": "توان ضرر هنگام مشتق‌گرفتن پایین می‌آید و عاملی می‌سازد که جا افتاده است.",
                    "en": "The power of the loss comes down as a factor, and that is missing.",
                },
            ),
            Slip(
                "no_outer_weight",
                Array([[4, 0], [8, 0]]),
                {
                    "fa": "راه ضرر تا $z$ از وزن‌های لایهٔ دوم هم می‌گذرد.",
                    "en": "The way from the loss to $z$ also leads through the weights of the second layer.",
                },
            ),
            Slip(
                "hidden_for_input",
                Array([[24, 0], [0, 0]]),
                {
                    "fa": "در ته پیکان $W$ ورودی $x$ است، نه $h$.",
                    "en": "At the tail of the arrow of $W$ is the input $x$, not $h$.",
                },
            ),
        ),
    ),
    Exercise(
        name="q4",
        question={
            "fa": (
                "برای دسته‌ای از سه نمونه `dZ` برابر `[[1, -2], [0, 3], [2, 0.5]]` شده است. "
                "گرادیان بایاس $c$ چیست؟ آن را مانند `[1, 2]` بنویسید."
            ),
            "en": (
                "For a batch of three samples `dZ` came out as `[[1, -2], [0, 3], [2, 0.5]]`. What "
                "is the gradient of the bias $c$? Write it like `[1, 2]`."
            ),
        },
        right=Array([3, 1.5]),
        slips=(
            Slip(
                "mean",
                Array([1, 0.5]),
                {
                    "fa": "میانگین گرفته‌اید، ولی عامل $\\frac{1}{N}$ از همان آغاز درون `dZ` هست.",
                    "en": "You took the mean, but the factor $\\frac{1}{N}$ has been inside `dZ` from the start.",
                },
            ),
            Slip(
                "other_axis",
                Array([-1, 3, 2.5]),
                {
                    "fa": "سطرها را جمع زده‌اید. بایاس برای هر *نورون* یک عدد دارد، نه برای هر نمونه.",
                    "en": "You summed the rows. There is one bias for each *neuron*, not for each sample.",
                },
            ),
            Slip(
                "not_summed",
                Array([[1, -2], [0, 3], [2, 0.5]]),
                {
                    "fa": "این خود `dZ` است. بایاس $c$ برای همهٔ سطرها پخش شده بود؛ در راه برگشت چه می‌شود؟",
                    "en": "This is `dZ` itself. $c$ was broadcast to all rows; what happens on the way back?",
                },
            ),
            Slip(
                "all_summed",
                Array(4.5),
                {
                    "fa": "همه را با هم جمع زده‌اید، ولی بایاس دو درایه دارد.",
                    "en": "You summed everything, but the bias has two entries.",
                },
            ),
        ),
    ),
    Exercise(
        name="q5",
        question={
            "fa": (
                "کسی عامل $\\frac{1}{N}$ را در گرادیان (نه در ضرر) فراموش کرده است، با دسته‌ای از "
                "چهار نمونه. با کدام $\\alpha$ گام‌های او درست همان گام‌های ما با $\\alpha = 0.1$ می‌شوند؟"
            ),
            "en": (
                "Somebody forgot the factor $\\frac{1}{N}$ in the gradient (not in the loss), with a "
                "batch of four samples. Which $\\alpha$ makes the steps just those that we take with "
                "$\\alpha = 0.1$?"
            ),
        },
        right=Numbers(0.025),
        slips=(
            Slip(
                "wrong_way",
                Numbers(0.4),
                {
                    "fa": "گرادیان او بزرگ‌تر است یا کوچک‌تر؟ نرخ یادگیری باید آن را جبران کند.",
                    "en": "Is that gradient larger or smaller? The learning rate has to make up for it.",
                },
            ),
            Slip(
                "the_two_as_well",
                Numbers(0.05),
                {
                    "fa": "عامل ۲ را هم به حساب آورده‌اید، ولی آن را فراموش نکرده بود.",
                    "en": "You counted the factor 2 as well, but that was not forgotten.",
                },
            ),
            Slip(
                "no_change",
                Numbers(0.1),
                {
                    "fa": "گام برابر نرخ یادگیری ضرب در گرادیان است، و گرادیان تغییر کرده است.",
                    "en": "A step is the learning rate times the gradient, and the gradient has changed.",
                },
            ),
        ),
    ),
    Exercise(
        name="q6",
        question={
            "fa": (
                "ضرر یک نمونه را $J = (y - t)^4$ می‌گیریم و شبکه همان است. فرمول "
                "$\\frac{\\partial J}{\\partial w_1}$ را با `y`، `t` و `h` (به جای $h_1$) به‌صورت متن بنویسید."
            ),
            "en": (
                "Let the loss of one sample be $J = (y - t)^4$, with the same net. Write the formula "
                "of $\\frac{\\partial J}{\\partial w_1}$ with `y`, `t` and `h` (for $h_1$), as text."
            ),
        },
        right=Formula("4*(y-t)**3*h", ("y", "t", "h")),
        slips=(
            Slip(
                "old_loss",
                Formula("2*(y-t)*h", ("y", "t", "h")),
                {
                    "fa": "این گرادیان ضرر درس است. سطر نخست راه برگشت را با ضرر تازه بنویسید.",
                    "en": "That belongs to the loss of the lesson. Redo the first line of the way back.",
                },
            ),
            Slip(
                "lost_factor",
                Formula("(y-t)**3*h", ("y", "t", "h")),
                {
                    "fa": "توان یکی کم شده است، ولی خود توان باید جلو هم بیاید و ضرب شود.",
                    "en": "The power went down by one, but it must come to the front as well.",
                },
            ),
            Slip(
                "power_kept",
                Formula("4*(y-t)**4*h", ("y", "t", "h")),
                {
                    "fa": "عامل جلو درست است. توان هنگام مشتق‌گرفتن چه می‌شود؟",
                    "en": "The factor in front is right. What becomes of the power?",
                },
            ),
            Slip(
                "stopped_at_output",
                Formula("4*(y-t)**3", ("y", "t", "h")),
                {
                    "fa": "این $\\frac{\\partial J}{\\partial y}$ است. تا $w_1$ یک گام دیگر مانده: ته پیکان.",
                    "en": "This is $\\frac{\\partial J}{\\partial y}$. One step is left to $w_1$: the tail of the arrow.",
                },
            ),
        ),
    ),
    Exercise(
        name="q7",
        question={
            "fa": (
                "در شبکهٔ درس، نورون پنهان دوم برای هر چهار نمونه $z < 0$ دارد. این نورون چهار "
                "پارامتر دارد: دو وزن ورودی، یک بایاس و وزن خروجی آن، $w_2$. در گام بعدی چند تا از این چهار تغییر می‌کنند؟"
            ),
            "en": (
                "In the net of this lesson the second hidden neuron has $z < 0$ for all four samples. "
                "It has four parameters: two weights in, a bias, and its weight out, $w_2$. How many "
                "of the four change in the next step?"
            ),
        },
        right=Numbers(0),
        slips=(
            Slip(
                "outer_weight",
                Numbers(1),
                {
                    "fa": "یکی را زنده شمرده‌اید. گرادیان $w_2$ چیست، وقتی $h$ همه‌جا صفر است؟ و بایاس از کجا گرادیان می‌گیرد؟",
                    "en": "You left one alive. What is the gradient of $w_2$ when $h$ is zero everywhere? And where would the bias get one from?",
                },
            ),
            Slip(
                "bias_and_outer_weight",
                Numbers(2),
                {
                    "fa": "بایاس هم گرادیانش را از `dZ` می‌گیرد. ستون این نورون در `dZ` چیست؟",
                    "en": "The bias, too, takes its gradient from `dZ`. What is the column of this neuron there?",
                },
            ),
            Slip(
                "all_but_outer",
                Numbers(3),
                {
                    "fa": "سه پارامتر نخست گرادیان را از `dZ` می‌گیرند. کلید این نورون روشن است یا خاموش؟",
                    "en": "Three parameters take their gradient from `dZ`. Is the switch of this neuron on or off?",
                },
            ),
            Slip(
                "all",
                Numbers(4),
                {
                    "fa": "کلید ReLU را به یاد بیاورید: از کلید خاموش چه می‌گذرد؟",
                    "en": "Remember the switch of ReLU: what passes through a switch that is off?",
                },
            ),
        ),
    ),
    Exercise(
        name="q8",
        question={
            "fa": (
                "تابعی به نام `grad_W` با ورودی‌های `X, t, W, c, w, b` بنویسید که `dW` را بدون حلقه "
                "برگرداند، و خود تابع را به `check` بدهید. تابع با آرایه‌های تصادفی و شکل‌های گوناگون آزموده می‌شود."
            ),
            "en": (
                "Write a function `grad_W` of `X, t, W, c, w, b` that returns `dW` without a loop, "
                "and hand the function itself to `check`. It is tried on random arrays of many shapes."
            ),
        },
        right=Function(_grad_w(), _random_net),
        slips=(
            Slip(
                "no_mask",
                Function(_grad_w(mask=False), _random_net),
                {
                    "fa": "کلید ReLU در راه برگشت جا افتاده است.",
                    "en": "The switch of ReLU is missing on the way back.",
                },
            ),
            Slip(
                "no_mean",
                Function(_grad_w(mean=False), _random_net),
                {
                    "fa": "ضرر میانگین است: عاملی که به تعداد نمونه‌ها بستگی دارد جا افتاده است.",
                    "en": "The loss is a mean: a factor that depends on the number of samples is missing.",
                },
            ),
            Slip(
                "no_two",
                Function(_grad_w(factor=1), _random_net),
                {
                    "fa": "در مشتق مربع خطا یک عامل جا افتاده است.",
                    "en": "A factor is missing in the derivative of the squared error.",
                },
            ),
            Slip(
                "no_outer_weight",
                Function(_grad_w(outer_weights=False), _random_net),
                {
                    "fa": "گرادیان خروجی باید از وزن‌های `w` بگذرد تا به نورون‌های پنهان برسد.",
                    "en": "The gradient of the output has to pass the weights `w` to reach the hidden neurons.",
                },
            ),
        ),
    ),
]
