# ---
# title.fa: یک نورون با سیگموئید
# title.en: One neuron with a sigmoid
# minutes: 50
# ---

# %% [markdown] lang="fa"
# # درس ۲: یک نورون با سیگموئید
#
# در درس ۱ قاعدهٔ زنجیره‌ای (chain rule) را روی دو دروازه (gate) آزمودیم. این بار زنجیر بلندتر است: یک نورون (neuron) کامل با پنج ورودی. در پایان درس می‌توانید:
#
# - سیگموئید (sigmoid) را به چهار دروازهٔ ساده بشکنید و گرادیان (gradient) را از آن‌ها بگذرانید؛
# - نشان دهید که آن چهار دروازه در یک دروازه جمع می‌شوند که مشتق (derivative) آن $\sigma\,(1-\sigma)$ است؛
# - یک فرمول نادرست را با وارسی گرادیان (gradient check) پیدا کنید؛
# - با گرادیان تصمیم بگیرید که هر وزن (weight) به کدام سو تغییر کند.
#
# پیش‌نیاز: درس ۱ و مشتق تابع‌های $e^x$ و $\frac{1}{x}$. زمان لازم نزدیک ۵۰ دقیقه است.

# %% [markdown] lang="en"
# # Lesson 2: One neuron with a sigmoid
#
# Lesson 1 tried the chain rule on two gates. Now the chain is longer: a complete neuron with five inputs. At the end you can:
#
# - break a sigmoid into four simple gates and pass the gradient through them;
# - show that the four fold into one gate, whose derivative is $\sigma\,(1-\sigma)$;
# - find a wrong formula with a gradient check;
# - decide with the gradient which way each weight should move.
#
# You need lesson 1 and the derivatives of $e^x$ and $\frac{1}{x}$. Allow about 50 minutes.

# %% lang="fa"
import math

import tinygrad_fa as tg
from tinygrad_fa.lessons import start

check = start("fa", lesson=2)

# %% lang="en"
import math

import tinygrad_fa as tg
from tinygrad_fa.lessons import start

check = start("en", lesson=2)

# %% [markdown] lang="fa"
# ## پرسش
#
# نورون ما دو عدد $x_0$ و $x_1$ می‌گیرد، هر یک را در وزنی ضرب می‌کند و بایاس (bias) $w_2$ را می‌افزاید. سپس تابع سیگموئید حاصل را به عددی میان صفر و یک تبدیل می‌کند:
#
# $$z = w_0 x_0 + w_1 x_1 + w_2$$
#
# $$f = \sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# عددهای ما این‌ها هستند: $w_0 = 2$، $w_1 = -3$، $w_2 = -3$ و $x_0 = -1$، $x_1 = -2$. خروجی نزدیک $0.73$ است. می‌خواهیم آن را اندکی بیشتر کنیم، ولی تنها اجازه داریم وزن‌ها و بایاس را تغییر دهیم.
#
# کدام یک از $w_0$، $w_1$ و $w_2$ بیشترین اثر را دارد؟ هر یک باید زیاد شود یا کم؟ حدس خود را بنویسید؛ در پایان درس با یک گام واقعی آن را می‌آزماییم.
#
# ## با دست، رو به جلو
#
# پس از $z$ چهار دروازه داریم که هر یک تنها یک کار می‌کند. گراف را روی کاغذ بکشید و جای عددها را خالی بگذارید:
#
# ```
# w0 =  2 ──┐
#          (×)── -2 ──┐
# x0 = -1 ──┘         │
#                    (+)── 4 ──┐
# w1 = -3 ──┐         │        │
#          (×)──  6 ──┘       (+)── z ──(-)── a ──(exp)── b ──(+1)── c ──(1/x)── f
# x1 = -2 ──┘                  │
# w2 = -3 ─────────────────────┘
# ```
#
# گذر رو به جلو (forward pass) جاهای خالی را پر می‌کند:
#
# | دروازه | فرمول | مقدار |
# |---|---|---|
# | بخش خطی | $z = w_0 x_0 + w_1 x_1 + w_2$ | $z = -2 + 6 - 3 = 1$ |
# | قرینه | $a = -z$ | $a = -1$ |
# | نمایی | $b = e^{a}$ | $b \approx 0.3679$ |
# | به‌اضافهٔ یک | $c = 1 + b$ | $c \approx 1.3679$ |
# | وارون | $f = \frac{1}{c}$ | $f \approx 0.7311$ |

# %% [markdown] lang="en"
# ## The question
#
# Our neuron takes two numbers $x_0$ and $x_1$, multiplies each by a weight and adds the bias $w_2$. Then the sigmoid turns the result into a number between zero and one:
#
# $$z = w_0 x_0 + w_1 x_1 + w_2$$
#
# $$f = \sigma(z) = \frac{1}{1 + e^{-z}}$$
#
# Our numbers are $w_0 = 2$, $w_1 = -3$, $w_2 = -3$ and $x_0 = -1$, $x_1 = -2$. The output is about $0.73$. We want it a little larger, but may change only the weights and the bias.
#
# Which of $w_0$, $w_1$ and $w_2$ has the largest effect? Should each of them grow or shrink? Write down your guess; at the end of the lesson we take a real step and see.
#
# ## By hand, forward
#
# After $z$ there are four gates, and each does one thing only. Draw the graph on paper and leave room for the numbers:
#
# ```
# w0 =  2 ──┐
#          (×)── -2 ──┐
# x0 = -1 ──┘         │
#                    (+)── 4 ──┐
# w1 = -3 ──┐         │        │
#          (×)──  6 ──┘       (+)── z ──(-)── a ──(exp)── b ──(+1)── c ──(1/x)── f
# x1 = -2 ──┘                  │
# w2 = -3 ─────────────────────┘
# ```
#
# The forward pass fills them in:
#
# | gate | formula | value |
# |---|---|---|
# | linear part | $z = w_0 x_0 + w_1 x_1 + w_2$ | $z = -2 + 6 - 3 = 1$ |
# | negation | $a = -z$ | $a = -1$ |
# | exponential | $b = e^{a}$ | $b \approx 0.3679$ |
# | plus one | $c = 1 + b$ | $c \approx 1.3679$ |
# | reciprocal | $f = \frac{1}{c}$ | $f \approx 0.7311$ |

# %%
w0, w1, w2 = 2.0, -3.0, -3.0
x0, x1 = -1.0, -2.0

z = w0 * x0 + w1 * x1 + w2
a = -z
b = math.exp(a)
c = 1 + b
f = 1 / c

print("z =", z, "  a =", a)
print("b =", round(b, 4), "  c =", round(c, 4), "  f =", round(f, 4))

assert (z, a) == (1, -1)
assert (round(b, 4), round(c, 4), round(f, 4)) == (0.3679, 1.3679, 0.7311)
assert round(f, 2) == 0.73

# %% [markdown] lang="fa"
# ## با دست، رو به عقب
#
# گذر رو به عقب (backward pass) از $\frac{\partial f}{\partial f} = 1$ آغاز می‌شود. در هر دروازه، گرادیان بالادست (upstream gradient) را در گرادیان محلی (local gradient) ضرب می‌کنیم:
#
# | دروازه | گرادیان محلی | بالادست ضرب در محلی |
# |---|---|---|
# | وارون، $f = \frac{1}{c}$ | $-\frac{1}{c^2}$ | $\frac{\partial f}{\partial c} \approx -0.5344$ |
# | به‌اضافهٔ یک، $c = 1 + b$ | $1$ | $\frac{\partial f}{\partial b} \approx -0.5344$ |
# | نمایی، $b = e^{a}$ | $e^{a} = b$ | $\frac{\partial f}{\partial a} \approx -0.1966$ |
# | قرینه، $a = -z$ | $-1$ | $\frac{\partial f}{\partial z} \approx 0.1966$ |
#
# به دو علامت منفی دقت کنید: یکی از دروازهٔ وارون می‌آید و یکی از قرینه. اگر یکی را جا بیندازید، همهٔ گرادیان‌ها با علامت وارونه به دست می‌آیند.
#
# بخش خطی تنها جمع و ضرب است. جمع، $\frac{\partial f}{\partial z}$ را پخش می‌کند و هر ضرب جابه‌جا می‌کند:
#
# $$\frac{\partial f}{\partial w_0} = \frac{\partial f}{\partial z} \cdot x_0 \approx -0.1966$$
#
# $$\frac{\partial f}{\partial w_1} = \frac{\partial f}{\partial z} \cdot x_1 \approx -0.3932$$
#
# $$\frac{\partial f}{\partial w_2} = \frac{\partial f}{\partial z} \cdot 1 \approx 0.1966$$
#
# $$\frac{\partial f}{\partial x_0} = \frac{\partial f}{\partial z} \cdot w_0 \approx 0.3932$$
#
# $$\frac{\partial f}{\partial x_1} = \frac{\partial f}{\partial z} \cdot w_1 \approx -0.5898$$

# %% [markdown] lang="en"
# ## By hand, backward
#
# The backward pass starts from $\frac{\partial f}{\partial f} = 1$. At each gate the upstream gradient is multiplied by the local derivative:
#
# | gate | local derivative | upstream times local |
# |---|---|---|
# | reciprocal, $f = \frac{1}{c}$ | $-\frac{1}{c^2}$ | $\frac{\partial f}{\partial c} \approx -0.5344$ |
# | plus one, $c = 1 + b$ | $1$ | $\frac{\partial f}{\partial b} \approx -0.5344$ |
# | exponential, $b = e^{a}$ | $e^{a} = b$ | $\frac{\partial f}{\partial a} \approx -0.1966$ |
# | negation, $a = -z$ | $-1$ | $\frac{\partial f}{\partial z} \approx 0.1966$ |
#
# Mind the two minus signs: one comes from the reciprocal, one from the negation. Lose one of them, and every gradient has the wrong sign.
#
# The linear part is only sums and products. The sums hand $\frac{\partial f}{\partial z}$ on, and each product swaps:
#
# $$\frac{\partial f}{\partial w_0} = \frac{\partial f}{\partial z} \cdot x_0 \approx -0.1966$$
#
# $$\frac{\partial f}{\partial w_1} = \frac{\partial f}{\partial z} \cdot x_1 \approx -0.3932$$
#
# $$\frac{\partial f}{\partial w_2} = \frac{\partial f}{\partial z} \cdot 1 \approx 0.1966$$
#
# $$\frac{\partial f}{\partial x_0} = \frac{\partial f}{\partial z} \cdot w_0 \approx 0.3932$$
#
# $$\frac{\partial f}{\partial x_1} = \frac{\partial f}{\partial z} \cdot w_1 \approx -0.5898$$

# %%
grad_f = 1.0
grad_c = grad_f * (-1 / c**2)
grad_b = grad_c * 1
grad_a = grad_b * b
grad_z = grad_a * (-1)

by_hand = {
    "w0": grad_z * x0,
    "x0": grad_z * w0,
    "w1": grad_z * x1,
    "x1": grad_z * w1,
    "w2": grad_z * 1,
}
print("c:", round(grad_c, 4), "  a:", round(grad_a, 4), "  z:", round(grad_z, 4))
for name, gradient in by_hand.items():
    print(f"{name}:", round(gradient, 4))

assert grad_f == 1
assert (round(grad_c, 4), round(grad_a, 4), round(grad_z, 4)) == (-0.5344, -0.1966, 0.1966)
assert round(grad_b, 4) == -0.5344
assert (round(by_hand["w0"], 4), round(by_hand["w1"], 4)) == (-0.1966, -0.3932)
assert round(by_hand["w2"], 4) == 0.1966
assert (round(by_hand["x0"], 4), round(by_hand["x1"], 4)) == (0.3932, -0.5898)

# %% [markdown] lang="fa"
# ## چهار دروازه در یکی
#
# گرادیان محلی هر چهار دروازه را یک‌جا در هم ضرب می‌کنیم:
#
# $$\frac{\partial f}{\partial z} = \left(-\frac{1}{c^2}\right) \cdot 1 \cdot e^{-z} \cdot (-1) = \frac{e^{-z}}{c^2}$$
#
# اکنون $c = 1 + e^{-z}$ را به یاد بیاورید، پس $e^{-z} = c - 1$. کسر را به دو عامل می‌شکنیم:
#
# $$\frac{e^{-z}}{c^2} = \frac{1}{c} \cdot \frac{c - 1}{c} = \frac{1}{c} \cdot \left(1 - \frac{1}{c}\right) = f\,(1 - f)$$
#
# نتیجه زیباست: مشتق سیگموئید تنها به *خروجی* خودش نیاز دارد که از گذر رو به جلو آماده است. با عددهای ما $f\,(1-f) \approx 0.7311 \cdot 0.2689 \approx 0.1966$ می‌شود، همان که با چهار دروازه به دست آمد. دو عامل $f$ و $1-f$ روی هم همیشه یک می‌شوند، و حاصل‌ضرب چنین دو عددی هنگامی از همه بیشتر است که هر دو یک‌دوم باشند. پس بیشترین شیب در $z = 0$ است و برابر $\sigma'(0) = 0.25$.

# %% [markdown] lang="en"
# ## Four gates in one
#
# Multiply the local derivatives of all four gates at once:
#
# $$\frac{\partial f}{\partial z} = \left(-\frac{1}{c^2}\right) \cdot 1 \cdot e^{-z} \cdot (-1) = \frac{e^{-z}}{c^2}$$
#
# Remember that $c = 1 + e^{-z}$, so $e^{-z} = c - 1$. Break the fraction into two factors:
#
# $$\frac{e^{-z}}{c^2} = \frac{1}{c} \cdot \frac{c - 1}{c} = \frac{1}{c} \cdot \left(1 - \frac{1}{c}\right) = f\,(1 - f)$$
#
# A pretty result: the derivative of a sigmoid needs nothing but its own *output*, which the forward pass has at hand. With our numbers $f\,(1-f) \approx 0.7311 \cdot 0.2689 \approx 0.1966$, just as the four gates gave. The factors $f$ and $1-f$ always add up to one, and the product of two such numbers is largest when both are one half. So the steepest place is $z = 0$, where $\sigma'(0) = 0.25$.

# %%
def sigmoid(z):
    return 1 / (1 + math.exp(-z))


def sigmoid_slope(z):
    return sigmoid(z) * (1 - sigmoid(z))


print("f (1 - f) =", round(f * (1 - f), 4))
print("slope at 0 =", sigmoid_slope(0))

assert round(1 - f, 4) == 0.2689
assert abs(f * (1 - f) - grad_z) < 1e-12
assert round(f * (1 - f), 4) == 0.1966
assert sigmoid_slope(0) == 0.25
assert all(sigmoid_slope(t / 10) < 0.25 for t in range(-50, 51) if t != 0)

# %% [markdown] lang="fa"
# ## وارسی عددی
#
# هر پنج گرادیان را با تفاضل مرکزی (centered difference) می‌سنجیم. سیگموئید خمیده است، پس این بار برتری تفاضل مرکزی بر تفاضل یک‌سویه $\frac{f(w+h)-f(w)}{h}$ هم دیده می‌شود. پیش از اجرا حدس بزنید: خطای تفاضل یک‌سویه چند برابر است؟

# %% [markdown] lang="en"
# ## The numerical check
#
# We test all five gradients with the central difference. A sigmoid is curved, so now we also see why the central difference beats the one-sided ratio $\frac{f(w+h)-f(w)}{h}$. Guess before you run: how many times larger is the error of the one-sided one?

# %%
def neuron(w0, x0, w1, x1, w2):
    return 1 / (1 + math.exp(-(w0 * x0 + w1 * x1 + w2)))


point = {"w0": w0, "x0": x0, "w1": w1, "x1": x1, "w2": w2}
h = 1e-5
for name in point:
    # fa: همان نقطه که تنها یکی از عددهایش کمی جابه‌جا شده است
    # en: the same point, with one of its numbers moved a little
    up = neuron(**{**point, name: point[name] + h})
    down = neuron(**{**point, name: point[name] - h})
    one_sided = abs((up - f) / h - by_hand[name])
    central = abs((up - down) / (2 * h) - by_hand[name])
    print(f"{name}: one-sided error {one_sided:.0e}   central error {central:.0e}")
    assert central < 1e-9
    assert one_sided > 1000 * central

# %% [markdown] lang="fa"
# گرادیان‌های دستی درست‌اند و خطای تفاضل یک‌سویه هزاران برابر خطای تفاضل مرکزی است. دلیلش این است که در تفاضل مرکزی، خمیدگی‌های دو سو یکدیگر را خنثی می‌کنند.
#
# ## موتور
#
# نورون را دو بار می‌سازیم: یک‌بار دروازه به دروازه و یک‌بار با دروازهٔ آمادهٔ `sigmoid`. اگر جبر بالا درست باشد، همهٔ گرادیان‌ها تا رقم دوازدهم یکی خواهند بود.

# %% [markdown] lang="en"
# The hand-made gradients are right, and the error of the one-sided difference is thousands of times larger than that of the central one. The reason: in the central difference the bends of the two sides cancel each other.
#
# ## The engine
#
# Build the neuron twice, once gate by gate and once with the ready-made `sigmoid`. If the algebra above is right, all gradients agree to twelve digits.

# %%
def leaves():
    return {name: tg.Value(number, name=name) for name, number in point.items()}


gates = leaves()
z_gate = gates["w0"] * gates["x0"] + gates["w1"] * gates["x1"] + gates["w2"]
a_gate = -z_gate
b_gate = a_gate.exp()
c_gate = 1 + b_gate
f_gates = 1 / c_gate
for node, name in ((z_gate, "z"), (a_gate, "a"), (b_gate, "b"), (c_gate, "c"), (f_gates, "f")):
    node.name = name
f_gates.backward()

fused = leaves()
linear = fused["w0"] * fused["x0"] + fused["w1"] * fused["x1"] + fused["w2"]
f_fused = linear.sigmoid()
f_fused.backward()

for name in point:
    print(f"{name}:", round(gates[name].grad, 6), "", round(fused[name].grad, 6))
    assert abs(gates[name].grad - by_hand[name]) < 1e-12
    assert abs(fused[name].grad - by_hand[name]) < 1e-12
assert abs(f_gates.data - f) < 1e-12 and abs(f_fused.data - f) < 1e-12

steps = [(z_gate, z, grad_z), (a_gate, a, grad_a), (b_gate, b, grad_b), (c_gate, c, grad_c)]
for node, value, gradient in steps:
    assert abs(node.data - value) < 1e-12
    assert abs(node.grad - gradient) < 1e-12

# %%
report = tg.check_gradients(
    lambda w0, x0, w1, x1, w2: (w0 * x0 + w1 * x1 + w2).sigmoid(), *fused.values()
)
assert report.ok
report

# %% [markdown] lang="fa"
# ## تصویر
#
# گراف محاسباتی (computation graph) دروازه به دروازه را ببینید. روی هر یال (edge) عدد بالا مقدار و عدد پایین گرادیان است. انگشت خود را از $f$ تا $w_1$ ببرید و در هر دروازه بگویید گرادیان در چه عددی ضرب می‌شود.

# %% [markdown] lang="en"
# ## The picture
#
# Here is the computation graph, gate by gate. On each edge the upper number is the value and the lower one the gradient. Follow the way from $f$ to $w_1$ with your finger, and say at each gate what the gradient is multiplied by.

# %%
tg.draw(f_gates)

# %% [markdown] lang="fa"
# همان نورون با یک دروازهٔ سیگموئید، و محاسبهٔ دستی آن به قلم موتور:

# %% [markdown] lang="en"
# The same neuron with a single sigmoid gate, and its derivation in the engine's own hand:

# %%
f_fused.name = "f"
tg.draw(f_fused)

# %%
tg.derive(f_fused)

# %% [markdown] lang="fa"
# هر دو گذر را گام‌به‌گام هم می‌توان دید. در هر گام، پیش از زدن دکمه، عدد بعدی را از محاسبهٔ دستی بالا بخوانید:

# %% [markdown] lang="en"
# Both passes can be seen step by step, too. At each step, read the next number from the work by hand above before you press the button:

# %%
tg.replay(f_gates)

# %% [markdown] lang="fa"
# ## چه چیزی خراب می‌شود و چرا
#
# ### اشتباه نخست: $\sigma\,(1-z)$ به جای $\sigma\,(1-\sigma)$
#
# در پاسخ‌نامهٔ دست‌نویس یک تمرین، مشتق سیگموئید به‌صورت $\sigma\,(1-z)$ آمده بود. اشتباه از اینجاست که ورودی و خروجی دروازه جابه‌جا شده‌اند. در نقطهٔ ما این فرمول چه می‌گوید؟
#
# $$\sigma(1)\,(1 - 1) = 0$$
#
# یعنی هیچ وزنی هیچ اثری ندارد! در $z = 3$ وضع بدتر است: فرمول عددی منفی می‌دهد، در حالی که سیگموئید همیشه صعودی است و مشتقش هرگز منفی نمی‌شود. این دو پرسش را پس از هر محاسبهٔ دستی از خود بپرسید: آیا علامت شدنی است؟ آیا اندازه شدنی است؟

# %% [markdown] lang="en"
# ## What goes wrong, and why
#
# ### First mistake: $\sigma\,(1-z)$ instead of $\sigma\,(1-\sigma)$
#
# A handwritten solution of a homework gave the derivative of the sigmoid as $\sigma\,(1-z)$. The slip: the input and the output of the gate were confused. What does this formula say at our point?
#
# $$\sigma(1)\,(1 - 1) = 0$$
#
# No weight has any effect! At $z = 3$ it is even worse: the formula gives a negative number, although a sigmoid always rises and its derivative is never negative. Ask yourself two questions after all hand work: is this sign possible? Is this size possible?

# %%
def wrong_slope(z):
    return sigmoid(z) * (1 - z)


def measured_slope(z):
    return (sigmoid(z + 1e-5) - sigmoid(z - 1e-5)) / 2e-5


for t in (0, 1, 3):
    print(f"z = {t}:", round(wrong_slope(t), 4), "measured", round(measured_slope(t), 4))

assert wrong_slope(1) == 0
assert round(wrong_slope(3), 4) == -1.9051
assert round(measured_slope(3), 4) == 0.0452

# %% [markdown] lang="fa"
# اگر همین اشتباه درون یک موتور پنهان باشد، چه؟ در `tinygrad_fa` هر عملیات (operation) چند سطر است: `forward` و زیر آن یک سطر گرادیان؛ نام‌های `symbol` و `tex` و `partials` تنها برای رسم و نوشتن فرمول‌اند. سیگموئید نادرست را خودمان می‌سازیم و به `check_gradients` می‌دهیم. در جدول ببینید کدام شاهدها با هم هم‌رأی‌اند: حالت معکوس و حالت مستقیم هر دو سطر نادرست را می‌خوانند، ولی تفاضل مرکزی و گام مختلط تنها به `forward` نگاه می‌کنند.

# %% [markdown] lang="en"
# And if this slip hides inside an engine? In `tinygrad_fa` an op is a few lines: `forward`, and below it a gradient line; `symbol`, `tex` and `partials` only serve to draw it and to write its formulas. Let us build the wrong sigmoid and hand it to `check_gradients`. See in the table which witnesses agree: reverse and forward mode both read the wrong line, but the central difference and the complex step look at `forward` alone.

# %%
from tinygrad_fa.engine.op import Elementwise, library


class WrongSigmoid(Elementwise):
    symbol, tex, partials = "σ?", r"\sigma({x})", (r"{out} (1 - {x})",)

    def forward(x):
        return 1 / (1 + library(x).exp(-x))

    def grad_x(g, out, x):
        return g * out * (1 - x)


wrong_sigmoid = WrongSigmoid.function()
report = tg.check_gradients(wrong_sigmoid, tg.Value(1.0, name="z"))
assert not report.ok
report

# %% [markdown] lang="fa"
# وارسی اشتباه را گرفت. درستش `g * out * (1 - out)` است: در سطر گرادیان، `g` گرادیان بالادست است، `out` خروجی و `x` ورودی.
#
# ### اشتباه دوم: نورون خواب
#
# فرمول درست هم ما را از یک خطر نمی‌رهاند. اگر $z$ بزرگ باشد، $f$ به یک و $1-f$ به صفر نزدیک می‌شود و گرادیان تقریباً از میان می‌رود. به این پدیده محوشدگی گرادیان (vanishing gradient) می‌گویند.

# %% [markdown] lang="en"
# The check caught it. Right is `g * out * (1 - out)`: in a gradient line `g` is the upstream gradient, `out` the output and `x` the input.
#
# ### Second mistake: a neuron asleep
#
# The right formula does not save us from one danger. If $z$ is large, $f$ comes close to one and $1-f$ close to zero, and almost nothing is left of the gradient. This is called a vanishing gradient.

# %%
for t in (0, 1, 5, 10):
    print(f"z = {t:2}: slope {sigmoid_slope(t):.6f}")

assert round(sigmoid_slope(5), 4) == 0.0066
assert sigmoid_slope(10) < 0.0001

# %% [markdown] lang="fa"
# در $z=10$ شیب سیگموئید هزاران بار کوچک‌تر از شیب آن در صفر است. چنین نورونی با گام‌های کوچک تقریباً هیچ یاد نمی‌گیرد. به همین دلیل وزن‌های آغازین را بزرگ نمی‌گیرند.
#
# ## بازگشت به پرسش: یک گام
#
# گرادیان پاسخ پرسش آغاز درس را در خود دارد. بزرگ‌ترین اندازه از آنِ $w_1$ است، چون اندازهٔ ورودی آن، $x_1$، از همه بزرگ‌تر است. علامت‌ها می‌گویند $w_0$ و $w_1$ باید کم شوند و $w_2$ زیاد. هر کدام را به نسبت گرادیانش تغییر می‌دهیم. عددی که در گرادیان ضرب می‌شود نرخ یادگیری (learning rate) نام دارد (هم‌چنین: نرخ آموزش) و اینجا آن را $\alpha = 0.1$ می‌گیریم:
#
# $$w_i \to w_i + \alpha\,\frac{\partial f}{\partial w_i}$$
#
# گرادیان مقدار افزایش را هم پیش‌بینی می‌کند. اگر هر وزن به اندازهٔ $\alpha$ برابر گرادیانش تغییر کند، سهم آن در تغییر $f$ نزدیک $\alpha$ ضرب در مربع گرادیان است:
#
# $$\Delta f \approx \alpha\,(0.1966^2 + 0.3932^2 + 0.1966^2) \approx 0.0232$$

# %% [markdown] lang="en"
# At $z=10$ the slope is thousands of times smaller than at zero. With small steps such a neuron learns next to nothing. That is why weights are not started large.
#
# ## Back to the question: one step
#
# The gradient holds the answer to our first question. The largest size belongs to $w_1$, because its input $x_1$ is the largest in size. The signs say that $w_0$ and $w_1$ should shrink and $w_2$ should grow. We change each in proportion to its gradient. The number that the gradient is multiplied by is called the learning rate; here we take $\alpha = 0.1$:
#
# $$w_i \to w_i + \alpha\,\frac{\partial f}{\partial w_i}$$
#
# The gradient even predicts the gain. If every weight moves by $\alpha$ times its gradient, its share of the change of $f$ is about $\alpha$ times the gradient squared:
#
# $$\Delta f \approx \alpha\,(0.1966^2 + 0.3932^2 + 0.1966^2) \approx 0.0232$$

# %%
alpha = 0.1
predicted = alpha * sum(by_hand[name] ** 2 for name in ("w0", "w1", "w2"))

stepped = dict(point)
for name in ("w0", "w1", "w2"):
    stepped[name] += alpha * by_hand[name]
gained = neuron(**stepped) - f

print("f before:", round(f, 4), "  after:", round(neuron(**stepped), 4))
print("predicted:", round(predicted, 4), "  gained:", round(gained, 4))

assert round(predicted, 4) == 0.0232
assert round(gained, 4) == 0.0226
assert round(neuron(**stepped), 4) == 0.7536

# %% [markdown] lang="fa"
# خروجی از $0.7311$ به $0.7536$ رسید. افزایش واقعی $\Delta f \approx 0.0226$ است و پیش‌بینی اندکی بیشتر بود، چون سیگموئید از اینجا به بعد کم‌کم هموار می‌شود و گرادیان تنها شیب همان نقطه را می‌داند. در آموزش شبکه همین گام را با علامت منفی برمی‌داریم، چون آنجا می‌خواهیم ضرر (loss) *کم* شود.
#
# ## تمرین
#
# در تمرین‌های ۱ تا ۳ نورون تازه‌ای داریم: $w_0 = 1$، $w_1 = -2$، $w_2 = 1$ و $x_0 = 3$، $x_1 = 1$. پاسخ را به جای `...` بنویسید؛ سه رقم پس از ممیز بس است.
#
# **تمرین ۱ (آسان).** {exercise q1}

# %% [markdown] lang="en"
# The output went from $0.7311$ to $0.7536$. The real gain is $\Delta f \approx 0.0226$, a little less than predicted: the sigmoid flattens out from here on, and the gradient knows only the slope at the point where we stood. Training a network takes the same step with a minus sign, since there we want a loss to go *down*.
#
# ## Exercises
#
# Exercises 1 to 3 have a new neuron: $w_0 = 1$, $w_1 = -2$, $w_2 = 1$ and $x_0 = 3$, $x_1 = 1$. Put your answer in place of `...`; three digits after the point are enough.
#
# **Exercise 1 (easy).** {exercise q1}

# %%
check("q1", ...)

# %% [markdown] lang="fa"
# **تمرین ۲ (آسان).** {exercise q2}

# %% [markdown] lang="en"
# **Exercise 2 (easy).** {exercise q2}

# %%
check("q2", ...)

# %% [markdown] lang="fa"
# **تمرین ۳ (میانه).** {exercise q3}

# %% [markdown] lang="en"
# **Exercise 3 (medium).** {exercise q3}

# %%
check("q3", ...)

# %% [markdown] lang="fa"
# **تمرین ۴ (میانه).** {exercise q4}

# %% [markdown] lang="en"
# **Exercise 4 (medium).** {exercise q4}

# %%
check("q4", ...)

# %% [markdown] lang="fa"
# **تمرین ۵ (میانه).** {exercise q5}

# %% [markdown] lang="en"
# **Exercise 5 (medium).** {exercise q5}

# %%
check("q5", ...)

# %% [markdown] lang="fa"
# **تمرین ۶ (دشوار).** {exercise q6}

# %% [markdown] lang="en"
# **Exercise 6 (hard).** {exercise q6}

# %%
check("q6", ...)

# %% [markdown] lang="fa"
# **تمرین ۷ (دشوار).** {exercise q7}

# %% [markdown] lang="en"
# **Exercise 7 (hard).** {exercise q7}

# %%
check("q7", ...)

# %% [markdown] lang="fa"
# ## یک برگه برای همراه بردن
#
# - هر فرمول را به دروازه‌هایی بشکنید که مشتق هر یک را از بر دارید.
# - مشتق سیگموئید با خروجی خودش نوشته می‌شود، نه با ورودی:
#
# $$\sigma'(z) = \sigma(z)\,(1 - \sigma(z))$$
#
# - این مشتق هرگز منفی نیست و از $0.25$ بیشتر نمی‌شود.
# - گرادیان هر وزن، گرادیان $z$ ضرب در ورودی آن وزن است؛ گرادیان بایاس خود گرادیان $z$ است.
# - اگر $z$ از صفر دور شود، به هر سو که باشد، گرادیان محو می‌شود.
# - علامت گرادیان می‌گوید به کدام سو، و اندازه‌اش می‌گوید چقدر.
# - وارسی گرادیان فرمول نادرست را پیدا می‌کند، حتی اگر درون موتور باشد.
#
# مثال درس:
#
# $$f \approx 0.7311, \quad \frac{\partial f}{\partial w_0} \approx -0.1966, \quad \frac{\partial f}{\partial w_1} \approx -0.3932, \quad \frac{\partial f}{\partial w_2} \approx 0.1966$$

# %% [markdown] lang="en"
# ## One page to take away
#
# - Break every formula into gates whose derivatives you know by heart.
# - The derivative of a sigmoid is written with its output, not with its input:
#
# $$\sigma'(z) = \sigma(z)\,(1 - \sigma(z))$$
#
# - This derivative is never negative and never larger than $0.25$.
# - The gradient of a weight is the gradient of $z$ times the input of that weight; that of the bias is the gradient of $z$ itself.
# - When $z$ moves far from zero, to either side, the gradient vanishes.
# - The sign of a gradient says which way, its size how much.
# - A gradient check finds a wrong formula, even inside the engine.
#
# The example of this lesson:
#
# $$f \approx 0.7311, \quad \frac{\partial f}{\partial w_0} \approx -0.1966, \quad \frac{\partial f}{\partial w_1} \approx -0.3932, \quad \frac{\partial f}{\partial w_2} \approx 0.1966$$
