# ---
# title.fa: یک شبکهٔ کوچک با دست
# title.en: A small net by hand
# minutes: 60
# ---

# %% [markdown] lang="fa"
# # درس ۴: یک شبکهٔ کوچک با دست
#
# تا اینجا یک نورون (neuron) داشتیم. این بار سه نورون را به هم می‌بندیم و یک شبکهٔ عصبی (neural network) می‌سازیم: دو ورودی، دو نورون پنهان و یک خروجی. چنین شبکه‌ای را ۲–۲–۱ می‌نامند. همهٔ گرادیان‌ها (gradient) را با دست حساب می‌کنیم و یک گام آموزش برمی‌داریم. در پایان درس می‌توانید:
#
# - گرادیان هر وزن (weight) شبکه‌ای با دو لایه (layer) را، با همهٔ عددهای میانی، روی کاغذ به دست آورید؛
# - بگویید چرا بخش بزرگی از این محاسبه میان همهٔ وزن‌ها مشترک است؛
# - یک گام گرادیان کاهشی (gradient descent) بردارید و *پیش از گام* بگویید ضرر (loss) چقدر کم می‌شود؛
# - محاسبه‌ای نادرست را از روی عددهایش بشناسید.
#
# این درس از یک تمرین واقعی درس یادگیری عمیق (deep learning) ساخته شده است. در بخش تمرین، شبکه‌ای با عددهای خودتان دارید. پیش‌نیاز: درس‌های ۱ و ۲. زمان لازم نزدیک یک ساعت است.

# %% [markdown] lang="en"
# # Lesson 4: A small net by hand
#
# So far we had one neuron. Now we connect three of them to a neural network: two inputs, two hidden neurons and one output, a 2-2-1 net for short. We compute all its gradients by hand and take one step of training. At the end you can:
#
# - find the gradient of every weight of a two-layer net on paper, with all numbers in between;
# - say why most of this work is shared by all weights;
# - take a step of gradient descent, and say *before the step* how much the loss will go down;
# - recognise a wrong derivation by its numbers.
#
# The lesson is made from a real homework of a deep learning course. In the exercises you get a net with numbers of your own. You need lessons 1 and 2. Allow about an hour.

# %% lang="fa"
import math

import matplotlib.pyplot as plt

import tinygrad_fa as tg
from tinygrad_fa.lessons import own_net, start

check = start("fa", lesson=4)

# %% lang="en"
import math

import matplotlib.pyplot as plt

import tinygrad_fa as tg
from tinygrad_fa.lessons import own_net, start

check = start("en", lesson=4)

# %% [markdown] lang="fa"
# ## پرسش
#
# شبکهٔ ما شش وزن دارد و بایاس (bias) ندارد. هر پیکان یک ضرب است، و هرچه به یک نورون برسد در آن جمع می‌شود:
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
# دو نورون پنهان یک لایهٔ خطی (linear layer) می‌سازند، یعنی هیچ تابعی روی مجموع نمی‌گذارند. خروجی از سیگموئید (sigmoid) می‌گذرد:
#
# $$h_1 = i_1 w_1 + i_2 w_2, \quad h_2 = i_1 w_3 + i_2 w_4$$
#
# $$z = h_1 w_5 + h_2 w_6, \quad o = \sigma(z), \quad J = \frac{(o - y)^2}{2}$$
#
# عدد $y$ هدف است، یعنی آنچه از خروجی می‌خواهیم. ضرر $J$ می‌گوید خروجی چقدر از هدف دور است؛ اگر به هدف برسیم صفر می‌شود. مخرج $2$ تنها برای آن است که مشتق (derivative) ساده شود.
#
# ورودی‌ها $i_1 = 2$ و $i_2 = 3$ هستند، هدف $y = 1$ است و وزن‌ها این‌ها:
#
# $$w_1 = 0.2, \quad w_2 = 0.5, \quad w_3 = 0.1, \quad w_4 = 0.3, \quad w_5 = 1, \quad w_6 = 0.5$$
#
# پیش از محاسبه حدس بزنید: برای آنکه ضرر کم شود، کدام وزن‌ها باید زیاد شوند و کدام‌ها کم؟ اثر کدام یک از همه بیشتر است؟

# %% [markdown] lang="en"
# ## The question
#
# Our net has six weights and no bias. Each arrow is a product, and whatever reaches a neuron is added up in it:
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
# The two hidden neurons are linear: they put no function on their sum. The output passes through a sigmoid:
#
# $$h_1 = i_1 w_1 + i_2 w_2, \quad h_2 = i_1 w_3 + i_2 w_4$$
#
# $$z = h_1 w_5 + h_2 w_6, \quad o = \sigma(z), \quad J = \frac{(o - y)^2}{2}$$
#
# The number $y$ is the target, what we want the output to be. The loss $J$ says how far the output is from the target; it is zero when we get there. The $2$ in the denominator is there only to make the derivative simple.
#
# The inputs are $i_1 = 2$ and $i_2 = 3$, the target is $y = 1$, and the weights are:
#
# $$w_1 = 0.2, \quad w_2 = 0.5, \quad w_3 = 0.1, \quad w_4 = 0.3, \quad w_5 = 1, \quad w_6 = 0.5$$
#
# Guess before you compute: to make the loss smaller, which weights should grow and which should shrink? Which of them matters most?

# %%
i1, i2, y = 2.0, 3.0, 1.0
w1, w2, w3, w4, w5, w6 = 0.2, 0.5, 0.1, 0.3, 1.0, 0.5

# %% [markdown] lang="fa"
# ## با دست، رو به جلو
#
# گذر رو به جلو (forward pass) پنج سطر است:
#
# | گره (node) | محاسبه | مقدار |
# |---|---|---|
# | نورون پنهان نخست | $2 \cdot 0.2 + 3 \cdot 0.5$ | $h_1 = 1.9$ |
# | نورون پنهان دوم | $2 \cdot 0.1 + 3 \cdot 0.3$ | $h_2 = 1.1$ |
# | ورودی سیگموئید | $1.9 \cdot 1 + 1.1 \cdot 0.5$ | $z = 2.45$ |
# | خروجی | $\frac{1}{1 + e^{-2.45}}$ | $o \approx 0.9206$ |
# | ضرر | $\frac{(0.9206 - 1)^2}{2}$ | $J \approx 0.003155$ |
#
# خروجی به هدف نزدیک است، ولی هنوز به آن نرسیده است.

# %% [markdown] lang="en"
# ## By hand, forward
#
# The forward pass has five lines:
#
# | node | computation | value |
# |---|---|---|
# | first hidden neuron | $2 \cdot 0.2 + 3 \cdot 0.5$ | $h_1 = 1.9$ |
# | second hidden neuron | $2 \cdot 0.1 + 3 \cdot 0.3$ | $h_2 = 1.1$ |
# | input of the sigmoid | $1.9 \cdot 1 + 1.1 \cdot 0.5$ | $z = 2.45$ |
# | output | $\frac{1}{1 + e^{-2.45}}$ | $o \approx 0.9206$ |
# | loss | $\frac{(0.9206 - 1)^2}{2}$ | $J \approx 0.003155$ |
#
# The output is close to the target, but not there yet.

# %%
h1 = i1 * w1 + i2 * w2
h2 = i1 * w3 + i2 * w4
z = h1 * w5 + h2 * w6
o = 1 / (1 + math.exp(-z))
J = (o - y) ** 2 / 2

print("h1 =", round(h1, 4), "  h2 =", round(h2, 4), "  z =", round(z, 4))
print("o =", round(o, 4), "  J =", round(J, 6))

assert (round(h1, 9), round(h2, 9), round(z, 9)) == (1.9, 1.1, 2.45)
assert (round(o, 4), round(J, 6)) == (0.9206, 0.003155)

# %% [markdown] lang="fa"
# ## با دست، رو به عقب
#
# گذر رو به عقب (backward pass) را از $J$ آغاز می‌کنیم و با قاعدهٔ زنجیره‌ای (chain rule) به عقب می‌رویم. نخست دو دروازهٔ (gate) آخر:
#
# $$\frac{\partial J}{\partial o} = \frac{2\,(o - y)}{2} = o - y \approx -0.0794$$
#
# $$\frac{\partial o}{\partial z} = o\,(1 - o) \approx 0.0731$$
#
# حاصل‌ضرب این دو را بارها به کار می‌بریم، پس نامی به آن می‌دهیم:
#
# $$\delta = \frac{\partial J}{\partial z} = (o - y)\; o\,(1 - o) \approx -0.005809$$
#
# این عدد می‌گوید اگر $z$ کمی زیاد شود، ضرر با چه آهنگی تغییر می‌کند. همهٔ وزن‌ها تنها از راه $z$ بر ضرر اثر می‌گذارند، پس $\delta$ عامل مشترک هر شش گرادیان است. آن را یک‌بار حساب می‌کنیم و شش بار به کار می‌بریم؛ صرفه‌جویی پس‌انتشار (backpropagation) همین است.
#
# **لایهٔ دوم.** در $z = h_1 w_5 + h_2 w_6$ هر وزن در یک نورون پنهان ضرب شده است:
#
# $$\frac{\partial J}{\partial w_5} = \delta \cdot h_1 \approx -0.0110$$
#
# $$\frac{\partial J}{\partial w_6} = \delta \cdot h_2 \approx -0.0064$$
#
# ضرب جابه‌جا می‌کند: گرادیان نورون‌های پنهان، همان $\delta$ ضرب در وزن است.
#
# $$\frac{\partial J}{\partial h_1} = \delta \cdot w_5 \approx -0.0058$$
#
# $$\frac{\partial J}{\partial h_2} = \delta \cdot w_6 \approx -0.0029$$

# %% [markdown] lang="en"
# ## By hand, backward
#
# The backward pass starts at $J$ and follows the chain rule back. First the last two gates:
#
# $$\frac{\partial J}{\partial o} = \frac{2\,(o - y)}{2} = o - y \approx -0.0794$$
#
# $$\frac{\partial o}{\partial z} = o\,(1 - o) \approx 0.0731$$
#
# We need the product of the two again and again, so we give it a name:
#
# $$\delta = \frac{\partial J}{\partial z} = (o - y)\; o\,(1 - o) \approx -0.005809$$
#
# This number says how fast the loss changes when $z$ grows a little. All weights act on the loss only through $z$, so $\delta$ is a common factor of all six gradients. We compute it once and use it six times; that is what backpropagation saves.
#
# **The second layer.** In $z = h_1 w_5 + h_2 w_6$ each weight is multiplied by a hidden neuron:
#
# $$\frac{\partial J}{\partial w_5} = \delta \cdot h_1 \approx -0.0110$$
#
# $$\frac{\partial J}{\partial w_6} = \delta \cdot h_2 \approx -0.0064$$
#
# A product swaps: the gradients of the hidden neurons are $\delta$ times the weights.
#
# $$\frac{\partial J}{\partial h_1} = \delta \cdot w_5 \approx -0.0058$$
#
# $$\frac{\partial J}{\partial h_2} = \delta \cdot w_6 \approx -0.0029$$

# %%
grad_o = o - y
slope = o * (1 - o)
delta = grad_o * slope

grad_w5, grad_w6 = delta * h1, delta * h2
grad_h1, grad_h2 = delta * w5, delta * w6

print("o:", round(grad_o, 4), "  slope:", round(slope, 4), "  delta:", round(delta, 6))
print("w5:", round(grad_w5, 4), "  w6:", round(grad_w6, 4))
print("h1:", round(grad_h1, 4), "  h2:", round(grad_h2, 4))

assert (round(grad_o, 4), round(slope, 4), round(delta, 6)) == (-0.0794, 0.0731, -0.005809)
assert (round(grad_w5, 4), round(grad_w6, 4)) == (-0.0110, -0.0064)
assert (round(grad_h1, 4), round(grad_h2, 4)) == (-0.0058, -0.0029)

# %% [markdown] lang="fa"
# **لایهٔ نخست.** گرادیان $h_1$ حالا گرادیان بالادست (upstream gradient) وزن‌های $w_1$ و $w_2$ است، درست همان‌گونه که $\delta$ برای لایهٔ دوم بود:
#
# $$\frac{\partial J}{\partial w_1} = \frac{\partial J}{\partial h_1} \cdot i_1 \approx -0.0116$$
#
# $$\frac{\partial J}{\partial w_2} = \frac{\partial J}{\partial h_1} \cdot i_2 \approx -0.0174$$
#
# $$\frac{\partial J}{\partial w_3} = \frac{\partial J}{\partial h_2} \cdot i_1 \approx -0.0058$$
#
# $$\frac{\partial J}{\partial w_4} = \frac{\partial J}{\partial h_2} \cdot i_2 \approx -0.0087$$
#
# به الگو نگاه کنید؛ هر شش سطر یک قاعده دارند و در شبکه‌های بزرگ هم همین قاعده کار می‌کند:
#
# > گرادیان یک وزن برابر است با گرادیان سر پیکان، ضرب در مقدار ته پیکان.
#
# برای نمونه $w_2$ از $i_2$ به $h_1$ می‌رود، پس گرادیانش گرادیان $h_1$ ضرب در $i_2$ است.

# %% [markdown] lang="en"
# **The first layer.** The gradient of $h_1$ is now the upstream gradient of the weights $w_1$ and $w_2$, just as $\delta$ was for the second layer:
#
# $$\frac{\partial J}{\partial w_1} = \frac{\partial J}{\partial h_1} \cdot i_1 \approx -0.0116$$
#
# $$\frac{\partial J}{\partial w_2} = \frac{\partial J}{\partial h_1} \cdot i_2 \approx -0.0174$$
#
# $$\frac{\partial J}{\partial w_3} = \frac{\partial J}{\partial h_2} \cdot i_1 \approx -0.0058$$
#
# $$\frac{\partial J}{\partial w_4} = \frac{\partial J}{\partial h_2} \cdot i_2 \approx -0.0087$$
#
# Look at the pattern. All six lines follow one rule, which holds in large nets as well:
#
# > The gradient of a weight is the gradient at the head of its arrow times the value at its tail.
#
# For example, $w_2$ leads from $i_2$ to $h_1$, so its gradient is that of $h_1$ times $i_2$.

# %%
by_hand = {
    "w1": grad_h1 * i1,
    "w2": grad_h1 * i2,
    "w3": grad_h2 * i1,
    "w4": grad_h2 * i2,
    "w5": grad_w5,
    "w6": grad_w6,
}
for name, gradient in by_hand.items():
    print(f"{name}:", round(gradient, 4))

assert (round(by_hand["w1"], 4), round(by_hand["w2"], 4)) == (-0.0116, -0.0174)
assert (round(by_hand["w3"], 4), round(by_hand["w4"], 4)) == (-0.0058, -0.0087)

# %% [markdown] lang="fa"
# هر شش گرادیان منفی‌اند: همهٔ وزن‌ها باید زیاد شوند. بیشترین اثر از آنِ $w_2$ است، زیرا هم ورودی‌اش از همه بزرگ‌تر است و هم راهش تا $z$ از وزن بزرگ‌تر، یعنی $w_5$، می‌گذرد. حدس شما همین بود؟
#
# ## وارسی عددی
#
# شبکه را تابعی از شش وزن می‌نویسیم و هر گرادیان را با تفاضل مرکزی (centered difference) می‌سنجیم.

# %% [markdown] lang="en"
# All six gradients are negative: all weights should grow. The largest effect is that of $w_2$: its input is the largest, and its way to $z$ leads through the larger weight, $w_5$. Was that your guess?
#
# ## The numerical check
#
# We write the net as a function of its six weights and test every gradient with the central difference.

# %%
def loss_of(w1, w2, w3, w4, w5, w6):
    z = (i1 * w1 + i2 * w2) * w5 + (i1 * w3 + i2 * w4) * w6
    return (1 / (1 + math.exp(-z)) - y) ** 2 / 2


weights = {"w1": w1, "w2": w2, "w3": w3, "w4": w4, "w5": w5, "w6": w6}
h = 1e-5
for name in weights:
    up = loss_of(**{**weights, name: weights[name] + h})
    down = loss_of(**{**weights, name: weights[name] - h})
    measured = (up - down) / (2 * h)
    print(f"{name}: measured {measured:.8f}   by hand {by_hand[name]:.8f}")
    assert abs(measured - by_hand[name]) < 1e-10

assert loss_of(**weights) == J

# %% [markdown] lang="fa"
# ## موتور
#
# حالا همان فرمول‌ها را با `Value` می‌نویسیم. موتور گرادیان *همهٔ* گره‌ها را نگه می‌دارد، پس می‌توانیم عددهای میانی را هم یکی‌یکی با کاغذ خود مقایسه کنیم.

# %% [markdown] lang="en"
# ## The engine
#
# Now the same formulas with `Value`. The engine keeps the gradient of *every* node, so we can compare the numbers in between with our paper, too, one by one.

# %%
leaf = {name: tg.Value(number, name=name) for name, number in weights.items()}

node_h1 = i1 * leaf["w1"] + i2 * leaf["w2"]
node_h2 = i1 * leaf["w3"] + i2 * leaf["w4"]
node_z = node_h1 * leaf["w5"] + node_h2 * leaf["w6"]
node_o = node_z.sigmoid()
node_J = (node_o - y) ** 2 / 2
node_h1.name, node_h2.name, node_z.name, node_o.name, node_J.name = "h1", "h2", "z", "o", "J"
node_J.backward()

for node, value, gradient in (
    (node_h1, h1, grad_h1),
    (node_h2, h2, grad_h2),
    (node_z, z, delta),
    (node_o, o, grad_o),
):
    print(f"{node.name}: value {node.data:.4f}   gradient {node.grad:.6f}")
    assert abs(node.data - value) < 1e-12 and abs(node.grad - gradient) < 1e-12

assert abs(node_J.data - J) < 1e-12
assert all(abs(leaf[name].grad - by_hand[name]) < 1e-12 for name in weights)

# %% [markdown] lang="fa"
# همهٔ عددها یکی‌اند. در وارسی گرادیان (gradient check) چهار شاهد مستقل هم همین را می‌گویند:

# %% [markdown] lang="en"
# All numbers agree. Four independent witnesses say so, too:

# %%
def loss_of_nodes(w1, w2, w3, w4, w5, w6):
    z = (i1 * w1 + i2 * w2) * w5 + (i1 * w3 + i2 * w4) * w6
    return (z.sigmoid() - y) ** 2 / 2


report = tg.check_gradients(loss_of_nodes, *leaf.values())
assert report.ok
report

# %% [markdown] lang="fa"
# ## تصویر
#
# گراف محاسباتی (computation graph) شبکه را ببینید. در $z$ دو راه به هم می‌رسند؛ از آنجا تا $J$ تنها یک راه هست و همهٔ گرادیان‌ها از همان راه می‌آیند. انگشت خود را از $J$ تا $w_2$ ببرید و عددهایی را که در هم ضرب می‌شوند بلند بگویید.

# %% [markdown] lang="en"
# ## The picture
#
# Here is the computation graph of the net. In $z$ two ways meet; from there only one way leads to $J$, and all gradients come along it. Follow the way from $J$ to $w_2$ with your finger, and say aloud the numbers that are multiplied.

# %%
tg.draw(node_J)

# %% [markdown] lang="fa"
# این هم محاسبهٔ دستی گرادیان (hand derivation) به قلم موتور است، کوتاه‌شده. آن را با کاغذ خود مقایسه کنید: موتور نامی برای $\delta$ ندارد، ولی همان عدد را یک‌بار حساب می‌کند و بارها به کار می‌برد.

# %% [markdown] lang="en"
# And the derivation in the engine's own hand, cut short. Compare it with your paper: the engine has no name for $\delta$, but it, too, computes this number once and uses it again and again.

# %%
tg.derive(node_J, steps="short")

# %% [markdown] lang="fa"
# ## یک گام، و پیش‌بینی آن
#
# گرادیان می‌گوید ضرر به کدام سو *زیاد* می‌شود. ما در جهت مخالف می‌رویم. با نرخ یادگیری (learning rate) $\alpha = 1$ هر وزن را چنین به‌روز می‌کنیم:
#
# $$w_k \leftarrow w_k - \alpha\,\frac{\partial J}{\partial w_k}$$
#
# ضرر چقدر کم خواهد شد؟ پیش از آنکه گام برداریم می‌توانیم پیش‌بینی کنیم. وزن $w_k$ به اندازهٔ $-\alpha\,\frac{\partial J}{\partial w_k}$ جابه‌جا می‌شود و هر واحد جابه‌جایی، ضرر را به اندازهٔ $\frac{\partial J}{\partial w_k}$ تغییر می‌دهد. سهم این وزن حاصل‌ضرب آن دو است، و سهم شش وزن با هم جمع می‌شود:
#
# $$\Delta J \approx -\alpha \left( \left(\frac{\partial J}{\partial w_1}\right)^2 + \dots + \left(\frac{\partial J}{\partial w_6}\right)^2 \right) = -\alpha\,\left\| \nabla J \right\|^2 \approx -0.000711$$
#
# نماد $\nabla J$ فهرست هر شش گرادیان است و $\left\| \nabla J \right\|^2$ مجموع مربع‌های آن‌ها. مربع هرگز منفی نیست؛ پس تا جایی که پیش‌بینی درست باشد، این گام ضرر را زیاد نمی‌کند.

# %% [markdown] lang="en"
# ## One step, and what it will bring
#
# The gradient says which way the loss *grows*. We go the other way. With the learning rate $\alpha = 1$ each weight becomes:
#
# $$w_k \leftarrow w_k - \alpha\,\frac{\partial J}{\partial w_k}$$
#
# By how much will the loss go down? We can say so before we take the step. The weight $w_k$ moves by $-\alpha\,\frac{\partial J}{\partial w_k}$, and for each unit that it moves the loss changes by $\frac{\partial J}{\partial w_k}$. The share of this weight is the product of the two, and the shares of the six weights are added up:
#
# $$\Delta J \approx -\alpha \left( \left(\frac{\partial J}{\partial w_1}\right)^2 + \dots + \left(\frac{\partial J}{\partial w_6}\right)^2 \right) = -\alpha\,\left\| \nabla J \right\|^2 \approx -0.000711$$
#
# The symbol $\nabla J$ stands for the list of all six gradients, and $\left\| \nabla J \right\|^2$ for the sum of their squares. A square is never negative; so as far as the prediction holds, this step does not make the loss larger.

# %%
squares = sum(gradient**2 for gradient in by_hand.values())


def stepped(alpha):
    return {name: weights[name] - alpha * by_hand[name] for name in weights}


alpha = 1
predicted = -alpha * squares
change = loss_of(**stepped(alpha)) - J

print("new weights:     ", [round(w, 4) for w in stepped(alpha).values()])
print("predicted change:", round(predicted, 6))
print("real change:     ", round(change, 6))
print("J:", round(J, 6), "->", round(J + change, 6))

assert round(predicted, 6) == -0.000711
assert round(change, 6) == -0.000644
assert round(J + change, 6) == 0.002511

# %% [markdown] lang="fa"
# ضرر از $J \approx 0.003155$ به $J \approx 0.002511$ رسید: یک گام، یک‌پنجم ضرر را از میان برد. تغییر واقعی، $\Delta J \approx -0.000644$، به پیش‌بینی نزدیک است. ولی چرا ضرر اندکی کمتر از پیش‌بینی پایین آمد؟ چون گرادیان تنها شیب *همین نقطه* را می‌داند و هرچه جلوتر برویم شیب ملایم‌تر می‌شود. پس باید با گام‌های کوچک‌تر، پیش‌بینی دقیق‌تر شود. می‌آزماییم:

# %% [markdown] lang="en"
# The loss went from $J \approx 0.003155$ to $J \approx 0.002511$: one step took away a fifth of it. The real change is $\Delta J \approx -0.000644$, close to the prediction. But why a little less? Because the gradient knows only the slope *at this point*, and the slope gets gentler as we go on. So with smaller steps the prediction should be better. Let us try:

# %%
quotients = {}
for alpha in (0.01, 0.1, 1, 10):
    change = loss_of(**stepped(alpha)) - J
    quotients[alpha] = change / (-alpha * squares)
    print(f"alpha = {alpha:5}: real change / predicted change = {quotients[alpha]:.3f}")

assert (round(quotients[0.01], 3), round(1 - quotients[0.01], 3)) == (0.999, 0.001)
assert (round(quotients[0.1], 3), round(1 - quotients[0.1], 3)) == (0.990, 0.010)
assert (round(quotients[1], 3), round(1 - quotients[1], 3)) == (0.906, 0.094)
assert round(quotients[10], 3) == 0.409

# %% [markdown] lang="fa"
# اگر پیش‌بینی کامل بود، این نسبت یک می‌شد. هر بار که گام ده برابر کوچک‌تر می‌شود، فاصلهٔ نسبت تا یک هم نزدیک ده برابر کوچک‌تر می‌شود: از $0.094$ به $0.010$ و سپس $0.001$. در شکل، خط‌چین پیش‌بینی است و خم پیوسته ضرر واقعی. هر دو از یک نقطه و با یک شیب آغاز می‌کنند و سپس از هم جدا می‌شوند. خط‌چین از جایی به بعد ضرر منفی را وعده می‌دهد که شدنی نیست.

# %% [markdown] lang="en"
# For a perfect prediction this ratio would be one. Each time the step gets ten times smaller, the distance of the ratio from one gets nearly ten times smaller, too: from $0.094$ to $0.010$ and then to $0.001$. In the picture the dashed line is the prediction and the solid curve the real loss. Both start at the same point with the same slope, and then part. From some place on, the dashed line promises a negative loss, which cannot be.

# %%
alphas = [k / 10 for k in range(61)]
figure, axes = plt.subplots(figsize=(6, 3.4))
axes.plot(alphas, [loss_of(**stepped(a)) for a in alphas], color="#0072B2", label=r"$J$")
promised = r"$J_0 - \alpha\,\|\nabla J\|^2$"
axes.plot(alphas, [J - a * squares for a in alphas], "--", color="#D55E00", label=promised)
axes.axhline(0, color="#555555", linewidth=0.8)
axes.set_xlabel(r"$\alpha$")
axes.legend()
figure.tight_layout()

# %% [markdown] lang="fa"
# ## چه چیزی خراب می‌شود و چرا
#
# ### اشتباه نخست: به‌روزرسانی زودهنگام
#
# کسی شتاب دارد: وزن‌های $w_5$ و $w_6$ را همان دم که گرادیانشان آماده شد به‌روز می‌کند و سپس سراغ لایهٔ نخست می‌رود. ولی $\frac{\partial J}{\partial h_1} = \delta \cdot w_5$ به وزن *کهنه* نیاز دارد: گذر رو به عقب باید از همان شبکه‌ای بگذرد که گذر رو به جلو از آن گذشت.

# %% [markdown] lang="en"
# ## What goes wrong, and why
#
# ### First mistake: updating too early
#
# Somebody in a hurry updates $w_5$ and $w_6$ as soon as their gradients are there, and then goes on to the first layer. But $\frac{\partial J}{\partial h_1} = \delta \cdot w_5$ needs the *old* weight: the backward pass has to go through the same net that the forward pass went through.

# %%
alpha = 1
early_w5 = w5 - alpha * by_hand["w5"]
early_grad_w1 = delta * early_w5 * i1

print("right:", round(by_hand["w1"], 6), "  with the new w5:", round(early_grad_w1, 6))

assert round(by_hand["w1"], 6) == -0.011618
assert round(early_grad_w1, 6) == -0.011747
assert round(early_grad_w1 / by_hand["w1"], 3) == 1.011

# %% [markdown] lang="fa"
# خطا تنها یک درصد است و همین خطرناکش می‌کند: آموزش کار می‌کند، ضرر کم می‌شود و هیچ‌کس چیزی نمی‌بیند. هرچه $\alpha$ بزرگ‌تر باشد خطا هم بزرگ‌تر است. چشم آن را نمی‌بیند، ولی وارسی عددی تا رقم دهم می‌بیند. چاره ساده است: نخست *همهٔ* گرادیان‌ها، سپس *همهٔ* به‌روزرسانی‌ها.
#
# ### اشتباه دوم: علامت به‌روزرسانی
#
# اگر گرادیان را به جای کم کردن بیفزاییم، درست رو به سربالایی رفته‌ایم:

# %% [markdown] lang="en"
# The error is only one percent, and that makes it dangerous: training works, the loss goes down, and nobody sees a thing. The larger $\alpha$, the larger the error. The eye does not catch it, but the numerical check does, to ten digits. The cure is simple: first *all* gradients, then *all* updates.
#
# ### Second mistake: the sign of the update
#
# If we add the gradient in place of subtracting it, we walk straight uphill:

# %%
uphill = loss_of(**stepped(-1))
print("J before:", round(J, 6), "  after the wrong step:", round(uphill, 6))

assert round(uphill, 6) == 0.003941
assert uphill > J

# %% [markdown] lang="fa"
# ضرر به $J \approx 0.003941$ رسید. به این آزمایش کوچک عادت کنید: پس از نخستین گام با نرخ یادگیری کوچک، ضرر باید کم شده باشد، نزدیک به همان اندازه که گرادیان پیش‌بینی می‌کند. اگر نشد، یا گرادیان نادرست است یا علامت.
#
# پاسخ‌نامهٔ دست‌نویس تمرینی که این درس از آن آمده دو لغزش دیگر هم داشت. آن‌ها را در تمرین‌های ۷ و ۸ خودتان پیدا می‌کنید.
#
# ## تمرین
#
# در تمرین‌های ۱ تا ۶ شبکه همین است، ولی عددها از آنِ خودتان: شمارهٔ دانشجویی خود را بنویسید و خانه را اجرا کنید. شمارهٔ یکسان همیشه عددهای یکسان می‌دهد.

# %% [markdown] lang="en"
# The loss rose to $J \approx 0.003941$. Make this little test a habit: after the first step with a small learning rate the loss should have gone down, by about as much as the gradient predicts. If not, the gradient is wrong, or the sign.
#
# The handwritten solution of the homework behind this lesson had two more slips. You will find them yourself in exercises 7 and 8.
#
# ## Exercises
#
# Exercises 1 to 6 have the same net with numbers of your own: put in your student number and run the cell. The same number always gives the same net.

# %%
# fa: شمارهٔ خود را به جای این شماره بنویسید
# en: Put your own number in the place of this one.
student = "400123456"

check = start(tg.get_language(), lesson=4, student=student)
mine = own_net(student)
for name, number in mine.items():
    print(name, "=", number)

# %% [markdown] lang="fa"
# پاسخ را به جای `...` بنویسید. پاسخ‌های چندتایی را درون پرانتز و با ویرگول بنویسید، مانند `(0.5, -1.2, 3)`. سه رقم پس از ممیز بس است، ولی در میان راه گرد نکنید. یک تفاوت را از یاد نبرید: هدف $y$ شاید صفر باشد.
#
# **تمرین ۱ (آسان).** {exercise q1}

# %% [markdown] lang="en"
# Put your answer in place of `...`. Several numbers go into brackets, like `(0.5, -1.2, 3)`. Three digits after the point are enough, but do not round on the way. Mind one difference: your target $y$ may be zero.
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
# **تمرین ۶ (میانه).** {exercise q6}

# %% [markdown] lang="en"
# **Exercise 6 (medium).** {exercise q6}

# %%
check("q6", ...)

# %% [markdown] lang="fa"
# **تمرین ۷ (دشوار): کارآگاه.** {exercise q7}

# %% [markdown] lang="en"
# **Exercise 7 (hard): the detective.** {exercise q7}

# %%
check("q7", ...)

# %% [markdown] lang="fa"
# **تمرین ۸ (دشوار): گرد کردن زودهنگام.** {exercise q8}

# %% [markdown] lang="en"
# **Exercise 8 (hard): rounding too early.** {exercise q8}

# %%
check("q8", ...)

# %% [markdown] lang="fa"
# **تمرین ۹ (دشوار): آیا لایهٔ پنهان لازم بود؟** {exercise q9}

# %% [markdown] lang="en"
# **Exercise 9 (hard): was the hidden layer needed?** {exercise q9}

# %%
check("q9", ...)

# %% [markdown] lang="fa"
# ## یک برگه برای همراه بردن
#
# - گذر رو به جلو همهٔ مقدارها را می‌سازد؛ گذر رو به عقب از ضرر آغاز می‌کند و همان راه را برمی‌گردد.
# - عامل مشترک همهٔ گرادیان‌ها را یک‌بار حساب کنید:
#
# $$\delta = \frac{\partial J}{\partial z} = (o - y)\; o\,(1 - o)$$
#
# - گرادیان یک وزن، گرادیان سر پیکان ضرب در مقدار ته پیکان است:
#
# $$\frac{\partial J}{\partial w_5} = \delta\, h_1, \quad \frac{\partial J}{\partial w_1} = \delta\, w_5\, i_1$$
#
# - نخست همهٔ گرادیان‌ها، سپس همهٔ به‌روزرسانی‌ها:
#
# $$w_k \leftarrow w_k - \alpha\,\frac{\partial J}{\partial w_k}$$
#
# - یک گام کوچک، ضرر را نزدیک به $\alpha\,\left\| \nabla J \right\|^2$ کم می‌کند؛ هرچه گام کوچک‌تر، پیش‌بینی دقیق‌تر.
# - در میان راه گرد نکنید: خطای کوچک خروجی در ضرر و گرادیان بزرگ می‌شود.
# - دو لایهٔ خطی پشت سر هم از یک لایهٔ خطی تواناتر نیستند. چارهٔ آن، خمیدگی کوچکی میان دو لایه، در درس ۵ می‌آید.
#
# مثال درس:
#
# $$o \approx 0.9206, \quad J \approx 0.003155, \quad \delta \approx -0.005809, \quad \Delta J \approx -0.000644$$

# %% [markdown] lang="en"
# ## One page to take away
#
# - The forward pass makes all the values; the backward pass starts from the loss and goes the same way back.
# - Compute the common factor of all gradients once:
#
# $$\delta = \frac{\partial J}{\partial z} = (o - y)\; o\,(1 - o)$$
#
# - The gradient of a weight is the gradient at the head of its arrow times the value at its tail:
#
# $$\frac{\partial J}{\partial w_5} = \delta\, h_1, \quad \frac{\partial J}{\partial w_1} = \delta\, w_5\, i_1$$
#
# - First all gradients, then all updates:
#
# $$w_k \leftarrow w_k - \alpha\,\frac{\partial J}{\partial w_k}$$
#
# - A small step lowers the loss by about $\alpha\,\left\| \nabla J \right\|^2$; the smaller the step, the better the prediction.
# - Do not round on the way: a small error of the output grows in the loss and in the gradient.
# - Two linear layers in a row can do no more than one. The cure, a little bend between the two, comes in lesson 5.
#
# The example of this lesson:
#
# $$o \approx 0.9206, \quad J \approx 0.003155, \quad \delta \approx -0.005809, \quad \Delta J \approx -0.000644$$
