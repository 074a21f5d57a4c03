"""Texts of the data layers of Caffe's nets, and of its solver files."""

MESSAGES = {
    "unmapped": {
        "en": "Layer `{layer}` (`{type}`): its source `{source}` is not read here. Say which data it stands for: `data=…` in Python, `--data …` in a terminal; a name such as `mnist`, or a mapping file.",
        "fa": "لایهٔ `{layer}` (`{type}`): منبع `{source}` اینجا خوانده نمی‌شود. بگویید به‌جای کدام داده‌هاست: `data=…` در پایتون یا `--data …` در پایانه؛ نامی مانند `mnist` یا یک پروندهٔ نگاشت.",
    },
    "no_source": {
        "en": 'Layer `{layer}`: there is no data base `{source}` ({backend}) here that could be read. Say which data it stands for: `data="mnist"` in Python, `--data mnist` in a terminal, or a mapping file (JSON: source → data set); a data base of the kind LMDB can be read itself.',
        "fa": 'لایهٔ `{layer}`: پایگاه دادهٔ `{source}` ({backend}) اینجا نیست یا خواندنی نیست. بگویید به‌جای کدام داده‌هاست: `data="mnist"` در پایتون، `--data mnist` در پایانه، یا یک پروندهٔ نگاشت (JSON: منبع ← مجموعه‌داده)؛ پایگاه دادهٔ LMDB را می‌توان مستقیم خواند.',
    },
    "no_key": {
        "en": "Layer `{layer}`: the mapping says nothing of its source `{source}`. It knows: `{known}`. Add an entry for the source, the layer, or `train` and `test`.",
        "fa": "لایهٔ `{layer}`: نگاشت دربارهٔ منبع `{source}` چیزی نمی‌گوید. کلیدهایش: `{known}`. برای منبع، نام لایه، یا `train` و `test` یک درایه بیفزایید.",
    },
    "bad_value": {
        "en": 'Layer `{layer}`: `{value}` says no data. Give a name (`mnist`, `mnist:test`), a folder with an LMDB data base, `{{"data": "mnist", "split": "train"}}`, a Dataset, or a pair of arrays.',
        "fa": 'لایهٔ `{layer}`: `{value}` داده‌ای را مشخص نمی‌کند. یک نام (`mnist`، `mnist:test`)، پوشهٔ یک پایگاه دادهٔ LMDB، `{{"data": "mnist", "split": "train"}}`، یک Dataset، یا دو آرایه بدهید.',
    },
    "bad_mapping": {
        "en": '{path}: this is no mapping of sources: {reason}. Write JSON such as `{{"examples/mnist/mnist_train_lmdb": "mnist:train"}}`.',
        "fa": '{path}: این پرونده نگاشت منبع‌ها نیست: {reason}. JSON بنویسید، مانند `{{"examples/mnist/mnist_train_lmdb": "mnist:train"}}`.',
    },
    "no_rows": {
        "en": "Layer `{layer}` has no samples, or its arrays are not of one length.",
        "fa": "لایهٔ `{layer}` نمونه‌ای ندارد، یا طول آرایه‌هایش یکی نیست.",
    },
    "no_batch_size": {
        "en": "Layer `{layer}` says no `batch_size`. Give it one, at least 1.",
        "fa": "لایهٔ `{layer}` مقدار `batch_size` ندارد. دست‌کم 1 برای آن بنویسید.",
    },
    "too_many_tops": {
        "en": "The data layers `{layers}` make {count} blobs together; a Solver feeds at most two (inputs and targets). Join them in the data.",
        "fa": "لایه‌های دادهٔ `{layers}` روی هم {count} بلاب می‌سازند؛ Solver حداکثر دو تا می‌دهد (ورودی‌ها و هدف‌ها). آن‌ها را در خود داده‌ها یکی کنید.",
    },
    "no_images": {
        "en": "Layer `{layer}` has a `transform_param`, which is for images (N, C, H, W); its samples are `{shape}`. Delete it.",
        "fa": "لایهٔ `{layer}` دارای `transform_param` است که برای تصویر (N, C, H, W) است، ولی شکل نمونه‌ها `{shape}` است. آن را پاک کنید.",
    },
    "crop": {
        "en": "Layer `{layer}`: `crop_size: {crop}` is larger than the images `{shape}`.",
        "fa": "لایهٔ `{layer}`: `crop_size: {crop}` از تصویرهای `{shape}` بزرگ‌تر است.",
    },
    "two_means": {
        "en": "Layer `{layer}` has `mean_file` and `mean_value`. Keep one of the two.",
        "fa": "لایهٔ `{layer}` هم `mean_file` دارد و هم `mean_value`. تنها یکی را نگه دارید.",
    },
    "mean_values": {
        "en": "Layer `{layer}` has {count} × `mean_value` for {channels} channels. Give one for all, or one for each.",
        "fa": "لایهٔ `{layer}` برای {channels} کانال دارای {count} تا `mean_value` است. یکی برای همه یا یکی برای هر کدام بدهید.",
    },
    "mean_shape": {
        "en": "The mean image of `{path}` has the shape `{mean}`, the images have `{shape}`. It belongs to other data.",
        "fa": "شکل تصویر میانگین در `{path}` برابر `{mean}` است، ولی شکل تصویرها `{shape}` است. این پرونده از داده‌های دیگری است.",
    },
    "no_mean_file": {
        "en": "There is no mean file `{path}`. Make it with Caffe's `compute_image_mean`; or say which data is meant (`data=…`, `--data …`), and the mean of the training set is computed.",
        "fa": "پروندهٔ میانگین `{path}` نیست. آن را با `compute_image_mean` در Caffe بسازید؛ یا بگویید کدام داده منظور است (`data=…`، `--data …`) تا میانگین مجموعهٔ آموزش حساب شود.",
    },
    # solver files
    "train_nets": {
        "en": "{path}: exactly one of `net`, `net_param`, `train_net`, `train_net_param` says which net is trained; here there are {count}.",
        "fa": "{path}: درست یکی از `net`، `net_param`، `train_net`، `train_net_param` شبکهٔ آموزش را مشخص می‌کند؛ اینجا {count} تا آمده است.",
    },
    "test_iters": {
        "en": "{path}: there are {nets} test nets and {count} × `test_iter`. Give one `test_iter` for each test net.",
        "fa": "{path}: {nets} شبکهٔ آزمون و {count} تا `test_iter` هست. برای هر شبکهٔ آزمون یک `test_iter` بدهید.",
    },
    "test_states": {
        "en": "{path}: there are {nets} test nets and {count} × `test_state`. Give one for each test net, or none.",
        "fa": "{path}: {nets} شبکهٔ آزمون و {count} تا `test_state` هست. برای هر شبکهٔ آزمون یکی بدهید، یا هیچ.",
    },
    "no_test_iter": {
        "en": "{path}: `test_interval` asks for tests, but without `test_iter` there is no test net. Write how many batches a test takes, or leave `test_interval` out.",
        "fa": "{path}: `test_interval` آزمون می‌خواهد، ولی بدون `test_iter` شبکهٔ آزمونی در کار نیست. بنویسید هر آزمون چند دسته بگیرد، یا `test_interval` را بردارید.",
    },
    "no_test_interval": {
        "en": "{path}: there are test nets, but no `test_interval`. Write after how many iterations a test comes.",
        "fa": "{path}: شبکهٔ آزمون هست، ولی `test_interval` نیامده است. بنویسید پس از چند تکرار آزمون انجام شود.",
    },
    "no_net_file": {
        "en": "{path}: the net `{net}` was not found, neither from the current folder nor from that of the solver file or above it. Correct the path, or change to the folder where it begins.",
        "fa": "{path}: شبکهٔ `{net}` پیدا نشد؛ نه از پوشهٔ کنونی و نه از پوشهٔ پروندهٔ solver یا پوشه‌های بالاتر. مسیر را درست کنید، یا به پوشه‌ای بروید که مسیر از آن آغاز می‌شود.",
    },
    "nothing_to_feed": {
        "en": "{path}: the net reads `{names}` from outside. Give batches: `load_solver(…, train=batches)`.",
        "fa": "{path}: شبکه `{names}` را از بیرون می‌خواند. دسته‌ها را بدهید: `load_solver(…, train=batches)`.",
    },
    "negative": {
        "en": "{path}: `{name}: {value}`: it may not be negative.",
        "fa": "{path}: `{name}: {value}`: نمی‌تواند منفی باشد.",
    },
}
