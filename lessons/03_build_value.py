# ---
# title.fa: خودتان Value بسازید
# title.en: Build Value yourself
# minutes: 60
# ---

# %% [markdown] lang="fa"
# # درس ۳: خودتان Value بسازید
#
# در دو درس گذشته گرادیان (gradient) را هم با دست و هم با موتور به دست آوردیم. این بار خود موتور را می‌سازیم. چیزی نزدیک چهل سطر پایتون بس است. در پایان درس می‌توانید:
#
# - عددی بسازید که به یاد می‌سپارد از چه ساخته شده است؛
# - نشان دهید که بدون ترتیب درست، گذر رو به عقب (backward pass) یا نادرست است یا بی‌پایان؛
# - بگویید چرا سهم‌ها با `+=` افزوده می‌شوند، و چرا گره‌های (node) میانی پیش از هر گذر صفر می‌شوند؛
# - سه اشتباه پنهان را در سه موتور پیدا و درست کنید؛
# - پروندهٔ `engine/value.py` را بخوانید و موتور خودتان را با آن بسنجید.
#
# پیش‌نیاز: درس ۱ و آشنایی با `class` در پایتون. زمان لازم نزدیک ۶۰ دقیقه است.

# %% [markdown] lang="en"
# # Lesson 3: Build Value yourself
#
# In the last lessons we found gradients by hand and with the engine. Now we build the engine itself; some forty lines of Python are enough. At the end you can:
#
# - make a number that remembers what it was made from;
# - show that without the right order a backward pass is either wrong or endless;
# - say why shares are added with `+=`, and why the nodes in between are set to zero before each pass;
# - find and mend three hidden mistakes in three engines;
# - read the file `engine/value.py` and compare your engine with it.
#
# You need lesson 1, and to have seen a `class` in Python. Allow about 60 minutes.

# %% lang="fa"
import inspect
import math
import random
import sys

import tinygrad_fa as tg
from tinygrad_fa.lessons import start

check = start("fa", lesson=3)

# %% lang="en"
import inspect
import math
import random
import sys

import tinygrad_fa as tg
from tinygrad_fa.lessons import start

check = start("en", lesson=3)

# %% [markdown] lang="fa"
# ## پرسش
#
# به این دو سطر نگاه کنید:
#
# $$b = a + a$$
#
# $$c = b + b$$
#
# اگر $a$ یک واحد زیاد شود، $c$ چند واحد زیاد می‌شود؟ پاسخ آسان است، چون $c = 4a$:
#
# $$\frac{\partial c}{\partial a} = 4$$
#
# ولی اگر از یک برنامه بپرسیم چه؟ در این درس برنامه‌هایی می‌بینید که برای همین دو سطر عدد ۱ یا ۶ را می‌دهند، و برنامه‌ای که پاسخ درست را می‌دهد ولی برای صد سطر از این دست هرگز به پایان نمی‌رسد. پیش از ادامه حدس بزنید: چنین برنامه‌هایی در کجا لغزیده‌اند؟
#
# ## قطعهٔ نخست: عددی که به یاد می‌سپارد
#
# در درس ۱ هر دروازه (gate) تنها دو چیز می‌دانست: ورودی‌هایش و گرادیان محلی (local gradient) خودش. پس عددی می‌سازیم که همین دو را نگه دارد. در `inputs` می‌نویسد از چه ساخته شده و در `slopes` می‌نویسد که نسبت به هر ورودی چه گرادیان محلی دارد:
#
# | دروازه | ورودی‌ها | گرادیان‌های محلی |
# |---|---|---|
# | $u + v$ | $u$، $v$ | $1$، $1$ |
# | $u \cdot v$ | $u$، $v$ | $v$، $u$ |

# %% [markdown] lang="en"
# ## The question
#
# Look at these two lines:
#
# $$b = a + a$$
#
# $$c = b + b$$
#
# If $a$ grows by one, by how much does $c$ grow? That is easy, since $c = 4a$:
#
# $$\frac{\partial c}{\partial a} = 4$$
#
# But what if we ask a program? In this lesson you will meet programs that answer 1 or 6 for these two lines, and one that answers rightly but for a hundred such lines never comes to an end. Guess before you go on: where do these programs slip?
#
# ## The first piece: a number that remembers
#
# In lesson 1 each gate knew just two things: its inputs and its own local derivatives. So we make a number that keeps these two. In `inputs` it writes down what it was made from, and in `slopes` its local derivative with respect to each of them:
#
# | gate | inputs | local derivatives |
# |---|---|---|
# | $u + v$ | $u$, $v$ | $1$, $1$ |
# | $u \cdot v$ | $u$, $v$ | $v$, $u$ |

# %%
class MyValue:
    def __init__(self, data, inputs=(), slopes=()):
        self.data, self.grad = data, 0.0
        self.inputs, self.slopes = inputs, slopes

    def __add__(self, other):
        return MyValue(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        return MyValue(self.data * other.data, (self, other), (other.data, self.data))


def two_lines():
    a = MyValue(3.0)
    b = a + a
    c = b + b
    return a, b, c


a, b, c = two_lines()
print("a =", a.data, "  b =", b.data, "  c =", c.data)
print("b was made from a and a:", b.inputs == (a, a), "  slopes:", b.slopes)

assert c.data == 4 * a.data
assert b.inputs == (a, a)
assert b.slopes == (1, 1)

# %% [markdown] lang="fa"
# گراف محاسباتی (computation graph) بدون هیچ کار دیگری ساخته شد: هر عدد یک گره است و `inputs` یال‌های (edge) آن. نوشتن `a + a` پایتون را وامی‌دارد که `__add__` را صدا بزند؛ گذر رو به جلو (forward pass) همین است.
#
# ## قطعهٔ دوم: راه بازگشت
#
# قاعدهٔ زنجیره‌ای (chain rule) می‌گوید سهم هر ورودی، گرادیان بالادست (upstream gradient) ضرب در گرادیان محلی است. ساده‌ترین برنامه این است: از $c$ آغاز کن، سهم هر ورودی را به آن بده، و همین کار را از همان ورودی ادامه بده. تابعی که خودش را صدا می‌زند، بازگشتی (recursive) نام دارد.
#
# دو نسخه از آن می‌نویسیم. نسخهٔ نخست سهم را با `=` می‌نویسد و نسخهٔ دوم با `+=` می‌افزاید. این گراف دو سطر ماست، با گرادیان محلی روی هر یال:
#
# ```
#         +---- 1 ----+         +---- 1 ----+
#     a --|           |--> b ---|           |--> c
#         +---- 1 ----+         +---- 1 ----+
# ```
#
# پیش از اجرا با انگشت روی آن راه بروید و بگویید هر کدام برای $\frac{\partial c}{\partial a}$ چه می‌گوید.

# %% [markdown] lang="en"
# The computation graph is there without any further work: each number is a node, and `inputs` holds its edges. Writing `a + a` makes Python call `__add__`, and that is all there is to the forward pass.
#
# ## The second piece: the way back
#
# The chain rule says that the share of an input is the upstream gradient times the local derivative. The simplest program: begin at $c$, give each input its share, and go on from that input in the same way. A function that calls itself is called recursive.
#
# Here are two versions. The first writes a share with `=`, the second adds it with `+=`. This is the graph of our two lines, with the local derivative on each edge:
#
# ```
#         +---- 1 ----+         +---- 1 ----+
#     a --|           |--> b ---|           |--> c
#         +---- 1 ----+         +---- 1 ----+
# ```
#
# Before you run the cell, walk over it with your finger and say what each version will tell for $\frac{\partial c}{\partial a}$.

# %%
def write_and_go_on(node):
    for x, slope in zip(node.inputs, node.slopes):
        x.grad = node.grad * slope
        write_and_go_on(x)


def add_and_go_on(node):
    for x, slope in zip(node.inputs, node.slopes):
        x.grad += node.grad * slope
        add_and_go_on(x)


answers = []
for walk in (write_and_go_on, add_and_go_on):
    a, b, c = two_lines()
    c.grad = 1.0
    walk(c)
    answers.append(a.grad)
    print(f"{walk.__name__:16} {a.grad}")

assert answers == [1, 6]

# %% [markdown] lang="fa"
# نسخهٔ نخست عدد ۱ را داد، چون هر سهم تازه سهم پیشین را پاک کرد. این را در درس ۱ هم دیدیم. نسخهٔ دوم هیچ سهمی را گم نکرد و با این همه عدد ۶ را داد! قدم‌به‌قدم دنبالش کنیم:
#
# 1. گرهٔ $c$ سهم نخست را به $b$ می‌دهد: گرادیان $b$ برابر ۱ می‌شود.
# 2. برنامه بی‌درنگ از $b$ ادامه می‌دهد و دو بار ۱ به $a$ می‌دهد: گرادیان $a$ برابر ۲ می‌شود.
# 3. گرهٔ $c$ سهم دوم را به $b$ می‌دهد: گرادیان $b$ برابر ۲ می‌شود، که درست است.
# 4. برنامه دوباره از $b$ ادامه می‌دهد و دو بار ۲ به $a$ می‌دهد: گرادیان $a$ برابر $2 + 2 + 2 = 6$ می‌شود.
#
# اشتباه در گام ۲ است: **گرهٔ $b$ پیش از آنکه همهٔ سهم‌هایش را بگیرد، سخن گفت.** سپس ناچار شد دوباره سخن بگوید و سهم نخست را یک‌بار دیگر هم فرستاد.

# %% [markdown] lang="en"
# The first version says 1, because each new share wipes out the one before it. We have seen that in lesson 1. The second version loses nothing, and yet it says 6! Follow it step by step:
#
# 1. Node $c$ gives $b$ its first share: the gradient of $b$ is now 1.
# 2. The program goes on from $b$ at once and gives $a$ twice 1: the gradient of $a$ is now 2.
# 3. Node $c$ gives $b$ its second share: the gradient of $b$ is now 2, which is right.
# 4. The program goes on from $b$ again and gives $a$ twice 2: the gradient of $a$ becomes $2 + 2 + 2 = 6$.
#
# The mistake is in step 2: **node $b$ spoke before it had received all of its shares.** Then it had to speak again, and sent the first share a second time.

# %%
a, b, c = two_lines()
c.grad = 1.0
# fa: هر دو گره، دو بار ورودی‌اند
# en: b is an input twice, and so is a
for _ in c.inputs:
    b.grad += 1.0
    for _ in b.inputs:
        a.grad += b.grad
    print("b.grad =", b.grad, "  a.grad =", a.grad)

assert b.grad == 2
assert a.grad == 2 + 2 + 2 == 6

# %% [markdown] lang="fa"
# ### راه سوم: هر مسیر جداگانه
#
# می‌توان اشتباه را چنین درست کرد: به جای `node.grad` تنها *همان سهمی* را که تازه رسیده همراه ببریم. آنگاه هر مسیر از $c$ تا $a$ یک‌بار پیموده می‌شود و سهم خودش را می‌گذارد. از $c$ تا $b$ دو یال داریم و از $b$ تا $a$ هم دو یال، پس چهار مسیر و پاسخ درست ۴. ولی بهای آن چیست؟ اگر سطرها بیشتر شوند، یعنی $y = y + y$ را $n$ بار تکرار کنیم، شمار مسیرها هر بار دو برابر می‌شود:
#
# $$1 + 2 + 4 + \dots + 2^n = 2^{n+1} - 1$$
#
# این شمار صدا زدن‌های تابع است. برای $n = 2$ می‌شود $2^3 - 1 = 7$. برای $n = 100$ چه؟

# %% [markdown] lang="en"
# ### A third way: each path by itself
#
# The mistake can be mended like this: instead of `node.grad`, carry along only *the share that has just arrived*. Then each path from $c$ to $a$ is walked once and leaves its own share. There are two edges from $c$ to $b$ and two from $b$ to $a$, so four paths, and the right answer, 4. But at what price? With more lines, say $y = y + y$ repeated $n$ times, the number of paths doubles each time:
#
# $$1 + 2 + 4 + \dots + 2^n = 2^{n+1} - 1$$
#
# That is how often the function is called. For $n = 2$ it is $2^3 - 1 = 7$. And for $n = 100$?

# %%
def walk_every_path(node, share):
    node.grad += share
    calls = 1
    for x, slope in zip(node.inputs, node.slopes):
        calls += walk_every_path(x, share * slope)
    return calls


a, b, c = two_lines()
calls = walk_every_path(c, 1.0)
print("answer:", a.grad, "  calls:", calls)
assert a.grad == 4
assert calls == 2**3 - 1 == 7

for n in (4, 8, 16):
    y = leaf = MyValue(1.0)
    for _ in range(n):
        y = y + y
    calls = walk_every_path(y, 1.0)
    print(f"n = {n:<3} answer {leaf.grad:<8g} calls {calls}")
    assert leaf.grad == 2**n
    assert calls == 2 ** (n + 1) - 1

n = 100
years = (2 ** (n + 1) - 1) / 1e7 / (3600 * 24 * 365)
print(f"n = {n} at ten million calls a second: {years:.0e} years")
assert years > 100_000 * 14e9

# %% [markdown] lang="fa"
# برای صد سطر، زمانی بیش از صد هزار برابر عمر جهان لازم است. گراف تنها ۱۰۱ گره دارد، ولی مسیرهایش بی‌شمارند. شبکه‌های عصبی پر از گره‌هایی هستند که چند بار به کار می‌روند؛ پس باید **گره‌ها** را پیمود، نه مسیرها را، و هر گره را تنها یک‌بار.
#
# ## قطعهٔ سوم: ترتیب
#
# قاعده از همین‌جا پیداست:
#
# > هر گره هنگامی سخن می‌گوید که همهٔ گره‌هایی که آن را به کار برده‌اند، سخن گفته باشند.
#
# فهرستی بسازیم که در آن هر گره *پس از* ورودی‌هایش بیاید. چنین فهرستی ترتیب توپولوژیک (topological order) نام دارد. ساختنش آسان است: برای نوشتن یک گره، نخست همهٔ ورودی‌هایش را بنویس، سپس خودش را؛ و اگر پیش‌تر نوشته شده، از آن بگذر. برای دو سطر ما نخست $a$ نوشته می‌شود، سپس $b$ و در پایان $c$. اگر فهرست را وارونه بخوانیم، هر گره پس از همهٔ کاربرانش می‌آید: نخست $c$، سپس $b$ و در پایان $a$. درست همان چیزی که می‌خواستیم.

# %% [markdown] lang="en"
# A hundred lines would take more than a hundred thousand times the age of the universe. The graph has only 101 nodes, but its paths are beyond counting. Neural networks are full of nodes that are used several times; so we must walk over **nodes** instead of paths, and over each node just once.
#
# ## The third piece: an order
#
# The rule is now plain to see:
#
# > A node speaks when all the nodes that used it have spoken.
#
# Let us make a list in which each node stands *after* its inputs. Such a list is called a topological order. It is easily made: to write down a node, first write down all of its inputs, then the node itself; and if it has been written before, pass it by. For our two lines the list is $a$, $b$, $c$. Read in reverse, each node comes after all of its users: $c$, $b$, $a$. Just what we wanted.

# %%
def order_of(result):
    order, seen = [], set()

    def write_down(node):
        if node not in seen:
            seen.add(node)
            for x in node.inputs:
                write_down(x)
            order.append(node)

    write_down(result)
    return order


a, b, c = two_lines()
names = {a: "a", b: "b", c: "c"}
order = order_of(c)
print("order:", [names[node] for node in order])

c.grad = 1.0
for node in reversed(order):
    for x, slope in zip(node.inputs, node.slopes):
        x.grad += node.grad * slope
        share = f"{node.grad:g} * {slope:g}"
        print(f"{names[node]} tells {names[x]}: {share}   {names[x]}.grad = {x.grad:g}")

assert order == [a, b, c]
assert (c.grad, b.grad, a.grad) == (1, 2, 4)

# %% [markdown] lang="fa"
# گرهٔ $b$ هر دو سهم خود را گرفت و تنها پس از آن سخن گفت، و پاسخ ۴ شد. شمار گام‌ها برابر شمار یال‌هاست: برای صد سطر تنها ۲۰۰ گام. این روش، مشتق‌گیری خودکار حالت معکوس (reverse-mode autodiff) نام دارد و قلب همهٔ کتابخانه‌های یادگیری عمیق (deep learning) است.
#
# ## همهٔ موتور در یک صفحه
#
# اکنون تقسیم، منفی، تفریق و `exp` را می‌افزاییم و اجازه می‌دهیم که یکی از دو طرف عدد ساده باشد، مانند `1 + x`. مشتق (derivative) تقسیم را به یاد بیاورید:
#
# $$\frac{\partial}{\partial u}\,\frac{u}{v} = \frac{1}{v}, \qquad \frac{\partial}{\partial v}\,\frac{u}{v} = -\frac{u}{v^2}$$
#
# در `backward` یک سطر تازه هست: گره‌های میانی پیش از هر گذر صفر می‌شوند. دلیلش را پایین‌تر خواهید دید. ولی برگ‌ها (leaf)، یعنی عددهایی که خودمان ساخته‌ایم، صفر نمی‌شوند؛ صفر کردن آن‌ها مانند درس ۱ به دست شماست.

# %% [markdown] lang="en"
# Node $b$ received both of its shares and spoke only then, and the answer is 4. There are as many steps as there are edges: for a hundred lines just 200. This method is called reverse-mode automatic differentiation, and it is the heart of every deep-learning library.
#
# ## The whole engine on one page
#
# Now we add division, minus, subtraction and `exp`, and allow one side to be a plain number, as in `1 + x`. Remember the derivatives of a quotient:
#
# $$\frac{\partial}{\partial u}\,\frac{u}{v} = \frac{1}{v}, \qquad \frac{\partial}{\partial v}\,\frac{u}{v} = -\frac{u}{v^2}$$
#
# There is one new line in `backward`: the nodes in between are set to zero before each pass. You will see why further below. But the leaves, the numbers that we made ourselves, are not; to set them to zero is up to you, as in lesson 1.

# %%
class MyValue:
    def __init__(self, data, inputs=(), slopes=()):
        self.data, self.grad = data, 0.0
        self.inputs, self.slopes = inputs, slopes

    def __add__(self, other):
        other = as_my_value(other)
        return MyValue(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        other = as_my_value(other)
        return MyValue(self.data * other.data, (self, other), (other.data, self.data))

    def __truediv__(self, other):
        other = as_my_value(other)
        slopes = (1 / other.data, -self.data / other.data**2)
        return MyValue(self.data / other.data, (self, other), slopes)

    def exp(self):
        result = math.exp(self.data)
        return MyValue(result, (self,), (result,))

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return self + -other

    # fa: وقتی عدد ساده در سمت چپ است
    # en: the plain number stands on the left, as in 1 + x
    __radd__, __rmul__ = __add__, __mul__

    def __rtruediv__(self, other):
        return as_my_value(other) / self

    def backward(self):
        order = order_of(self)
        for node in order:
            if node.inputs:
                node.grad = 0.0
        self.grad = 1.0
        for node in reversed(order):
            for x, slope in zip(node.inputs, node.slopes):
                x.grad += node.grad * slope


def as_my_value(x):
    return x if isinstance(x, MyValue) else MyValue(x)


a, b, c = two_lines()
c.backward()
print("a.grad =", a.grad)
assert a.grad == 4

u, v = MyValue(6.0), MyValue(2.0)
(u / v).backward()
assert (u.grad, v.grad) == (1 / 2, -6 / 2**2)

# %% [markdown] lang="fa"
# ## با دست: تابعی که ارزش موتور را نشان می‌دهد
#
# با دو ورودی، دو سیگموئید (sigmoid) و یک تقسیم:
#
# $$f(x, y) = \frac{x + \sigma(y)}{\sigma(x) + (x + y)^2}$$
#
# در نقطهٔ $x = 3$ و $y = -4$. فرمول بسته‌ای برای مشتق آن نمی‌نویسیم؛ سطری بلند و پر از لغزش می‌شود. به جای آن، تابع را به هفت سطر می‌شکنیم و هر بار تنها یک سطر را می‌بینیم. رو به جلو:
#
# | سطر | مقدار |
# |---|---|
# | $a = \sigma(y)$ | $a \approx 0.0180$ |
# | $n = x + a$ | $n \approx 3.0180$ |
# | $b = \sigma(x)$ | $b \approx 0.9526$ |
# | $s = x + y$ | $s = -1$ |
# | $t = s^2$ | $t = 1$ |
# | $d = b + t$ | $d \approx 1.9526$ |
# | $f = n / d$ | $f \approx 1.5456$ |
#
# رو به عقب، از پایین جدول به بالا. برای سیگموئید $\sigma\,(1-\sigma)$ را از درس ۲ می‌آوریم:
#
# | گره | گرادیان بالادست ضرب در گرادیان محلی | مقدار |
# |---|---|---|
# | $n$ | $1 \cdot \frac{1}{d}$ | $\frac{\partial f}{\partial n} \approx 0.5121$ |
# | $d$ | $1 \cdot \left(-\frac{n}{d^2}\right)$ | $\frac{\partial f}{\partial d} \approx -0.7916$ |
# | $t$ و $b$ | $-0.7916 \cdot 1$ | $\frac{\partial f}{\partial t} \approx -0.7916$ |
# | $s$ | $-0.7916 \cdot 2s$ | $\frac{\partial f}{\partial s} \approx 1.5832$ |
# | $a$ | $0.5121 \cdot 1$ | $\frac{\partial f}{\partial a} \approx 0.5121$ |
#
# ورودی $x$ در سه جا به کار رفته است: در $n$، در $b$ و در $s$. پس سه سهم می‌گیرد:
#
# $$\frac{\partial f}{\partial x} = \frac{\partial f}{\partial n} + \frac{\partial f}{\partial b}\,b\,(1-b) + \frac{\partial f}{\partial s} \approx 0.51214 - 0.03576 + 1.58319 = 2.05957$$
#
# ورودی $y$ دو سهم می‌گیرد، از $a$ و از $s$:
#
# $$\frac{\partial f}{\partial y} = \frac{\partial f}{\partial a}\,a\,(1-a) + \frac{\partial f}{\partial s} \approx 0.0090 + 1.5832 \approx 1.5922$$
#
# هر عدد را با ماشین‌حساب دنبال کنید، سپس خانهٔ بعد را اجرا کنید.

# %% [markdown] lang="en"
# ## By hand: a function that shows what an engine is worth
#
# With two inputs, two sigmoids and a division:
#
# $$f(x, y) = \frac{x + \sigma(y)}{\sigma(x) + (x + y)^2}$$
#
# at the point $x = 3$, $y = -4$. We do not write down one formula for its derivative; that would be a long line with many places to slip. Instead we break the function into seven lines and look at one line at a time. Forward:
#
# | line | value |
# |---|---|
# | $a = \sigma(y)$ | $a \approx 0.0180$ |
# | $n = x + a$ | $n \approx 3.0180$ |
# | $b = \sigma(x)$ | $b \approx 0.9526$ |
# | $s = x + y$ | $s = -1$ |
# | $t = s^2$ | $t = 1$ |
# | $d = b + t$ | $d \approx 1.9526$ |
# | $f = n / d$ | $f \approx 1.5456$ |
#
# Backward, from the bottom of the table to its top. For the sigmoid we take $\sigma\,(1-\sigma)$ from lesson 2:
#
# | node | upstream gradient times local derivative | value |
# |---|---|---|
# | $n$ | $1 \cdot \frac{1}{d}$ | $\frac{\partial f}{\partial n} \approx 0.5121$ |
# | $d$ | $1 \cdot \left(-\frac{n}{d^2}\right)$ | $\frac{\partial f}{\partial d} \approx -0.7916$ |
# | $t$ and $b$ | $-0.7916 \cdot 1$ | $\frac{\partial f}{\partial t} \approx -0.7916$ |
# | $s$ | $-0.7916 \cdot 2s$ | $\frac{\partial f}{\partial s} \approx 1.5832$ |
# | $a$ | $0.5121 \cdot 1$ | $\frac{\partial f}{\partial a} \approx 0.5121$ |
#
# The input $x$ is used in three places: in $n$, in $b$ and in $s$. So it receives three shares:
#
# $$\frac{\partial f}{\partial x} = \frac{\partial f}{\partial n} + \frac{\partial f}{\partial b}\,b\,(1-b) + \frac{\partial f}{\partial s} \approx 0.51214 - 0.03576 + 1.58319 = 2.05957$$
#
# The input $y$ receives two, from $a$ and from $s$:
#
# $$\frac{\partial f}{\partial y} = \frac{\partial f}{\partial a}\,a\,(1-a) + \frac{\partial f}{\partial s} \approx 0.0090 + 1.5832 \approx 1.5922$$
#
# Follow each number with a calculator, then run the next cell.

# %%
def plain_sigmoid(z):
    return 1 / (1 + math.exp(-z))


x, y = 3.0, -4.0
a = plain_sigmoid(y)
n = x + a
b = plain_sigmoid(x)
s = x + y
t = s * s
d = b + t
f = n / d

grad_n = 1 / d
grad_d = -n / d**2
grad_b = grad_t = grad_d * 1
grad_s = grad_t * 2 * s
grad_a = grad_n * 1
shares_x = (grad_n, grad_b * b * (1 - b), grad_s)
shares_y = (grad_a * a * (1 - a), grad_s)
by_hand = sum(shares_x), sum(shares_y)

print("f =", round(f, 6))
print("shares of x:", [round(share, 4) for share in shares_x], " sum:", round(by_hand[0], 6))
print("shares of y:", [round(share, 4) for share in shares_y], " sum:", round(by_hand[1], 6))

assert (x, y) == (3, -4)
assert (round(a, 4), round(n, 4), round(b, 4)) == (0.0180, 3.0180, 0.9526)
assert (s, t, round(d, 4), round(f, 4)) == (-1, 1, 1.9526, 1.5456)
assert (round(grad_n, 4), round(grad_d, 4), round(grad_s, 4)) == (0.5121, -0.7916, 1.5832)
assert [round(share, 4) for share in shares_x] == [0.5121, -0.0358, 1.5832]
assert [round(share, 5) for share in shares_x] == [0.51214, -0.03576, 1.58319]
assert round(by_hand[0], 5) == 2.05957
assert [round(share, 4) for share in shares_y] == [0.0090, 1.5832]
assert (round(by_hand[0], 4), round(by_hand[1], 4)) == (2.0596, 1.5922)
assert [round(number, 6) for number in (f, *by_hand)] == [1.545645, 2.059570, 1.592233]

# %% [markdown] lang="fa"
# ## وارسی: عدد، موتور شما، موتور کتابخانه
#
# تابع را یک‌بار می‌نویسیم و به سه شاهد می‌دهیم: تفاضل مرکزی (centered difference) درس ۰، `MyValue` شما و `tg.Value`. برای هر سه، همان یک فرمول بس است؛ چون `+` و `/` برای هر نوع عدد معنای خودش را دارد.

# %% [markdown] lang="en"
# ## The checks: numbers, your engine, the library's engine
#
# We write the function once and hand it to three witnesses: the central difference of lesson 0, your `MyValue`, and `tg.Value`. One formula serves all of them, as `+` and `/` mean the right thing for each kind of number.

# %%
def exp(z):
    return math.exp(z) if isinstance(z, float) else z.exp()


def sigmoid(z):
    return 1 / (1 + exp(-z))


def staged(x, y):
    total = x + y
    return (x + sigmoid(y)) / (sigmoid(x) + total * total)


h = 1e-5
slope_x = (staged(3 + h, -4.0) - staged(3 - h, -4.0)) / (2 * h)
slope_y = (staged(3.0, -4 + h) - staged(3.0, -4 - h)) / (2 * h)
print("measured:", round(slope_x, 6), round(slope_y, 6))

mine = MyValue(3.0), MyValue(-4.0)
staged(*mine).backward()
print("MyValue :", round(mine[0].grad, 6), round(mine[1].grad, 6))

x, y = tg.Value(3.0, name="x"), tg.Value(-4.0, name="y")
f = staged(x, y)
f.backward()
print("tg.Value:", round(x.grad, 6), round(y.grad, 6))

for found in ((slope_x, slope_y), (mine[0].grad, mine[1].grad), (x.grad, y.grad)):
    assert abs(found[0] - by_hand[0]) < 1e-8
    assert abs(found[1] - by_hand[1]) < 1e-8
assert round(f.data, 6) == 1.545645

# %%
report = tg.check_gradients(staged, x, y)
assert report.ok
report

# %% [markdown] lang="fa"
# ## تصویر
#
# برای تصویر، دروازهٔ آمادهٔ `sigmoid` را به کار می‌بریم تا همان هفت سطر بالا دیده شود. سه خطی را که از $x$ بیرون می‌روند دنبال کنید و سه سهم $0.5121$، $-0.0358$ و $1.5832$ را روی آن‌ها پیدا کنید. سپس نوشتهٔ `derive` را با جدول خودتان مقایسه کنید.

# %% [markdown] lang="en"
# ## The picture
#
# For the picture we take the ready-made gate `sigmoid`, so that the seven lines above are seen again. Follow the three lines that leave $x$, and find the three shares $0.5121$, $-0.0358$ and $1.5832$ on them. Then compare what `derive` writes with your own table.

# %%
x, y = tg.Value(3.0, name="x"), tg.Value(-4.0, name="y")
a, b, s = y.sigmoid(), x.sigmoid(), x + y
n, t = x + a, s * s
d = b + t
f = n / d
for node, name in zip((a, b, s, n, t, d, f), "absntdf"):
    node.name = name
f.backward()

assert (round(n.grad, 4), round(d.grad, 4), round(s.grad, 4)) == (0.5121, -0.7916, 1.5832)
assert abs(x.grad - by_hand[0]) < 1e-12 and abs(y.grad - by_hand[1]) < 1e-12
tg.draw(f)

# %%
tg.derive(f)

# %% [markdown] lang="fa"
# ## نبرد با موتور کتابخانه
#
# یک تابع برای اطمینان کم است. برنامهٔ زیر دویست فرمول تصادفی می‌سازد، هر یک را هم با `MyValue` و هم با `tg.Value` حساب می‌کند و می‌شمارد که در چند فرمول گرادیان‌ها با هم نمی‌خوانند. در هر فرمول عددها بارها به کار می‌روند و هر گذر دو بار انجام می‌شود: همان جاهایی که موتورها می‌لغزند. تابع `differences` تابع `backward` را به‌صورت ورودی می‌گیرد، تا در تمرین‌ها بتوانید موتورهای دیگر را هم با آن بسنجید.

# %% [markdown] lang="en"
# ## The duel with the library
#
# One function is little to rely on. The next program makes two hundred random formulas, computes each with `MyValue` and with `tg.Value`, and counts in how many of them the gradients differ. In each formula numbers are used many times, and each pass is done twice: just where engines slip. `differences` takes the function `backward` as its input, so that in the exercises you can put other engines to the test.

# %%
def random_formula(leaves, seed):
    draw = random.Random(seed)
    pool = list(leaves)
    for _ in range(10):
        u, v = draw.choice(pool), draw.choice(pool)
        made = (u + v, u - v, u * v, sigmoid(u) / (2 + sigmoid(v)))
        pool.append(made[draw.randrange(4)])
    return pool[-1]


def gradients(leaves, result, backward):
    backward(result)
    for leaf in leaves:
        leaf.grad = 0.0
    backward(result)
    return [leaf.grad for leaf in leaves]


def differences(backward):
    different = 0
    for seed in range(200):
        mine = [MyValue(number) for number in (0.5, -0.8, 0.3)]
        theirs = [tg.Value(number) for number in (0.5, -0.8, 0.3)]
        found = gradients(mine, random_formula(mine, seed), backward)
        right = gradients(theirs, random_formula(theirs, seed), tg.Value.backward)
        pairs = zip(found, right)
        different += any(abs(x - wanted) > 1e-9 * (1 + abs(wanted)) for x, wanted in pairs)
    return different


print("MyValue differs in", differences(MyValue.backward), "of 200 formulas")
assert differences(MyValue.backward) == 0

# %% [markdown] lang="fa"
# موتور چهل‌سطری شما در هیچ فرمولی با موتور کتابخانه اختلاف ندارد.
#
# ## چه چیزی خراب می‌شود و چرا
#
# ### اشتباه نخست: گذر دوم روی گره‌های کهنه
#
# اگر گره‌های میانی را صفر نکنیم چه می‌شود؟ تابع $p = x \cdot x \cdot x$ را در $x = 3$ بگیرید. مشتق آن $3x^2 = 27$ است. گرهٔ میانی $q = x \cdot x$ در گذر نخست گرادیان ۳ می‌گیرد. در گذر دوم یک ۳ دیگر به آن افزوده می‌شود و با گرادیان ۶ سخن می‌گوید؛ سهمی که به $x$ می‌فرستد دو برابر است، حتی اگر خود $x$ را صفر کرده باشیم. در گذر نخست به $x$ می‌رسد:
#
# $$9 + 3 \cdot 6 = 27$$
#
# و در گذر دوم:
#
# $$9 + 6 \cdot 6 = 45$$
#
# این اشتباه در موتورهای آموزشی پرکاربردی هم دیده شده است. تا زمانی که `backward` تنها یک‌بار صدا زده شود، پنهان می‌ماند.

# %% [markdown] lang="en"
# Your engine of forty lines does not differ from the library's in a single formula.
#
# ## What goes wrong, and why
#
# ### First mistake: a second pass over stale nodes
#
# What if the nodes in between are not set to zero? Take $p = x \cdot x \cdot x$ at $x = 3$. Its derivative is $3x^2 = 27$. The node in between, $q = x \cdot x$, receives the gradient 3 in the first pass. In the second pass another 3 is added, and it speaks with the gradient 6; the share that it sends to $x$ is doubled, even if $x$ itself was set to zero. In the first pass $x$ receives
#
# $$9 + 3 \cdot 6 = 27$$
#
# and in the second
#
# $$9 + 6 \cdot 6 = 45$$
#
# Well-known teaching engines have had this mistake. As long as `backward` is called only once, it stays hidden.

# %%
def backward_without_zeros(result):
    result.grad = 1.0
    for node in reversed(order_of(result)):
        for x, slope in zip(node.inputs, node.slopes):
            x.grad += node.grad * slope


x = MyValue(3.0)
p = x * x * x
backward_without_zeros(p)
first = x.grad
x.grad = 0.0
backward_without_zeros(p)
second = x.grad
print("without zeros:", first, "then", second)
assert (first, second) == (27, 45)

for kind in (MyValue, tg.Value):
    x = kind(3.0)
    p = x * x * x
    p.backward()
    x.grad = 0.0
    p.backward()
    print(f"{kind.__name__:13}:", x.grad)
    assert x.grad == 27

# %% [markdown] lang="fa"
# ### اشتباه دوم: زنجیر بلند
#
# تابع `order_of` خودش را صدا می‌زند، برای هر حلقهٔ زنجیر یک‌بار. پایتون برای شمار این صدا زدن‌های تودرتو مرزی دارد که معمولاً نزدیک هزار است. زنجیری بلندتر از آن، موتور شما را از پا می‌اندازد، با خطای `RecursionError`. موتور کتابخانه صد هزار حلقه را هم می‌پیماید. چگونه؟

# %% [markdown] lang="en"
# ### Second mistake: a long chain
#
# `order_of` calls itself, once for each link of a chain. Python sets a limit to such nested calls, usually about a thousand. A longer chain brings your engine down with a `RecursionError`. The library's engine walks over a hundred thousand links as well. How?

# %%
def chain_of(links, start):
    end = start
    for _ in range(links):
        end = end * 1.0
    return end


broke = False
try:
    chain_of(sys.getrecursionlimit(), MyValue(2.0)).backward()
except RecursionError:
    broke = True
print("MyValue broke:", broke)
assert broke

x = tg.Value(2.0)
chain_of(100_000, x).backward()
print("tg.Value, 100 000 links:", x.grad)
assert x.grad == 1

# %% [markdown] lang="fa"
# ## خواندن موتور
#
# پاسخ در پروندهٔ `engine/graph.py` است. موتور به جای نوشتن فهرست، **می‌شمارد**: هر گره چند بار به کار رفته است؟ در راه بازگشت، هر سهمی که می‌رسد یکی از این شمار کم می‌کند و نوبت گره هنگامی می‌رسد که شمارش صفر شود. این همان قاعدهٔ ماست، بدون فراخوانی بازگشتی. سطرهای زیر خود موتور است:

# %% [markdown] lang="en"
# ## Reading the engine
#
# The answer is in `engine/graph.py`. Instead of writing a list the engine **counts**: how many times is each node used? On the way back each share that arrives takes one off this count, and a node's turn comes when its count is zero. That is our own rule, without recursion. The next lines are the engine itself:

# %%
from tinygrad_fa.engine import graph

print(inspect.getsource(graph.count_uses))

a = tg.Value(3.0, name="a")
b = a + a
c = b + b
uses = graph.count_uses(c)
print("b is used", uses[b], "times")
assert uses[b] == 2

# %% [markdown] lang="fa"
# همین شمارش را در حرکت ببینید: دکمهٔ پخش را بزنید، یا با کلیدهای جهت‌نما گام‌به‌گام جلو بروید. گرهٔ $b$ تا سهم دومش نرسیده، خاموش می‌ماند. (اگر صفحهٔ متحرک دیده نمی‌شود، خانه را خودتان اجرا کنید.)

# %% [markdown] lang="en"
# See this counting in motion: press play, or step through it with the arrow keys. Node $b$ keeps silent until its second share has arrived. (If no moving page is seen, run the cell yourself.)

# %%
c.backward()
assert (a.grad, b.grad) == (4, 2)
tg.replay(c)

# %% [markdown] lang="fa"
# اکنون پروندهٔ `engine/value.py` را باز کنید؛ در دفترچه، نوشتن `tg.Value??` هم آن را نشان می‌دهد. این پرونده کمتر از ۲۰۰ سطر است و خود پیمایش، برای سرعت، در `engine/float_walk.py` باز نوشته شده و شمار هر گره را در `waiting` نگه می‌دارد. هر تکهٔ موتور شما در این دو پرونده هست:
#
# | موتور شما | موتور کتابخانه | چرا فرق دارد |
# |---|---|---|
# | `inputs` | `first` و `second` | دو جای ثابت، سریع‌تر از یک چندتایی |
# | `slopes`، عدد | `op.rules`، تابع | گرادیان محلی تنها هنگام بازگشت حساب می‌شود |
# | یک متد برای هر دروازه | یک سطر در جدول `engine/ops` | همان سطر برای عدد و آرایه |
# | `order_of` | شمارش | زنجیر بلند |
# | صفر کردن گره‌های میانی | کنار گذاشتن گرادیان‌های پیشین | گرادیان گره‌های میانی هم می‌ماند |
#
# چرا تابع به جای عدد؟ چون تابع را می‌توان با خود `Value` هم صدا زد. آنگاه گرادیان نیز گراف خودش را دارد و می‌توان بار دیگر از آن مشتق گرفت؛ این کار از `slopes` عددی برنمی‌آید.

# %% [markdown] lang="en"
# Now open `engine/value.py`; in a notebook `tg.Value??` shows it, too. It has fewer than 200 lines, and the walk itself is, for speed, written out in `engine/float_walk.py`, with the count of each node kept in `waiting`. Each piece of your engine is in these two files:
#
# | your engine | the library's engine | why they differ |
# |---|---|---|
# | `inputs` | `first` and `second` | two fixed places, faster than a tuple |
# | `slopes`, numbers | `op.rules`, functions | local derivatives are computed only on the way back |
# | a method for each gate | a row in the table `engine/ops` | the same row for numbers and for arrays |
# | `order_of` | counting | long chains |
# | nodes in between set to zero | earlier gradients set aside | those of the nodes in between are kept, too |
#
# Why functions instead of numbers? Because a function can also be called with a `Value`. Then the gradient has a graph of its own and can be differentiated once more; numbers in `slopes` cannot do that.

# %%
x = tg.Value(3.0, name="x")
p = x * x * x
p.backward(create_graph=True)
slope = x.grad
x.grad = 0.0
slope.backward()
print("first derivative:", slope.data, "  second derivative:", x.grad)
assert slope.data == 27
assert x.grad == 6 * 3

value_lines = len(inspect.getsource(sys.modules["tinygrad_fa.engine.value"]).splitlines())
assert value_lines < 200

# %% [markdown] lang="fa"
# ## تمرین
#
# نخست روی کاغذ حل کنید، سپس پاسخ را به جای `...` بنویسید و خانه را اجرا کنید.
#
# **تمرین ۱ (آسان).** {exercise q1}

# %% [markdown] lang="en"
# ## Exercises
#
# Solve them on paper first, then put your answer in place of `...` and run the cell.
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
# ### سه موتور خراب
#
# در هر یک از سه موتور زیر یک اشتباه پنهان است. خانه را اجرا کنید و ببینید در چند فرمول از دویست فرمول با موتور کتابخانه اختلاف دارد. سپس همان خانه را درست کنید تا شمار اختلاف‌ها صفر شود. سرانجام تابع `slopes_by(mend_1)` را به جای `...` بنویسید: این تابع گرادیان‌های $p\,(p + x)$ را با $p = x\,y$ به دست موتور شما حساب می‌کند و `check` آن را در نقطه‌های تصادفی می‌آزماید.
#
# **تمرین ۶ (میانه).** {exercise q6}

# %% [markdown] lang="en"
# ### Three broken engines
#
# Each of the next three engines hides one mistake. Run the cell and see in how many of the two hundred formulas it differs from the library. Then mend that same cell until there are no differences. In the end put `slopes_by(mend_1)` in place of `...`: this function computes the gradients of $p\,(p + x)$ with $p = x\,y$ by your engine, and `check` tries it at random points.
#
# **Exercise 6 (medium).** {exercise q6}

# %%
def slopes_by(backward):
    def slopes(x, y):
        leaves = MyValue(x), MyValue(y)
        p = leaves[0] * leaves[1]
        return gradients(leaves, p * (p + leaves[0]), backward)

    return slopes


def mend_1(result):
    order = order_of(result)
    for node in order:
        if node.inputs:
            node.grad = 0.0
    result.grad = 1.0
    for node in reversed(order):
        for x, slope in zip(node.inputs, node.slopes):
            x.grad = node.grad * slope


print("differences:", differences(mend_1))

# %%
check("q6", ...)

# %% [markdown] lang="fa"
# **تمرین ۷ (دشوار).** {exercise q7}

# %% [markdown] lang="en"
# **Exercise 7 (hard).** {exercise q7}

# %%
def mend_2(result):
    found = [result]
    # fa: فهرست، هنگامی که آن را می‌پیماییم، بلندتر می‌شود
    # en: the list grows while we walk along it
    for node in found:
        for x in node.inputs:
            if x not in found:
                found.append(x)
    for node in found:
        if node.inputs:
            node.grad = 0.0
    result.grad = 1.0
    for node in found:
        for x, slope in zip(node.inputs, node.slopes):
            x.grad += node.grad * slope


print("differences:", differences(mend_2))

# %%
check("q7", ...)

# %% [markdown] lang="fa"
# **تمرین ۸ (دشوار).** {exercise q8}

# %% [markdown] lang="en"
# **Exercise 8 (hard).** {exercise q8}

# %%
def mend_3(result):
    order = order_of(result)
    for node in order:
        if not node.inputs:
            node.grad = 0.0
    result.grad = 1.0
    for node in reversed(order):
        for x, slope in zip(node.inputs, node.slopes):
            x.grad += node.grad * slope


print("differences:", differences(mend_3))

# %%
check("q8", ...)

# %% [markdown] lang="fa"
# ## یک برگه برای همراه بردن
#
# - هر عدد به یاد می‌سپارد از چه ساخته شده و گرادیان محلی‌اش نسبت به هر ورودی چیست. گراف همین است.
# - گره هنگامی سخن می‌گوید که همهٔ سهم‌هایش را گرفته باشد. ترتیب توپولوژیک، وارونه خوانده، همین را تضمین می‌کند.
# - با `=` سهم‌ها گم می‌شوند، با شتاب سهم‌ها تکرار می‌شوند، و پیمودن همهٔ مسیرها پایان ندارد:
#
# | روش | پاسخ برای $b = a + a$، $c = b + b$ |
# |---|---|
# | نوشتن با `=` | ۱ |
# | سخن گفتن پیش از نوبت | ۶ |
# | هر مسیر جداگانه | ۴، با شماری نمایی از گام‌ها |
# | هر گره یک‌بار، به ترتیب | ۴ |
#
# - گره‌های میانی پیش از هر گذر صفر می‌شوند، و برگ‌ها را شما صفر می‌کنید.
# - موتور تازه را با موتوری دیگر روی فرمول‌های تصادفی بسنجید، دو گذر برای هر فرمول.
#
# تابع این درس، در $x = 3$ و $y = -4$:
#
# $$f \approx 1.5456, \quad \frac{\partial f}{\partial x} \approx 2.0596, \quad \frac{\partial f}{\partial y} \approx 1.5922$$

# %% [markdown] lang="en"
# ## One page to take away
#
# - Each number remembers what it was made from and its local derivative with respect to each input. That is the graph.
# - A node speaks when it has received all of its shares. A topological order, read in reverse, makes sure of that.
# - With `=` shares get lost, in haste shares are repeated, and walking all paths has no end:
#
# | method | answer for $b = a + a$, $c = b + b$ |
# |---|---|
# | writing with `=` | 1 |
# | speaking before one's turn | 6 |
# | each path by itself | 4, in an exponential number of steps |
# | each node once, in order | 4 |
#
# - The nodes in between are set to zero before each pass, the leaves by you.
# - Compare a new engine with another one on random formulas, two passes for each.
#
# The function of this lesson, at $x = 3$ and $y = -4$:
#
# $$f \approx 1.5456, \quad \frac{\partial f}{\partial x} \approx 2.0596, \quad \frac{\partial f}{\partial y} \approx 1.5922$$
