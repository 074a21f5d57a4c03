# ---
# homework: hw4
# title.fa: بهینه‌سازها و سیاست‌های نرخ یادگیری
# title.en: Optimizers and learning-rate policies
# allow: numpy
# ---

# %% [markdown] lang="fa"
# # تمرین ۴: بهینه‌سازها و سیاست‌های نرخ یادگیری
#
# گرادیان (gradient) می‌گوید به کدام سو برویم. دو چیز می‌ماند: بهینه‌ساز (optimizer) می‌گوید با گرادیان‌های گذشته چه کنیم، و سیاست نرخ یادگیری (learning-rate policy) می‌گوید گام‌ها در طول آموزش چقدر بلند باشند. در این تمرین هر دو را گام به گام با دست و با کد می‌سازید:
#
# - گرادیان کاهشی تصادفی (SGD) با تکانه (momentum)، به همان شکلی که Caffe می‌نویسد؛
# - Adam با تصحیح اریبی (bias correction)؛
# - سیاست‌های step و inv، و گرم‌کردن (warm-up) همراه با کاهش کسینوسی (cosine decay).
#
# حرف $\alpha$ یا `rate` نرخ یادگیری (learning rate) است، $g$ گرادیان و $w$ وزن (weight).

# %% [markdown] lang="en"
# # Homework 4: Optimizers and learning-rate policies
#
# The gradient says which way to go. Two things are left: the optimizer says what to do with the gradients of the past, and the learning-rate policy says how long the steps are in the course of the training. In this homework you make both, step by step, by hand and in code:
#
# - SGD with momentum, in the form in which Caffe writes it;
# - Adam, with bias correction;
# - the policies step and inv, and warm-up with cosine decay.
#
# The letter $\alpha$, or `rate`, is the learning rate, $g$ the gradient and $w$ a weight.

# %% [markdown] lang="fa"
# ## ۱. یک گام Adam با دست، با عددهای خودتان (آسان)
#
# این نخستین گام است: $t = 1$، و $m$ و $v$ پیش از آن صفر بوده‌اند.
#
# $$m = (1 - \beta_1)\,g, \quad v = (1 - \beta_2)\,g^2$$
#
# $$\hat m = \frac{m}{1 - \beta_1}, \quad \hat v = \frac{v}{1 - \beta_2}, \quad w \leftarrow w - \alpha\,\frac{\hat m}{\sqrt{\hat v} + \epsilon}$$
#
# {numbers mine}
#
# مقدار $\epsilon$ را در این پرسش صفر بگیرید. پیش از محاسبه حدس بزنید: اگر گرادیان ده برابر بزرگ‌تر بود، وزن چند برابر بیشتر جابه‌جا می‌شد؟
#
# {question mine}

# %% [markdown] lang="en"
# ## 1. One step of Adam by hand, with your own numbers (easy)
#
# This is the first step: $t = 1$, and $m$ and $v$ were zero before it.
#
# $$m = (1 - \beta_1)\,g, \quad v = (1 - \beta_2)\,g^2$$
#
# $$\hat m = \frac{m}{1 - \beta_1}, \quad \hat v = \frac{v}{1 - \beta_2}, \quad w \leftarrow w - \alpha\,\frac{\hat m}{\sqrt{\hat v} + \epsilon}$$
#
# {numbers mine}
#
# Take $\epsilon$ to be zero in this question. Guess before you compute: if the gradient were ten times as large, how many times as far would the weight move?
#
# {question mine}

# %% question="mine"
def mine(g, w, rate, beta1, beta2):
    # fa: پاسخ‌های شما، به صورت عدد
    # en: Your answers, as numbers
    ### BEGIN SOLUTION
    m, v = (1 - beta1) * g, (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1), v / (1 - beta2)
    new_w = w - rate * m_hat / v_hat**0.5
    ### END SOLUTION
    return {"m": m, "v": v, "m_hat": m_hat, "v_hat": v_hat, "new_w": new_w}

# %% [markdown] lang="fa"
# ## ۲. تکانه، دو گام (آسان)
#
# تکانه گرادیان‌های گذشته را در $v$ انباشته می‌کند. در Caffe نرخ یادگیری درون $v$ است:
#
# $$v \leftarrow \mu v + \alpha g, \quad w \leftarrow w - v$$
#
# ضرر (loss) در این پرسش $\frac{1}{2} a w^2$ است، پس گرادیان آن در نقطهٔ $w$ برابر $a w$ است. دو گام بردارید. حواستان باشد گرادیان گام دوم در کدام نقطه حساب می‌شود.
#
# {question momentum}

# %% [markdown] lang="en"
# ## 2. Momentum, two steps (easy)
#
# Momentum gathers the gradients of the past in $v$. In Caffe the learning rate is inside $v$:
#
# $$v \leftarrow \mu v + \alpha g, \quad w \leftarrow w - v$$
#
# The loss is $\frac{1}{2} a w^2$, so its gradient at $w$ is $a w$. Take two steps. Mind at which point the gradient of the second step is computed.
#
# {question momentum}

# %% question="momentum"
def momentum(w, v, a, rate, mu):
    ### BEGIN SOLUTION
    g1 = a * w
    v1 = mu * v + rate * g1
    w1 = w - v1
    g2 = a * w1
    v2 = mu * v1 + rate * g2
    w2 = w1 - v2
    ### END SOLUTION
    return {"g1": g1, "v1": v1, "w1": w1, "g2": g2, "v2": v2, "w2": w2}

# %% [markdown] lang="fa"
# ## ۳. یک گام Adam، در هر زمانی (میانه)
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1)\,g, \quad v \leftarrow \beta_2 v + (1 - \beta_2)\,g^2$$
#
# $$\hat m = \frac{m}{1 - \beta_1^t}, \quad \hat v = \frac{v}{1 - \beta_2^t}, \quad w \leftarrow w - \alpha\,\frac{\hat m}{\sqrt{\hat v} + \epsilon}$$
#
# در نخستین گام $t = 1$ است. ورودی‌های `w` و `m` و `v` و `g` آرایه‌اند و `b1` و `b2` همان $\beta_1$ و $\beta_2$. هر پنج مقدار تازه را برگردانید.
#
# {question adam}

# %% [markdown] lang="en"
# ## 3. One step of Adam, at any time (medium)
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1)\,g, \quad v \leftarrow \beta_2 v + (1 - \beta_2)\,g^2$$
#
# $$\hat m = \frac{m}{1 - \beta_1^t}, \quad \hat v = \frac{v}{1 - \beta_2^t}, \quad w \leftarrow w - \alpha\,\frac{\hat m}{\sqrt{\hat v} + \epsilon}$$
#
# In the first step $t = 1$. The inputs `w`, `m`, `v` and `g` are arrays, `b1` and `b2` are $\beta_1$ and $\beta_2$. Return all five new values.
#
# {question adam}

# %% question="adam"
import numpy as np


def adam(w, m, v, g, t, rate, b1, b2, eps):
    ### BEGIN SOLUTION
    new_m = b1 * m + (1 - b1) * g
    new_v = b2 * v + (1 - b2) * g**2
    m_hat = new_m / (1 - b1**t)
    v_hat = new_v / (1 - b2**t)
    new_w = w - rate * m_hat / (np.sqrt(v_hat) + eps)
    ### END SOLUTION
    return {"new_m": new_m, "new_v": new_v, "m_hat": m_hat, "v_hat": v_hat, "new_w": new_w}

# %% [markdown] lang="fa"
# ## ۴. دو سیاست Caffe (آسان)
#
# در سیاست step نرخ یادگیری هر `stepsize` تکرار (iteration) یک بار در $\gamma$ ضرب می‌شود؛ در سیاست inv آرام و پیوسته کم می‌شود:
#
# $$\alpha_t = \alpha_0\,\gamma^{\lfloor t / s \rfloor}, \quad \alpha_t = \alpha_0\,(1 + \gamma t)^{-p}$$
#
# نشانهٔ $\lfloor\;\rfloor$ بخش درست عدد است.
#
# {question policies}

# %% [markdown] lang="en"
# ## 4. Two policies of Caffe (easy)
#
# In the policy step, the learning rate is multiplied by $\gamma$ once in every `stepsize` iterations; in the policy inv it goes down gently:
#
# $$\alpha_t = \alpha_0\,\gamma^{\lfloor t / s \rfloor}, \quad \alpha_t = \alpha_0\,(1 + \gamma t)^{-p}$$
#
# The sign $\lfloor\;\rfloor$ stands for the whole part of a number.
#
# {question policies}

# %% question="policies"
def policies(t, base_lr, gamma, stepsize, power):
    ### BEGIN SOLUTION
    step = base_lr * gamma ** (t // stepsize)
    inv = base_lr * (1 + gamma * t) ** (-power)
    ### END SOLUTION
    return {"step": step, "inv": inv}

# %% [markdown] lang="fa"
# ## ۵. گرم‌کردن و کاهش کسینوسی (دشوار)
#
# در گام‌های نخست وزن‌ها هنوز تصادفی‌اند و گام بلند خطرناک است. پس نرخ یادگیری را چهار تکه می‌کنیم:
#
# - تا پیش از گام $u$ از `start_lr` خطی بالا می‌رود، چنان که درست در گام $u$ به `target_lr` برسد؛
# - از گام $u$ تا پیش از گام $u + h$ همان `target_lr` می‌ماند؛
# - سپس با نیم‌موج کسینوس پایین می‌آید، چنان که درست در گام $T$ به صفر برسد؛
# - از گام $T$ به بعد صفر است.
#
# ورودی `t` یک عدد است و `warm` و `hold` و `total` همان $u$ و $h$ و $T$ هستند. نمونه‌هایی از این تابع که در اینترنت دست به دست می‌شوند گاهی `start_lr` را به کار نمی‌برند، یا پس از $T$ دوباره بالا می‌روند؛ مال شما نباید چنین باشد.
#
# {question warmup_cosine}

# %% [markdown] lang="en"
# ## 5. Warm-up and cosine decay (hard)
#
# In the first steps the weights are still random, and a long step is dangerous. So the learning rate has four pieces:
#
# - before step $u$ it rises in a straight line from `start_lr`, so that it arrives at `target_lr` in step $u$ exactly;
# - from step $u$ until before step $u + h$ it stays at `target_lr`;
# - then it comes down in half a wave of the cosine, so that it arrives at zero in step $T$ exactly;
# - from step $T$ on it is zero.
#
# The input `t` is a number; `warm`, `hold` and `total` are $u$, $h$ and $T$. Some copies of this function that are passed around on the internet never use `start_lr`, or rise again after $T$; yours should not.
#
# {question warmup_cosine}

# %% question="warmup_cosine"
from math import cos, pi


def warmup_cosine(t, start_lr, target_lr, warm, hold, total):
    ### BEGIN SOLUTION
    if t < warm:
        rate = start_lr + (target_lr - start_lr) * t / warm
    elif t < warm + hold:
        rate = target_lr
    elif t < total:
        rate = target_lr * (1 + cos(pi * (t - warm - hold) / (total - warm - hold))) / 2
    else:
        rate = 0.0
    ### END SOLUTION
    return {"rate": rate}

# %% [markdown] lang="fa"
# ## ۶. سرازیری (دشوار)
#
# اکنون همه با هم: با SGD و تکانه کمینهٔ $J(w) = \frac{1}{2}\sum_i a_i w_i^2$ را پیدا کنید. این دره در یک سو بسیار تندتر از سوی دیگر است. تابع `descend` آرایهٔ ضررها را برمی‌گرداند: ضرر آغاز و ضرر پس از هر گام، روی هم `steps + 1` عدد. نرخ یادگیری و ضریب تکانه را خودتان برگزینید، چنان که ضرر پایانی کمتر از یک‌هزارم ضرر آغاز باشد.
#
# {question descend}

# %% [markdown] lang="en"
# ## 6. Downhill (hard)
#
# Now all together: with SGD and momentum, find the minimum of $J(w) = \frac{1}{2}\sum_i a_i w_i^2$. This valley is much steeper in one direction than in the other. The function `descend` returns an array of losses: the loss at the start and after each step, `steps + 1` numbers in all. Choose the learning rate and the momentum yourself, so that the last loss is less than a thousandth of the first.
#
# {question descend}

# %% question="descend"
import numpy as np


def descend(w, a, steps):
    ### BEGIN SOLUTION
    rate, mu = 1 / a.max(), 0.5
    v = np.zeros_like(w)
    losses = [(a * w**2).sum() / 2]
    for _ in range(steps):
        v = mu * v + rate * a * w
        w = w - v
        losses.append((a * w**2).sum() / 2)
    losses = np.array(losses)
    ### END SOLUTION
    return {"losses": losses}

# %% [markdown] lang="fa"
# ## ۷. تکانه گام را چند برابر می‌کند؟ (میانه)
#
# اگر گرادیان برای مدتی دراز همان $g$ بماند، $v$ به کجا می‌رسد؟ آن را به‌صورت فرمولی از `rate`، `mu` و `g` درون گیومه بنویسید. راهنمایی: در پایان، $v$ دیگر تغییر نمی‌کند.
#
# {question terminal}

# %% [markdown] lang="en"
# ## 7. By how much does momentum lengthen the step? (medium)
#
# If the gradient stays the same $g$ for a long time, where does $v$ end up? Write it in quotes as a formula of `rate`, `mu` and `g`. A hint: in the end, $v$ does not change any more.
#
# {question terminal}

# %% question="terminal"
def terminal():
    ### BEGIN SOLUTION
    answer = "rate * g / (1 - mu)"
    ### END SOLUTION
    return answer

# %% [markdown] lang="fa"
# ## ۸. چرا تصحیح؟ (دشوار)
#
# در Adam دو تصحیح اریبی هست، یکی برای $m$ و یکی برای $v$. در چند جمله بنویسید: اگر هر دو را برداریم، نخستین گام چند برابر می‌شود؟ عددش را برای $\beta_1 = 0.9$ و $\beta_2 = 0.999$ بنویسید و بگویید از کجا آمده است.
#
# {question correction}

# %% [markdown] lang="en"
# ## 8. Why a correction? (hard)
#
# Adam has two bias corrections, one of $m$ and one of $v$. Write a few sentences: if we leave out both, by what factor does the first step change? Give the number for $\beta_1 = 0.9$ and $\beta_2 = 0.999$, and say where it comes from.
#
# {question correction}

# %% [markdown] question="correction" lang="fa"
# *پاسخ خود را اینجا بنویسید.*

# %% [markdown] question="correction" lang="en"
# *Write your answer here.*

# %% teacher
from math import cos, pi

import numpy as np

from tinygrad_fa.homework.chain import Chain
from tinygrad_fa.homework.drawing import choice, draw, integers, normal, tenths, uniform
from tinygrad_fa.homework.items import Invariant, TypedFormula, Written
from tinygrad_fa.homework.questions import Question, Slip


class FirstAdam(Chain):
    def m(beta1, g):            return (1 - beta1) * g
    def v(beta2, g):            return (1 - beta2) * g**2
    def m_hat(m, beta1):        return m / (1 - beta1)
    def v_hat(v, beta2):        return v / (1 - beta2)
    def new_w(w, rate, m_hat, v_hat):  return w - rate * m_hat / np.sqrt(v_hat)


class Momentum(Chain):
    def g1(a, w):               return a * w
    def v1(mu, v, rate, g1):    return mu * v + rate * g1
    def w1(w, v1):              return w - v1
    def g2(a, w1):              return a * w1
    def v2(mu, v1, rate, g2):   return mu * v1 + rate * g2
    def w2(w1, v2):             return w1 - v2


class Adam(Chain):
    def new_m(b1, m, g):        return b1 * m + (1 - b1) * g
    def new_v(b2, v, g):        return b2 * v + (1 - b2) * g**2
    def m_hat(new_m, b1, t):    return new_m / (1 - b1**t)
    def v_hat(new_v, b2, t):    return new_v / (1 - b2**t)
    def new_w(w, rate, m_hat, v_hat, eps):  return w - rate * m_hat / (np.sqrt(v_hat) + eps)


class Policies(Chain):
    def step(base_lr, gamma, t, stepsize):  return base_lr * gamma ** (t // stepsize)
    def inv(base_lr, gamma, t, power):      return base_lr * (1 + gamma * t) ** (-power)


def pieces(t, start_lr, target_lr, warm, hold, total):
    if t < warm:
        return start_lr + (target_lr - start_lr) * t / warm
    if t < warm + hold:
        return target_lr
    if t < total:
        return target_lr * (1 + cos(pi * (t - warm - hold) / (total - warm - hold))) / 2
    return 0.0


class WarmupCosine(Chain):
    def rate(t, start_lr, target_lr, warm, hold, total):
        return pieces(t, start_lr, target_lr, warm, hold, total)


def starts_at_zero(t, start_lr, target_lr, warm, hold, total):
    return pieces(t, 0.0, target_lr, warm, hold, total)


def hold_forgotten(t, start_lr, target_lr, warm, hold, total):
    return pieces(t, start_lr, target_lr, warm, 0, total)


def counted_from_zero(t, start_lr, target_lr, warm, hold, total):
    if warm + hold <= t < total:
        return target_lr * (1 + cos(pi * t / total)) / 2
    return pieces(t, start_lr, target_lr, warm, hold, total)


def rises_again(t, start_lr, target_lr, warm, hold, total):
    if t >= warm + hold:
        return target_lr * (1 + cos(pi * (t - warm - hold) / (total - warm - hold))) / 2
    return pieces(t, start_lr, target_lr, warm, hold, total)


def moment(source):
    """A time in one of the four pieces, each as likely as the others."""
    numbers = draw(
        start_lr=choice((0.001, 0.002)), target_lr=choice((0.05, 0.1, 0.2)),
        warm=integers(8, 12), hold=integers(5, 9), total=integers(45, 60),
    )(source)
    warm, flat, total = numbers["warm"], numbers["warm"] + numbers["hold"], numbers["total"]
    pieces_of_time = ((1, warm - 1), (warm, flat - 1), (flat + 1, total - 1), (total, total + 30))
    low, high = pieces_of_time[int(4 * source.random())]
    return {**numbers, "t": low + int((high - low + 1) * source.random())}


FIRST_STEP = {
    "fa": "در گام نخست، تصحیح درست همان عاملی را برمی‌دارد که $m$ و $v$ را کوچک کرده بود.",
    "en": "In the first step the correction takes away the very factor that had made $m$ and $v$ small.",
}
SQUARE = {
    "fa": "گشتاور دوم میانگین *مربع* گرادیان است، درایه‌به‌درایه.",
    "en": "The second moment is an average of the *square* of the gradient, entry by entry.",
}
POWER = {
    "fa": "تصحیح به زمان بسته است: با گذشت گام‌ها به یک نزدیک می‌شود.",
    "en": "The correction depends on the time: as the steps go by it comes close to one.",
}
HERE = {
    "fa": "گرادیان گام دوم در نقطه‌ای حساب می‌شود که گام نخست به آن رسیده است.",
    "en": "The gradient of the second step is computed where the first step has led.",
}
GATHERED = {
    "fa": "تکانه، $v$ پیشین را در $\\mu$ ضرب می‌کند و سهم گرادیان تازه را به آن می‌افزاید.",
    "en": "Momentum multiplies the former $v$ by $\\mu$ and adds the share of the new gradient.",
}

QUESTIONS = [
    Question(
        id="mine", function="mine", personal=True, reference=FirstAdam, tolerance=1e-4,
        inputs=draw(
            g=choice((-9, -8, -7, -6, -4, -3, 3, 4, 6, 7, 8, 9)), w=tenths(-3, 3),
            rate=choice((0.1, 0.2, 0.4)), beta1=0.9, beta2=0.99,
        ).such_that(lambda w: abs(w) > 0.5),
        items={"m": 1, "v": 1, "m_hat": 1, "v_hat": 1, "new_w": 1},
        hints={"v": SQUARE, "m_hat": FIRST_STEP, "v_hat": FIRST_STEP},
    ),
    Question(
        id="momentum", function="momentum", reference=Momentum,
        inputs=draw(
            w=uniform(-3, 3, away=0.5), v=uniform(-1, 1, away=0.2), a=uniform(0.5, 3),
            rate=choice((0.1, 0.15, 0.2)), mu=choice((0.5, 0.7, 0.9)),
        ),
        items={"g1": 0.5, "v1": 1, "w1": 0.5, "g2": 0.5, "v2": 1, "w2": 0.5},
        hints={"v1": GATHERED, "g2": HERE, "v2": GATHERED},
    ),
    Question(
        id="adam", function="adam", reference=Adam,
        inputs=draw(
            w=normal(4), m=normal(4, scale=0.5, away=0.05), v=uniform(0.05, 0.8, 4),
            g=normal(4, away=0.05), t=integers(2, 6), rate=choice((0.01, 0.05, 0.1)),
            b1=choice((0.8, 0.9)), b2=choice((0.95, 0.99)), eps=0.01,
        ),
        items={"new_m": 1, "new_v": 1, "m_hat": 1, "v_hat": 1, "new_w": 2},
        slips=(
            Slip(
                "m_hat", "time_from_zero", lambda new_m, b1, t: new_m / (1 - b1 ** (t - 1)),
                {"fa": "زمان از یک شمرده می‌شود، نه از صفر.", "en": "Time is counted from one, not from zero."},
            ),
            Slip(
                "v_hat", "time_from_zero", lambda new_v, b2, t: new_v / (1 - b2 ** (t - 1)),
                {"fa": "زمان از یک شمرده می‌شود، نه از صفر.", "en": "Time is counted from one, not from zero."},
            ),
            Slip(
                "new_w", "eps_inside", lambda w, rate, m_hat, v_hat, eps: w - rate * m_hat / np.sqrt(v_hat + eps),
                {
                    "fa": "عدد $\\epsilon$ درون ریشه رفته است.",
                    "en": "The number $\\epsilon$ has got inside the root.",
                },
            ),
        ),
        hints={
            "new_v": SQUARE, "m_hat": POWER, "v_hat": POWER,
            "new_w": {
                "fa": "وزن خلاف گشتاور اول می‌رود، تقسیم بر ریشهٔ گشتاور دوم، هر دو تصحیح‌شده.",
                "en": "The weight goes against the first moment, divided by the root of the second, both corrected.",
            },
        },
    ),
    Question(
        id="policies", function="policies", reference=Policies,
        inputs=draw(
            t=integers(31, 95), base_lr=choice((0.01, 0.1, 0.5)), gamma=choice((0.1, 0.3, 0.5)),
            stepsize=choice((10, 15)), power=choice((0.5, 0.75)),
        ),
        items={"step": 1, "inv": 1},
        slips=(
            Slip(
                "step", "not_whole", lambda base_lr, gamma, t, stepsize: base_lr * gamma ** (t / stepsize),
                {
                    "fa": "نرخ شما پیوسته کم می‌شود؛ در این سیاست باید پله‌پله باشد.",
                    "en": "Your rate goes down all the time; in this policy it should go down in steps.",
                },
            ),
        ),
        hints={
            "step": {
                "fa": "تا گام `t` چند بار در $\\gamma$ ضرب شده است؟ تعداد درست است، نه کسری.",
                "en": "How many times was it multiplied by $\\gamma$ until step `t`? The number is whole.",
            },
            "inv": {
                "fa": "همهٔ پرانتز به توان منفی می‌رسد.",
                "en": "The whole bracket is raised to a negative power.",
            },
        },
    ),
    Question(
        id="warmup_cosine", function="warmup_cosine", reference=WarmupCosine, trials=12,
        inputs=moment, items={"rate": 4},
        slips=(
            Slip(
                "rate", "starts_at_zero", starts_at_zero,
                {
                    "fa": "گرم‌کردن از صفر آغاز شده است، نه از `start_lr`.",
                    "en": "The warm-up begins at zero, not at `start_lr`.",
                },
            ),
            Slip(
                "rate", "hold_forgotten", hold_forgotten,
                {
                    "fa": "کاهش بی‌درنگ پس از گرم‌کردن آغاز شده است؛ تکهٔ هموار میان آن دو جا افتاده.",
                    "en": "The decay begins right after the warm-up; the flat piece between the two is missing.",
                },
            ),
            Slip(
                "rate", "counted_from_zero", counted_from_zero,
                {
                    "fa": "نیم‌موج کسینوس باید از پایان تکهٔ هموار آغاز شود، نه از گام صفر.",
                    "en": "The half wave of the cosine should begin where the flat piece ends, not in step zero.",
                },
            ),
            Slip(
                "rate", "rises_again", rises_again,
                {
                    "fa": "پس از گام پایانی، کسینوس دوباره بالا می‌رود. نرخ یادگیری باید صفر بماند.",
                    "en": "After the last step the cosine rises again. The learning rate should stay at zero.",
                },
            ),
        ),
        hints={
            "rate": {
                "fa": "چهار تکه را یکی‌یکی بیازمایید: در هر مرز، دو تکهٔ همسایه باید به هم برسند.",
                "en": "Try the four pieces one by one: at each border the two neighbours should meet.",
            }
        },
    ),
    Question(
        id="descend", function="descend", trials=2, forbid=("tinygrad_fa",),
        inputs=draw(w=uniform(1, 3, 3), a=choice((0.5, 1, 2, 4), 3), steps=40),
        items={
            "losses": Invariant(
                1, lambda losses, steps: losses.shape == (steps + 1,),
                {
                    "fa": "فهرست ضررها باید ضرر آغاز و ضرر پس از هر گام را داشته باشد.",
                    "en": "The list of losses should hold the loss at the start and after each step.",
                },
            ),
            "start": Invariant(
                1, lambda losses, w, a: abs(losses[0] - (a * w**2).sum() / 2) < 1e-5 * (1 + losses[0]),
                {
                    "fa": "نخستین ضرر باید ضرر نقطهٔ آغاز باشد، پیش از هر گامی.",
                    "en": "The first loss should be that of the starting point, before any step.",
                },
            ),
            "falls": Invariant(
                3, lambda losses: (losses >= 0).all() and losses[-1] < 1e-3 * losses[0],
                {
                    "fa": "ضرر پایانی هنوز بزرگ است. نرخ یادگیری شاید بسیار بزرگ یا بسیار کوچک است: تندترین سو مرز را می‌گذارد.",
                    "en": "The last loss is still large. The learning rate may be much too large or much too small: the steepest direction sets the limit.",
                },
            ),
        },
    ),
    Question(
        id="terminal", function="terminal",
        items={"terminal": TypedFormula(2, "rate*g/(1 - mu)", ("rate", "g", "mu"), (0.1, 0.9))},
        hints={
            "terminal": {
                "fa": "در پایان $v = \\mu v + \\alpha g$ است. این معادله را برای $v$ حل کنید.",
                "en": "In the end $v = \\mu v + \\alpha g$. Solve this equation for $v$.",
            }
        },
    ),
    Question(id="correction", items={"correction": Written(3)}),
]
