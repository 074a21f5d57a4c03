# ---
# title.fa: شبکهٔ دولایه با ReLU، با ماتریس‌ها
# title.en: The two-layer ReLU net, with matrices
# minutes: 60
# ---

# %% [markdown] lang="fa"
# # درس ۵: شبکهٔ دولایه با ReLU، با ماتریس‌ها
#
# در درس ۴ شش گرادیان (gradient) را یکی‌یکی نوشتیم. شبکه‌های واقعی میلیون‌ها وزن (weight) دارند و هر بار ده‌ها نمونه را با هم می‌بینند. در این درس همان محاسبه را برای همهٔ وزن‌ها و همهٔ نمونه‌ها یک‌جا انجام می‌دهیم: با چند ضرب ماتریسی (matrix multiplication) و بدون هیچ حلقه‌ای. در پایان درس می‌توانید:
#
# - گرادیان‌های یک شبکهٔ دولایه را برای یک نمونه با دست بنویسید و آن را به یک دسته (batch) گسترش دهید؛
# - بگویید چرا $\frac{\partial J}{\partial W}$ حاصل‌ضرب $X^\top$ در یک ماتریس است، و گرادیان بایاس (bias) یک جمع؛
# - با قانون شکل‌ها، فرمول نادرست را پیش از اجرا پیدا کنید، و بدانید این قانون چه چیزی را نمی‌بیند؛
# - با گرادیان‌های دست‌نوشتهٔ خودتان شبکه‌ای را آموزش دهید.
#
# پیش‌نیاز: درس ۴ و ضرب دو ماتریس. زمان لازم نزدیک یک ساعت است.

# %% [markdown] lang="en"
# # Lesson 5: The two-layer ReLU net, with matrices
#
# In lesson 4 we wrote down six gradients, one by one. Real nets have millions of weights and see dozens of samples at a time. In this lesson we do the same work for all weights and all samples at once: with a few matrix multiplications and without any loop. At the end you can:
#
# - write the gradients of a two-layer net by hand for one sample, and extend them to a batch;
# - say why $\frac{\partial J}{\partial W}$ is $X^\top$ times a matrix, and why the gradient of a bias is a sum;
# - find a wrong formula by its shapes before you run it, and know what shapes do not show;
# - train a net with gradients that you wrote yourself.
#
# You need lesson 4 and the product of two matrices. Allow about an hour.

# %% lang="fa"
import time

import matplotlib.pyplot as plt
import numpy as np

import tinygrad_fa as tg
from tinygrad_fa.lessons import start

check = start("fa", lesson=5)

# %% lang="en"
import time

import matplotlib.pyplot as plt
import numpy as np

import tinygrad_fa as tg
from tinygrad_fa.lessons import start

check = start("en", lesson=5)

# %% [markdown] lang="fa"
# ## پرسش
#
# تابع کوچکی را می‌خواهیم به شبکه یاد بدهیم: «یا این یا آن، ولی نه هر دو». نام آن XOR است:
#
# | $x_1$ | $x_2$ | $t$ |
# |---|---|---|
# | $0$ | $0$ | $0$ |
# | $0$ | $1$ | $1$ |
# | $1$ | $0$ | $1$ |
# | $1$ | $1$ | $0$ |
#
# آخرین تمرین درس ۴ نشان داد که چند لایهٔ خطی (linear layer) پشت سر هم از یکی تواناتر نیستند. یک لایهٔ خطی هم در این کار درمانده است: برای هر تابع $f = a x_1 + b x_2 + c$ داریم
#
# $$f(0,0) + f(1,1) = f(0,1) + f(1,0)$$
#
# زیرا هر دو سمت برابر $a + b + 2c$ هستند. ولی جدول، سمت چپ را صفر می‌خواهد و سمت راست را دو. بهترین کاری که از آن برمی‌آید، گفتن $0.5$ در همه‌جاست.
#
# چاره، خم کوچکی میان دو لایه (layer) است: تابع ReLU (کوتاه‌شدهٔ rectified linear unit؛ هم‌چنین: یکسوساز خطی) که عددهای منفی را صفر می‌کند و به مثبت‌ها دست نمی‌زند. شبکهٔ ما چنین است:
#
# $$h = \max(0,\; W^\top x + c), \quad y = w^\top h + b$$
#
# $$J = \frac{1}{N} \sum_{n=1}^{N} (y_n - t_n)^2$$
#
# نشانهٔ $\top$ ترانهاده (transpose) است: سطرهای ماتریس ستون می‌شوند.
#
# ضرر (loss) این بار میانگین مربعات خطا (mean squared error) روی $N$ نمونه است. جزوه‌ای که این شبکه از آن آمده می‌گوید یافتن گرادیان‌هایش با دست «بسیار خسته‌کننده» است و اگر ضرر عوض شود باید همه را از سر نوشت. ببینیم راست می‌گوید یا نه.
#
# دو نورون (neuron) پنهان داریم. ستون $k$ از $W$ وزن‌هایی را دارد که به نورون پنهان $k$ می‌رسند:
#
# $$W = \begin{bmatrix} 1 & -1 \\ -1 & 2 \end{bmatrix}, \quad c = \begin{bmatrix} 0.5 \\ -0.5 \end{bmatrix}, \quad w = \begin{bmatrix} 2 \\ -1 \end{bmatrix}, \quad b = 0.5$$
#
# پیش از ادامه حدس بزنید: اگر $x = (1, 0)$ را به شبکه بدهیم، گرادیان کدام وزن‌ها حتماً صفر است؟

# %% [markdown] lang="en"
# ## The question
#
# We want to teach a net a small function: "one or the other, but not both". Its name is XOR:
#
# | $x_1$ | $x_2$ | $t$ |
# |---|---|---|
# | $0$ | $0$ | $0$ |
# | $0$ | $1$ | $1$ |
# | $1$ | $0$ | $1$ |
# | $1$ | $1$ | $0$ |
#
# The last exercise of lesson 4 showed that several linear layers in a row can do no more than one. And one linear layer is helpless here: every function $f = a x_1 + b x_2 + c$ has
#
# $$f(0,0) + f(1,1) = f(0,1) + f(1,0)$$
#
# since both sides are $a + b + 2c$. But the table wants zero on the left and two on the right. The best it can do is to say $0.5$ everywhere.
#
# The cure is a little bend between the two layers: the function ReLU (rectified linear unit), which turns negative numbers into zero and leaves positive ones alone. Our net:
#
# $$h = \max(0,\; W^\top x + c), \quad y = w^\top h + b$$
#
# $$J = \frac{1}{N} \sum_{n=1}^{N} (y_n - t_n)^2$$
#
# The sign $\top$ is the transpose: the rows of a matrix become its columns.
#
# This time the loss is the mean squared error over $N$ samples. The course notes that this net comes from say that finding its gradients by hand is "very tedious", and that all has to be done again if the loss changes. Let us see whether they are right.
#
# There are two hidden neurons. Column $k$ of $W$ holds the weights that lead to hidden neuron $k$:
#
# $$W = \begin{bmatrix} 1 & -1 \\ -1 & 2 \end{bmatrix}, \quad c = \begin{bmatrix} 0.5 \\ -0.5 \end{bmatrix}, \quad w = \begin{bmatrix} 2 \\ -1 \end{bmatrix}, \quad b = 0.5$$
#
# Guess before you go on: if we put in $x = (1, 0)$, the gradients of which weights must be zero?

# %%
X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
t = np.array([0.0, 1, 1, 0])

W = np.array([[1.0, -1], [-1, 2]])
c = np.array([0.5, -0.5])
w = np.array([2.0, -1])
b = 0.5

# fa: بهترین تابع خطی برای این جدول
# en: the best linear function for this table
columns = np.column_stack([X, np.ones(4)])
best = columns @ np.linalg.lstsq(columns, t, rcond=None)[0]
print("best linear outputs:", best.round(6), "  J =", round(np.mean((best - t) ** 2), 6))

assert np.allclose(best, 0.5)
assert round(np.mean((best - t) ** 2), 9) == 0.25

# %% [markdown] lang="fa"
# ## با دست: یک نمونه
#
# نمونهٔ $x = (1, 0)$ را با هدف $t = 1$ برمی‌داریم. گذر رو به جلو (forward pass):
#
# $$z_1 = 1 \cdot 1 + 0 \cdot (-1) + 0.5 = 1.5, \quad z_2 = 1 \cdot (-1) + 0 \cdot 2 - 0.5 = -1.5$$
#
# $$h_1 = \max(0,\, 1.5) = 1.5, \quad h_2 = \max(0,\, -1.5) = 0$$
#
# $$y = 2 \cdot 1.5 - 1 \cdot 0 + 0.5 = 3.5, \quad J = (3.5 - 1)^2 = 6.25$$
#
# گذر رو به عقب (backward pass) با قاعدهٔ زنجیره‌ای (chain rule)، از ضرر به سوی ورودی:
#
# $$\frac{\partial J}{\partial y} = 2\,(y - t) = 5$$
#
# بایاس $b$ یک‌راست به $y$ افزوده شده است، پس گرادیان آن همین است: $\frac{\partial J}{\partial b} = 5$. در لایهٔ دوم قاعدهٔ درس ۴ کار می‌کند: گرادیان سر پیکان ضرب در مقدار ته پیکان.
#
# $$\frac{\partial J}{\partial w_1} = 5 \cdot h_1 = 7.5, \quad \frac{\partial J}{\partial w_2} = 5 \cdot h_2 = 0$$
#
# $$\frac{\partial J}{\partial h_1} = 5 \cdot w_1 = 10, \quad \frac{\partial J}{\partial h_2} = 5 \cdot w_2 = -5$$
#
# تنها دروازهٔ (gate) تازه ReLU است. شیب آن برای عدد مثبت یک است و برای عدد منفی صفر؛ پس مانند یک کلید کار می‌کند: گرادیان یا دست‌نخورده می‌گذرد یا هیچ نمی‌گذرد. (در خود صفر شیبی ندارد؛ قرار می‌گذاریم صفر باشد.)
#
# $$\frac{\partial J}{\partial z_1} = 10 \cdot 1 = 10, \quad \frac{\partial J}{\partial z_2} = -5 \cdot 0 = 0$$
#
# همین‌ها را با NumPy می‌نویسیم. در کد، `@` ضرب ماتریسی است و `.T` ترانهاده.

# %% [markdown] lang="en"
# ## By hand: one sample
#
# Take the sample $x = (1, 0)$ with the target $t = 1$. The forward pass:
#
# $$z_1 = 1 \cdot 1 + 0 \cdot (-1) + 0.5 = 1.5, \quad z_2 = 1 \cdot (-1) + 0 \cdot 2 - 0.5 = -1.5$$
#
# $$h_1 = \max(0,\, 1.5) = 1.5, \quad h_2 = \max(0,\, -1.5) = 0$$
#
# $$y = 2 \cdot 1.5 - 1 \cdot 0 + 0.5 = 3.5, \quad J = (3.5 - 1)^2 = 6.25$$
#
# The backward pass by the chain rule, from the loss towards the input:
#
# $$\frac{\partial J}{\partial y} = 2\,(y - t) = 5$$
#
# The bias $b$ is added straight to $y$, so this is its gradient as well: $\frac{\partial J}{\partial b} = 5$. In the second layer the rule of lesson 4 holds: the gradient at the head of the arrow times the value at its tail.
#
# $$\frac{\partial J}{\partial w_1} = 5 \cdot h_1 = 7.5, \quad \frac{\partial J}{\partial w_2} = 5 \cdot h_2 = 0$$
#
# $$\frac{\partial J}{\partial h_1} = 5 \cdot w_1 = 10, \quad \frac{\partial J}{\partial h_2} = 5 \cdot w_2 = -5$$
#
# The only new gate is ReLU. Its slope is one for positive numbers and zero for negative ones, so it works like a switch: the gradient passes untouched or not at all. (At zero itself there is no slope; we agree on zero.)
#
# $$\frac{\partial J}{\partial z_1} = 10 \cdot 1 = 10, \quad \frac{\partial J}{\partial z_2} = -5 \cdot 0 = 0$$
#
# Now the same in NumPy. In code `@` is the matrix product, and `.T` the transpose.

# %%
x = X[2]
z = W.T @ x + c
h = np.maximum(0, z)
y = w @ h + b
J = (y - t[2]) ** 2
print("z =", z, "  h =", h, "  y =", y, "  J =", J)

assert list(z) == [1.5, -1.5] and list(h) == [1.5, 0]
assert (t[2], y, J) == (1, 3.5, 6.25)

dy = 2 * (y - t[2])
dw, db = dy * h, dy
dh = dy * w
dz = dh * (z > 0)
print("dy =", dy, "  dw =", dw, "  db =", db, "  dh =", dh, "  dz =", dz + 0)

assert (dy, db) == (5, 5)
assert list(dw) == [7.5, 0] and list(dh) == [10, -5] and list(dz) == [10, 0]

# %% [markdown] lang="fa"
# از این پس `dy` را به جای $\frac{\partial J}{\partial y}$ می‌نویسیم، و همین‌طور برای دیگر حرف‌ها.
#
# بایاس $c$ یک‌راست به $z$ افزوده شده است، پس گرادیان آن خود `dz` است. برای $W$ باز همان قاعده: وزن $W_{jk}$ از ورودی $j$ به نورون پنهان $k$ می‌رود، پس گرادیانش $x_j$ ضرب در گرادیان $z_k$ است. همهٔ این حاصل‌ضرب‌ها یک جدول می‌سازند: ستون $x$ ضرب در سطر `dz`.
#
# $$\frac{\partial J}{\partial W} = \begin{bmatrix} 1 \\ 0 \end{bmatrix} \begin{bmatrix} 10 & 0 \end{bmatrix} = \begin{bmatrix} 10 & 0 \\ 0 & 0 \end{bmatrix}$$
#
# سه درایه صفرند، ولی به دو دلیل. سطر دوم صفر است چون *ورودی* $x_2 = 0$ بود: وزنی که چیزی نمی‌گیرد بر خروجی اثری ندارد. ستون دوم صفر است چون *کلید* نورون دوم خاموش بود. حدس شما هر دو را داشت؟

# %% [markdown] lang="en"
# From here on we write `dy` for $\frac{\partial J}{\partial y}$, and so for the other letters.
#
# The bias $c$ is added straight to $z$, so its gradient is `dz` itself. For $W$ the same rule again: the weight $W_{jk}$ leads from input $j$ to hidden neuron $k$, so its gradient is $x_j$ times the gradient of $z_k$. All these products make a table: the column $x$ times the row `dz`.
#
# $$\frac{\partial J}{\partial W} = \begin{bmatrix} 1 \\ 0 \end{bmatrix} \begin{bmatrix} 10 & 0 \end{bmatrix} = \begin{bmatrix} 10 & 0 \\ 0 & 0 \end{bmatrix}$$
#
# Three entries are zero, but for two reasons. The second row is zero because the *input* $x_2 = 0$: a weight that gets nothing has no effect. The second column is zero because the *switch* of the second neuron was off. Did your guess have both?

# %%
dc = dz
dW = np.outer(x, dz)
print(dW + 0)

assert dW.tolist() == [[10, 0], [0, 0]]
assert x[1] == 0

# %% [markdown] lang="fa"
# ## از یک نمونه به یک دسته
#
# چهار نمونه را زیر هم می‌نویسیم؛ هر سطر $X$ یک نمونه است. آنگاه همهٔ $z$ها با یک ضرب به دست می‌آیند:
#
# $$Z = X W + c$$
#
# نمونه تا اینجا ستون بود و اکنون سطر است؛ از این رو به جای $W^\top x$ حاصل‌ضرب $XW$ آمده است. ماتریس $XW$ چهار سطر دارد و $c$ تنها یک سطر؛ کتابخانهٔ NumPy آن سطر را برای هر چهار نمونه تکرار می‌کند. به این کار پخش‌سازی (broadcasting) می‌گویند؛ آن را به یاد بسپارید، در راه برگشت به کارمان می‌آید.
#
# $$Z = \begin{bmatrix} 0.5 & -0.5 \\ -0.5 & 1.5 \\ 1.5 & -1.5 \\ 0.5 & 0.5 \end{bmatrix}, \quad H = \max(0, Z) = \begin{bmatrix} 0.5 & 0 \\ 0 & 1.5 \\ 1.5 & 0 \\ 0.5 & 0.5 \end{bmatrix}$$
#
# $$Y = H w + b = \begin{bmatrix} 1.5 \\ -1 \\ 3.5 \\ 1 \end{bmatrix}, \quad Y - t = \begin{bmatrix} 1.5 \\ -2 \\ 2.5 \\ 1 \end{bmatrix}$$
#
# $$J = \frac{2.25 + 4 + 6.25 + 1}{4} = 3.375$$
#
# سطر سوم همان نمونه‌ای است که با دست حساب کردیم.

# %% [markdown] lang="en"
# ## From one sample to a batch
#
# Write the four samples below each other; each row of $X$ is a sample. Then a single product gives all $z$:
#
# $$Z = X W + c$$
#
# A sample was a column until now and is a row from here on; that is why $XW$ stands in the place of $W^\top x$. The matrix $XW$ has four rows and $c$ only one. NumPy repeats that row for all four samples. This is called broadcasting; keep it in mind, we shall need it on the way back.
#
# $$Z = \begin{bmatrix} 0.5 & -0.5 \\ -0.5 & 1.5 \\ 1.5 & -1.5 \\ 0.5 & 0.5 \end{bmatrix}, \quad H = \max(0, Z) = \begin{bmatrix} 0.5 & 0 \\ 0 & 1.5 \\ 1.5 & 0 \\ 0.5 & 0.5 \end{bmatrix}$$
#
# $$Y = H w + b = \begin{bmatrix} 1.5 \\ -1 \\ 3.5 \\ 1 \end{bmatrix}, \quad Y - t = \begin{bmatrix} 1.5 \\ -2 \\ 2.5 \\ 1 \end{bmatrix}$$
#
# $$J = \frac{2.25 + 4 + 6.25 + 1}{4} = 3.375$$
#
# The third row is the sample that we did by hand.

# %%
def forward(X, W, c, w, b):
    Z = X @ W + c
    H = np.maximum(0, Z)
    return Z, H, H @ w + b


def loss(Y, t):
    return np.mean((Y - t) ** 2)


Z, H, Y = forward(X, W, c, w, b)
print(Z)
print("Y =", Y, "  J =", loss(Y, t))

assert Z.tolist() == [[0.5, -0.5], [-0.5, 1.5], [1.5, -1.5], [0.5, 0.5]]
assert H.tolist() == [[0.5, 0], [0, 1.5], [1.5, 0], [0.5, 0.5]]
assert Y.tolist() == [1.5, -1, 3.5, 1] and (Y - t).tolist() == [1.5, -2, 2.5, 1]
assert ((Y - t) ** 2).tolist() == [2.25, 4, 6.25, 1] and loss(Y, t) == 3.375

# %% [markdown] lang="fa"
# در راه برگشت، هر سطر از یک پرسش ساده به دست می‌آید.
#
# **خروجی.** ضرر میانگین است، پس هر نمونه تنها $\frac{1}{N}$ سهم دارد. این تنها سطری است که ضرر را می‌شناسد؛ اگر ضرر عوض شود، تنها همین سطر عوض می‌شود:
#
# $$dY = \frac{2}{N}\,(Y - t) = \begin{bmatrix} 0.75 \\ -1 \\ 1.25 \\ 0.5 \end{bmatrix}$$
#
# **لایهٔ دوم.** وزن $w_k$ در هر چهار نمونه به کار رفته است. از درس ۱ می‌دانیم که سهم راه‌های جدا با هم جمع می‌شوند، پس روی نمونه‌ها جمع می‌زنیم. ضرب ماتریسی درست همین کار را می‌کند:
#
# $$dw_k = \sum_{n} H_{nk}\, dY_n, \quad dw = H^\top dY = \begin{bmatrix} 2.5 \\ -1.25 \end{bmatrix}$$
#
# بایاس هم در هر چهار نمونه به کار رفته است، پس گرادیانش مجموع `dY` است: $db = 0.75 - 1 + 1.25 + 0.5 = 1.5$.
#
# **نورون‌های پنهان.** اینجا جمعی در کار نیست؛ هر نمونه نورون‌های خودش را دارد: درایهٔ سطر $n$ و ستون $k$ برابر $dY_n\, w_k$ است. سپس کلید ReLU: جدول $(Z > 0)$ جایی که کلید روشن است یک دارد و جاهای دیگر صفر، و نشانهٔ $\odot$ ضرب درایه‌به‌درایه (element-wise) است.
#
# $$dH = dY\, w^\top, \quad dZ = dH \odot (Z > 0)$$
#
# $$dH = \begin{bmatrix} 1.5 & -0.75 \\ -2 & 1 \\ 2.5 & -1.25 \\ 1 & -0.5 \end{bmatrix}, \quad dZ = \begin{bmatrix} 1.5 & 0 \\ 0 & 1 \\ 2.5 & 0 \\ 1 & -0.5 \end{bmatrix}$$
#
# **لایهٔ نخست.** برای یک نمونه، گرادیان $W_{jk}$ برابر $x_j\, dz_k$ بود. حالا روی نمونه‌ها جمع می‌زنیم:
#
# $$dW_{jk} = \sum_{n} X_{nj}\, dZ_{nk}, \quad dW = X^\top dZ = \begin{bmatrix} 3.5 & -0.5 \\ 1 & 0.5 \end{bmatrix}$$
#
# و برای بایاس، هر ستون `dZ` جمع می‌شود: $dc = (5,\; 0.5)$.
#
# قاعده‌ای که می‌ماند: **هرچه در راه رفت پخش شود، در راه برگشت جمع می‌شود.**

# %% [markdown] lang="en"
# On the way back, every line answers one simple question.
#
# **The output.** The loss is a mean, so each sample has a share of only $\frac{1}{N}$. This is the only line that knows the loss; if the loss changes, only this line changes:
#
# $$dY = \frac{2}{N}\,(Y - t) = \begin{bmatrix} 0.75 \\ -1 \\ 1.25 \\ 0.5 \end{bmatrix}$$
#
# **The second layer.** The weight $w_k$ is used in all four samples. From lesson 1 we know that the shares of separate ways are added, so we sum over the samples. A matrix product does just that:
#
# $$dw_k = \sum_{n} H_{nk}\, dY_n, \quad dw = H^\top dY = \begin{bmatrix} 2.5 \\ -1.25 \end{bmatrix}$$
#
# The bias is used in all four samples, too, so its gradient is the sum of `dY`: $db = 0.75 - 1 + 1.25 + 0.5 = 1.5$.
#
# **The hidden neurons.** Nothing to sum here; each sample has hidden neurons of its own, and the entry in row $n$ and column $k$ is $dY_n\, w_k$. Then the switch of ReLU: the table $(Z > 0)$ has a one where the switch is on and a zero elsewhere, and $\odot$ is the element-wise product.
#
# $$dH = dY\, w^\top, \quad dZ = dH \odot (Z > 0)$$
#
# $$dH = \begin{bmatrix} 1.5 & -0.75 \\ -2 & 1 \\ 2.5 & -1.25 \\ 1 & -0.5 \end{bmatrix}, \quad dZ = \begin{bmatrix} 1.5 & 0 \\ 0 & 1 \\ 2.5 & 0 \\ 1 & -0.5 \end{bmatrix}$$
#
# **The first layer.** For one sample the gradient of $W_{jk}$ was $x_j\, dz_k$. Now we sum over the samples:
#
# $$dW_{jk} = \sum_{n} X_{nj}\, dZ_{nk}, \quad dW = X^\top dZ = \begin{bmatrix} 3.5 & -0.5 \\ 1 & 0.5 \end{bmatrix}$$
#
# And for the bias each column of `dZ` is summed: $dc = (5,\; 0.5)$.
#
# The rule to keep: **what is broadcast on the way there is summed on the way back.**

# %%
def gradients(X, t, W, c, w, b):
    Z, H, Y = forward(X, W, c, w, b)
    dY = 2 * (Y - t) / len(X)
    dw, db = H.T @ dY, dY.sum()
    dH = np.outer(dY, w)
    dZ = dH * (Z > 0)
    return X.T @ dZ, dZ.sum(axis=0), dw, db


dY = 2 * (Y - t) / 4
dH = np.outer(dY, w)
dZ = dH * (Z > 0)
assert dY.tolist() == [0.75, -1, 1.25, 0.5]
assert dH.tolist() == [[1.5, -0.75], [-2, 1], [2.5, -1.25], [1, -0.5]]
assert dZ.tolist() == [[1.5, 0], [0, 1], [2.5, 0], [1, -0.5]]

dW, dc, dw, db = gradients(X, t, W, c, w, b)
print("dW =", dW.tolist(), "  dc =", dc, "  dw =", dw, "  db =", db)

assert dW.tolist() == [[3.5, -0.5], [1, 0.5]] and dc.tolist() == [5, 0.5]
assert dw.tolist() == [2.5, -1.25] and db == 1.5

# %% [markdown] lang="fa"
# ## قانون شکل‌ها
#
# گرادیان هر چیز همان شکل خود آن چیز را دارد، زیرا برای هر درایه یک عدد است: «اگر این درایه کمی زیاد شود، ضرر چقدر تغییر می‌کند؟» این قانون ساده نیمی از فرمول‌ها را به شما می‌دهد. فرض کنید $N = 4$ نمونه، $D = 2$ ورودی و $K = 2$ نورون پنهان:
#
# | چیز | شکل | فرمول | شکل‌های فرمول |
# |---|---|---|---|
# | $dY$ | $N$ | $\frac{2}{N}(Y - t)$ | $N$ |
# | $dw$ | $K$ | $H^\top dY$ | $(K \times N)(N)$ |
# | $dH$ | $N \times K$ | $dY\, w^\top$ | $(N \times 1)(1 \times K)$ |
# | $dZ$ | $N \times K$ | $dH \odot (Z > 0)$ | $N \times K$ |
# | $dW$ | $D \times K$ | $X^\top dZ$ | $(D \times N)(N \times K)$ |
# | $dc$ | $K$ | $\sum_{n} dZ_n$ | $K$ |
#
# از $X$ با شکل $N \times D$ و `dZ` با شکل $N \times K$ تنها به یک راه می‌توان ماتریسی $D \times K$ ساخت. اگر ترانهاده را فراموش کنید، ضرب انجام نمی‌شود.
#
# ## حلقه‌ها در برابر ماتریس‌ها
#
# آیا ماتریس‌ها واقعاً همان کار را می‌کنند؟ همه‌چیز را یک‌بار با حلقه می‌نویسیم، نمونه به نمونه و وزن به وزن، و مقایسه می‌کنیم. سپس هر دو را با دو هزار نمونه می‌آزماییم.

# %% [markdown] lang="en"
# ## The shape law
#
# The gradient of a thing has the shape of the thing, because it holds one number for each entry: "if this entry grows a little, how does the loss change?" This simple law gives you half of the formulas. With $N = 4$ samples, $D = 2$ inputs and $K = 2$ hidden neurons:
#
# | thing | shape | formula | shapes in the formula |
# |---|---|---|---|
# | $dY$ | $N$ | $\frac{2}{N}(Y - t)$ | $N$ |
# | $dw$ | $K$ | $H^\top dY$ | $(K \times N)(N)$ |
# | $dH$ | $N \times K$ | $dY\, w^\top$ | $(N \times 1)(1 \times K)$ |
# | $dZ$ | $N \times K$ | $dH \odot (Z > 0)$ | $N \times K$ |
# | $dW$ | $D \times K$ | $X^\top dZ$ | $(D \times N)(N \times K)$ |
# | $dc$ | $K$ | $\sum_{n} dZ_n$ | $K$ |
#
# From $X$ of shape $N \times D$ and `dZ` of shape $N \times K$ there is only one way to make a matrix $D \times K$. If you forget to transpose, the product fails.
#
# ## Loops against matrices
#
# Do the matrices really do the same? We write it all once with loops, sample by sample and weight by weight, and compare. Then both are tried on two thousand samples.

# %%
def gradients_by_loops(X, t, W, c, w, b):
    (N, D), K = X.shape, len(w)
    dW, dc, dw, db = np.zeros((D, K)), np.zeros(K), np.zeros(K), 0.0
    for n in range(N):
        z = [sum(X[n, j] * W[j, k] for j in range(D)) + c[k] for k in range(K)]
        y = sum(max(0, z[k]) * w[k] for k in range(K)) + b
        dy = 2 * (y - t[n]) / N
        db += dy
        for k in range(K):
            dw[k] += dy * max(0, z[k])
            dz = dy * w[k] if z[k] > 0 else 0
            dc[k] += dz
            for j in range(D):
                dW[j, k] += X[n, j] * dz
    return dW, dc, dw, db


for slow, fast in zip(gradients_by_loops(X, t, W, c, w, b), gradients(X, t, W, c, w, b)):
    assert np.allclose(slow, fast, rtol=1e-12)

many = np.random.default_rng(0).normal(size=(2000, 2))
seconds = {}
for function in (gradients_by_loops, gradients):
    began = time.perf_counter()
    function(many, many[:, 0], W, c, w, b)
    seconds[function.__name__] = time.perf_counter() - began

print("matrices are faster:", seconds["gradients"] < seconds["gradients_by_loops"])
assert seconds["gradients"] < seconds["gradients_by_loops"]
assert X.shape == (4, 2) and W.shape == (2, 2)

# %% [markdown] lang="fa"
# عددها یکی‌اند و ماتریس‌ها بسیار تندترند؛ چند برابر؟ خودتان `seconds` را چاپ کنید، به رایانهٔ شما بستگی دارد.
#
# ## وارسی عددی
#
# هر نه عدد شبکه را، یکی پس از دیگری، کمی جابه‌جا می‌کنیم و با تفاضل مرکزی (centered difference) می‌سنجیم که ضرر چقدر تغییر می‌کند.

# %% [markdown] lang="en"
# The numbers agree, and the matrices are much faster. How much? Print `seconds` yourself; it depends on your computer.
#
# ## The numerical check
#
# We move each of the nine numbers of the net a little, one after the other, and measure with the central difference how the loss changes.

# %%
parameters = {"W": W, "c": c, "w": w, "b": np.array(b)}
by_hand = dict(zip(parameters, gradients(X, t, **parameters)))

h = 1e-5
for name, array in parameters.items():
    measured = np.zeros_like(array)
    for place in np.ndindex(array.shape):
        moved = {sign: {**parameters, name: array.copy()} for sign in (1, -1)}
        for sign in moved:
            moved[sign][name][place] += sign * h
        up, down = (loss(forward(X, **moved[sign])[2], t) for sign in (1, -1))
        measured[place] = (up - down) / (2 * h)
    print(f"{name}: measured", (measured.round(6) + 0).tolist())
    assert np.allclose(measured, by_hand[name], rtol=0, atol=1e-9)

# %% [markdown] lang="fa"
# ## موتور
#
# حالا همین شبکه را با `Tensor` می‌نویسیم: تنسور (tensor) آرایه‌ای است که راه ساخته‌شدنش را به یاد دارد. ما تنها گذر رو به جلو را می‌نویسیم، در چهار سطر. با `retain_grad` از موتور می‌خواهیم گرادیان گره‌های (node) میانی را هم نگه دارد، تا با کاغذ مقایسه کنیم.

# %% [markdown] lang="en"
# ## The engine
#
# Now the same net with `Tensor`: an array that remembers how it was made. We write only the forward pass, in four lines. With `retain_grad` we ask the engine to keep the gradients of the nodes in between as well, to compare them with our paper.

# %%
leaf = {name: tg.Tensor(p, requires_grad=True, name=name) for name, p in parameters.items()}

node_Z = (tg.Tensor(X, name="X") @ leaf["W"] + leaf["c"]).retain_grad()
node_H = node_Z.relu().retain_grad()
node_Y = (node_H @ leaf["w"] + leaf["b"]).retain_grad()
node_J = ((node_Y - tg.Tensor(t, name="t")) ** 2).mean()
node_Z.name, node_H.name, node_Y.name, node_J.name = "Z", "H", "Y", "J"

# fa: گراف را برای تصویر پایین‌تر نگه می‌داریم؛ وگرنه پس از این گذر آزاد می‌شود
# en: The graph is kept for the picture below; else this pass would set its memory free.
node_J.backward(retain_graph=True)

assert node_J.data == 3.375
assert all(np.allclose(leaf[name].grad.data, by_hand[name], rtol=1e-12) for name in leaf)
assert node_Y.grad.data.tolist() == dY.tolist() and node_H.grad.data.tolist() == dH.tolist()
assert node_Z.grad.data.tolist() == dZ.tolist()
print(leaf["W"].grad)

# %%
def loss_of_tensors(W, c, w, b):
    return (((tg.Tensor(X) @ W + c).relu() @ w + b - t) ** 2).mean()


report = tg.check_gradients(loss_of_tensors, *leaf.values())
assert report.ok
report

# %% [markdown] lang="fa"
# در وارسی گرادیان (gradient check) هر نه عدد پذیرفته شد.
#
# ## تصویر
#
# در گراف محاسباتی (computation graph)، این بار روی هر یال (edge) یک آرایه می‌گذرد. از آرایه‌های بزرگ تنها شکلشان نوشته شده است و از گرادیانشان تنها اندازه، میان دو جفت خط $\left\| \; \right\|$. جایی را پیدا کنید که $c$ به چهار سطر پخش شده است.

# %% [markdown] lang="en"
# The gradient check accepts all nine numbers.
#
# ## The picture
#
# In the computation graph an array travels along each edge now. Of larger arrays only the shape is shown, and of their gradients only the length, between the bars $\left\| \; \right\|$. Find the place where $c$ is broadcast to four rows.

# %%
tg.draw(node_J)

# %% [markdown] lang="fa"
# و این محاسبهٔ دستی گرادیان (hand derivation) به قلم موتور است، با همان ماتریس‌ها. آن را سطر به سطر با فرمول‌های خود بسنجید؛ نشانهٔ $\mathrm{sum}_0$ یعنی هر ستون جدا جمع شده است، و نام‌هایی مانند $Z_1$ و $U_1$ را خود موتور به نتیجه‌های بی‌نام داده است.

# %% [markdown] lang="en"
# And this is the derivation in the engine's own hand, with the same matrices. Compare it line by line with your formulas; $\mathrm{sum}_0$ means that each column is summed by itself, and names such as $Z_1$ and $U_1$ are those that the engine gives to results without a name.

# %%
tg.derive(node_J, steps="short")

# %% [markdown] lang="fa"
# ## آموزش با گرادیان‌های دست‌نوشته
#
# همهٔ گرادیان‌ها را داریم، پس می‌توانیم آموزش دهیم. گرادیان کاهشی (gradient descent) همان گام درس ۴ است که تکرار می‌شود. نرخ یادگیری (learning rate) را $\alpha = 0.1$ می‌گیریم و ۳۰۰ گام برمی‌داریم.

# %% [markdown] lang="en"
# ## Training with hand-written gradients
#
# We have all gradients, so we can train. Gradient descent is the step of lesson 4, again and again. We take the learning rate $\alpha = 0.1$ and 300 steps.

# %%
alpha, steps = 0.1, 300


def train(gradients_of, alpha=alpha):
    p, losses = (W, c, w, b), []
    for _ in range(steps):
        losses.append(loss(forward(X, *p)[2], t))
        p = tuple(old - alpha * slope for old, slope in zip(p, gradients_of(X, t, *p)))
    return p, losses


trained, losses = train(gradients)
outputs = forward(X, *trained)[2]
print("J, first steps:", [round(float(J), 4) for J in losses[:4]])
print("J after 300 steps is below 1e-10:", losses[-1] < 1e-10)
print("outputs:", outputs.round(3) + 0)

assert round(losses[1], 4) == 0.9694 and losses[-1] < 1e-10
assert np.allclose(outputs, t, atol=1e-4)

# %% [markdown] lang="fa"
# شبکه جدول را یاد گرفت. حالا همان کار با ابزارهای آماده: `Net` لایه‌ها را می‌سازد و حل‌کننده (Solver) آموزش می‌دهد. از همان عددهای آغازین شروع می‌کنیم. یک دام: `Linear` وزن‌ها را با شکل «خروجی در ورودی» نگه می‌دارد، پس ترانهادهٔ $W$ را به آن می‌دهیم.

# %% [markdown] lang="en"
# The net has learnt the table. Now the same with the tools at hand: `Net` makes the layers, and a `Solver` trains them. We start from the same numbers. One trap: `Linear` keeps its weights in the shape "outputs by inputs", so we hand it the transpose of $W$.

# %%
net = tg.Net(tg.Linear(2, 2), tg.ReLU(), tg.Linear(2, 1)).to("float64")
net[0].weight.data, net[0].bias.data = W.T, c
net[2].weight.data, net[2].bias.data = w[None, :], np.array([b])
solver = tg.Solver(net, (X, t[:, None]), loss=tg.MSELoss(), base_lr=0.1, progress=False)
solver.step(300)

print("same losses:", np.allclose(solver.history.loss, losses, rtol=1e-6, atol=1e-14))
assert np.allclose(solver.history.loss, losses, rtol=1e-6, atol=1e-14)
assert np.allclose(net[0].weight.data.T, trained[0], rtol=1e-9)

# %% [markdown] lang="fa"
# همان ضررها، گام به گام. در شکل چپ دو خم روی هم افتاده‌اند. شکل راست نشان می‌دهد شبکه میان چهار نقطه چه می‌گوید: دره‌ای تاریک از $(0,0)$ تا $(1,1)$ کشیده شده است و دو گوشهٔ دیگر روشن‌اند. تابع خطی یک سطح شیب‌دار صاف است و دره ندارد؛ این خم کار ReLU است.

# %% [markdown] lang="en"
# The same losses, step by step. In the left picture the two curves lie on each other. The right one shows what the net says between the four points: a dark valley from $(0,0)$ to $(1,1)$, and light in the other two corners. A linear function is one flat slope without valleys; this bend is the work of ReLU.

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6))
left.semilogy(losses, color="#0072B2", linewidth=4, alpha=0.5, label="NumPy")
left.semilogy(solver.history.loss, "--", color="#D55E00", label="Solver")
left.set_ylabel("$J$")
left.legend()

side = np.linspace(-0.2, 1.2, 81)
grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
heights = forward(grid, *trained)[2].reshape(81, 81)
filled = right.contourf(side, side, heights, levels=12, cmap="cividis")
figure.colorbar(filled, ax=right, label="$y$")
right.scatter(X[:, 0], X[:, 1], c=t, cmap="cividis", s=90, edgecolors="white")
for place, target in zip(X, t):
    beside = {"xytext": (8, 6), "textcoords": "offset points"}
    right.annotate(f"{target:.0f}", place, color="white", **beside)
right.set_xlabel("$x_1$")
right.set_ylabel("$x_2$")
figure.tight_layout()

# %% [markdown] lang="fa"
# ## چه چیزی خراب می‌شود و چرا
#
# ### اشتباه نخست: ترانهادهٔ پنهان
#
# کسی به جای $X^\top dZ$ نوشته است $dZ^\top X$. قانون شکل‌ها ساکت می‌ماند، چون $W$ اینجا مربع است و هر دو $2 \times 2$ هستند. آموزش را هم اجرا کرده و خشنود است، چون ضرر به صفر رسیده:

# %% [markdown] lang="en"
# ## What goes wrong, and why
#
# ### First mistake: the hidden transpose
#
# Somebody wrote $dZ^\top X$ in place of $X^\top dZ$. The shape law is silent, because $W$ is square here and both are $2 \times 2$. The training was run as well, and everybody is happy, because the loss went to zero:

# %%
def transposed(X, t, W, c, w, b):
    dW, dc, dw, db = gradients(X, t, W, c, w, b)
    return dW.T, dc, dw, db


_, losses_transposed = train(transposed)
N, D, K = 5, 3, 2
unequal_X, unequal_dZ = np.ones((N, D)), np.ones((N, K))
print("J after 300 steps is below 1e-6:", losses_transposed[-1] < 1e-6)
print("right:", dW.tolist(), "  wrong:", transposed(X, t, W, c, w, b)[0].tolist())

print("unequal sizes, right:", (unequal_X.T @ unequal_dZ).shape, end="  ")
print("wrong:", (unequal_dZ.T @ unequal_X).shape)

assert losses_transposed[-1] < 1e-6
assert (unequal_X.T @ unequal_dZ).shape == (D, K) != (unequal_dZ.T @ unequal_X).shape
assert transposed(X, t, W, c, w, b)[0].tolist() == [[3.5, 1], [-0.5, 0.5]]

# %% [markdown] lang="fa"
# **کم شدن ضرر دلیل درستی گرادیان نیست.** اینجا هفت عدد از نه عدد درست بودند و همان‌ها کار را پیش بردند. در شبکه‌ای بزرگ‌تر شاید همین اشتباه آموزش را کند کند یا به بن‌بست ببرد، بی‌آنکه کسی بداند چرا. وارسی گرادیان آن را در یک چشم‌برهم‌زدن پیدا می‌کند. دو پند: گرادیان را همیشه با عدد بسنجید، و هنگام آزمودن شکل‌هایی نابرابر برگزینید، مانند $N = 5$، $D = 3$ و $K = 2$.
#
# ### اشتباه دوم: بایاسی که جمع نشد
#
# این یکی `dY.sum()` را از یاد برده و `db = dY` نوشته است. پخش‌سازی آن را هم بی‌صدا می‌پذیرد:

# %% [markdown] lang="en"
# **A falling loss does not prove a gradient.** Here seven numbers of nine were right, and those did the work. In a larger net the same slip may slow the training down or bring it to a dead end, and nobody knows why. A gradient check finds it in the blink of an eye. Two pieces of advice: always test a gradient with numbers, and when you do, choose unequal sizes, such as $N = 5$, $D = 3$ and $K = 2$.
#
# ### Second mistake: a bias that was not summed
#
# Here `dY.sum()` was forgotten, and it says `db = dY`. Broadcasting accepts that without a word, too:

# %%
def not_summed(X, t, W, c, w, b):
    Z, H, Y = forward(X, W, c, w, b)
    dW, dc, dw, _ = gradients(X, t, W, c, w, b)
    return dW, dc, dw, 2 * (Y - t) / len(X)


(*_, wrong_b), losses_not_summed = train(not_summed)
print("J after 300 steps is below 1e-10:", losses_not_summed[-1] < 1e-10)
print("b has become:", wrong_b.round(3) + 0)

assert losses_not_summed[-1] < 1e-10
assert wrong_b.shape == (4,) and np.ptp(wrong_b) > 1

# %% [markdown] lang="fa"
# ضرر حتی زودتر به صفر رسید! ولی $b$ دیگر یک عدد نیست، چهار عدد است: برای هر نمونه یکی. شبکه پاسخ‌ها را از بر کرده است و برای نمونهٔ پنجم هیچ بایاسی ندارد. قانون شکل‌ها این بار فریاد می‌زند: گرادیان یک عدد باید یک عدد باشد. خودتان هم عادت کنید بنویسید `assert db.shape == b.shape`.
#
# ### اشتباه سوم: هدفی با شکل دیگر
#
# خروجی بسیاری از شبکه‌ها ستونی است، با شکل `(4, 1)`، و هدف‌ها یک سطر ساده با شکل `(4,)`. تفاضل آن دو چیست؟

# %% [markdown] lang="en"
# The loss even went to zero sooner! But $b$ is no longer a number, it is four: one for each sample. The net has learnt the answers by heart, and has no bias at all for a fifth sample. This time the shape law cries out: the gradient of one number must be one number. Make it a habit to write `assert db.shape == b.shape`.
#
# ### Third mistake: a target of another shape
#
# The output of many nets is a column, of shape `(4, 1)`, while the targets are a plain row of shape `(4,)`. What is their difference?

# %%
column = t[:, None]
print("shape of the difference:", (column - t).shape)
print("J of a perfect net:", np.mean((column - t) ** 2))

assert (column - t).shape == (4, 4)
assert np.mean((column - t) ** 2) == 0.5

try:
    tg.MSELoss()(tg.Tensor(column), tg.Tensor(t))
except tg.errors.ShapeError as error:
    print("MSELoss refuses:", type(error).__name__)

# %% [markdown] lang="fa"
# جدولی $4 \times 4$ از همهٔ جفت‌ها: هر خروجی با هدف همهٔ نمونه‌ها سنجیده شده است. حتی شبکه‌ای که هیچ خطایی ندارد ضرر $J = 0.5$ می‌گیرد و بهترین پاسخ آن می‌شود که همه‌جا میانگین را بگوید. تابع `MSELoss` به همین دلیل شکل‌های نابرابر را نمی‌پذیرد.
#
# ### اشتباه چهارم: گام بلند و نورون مرده
#
# همه‌چیز درست است، تنها $\alpha$ را دو برابر می‌کنیم:

# %% [markdown] lang="en"
# A table of $4 \times 4$ with all pairs: each output is compared with the targets of all samples. Even a net without any error gets the loss $J = 0.5$, and its best answer becomes to say the mean everywhere. That is why `MSELoss` refuses unequal shapes.
#
# ### Fourth mistake: a long step and a dead neuron
#
# All is right, only $\alpha$ is doubled:

# %%
stuck, losses_stuck = train(gradients, alpha=0.2)
Z_stuck, _, Y_stuck = forward(X, *stuck)
print("J, last steps:", [round(float(J), 4) for J in losses_stuck[-3:]])
print("outputs:", Y_stuck.round(4))
print("Z of the first hidden neuron:", Z_stuck[:, 0].round(3))

assert round(losses_stuck[-1], 4) == 0.1667
assert np.all(Z_stuck[:, 0] < 0) and np.any(Z_stuck[:, 1] > 0)
first_slopes = gradients(X, t, W, c, w, b)
after_one = [old - 0.2 * slope for old, slope in zip((W, c, w, b), first_slopes)]
assert np.all(forward(X, *after_one)[0][:, 0] < 0)
assert np.all(gradients(X, t, *stuck)[0][:, 0] == 0)

# %% [markdown] lang="fa"
# ضرر در $J \approx 0.1667$ مانده است و تکان نمی‌خورد. همان گام نخست، نورون پنهان نخست را به جایی پرتاب کرد که $z$ آن برای هر چهار نمونه منفی است. کلیدش برای همه خاموش است، پس هیچ گرادیانی به آن نمی‌رسد و هیچ گامی آن را برنمی‌گرداند. به آن نورون مرده می‌گویند. چاره‌ها: نرخ یادگیری کوچک‌تر، وزن‌های آغازین بهتر یا تابعی که برای عددهای منفی هم شیب کوچکی دارد.
#
# ## تمرین
#
# پاسخ را به جای `...` بنویسید. آرایه را می‌توانید به‌صورت `[[1, 2], [3, 4]]` بدهید.
#
# **تمرین ۱ (آسان).** {exercise q1}

# %% [markdown] lang="en"
# The loss stays at $J \approx 0.1667$ and does not move. The very first step threw the first hidden neuron to a place where its $z$ is negative for all four samples. Its switch is off for all of them, so no gradient reaches it, and no step brings it back. It is called a dead neuron. What helps: a smaller learning rate, a better start, or a function that has a small slope for negative numbers, too.
#
# ## Exercises
#
# Put your answer in place of `...`. An array may be given as `[[1, 2], [3, 4]]`.
#
# **Exercise 1 (easy).** {exercise q1}

# %%
check("q1", ...)

# %% [markdown] lang="fa"
# در تمرین‌های ۲ و ۳ شبکهٔ تازه‌ای داریم و یک نمونه، $x = (1, 2)$ با هدف $t = 1$:
#
# $$W = \begin{bmatrix} 1 & -1 \\ 0.5 & 1 \end{bmatrix}, \quad c = \begin{bmatrix} 0 \\ -2 \end{bmatrix}, \quad w = \begin{bmatrix} 3 \\ 2 \end{bmatrix}, \quad b = -3$$
#
# **تمرین ۲ (آسان).** {exercise q2}

# %% [markdown] lang="en"
# Exercises 2 and 3 have a new net and one sample, $x = (1, 2)$ with the target $t = 1$:
#
# $$W = \begin{bmatrix} 1 & -1 \\ 0.5 & 1 \end{bmatrix}, \quad c = \begin{bmatrix} 0 \\ -2 \end{bmatrix}, \quad w = \begin{bmatrix} 3 \\ 2 \end{bmatrix}, \quad b = -3$$
#
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
# **تمرین ۶ (میانه): اگر ضرر عوض شود.** {exercise q6}

# %% [markdown] lang="en"
# **Exercise 6 (medium): if the loss changes.** {exercise q6}

# %%
check("q6", ...)

# %% [markdown] lang="fa"
# **تمرین ۷ (دشوار): نورون مرده.** {exercise q7}

# %% [markdown] lang="en"
# **Exercise 7 (hard): the dead neuron.** {exercise q7}

# %%
check("q7", ...)

# %% [markdown] lang="fa"
# **تمرین ۸ (دشوار): بدون نگاه به بالا.** {exercise q8}

# %% [markdown] lang="en"
# **Exercise 8 (hard): without looking back.** {exercise q8}

# %%
def grad_W(X, t, W, c, w, b):
    # fa: سطرهای خودتان را اینجا بنویسید، و در سطر آخر نام این تابع را به جای سه نقطه بگذارید
    # en: Put your own lines here, and in the last line `grad_W` in place of the three dots.
    ...


check("q8", ...)

# %% [markdown] lang="fa"
# ## یک برگه برای همراه بردن
#
# - هر سطر یک نمونه است. گذر رو به جلو:
#
# $$Z = XW + c, \quad H = \max(0, Z), \quad Y = Hw + b, \quad J = \frac{1}{N} \sum_{n} (Y_n - t_n)^2$$
#
# - گذر رو به عقب؛ تنها سطر نخست ضرر را می‌شناسد:
#
# $$dY = \frac{2}{N}(Y - t), \quad dw = H^\top dY, \quad db = \sum_{n} dY_n$$
#
# $$dH = dY\, w^\top, \quad dZ = dH \odot (Z > 0), \quad dW = X^\top dZ, \quad dc = \sum_{n} dZ_n$$
#
# - گرادیان هر چیز شکل خود آن چیز را دارد.
# - پخش‌سازی در راه رفت، جمع در راه برگشت است.
# - تابع ReLU کلید است: گرادیان یا دست‌نخورده می‌گذرد یا هیچ.
# - کم شدن ضرر دلیل درستی گرادیان نیست؛ وارسی گرادیان هست.
# - برای آزمودن، شکل‌های نابرابر برگزینید.
#
# مثال درس:
#
# $$J = 3.375, \quad dW = \begin{bmatrix} 3.5 & -0.5 \\ 1 & 0.5 \end{bmatrix}, \quad db = 1.5$$

# %% [markdown] lang="en"
# ## One page to take away
#
# - Each row is a sample. The forward pass:
#
# $$Z = XW + c, \quad H = \max(0, Z), \quad Y = Hw + b, \quad J = \frac{1}{N} \sum_{n} (Y_n - t_n)^2$$
#
# - The backward pass; only its first line knows the loss:
#
# $$dY = \frac{2}{N}(Y - t), \quad dw = H^\top dY, \quad db = \sum_{n} dY_n$$
#
# $$dH = dY\, w^\top, \quad dZ = dH \odot (Z > 0), \quad dW = X^\top dZ, \quad dc = \sum_{n} dZ_n$$
#
# - The gradient of a thing has the shape of the thing.
# - Broadcasting on the way there is summing on the way back.
# - ReLU is a switch: the gradient passes untouched or not at all.
# - A falling loss does not prove a gradient; a gradient check does.
# - For tests, choose unequal sizes.
#
# The example of this lesson:
#
# $$J = 3.375, \quad dW = \begin{bmatrix} 3.5 & -0.5 \\ 1 & 0.5 \end{bmatrix}, \quad db = 1.5$$
