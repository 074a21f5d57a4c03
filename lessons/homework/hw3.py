# ---
# homework: hw3
# title.fa: شبکهٔ ReLU با ماتریس‌ها، سافت‌مکس و وارسی گرادیان
# title.en: The ReLU net with matrices, softmax and the gradient check
# allow: numpy
# ---

# %% [markdown] lang="fa"
# # تمرین ۳: شبکهٔ ReLU با ماتریس‌ها، سافت‌مکس و وارسی گرادیان
#
# شبکه‌ای با یک لایهٔ (layer) پنهان، که هر ورودی را به یکی از چند کلاس می‌سپارد. همهٔ نمونه‌های یک دسته (batch) با هم از شبکه می‌گذرند، بی هیچ حلقه‌ای: سطر $n$ از $X$ نمونهٔ $n$ است.
#
# $$Z = X W_1 + b_1, \quad H = \max(0, Z), \quad S = H W_2 + b_2$$
#
# سافت‌مکس (softmax) از امتیازهای $S$ احتمال می‌سازد و ضرر (loss) آنتروپی متقاطع (cross-entropy) است، میانگین گرفته روی $N$ نمونه. هر سطر $T$ بردار تک‌فعال (one-hot) کلاس درست است:
#
# $$P_{nk} = \frac{e^{S_{nk}}}{\sum_j e^{S_{nj}}}, \quad J = -\frac{1}{N} \sum_n \sum_k T_{nk} \ln P_{nk}$$
#
# | آرایه | شکل |
# |---|---|
# | $X$ | $N \times D$ |
# | $W_1$ و $b_1$ | $D \times M$ و $M$ |
# | $Z$ و $H$ | $N \times M$ |
# | $W_2$ و $b_2$ | $M \times K$ و $K$ |
# | $S$ و $P$ و $T$ | $N \times K$ |
#
# در نام‌ها `dZ` کوتاه‌شدهٔ $\frac{\partial J}{\partial Z}$ است. قانون شکل‌ها را به یاد داشته باشید: گرادیان (gradient) هر آرایه شکل خود آن آرایه را دارد. درس ۵ پیش‌نیاز این تمرین است.

# %% [markdown] lang="en"
# # Homework 3: The ReLU net with matrices, softmax and the gradient check
#
# A net with one hidden layer that gives each input to one of several classes. All samples of a batch pass through the net together, without any loop: row $n$ of $X$ is sample $n$.
#
# $$Z = X W_1 + b_1, \quad H = \max(0, Z), \quad S = H W_2 + b_2$$
#
# Softmax makes probabilities of the scores $S$, and the loss is the cross-entropy, averaged over the $N$ samples. Each row of $T$ is the one-hot vector of the right class:
#
# $$P_{nk} = \frac{e^{S_{nk}}}{\sum_j e^{S_{nj}}}, \quad J = -\frac{1}{N} \sum_n \sum_k T_{nk} \ln P_{nk}$$
#
# | array | shape |
# |---|---|
# | $X$ | $N \times D$ |
# | $W_1$ and $b_1$ | $D \times M$ and $M$ |
# | $Z$ and $H$ | $N \times M$ |
# | $W_2$ and $b_2$ | $M \times K$ and $K$ |
# | $S$, $P$ and $T$ | $N \times K$ |
#
# In names, `dZ` is short for $\frac{\partial J}{\partial Z}$. Remember the rule of shapes: the gradient of an array has the shape of the array. Lesson 5 prepares you for this homework.

# %% [markdown] lang="fa"
# ## ۱. گذر رو به جلو (آسان)
#
# گذر رو به جلو (forward pass) را تا امتیازها بنویسید، در سه سطر.
#
# {question forward}

# %% [markdown] lang="en"
# ## 1. The forward pass (easy)
#
# Write the forward pass up to the scores, in three lines.
#
# {question forward}

# %% question="forward"
import numpy as np


def forward(X, W1, b1, W2, b2):
    ### BEGIN SOLUTION
    Z = X @ W1 + b1
    H = np.maximum(0, Z)
    S = H @ W2 + b2
    ### END SOLUTION
    return {"Z": Z, "H": H, "S": S}

# %% [markdown] lang="fa"
# ## ۲. سافت‌مکس و ضرر (میانه)
#
# احتمال‌ها، ضرر، و گرادیان ضرر نسبت به امتیازها. سطر آخر از همه زیباتر است: همهٔ لگاریتم‌ها و نماها از میان می‌روند و تنها یک تفریق می‌ماند. آن را روی کاغذ به دست آورید، و میانگین را از یاد نبرید.
#
# {question softmax_loss}

# %% [markdown] lang="en"
# ## 2. Softmax and the loss (medium)
#
# The probabilities, the loss, and the gradient of the loss with respect to the scores. The last line is the most beautiful one: all logarithms and exponentials vanish, and one subtraction is left. Derive it on paper, and do not forget the mean.
#
# {question softmax_loss}

# %% question="softmax_loss"
import numpy as np


def softmax_loss(S, T):
    ### BEGIN SOLUTION
    E = np.exp(S - S.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    J = -np.mean(np.sum(T * np.log(P), axis=1))
    dS = (P - T) / len(S)
    ### END SOLUTION
    return {"P": P, "J": J, "dS": dS}

# %% [markdown] lang="fa"
# ## ۳. سافت‌مکسی که سرریز نمی‌کند (میانه)
#
# اگر امتیازی $1000$ باشد، $e^{1000}$ در هیچ عدد ممیز شناوری (floating point) جا نمی‌شود و پاسخ `nan` است. ولی افزودن یک عدد به *همهٔ* امتیازهای یک سطر، احتمال‌ها را عوض نمی‌کند. چرا؟ با همین نکته تابعی بنویسید که برای هر امتیازی پاسخ درست بدهد.
#
# {question stable_softmax}

# %% [markdown] lang="en"
# ## 3. A softmax that does not overflow (medium)
#
# If a score is $1000$, $e^{1000}$ fits into no floating point number and the answer is `nan`. But adding one number to *all* scores of a row does not change the probabilities. Why? Use this to write a function that answers rightly for any scores.
#
# {question stable_softmax}

# %% question="stable_softmax"
import numpy as np


def stable_softmax(S):
    ### BEGIN SOLUTION
    E = np.exp(S - S.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    ### END SOLUTION
    return {"P": P}

# %% [markdown] lang="fa"
# ## ۴. گذر رو به عقب (میانه)
#
# همهٔ گرادیان‌ها را در گذر رو به عقب (backward pass) بسازید، از `dS` تا نخستین لایه. هر سطر از یک پرسش ساده می‌آید: این آرایه در کدام سطر گذر رو به جلو به کار رفته است؟ بایاس (bias) در همهٔ نمونه‌ها به کار رفته است؛ پس سهم نمونه‌ها چه می‌شود؟
#
# {question backward}

# %% [markdown] lang="en"
# ## 4. The backward pass (medium)
#
# Make all gradients, from `dS` back to the first layer. Each line comes from one simple question: in which line of the forward pass was this array used? A bias was used in all samples; so what becomes of the shares of the samples?
#
# {question backward}

# %% question="backward"
def backward(X, Z, H, W2, dS):
    ### BEGIN SOLUTION
    dW2 = H.T @ dS
    db2 = dS.sum(axis=0)
    dH = dS @ W2.T
    dZ = dH * (Z > 0)
    dW1 = X.T @ dZ
    db1 = dZ.sum(axis=0)
    ### END SOLUTION
    return {"dW2": dW2, "db2": db2, "dH": dH, "dZ": dZ, "dW1": dW1, "db1": db1}

# %% [markdown] lang="fa"
# ## ۵. وارسی گرادیان (دشوار)
#
# آیا گرادیان‌های شما درست‌اند؟ پاسخ را از خودشان بپرسید: هر وزن (weight) را کمی جابه‌جا کنید و با تفاضل مرکزی (centered difference) بسنجید که ضرر چقدر تغییر می‌کند.
#
# $$\frac{\partial J}{\partial w} \approx \frac{J(w + h) - J(w - h)}{2h}$$
#
# این بار شبکه‌ای که در درس نبوده است: یک لایه با تانژانت هذلولوی (tanh) و میانگین مربعات خطا (MSE).
#
# $$H = \tanh(X W), \quad J = \frac{1}{2N} \sum_n \sum_k (H_{nk} - T_{nk})^2$$
#
# تابع شما ضرر و گرادیان `W` را با فرمول برمی‌گرداند. تصحیح‌گر همین وارسی گرادیان (gradient check) را روی تابع *خودتان* انجام می‌دهد؛ شما هم پیش از تحویل انجامش دهید.
#
# {question tanh_layer}

# %% [markdown] lang="en"
# ## 5. The gradient check (hard)
#
# Are your gradients right? Ask them: move each weight a little, and measure with the central difference how much the loss changes.
#
# $$\frac{\partial J}{\partial w} \approx \frac{J(w + h) - J(w - h)}{2h}$$
#
# This time a net that was in no lesson: one layer with tanh, and the mean squared error.
#
# $$H = \tanh(X W), \quad J = \frac{1}{2N} \sum_n \sum_k (H_{nk} - T_{nk})^2$$
#
# Your function returns the loss, and the gradient of `W` by a formula. The autograder makes this very check on *your own* function; make it yourself before you hand in.
#
# {question tanh_layer}

# %% question="tanh_layer"
import numpy as np


def tanh_layer(X, T, W):
    ### BEGIN SOLUTION
    H = np.tanh(X @ W)
    J = ((H - T) ** 2).sum() / (2 * len(X))
    dW = X.T @ ((H - T) * (1 - H**2)) / len(X)
    ### END SOLUTION
    return {"J": J, "dW": dW}

# %% [markdown] lang="fa"
# ## ۶. نورون‌های مرده (دشوار)
#
# در چند جمله بنویسید: چه هنگام یک نورون (neuron) با ReLU «می‌میرد»، یعنی دیگر هیچ‌گاه چیزی یاد نمی‌گیرد؟ کدام سطر از گذر رو به عقب این را نشان می‌دهد؟ و چه می‌توان کرد که کمتر پیش بیاید؟
#
# {question dead}

# %% [markdown] lang="en"
# ## 6. Dead neurons (hard)
#
# Write a few sentences: when does a neuron with ReLU "die", so that it never learns anything again? Which line of the backward pass shows it? And what can one do to make it rarer?
#
# {question dead}

# %% [markdown] question="dead" lang="fa"
# *پاسخ خود را اینجا بنویسید.*

# %% [markdown] question="dead" lang="en"
# *Write your answer here.*

# %% teacher
import numpy as np

from tinygrad_fa.homework.chain import Chain
from tinygrad_fa.homework.drawing import choice, draw, normal, one_hot
from tinygrad_fa.homework.items import GradientCheck, Invariant, Stability, Written
from tinygrad_fa.homework.questions import Question, Slip


class Forward(Chain):
    def Z(X, W1, b1):     return X @ W1 + b1
    def H(Z):             return np.maximum(0, Z)
    def S(H, W2, b2):     return H @ W2 + b2


class SoftmaxLoss(Chain):
    def E(S):             return np.exp(S - S.max(axis=1, keepdims=True))
    def P(E):             return E / E.sum(axis=1, keepdims=True)
    def J(P, T):          return -(T * np.log(P)).sum() / len(T)
    def dS(P, T):         return (P - T) / len(T)


class Softmax(Chain):
    def E(S):             return np.exp(S - S.max(axis=1, keepdims=True))
    def P(E):             return E / E.sum(axis=1, keepdims=True)


class Backward(Chain):
    def dW2(H, dS):       return H.T @ dS
    def db2(dS):          return dS.sum(axis=0)
    def dH(dS, W2):       return dS @ W2.T
    def dZ(dH, Z):        return dH * (Z > 0)
    def dW1(X, dZ):       return X.T @ dZ
    def db1(dZ):          return dZ.sum(axis=0)


class TanhLayer(Chain):
    def H(X, W):          return np.tanh(X @ W)
    def J(H, T):          return ((H - T) ** 2).sum() / (2 * len(T))


SHAPES = {
    "fa": "گرادیان هر آرایه شکل خود آن را دارد. از شکل‌های داده‌شده تنها به یک راه می‌توان آن را ساخت.",
    "en": "The gradient of an array has the shape of the array. From the given shapes there is only one way to make it.",
}
ALL_SAMPLES = {
    "fa": "بایاس در همهٔ نمونه‌ها به کار رفته است؛ سهم راه‌های جدا با هم جمع می‌شوند.",
    "en": "A bias is used in all samples; the shares of separate ways are added up.",
}
SWITCH = {
    "fa": "کلید ReLU را گذر رو به جلو گذاشته است: جایی که $Z$ مثبت نیست چیزی برنمی‌گردد.",
    "en": "The switch of ReLU was set by the forward pass: where $Z$ is not positive, nothing comes back.",
}
ROWS = {
    "fa": "هر سطر یک نمونه است و احتمال‌های هر سطر با هم یک می‌شوند.",
    "en": "Each row is a sample, and the probabilities of each row add up to one.",
}

QUESTIONS = [
    Question(
        id="forward", function="forward", reference=Forward,
        inputs=draw(X=normal(5, 3), W1=normal(3, 4), b1=normal(4), W2=normal(4, 2), b2=normal(2)),
        items={"Z": 1, "H": 1, "S": 1},
        hints={
            "H": {
                "fa": "تابع ReLU عددهای منفی را صفر می‌کند و به عددهای مثبت دست نمی‌زند.",
                "en": "ReLU makes negative numbers zero, and does not touch positive ones.",
            }
        },
    ),
    Question(
        id="softmax_loss", function="softmax_loss", reference=SoftmaxLoss,
        inputs=draw(S=normal(6, 4, scale=1.5), T=one_hot(6, 4)),
        items={"P": 1, "J": 1, "dS": 2},
        slips=(
            Slip(
                "P", "columns", lambda E: E / E.sum(axis=0, keepdims=True),
                {
                    "fa": "احتمال‌ها در هر ستون یک شده‌اند، نه در هر سطر.",
                    "en": "The probabilities add up to one in each column, not in each row.",
                },
            ),
            Slip(
                "P", "all", lambda E: E / E.sum(),
                {
                    "fa": "احتمال‌های *همهٔ* نمونه‌ها با هم یک شده‌اند؛ هر نمونه احتمال‌های خودش را دارد.",
                    "en": "The probabilities of *all* samples together add up to one; each sample has its own.",
                },
            ),
        ),
        hints={
            "P": ROWS,
            "J": {
                "fa": "در هر سطر تنها احتمال کلاس درست به حساب می‌آید، و ضرر میانگین است.",
                "en": "In each row only the probability of the right class counts, and the loss is a mean.",
            },
            "dS": {
                "fa": "درایهٔ کلاس درست باید منفی باشد: امتیاز آن باید زیاد شود. و هر نمونه تنها یک‌به‌روی $N$ سهم دارد.",
                "en": "The entry of the right class has to be negative: its score should grow. And each sample has a share of only one over $N$.",
            },
        },
    ),
    Question(
        id="stable_softmax", function="stable_softmax", reference=Softmax,
        inputs=draw(S=normal(3, 5, scale=2)),
        items={
            "P": 1,
            "large": Stability(1, of="P", inputs=draw(S=choice((900, 1000, 1001, 1003), 3, 5))),
            "small": Stability(1, of="P", inputs=draw(S=choice((-1000, -1001, -1003), 3, 5))),
        },
        hints={
            "P": ROWS,
            "large": {
                "fa": "پیش از `exp` چه عددی را از همهٔ امتیازهای یک سطر کم کنیم که بزرگ‌ترینشان صفر شود؟",
                "en": "Which number should be taken from all scores of a row before `exp`, so that the largest becomes zero?",
            },
        },
    ),
    Question(
        id="backward", function="backward", reference=Backward,
        inputs=draw(
            X=normal(5, 3), Z=normal(5, 4, away=0.1), H=lambda Z: np.maximum(0, Z),
            W2=normal(4, 2), dS=normal(5, 2),
        ).such_that(lambda Z: (Z > 0).any(axis=0).all() and (Z < 0).any(axis=0).all()),
        items={"dW2": 1, "db2": 1, "dH": 1, "dZ": 2, "dW1": 1, "db1": 1},
        hints={
            "dW2": SHAPES, "dH": SHAPES, "dW1": SHAPES, "dZ": SWITCH,
            "db2": ALL_SAMPLES, "db1": ALL_SAMPLES,
        },
    ),
    Question(
        id="tanh_layer", function="tanh_layer", reference=TanhLayer,
        inputs=draw(X=normal(6, 3), T=normal(6, 2), W=normal(3, 2, scale=0.5)),
        items={"J": 1, "dW": GradientCheck(3, of="J", by="W", own=True)},
        hints={
            "dW": {
                "fa": "مشتق تانژانت هذلولوی را می‌توان تنها با خروجی آن نوشت. میانگین را هم از یاد نبرید.",
                "en": "The derivative of tanh can be written with nothing but its output. And do not forget the mean.",
            }
        },
    ),
    Question(id="dead", items={"dead": Written(3)}),
]
