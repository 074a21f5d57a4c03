# ---
# title.fa: قاعدهٔ زنجیره‌ای
# title.en: The chain rule
# minutes: 40
# ---

# %% [markdown] lang="fa"
# # درس ۱: قاعدهٔ زنجیره‌ای
#
# در این درس از یک تابع کوچک با دست مشتق (derivative) می‌گیریم، پاسخ را با یک آزمایش عددی می‌سنجیم و سپس همین کار را به موتور `tinygrad_fa` می‌سپاریم. در پایان درس می‌توانید:
#
# - هر فرمول را به گراف محاسباتی (computation graph) تبدیل کنید و مقدارها را در آن پیش ببرید؛
# - با قاعدهٔ زنجیره‌ای (chain rule) گرادیان (gradient) همهٔ ورودی‌ها را در یک گذر به دست آورید؛
# - درستی هر گرادیان را با عدد وارسی کنید؛
# - بگویید چرا سهم‌هایی که به یک گره (node) می‌رسند با هم جمع می‌شوند.
#
# پیش‌نیاز درس، مشتق جمع و ضرب از ریاضی دبیرستان است. کاغذ و قلم را کنار دست بگذارید؛ زمان لازم نزدیک ۴۰ دقیقه است.
#
# نخست خانهٔ زیر را اجرا کنید. این خانه زبان درس را برمی‌گزیند و تابع `check` را می‌سازد که پاسخ تمرین‌های پایان درس را می‌سنجد.

# %% [markdown] lang="en"
# # Lesson 1: The chain rule
#
# We differentiate one small function by hand, test the answer with numbers, and then let the engine of `tinygrad_fa` do the same work. At the end you can:
#
# - turn a formula into a computation graph and carry the values forward through it;
# - find the gradients of all inputs in a single pass with the chain rule;
# - test any gradient numerically;
# - say why the shares that reach a node are added up.
#
# You need the derivatives of sums and products from school, and pen and paper. Allow about 40 minutes.
#
# Run the next cell first. It chooses the language and makes `check`, the function that looks at your answers to the exercises.

# %% lang="fa"
import tinygrad_fa as tg
from tinygrad_fa.lessons import start

check = start("fa", lesson=1)

# %% lang="en"
import tinygrad_fa as tg
from tinygrad_fa.lessons import start

check = start("en", lesson=1)

# %% [markdown] lang="fa"
# ## پرسش
#
# تابع ما این است:
#
# $$f(x, y, z) = (x + y)\,z$$
#
# در نقطهٔ $x=-2$، $y=5$، $z=-4$ ایستاده‌ایم. هر ورودی را پیچی بدانید که می‌توان آن را اندکی چرخاند. چرخاندن کدام پیچ بیشترین اثر را بر $f$ دارد؟ برای آنکه $f$ بزرگ‌تر شود، هر پیچ را به کدام سو بچرخانیم؟
#
# پاسخ خود را پیش از ادامه روی کاغذ بنویسید. سپس خانهٔ بعد را اجرا کنید. هر بار یک ورودی را به اندازهٔ $0.001$ زیاد می‌کنیم و به دو ورودی دیگر دست نمی‌زنیم.

# %% [markdown] lang="en"
# ## The question
#
# Our function is
#
# $$f(x, y, z) = (x + y)\,z$$
#
# and we stand at $x=-2$, $y=5$, $z=-4$. Think of each input as a knob that can be turned a little. Which knob has the largest effect on $f$? To make $f$ grow, which way should each of them be turned?
#
# Write your guess on paper before you go on. Then run the next cell: it increases one input at a time by $0.001$ and leaves the other two alone.

# %%
def formula(x, y, z):
    return (x + y) * z


x, y, z = -2.0, 5.0, -4.0
step = 0.001

print("f =", formula(x, y, z))
print("x turned:", round(formula(x + step, y, z) - formula(x, y, z), 6))
print("y turned:", round(formula(x, y + step, z) - formula(x, y, z), 6))
print("z turned:", round(formula(x, y, z + step) - formula(x, y, z), 6))

assert formula(x, y, z) == -12
assert abs(formula(x + step, y, z) - formula(x, y, z) - -0.004) < 1e-9
assert abs(formula(x, y + step, z) - formula(x, y, z) - -0.004) < 1e-9
assert abs(formula(x, y, z + step) - formula(x, y, z) - 0.003) < 1e-9

# %% [markdown] lang="fa"
# پیچ $x$ به اندازهٔ $0.001$ چرخید و $f$ به اندازهٔ $\Delta f = -0.004$ تغییر کرد، یعنی چهار برابر و در جهت وارونه. پس برای آنکه $f$ بزرگ‌تر شود باید $x$ را کم کنیم؛ دربارهٔ $y$ و $z$ خودتان بگویید. این نسبت همان مشتق جزئی (partial derivative) است که با $\frac{\partial f}{\partial x}$ نشان می‌دهیم. مشتق جزئی حساسیت را اندازه می‌گیرد: اگر یک ورودی اندکی زیاد شود، خروجی چند برابر آن تغییر می‌کند؟ سه مشتق جزئی را با هم گرادیان می‌نامیم، و هر یک از آن‌ها را به کوتاهی گرادیان همان ورودی.
#
# آزمایش پاسخ را نشان داد، ولی دلیل را نگفت. اکنون دلیل را با دست پیدا می‌کنیم.
#
# ## با دست
#
# **گام نخست: نام‌گذاری.** حاصل جمع را $q$ می‌نامیم. با این نام، فرمول به دو تکهٔ ساده می‌شکند:
#
# $$q = x + y = -2 + 5 = 3$$
#
# $$f = q\,z = 3 \cdot (-4) = -12$$
#
# هر تکه یک دروازه (gate) است: چند عدد می‌گیرد و یک عدد می‌دهد. عددها گره‌های گراف‌اند و دروازه‌ها آن‌ها را به هم می‌پیوندند. این گراف را روی کاغذ بکشید و زیر هر خط جایی خالی بگذارید؛ گرادیان‌ها را همان‌جا خواهیم نوشت:
#
# ```
# x = -2 ──┐
#         (+)── q = 3 ──┐
# y =  5 ──┘           (×)── f = -12
# z = -4 ───────────────┘
# ```
#
# **گام دوم: هر دروازه به‌تنهایی.** دروازه از بقیهٔ گراف خبر ندارد و تنها مشتق خروجی خودش را نسبت به ورودی‌های خودش می‌داند. نام این مشتق، گرادیان محلی (local gradient) است (هم‌چنین: مشتق محلی).
#
# | دروازه | نسبت به ورودی نخست | نسبت به ورودی دوم |
# |---|---|---|
# | جمع، $q = x + y$ | $\frac{\partial q}{\partial x} = 1$ | $\frac{\partial q}{\partial y} = 1$ |
# | ضرب، $f = q\,z$ | $\frac{\partial f}{\partial q} = z = -4$ | $\frac{\partial f}{\partial z} = q = 3$ |
#
# چرا در ضرب، مشتق نسبت به یکی برابر دیگری است؟ اگر $q$ یک واحد زیاد شود، حاصل‌ضرب درست به اندازهٔ $z$ تغییر می‌کند.
#
# **گام سوم: زنجیر.** تغییر $x$ یک‌راست به $f$ نمی‌رسد؛ نخست $q$ را تغییر می‌دهد و $q$ هم $f$ را. اگر $x$ به اندازهٔ $\delta$ زیاد شود، $q$ به اندازهٔ $1 \cdot \delta$ زیاد می‌شود و $f$ به اندازهٔ $-4$ برابر آن. پس حساسیت‌های پشت سر هم در یکدیگر ضرب می‌شوند. این همان قاعدهٔ زنجیره‌ای است:
#
# $$\frac{\partial f}{\partial x} = \frac{\partial f}{\partial q} \cdot \frac{\partial q}{\partial x} = -4 \cdot 1 = -4$$
#
# $$\frac{\partial f}{\partial y} = \frac{\partial f}{\partial q} \cdot \frac{\partial q}{\partial y} = -4 \cdot 1 = -4$$
#
# ورودی $z$ خودش به دروازهٔ ضرب وصل است و زنجیرش تنها یک حلقه دارد: $\frac{\partial f}{\partial z} = q = 3$.
#
# همین گام‌ها را با پایتون می‌نویسیم، هر سطر یک گام.

# %% [markdown] lang="en"
# The knob $x$ moved by $0.001$ and $f$ answered with $\Delta f = -0.004$: four times as much, in the opposite direction. So to make $f$ grow, $x$ has to be turned down; say yourself what to do with $y$ and $z$. This ratio is the partial derivative, written $\frac{\partial f}{\partial x}$. It measures sensitivity: if one input grows a little, how many times as much does the output change? The three partial derivatives together are called the gradient, and each of them, for short, the gradient of its input.
#
# The experiment shows the answer, but no reason. Let us find the reason by hand.
#
# ## By hand
#
# **Step one: give names.** Call the sum $q$. With this name the formula falls into two simple pieces:
#
# $$q = x + y = -2 + 5 = 3$$
#
# $$f = q\,z = 3 \cdot (-4) = -12$$
#
# Each piece is a gate: numbers go in and one number comes out. The numbers are the nodes of a graph, and the gates connect them. Draw this graph on paper and leave room below every line; the gradients will go there:
#
# ```
# x = -2 ──┐
#         (+)── q = 3 ──┐
# y =  5 ──┘           (×)── f = -12
# z = -4 ───────────────┘
# ```
#
# **Step two: each gate by itself.** A gate knows nothing of the rest of the graph. It only knows the derivative of its own output with respect to its own inputs: the local derivative.
#
# | gate | with respect to its first input | to its second input |
# |---|---|---|
# | sum, $q = x + y$ | $\frac{\partial q}{\partial x} = 1$ | $\frac{\partial q}{\partial y} = 1$ |
# | product, $f = q\,z$ | $\frac{\partial f}{\partial q} = z = -4$ | $\frac{\partial f}{\partial z} = q = 3$ |
#
# Why is a product's derivative with respect to one factor the other factor? If $q$ grows by one, the product changes by exactly $z$.
#
# **Step three: the chain.** A change of $x$ does not reach $f$ directly. It first changes $q$, and $q$ changes $f$. If $x$ grows by $\delta$, then $q$ grows by $1 \cdot \delta$, and $f$ by $-4$ times that. So sensitivities that follow one another are multiplied. That is the chain rule:
#
# $$\frac{\partial f}{\partial x} = \frac{\partial f}{\partial q} \cdot \frac{\partial q}{\partial x} = -4 \cdot 1 = -4$$
#
# $$\frac{\partial f}{\partial y} = \frac{\partial f}{\partial q} \cdot \frac{\partial q}{\partial y} = -4 \cdot 1 = -4$$
#
# The input $z$ enters the product itself, so its chain has a single link: $\frac{\partial f}{\partial z} = q = 3$.
#
# Here are the same steps in Python, one line for each.

# %%
# fa: رو به جلو، از ورودی‌ها به نتیجه
# en: forward, from the inputs to the result
q = x + y
f = q * z

# fa: رو به عقب، از نتیجه به ورودی‌ها
# en: backward, from the result to the inputs
grad_f = 1.0
grad_q = grad_f * z
grad_z = grad_f * q
grad_x = grad_q * 1
grad_y = grad_q * 1

print("q =", q, "  f =", f)
print("x:", grad_x, "  y:", grad_y, "  z:", grad_z)

assert (q, f) == (3, -12)
assert grad_q == -4
assert (grad_x, grad_y, grad_z) == (-4, -4, 3)

# %% [markdown] lang="fa"
# ## دو گذر
#
# به ترتیب سطرهای بالا نگاه کنید. گذر رو به جلو (forward pass) مقدارها را از ورودی‌ها تا نتیجه حساب می‌کند. گذر رو به عقب (backward pass) همان راه را وارونه می‌پیماید. نقطهٔ آغازش $\frac{\partial f}{\partial f} = 1$ است، چون $f$ نسبت به خودش با نسبت یک تغییر می‌کند. سپس هر دروازه یک کار انجام می‌دهد:
#
# > گرادیانی که به ورودی می‌رسد، برابر است با گرادیان بالادست (upstream gradient) ضرب در گرادیان محلی.
#
# دو دروازهٔ ما رفتاری دارند که به خاطر سپردنش آسان است:
#
# - **جمع پخش می‌کند:** هر دو ورودی، گرادیان بالادست را دست‌نخورده می‌گیرند.
# - **ضرب جابه‌جا می‌کند:** هر ورودی، گرادیان بالادست را ضرب در مقدار ورودی *دیگر* می‌گیرد.
#
# یک گذر رو به عقب گرادیان هر سه ورودی را داد. اگر یک میلیون ورودی هم داشتیم باز یک گذر بس بود؛ ولی آزمایش چرخاندن پیچ‌ها برای هر ورودی تابع را از نو حساب می‌کند. همین برتری است که آموزش (training) شبکهٔ عصبی (neural network) را شدنی کرده است.
#
# ## وارسی عددی
#
# محاسبهٔ دستی اشتباه‌پذیر است، پس همیشه آن را با روشی دیگر می‌سنجیم. در آزمایش نخست ورودی را تنها زیاد کردیم. اگر آن را یک‌بار به اندازهٔ $h$ زیاد و یک‌بار کم کنیم، خطا برای تابع‌های خمیده بسیار کوچک‌تر می‌شود. این نسبت را تفاضل مرکزی (centered difference) می‌نامند:
#
# $$\frac{\partial f}{\partial x} \approx \frac{f(x+h,\,y,\,z) - f(x-h,\,y,\,z)}{2h}$$
#
# فکر می‌کنید $h$ هرچه کوچک‌تر باشد بهتر است؟ خانهٔ بعد را ببینید: آخرین سطر، $h$ را بیش از اندازه کوچک گرفته است. (در پایتون `lambda t: …` تابعی بی‌نام از `t` است؛ اینجا تابعی که تنها یکی از سه ورودی را جابه‌جا می‌کند.)

# %% [markdown] lang="en"
# ## Two passes
#
# Look at the order of those lines. The forward pass computes values from the inputs to the result. The backward pass goes the same way in reverse. It starts from $\frac{\partial f}{\partial f} = 1$, since $f$ changes one to one with itself. Then each gate does one thing:
#
# > The gradient that reaches an input is the upstream gradient times the local derivative.
#
# Our two gates have habits that are easy to remember:
#
# - **A sum hands on:** both inputs receive the upstream gradient as it is.
# - **A product swaps:** each input receives the upstream gradient times the value of the *other* input.
#
# One backward pass gave the gradients of all three inputs. For a million inputs it would still be one pass, while turning the knobs needs a new evaluation for each of them. This advantage is what makes neural networks trainable.
#
# ## The numerical check
#
# Hand work goes wrong, so we always test it in another way. The first experiment only increased an input. If we move it by $h$ both up and down, the error becomes far smaller for curved functions. This ratio is called the central difference:
#
# $$\frac{\partial f}{\partial x} \approx \frac{f(x+h,\,y,\,z) - f(x-h,\,y,\,z)}{2h}$$
#
# Is a smaller $h$ always better? Look at the next cell: its last line takes $h$ far too small. (In Python `lambda t: …` is a function of `t` without a name; here, one that moves a single one of the three inputs.)

# %%
def central_difference(g, h):
    return (g(h) - g(-h)) / (2 * h)


h = 1e-5
slope_x = central_difference(lambda t: formula(x + t, y, z), h)
slope_y = central_difference(lambda t: formula(x, y + t, z), h)
slope_z = central_difference(lambda t: formula(x, y, z + t), h)
too_small = central_difference(lambda t: formula(x + t, y, z), 1e-15)

print("x:", round(slope_x, 8), "  y:", round(slope_y, 8), "  z:", round(slope_z, 8))
print("x, h = 1e-15:", too_small)

assert abs(slope_x - grad_x) < 1e-8
assert abs(slope_y - grad_y) < 1e-8
assert abs(slope_z - grad_z) < 1e-8
assert abs(too_small - grad_x) > 0.1

# %% [markdown] lang="fa"
# هر سه عدد با محاسبهٔ دستی یکی شدند. در سطر آخر $h$ آن‌قدر کوچک است که $f(x+h)$ و $f(x-h)$ تنها در آخرین رقم‌های خود فرق دارند؛ تفریق، رقم‌های درست را از میان می‌برد و خطای گرد کردن (rounding error) می‌ماند.
#
# ## موتور
#
# اکنون همین کار را به موتور می‌سپاریم. هر `Value` عددی است که به یاد می‌سپارد از چه ساخته شده است. با `f.backward()` گذر رو به عقب انجام می‌شود و گرادیان هر گره در `grad` آن می‌نشیند، حتی برای گرهٔ میانی $q$.

# %% [markdown] lang="en"
# All three agree with the hand work. In the last line $h$ is so small that $f(x+h)$ and $f(x-h)$ differ in their last digits only: the subtraction removes the digits that are right, and the rounding error stays.
#
# ## The engine
#
# Now the engine does the same. A `Value` is a number that remembers what it was made from. `f.backward()` runs the backward pass and puts the gradient of every node in its `grad`, even for the node $q$ in the middle.

# %%
x, y, z = tg.Value(-2.0, name="x"), tg.Value(5.0, name="y"), tg.Value(-4.0, name="z")
q = x + y
q.name = "q"
f = q * z
f.name = "f"
f.backward()

print("f =", f.data, "  q:", q.grad)
print("x:", x.grad, "  y:", y.grad, "  z:", z.grad)

assert (q.data, f.data) == (3, -12)
assert q.grad == grad_q
assert (x.grad, y.grad, z.grad) == (grad_x, grad_y, grad_z) == (-4, -4, 3)

# %% [markdown] lang="fa"
# برای گرادیان‌های پیچیده‌تر، `check_gradients` چهار شاهد مستقل می‌آورد: حالت معکوس (همان گذر رو به عقب)، حالت مستقیم، تفاضل مرکزی و گام مختلط. یک گرادیان نادرست نمی‌تواند هر چهار شاهد را هم‌رأی کند.

# %% [markdown] lang="en"
# For harder gradients `check_gradients` calls four independent witnesses: reverse mode (our backward pass), forward mode, the central difference and the complex step. A wrong gradient cannot make all four agree.

# %%
report = tg.check_gradients(formula, x, y, z)
assert report.ok
report

# %% [markdown] lang="fa"
# ## تصویر
#
# گراف را رسم می‌کنیم. عددهای بالای هر یال (edge) مقدارهای گذر رو به جلو هستند و عددهای پایین آن گرادیان‌های گذر رو به عقب. پیش از خواندن عددهای پایین، آن‌ها را خودتان از راست به چپ پر کنید: از $1$ آغاز کنید و در هر دروازه، بالادست را در گرادیان محلی ضرب کنید.

# %% [markdown] lang="en"
# ## The picture
#
# Now draw the graph. The number above an edge is the value of the forward pass, and the number below it the gradient of the backward pass. Before you read the lower numbers, fill them in yourself from right to left: begin with $1$, and at each gate multiply the upstream gradient by the local derivative.

# %%
tg.draw(f)

# %% [markdown] lang="fa"
# تابع `replay` همین تصویر را گام‌به‌گام پخش می‌کند: نخست گذر رو به جلو و سپس گذر رو به عقب. پیش از هر گام، عدد بعدی را خودتان بگویید و آنگاه دکمه را بزنید. صفحه‌هایی که برنامه اجرا نمی‌کنند، مانند GitHub، تصویر پایانی را نشان می‌دهند.

# %% [markdown] lang="en"
# `replay` plays the same picture step by step: first the forward pass, then the backward pass. Before each step, say the next number yourself, and only then press the button. Pages that run no programs, such as GitHub's, show the finished picture.

# %%
tg.replay(f)

# %% [markdown] lang="fa"
# تابع `derive` همین محاسبه را گام‌به‌گام می‌نویسد. آن را با نوشتهٔ خودتان مقایسه کنید: کدام سطرها یکی هستند؟

# %% [markdown] lang="en"
# `derive` writes the same derivation step by step. Compare it with your own: which lines are the same?

# %%
tg.derive(f)

# %% [markdown] lang="fa"
# ## چه چیزی خراب می‌شود و چرا
#
# ### اشتباه نخست: نوشتن `=` به جای `+=`
#
# فرمول را کمی تغییر می‌دهیم تا $x$ دو بار به کار رود:
#
# $$g = (x + y)\,x = q\,x$$
#
# در همان نقطه $q = 3$ و $g = 3 \cdot (-2) = -6$. این بار تغییر $x$ از *دو راه* به $g$ می‌رسد: یک‌راست از راه ضرب، و از درون $q$. برنامهٔ زیر گذر رو به عقب را با دست می‌نویسد، ولی در آن یک اشتباه عمدی هست. آن را پیدا کنید.

# %% [markdown] lang="en"
# ## What goes wrong, and why
#
# ### First mistake: `=` instead of `+=`
#
# Change the formula a little, so that $x$ is used twice:
#
# $$g = (x + y)\,x = q\,x$$
#
# At the same point $q = 3$ and $g = 3 \cdot (-2) = -6$. A change of $x$ now reaches $g$ in *two ways*: directly through the product, and through $q$. The code below is a backward pass written by hand, with a deliberate mistake in it. Find it.

# %%
x, y = -2.0, 5.0
q = x + y
g = q * x

grad_q = 1.0 * x
grad_x = 1.0 * q
grad_x = grad_q * 1
print("with =  :", grad_x)

slope = central_difference(lambda t: ((x + t) + y) * (x + t), 1e-5)
print("measured:", round(slope, 6))

assert (q, g) == (3, -6)
assert grad_x == -2
assert abs(slope - 1) < 1e-8

# %% [markdown] lang="fa"
# آزمایش عددی می‌گوید $\frac{\partial g}{\partial x} = 1$، ولی برنامه به $-2$ رسید. سطر دوم `grad_x = …` سهم راه نخست را پاک کرده است. اگر $x$ تغییر کند، *هر دو* راه با هم $g$ را تغییر می‌دهند، پس سهم‌ها جمع می‌شوند:
#
# $$\frac{\partial g}{\partial x} = q + x \cdot 1 = 3 + (-2) = 1$$
#
# درستش این است که از صفر آغاز کنیم و هر سهم را با `+=` بیفزاییم. موتور هم همین کار را می‌کند.

# %% [markdown] lang="en"
# The measurement says $\frac{\partial g}{\partial x} = 1$, but the code arrived at $-2$. The second line `grad_x = …` wiped out the share of the first way. If $x$ changes, *both* ways change $g$ together, so the shares are added:
#
# $$\frac{\partial g}{\partial x} = q + x \cdot 1 = 3 + (-2) = 1$$
#
# The cure is to start from zero and add every share with `+=`. The engine does the same.

# %%
grad_x = 0.0
grad_x += 1.0 * q
grad_x += grad_q * 1
print("with += :", grad_x)

x, y = tg.Value(-2.0, name="x"), tg.Value(5.0, name="y")
g = (x + y) * x
g.name = "g"
g.backward()
print("engine  :", x.grad)

assert grad_x == x.grad == 1
tg.draw(g)

# %% [markdown] lang="fa"
# ### اشتباه دوم: گرادیان کهنه
#
# چون سهم‌ها افزوده می‌شوند، گذر رو به عقب دوم هم روی `grad` پیشین می‌نشیند. به این کار انباشت گرادیان (gradient accumulation) می‌گویند و گاهی همین را می‌خواهیم؛ ولی اگر آن را فراموش کنیم، عدد دو برابر می‌شود. پس پیش از هر گذر تازه، گرادیان‌ها را صفر می‌کنیم.

# %% [markdown] lang="en"
# ### Second mistake: a stale gradient
#
# As shares are added, a second backward pass lands on top of the old `grad`. This is called gradient accumulation, and sometimes it is just what we want. If we forget about it, the number is doubled. So before each new pass the gradients are set to zero.

# %%
x, y, z = tg.Value(-2.0), tg.Value(5.0), tg.Value(-4.0)
((x + y) * z).backward()
((x + y) * z).backward()
print("twice     :", x.grad)
assert x.grad == -8

x.grad = 0.0
((x + y) * z).backward()
print("zero first:", x.grad)
assert x.grad == -4

# %% [markdown] lang="fa"
# ## تمرین
#
# نخست روی کاغذ حل کنید، سپس پاسخ را به جای `...` بنویسید و خانه را اجرا کنید. رقم فارسی هم پذیرفته است: `"−۱۲"`. اگر پاسخ نادرست باشد، راهنمایی می‌گیرید و می‌توانید دوباره بکوشید.
#
# **تمرین ۱ (آسان).** {exercise q1}

# %% [markdown] lang="en"
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
# - مشتق جزئی یعنی حساسیت: ورودی اندکی زیاد شود، خروجی چند برابر آن تغییر می‌کند؟
# - گذر رو به جلو مقدارها را حساب می‌کند و گذر رو به عقب، به ترتیب وارونه، گرادیان‌ها را.
# - گذر رو به عقب از $\frac{\partial f}{\partial f} = 1$ آغاز می‌شود.
# - در هر دروازه، گرادیان بالادست در گرادیان محلی ضرب می‌شود.
# - جمع پخش می‌کند و ضرب جابه‌جا می‌کند.
# - چند راه به یک گره می‌رسند؟ سهم‌ها را با `+=` جمع کنید.
# - پیش از گذر تازه، گرادیان‌ها را صفر کنید.
# - به هیچ گرادیانی بدون وارسی عددی اعتماد نکنید.
#
# مثال درس: با $x=-2$، $y=5$، $z=-4$ داریم
#
# $$q = 3, \quad f = -12, \quad \frac{\partial f}{\partial x} = -4, \quad \frac{\partial f}{\partial y} = -4, \quad \frac{\partial f}{\partial z} = 3$$
#
# در درس بعد همین قاعده را در یک نورون (neuron) با تابع سیگموئید (sigmoid) به کار می‌بریم.

# %% [markdown] lang="en"
# ## One page to take away
#
# - A partial derivative is a sensitivity: the input grows a little, how many times as much does the output change?
# - The forward pass computes values; the backward pass, in reverse order, gradients.
# - The backward pass starts from $\frac{\partial f}{\partial f} = 1$.
# - At each gate the upstream gradient is multiplied by the local derivative.
# - A sum hands on, a product swaps.
# - Several ways into one node? Add the shares with `+=`.
# - Set the gradients to zero before a new pass.
# - Trust no gradient without a numerical check.
#
# The example of this lesson: at $x=-2$, $y=5$, $z=-4$
#
# $$q = 3, \quad f = -12, \quad \frac{\partial f}{\partial x} = -4, \quad \frac{\partial f}{\partial y} = -4, \quad \frac{\partial f}{\partial z} = 3$$
#
# The next lesson applies the same rule to a neuron with a sigmoid.
