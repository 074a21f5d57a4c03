# ---
# homework: hw1
# title.fa: دروازه‌ها: جمع، ضرب و سیگموئید
# title.en: Gates: sum, product and sigmoid
# allow: numpy
# ---

# %% [markdown] lang="fa"
# # تمرین ۱: دروازه‌ها: جمع، ضرب و سیگموئید
#
# هر عبارتی، هر قدر هم بزرگ، از چند دروازهٔ (gate) کوچک ساخته شده است: جمع، ضرب، توان. اگر مشتق (derivative) هر دروازه را بدانیم و قاعدهٔ زنجیره‌ای (chain rule) را به کار ببریم، گرادیان (gradient) همهٔ عبارت به دست می‌آید. در این تمرین سه گراف محاسباتی (computation graph) را با دست و با کد می‌پیمایید:
#
# - عبارت $f = (x + y)\,z$ که در آن جمع پخش می‌کند و ضرب جابه‌جا؛
# - یک نورون (neuron) با سیگموئید (sigmoid)، یک بار با دروازه‌های ریز و یک بار یک‌جا؛
# - عبارتی که یک متغیر در آن دو بار به کار رفته است.
#
# در نام‌ها `dq` کوتاه‌شدهٔ $\frac{\partial f}{\partial q}$ است، و همین‌طور برای حرف‌های دیگر. درس‌های ۱ و ۲ پیش‌نیاز این تمرین‌اند.

# %% [markdown] lang="en"
# # Homework 1: Gates: sum, product and sigmoid
#
# Every expression, however large, is made of a few small gates: sum, product, power. If we know the derivative of each gate and apply the chain rule, we have the gradient of the whole. In this homework you walk through three computation graphs, by hand and in code:
#
# - $f = (x + y)\,z$, where a sum hands on and a product swaps;
# - a neuron with a sigmoid, once in small gates and once in one piece;
# - an expression that uses one variable twice.
#
# In names, `dq` is short for $\frac{\partial f}{\partial q}$, and so for the other letters. Lessons 1 and 2 prepare you for this homework.

# %% [markdown] lang="fa"
# ## ۱. با دست، با عددهای خودتان (آسان)
#
# $$q = x + y, \quad f = q\,z$$
#
# {numbers mine}
#
# روی کاغذ نخست $q$ و $f$ را حساب کنید و سپس از $f$ به عقب برگردید. پاسخ‌ها را در جای خود بنویسید.
#
# پیش از محاسبه حدس بزنید: اگر $x$ کمی زیاد شود، $f$ زیاد می‌شود یا کم؟
#
# {question mine}

# %% [markdown] lang="en"
# ## 1. By hand, with your own numbers (easy)
#
# $$q = x + y, \quad f = q\,z$$
#
# {numbers mine}
#
# On paper, first find $q$ and $f$, then go back from $f$. Write each answer in its place.
#
# Guess before you compute: if $x$ grows a little, does $f$ grow or shrink?
#
# {question mine}

# %% question="mine"
def mine(x, y, z):
    # fa: پاسخ‌های شما، به صورت عدد
    # en: Your answers, as numbers
    ### BEGIN SOLUTION
    q, f = x + y, (x + y) * z
    dq, dz, dx, dy = z, x + y, z, z
    ### END SOLUTION
    return {"q": q, "f": f, "dq": dq, "dz": dz, "dx": dx, "dy": dy}

# %% [markdown] lang="fa"
# ## ۲. همان با کد (آسان)
#
# اکنون تابعی بنویسید که برای هر $x$ و $y$ و $z$ همین شش مقدار را برگرداند.
#
# {question gates}

# %% [markdown] lang="en"
# ## 2. The same in code (easy)
#
# Now write a function that returns these six values for any $x$, $y$ and $z$.
#
# {question gates}

# %% question="gates"
def gates(x, y, z):
    ### BEGIN SOLUTION
    q = x + y
    f = q * z
    dq = z
    dz = q
    dx = dq
    dy = dq
    ### END SOLUTION
    return {"q": q, "f": f, "dq": dq, "dz": dz, "dx": dx, "dy": dy}

# %% [markdown] lang="fa"
# ## ۳. سیگموئید، دروازه به دروازه (میانه)
#
# سیگموئید را می‌توان از چهار دروازهٔ ساده ساخت:
#
# $$n = -a, \quad e = e^{n}, \quad d = 1 + e, \quad f = \frac{1}{d}$$
#
# تابع `slow_sigmoid` هر چهار مقدار و سپس گرادیان‌ها را از $f$ تا $a$ برمی‌گرداند. علامت‌ها را بشمارید: در این راه دو منفی هست.
#
# {question slow_sigmoid}

# %% [markdown] lang="en"
# ## 3. The sigmoid, gate by gate (medium)
#
# A sigmoid can be made of four simple gates:
#
# $$n = -a, \quad e = e^{n}, \quad d = 1 + e, \quad f = \frac{1}{d}$$
#
# The function `slow_sigmoid` returns the four values, and then the gradients from $f$ back to $a$. Count the signs: there are two minuses on the way.
#
# {question slow_sigmoid}

# %% question="slow_sigmoid"
from math import exp


def slow_sigmoid(a):
    ### BEGIN SOLUTION
    n = -a
    e = exp(n)
    d = 1 + e
    f = 1 / d
    dd = -1 / d**2
    de = dd
    dn = de * e
    da = -dn
    ### END SOLUTION
    return {"n": n, "e": e, "d": d, "f": f, "dd": dd, "de": de, "dn": dn, "da": da}

# %% [markdown] lang="fa"
# ## ۴. یک نورون (میانه)
#
# همان چهار دروازه را یک‌جا می‌نویسیم. شیب سیگموئید را می‌توان تنها با خروجی آن نوشت؛ با پرسش ۳ مقایسه کنید و فرمولش را پیدا کنید. نورون ما دو ورودی دارد:
#
# $$a = w_0 x_0 + w_1 x_1 + w_2, \quad f = \sigma(a)$$
#
# {question neuron}

# %% [markdown] lang="en"
# ## 4. A neuron (medium)
#
# Now the four gates in one piece. The slope of the sigmoid can be written with nothing but its output; compare with question 3 and find the formula. Our neuron has two inputs:
#
# $$a = w_0 x_0 + w_1 x_1 + w_2, \quad f = \sigma(a)$$
#
# {question neuron}

# %% question="neuron"
from math import exp


def neuron(w0, w1, w2, x0, x1):
    ### BEGIN SOLUTION
    a = w0 * x0 + w1 * x1 + w2
    f = 1 / (1 + exp(-a))
    da = f * (1 - f)
    dw0, dw1, dw2 = da * x0, da * x1, da
    dx0, dx1 = da * w0, da * w1
    ### END SOLUTION
    return {
        "a": a, "f": f, "da": da,
        "dw0": dw0, "dw1": dw1, "dw2": dw2, "dx0": dx0, "dx1": dx1,
    }

# %% [markdown] lang="fa"
# ## ۵. دو راه به یک متغیر (میانه)
#
# در $f = (x + y)\,x$ متغیر $x$ دو بار به کار رفته است: یک بار درون جمع و یک بار در ضرب. گرادیان آن از دو راه می‌رسد. با $q = x + y$ هر پنج مقدار را برگردانید.
#
# {question twice}

# %% [markdown] lang="en"
# ## 5. Two ways to one variable (medium)
#
# In $f = (x + y)\,x$ the variable $x$ is used twice: inside the sum, and in the product. Its gradient arrives by two ways. With $q = x + y$, return all five values.
#
# {question twice}

# %% question="twice"
def twice(x, y):
    ### BEGIN SOLUTION
    q = x + y
    f = q * x
    dq = x
    dy = dq
    dx = q + dq
    ### END SOLUTION
    return {"q": q, "f": f, "dq": dq, "dy": dy, "dx": dx}

# %% [markdown] lang="fa"
# ## ۶. یک فرمول (میانه)
#
# برای $f = x^2 y + y z$ مشتق جزئی (partial derivative) نسبت به $y$ چیست؟ آن را درون گیومه بنویسید، مانند `"2*x + z"`؛ توان را با `**` بنویسید. هر شکل هم‌ارزی پذیرفته است.
#
# {question formula}

# %% [markdown] lang="en"
# ## 6. A formula (medium)
#
# For $f = x^2 y + y z$, what is the partial derivative with respect to $y$? Write it in quotes, like `"2*x + z"`; a power is written `**`. Any equivalent form is accepted.
#
# {question formula}

# %% question="formula"
def formula():
    ### BEGIN SOLUTION
    answer = "x**2 + z"
    ### END SOLUTION
    return answer

# %% [markdown] lang="fa"
# ## ۷. سیگموئیدی که سرریز نمی‌کند (دشوار)
#
# تابع شما در پرسش ۳ برای $a = -1000$ چه می‌کند؟ بیازمایید: $e^{1000}$ در هیچ عدد ممیز شناوری (floating point) جا نمی‌شود. تابع `stable_sigmoid` را چنان بنویسید که برای هر عددی پاسخ درست بدهد. راهنمایی: صورت و مخرج کسر را در $e^{a}$ ضرب کنید و ببینید برای عددهای منفی چه به دست می‌آید.
#
# {question stable_sigmoid}

# %% [markdown] lang="en"
# ## 7. A sigmoid that does not overflow (hard)
#
# What does your function of question 3 do for $a = -1000$? Try it: $e^{1000}$ fits into no floating point number. Write `stable_sigmoid` so that it answers rightly for any number. A hint: multiply numerator and denominator by $e^{a}$, and see what you get for negative numbers.
#
# {question stable_sigmoid}

# %% question="stable_sigmoid"
from math import exp


def stable_sigmoid(a):
    ### BEGIN SOLUTION
    if a >= 0:
        f = 1 / (1 + exp(-a))
    else:
        f = exp(a) / (1 + exp(a))
    ### END SOLUTION
    return {"f": f}

# %% [markdown] lang="fa"
# ## ۸. چرا یک‌چهارم؟ (دشوار)
#
# شیب سیگموئید هرگز از $\frac{1}{4}$ بیشتر نمی‌شود. در چند جمله بنویسید: چرا؟ و این برای گرادیان در شبکه‌ای با ده لایهٔ (layer) سیگموئیدی پشت سر هم چه معنایی دارد؟
#
# {question quarter}

# %% [markdown] lang="en"
# ## 8. Why a quarter? (hard)
#
# The slope of the sigmoid is never larger than $\frac{1}{4}$. Write a few sentences: why? And what does it mean for the gradient in a net with ten sigmoid layers in a row?
#
# {question quarter}

# %% [markdown] question="quarter" lang="fa"
# *پاسخ خود را اینجا بنویسید.*

# %% [markdown] question="quarter" lang="en"
# *Write your answer here.*

# %% teacher
from math import exp

from tinygrad_fa.homework.chain import Chain
from tinygrad_fa.homework.drawing import draw, integers, uniform
from tinygrad_fa.homework.items import Stability, TypedFormula, Written
from tinygrad_fa.homework.questions import Question


class Gates(Chain):
    def q(x, y):        return x + y
    def f(q, z):        return q * z
    def dq(z):          return z
    def dz(q):          return q
    def dx(dq):         return dq
    def dy(dq):         return dq


class SlowSigmoid(Chain):
    def n(a):           return -a
    def e(n):           return exp(n)
    def d(e):           return 1 + e
    def f(d):           return 1 / d
    def dd(d):          return -1 / d**2
    def de(dd):         return dd
    def dn(de, e):      return de * e
    def da(dn):         return -dn


class Neuron(Chain):
    def a(w0, w1, w2, x0, x1):  return w0 * x0 + w1 * x1 + w2
    def f(a):           return 1 / (1 + exp(-a))
    def da(f):          return f * (1 - f)
    def dw0(da, x0):    return da * x0
    def dw1(da, x1):    return da * x1
    def dw2(da):        return da
    def dx0(da, w0):    return da * w0
    def dx1(da, w1):    return da * w1


class Twice(Chain):
    def q(x, y):        return x + y
    def f(q, x):        return q * x
    def dq(x):          return x
    def dy(dq):         return dq
    def dx(q, dq):      return q + dq


class StableSigmoid(Chain):
    def f(a):           return 1 / (1 + exp(-a)) if a >= 0 else exp(a) / (1 + exp(a))


SWAP = {
    "fa": "ضرب جابه‌جا می‌کند: گرادیان هر ورودی، مقدار ورودی دیگر است ضرب در گرادیان خروجی.",
    "en": "A product swaps: the gradient of each input is the value of the other one times the gradient of the output.",
}
HAND_ON = {
    "fa": "جمع، گرادیان خود را دست‌نخورده به هر دو ورودی می‌دهد.",
    "en": "A sum hands its gradient on to both inputs as it is.",
}
SLOPE = {
    "fa": "شیب سیگموئید تنها به خروجی آن بسته است. برای خروجی یک‌دوم، شیب یک‌چهارم است.",
    "en": "The slope of the sigmoid depends on its output alone. For an output of one half it is a quarter.",
}
OUTER_INNER = {
    "fa": "مشتق دروازهٔ بیرونی ضرب در گرادیانی که از آن سو می‌رسد؛ مقدار هر دروازه را در همان نقطه بگذارید.",
    "en": "The derivative of the gate times the gradient that arrives there; take the value of each gate at this very point.",
}
apart = lambda x, y, z: len({abs(x), abs(y), abs(z), abs(x + y)}) == 4 and x + y

QUESTIONS = [
    Question(
        id="mine", function="mine", personal=True, reference=Gates, tolerance=1e-4,
        inputs=draw(x=integers(-5, 6), y=integers(-5, 6), z=integers(-6, 6)).such_that(
            lambda x, y, z: x * y * z and apart(x, y, z)
        ),
        items={"q": 1, "f": 1, "dq": 1, "dz": 1, "dx": 1, "dy": 1},
        hints={"dq": SWAP, "dz": SWAP, "dx": HAND_ON, "dy": HAND_ON},
    ),
    Question(
        id="gates", function="gates", reference=Gates,
        inputs=draw(x=uniform(-5, 5), y=uniform(-5, 5), z=uniform(-5, 5)),
        items={"q": 0.5, "f": 0.5, "dq": 0.5, "dz": 0.5, "dx": 0.5, "dy": 0.5},
        hints={"dq": SWAP, "dz": SWAP, "dx": HAND_ON, "dy": HAND_ON},
    ),
    Question(
        id="slow_sigmoid", function="slow_sigmoid", reference=SlowSigmoid,
        inputs=draw(a=uniform(-2, 2, away=0.3)),
        items={"n": 0.5, "e": 0.5, "d": 0.5, "f": 0.5, "dd": 1, "de": 0.5, "dn": 1, "da": 0.5},
        hints={
            "dd": {
                "fa": "مشتق یک‌به‌روی یک چیز منفی است و آن چیز در مخرج به توان می‌رسد.",
                "en": "The derivative of one over something is negative, and that something is raised to a power in the denominator.",
            },
            "de": HAND_ON,
            "dn": OUTER_INNER,
            "da": {
                "fa": "نخستین دروازه علامت را برگرداند؛ در راه برگشت هم برمی‌گرداند.",
                "en": "The first gate turned the sign; on the way back it turns it again.",
            },
        },
    ),
    Question(
        id="neuron", function="neuron", reference=Neuron,
        inputs=draw(
            w0=uniform(-3, 3, away=0.3), w1=uniform(-3, 3, away=0.3), w2=uniform(-2, 2, away=0.3),
            x0=uniform(-2, 2, away=0.3), x1=uniform(-2, 2, away=0.3),
        ).such_that(lambda w0, w1, w2, x0, x1: 0.3 < abs(w0 * x0 + w1 * x1 + w2) < 2.5),
        items={"a": 1, "f": 1, "da": 2, "dw0": 0.5, "dw1": 0.5, "dw2": 1, "dx0": 0.5, "dx1": 0.5},
        hints={"da": SLOPE, "dw0": SWAP, "dw1": SWAP, "dw2": HAND_ON, "dx0": SWAP, "dx1": SWAP},
    ),
    Question(
        id="twice", function="twice", reference=Twice,
        inputs=draw(x=uniform(-4, 4, away=0.3), y=uniform(-4, 4, away=0.3)),
        items={"q": 0.5, "f": 0.5, "dq": 0.5, "dy": 0.5, "dx": 2},
        hints={
            "dx": {
                "fa": "متغیر $x$ از دو راه بر خروجی اثر می‌گذارد. سهم این دو راه چه می‌شود؟",
                "en": "The variable $x$ acts on the output by two ways. What becomes of their shares?",
            }
        },
    ),
    Question(
        id="formula", function="formula",
        items={"formula": TypedFormula(2, "x**2 + z", ("x", "y", "z"))},
        hints={
            "formula": {
                "fa": "حرف‌های $x$ و $z$ را عدد ثابت بگیرید و در هر جمله تنها به $y$ نگاه کنید.",
                "en": "Take $x$ and $z$ to be constant numbers, and look at nothing but $y$ in each term.",
            }
        },
    ),
    Question(
        id="stable_sigmoid", function="stable_sigmoid", reference=StableSigmoid,
        inputs=draw(a=uniform(-5, 5)),
        items={
            "f": 1,
            "positive": Stability(1, of="f", inputs=draw(a=uniform(800, 2000))),
            "negative": Stability(2, of="f", inputs=draw(a=uniform(-2000, -800))),
        },
        hints={
            "negative": {
                "fa": "برای عددهای منفی، توانی را حساب کنید که خودش کوچک است.",
                "en": "For negative numbers, compute a power that is small itself.",
            }
        },
    ),
    Question(id="quarter", items={"quarter": Written(3)}),
]
