# ---
# homework: hw2
# title.fa: شبکهٔ ۲–۲–۱، با دست و با کد
# title.en: The 2-2-1 net, by hand and in code
# allow: numpy
# ---

# %% [markdown] lang="fa"
# # تمرین ۲: شبکهٔ ۲–۲–۱، با دست و با کد
#
# دو ورودی، دو نورون (neuron) پنهان و یک خروجی: کوچک‌ترین شبکهٔ عصبی (neural network) که در آن همهٔ پس‌انتشار (backpropagation) را می‌توان روی یک برگه دید. شش وزن (weight) دارد و بایاس (bias) ندارد:
#
# ```text
# i1 ─────w1────> h1 ──w5──┐
#    ╲ w3      ↗           │
#      ╲     ╱             │
#        ╳                 ├──> z ──sigmoid──> o ──> J
#      ╱     ╲             │
#    ╱ w2      ↘           │
# i2 ─────w4────> h2 ──w6──┘
# ```
#
# لایهٔ (layer) پنهان خطی است، یعنی تابعی روی مجموع نمی‌گذارد؛ خروجی از سیگموئید (sigmoid) می‌گذرد و ضرر (loss) فاصلهٔ خروجی از هدف است:
#
# $$h_1 = i_1 w_1 + i_2 w_2, \quad h_2 = i_1 w_3 + i_2 w_4$$
#
# $$z = h_1 w_5 + h_2 w_6, \quad o = \sigma(z) = \frac{1}{1 + e^{-z}}, \quad J = \frac{(o - y)^2}{2}$$
#
# نخست یک بار با عددهای خودتان و روی کاغذ از ورودی تا گرادیان (gradient) می‌روید؛ سپس همان فرمول‌ها را به‌صورت تابع می‌نویسید، تا برای *هر* عددی درست باشند. در نام‌ها `dz` کوتاه‌شدهٔ $\frac{\partial J}{\partial z}$ است، و همین‌طور برای حرف‌های دیگر. درس ۴ پیش‌نیاز این تمرین است.

# %% [markdown] lang="en"
# # Homework 2: The 2-2-1 net, by hand and in code
#
# Two inputs, two hidden neurons and one output: the smallest neural network in which one can see all of backpropagation on one page. It has six weights and no bias:
#
# ```text
# i1 ─────w1────> h1 ──w5──┐
#    ╲ w3      ↗           │
#      ╲     ╱             │
#        ╳                 ├──> z ──sigmoid──> o ──> J
#      ╱     ╲             │
#    ╱ w2      ↘           │
# i2 ─────w4────> h2 ──w6──┘
# ```
#
# The hidden layer is linear: it puts no function on its sums. The output passes through a sigmoid, and the loss says how far it is from the target:
#
# $$h_1 = i_1 w_1 + i_2 w_2, \quad h_2 = i_1 w_3 + i_2 w_4$$
#
# $$z = h_1 w_5 + h_2 w_6, \quad o = \sigma(z) = \frac{1}{1 + e^{-z}}, \quad J = \frac{(o - y)^2}{2}$$
#
# First you go from the inputs to the gradients once, on paper, with numbers of your own. Then you write the same formulas as functions, so that they hold for *any* numbers. In names, `dz` is short for $\frac{\partial J}{\partial z}$, and so for the other letters. Lesson 4 prepares you for this homework.

# %% [markdown] lang="fa"
# ## ۱. با دست، با عددهای خودتان (آسان)
#
# {numbers mine}
#
# با کاغذ و ماشین حساب، همهٔ مقدارهای زیر را پیدا کنید و در جای خود بنویسید. در میان راه گرد نکنید؛ چهار رقم پس از ممیز در پاسخ بس است.
#
# پیش از آنکه آغاز کنید حدس بزنید: آیا $w_5$ باید زیاد شود یا کم؟
#
# {question mine}

# %% [markdown] lang="en"
# ## 1. By hand, with your own numbers (easy)
#
# {numbers mine}
#
# With paper and a pocket calculator, find the values below and write each in its place. Do not round on the way; four digits after the point are enough in the answer.
#
# Guess before you begin: should $w_5$ grow or shrink?
#
# {question mine}

# %% question="mine"
def mine(i1, i2, w1, w2, w3, w4, w5, w6, y):
    # fa: پاسخ‌های شما، به صورت عدد
    # en: Your answers, as numbers
    ### BEGIN SOLUTION
    from math import exp

    h1, h2 = i1 * w1 + i2 * w2, i1 * w3 + i2 * w4
    z = h1 * w5 + h2 * w6
    o = 1 / (1 + exp(-z))
    J = (o - y) ** 2 / 2
    dz = (o - y) * o * (1 - o)
    dw5, dw1 = dz * h1, dz * w5 * i1
    ### END SOLUTION
    return {"h1": h1, "h2": h2, "z": z, "o": o, "J": J, "dz": dz, "dw5": dw5, "dw1": dw1}

# %% [markdown] lang="fa"
# ## ۲. گذر رو به جلو (آسان)
#
# حالا گذر رو به جلو (forward pass) را به‌صورت تابع بنویسید: هر پنج مقدار، به همان ترتیب فرمول‌ها. برای تابع نمایی `exp` را از `math` بگیرید.
#
# {question forward}

# %% [markdown] lang="en"
# ## 2. The forward pass (easy)
#
# Now write the forward pass as a function: all five values, in the order of the formulas. The exponential function is `exp` from `math`.
#
# {question forward}

# %% question="forward"
from math import exp


def forward(i1, i2, w1, w2, w3, w4, w5, w6, y):
    ### BEGIN SOLUTION
    h1 = i1 * w1 + i2 * w2
    h2 = i1 * w3 + i2 * w4
    z = h1 * w5 + h2 * w6
    o = 1 / (1 + exp(-z))
    J = (o - y) ** 2 / 2
    ### END SOLUTION
    return {"h1": h1, "h2": h2, "z": z, "o": o, "J": J}

# %% [markdown] lang="fa"
# ## ۳. گذر رو به عقب (میانه)
#
# گذر رو به عقب (backward pass) از ضرر آغاز می‌شود و با قاعدهٔ زنجیره‌ای (chain rule)، دروازه (gate) به دروازه به عقب می‌رود:
#
# $$do = \frac{\partial J}{\partial o}, \quad dz = do \cdot \frac{\partial o}{\partial z}, \quad \ldots$$
#
# تابع شما مقدارهای گذر رو به جلو را هم می‌گیرد، پس نیازی نیست دوباره آن‌ها را بسازید. به یاد بیاورید: گرادیان یک وزن برابر است با گرادیان سر پیکان ضرب در مقدار ته پیکان.
#
# یک پرسش پیش از نوشتن: شیب سیگموئید را می‌توان تنها با *خروجی* آن نوشت. چگونه؟
#
# {question backward}

# %% [markdown] lang="en"
# ## 3. The backward pass (medium)
#
# The backward pass starts at the loss and goes back gate by gate, with the chain rule:
#
# $$do = \frac{\partial J}{\partial o}, \quad dz = do \cdot \frac{\partial o}{\partial z}, \quad \ldots$$
#
# Your function is also given the values of the forward pass, so there is no need to compute them again. Remember: the gradient of a weight is the gradient at the head of its arrow times the value at its tail.
#
# A question before you write: the slope of the sigmoid can be written with nothing but its *output*. How?
#
# {question backward}

# %% question="backward"
def backward(i1, i2, w5, w6, h1, h2, z, o, y):
    ### BEGIN SOLUTION
    do = o - y
    dz = do * o * (1 - o)
    dw5, dw6 = dz * h1, dz * h2
    dh1, dh2 = dz * w5, dz * w6
    dw1, dw2 = dh1 * i1, dh1 * i2
    dw3, dw4 = dh2 * i1, dh2 * i2
    ### END SOLUTION
    return {
        "do": do, "dz": dz, "dw5": dw5, "dw6": dw6, "dh1": dh1, "dh2": dh2,
        "dw1": dw1, "dw2": dw2, "dw3": dw3, "dw4": dw4,
    }

# %% [markdown] lang="fa"
# ## ۴. یک گام (میانه)
#
# با گرادیان کاهشی (gradient descent) هر وزن خلاف گرادیان خود جابه‌جا می‌شود. `rate` نرخ یادگیری (learning rate) است:
#
# $$w_k \leftarrow w_k - \alpha\,\frac{\partial J}{\partial w_k}$$
#
# تابع `step` چهار وزن تازه را برمی‌گرداند: برای $w_5$ و $w_6$ از لایهٔ دوم، و برای $w_1$ و $w_4$ از لایهٔ نخست. گرادیان $z$ داده شده است. دقت کنید هر گرادیان از *کدام* وزن‌ها ساخته می‌شود، کهنه یا تازه.
#
# {question step}

# %% [markdown] lang="en"
# ## 4. One step (medium)
#
# In gradient descent each weight moves against its gradient. `rate` is the learning rate:
#
# $$w_k \leftarrow w_k - \alpha\,\frac{\partial J}{\partial w_k}$$
#
# The function `step` returns four new weights: $w_5$ and $w_6$ of the second layer, $w_1$ and $w_4$ of the first. The gradient of $z$ is given. Mind *which* weights each gradient is made of, the old ones or the new ones.
#
# {question step}

# %% question="step"
def step(i1, i2, w1, w4, w5, w6, h1, h2, dz, rate):
    ### BEGIN SOLUTION
    new_w5 = w5 - rate * dz * h1
    new_w6 = w6 - rate * dz * h2
    new_w1 = w1 - rate * dz * w5 * i1
    new_w4 = w4 - rate * dz * w6 * i2
    ### END SOLUTION
    return {"new_w5": new_w5, "new_w6": new_w6, "new_w1": new_w1, "new_w4": new_w4}

# %% [markdown] lang="fa"
# ## ۵. پیش‌بینی گام (دشوار)
#
# پیش از آنکه گام برداریم می‌توانیم بگوییم ضرر نزدیک به چه اندازه تغییر می‌کند. اگر `dw` آرایه‌ای از هر شش گرادیان باشد، همهٔ وزن‌ها با هم ضرر را نزدیک به این اندازه تغییر می‌دهند:
#
# $$\Delta J \approx \sum_k \frac{\partial J}{\partial w_k}\,\Delta w_k$$
#
# تابع `promise` دو چیز را برمی‌گرداند: آرایهٔ جابه‌جایی وزن‌ها در یک گام گرادیان کاهشی، و تغییری که این برآورد نوید می‌دهد.
#
# {question promise}

# %% [markdown] lang="en"
# ## 5. What a step promises (hard)
#
# Before we take a step we can say about how much the loss will change. If `dw` is an array of all six gradients, all weights together change the loss by about this much:
#
# $$\Delta J \approx \sum_k \frac{\partial J}{\partial w_k}\,\Delta w_k$$
#
# The function `promise` returns two things: the array of the moves of the weights in one step of gradient descent, and the change that this estimate promises.
#
# {question promise}

# %% question="promise"
def promise(dw, rate):
    ### BEGIN SOLUTION
    move = -rate * dw
    change = (dw * move).sum()
    ### END SOLUTION
    return {"move": move, "change": change}

# %% [markdown] lang="fa"
# ## ۶. همه در یک فرمول (میانه)
#
# گرادیان $\frac{\partial J}{\partial w_1}$ را به‌صورت یک فرمول بنویسید که تنها این حرف‌ها در آن باشد: `o`، `y`، `w5`، `i1`. فرمول را درون گیومه بنویسید، مانند `"2*(o + y)"`؛ هر شکل هم‌ارزی پذیرفته است.
#
# {question formula}

# %% [markdown] lang="en"
# ## 6. All in one formula (medium)
#
# Write the gradient $\frac{\partial J}{\partial w_1}$ as one formula with no letters but these: `o`, `y`, `w5`, `i1`. Put the formula in quotes, like `"2*(o + y)"`; any equivalent form is accepted.
#
# {question formula}

# %% question="formula"
def formula():
    ### BEGIN SOLUTION
    answer = "(o - y) * o * (1 - o) * w5 * i1"
    ### END SOLUTION
    return answer

# %% [markdown] lang="fa"
# ## ۷. کارآگاه (دشوار)
#
# در برگهٔ یکی از دانشجویان این سطر آمده است:
#
# $$\frac{\partial o}{\partial z} = o\,(1 - z)$$
#
# در دو یا سه جمله بنویسید: با کدام عددها و بدون هیچ محاسبهٔ دیگری می‌توان دید که این سطر نادرست است؟ و آیا با این اشتباه، وزن‌ها همیشه به سوی نادرست می‌روند؟
#
# {question detective}

# %% [markdown] lang="en"
# ## 7. The detective (hard)
#
# On the paper of a student stands this line:
#
# $$\frac{\partial o}{\partial z} = o\,(1 - z)$$
#
# Write two or three sentences: with which numbers can one see, without any other computation, that this line is wrong? And do the weights always move the wrong way with this mistake?
#
# {question detective}

# %% [markdown] question="detective" lang="fa"
# *پاسخ خود را اینجا بنویسید.*

# %% [markdown] question="detective" lang="en"
# *Write your answer here.*


# %% teacher
from math import exp

from tinygrad_fa.homework.chain import Chain
from tinygrad_fa.homework.drawing import bits, choice, draw, integers, normal, uniform
from tinygrad_fa.homework.items import TypedFormula, Written
from tinygrad_fa.homework.questions import Question, Slip
from tinygrad_fa.lessons import own_net


class Forward(Chain):
    def h1(i1, w1, i2, w2):   return i1 * w1 + i2 * w2
    def h2(i1, w3, i2, w4):   return i1 * w3 + i2 * w4
    def z(h1, w5, h2, w6):    return h1 * w5 + h2 * w6
    def o(z):                 return 1 / (1 + exp(-z))
    def J(o, y):              return (o - y) ** 2 / 2


class Mine(Forward):
    def dz(o, y):             return (o - y) * o * (1 - o)
    def dw5(dz, h1):          return dz * h1
    def dw1(dz, w5, i1):      return dz * w5 * i1


class Backward(Chain):
    def do(o, y):             return o - y
    def dz(do, o):            return do * o * (1 - o)
    def dw5(dz, h1):          return dz * h1
    def dw6(dz, h2):          return dz * h2
    def dh1(dz, w5):          return dz * w5
    def dh2(dz, w6):          return dz * w6
    def dw1(dh1, i1):         return dh1 * i1
    def dw2(dh1, i2):         return dh1 * i2
    def dw3(dh2, i1):         return dh2 * i1
    def dw4(dh2, i2):         return dh2 * i2


class Step(Chain):
    def new_w5(w5, rate, dz, h1):      return w5 - rate * dz * h1
    def new_w6(w6, rate, dz, h2):      return w6 - rate * dz * h2
    def new_w1(w1, rate, dz, w5, i1):  return w1 - rate * dz * w5 * i1
    def new_w4(w4, rate, dz, w6, i2):  return w4 - rate * dz * w6 * i2


class Promise(Chain):
    def move(rate, dw):       return -rate * dw
    def change(dw, move):     return (dw * move).sum()


WIRES = {
    "fa": "پیکان‌های تصویر را دنبال کنید: کدام دو وزن به این نورون می‌رسند؟",
    "en": "Follow the arrows of the picture: which two weights lead to this neuron?",
}
SLOPE = {
    "fa": "شیب سیگموئید تنها به خروجی آن بسته است. برای خروجی یک‌دوم، شیب یک‌چهارم است.",
    "en": "The slope of the sigmoid depends on its output alone. For an output of one half it is a quarter.",
}
HEAD_AND_TAIL = {
    "fa": "گرادیان یک وزن: گرادیان سر پیکان ضرب در مقدار ته پیکان.",
    "en": "The gradient of a weight: the gradient at the head of its arrow times the value at its tail.",
}
THROUGH = {
    "fa": "گرادیان از $z$ به این نورون از راه یک وزن برمی‌گردد. کدام وزن؟",
    "en": "The gradient comes back from $z$ to this neuron through one weight. Which one?",
}
OLD = {
    "fa": "گذر رو به عقب باید از همان شبکه‌ای بگذرد که گذر رو به جلو از آن گذشت: نخست همهٔ گرادیان‌ها، سپس همهٔ به‌روزرسانی‌ها.",
    "en": "The backward pass has to go through the net that the forward pass went through: first all gradients, then all updates.",
}
DOWNHILL = {
    "fa": "گرادیان می‌گوید ضرر به کدام سو زیاد می‌شود؛ ما خلاف آن می‌رویم.",
    "en": "The gradient says which way the loss grows; we go the other way.",
}
WEIGHTS = {name: uniform(-1.5, 1.5, away=0.2) for name in ("w1", "w2", "w3", "w4", "w5", "w6")}
INPUTS = {name: uniform(-3, 3, away=0.3) for name in ("i1", "i2")}
HIDDEN = {name: uniform(-2, 2, away=0.3) for name in ("h1", "h2")}

QUESTIONS = [
    Question(
        id="mine", function="mine", personal=True, reference=Mine, tolerance=1e-4,
        inputs=lambda source: own_net(str(source.random())),
        items={"h1": 0.5, "h2": 0.5, "z": 0.5, "o": 0.5, "J": 0.5, "dz": 1.5, "dw5": 1, "dw1": 1},
        hints={"h1": WIRES, "h2": WIRES, "dz": SLOPE, "dw5": HEAD_AND_TAIL, "dw1": HEAD_AND_TAIL},
    ),
    Question(
        id="forward", function="forward", reference=Forward,
        inputs=draw(**INPUTS, **WEIGHTS, y=bits()),
        items={"h1": 0.5, "h2": 0.5, "z": 0.5, "o": 0.5, "J": 1},
        slips=(
            Slip("h1", "crossed_wires", lambda i1, w1, i2, w3: i1 * w1 + i2 * w3, WIRES),
            Slip("h2", "crossed_wires", lambda i1, w2, i2, w4: i1 * w2 + i2 * w4, WIRES),
        ),
        hints={
            "h1": WIRES, "h2": WIRES,
            "o": {
                "fa": "برای عددهای بزرگ مثبت، سیگموئید به یک می‌رسد. تابع شما چطور؟",
                "en": "For large positive numbers a sigmoid comes close to one. Does yours?",
            },
            "J": {
                "fa": "ضرر هرگز منفی نمی‌شود، و در فرمولش دو چیز هست که از یاد می‌روند.",
                "en": "A loss is never negative, and two things in its formula are easily forgotten.",
            },
        },
    ),
    Question(
        id="backward", function="backward", reference=Backward,
        inputs=draw(
            **INPUTS, w5=WEIGHTS["w5"], w6=WEIGHTS["w6"], **HIDDEN,
            z=lambda h1, w5, h2, w6: h1 * w5 + h2 * w6, o=lambda z: 1 / (1 + exp(-z)), y=bits(),
        ).such_that(lambda z: 0.2 < abs(z) < 2.5),
        items={
            "do": 1, "dz": 2, "dw5": 1, "dw6": 1, "dh1": 1, "dh2": 1,
            "dw1": 0.5, "dw2": 0.5, "dw3": 0.5, "dw4": 0.5,
        },
        hints={
            "do": {
                "fa": "در مشتق، توان پایین می‌آید. با مخرج کسر چه می‌کند؟",
                "en": "In the derivative the power comes down. What does it do to the denominator?",
            },
            "dz": SLOPE, "dh1": THROUGH, "dh2": THROUGH,
            **dict.fromkeys(("dw5", "dw6", "dw1", "dw2", "dw3", "dw4"), HEAD_AND_TAIL),
        },
    ),
    Question(
        id="step", function="step", reference=Step,
        inputs=draw(
            **INPUTS, **{name: WEIGHTS[name] for name in ("w1", "w4", "w5", "w6")}, **HIDDEN,
            dz=uniform(-0.4, 0.4, away=0.1), rate=choice((0.2, 0.5, 0.8)),
        ),
        items={"new_w5": 0.5, "new_w6": 0.5, "new_w1": 1.5, "new_w4": 1.5},
        hints={"new_w5": DOWNHILL, "new_w6": DOWNHILL, "new_w1": OLD, "new_w4": OLD},
    ),
    Question(
        id="promise", function="promise", reference=Promise,
        inputs=draw(dw=normal(6), rate=choice((0.01, 0.1, 0.5))),
        items={"move": 1, "change": 2},
        hints={
            "move": DOWNHILL,
            "change": {
                "fa": "سهم هر وزن، گرادیانش ضرب در جابه‌جایی خودش است. پاسخ یک عدد است و هرگز مثبت نیست.",
                "en": "The share of each weight is its gradient times its own move. The answer is one number, and never positive.",
            },
        },
    ),
    Question(
        id="formula", function="formula",
        items={"formula": TypedFormula(2, "(o - y)*o*(1 - o)*w5*i1", ("o", "y", "w5", "i1"))},
        hints={
            "formula": {
                "fa": "از $J$ تا $w_1$ بروید و مشتق هر دروازهٔ سر راه را در هم ضرب کنید. چند دروازه هست؟",
                "en": "Go from $J$ to $w_1$, and multiply the derivatives of all gates on the way. How many are there?",
            }
        },
    ),
    Question(id="detective", items={"detective": Written(3)}),
]
