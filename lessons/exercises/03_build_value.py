"""Exercises of lesson 3: nodes that are used twice, an order, and three engines to mend."""

from tinygrad_fa.lessons.exercises import Exercise, Formula, Function, Numbers, Slip


def two_numbers(draw):
    """Draw x and y."""
    return draw.uniform(-2.0, 2.0), draw.uniform(-2.0, 2.0)


def right_slopes(x, y):
    """Return both gradients of p (p + x) with p = x y."""
    return 2 * x * y**2 + 2 * x * y, 2 * x**2 * y + x**2


def slopes_with_lost_shares(x, y):
    """Each share takes the place of the one before it."""
    return x * y**2, x**2 * y


def slopes_without_order(x, y):
    """p speaks before p + x has sent it a share."""
    return x * y**2 + 2 * x * y, x**2 * y + x**2


def slopes_sent_twice(x, y):
    """p speaks once for each share it gets."""
    p = x * y
    q = p + x
    return (2 * q + p) * y + p, (2 * q + p) * x


def slopes_of_stale_nodes(x, y):
    """In the second pass p and p + x still hold the gradients of the first."""
    p = x * y
    q = p + x
    return (3 * p + 2 * q) * y + 2 * p, (3 * p + 2 * q) * x


def slopes_of_two_passes(x, y):
    """Two passes, added up."""
    return tuple(2 * slope for slope in right_slopes(x, y))


SLIPS_OF_ENGINES = (
    Slip(
        "lost_shares",
        Function(slopes_with_lost_shares, two_numbers),
        {
            "fa": "هنوز سهم تازه جای سهم پیشین را می‌گیرد. گره‌ای که دو بار به کار رفته، دو سهم دارد.",
            "en": "A new share still takes the place of the one before. A node that is used twice has two shares.",
        },
    ),
    Slip(
        "no_order",
        Function(slopes_without_order, two_numbers),
        {
            "fa": "گره‌ای پیش از نوبت سخن می‌گوید و سهمی که پس از آن می‌رسد، گم می‌شود. گره‌ها به چه ترتیبی پیموده می‌شوند؟",
            "en": "A node speaks before its turn, and a share that arrives later is lost. In which order are the nodes walked?",
        },
    ),
    Slip(
        "sent_twice",
        Function(slopes_sent_twice, two_numbers),
        {
            "fa": "گره‌ای با رسیدن هر سهم سخن می‌گوید، پس سهم نخست را دوباره می‌فرستد. هر گره باید یک‌بار سخن بگوید.",
            "en": "A node speaks for each share that arrives, and so sends the first one again. Each node should speak once.",
        },
    ),
    Slip(
        "stale",
        Function(slopes_of_stale_nodes, two_numbers),
        {
            "fa": "گذر دوم نادرست است: گره‌های میانی هنوز گرادیان گذر نخست را در خود دارند.",
            "en": "The second pass is wrong: the nodes in between still hold the gradients of the first.",
        },
    ),
    Slip(
        "doubled",
        Function(slopes_of_two_passes, two_numbers),
        {
            "fa": "گرادیان‌ها درست دو برابرند. گویا آغاز گذر با `+=` نوشته شده است یا برگ‌ها دو بار سهم می‌گیرند.",
            "en": "The gradients are exactly doubled. Perhaps the pass starts with `+=`, or the leaves receive their shares twice.",
        },
    ),
)

EXERCISES = [
    Exercise(
        name="q1",
        question={
            "fa": (
                "اگر $b = a \\cdot a$ و $c = b + b$ و $a = 5$ باشد، $\\frac{\\partial c}{\\partial a}$ "
                "چند است؟"
            ),
            "en": (
                "With $b = a \\cdot a$, $c = b + b$ and $a = 5$, what is "
                "$\\frac{\\partial c}{\\partial a}$?"
            ),
        },
        right=Numbers(20),
        slips=(
            Slip(
                "one_share_of_b",
                Numbers(10),
                {
                    "fa": "یکی از سهم‌ها گم شده است: هم $a$ در $b$ دو بار آمده و هم $b$ در $c$.",
                    "en": "A share got lost: $a$ appears twice in $b$, and $b$ twice in $c$.",
                },
            ),
            Slip(
                "one_share_each",
                Numbers(5),
                {
                    "fa": "تنها یک مسیر را پیموده‌اید. از $c$ تا $a$ چند مسیر هست؟",
                    "en": "You walked one path only. How many paths lead from $c$ to $a$?",
                },
            ),
            Slip(
                "spoke_too_early",
                Numbers(30),
                {
                    "fa": "گرهٔ $b$ پیش از گرفتن سهم دوم سخن گفته است، مانند برنامه‌ای که در آغاز درس، به جای ۴، عدد ۶ را می‌داد.",
                    "en": "Node $b$ spoke before it had its second share, like the program that gave 6 instead of 4 at the beginning of the lesson.",
                },
            ),
            Slip(
                "value",
                Numbers(50),
                {
                    "fa": "این مقدار $c$ است. گرادیان می‌پرسد $c$ چقدر تغییر می‌کند.",
                    "en": "This is the value of $c$. A gradient asks how much $c$ changes.",
                },
            ),
        ),
    ),
    Exercise(
        name="q2",
        question={
            "fa": (
                "تابع `walk_every_path` برای $y = y + y$ که شش بار تکرار شده، چند بار صدا زده می‌شود؟ "
                "بار نخست را هم بشمارید."
            ),
            "en": (
                "How many times is `walk_every_path` called for $y = y + y$ repeated six times? "
                "Count the first call, too."
            ),
        },
        right=Numbers(127),
        slips=(
            Slip(
                "paths_only",
                Numbers(64),
                {
                    "fa": "این شمار مسیرهایی است که به برگ می‌رسند. تابع در گره‌های میان راه هم صدا زده می‌شود.",
                    "en": "This is the number of paths that reach the leaf. The function is called at the nodes on the way, too.",
                },
            ),
            Slip(
                "first_forgotten",
                Numbers(126),
                {
                    "fa": "نزدیک است: صدا زدن نخست، برای خود نتیجه، هم یکی است.",
                    "en": "Close: the first call, for the result itself, counts as well.",
                },
            ),
            Slip(
                "edges",
                Numbers(12),
                {
                    "fa": "این شمار یال‌هاست؛ پیمودن گره‌به‌گره همین‌قدر گام دارد. ولی این تابع هر مسیر را جداگانه می‌پیماید.",
                    "en": "This is the number of edges; walking node by node takes as many steps. But this function walks each path by itself.",
                },
            ),
            Slip(
                "nodes",
                Numbers(7),
                {
                    "fa": "این شمار گره‌هاست. تابع به یک گره از چند راه می‌رسد و هر بار از نو ادامه می‌دهد.",
                    "en": "This is the number of nodes. The function reaches a node in several ways, and goes on anew each time.",
                },
            ),
        ),
    ),
    Exercise(
        name="q3",
        question={
            "fa": (
                "گراف $p = x\\,y$، $q = p + x$، $r = q\\,p$ را بکشید. کدام فهرست برای گذر رو به عقب درست "
                "است؟ شماره‌اش را بنویسید. (۱) `r p q x y` (۲) `r q p y x` (۳) `x y p q r` "
                "(۴) `q r p y x`"
            ),
            "en": (
                "Draw the graph of $p = x\\,y$, $q = p + x$, $r = q\\,p$. Which list is right for the "
                "backward pass? Give its number. (1) `r p q x y` (2) `r q p y x` (3) `x y p q r` "
                "(4) `q r p y x`"
            ),
        },
        right=Numbers(2),
        slips=(
            Slip(
                "p_before_q",
                Numbers(1),
                {
                    "fa": "گرهٔ $p$ در $q$ هم به کار رفته است و سهمی از آن می‌گیرد. آیا پیش از آن می‌تواند سخن بگوید؟",
                    "en": "Node $p$ is used in $q$ as well, and receives a share from there. Can it speak before that?",
                },
            ),
            Slip(
                "forward",
                Numbers(3),
                {
                    "fa": "این ترتیب گذر رو به جلو است: هر گره پس از ورودی‌هایش.",
                    "en": "This is the order of the forward pass: each node after its inputs.",
                },
            ),
            Slip(
                "result_not_first",
                Numbers(4),
                {
                    "fa": "گذر رو به عقب از نتیجه آغاز می‌شود؛ پیش از آن هیچ گره‌ای چیزی برای گفتن ندارد.",
                    "en": "The backward pass starts from the result; before that no node has anything to say.",
                },
            ),
        ),
    ),
    Exercise(
        name="q4",
        question={
            "fa": (
                "در دروازهٔ تقسیم، $r = u / v$، موتور کتابخانه گرادیان محلی نسبت به $v$ را با خود نتیجه "
                "حساب می‌کند، چون نتیجه آماده است. این گرادیان محلی، $\\frac{\\partial r}{\\partial v}$، "
                "را تنها بر پایهٔ $r$ و $v$ به‌صورت متن بنویسید."
            ),
            "en": (
                "In a division, $r = u / v$, the library's engine computes the local derivative with respect "
                "to $v$ from the result itself, which is at hand. Write this local derivative "
                "$\\frac{\\partial r}{\\partial v}$ in terms of $r$ and $v$ alone, as text."
            ),
        },
        right=Formula("-r/v", ("r", "v")),
        slips=(
            Slip(
                "sign",
                Formula("r/v", ("r", "v")),
                {
                    "fa": "اگر مخرج بزرگ شود، کسر مثبت کوچک می‌شود. علامت را یک‌بار دیگر ببینید.",
                    "en": "If the denominator grows, a positive quotient shrinks. Look at the sign once more.",
                },
            ),
            Slip(
                "r_for_u",
                Formula("-r/v**2", ("r", "v")),
                {
                    "fa": "گویا $u$ را با $r$ یکی گرفته‌اید. نخست $u$ را با $r$ و $v$ بنویسید.",
                    "en": "It seems you took $u$ and $r$ for the same. First write $u$ in terms of $r$ and $v$.",
                },
            ),
            Slip(
                "of_u",
                Formula("1/v", ("r", "v")),
                {
                    "fa": "این گرادیان محلی نسبت به $u$ است، نه $v$.",
                    "en": "This is the local derivative with respect to $u$, not $v$.",
                },
            ),
            Slip(
                "u_lost",
                Formula("-1/v**2", ("r", "v")),
                {
                    "fa": "این مشتق وارون $v$ است. صورت کسر جا افتاده است.",
                    "en": "This is the derivative of the reciprocal of $v$. The numerator is missing.",
                },
            ),
        ),
    ),
    Exercise(
        name="q5",
        question={
            "fa": (
                "موتوری گره‌های میانی را صفر نمی‌کند. برای $p = (x \\cdot x) \\cdot x$ در $x = 2$ یک‌بار "
                "`backward` را صدا می‌زنیم، تنها `x.grad` را صفر می‌کنیم و دوباره صدا می‌زنیم. اکنون "
                "`x.grad` چند است؟"
            ),
            "en": (
                "An engine does not set the nodes in between to zero. For $p = (x \\cdot x) \\cdot x$ "
                "at $x = 2$ we call `backward` once, set only `x.grad` to zero, and call it again. "
                "What is `x.grad` now?"
            ),
        },
        right=Numbers(20),
        slips=(
            Slip(
                "true_slope",
                Numbers(12),
                {
                    "fa": "این مشتق درست است و گذر نخست همین را می‌دهد. در گذر دوم گرهٔ میانی با چه گرادیانی سخن می‌گوید؟",
                    "en": "This is the true derivative, and the first pass gives it. With which gradient does the node in between speak in the second pass?",
                },
            ),
            Slip(
                "all_doubled",
                Numbers(24),
                {
                    "fa": "همه چیز دو برابر نمی‌شود: سهمی که یک‌راست از ضرب آخر می‌آید، از گره‌ای کهنه نمی‌گذرد.",
                    "en": "Not everything doubles: the share that comes directly from the last product does not pass a stale node.",
                },
            ),
            Slip(
                "direct_share_lost",
                Numbers(16),
                {
                    "fa": "این سهمی است که از گرهٔ میانی می‌آید. خود $x$ هم در ضرب آخر هست.",
                    "en": "This is the share that comes through the node in between. $x$ itself is in the last product, too.",
                },
            ),
            Slip(
                "nothing_zeroed",
                Numbers(32),
                {
                    "fa": "گرادیان گذر نخست را هم شمرده‌اید، ولی `x.grad` میان دو گذر صفر شده است.",
                    "en": "You counted the gradient of the first pass as well, but `x.grad` was set to zero in between.",
                },
            ),
        ),
    ),
    Exercise(
        name="q6",
        question={
            "fa": "اشتباه موتور نخست را پیدا و درست کنید: تنها یک نشانه کم است.",
            "en": "Find and mend the mistake of the first engine: only one sign is missing.",
        },
        right=Function(right_slopes, two_numbers),
        slips=SLIPS_OF_ENGINES,
    ),
    Exercise(
        name="q7",
        question={
            "fa": (
                "موتور دوم همهٔ گره‌ها را پیدا می‌کند و هر یک را یک‌بار می‌پیماید، ولی باز هم خطا دارد. "
                "اشتباه آن را پیدا و درست کنید، سپس `slopes_by(mend_2)` را بدهید."
            ),
            "en": (
                "The second engine finds all nodes and walks over each of them once, and yet it is "
                "wrong. Find and mend its mistake, then hand in `slopes_by(mend_2)`."
            ),
        },
        right=Function(right_slopes, two_numbers),
        slips=SLIPS_OF_ENGINES,
    ),
    Exercise(
        name="q8",
        question={
            "fa": (
                "موتور سوم در گذر نخست همیشه درست است. اشتباه آن را پیدا و درست کنید، سپس "
                "`slopes_by(mend_3)` را بدهید."
            ),
            "en": (
                "The third engine is always right in the first pass. Find and mend its mistake, then "
                "hand in `slopes_by(mend_3)`."
            ),
        },
        right=Function(right_slopes, two_numbers),
        slips=SLIPS_OF_ENGINES,
    ),
]
