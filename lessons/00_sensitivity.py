# ---
# title.fa: مشتق یعنی حساسیت
# title.en: The derivative as sensitivity
# minutes: 45
# ---

# %% [markdown] lang="fa"
# # درس ۰: مشتق یعنی حساسیت
#
# همهٔ این دوره بر یک پرسش استوار است: اگر ورودی اندکی تغییر کند، خروجی چقدر تغییر می‌کند؟ پاسخ این پرسش را مشتق (derivative) می‌نامیم. در این درس مشتق را با دست پیدا می‌کنیم، با عدد اندازه می‌گیریم و سرانجام آن را از میان رقم‌های یک عدد بیرون می‌کشیم. در پایان درس می‌توانید:
#
# - مشتق را به زبان ساده معنا کنید: به ازای یک واحد تغییر ورودی، چند واحد تغییر خروجی؛
# - آن را با دو نسبت، یکی پیشرو و یکی مرکزی، اندازه بگیرید؛
# - بگویید چرا گام اندازه‌گیری نباید بزرگ باشد و بسیار کوچک هم نباید باشد، و بهترین گام را حساب کنید؛
# - در چند سطر برنامه، عددی بسازید که مشتق خود را همراه دارد.
#
# پیش‌نیاز درس تنها مشتق $x^2$ و $x^3$ از ریاضی دبیرستان است، و اینکه بتوانید یک برنامهٔ کوتاه پایتون را بخوانید. زمان لازم نزدیک ۴۵ دقیقه است. نخست خانهٔ زیر را اجرا کنید (کلیدهای `Shift` و `Enter` با هم).

# %% [markdown] lang="en"
# # Lesson 0: The derivative as sensitivity
#
# This whole course rests on one question: if an input changes a little, how much does the output change? The answer is called the derivative. In this lesson we find a derivative by hand, measure it with numbers, and in the end read it off from between the digits of a number. At the end you can:
#
# - say in plain words what a derivative is: so many units of output for each unit of input;
# - measure it with two quotients, the forward and the central one;
# - say why the step of the measurement must be neither large nor tiny, and compute the best one;
# - build, in a few lines, a number that carries its derivative along.
#
# All you need is the derivatives of $x^2$ and $x^3$ from school, and to be able to read a short Python program. Allow about 45 minutes. Run the next cell first (the keys `Shift` and `Enter` together).

# %% lang="fa"
import math

import tinygrad_fa as tg
from tinygrad_fa.lessons import start

check = start("fa", lesson=0)

# %% lang="en"
import math

import tinygrad_fa as tg
from tinygrad_fa.lessons import start

check = start("en", lesson=0)

# %% [markdown] lang="fa"
# ## پرسش
#
# زمینی مستطیل‌شکل داریم که درازایش سه متر بیشتر از پهنای آن است. پهنا را با متر اندازه گرفته‌ایم: $x = 2$. مساحت چنین است:
#
# $$f(x) = x\,(x + 3) = x^2 + 3x$$
#
# پس $f(2) = 10$ متر مربع است. ولی شاید متر ما یک سانتی‌متر خطا داشته باشد. این خطا مساحت را چقدر تغییر می‌دهد؟ اگر خطا دو سانتی‌متر باشد چه؟
#
# پیش از ادامه حدسی روی کاغذ بنویسید. سپس خانهٔ بعد را اجرا کنید: پهنا را به اندازهٔ $h$ زیاد می‌کنیم و می‌بینیم مساحت چقدر زیاد می‌شود و این افزایش چند برابر $h$ است.

# %% [markdown] lang="en"
# ## The question
#
# A rectangular field is three metres longer than it is wide. We have measured its width in metres: $x = 2$. So its area is
#
# $$f(x) = x\,(x + 3) = x^2 + 3x$$
#
# which gives $f(2) = 10$ square metres. But perhaps our tape is off by one centimetre. How far is the area off, then? And if it is off by two?
#
# Write down a guess before you go on. Then run the next cell: it makes the width larger by $h$ and shows how much the area grows, and how many times $h$ that is.

# %%
def area(x):
    return x * (x + 3)


x = 2
for h in (1, 0.1, 0.01, 0.001):
    growth = area(x + h) - area(x)
    print(f"h = {h:<6} growth = {growth:<10.6g} growth / h = {growth / h:.6g}")

assert area(2) == 10
assert abs((area(2 + 1) - area(2)) / 1 - 8) < 1e-9
assert abs((area(2 + 0.1) - area(2)) / 0.1 - 7.1) < 1e-9
assert abs((area(2 + 0.01) - area(2)) / 0.01 - 7.01) < 1e-9
assert abs((area(2 + 0.001) - area(2)) / 0.001 - 7.001) < 1e-9

# %% [markdown] lang="fa"
# نسبت در ستون آخر به ۷ نزدیک می‌شود: ۸، ۷٫۱، ۷٫۰۱، ۷٫۰۰۱. پس اگر پهنا اندکی زیاد شود، مساحت نزدیک هفت برابر آن زیاد می‌شود: یک سانتی‌متر خطا در پهنا نزدیک $0.07$ متر مربع خطا در مساحت می‌آورد. این نسبت را حساسیت مساحت نسبت به پهنا می‌نامیم. چرا درست ۷؟
#
# ## با دست
#
# زمین را بکشید و پهنای آن را به اندازهٔ $h$ بیشتر کنید. درازا همیشه سه متر بیشتر از پهناست، پس آن هم به اندازهٔ $h$ بلندتر می‌شود. دو نوار و یک گوشهٔ کوچک به زمین افزوده می‌شود:
#
# ```
#                x + 3 = 5              h
#         +------------------------+---------+
#         |                        |         |
#  x = 2  |       x (x + 3)        |   2 h   |
#         |                        |         |
#         +------------------------+---------+
#    h    |          5 h           |  h * h  |
#         +------------------------+---------+
# ```
#
# نوار پایین $5h$ است، نوار کناری $2h$ و گوشه $h^2$. روی هم:
#
# $$f(2+h) - f(2) = 5h + 2h + h^2 = 7h + h^2$$
#
# اکنون بر $h$ بخش کنید:
#
# $$\frac{f(2+h) - f(2)}{h} = 7 + h$$
#
# هرچه $h$ کوچک‌تر شود، سهم گوشه زودتر از سهم نوارها ناچیز می‌شود و نسبت به ۷ می‌رسد. این حد را مشتق می‌نامیم و با $f'(2) = 7$ نشان می‌دهیم. در هر نقطهٔ دیگر هم دو نوار داریم، یکی به درازای $x+3$ و یکی به درازای $x$:
#
# $$f'(x) = (x + 3) + x = 2x + 3$$
#
# پس مشتق، پاسخ این پرسش است: **به ازای یک واحد تغییر ورودی، خروجی چند واحد تغییر می‌کند؟** البته تا جایی که تغییر کوچک باشد. پیش‌بینی ما برای خطای یک سانتی‌متری چنین است:
#
# $$\Delta f \approx f'(2) \cdot 0.01 = 0.07$$
#
# و مقدار واقعی آن $0.07 + 0.0001 = 0.0701$ است؛ آن یک ده‌هزارم، گوشهٔ کوچک تصویر است. اگر خطا دو سانتی‌متر باشد، پیش‌بینی هم دو برابر می‌شود: $7 \cdot 0.02 = 0.14$.

# %% [markdown] lang="en"
# The ratio in the last column comes closer and closer to 7: first 8, then 7.1, 7.01, 7.001. So when the width grows a little, the area grows about seven times as much: an error of one centimetre in the width brings an error of about $0.07$ square metres in the area. This ratio is the sensitivity of the area to the width. Why exactly 7?
#
# ## By hand
#
# Draw the field and make it wider by $h$. As its length is always three metres more, it becomes longer by $h$, too. Two strips and a small corner are added:
#
# ```
#                x + 3 = 5              h
#         +------------------------+---------+
#         |                        |         |
#  x = 2  |       x (x + 3)        |   2 h   |
#         |                        |         |
#         +------------------------+---------+
#    h    |          5 h           |  h * h  |
#         +------------------------+---------+
# ```
#
# The strip below is $5h$, the one at the side $2h$, and the corner $h^2$. Together:
#
# $$f(2+h) - f(2) = 5h + 2h + h^2 = 7h + h^2$$
#
# Now divide by $h$:
#
# $$\frac{f(2+h) - f(2)}{h} = 7 + h$$
#
# As $h$ shrinks, the corner becomes negligible sooner than the strips, and the ratio arrives at 7. This limit is called the derivative, written $f'(2) = 7$. At any other point there are two strips as well, one of length $x+3$ and one of length $x$:
#
# $$f'(x) = (x + 3) + x = 2x + 3$$
#
# So a derivative answers this question: **for one unit of input, how many units does the output change?** As long as the change is small, that is. The prediction for an error of one centimetre:
#
# $$\Delta f \approx f'(2) \cdot 0.01 = 0.07$$
#
# The true value is $0.07 + 0.0001 = 0.0701$, and that extra ten-thousandth is the little corner of the drawing. If the tape is off by two centimetres, the prediction doubles, too: $7 \cdot 0.02 = 0.14$.

# %%
def area_slope(x):
    return 2 * x + 3


predicted = area_slope(2) * 0.01
true_change = area(2.01) - area(2)
print("predicted:", round(predicted, 6), "  true:", round(true_change, 6))

assert area_slope(2) == 7
assert round(predicted, 6) == 0.07
assert round(true_change, 6) == 0.0701
assert round(true_change - predicted, 6) == 0.0001
assert round(area_slope(2) * 0.02, 6) == 0.14

# %% [markdown] lang="fa"
# ## وارسی عددی: یک‌سویه و دوسویه
#
# شکل هر تابعی را نمی‌توان مانند زمین کشید. ولی هر تابعی را که بتوان حساب کرد، می‌توان اندازه گرفت. نسبتی که تا اینجا به کار بردیم، نسبت تفاضلی (difference quotient) نام دارد و چون تنها رو به جلو گام برمی‌دارد، آن را تفاضل پیشرو (forward difference) می‌گویند:
#
# $$\frac{f(x+h) - f(x)}{h}$$
#
# نسبت دیگری هم هست که یک گام به جلو و یک گام به عقب برمی‌دارد: تفاضل مرکزی (centered difference).
#
# $$\frac{f(x+h) - f(x-h)}{2h}$$
#
# آن را برای زمین با دست حساب کنیم. در گام جلو دو نوار و گوشه را می‌افزاییم. در گام عقب دو نوار را برمی‌داریم، ولی گوشه را دو بار برداشته‌ایم و باید یک‌بار پس بدهیم؛ پس $h^2$ باز هم با علامت مثبت می‌آید:
#
# $$f(2+h) = 10 + 7h + h^2$$
#
# $$f(2-h) = 10 - 7h + h^2$$
#
# در تفریق، گوشه‌ها یکدیگر را از میان می‌برند و تنها $14h$ می‌ماند. پس تفاضل مرکزی، برای هر $h$ که باشد، خود ۷ را می‌دهد. پیش از اجرا بگویید هر سطر چه چاپ می‌کند.

# %% [markdown] lang="en"
# ## The numerical check: from one side and from both
#
# Not every function can be drawn like a field. But whatever can be computed can be measured. The ratio that we used so far is called a difference quotient, and because it only steps forward, this one is the forward difference:
#
# $$\frac{f(x+h) - f(x)}{h}$$
#
# There is another one, which takes a step forward and a step back: the central difference.
#
# $$\frac{f(x+h) - f(x-h)}{2h}$$
#
# Let us work it out by hand for the field. The step forward adds two strips and the corner. The step back takes two strips away, but takes the corner away twice, so that we must give it back once; $h^2$ has a plus sign again:
#
# $$f(2+h) = 10 + 7h + h^2$$
#
# $$f(2-h) = 10 - 7h + h^2$$
#
# In the subtraction the corners cancel, and only $14h$ is left. So the central difference gives 7 itself, whatever $h$ is. Say what each line will print before you run the cell.

# %%
def forward_difference(f, x, h):
    return (f(x + h) - f(x)) / h


def central_difference(f, x, h):
    return (f(x + h) - f(x - h)) / (2 * h)


for h in (1, 0.5, 0.1):
    forward, central = forward_difference(area, 2, h), central_difference(area, 2, h)
    print(f"h = {h:<5} forward {forward:.6g}   central {central:.6g}")
    assert abs(forward - (7 + h)) < 1e-9
    assert abs(central - 7) < 1e-9

# %% [markdown] lang="fa"
# ## دو دشمن
#
# برای تابع درجهٔ دو تفاضل مرکزی بی‌خطاست. با تابع درجهٔ سه، کار به این آسانی نیست:
#
# $$g(x) = x^3, \qquad g'(x) = 3x^2, \qquad g'(2) = 12$$
#
# توان سوم را باز کنید: $(2+h)^3 = 8 + 12h + 6h^2 + h^3$. با همان جبر بالا:
#
# $$\frac{g(2+h) - g(2)}{h} = 12 + 6h + h^2$$
#
# $$\frac{g(2+h) - g(2-h)}{2h} = 12 + h^2$$
#
# آنچه پس از ۱۲ آمده، خطای فرمول است و خطای برشی (truncation error) نام دارد. در تفاضل پیشرو این خطا نزدیک $6h$ است: گام ده برابر کوچک‌تر، خطا ده برابر کوچک‌تر. در تفاضل مرکزی $h^2$ است: گام ده برابر کوچک‌تر، خطا *صد* برابر کوچک‌تر.
#
# اگر دشمن دیگری نبود، $h$ را تا می‌شد کوچک می‌گرفتیم. خانهٔ بعد همین کار را می‌کند. در هر سطر، میلهٔ نخست شمار رقم‌های درست تفاضل پیشرو است و میلهٔ دوم شمار رقم‌های درست تفاضل مرکزی. حدس بزنید میله‌ها تا کجا بلند می‌شوند.

# %% [markdown] lang="en"
# ## Two enemies
#
# For a polynomial of degree two the central difference has no error at all. Degree three asks for more:
#
# $$g(x) = x^3, \qquad g'(x) = 3x^2, \qquad g'(2) = 12$$
#
# Expand the cube: $(2+h)^3 = 8 + 12h + 6h^2 + h^3$. The same algebra as before gives
#
# $$\frac{g(2+h) - g(2)}{h} = 12 + 6h + h^2$$
#
# $$\frac{g(2+h) - g(2-h)}{2h} = 12 + h^2$$
#
# What comes after the 12 is the error of the formula, the truncation error. For the forward difference it is about $6h$: a step ten times smaller, an error ten times smaller. For the central difference it is $h^2$: a step ten times smaller, an error a *hundred* times smaller.
#
# If there were no other enemy, we would take $h$ as small as we can. The next cell does just that. In each line the first bar is the number of right digits of the forward difference, the second that of the central difference. Guess how far the bars will grow.

# %%
def cube(x):
    return x * x * x


def right_digits(measured, true):
    error = abs(measured - true)
    return 16 if error == 0 else max(0, round(-math.log10(error / abs(true))))


steps = [10.0**-k for k in range(1, 17)]
forward_errors, central_errors = [], []
for h in steps:
    forward, central = forward_difference(cube, 2.0, h), central_difference(cube, 2.0, h)
    forward_errors.append(abs(forward - 12))
    central_errors.append(abs(central - 12))
    bars = "▇" * right_digits(forward, 12), "▇" * right_digits(central, 12)
    print(f"h = {h:.0e}  forward {bars[0]:<12} central {bars[1]}")

assert cube(2) == 8 and 3 * 2**2 == 12
assert abs(forward_errors[0] - 0.61) < 1e-9  # 6 h + h * h at h = 0.1
assert abs(central_errors[0] - 0.01) < 1e-9  # h * h
assert abs(forward_errors[2] / 0.006 - 1) < 0.001
assert abs(central_errors[2] / 0.000001 - 1) < 0.001

# %% [markdown] lang="fa"
# میله‌ها بلند می‌شوند و سپس *کوتاه*. در سطر آخر هیچ رقم درستی نمانده است! دشمن دوم خطای گرد کردن (rounding error) است. عدد ممیز شناور (floating point) در پایتون نزدیک ۱۶ رقم نگه می‌دارد و بقیه را دور می‌ریزد. ببینید با $h = 10^{-12}$ چه می‌شود. عدد $g(2+h)$ چنین است:
#
# $$8.000000000012\ldots$$
#
# از آن ۱۶ رقم، یازده رقم خرج نوشتن هشت و صفرهای پس از آن شده است. تفریق همهٔ این رقم‌ها را از میان می‌برد و تنها چهار پنج رقم می‌ماند که آخرینش هم گرد شده است. سپس بر عدد بسیار کوچکی بخش می‌کنیم و خطا را بزرگ می‌کنیم. با $h = 10^{-16}$ کار از این هم بدتر است: عدد $2+h$ خود $2$ می‌شود، صورت کسر صفر است و «مشتق» صفر از آب درمی‌آید.

# %% [markdown] lang="en"
# The bars grow, and then they *shrink*. The last line has not a single right digit! The second enemy is the rounding error. A floating-point number in Python keeps about 16 digits and throws the rest away. See what happens for $h = 10^{-12}$. The number $g(2+h)$ is
#
# $$8.000000000012\ldots$$
#
# Of those 16 digits eleven are spent on writing down the eight and its zeros. The subtraction wipes all of them out, and only four or five digits are left, the last of them rounded. Then we divide by a tiny number and make the error large. With $h = 10^{-16}$ it is worse: $2+h$ is $2$ itself, the numerator is zero, and the "derivative" comes out as zero.

# %%
print("g(2 + h)            =", cube(2 + 1e-12))
print("g(2 + h) - g(2)     =", cube(2 + 1e-12) - 8)
print("divided by h        =", forward_difference(cube, 2.0, 1e-12))
print("with h = 1e-16      =", forward_difference(cube, 2.0, 1e-16))

assert str(cube(2 + 1e-12)) == "8.000000000012001"
assert abs(forward_difference(cube, 2.0, 1e-12) - 12) > 1e-4
assert 2 + 1e-16 == 2
assert forward_difference(cube, 2.0, 1e-16) == 0

# %% [markdown] lang="fa"
# ### بهترین گام
#
# دو دشمن روبه‌روی هم ایستاده‌اند: گام بزرگ خطای برشی می‌آورد و گام کوچک خطای گرد کردن. بهترین گام جایی میان آن‌هاست و آن را با همان ریاضی دبیرستان پیدا می‌کنیم. خطای گرد کردن هر مقدار $g$ نزدیک $\delta = 10^{-15}$ است، چون $g(2) = 8$ و ۱۶ رقم داریم. دو مقدار را از هم کم می‌کنیم و بر $h$ یا $2h$ بخش می‌کنیم. پس همهٔ خطا، در بدترین حالت، چنین است:
#
# $$E_{1}(h) = 6h + \frac{2\delta}{h}$$
#
# $$E_{2}(h) = h^2 + \frac{\delta}{h}$$
#
# سطر نخست برای تفاضل پیشرو است و سطر دوم برای تفاضل مرکزی. کمترین مقدار هر یک آنجاست که مشتقش صفر شود. یعنی مشتق می‌گیریم تا بدانیم مشتق را چگونه اندازه بگیریم!
#
# $$6 - \frac{2\delta}{h^2} = 0 \quad\Longrightarrow\quad h = \sqrt{\frac{\delta}{3}} \approx 2 \cdot 10^{-8}$$
#
# $$2h - \frac{\delta}{h^2} = 0 \quad\Longrightarrow\quad h = \sqrt[3]{\frac{\delta}{2}} \approx 8 \cdot 10^{-6}$$
#
# این‌ها تنها مرتبهٔ بزرگی گام را می‌گویند، و همین بس است. با میله‌های بالا مقایسه کنید: بلندترین میلهٔ تفاضل پیشرو کجاست؟ بلندترین میلهٔ تفاضل مرکزی کجا؟ تابع `check_gradients` هم که در همهٔ درس‌ها مشتق‌ها را می‌سنجد، گامی از همین اندازه برمی‌دارد: $6 \cdot 10^{-6}$.

# %% [markdown] lang="en"
# ### The best step
#
# The two enemies stand against each other: a large step brings truncation error, a small one rounding error. The best step is somewhere between, and school calculus finds it. The rounding error of one value of $g$ is about $\delta = 10^{-15}$, since $g(2) = 8$ and there are 16 digits. Two values are subtracted and divided by $h$ or by $2h$. So the whole error, at worst, is
#
# $$E_{1}(h) = 6h + \frac{2\delta}{h}$$
#
# $$E_{2}(h) = h^2 + \frac{\delta}{h}$$
#
# for the forward difference (first line) and the central one (second line). Each is smallest where its derivative is zero. So we differentiate in order to learn how to measure a derivative!
#
# $$6 - \frac{2\delta}{h^2} = 0 \quad\Longrightarrow\quad h = \sqrt{\frac{\delta}{3}} \approx 2 \cdot 10^{-8}$$
#
# $$2h - \frac{\delta}{h^2} = 0 \quad\Longrightarrow\quad h = \sqrt[3]{\frac{\delta}{2}} \approx 8 \cdot 10^{-6}$$
#
# This tells no more than the size of the step, and that is enough. Compare with the bars above: where is the longest one of the forward difference, and where that of the central one? `check_gradients`, which tests the derivatives in all lessons, takes a step of this size, too: $6 \cdot 10^{-6}$.

# %%
from tinygrad_fa.engine.checks import CENTRAL_STEP

delta = 1e-15
best_forward = math.sqrt(delta / 3)
best_central = (delta / 2) ** (1 / 3)
print(f"computed: forward {best_forward:.0e}   central {best_central:.0e}")

measured_forward = steps[forward_errors.index(min(forward_errors))]
measured_central = steps[central_errors.index(min(central_errors))]
print(f"measured: forward {measured_forward:.0e}   central {measured_central:.0e}")

assert f"{best_forward:.0e}" == "2e-08" and f"{best_central:.0e}" == "8e-06"
assert 1e-9 <= measured_forward <= 1e-7
assert 1e-6 <= measured_central <= 1e-4
assert min(central_errors) < min(forward_errors) / 10
assert CENTRAL_STEP == 6e-6
assert abs(6 - 2 * delta / best_forward**2) < 1e-9
assert abs(2 * best_central - delta / best_central**2) < 1e-9

# %% [markdown] lang="fa"
# ## تصویر
#
# این نمودار، خطای مشتق $g$ را در برابر $h$ نشان می‌دهد؛ هر دو محور لگاریتمی‌اند. در چنین نموداری هر توان یک خط راست است: در سمت راست، شیب خط برای تفاضل پیشرو یک است، چون خطا با $h$ کوچک می‌شود؛ و برای تفاضل مرکزی دو، چون خطا با $h^2$ کوچک می‌شود و $\log h^2 = 2 \log h$. سمت چپ خطای گرد کردن است؛ این خطا منظم نیست، ولی با کوچک شدن $h$ بزرگ می‌شود. نمودار به شکل V است. ته V کجاست؟

# %% [markdown] lang="en"
# ## The picture
#
# Here is the error of the slope of $g$ against $h$, with both axes logarithmic. In such a picture every power is a straight line. On the right, its slope is one for the forward difference, whose error shrinks with $h$; and two for the central one, whose error shrinks with $h^2$, since $\log h^2 = 2 \log h$. On the left is the rounding error: it is irregular, but it grows as $h$ shrinks. The picture has the shape of a V. Where is its lowest point?

# %%
from matplotlib import pyplot

figure, axes = pyplot.subplots(figsize=(7, 4), layout="constrained")
axes.loglog(steps, forward_errors, "o-", color="#0072B2", label=r"$\frac{g(x+h)-g(x)}{h}$")
axes.loglog(steps, central_errors, "s--", color="#D55E00", label=r"$\frac{g(x+h)-g(x-h)}{2h}$")
axes.axvline(best_forward, color="#0072B2", linestyle=":")
axes.axvline(best_central, color="#D55E00", linestyle=":")
axes.set_xlabel("$h$")
axes.set_ylabel("$|E(h)|$")
axes.grid(alpha=0.3)
legend = axes.legend(fontsize=14)

# %% [markdown] lang="fa"
# خط‌های عمودی نقطه‌چین، دو گامی هستند که با دست حساب کردیم. هر دو درست به ته V خود رسیده‌اند.
#
# ## ترفند رقم‌ها
#
# آیا می‌توان از هر دو دشمن گریخت؟ به زمین برگردیم و این بار خود عدد را نگاه کنیم، نه نسبت را:
#
# $$f(2.00001) = 10.0000700001$$
#
# رقم‌ها را دسته‌دسته بخوانید: نخست `10`، سپس `00007` و سپس `00001`. عدد ۱۰ مقدار تابع است، ۷ مشتق آن و ۱ گوشهٔ کوچک. این درست همان $10 + 7h + h^2$ است که با $h = 10^{-5}$ نوشته شده. مشتق همین‌جا، میان رقم‌ها نشسته است! نه چیزی را از چیزی کم کردیم و نه بر چیزی بخش کردیم.

# %% [markdown] lang="en"
# The dotted vertical lines are the two steps that we computed by hand. Each of them hits the bottom of its V.
#
# ## The digits trick
#
# Can we get away from both enemies? Back to the field, and this time look at the number itself instead of the ratio:
#
# $$f(2.00001) = 10.0000700001$$
#
# Read the digits in groups: first `10`, then `00007`, then `00001`. The 10 is the value of the function, the 7 its derivative, and the 1 the little corner. It is just $10 + 7h + h^2$, written with $h = 10^{-5}$. The derivative is sitting right there among the digits! Nothing was subtracted, and nothing was divided.

# %%
print(f"{area(2.00001):.10f}")
print(f"{area(5.00001):.10f}")

assert round(area(2.00001), 10) == 10.0000700001
assert round(area(5.00001), 10) == 40.0001300001

# %% [markdown] lang="fa"
# پس کافی است مقدار و مشتق را در دو جای جدا نگه داریم و گوشه را دور بریزیم. دو عدد چنین را $a + a'\varepsilon$ و $b + b'\varepsilon$ بنویسید و در حساب خود تنها یک قاعده بیفزایید: $\varepsilon^2$ صفر است. جمع و ضرب چه می‌شوند؟
#
# $$(a + a'\varepsilon) + (b + b'\varepsilon) = (a + b) + (a' + b')\,\varepsilon$$
#
# $$(a + a'\varepsilon)(b + b'\varepsilon) = ab + (a'b + ab')\,\varepsilon$$
#
# آنچه کنار $\varepsilon$ ایستاده، قاعدهٔ مشتق جمع و ضرب است؛ آن را از جبر به دست آوردیم، نه از حافظه. چنین عددی را عدد دوگان (dual number) می‌نامند. ساختنش در پایتون ده سطر بیشتر نمی‌خواهد.

# %% [markdown] lang="en"
# So it is enough to keep value and derivative in two separate places, and to throw the corner away. Write two such numbers as $a + a'\varepsilon$ and $b + b'\varepsilon$, and add a single rule to your arithmetic: $\varepsilon^2$ is zero. What become of sum and product?
#
# $$(a + a'\varepsilon) + (b + b'\varepsilon) = (a + b) + (a' + b')\,\varepsilon$$
#
# $$(a + a'\varepsilon)(b + b'\varepsilon) = ab + (a'b + ab')\,\varepsilon$$
#
# Beside $\varepsilon$ stand the rules for the derivatives of sums and products; we got them by algebra, not by heart. Such a number is called a dual number. In Python it takes ten lines.

# %%
class Dual:
    def __init__(self, value, slope=0.0):
        self.value, self.slope = value, slope

    def __add__(self, other):
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other):
        slope = self.slope * other.value + self.value * other.slope
        return Dual(self.value * other.value, slope)


x = Dual(2.0, 1.0)
three = Dual(3.0)
f = x * (x + three)
g = x * x * x
print("f:", f.value, f.slope)
print("g:", g.value, g.slope)

assert (f.value, f.slope) == (10, 7)
assert (g.value, g.slope) == (8, 12)

# %% [markdown] lang="fa"
# ورودی با شیب ۱ آغاز می‌کند، چون $x$ نسبت به خودش با نسبت یک تغییر می‌کند؛ عدد ثابت ۳ تغییر نمی‌کند و شیبش صفر است. نتیجه ۷ و ۱۲ است، بدون هیچ خطایی: نه گامی در کار است، نه تفریقی. این روش را مشتق‌گیری خودکار حالت مستقیم (forward-mode autodiff) می‌نامند. عیبش این است که برای هر ورودی باید یک‌بار از نو اجرا شود. درس بعد راهی نشان می‌دهد که همهٔ ورودی‌ها را در یک گذر پاسخ می‌دهد.
#
# ## موتور
#
# اکنون همین تابع را به `tinygrad_fa` می‌سپاریم. عدد `tg.Value` به یاد می‌سپارد که چگونه ساخته شده است و `backward` مشتق را در `grad` می‌گذارد. تابع `tg.jvp` همان کار عدد دوگان را می‌کند: مقدار و شیب را با هم جلو می‌برد.

# %% [markdown] lang="en"
# The input starts with the slope 1, since $x$ changes one to one with itself; the constant 3 does not change, so its slope is zero. The results are 7 and 12, with no error at all: there is no step and no subtraction. This method is called forward-mode automatic differentiation. Its drawback: it has to run once more for each input. The next lesson shows a way that answers for all inputs in a single pass.
#
# ## The engine
#
# Now hand the same function to `tinygrad_fa`. A `tg.Value` remembers how it was made, and `backward` leaves the derivative in `grad`. `tg.jvp` does what a dual number does: it carries value and slope forward together.

# %%
x = tg.Value(2.0, name="x")
f = area(x)
f.name = "f"
f.backward()
print("f =", f.data, "  slope:", x.grad)

value, slope = tg.jvp(area, [2.0], [1.0])
print("forward mode:", value, slope)

assert (f.data, x.grad) == (10, 7)
assert (value, slope) == (10, 7)

# %% [markdown] lang="fa"
# تابع `check_gradients` چهار شاهد را کنار هم می‌نشاند و سه تای آن‌ها را همین امروز شناختید: `backward`، عدد دوگان و تفاضل مرکزی. شاهد چهارم، گام مختلط، خویشاوند عدد دوگان است و به جای $\varepsilon$ عدد $i$ را به کار می‌برد.

# %% [markdown] lang="en"
# `check_gradients` puts four witnesses side by side, and you have met three of them today: `backward`, dual numbers and the central difference. The fourth, the complex step, is a relative of the dual numbers, with $i$ in the place of $\varepsilon$.

# %%
report = tg.check_gradients(area, x)
assert report.ok
report

# %% [markdown] lang="fa"
# این هم تصویر محاسبه و نوشتهٔ گام‌به‌گام آن. عدد بالای هر خط مقدار است و عدد پایین آن می‌گوید خروجی $f$ چند برابر تغییر آن عدد تغییر می‌کند. دو خط از $x$ بیرون می‌روند؛ ۵ و ۲، یعنی درازای دو نوار زمین، را کنار ضرب پیدا کنید. واژهٔ گرادیان (gradient) که در نوشته می‌آید، برای تابعی با یک ورودی همان مشتق است.

# %% [markdown] lang="en"
# And here are a picture of the computation and its derivation, step by step. The number above a line is a value; the number below says how many times its change the output $f$ changes. Two lines leave $x$; find the 5 and the 2, the lengths of the two strips of the field, beside the product. The word gradient, which the derivation uses, is the same as derivative when there is one input.

# %%
tg.draw(f)

# %%
tg.derive(f)

# %% [markdown] lang="fa"
# ## چه چیزی خراب می‌شود و چرا
#
# ### اشتباه نخست: «هرچه گام کوچک‌تر، بهتر»
#
# این را در میله‌ها دیدید: با گام $10^{-16}$ مشتق هر تابعی در نقطهٔ ۲ صفر می‌شود. کسی که گام را از ترس خطا بسیار کوچک می‌گیرد، خطا را بزرگ کرده است.
#
# ### اشتباه دوم: پیش‌بینی دور
#
# حساسیت تنها در نزدیکی همان نقطه معنا دارد. اگر پهنا یک متر زیاد شود، مشتق می‌گوید مساحت $10 + 7 = 17$ می‌شود، ولی در واقع $f(3) = 18$ است. گوشه، که یک متر در یک متر است، دیگر ناچیز نیست.
#
# ### اشتباه سوم: اندازه‌گیری روی یک شکستگی
#
# تابع قدرمطلق در صفر یک گوشهٔ تیز دارد: سمت چپ با شیب یک پایین می‌آید و سمت راست با شیب یک بالا می‌رود. پس در صفر مشتق ندارد. ولی ابزارهای ما سکوت نمی‌کنند! پیش از اجرا بگویید تفاضل پیشرو و تفاضل مرکزی چه می‌گویند.

# %% [markdown] lang="en"
# ## What goes wrong, and why
#
# ### First mistake: "the smaller the step, the better"
#
# You saw it in the bars: with a step of $10^{-16}$ every function has the derivative zero at the point 2. Whoever takes a tiny step for fear of an error makes the error large.
#
# ### Second mistake: a prediction too far away
#
# A sensitivity means something only near its point. If the width grows by one metre, the derivative predicts an area of $10 + 7 = 17$, but in fact $f(3) = 18$. The corner, now one metre by one metre, is no longer negligible.
#
# ### Third mistake: measuring at a kink
#
# The absolute value has a sharp corner at zero: it comes down with slope one on the left and goes up with slope one on the right. So it has no derivative there. But our tools do not keep silent! Say before you run the cell what the forward and the central difference will tell you.

# %%
print("predicted:", area(2) + area_slope(2) * 1, "  true:", area(3))
assert area(2) + area_slope(2) * 1 == 17
assert area(3) == 18

print("|x| at 0, forward:", forward_difference(abs, 0.0, 1e-5))
print("|x| at 0, central:", central_difference(abs, 0.0, 1e-5))
assert forward_difference(abs, 0.0, 1e-5) == 1
assert central_difference(abs, 0.0, 1e-5) == 0

# %% [markdown] lang="fa"
# تفاضل پیشرو با اطمینان عدد ۱ را می‌دهد و تفاضل مرکزی با همان اطمینان عدد ۰ را؛ تفاضل مرکزی میانگین دو شیب $-1$ و $1$ را گرفته است. هیچ یک درست نیست، چون پاسخ درستی وجود ندارد. اگر دو اندازه‌گیری با هم نخواندند، نخست بپرسید: آیا تابع در این نقطه مشتق دارد؟ این پرسش در درس‌های بعد دوباره پیش می‌آید.
#
# ## تمرین
#
# نخست روی کاغذ حل کنید، سپس پاسخ را به جای `...` بنویسید و خانه را اجرا کنید. رقم فارسی هم پذیرفته است. اگر پاسخ نادرست باشد، راهنمایی می‌گیرید و می‌توانید دوباره بکوشید.
#
# **تمرین ۱ (آسان).** {exercise q1}

# %% [markdown] lang="en"
# The forward difference says 1 with confidence, and the central one says 0 with just as much; it has taken the mean of the two slopes $-1$ and $1$. Neither is right, as there is no right answer. When two measurements disagree, first ask: does the function have a derivative at this point at all? The question will come back in later lessons.
#
# ## Exercises
#
# Solve them on paper first, then put your answer in place of `...` and run the cell. A wrong answer gets you a hint, and you may try again.
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
# **تمرین ۳ (آسان).** {exercise q3}

# %% [markdown] lang="en"
# **Exercise 3 (easy).** {exercise q3}

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
# **تمرین ۷ (دشوار).** {exercise q7}

# %% [markdown] lang="en"
# **Exercise 7 (hard).** {exercise q7}

# %%
check("q7", ...)

# %% [markdown] lang="fa"
# **تمرین ۸ (دشوار).** {exercise q8}

# %% [markdown] lang="en"
# **Exercise 8 (hard).** {exercise q8}

# %%
check("q8", ...)

# %% [markdown] lang="fa"
# **تمرین ۹ (دشوار).** {exercise q9}

# %% [markdown] lang="en"
# **Exercise 9 (hard).** {exercise q9}

# %%
def power(a, s, n):
    # fa: این سطر تنها برای توان ۱ درست است
    # en: this line is right for the power 1 only
    return a, s


check("q9", ...)

# %% [markdown] lang="fa"
# ## یک برگه برای همراه بردن
#
# - مشتق یعنی حساسیت: به ازای یک واحد تغییر ورودی، خروجی چند واحد تغییر می‌کند.
# - برای تغییر کوچک:
#
# $$f(x + h) \approx f(x) + f'(x)\,h$$
#
# - تفاضل پیشرو خطایی هم‌اندازهٔ $h$ دارد و تفاضل مرکزی خطایی هم‌اندازهٔ $h^2$؛ پس مرکزی بهتر است.
# - گام بزرگ خطای برشی می‌آورد و گام بسیار کوچک خطای گرد کردن. گام خوب برای تفاضل مرکزی نزدیک $10^{-5}$ است و برای تفاضل پیشرو نزدیک $10^{-8}$.
# - عدد دوگان مقدار و مشتق را با هم می‌برد، بی‌گام و بی‌خطا:
#
# $$(a + a'\varepsilon)(b + b'\varepsilon) = ab + (a'b + ab')\,\varepsilon$$
#
# - روی شکستگی، هر اندازه‌گیری عددی می‌دهد و هیچ یک مشتق نیست.
#
# مثال درس: برای $f = x^2 + 3x$ در $x = 2$ داریم $f = 10$ و $f' = 7$.
#
# در درس بعد تابع چند ورودی دارد و حساسیت به همهٔ آن‌ها را یک‌باره پیدا می‌کنیم.

# %% [markdown] lang="en"
# ## One page to take away
#
# - A derivative is a sensitivity: for one unit of input, how many units the output changes.
# - For a small change:
#
# $$f(x + h) \approx f(x) + f'(x)\,h$$
#
# - The forward difference has an error of the size of $h$, the central one of the size of $h^2$; so the central one is better.
# - A large step brings truncation error, a tiny one rounding error. A good step for the central difference is about $10^{-5}$, for the forward one about $10^{-8}$.
# - A dual number carries value and derivative along, without a step and without an error:
#
# $$(a + a'\varepsilon)(b + b'\varepsilon) = ab + (a'b + ab')\,\varepsilon$$
#
# - At a kink every measurement gives a number, and none of them is a derivative.
#
# The example of this lesson: for $f = x^2 + 3x$ at $x = 2$ we have $f = 10$ and $f' = 7$.
#
# In the next lesson the function has several inputs, and we find the sensitivity to all of them at once.
