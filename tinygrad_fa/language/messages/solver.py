"""Texts of the solver room: settings, training, tests, divergence."""

MESSAGES = {
    # settings
    "not_a_number": {
        "en": "`{name}` should be a number, not `{value}`.",
        "fa": "`{name}` باید عدد باشد، نه `{value}`.",
    },
    "out_of_range": {
        "en": "`{name} = {value}` is out of range. Allowed: `{allowed}`.",
        "fa": "`{name} = {value}` بیرون از بازهٔ مجاز است. مجاز: `{allowed}`.",
    },
    "not_whole": {
        "en": "`{name}` should be a whole number of at least {least}, not `{value}`.",
        "fa": "`{name}` باید عدد صحیحی دست‌کم برابر {least} باشد، نه `{value}`.",
    },
    "not_bool": {
        "en": "`{name}` should be `True` or `False`, not `{value}`.",
        "fa": "`{name}` باید `True` یا `False` باشد، نه `{value}`.",
    },
    "not_verbose": {
        "en": "`verbose = {value}`: here `verbose` says whether the Solver tells what it is made of, `True` or `False`. Whether a training shows how far it is, is said by `progress=True` or `False`.",
        "fa": "`verbose = {value}`: اینجا `verbose` می‌گوید که حل‌کننده بگوید از چه ساخته شده است یا نه، `True` یا `False`. اینکه پیشرفت آموزش نشان داده شود یا نه، با `progress=True` یا `False` گفته می‌شود.",
    },
    "not_a_path": {
        "en": "`snapshot_prefix` should be the beginning of a file name such as `'runs/lenet'`, not `{value}`.",
        "fa": "`snapshot_prefix` باید آغاز نام یک پرونده باشد، مانند `'runs/lenet'`، نه `{value}`.",
    },
    "unknown_choice": {
        "en": "`{name} = {value}` is not known.{hint} Choose one of: `{known}`.",
        "fa": "`{name} = {value}` شناخته نیست.{hint} یکی از این‌ها را برگزینید: `{known}`.",
    },
    "unknown_setting": {
        "en": "The Solver has no setting `{name}`.{hint} It has: `{known}`.",
        "fa": "حل‌کننده (Solver) تنظیمی به نام `{name}` ندارد.{hint} تنظیم‌هایش: `{known}`.",
    },
    "did_you_mean": {
        "en": "Did you mean `{word}`?",
        "fa": "آیا منظورتان `{word}` است؟",
    },
    "needed": {
        "en": "The Solver needs `{name}`. Give it as `Solver(net, {name}=…)`.",
        "fa": "حل‌کننده (Solver) به `{name}` نیاز دارد. آن را به‌صورت `Solver(net, {name}=…)` بدهید.",
    },
    "conflict": {
        "en": "`{one}` takes the place of `{other}`: give one of the two, not both.",
        "fa": "`{one}` جای `{other}` را می‌گیرد: تنها یکی از این دو را بدهید.",
    },
    "policy_needs": {
        "en": "The learning-rate policy `{policy}` needs `{parameter}`. Give it as `Solver(…, {parameter}=…)`.",
        "fa": "سیاست نرخ یادگیری `{policy}` به `{parameter}` نیاز دارد. آن را به‌صورت `Solver(…, {parameter}=…)` بدهید.",
    },
    "stepvalue_not_list": {
        "en": "`stepvalue` should be a list of iterations such as `[5000, 7000]`, not `{value}`.",
        "fa": "`stepvalue` باید فهرستی از شمارهٔ تکرارها باشد، مانند `[5000, 7000]`، نه `{value}`.",
    },
    "clip_to_zero": {
        "en": "`clip_gradients = 0` would make every gradient 0, and nothing would be learned. Leave it out for no limit.",
        "fa": "با `clip_gradients = 0` همهٔ گرادیان‌ها صفر می‌شوند و چیزی آموخته نمی‌شود. اگر برش نمی‌خواهید، آن را ننویسید.",
    },
    "multiplier_not_dict": {
        "en": "`{name}` should say which parameters it is for, such as `{{'*.bias': 2}}`, not `{value}`.",
        "fa": "`{name}` باید بگوید برای کدام پارامترهاست، مانند `{{'*.bias': 2}}`، نه `{value}`.",
    },
    "pattern_fits_nothing": {
        "en": "`{setting}`: no parameter is called `{pattern}`.{hint} The net has: `{known}`.",
        "fa": "`{setting}`: هیچ پارامتری `{pattern}` نام ندارد.{hint} پارامترهای شبکه: `{known}`.",
    },
    "no_parameters": {
        "en": "The net has no parameters, so there is nothing to train.",
        "fa": "شبکه هیچ پارامتری ندارد و چیزی برای آموزش نیست.",
    },
    "no_max_iter": {
        "en": "`solve()` needs to know how far to go: `Solver(…, max_iter=…)`. Or use `step(n)` or `fit(epochs=…)`.",
        "fa": "`solve()` باید بداند تا کجا برود: `Solver(…, max_iter=…)`. یا `step(n)` یا `fit(epochs=…)` را به کار ببرید.",
    },
    "not_a_callback": {
        "en": "`{value}` is not a callback: it should be an object with methods such as `on_epoch_end` (for a class, write the brackets too).",
        "fa": "`{value}` کال‌بک (callback) نیست: باید شیئی با متدهایی مانند `on_epoch_end` باشد (اگر کلاس است، پرانتزش را هم بنویسید).",
    },
    "callback_twice": {
        "en": "The same `{name}` object stands twice among the callbacks, and would count every epoch twice. Give it once, or make a second one.",
        "fa": "یک شیء `{name}` دو بار در میان کال‌بک‌ها (callbacks) آمده است و هر دوره را دو بار می‌شمرد. آن را یک بار بدهید، یا شیء دیگری بسازید.",
    },
    "under_way": {
        "en": "A training of this Solver is under way, so no other can begin. A callback that wants to try something asks a `solver.fork()`; one that wants to stop sets `solver.stop_training = True`.",
        "fa": "این حل‌کننده (Solver) هم‌اکنون در میانهٔ آموزش است و آموزش دیگری نمی‌تواند آغاز شود. کال‌بکی که می‌خواهد چیزی را بیازماید `solver.fork()` را به کار می‌برد؛ اگر باید آموزش بایستد، `solver.stop_training = True`.",
    },
    "not_a_net": {
        "en": "The first argument of the Solver is a net, such as `Net(Linear(4, 3))`; this is none: `{value}`.",
        "fa": "نخستین آرگومان حل‌کننده (Solver) یک شبکه است، مانند `Net(Linear(4, 3))`؛ این شبکه نیست: `{value}`.",
    },
    "not_an_optimizer": {
        "en": '`optimizer` is an object such as `SGD(momentum=0.9)`, not `{value}`. By its name a method is chosen with `type`: `Solver(…, type="Adam")`.',
        "fa": '`optimizer` یک شیء است، مانند `SGD(momentum=0.9)`، نه `{value}`. نام روش را به `type` بدهید: `Solver(…, type="Adam")`.',
    },
    "not_a_function": {
        "en": "`{setting}` is something that can be called, such as `{setting}={example}`, not `{value}` (for a class, write the brackets too).",
        "fa": "`{setting}` چیزی است که بتوان آن را صدا زد، مانند `{setting}={example}`، نه `{value}` (اگر کلاس است، پرانتزش را هم بنویسید).",
    },
    "fixed_setting": {
        "en": "`{name}` is settled when a Solver is made; to set it now would change nothing. For another value: `solver.fork({name}=…)`, which goes on from here.",
        "fa": "`{name}` هنگام ساختن حل‌کننده (Solver) تعیین می‌شود و تغییرش در اینجا اثری ندارد. برای مقداری دیگر: `solver.fork({name}=…)`، که از همین‌جا ادامه می‌دهد.",
    },
    "fixed_rate": {
        "en": "`{name}` cannot be set on a Solver that has been made; it would change nothing. For another learning rate: `solver.rate_override = 0.01`, or `solver.rate_factor = 0.5` times that of the schedule; a callback `LearningRateScheduler(f)`; or `solver.fork(base_lr=0.01)`.",
        "fa": "`{name}` را پس از ساختن حل‌کننده (Solver) نمی‌توان تغییر داد؛ اثری نمی‌داشت. برای نرخ یادگیری دیگر: `solver.rate_override = 0.01`، یا `solver.rate_factor = 0.5` که در نرخ زمان‌بندی ضرب می‌شود؛ یا کال‌بک `LearningRateScheduler(f)`؛ یا `solver.fork(base_lr=0.01)`.",
    },
    "bad_rate": {
        "en": "The schedule gives the learning rate `{value}` for iteration {iteration}. A learning rate is a finite number, 0 or more.",
        "fa": "زمان‌بندی برای تکرار {iteration} نرخ یادگیری `{value}` می‌دهد. نرخ یادگیری عددی متناهی و نامنفی است.",
    },
    "bad_factor": {
        "en": "For iteration {iteration} the learning rate would be {value}: `rate_override` and `rate_factor` of the Solver are {override} and {factor}. A learning rate is a finite number, 0 or more.",
        "fa": "در تکرار {iteration} نرخ یادگیری برابر {value} می‌شد: در حل‌کننده (Solver) مقدار `rate_override` برابر {override} و مقدار `rate_factor` برابر {factor} است. نرخ یادگیری عددی متناهی و نامنفی است.",
    },
    # data and loss
    "not_batches": {
        "en": "`{setting}` should be `Batches`, such as `Batches(dataset, batch_size=64)`, or a pair `(inputs, targets)` of arrays, not a `{type}`.",
        "fa": "`{setting}` باید `Batches` باشد، مانند `Batches(dataset, batch_size=64)`، یا جفت `(inputs, targets)` از آرایه‌ها، نه `{type}`.",
    },
    "no_batches": {
        "en": "`{setting}` has no batches. Check the data it is made of.",
        "fa": "`{setting}` هیچ دسته‌ای ندارد. داده‌ای را که از آن ساخته شده وارسی کنید.",
    },
    "not_a_pair": {
        "en": "A batch should be a pair `(inputs, targets)` of arrays; this one is made of a `{type}`.",
        "fa": "هر دسته باید جفت `(inputs, targets)` از آرایه‌ها باشد؛ این یکی `{type}` است.",
    },
    "test_without_data": {
        "en": "`{name}` asks for tests, but there is no test data. Give it as `Solver(…, test=…)`.",
        "fa": "`{name}` آزمون می‌خواهد ولی دادهٔ آزمون داده نشده است. آن را به‌صورت `Solver(…, test=…)` بدهید.",
    },
    "test_without_interval": {
        "en": "There is a test net but no `test_interval`, and Caffe refuses that (`caffe_strict`). Say after how many iterations there is a test.",
        "fa": "شبکهٔ آزمون هست ولی `test_interval` نیست، و Caffe این را نمی‌پذیرد (`caffe_strict`). بگویید هر چند تکرار یک بار آزمون شود.",
    },
    "test_iter_length": {
        "en": "`test_iter` has {count} numbers, but there are {nets} test nets. Give one number for each of them, or one number for all.",
        "fa": "`test_iter` {count} عدد دارد ولی {nets} شبکهٔ آزمون هست. برای هر شبکه یک عدد بدهید، یا یک عدد برای همه.",
    },
    "test_net_differs": {
        "en": "The test net `{test}` shares its weights with the net that is trained, by their names. Its `{name}` has the shape `{shape}`; there it is `{found}`.",
        "fa": "شبکهٔ آزمون `{test}` وزن‌هایش را، بر پایهٔ نامشان، با شبکه‌ای که آموزش می‌بیند شریک است. شکل `{name}` در آن `{shape}` است و آنجا `{found}`.",
    },
    "validation_misfit": {
        "en": "The first sample of the validation data, of the shape `{shape}`, does not fit the net. Prepare it as the training data are prepared.\n{reason}",
        "fa": "نخستین نمونهٔ دادهٔ اعتبارسنجی، با شکل `{shape}`، با شبکه جور نیست. آن را مانند دادهٔ آموزش آماده کنید.\n{reason}",
    },
    "predict_needs_targets": {
        "en": "This net contains its losses and needs targets, so it cannot `predict` from inputs alone. Call the net itself, or make one without losses.",
        "fa": "این شبکه ضررهایش را در خود دارد و به هدف‌ها نیاز دارد، پس نمی‌تواند تنها از روی ورودی پیش‌بینی کند. خود شبکه را فرا بخوانید یا شبکه‌ای بدون ضرر بسازید.",
    },
    "fit_needs_targets": {
        "en": "`fit` needs inputs and targets: `net.fit(x, y, …)`, or `net.fit(Batches(…), …)`.",
        "fa": "`fit` هم ورودی می‌خواهد هم هدف: `net.fit(x, y, …)` یا `net.fit(Batches(…), …)`.",
    },
    "split_leaves_nothing": {
        "en": "`validation_split = {share}` of {samples} samples leaves none to train with, or none to test with.",
        "fa": "با `validation_split = {share}` از {samples} نمونه، برای آموزش یا برای آزمون چیزی نمی‌ماند.",
    },
    "bad_metrics": {
        "en": "`metrics` should be like `{{'mae': function}}`, with functions `f(prediction, target)`, or a list of metrics such as `Accuracy()`; by its word only `\"accuracy\"` is known. This is none of them: `{value}`.",
        "fa": "`metrics` باید مانند `{{'mae': function}}` باشد، با تابع‌هایی به شکل `f(prediction, target)`، یا فهرستی از معیارهایی مانند `Accuracy()`؛ با نام، تنها `\"accuracy\"` شناخته می‌شود. این هیچ‌یک از آن‌ها نیست: `{value}`.",
    },
    "metric_name": {
        "en": "A metric cannot be called `{name}`: the name is taken, or it is no name. Taken are `{taken}` and the names of the other metrics.",
        "fa": "نام یک معیار نمی‌تواند `{name}` باشد: این نام گرفته شده یا اصلاً نام نیست. نام‌های گرفته‌شده: `{taken}` و نام معیارهای دیگر.",
    },
    "metric_no_number": {
        "en": "The metric `{name}` should give one number for a batch, and it gave `{value}`. Perhaps a `.mean()` is missing.",
        "fa": "معیار `{name}` باید برای هر دسته یک عدد بدهد ولی `{value}` داد. شاید `.mean()` را فراموش کرده باشید.",
    },
    "loss_not_tensor": {
        "en": "The loss should be a `Tensor`, not a `{type}`: without its graph there are no gradients.",
        "fa": "ضرر باید `Tensor` باشد، نه `{type}`: بدون گراف آن گرادیانی در کار نیست.",
    },
    "loss_not_scalar": {
        "en": "The loss should be one number, and it has the shape `{shape}`. Take its mean: `loss.mean()`.",
        "fa": "ضرر باید یک عدد باشد ولی شکل آن `{shape}` است. میانگینش را بگیرید: `loss.mean()`.",
    },
    "loss_twice": {
        "en": "This net has losses of its own (`loss_weights`), so it needs no `loss=`. Leave one of the two out.",
        "fa": "این شبکه ضررهای خودش را دارد (`loss_weights`) و به `loss=` نیازی ندارد. یکی از این دو را کنار بگذارید.",
    },
    "own_losses_not_dict": {
        "en": "A net with losses of its own should return a dict of its outputs, not a `{type}`.",
        "fa": "شبکه‌ای که ضررهای خودش را دارد باید خروجی‌هایش را در یک `dict` برگرداند، نه `{type}`.",
    },
    "own_loss_missing": {
        "en": "The net says that `{name}` is one of its losses, but its outputs are: `{known}`.",
        "fa": "شبکه می‌گوید `{name}` یکی از ضررهای آن است ولی خروجی‌هایش این‌ها هستند: `{known}`.",
    },
    "bad_loss_weights": {
        "en": "`loss_weights` should be a dict with a finite number for each loss, such as `{{'loss': 1.0}}`, not `{value}`.",
        "fa": "`loss_weights` باید `dict` باشد با عددی متناهی برای هر ضرر، مانند `{{'loss': 1.0}}`، نه `{value}`.",
    },
    "no_losses": {
        "en": "The net has no output with a loss weight, so there is nothing to make small.",
        "fa": "هیچ‌یک از خروجی‌های شبکه وزن ضرر ندارد و چیزی برای کمینه کردن نیست.",
    },
    # saved slots
    "slot_names": {
        "en": "The saved state of the optimizer does not fit. Missing: `{missing}`. Not known here: `{unknown}`.",
        "fa": "وضعیت ذخیره‌شدهٔ بهینه‌ساز با اینجا نمی‌خواند. نیست: `{missing}`. اینجا شناخته نیست: `{unknown}`.",
    },
    "slot_shape": {
        "en": "The saved state of the optimizer does not fit: `{name}` has the shape `{here}` here, and `{saved}` there.",
        "fa": "وضعیت ذخیره‌شدهٔ بهینه‌ساز با اینجا نمی‌خواند: شکل `{name}` اینجا `{here}` است و آنجا `{saved}`.",
    },
    # while training
    "progress_epoch": {
        "en": "epoch {epoch}/{epochs}",
        "fa": "دورهٔ {epoch} از {epochs}",
    },
    "test_loss": {
        "en": "Test{name} after {iteration} iterations: loss = {loss}",
        "fa": "آزمون{name} پس از {iteration} تکرار: ضرر = {loss}",
    },
    "test_accuracy": {
        "en": "Test{name} after {iteration} iterations: loss = {loss}, accuracy = {percent} %",
        "fa": "آزمون{name} پس از {iteration} تکرار: ضرر = {loss}، دقت = {percent}٪",
    },
    "interrupted": {
        "en": "Stopped by you after {iteration} iterations. The history is kept, and the training can go on from here.",
        "fa": "آموزش به خواست شما پس از {iteration} تکرار متوقف شد. تاریخچه نگه داشته شده است و می‌توان از همین‌جا ادامه داد.",
    },
    # history
    "history_empty": {
        "en": "History: no iteration yet",
        "fa": "تاریخچه: هنوز هیچ تکراری انجام نشده است",
    },
    "history_training": {
        "en": "History: {iterations} iterations, {epochs} whole epochs; loss {first} → {last}; last lr {lr}",
        "fa": "تاریخچه: {iterations} تکرار و {epochs} دورهٔ کامل؛ ضرر از {first} به {last} رسید؛ آخرین نرخ یادگیری {lr}",
    },
    "history_tests": {
        "en": "Tests: {count}. Last: {result}",
        "fa": "شمار آزمون‌ها: {count}. آخرین: {result}",
    },
    "history_best": {
        "en": "Best: {result}",
        "fa": "بهترین: {result}",
    },
    # divergence
    "diverged": {
        "en": (
            "The training diverged at iteration {iteration}: the loss is {loss} and not every number is "
            "finite any more. The weights are as they were before this update.\n{origin}{largest}{advice}"
        ),
        "fa": (
            "آموزش در تکرار {iteration} واگرا شد: ضرر {loss} است و دیگر همهٔ عددها متناهی نیستند. "
            "وزن‌ها همان‌اند که پیش از این به‌روزرسانی بودند.\n{origin}{largest}{advice}"
        ),
    },
    "diverged_op": {
        "en": "The first result that is not finite came from `{op}`, of the shape `{shape}`.",
        "fa": "نخستین نتیجهٔ نامتناهی از `{op}` با شکل `{shape}` آمد.",
    },
    "diverged_gradient": {
        "en": "The results are finite; the first gradient that is not came from the backward pass of `{op}`, of the shape `{shape}`.",
        "fa": "نتیجه‌ها متناهی‌اند؛ نخستین گرادیان نامتناهی در گذر رو به عقب از `{op}` با شکل `{shape}` پدید آمد.",
    },
    "diverged_parameter": {
        "en": "The parameter `{name}` was not finite even before this iteration.",
        "fa": "پارامتر `{name}` پیش از این تکرار هم متناهی نبود.",
    },
    "diverged_advice": {
        "en": "\nUsually the learning rate is too high: it is {rate}; try a tenth of it, `base_lr={tenth}`.",
        "fa": "\nمعمولاً نرخ یادگیری بیش از اندازه بزرگ است: اکنون {rate} است؛ یک‌دهم آن را بیازمایید: `base_lr={tenth}`.",
    },
    "diverged_data": {
        "en": "The batch itself has numbers that are not finite, in an array of the shape `{shape}`. Check the data.",
        "fa": "خود دسته عدد نامتناهی دارد، در آرایه‌ای به شکل `{shape}`. داده‌ها را وارسی کنید.",
    },
    "diverged_norm": {
        "en": "Every gradient is finite, but so large that the sum of their squares is not.",
        "fa": "هر گرادیان متناهی است ولی چنان بزرگ که جمع مربع‌هایشان دیگر متناهی نیست.",
    },
    "diverged_sum": {
        "en": "The gradients of each of the {count} batches are finite, but their sum is not.",
        "fa": "گرادیان‌های هر یک از {count} دسته متناهی‌اند ولی جمعشان نیست.",
    },
    "diverged_unknown": {
        "en": "Where it began could not be found again.",
        "fa": "سرآغاز آن دوباره پیدا نشد.",
    },
    "diverged_not_finite": {
        "en": " The gradients of {count} of {total} parameters are not finite; the first is that of `{name}`.",
        "fa": " گرادیان {count} پارامتر از {total} پارامتر نامتناهی است؛ نخستینشان `{name}` است.",
    },
    "diverged_largest": {
        "en": " The largest gradient is that of `{name}`: {size}.",
        "fa": " بزرگ‌ترین گرادیان از آنِ `{name}` است: {size}.",
    },
}
