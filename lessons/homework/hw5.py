# ---
# homework: hw5
# title.fa: شبکهٔ کانولوشنی برای CIFAR-10، کلاس به کلاس
# title.en: A convolutional net for CIFAR-10, class by class
# allow: numpy, tinygrad_fa
# ---

# %% [markdown] lang="fa"
# # تمرین ۵: شبکهٔ کانولوشنی برای CIFAR-10، کلاس به کلاس
#
# مجموعه‌دادهٔ CIFAR-10 شصت هزار تصویر رنگی کوچک از ده کلاس دارد: هواپیما، خودرو، پرنده، گربه، گوزن، سگ، قورباغه، اسب، کشتی و کامیون. شبکهٔ عصبی کانولوشنی (CNN) چنین تصویرهایی را از هم بازمی‌شناسد. در این تمرین:
#
# - شکل خروجی و تعداد عددهای آموختنی، یعنی پارامتر (parameter)، را در یک لایهٔ (layer) کانولوشن (convolution) به دست می‌آورید؛
# - کانولوشن و ادغام (pooling) بیشینه را با گرادیان (gradient) هر دو می‌نویسید؛
# - دقت (accuracy) را کلاس به کلاس حساب می‌کنید؛
# - شبکه‌ای را با `tinygrad_fa` آموزش می‌دهید.
#
# تصحیح‌گر شبکهٔ شما را روی تصویرهایی ساختگی آموزش می‌دهد که شکل تصویرهای CIFAR-10 را دارند، تا در چند ثانیه تمام شود. با تصویرهای واقعی هم کار کنید: پرسش آخر دربارهٔ آن‌هاست.

# %% [markdown] lang="en"
# # Homework 5: A convolutional net for CIFAR-10, class by class
#
# CIFAR-10 has sixty thousand small colour images of ten classes: airplane, automobile, bird, cat, deer, dog, frog, horse, ship and truck. A convolutional neural network tells them apart. In this homework you
#
# - count the shapes and parameters of a convolution layer;
# - write a convolution and max pooling, with the gradients of both;
# - compute the accuracy class by class;
# - train a net with `tinygrad_fa`.
#
# The autograder trains your net on made-up images that have the shape of those of CIFAR-10, so that it is done within seconds. Work with the real images, too: the last question is about them.

# %% [markdown] lang="fa"
# ## ۱. شمردن (آسان)
#
# یک لایهٔ کانولوشن تصویری مربع با `size` پیکسل در هر ضلع و `channels` کانال (channel) می‌گیرد. لایه `filters` فیلتر دارد، هر کدام با ضلع `kernel`، و هر فیلتر یک بایاس (bias). گام (stride) را `stride` و لایه‌گذاری (padding) را `padding` می‌نامیم. ضلع خروجی چند پیکسل است، لایه چند پارامتر دارد، و برای یک تصویر چند ضرب انجام می‌دهد؟ اگر گام تصویر را درست نپوشاند، پیکسل‌های مانده در لبه کنار گذاشته می‌شوند.
#
# {question counting}

# %% [markdown] lang="en"
# ## 1. Counting (easy)
#
# A convolution layer gets a square image with `size` pixels on each side and `channels` channels. It has `filters` filters, each with `kernel` pixels on a side and one bias. The stride is called `stride`, the padding `padding`. How many pixels has a side of the output, how many parameters has the layer, and how many multiplications does it take for one image? Where the stride does not fit the image, the pixels left over at the edge are passed by.
#
# {question counting}

# %% question="counting"
def counting(size, channels, filters, kernel, stride, padding):
    ### BEGIN SOLUTION
    side = (size + 2 * padding - kernel) // stride + 1
    parameters = filters * channels * kernel**2 + filters
    products = side**2 * filters * channels * kernel**2
    ### END SOLUTION
    return {"side": side, "parameters": parameters, "products": products}

# %% [markdown] lang="fa"
# ## ۲. کانولوشن (میانه)
#
# آنچه یادگیری عمیق (deep learning) کانولوشن می‌نامد همبستگی متقابل (cross-correlation) است: کرنل را *بی آنکه بچرخانیم* روی تصویر می‌لغزانیم. برای یک کانال، با گام یک و بی لایه‌گذاری:
#
# $$Y_{ij} = \sum_{a,b} X_{i+a,\,j+b}\,K_{ab}$$
#
# تابع `convolve` خروجی، گرادیان کرنل و گرادیان تصویر را برمی‌گرداند. `dY` گرادیان بالادست (upstream gradient) است. از خود بپرسید: هر درایهٔ $K$ در کدام درایه‌های $Y$ به کار رفته است؟ حلقه نوشتن عیب نیست.
#
# {question convolve}

# %% [markdown] lang="en"
# ## 2. Convolution (medium)
#
# What deep learning calls a convolution is a cross-correlation: we slide the kernel over the image *without turning it round*. For one channel, with stride one and no padding:
#
# $$Y_{ij} = \sum_{a,b} X_{i+a,\,j+b}\,K_{ab}$$
#
# The function `convolve` returns the output, the gradient of the kernel and the gradient of the image. `dY` is the upstream gradient. Ask yourself: in which entries of $Y$ was each entry of $K$ used? There is no shame in loops.
#
# {question convolve}

# %% question="convolve"
import numpy as np


def convolve(X, K, dY):
    ### BEGIN SOLUTION
    Y, dK, dX = np.zeros(dY.shape), np.zeros(K.shape), np.zeros(X.shape)
    rows, columns = K.shape
    for i in range(dY.shape[0]):
        for j in range(dY.shape[1]):
            patch = X[i : i + rows, j : j + columns]
            Y[i, j] = (patch * K).sum()
            dK += patch * dY[i, j]
            dX[i : i + rows, j : j + columns] += K * dY[i, j]
    ### END SOLUTION
    return {"Y": Y, "dK": dK, "dX": dX}

# %% [markdown] lang="fa"
# ## ۳. ادغام بیشینه (میانه)
#
# تصویر را به خانه‌های دو در دو بخش کنید و از هر خانه بزرگ‌ترین عدد را نگه دارید. در راه برگشت، گرادیان تنها به همان پیکسلی می‌رسد که برنده شده بود؛ سه پیکسل دیگر هیچ اثری بر خروجی نداشته‌اند. ضلع‌های تصویر زوج‌اند.
#
# {question pool}

# %% [markdown] lang="en"
# ## 3. Max pooling (medium)
#
# Divide the image into squares of two by two, and keep the largest number of each. On the way back, the gradient reaches only the pixel that won; the other three had no effect on the output. The sides of the image are even.
#
# {question pool}

# %% question="pool"
import numpy as np


def pool(X, dY):
    ### BEGIN SOLUTION
    Y, dX = np.zeros(dY.shape), np.zeros(X.shape)
    for i in range(dY.shape[0]):
        for j in range(dY.shape[1]):
            patch = X[2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
            Y[i, j] = patch.max()
            a, b = np.unravel_index(patch.argmax(), patch.shape)
            dX[2 * i + a, 2 * j + b] = dY[i, j]
    ### END SOLUTION
    return {"Y": Y, "dX": dX}

# %% [markdown] lang="fa"
# ## ۴. دقت، کلاس به کلاس (میانه)
#
# دقت کل می‌تواند فریب بدهد: شبکه‌ای که همهٔ گربه‌ها را سگ می‌بیند شاید باز هم ۹۰ درصد دقت داشته باشد. تابع `report` سه چیز را برمی‌گرداند:
#
# - سهم پیش‌بینی‌های درست از همهٔ نمونه‌ها، به نام `accuracy`؛
# - ماتریس درهم‌ریختگی (confusion matrix)، به نام `confusion`: سطر، کلاس درست است و ستون، کلاس پیش‌بینی‌شده؛
# - دقت هر کلاس، به نام `per_class`: از نمونه‌هایی که *واقعاً* از آن کلاس‌اند چه سهمی درست شناخته شده است؟
#
# {question report}

# %% [markdown] lang="en"
# ## 4. Accuracy, class by class (medium)
#
# The accuracy of the whole can deceive: a net that takes every cat for a dog may still be right in 90 percent of all cases. The function `report` returns three things:
#
# - `accuracy`, the share of right predictions among all samples;
# - `confusion`, the confusion matrix: the row is the right class, the column the predicted one;
# - `per_class`, the accuracy of each class: of the samples that *really* are of this class, which share was recognised?
#
# {question report}

# %% question="report"
import numpy as np


def report(labels, predictions, classes):
    ### BEGIN SOLUTION
    confusion = np.zeros((classes, classes))
    for label, prediction in zip(labels, predictions):
        confusion[int(label), int(prediction)] += 1
    accuracy = np.trace(confusion) / confusion.sum()
    per_class = np.diag(confusion) / confusion.sum(axis=1)
    ### END SOLUTION
    return {"accuracy": accuracy, "confusion": confusion, "per_class": per_class}

# %% [markdown] lang="fa"
# ## ۵. آموزش (دشوار)
#
# تابع `classify` تصویرهای آموزش و برچسب‌هایشان را می‌گیرد و برچسب تصویرهای `unseen` را پیش‌بینی می‌کند. تصویرها آرایه‌هایی با شکل `(N, 3, 32, 32)` و عددهای ۰ تا ۲۵۵ هستند. شبکه، بهینه‌ساز (optimizer) و شمار دوره‌ها (epoch) با شماست؛ وقت ۶۰ ثانیه است و برای نمرهٔ کامل باید ۸۰ درصد برچسب‌ها درست باشد.
#
# یادآوری: تصویرها را نخست استاندارد کنید، و از یک شبکهٔ کوچک آغاز کنید.
#
# {question classify}

# %% [markdown] lang="en"
# ## 5. Training (hard)
#
# The function `classify` is given training images and their labels, and predicts the labels of the images `unseen`. Images are arrays of shape `(N, 3, 32, 32)` with numbers from 0 to 255. The net, the optimizer and the number of epochs are up to you; you have 60 seconds, and full marks need 80 percent of the labels right.
#
# A reminder: standardise the images first, and begin with a small net.
#
# {question classify}

# %% question="classify"
import numpy as np
import tinygrad_fa as tg


def classify(images, labels, unseen):
    ### BEGIN SOLUTION
    from tinygrad_fa.data import Batches

    middle, spread = images.mean(), images.std()
    inputs = ((images - middle) / spread).astype("float32")
    net = tg.Net(
        tg.Conv2d(3, 8, 3, padding=1), tg.ReLU(), tg.MaxPool2d(4),
        tg.Conv2d(8, 16, 3, padding=1), tg.ReLU(), tg.MaxPool2d(4),
        tg.Flatten(), tg.Linear(64, 10),
    )
    solver = tg.Solver(
        net, Batches((inputs, labels), 25, seed=0), loss=tg.CrossEntropyLoss(), type="Adam",
        base_lr=0.01, random_seed=0, progress=False,
    )
    solver.fit(12)
    scores = net(tg.Tensor(((unseen - middle) / spread).astype("float32"))).data
    predicted = scores.argmax(axis=1)
    ### END SOLUTION
    return {"predicted": predicted}

# %% [markdown] lang="fa"
# ## ۶. تصویرهای واقعی (دشوار)
#
# همان شبکه را، شاید کمی بزرگ‌تر، روی CIFAR-10 آموزش دهید. پروندهٔ `cifar-10-binary.tar.gz` را از جایی که استاد می‌گوید بردارید و نام پوشهٔ آن را به `root=` بدهید:
#
# ```python
# from tinygrad_fa.data import load
#
# train, test = (load("cifar10", split=s, root="DIR") for s in ("train", "test"))
# ```
#
# دقت هر ده کلاس را در جدولی بنویسید و در چند جمله پاسخ دهید: کدام کلاس از همه دشوارتر است؟ شبکه آن را بیش از همه با کدام کلاس اشتباه می‌گیرد، و چرا؟
#
# {question real}

# %% [markdown] lang="en"
# ## 6. Real images (hard)
#
# Train the same net, or a somewhat larger one, on CIFAR-10. Take the file `cifar-10-binary.tar.gz` from where your teacher says, and give the name of its folder to `root=`:
#
# ```python
# from tinygrad_fa.data import load
#
# train, test = (load("cifar10", split=s, root="DIR") for s in ("train", "test"))
# ```
#
# Write the accuracies of all ten classes in a table, and answer in a few sentences: which class is the hardest? With which other class does the net confuse it most, and why?
#
# {question real}

# %% [markdown] question="real" lang="fa"
# *پاسخ خود را اینجا بنویسید.*

# %% [markdown] question="real" lang="en"
# *Write your answer here.*

# %% teacher
import numpy as np

from tinygrad_fa.homework.chain import Chain
from tinygrad_fa.homework.drawing import choice, draw, integers, normal
from tinygrad_fa.homework.items import Training, Written
from tinygrad_fa.homework.questions import Question, Slip


def windows(image, shape):
    """All pieces of this shape, one for each place of its upper left corner."""
    return np.lib.stride_tricks.sliding_window_view(image, shape)


def framed(image, shape):
    """The image in a frame of zeros, so wide that a kernel of this shape just touches it."""
    rows, columns = shape
    return np.pad(image, ((rows - 1, rows - 1), (columns - 1, columns - 1)))


def squares(image):
    """The image as (rows, 2, columns, 2): the squares of two by two."""
    rows, columns = image.shape
    return image.reshape(rows // 2, 2, columns // 2, 2)


def spread_out(small):
    """Each number four times, in a square of two by two."""
    return np.kron(small, np.ones((2, 2)))


def one_hot_rows(labels, classes):
    return np.eye(int(classes))[np.asarray(labels, int)]


class Counting(Chain):
    def side(size, padding, kernel, stride):  return (size + 2 * padding - kernel) // stride + 1
    def parameters(filters, channels, kernel):  return filters * channels * kernel**2 + filters
    def products(side, filters, channels, kernel):  return side**2 * filters * channels * kernel**2


class Convolve(Chain):
    def Y(X, K):        return (windows(X, K.shape) * K).sum(axis=(2, 3))
    def dK(X, dY):      return (windows(X, dY.shape) * dY).sum(axis=(2, 3))
    def dX(K, dY):      return (windows(framed(dY, K.shape), K.shape) * K[::-1, ::-1]).sum(axis=(2, 3))


class Pool(Chain):
    def Y(X):           return squares(X).max(axis=(1, 3))
    def dX(X, dY):      return (X == spread_out(squares(X).max(axis=(1, 3)))) * spread_out(dY)


class Report(Chain):
    def confusion(labels, predictions, classes):
        return one_hot_rows(labels, classes).T @ one_hot_rows(predictions, classes)

    def accuracy(confusion):   return confusion.trace() / confusion.sum()
    def per_class(confusion):  return confusion.diagonal() / confusion.sum(axis=1)


SIDE, CLASSES = 32, 10


def pictures(source):
    """Ten patterns in the shape of CIFAR-10, each in a colour and at a place of its own.

    Classes 0 to 4 are gratings in five directions, 5 to 9 discs, rings, squares, crosses and
    triangles; colours, places and sizes are drawn, so that only the shape tells them apart.
    """
    random = np.random.RandomState(int(2**31 * source.random()))
    labels = np.arange(TRAIN + UNSEEN) % CLASSES
    random.shuffle(labels)
    images = np.stack([_picture(label, random) for label in labels])
    return {
        "images": images[:TRAIN], "labels": labels[:TRAIN],
        "unseen": images[TRAIN:], "truth": labels[TRAIN:],
    }


def _picture(label, random):
    """One image of a class, (3, 32, 32), whole numbers from 0 to 255."""
    down, right = np.mgrid[0:SIDE, 0:SIDE]
    if label < 5:
        angle = np.pi * label / 5
        along = down * np.cos(angle) + right * np.sin(angle)
        shape = np.sin(along * random.uniform(0.8, 1.1) + random.uniform(0, 6.3)) > 0
    else:
        size = random.randint(6, 10)
        y, x = down - random.randint(10, 22), right - random.randint(10, 22)
        shape = (
            y**2 + x**2 < size**2,
            abs(np.hypot(y, x) - size) < 1.8,
            np.maximum(abs(y), abs(x)) < 0.8 * size,
            (np.minimum(abs(y), abs(x)) < 1.8) & (np.maximum(abs(y), abs(x)) < size),
            (abs(x) < (y + size) / 2) & (y < size),
        )[label - 5]
    # Flat colours: the images of the public checks travel in the notebook, and should be small.
    ink, paper = random.randint(150, 256, 3), random.randint(0, 106, 3)
    return np.where(shape, ink[:, None, None], paper[:, None, None])


PLACES = {
    "fa": "از خود بپرسید این درایه در کدام درایه‌های خروجی به کار رفته است؛ سهم همهٔ آن‌ها جمع می‌شود.",
    "en": "Ask yourself in which entries of the output this entry was used; all their shares are added up.",
}
WINNER = {
    "fa": "تنها پیکسل برنده بر خروجی اثر داشته است.",
    "en": "Only the pixel that won had an effect on the output.",
}
TRAIN, UNSEEN = 300, 100

QUESTIONS = [
    Question(
        id="counting", function="counting", reference=Counting,
        inputs=draw(
            size=integers(17, 40), channels=choice((4, 6, 7)), filters=integers(8, 16),
            kernel=choice((3, 5)), stride=choice((2, 3)), padding=choice((1, 2)),
        ),
        items={"side": 1, "parameters": 1, "products": 1},
        hints={
            "side": {
                "fa": "لایه‌گذاری در هر دو سو می‌آید، و کرنل در آغاز هم یک جا دارد.",
                "en": "There is padding on both sides, and the kernel has one place at the start as well.",
            },
            "parameters": {
                "fa": "هر فیلتر همهٔ کانال‌ها را می‌بیند و یک بایاس دارد. اندازهٔ تصویر در شمار پارامترها نیست.",
                "en": "Each filter sees all channels and has one bias. The size of the image does not count.",
            },
            "products": {
                "fa": "هر عدد خروجی به اندازهٔ وزن‌های یک فیلتر ضرب دارد. خروجی چند عدد دارد؟",
                "en": "Each number of the output takes as many multiplications as a filter has weights. How many numbers has the output?",
            },
        },
    ),
    Question(
        id="convolve", function="convolve", reference=Convolve,
        inputs=draw(X=normal(5, 6), K=normal(2, 3), dY=normal(4, 4)),
        forbid=("tinygrad_fa",),
        items={"Y": 1, "dK": 2, "dX": 2},
        slips=(
            Slip(
                "Y", "turned_kernel", lambda X, K: (windows(X, K.shape) * K[::-1, ::-1]).sum(axis=(2, 3)),
                {
                    "fa": "کرنل را چرخانده‌اید. این کانولوشن ریاضی‌دان‌هاست؛ ما همبستگی متقابل می‌خواهیم.",
                    "en": "You turned the kernel round. That is the mathematicians' convolution; we want the cross-correlation.",
                },
            ),
            Slip(
                "dX", "kernel_not_turned", lambda K, dY: (windows(framed(dY, K.shape), K.shape) * K).sum(axis=(2, 3)),
                {
                    "fa": "در راه برگشت کرنل باید وارونه شود: پیکسل پیشین با درایهٔ پسین کرنل دیده شده بود.",
                    "en": "On the way back the kernel has to be turned: an earlier pixel was seen by a later entry of the kernel.",
                },
            ),
        ),
        hints={"dK": PLACES, "dX": PLACES},
    ),
    Question(
        id="pool", function="pool", reference=Pool, forbid=("tinygrad_fa",),
        inputs=draw(X=normal(4, 6), dY=normal(2, 3)).such_that(
            lambda X: len({float(x) for x in X.ravel()}) == X.size
        ),
        items={"Y": 1, "dX": 2},
        slips=(
            Slip(
                "Y", "average", lambda X: squares(X).mean(axis=(1, 3)),
                {
                    "fa": "این ادغام میانگین است؛ ما بیشینه می‌خواهیم.",
                    "en": "That is average pooling; we want the maximum.",
                },
            ),
            Slip(
                "dX", "to_all_four", lambda dY: spread_out(dY),
                {
                    "fa": "گرادیان به هر چهار پیکسل رسیده است.",
                    "en": "The gradient has reached all four pixels.",
                },
            ),
            Slip(
                "dX", "shared_out", lambda dY: spread_out(dY) / 4,
                {
                    "fa": "گرادیان میان چهار پیکسل بخش شده است؛ این کار ادغام میانگین است.",
                    "en": "The gradient has been shared out among the four pixels, as average pooling does.",
                },
            ),
        ),
        hints={"dX": WINNER},
    ),
    Question(
        id="report", function="report", reference=Report, forbid=("tinygrad_fa",),
        inputs=draw(labels=integers(0, 3, 30), predictions=integers(0, 3, 30), classes=4).such_that(
            lambda labels, predictions: len(set(labels.tolist())) == len(set(predictions.tolist())) == 4
        ),
        items={"accuracy": 1, "confusion": 1, "per_class": 2},
        slips=(
            Slip(
                "per_class", "of_the_predicted", lambda confusion: confusion.diagonal() / confusion.sum(axis=0),
                {
                    "fa": "بر شمار نمونه‌هایی که چنین *پیش‌بینی* شده‌اند بخش کرده‌اید. آن صحت (precision) است.",
                    "en": "You divided by the number of samples that were *predicted* so. That is the precision.",
                },
            ),
            Slip(
                "per_class", "of_all", lambda confusion: confusion.diagonal() / confusion.sum(),
                {
                    "fa": "بر شمار همهٔ نمونه‌ها بخش کرده‌اید؛ هر کلاس شمار خودش را دارد.",
                    "en": "You divided by the number of all samples; each class has a number of its own.",
                },
            ),
            Slip(
                "confusion", "exchanged", lambda labels, predictions, classes: (
                    one_hot_rows(predictions, classes).T @ one_hot_rows(labels, classes)
                ),
                {
                    "fa": "سطر و ستون جابه‌جا شده‌اند: سطر کلاس درست است.",
                    "en": "Rows and columns are exchanged: the row is the right class.",
                },
            ),
        ),
        hints={
            "per_class": {
                "fa": "به یک سطر ماتریس نگاه کنید: چند نمونه در آن است، و چند تا درست؟",
                "en": "Look at one row of the matrix: how many samples are in it, and how many are right?",
            }
        },
    ),
    Question(
        id="classify", function="classify", inputs=pictures, hidden=("truth",), trials=1,
        seconds=60, megabytes=2500,
        items={"predicted": Training(6, labels="truth", accuracy=0.8, floor=0.2)},
        hints={
            "predicted": {
                "fa": "نخست ببینید ضرر آموزش کم می‌شود یا نه. اگر نه، نرخ یادگیری را تغییر دهید؛ اگر آری، دوره‌ها را بیشتر کنید.",
                "en": "See first whether the training loss goes down. If not, change the learning rate; if it does, train for more epochs.",
            }
        },
    ),
    Question(id="real", items={"real": Written(4)}),
]
