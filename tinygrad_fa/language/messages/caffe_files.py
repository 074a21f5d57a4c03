"""Texts of Caffe's binary files: .caffemodel, .solverstate, mean files and data bases."""

MESSAGES = {
    # messages in memory
    "unknown_field": {
        "en": "Caffe's message `{message}` has no field `{field}`. Close to it or known: `{known}`.",
        "fa": "پیام `{message}` در Caffe فیلدی به نام `{field}` ندارد. نزدیک به آن یا شناخته‌شده: `{known}`.",
    },
    "wrong_value": {
        "en": "The field `{field}` of `{message}` takes a `{wanted}`; `{value}` is none. Correct the value.",
        "fa": "فیلد `{field}` از `{message}` مقداری از نوع `{wanted}` می‌گیرد؛ `{value}` چنین نیست. مقدار را درست کنید.",
    },
    # binary files
    "no_file": {
        "en": "The file `{path}` is not there. Check the folder and the name.",
        "fa": "پروندهٔ `{path}` وجود ندارد. پوشه و نام آن را وارسی کنید.",
    },
    "cannot_read": {
        "en": "`{path}` cannot be read: `{reason}`. Check that it is a file you may read.",
        "fa": "`{path}` خوانده نشد: `{reason}`. ببینید که پرونده است و اجازهٔ خواندنش را دارید.",
    },
    "cut_off": {
        "en": (
            "`{path}` is cut off or damaged: at byte {offset} a field of {length} bytes begins, but {left} "
            "are left. Copy or save it again."
        ),
        "fa": (
            "`{path}` ناتمام یا خراب است: در بایت {offset} فیلدی به طول {length} بایت آغاز می‌شود، ولی {left} "
            "بایت مانده است. آن را دوباره رونوشت بگیرید یا ذخیره کنید."
        ),
    },
    "number_cut_off": {
        "en": (
            "`{path}` is cut off or damaged: the number at byte {offset} does not end. Copy or save it again."
        ),
        "fa": (
            "`{path}` ناتمام یا خراب است: عددی که در بایت {offset} آغاز می‌شود پایان ندارد. آن را دوباره رونوشت "
            "بگیرید یا ذخیره کنید."
        ),
    },
    "number_too_long": {
        "en": (
            "`{path}` is damaged or no binary file of Caffe: the number at byte {offset} is longer than "
            "the 10 bytes of the longest."
        ),
        "fa": (
            "`{path}` خراب است یا پروندهٔ دودویی Caffe نیست: عددی که در بایت {offset} آغاز می‌شود از 10 بایت، طول "
            "بلندترین عدد، درازتر است."
        ),
    },
    "no_such_number": {
        "en": (
            "`{path}` is damaged or no binary file of Caffe: byte {offset} begins a field of the number "
            "{number}, which cannot be."
        ),
        "fa": (
            "`{path}` خراب است یا پروندهٔ دودویی Caffe نیست: در بایت {offset} فیلدی با شمارهٔ ناممکن {number} "
            "آغاز می‌شود."
        ),
    },
    "no_such_form": {
        "en": (
            "`{path}` is damaged or no binary file of Caffe: the field at byte {offset} is written in "
            "the form {form}, which cannot be there."
        ),
        "fa": (
            "`{path}` خراب است یا پروندهٔ دودویی Caffe نیست: فیلدی که در بایت {offset} آغاز می‌شود به‌صورت {form} "
            "نوشته شده است که در آنجا ممکن نیست."
        ),
    },
    "group": {
        "en": (
            "`{path}` is damaged or not Caffe's: the field at byte {offset} is a group (form {form}), "
            "which Caffe's files never have."
        ),
        "fa": (
            "`{path}` خراب است یا از Caffe نیست: فیلدی که در بایت {offset} آغاز می‌شود گروه است (صورت {form}) و "
            "پرونده‌های Caffe هرگز گروه ندارند."
        ),
    },
    "uneven": {
        "en": (
            "`{path}` is damaged: the array at byte {offset} takes {length} bytes, no multiple of the "
            "{size} bytes of one number."
        ),
        "fa": (
            "`{path}` خراب است: آرایه‌ای که در بایت {offset} آغاز می‌شود {length} بایت دارد که مضرب {size} بایت، "
            "اندازهٔ یک عدد، نیست."
        ),
    },
    "too_many": {
        "en": (
            "`{path}` has more than {most} values (reached at byte {offset}), arrays not counted. No "
            "file of Caffe has; it is damaged or made to harm."
        ),
        "fa": (
            "`{path}` بیش از {most} مقدار دارد (در بایت {offset})، بدون شمردن آرایه‌ها. هیچ پروندهٔ Caffe چنین نیست؛ "
            "پرونده خراب است یا برای آسیب زدن ساخته شده است."
        ),
    },
    # weights
    "blob_data": {
        "en": (
            "`{path}` is damaged: the blob `{where}` has the shape `{shape}`, but {count} numbers. "
            "Copy or save it again."
        ),
        "fa": (
            "`{path}` خراب است: شکل بلاب `{where}` برابر `{shape}` است، ولی {count} عدد دارد. آن را دوباره رونوشت "
            "بگیرید یا ذخیره کنید."
        ),
    },
    "no_weights": {
        "en": (
            "There are no weights in `{path}`: no layer with blobs. Give a file that a training has "
            "written, named `….caffemodel` or `….caffemodel.h5`."
        ),
        "fa": (
            "در `{path}` وزنی نیست: هیچ لایه‌ای بلاب ندارد. پرونده‌ای بدهید که در آموزش نوشته شده و نامش "
            "`….caffemodel` یا `….caffemodel.h5` است."
        ),
    },
    "nothing_fits": {
        "en": (
            "No layer of this net is in `{path}`: weights are matched by the names of layers. There: "
            "`{found}`. Here: `{here}`."
        ),
        "fa": (
            "هیچ لایهٔ این شبکه در `{path}` نیست: وزن‌ها را از روی نام لایه‌ها کنار هم می‌گذاریم. آنجا: `{found}`. "
            "اینجا: `{here}`."
        ),
    },
    "blob_count": {
        "en": (
            "The layer `{layer}` has {found} blobs in `{path}`, but {here} here. Give the layer the "
            "same settings, or rename it so that it starts anew."
        ),
        "fa": (
            "لایهٔ `{layer}` در `{path}` دارای {found} بلاب است، ولی اینجا {here} بلاب دارد. تنظیم‌های لایه را یکی کنید، "
            "یا نامش را عوض کنید تا از نو آغاز شود."
        ),
    },
    "blob_shape": {
        "en": (
            "Blob {number} of the layer `{layer}` has the shape `{found}` in `{path}`, but `{here}` here. "
            "Give the layer the same sizes, or rename it so that it starts anew."
        ),
        "fa": (
            "شکل بلاب شمارهٔ {number} از لایهٔ `{layer}` در `{path}` برابر `{found}` است، ولی اینجا `{here}`. اندازه‌های "
            "لایه را یکی کنید، یا نامش را عوض کنید تا از نو آغاز شود."
        ),
    },
    # HDF5
    "no_h5py": {
        "en": "HDF5 files need the package h5py: `pip install 'tinygrad_fa[caffe]'`.",
        "fa": "پرونده‌های HDF5 به بستهٔ h5py نیاز دارند: `pip install 'tinygrad_fa[caffe]'`.",
    },
    "bad_hdf5": {
        "en": "`{path}` is damaged or no HDF5 file of Caffe: `{reason}`.",
        "fa": "`{path}` خراب است یا پروندهٔ HDF5 از Caffe نیست: `{reason}`.",
    },
    # the state of a solver
    "no_state": {
        "en": (
            "`{path}` is no solver's state: it has no iteration number. Give the file "
            "`….solverstate` that a training has written."
        ),
        "fa": (
            "`{path}` وضعیت آموزش را در بر ندارد: شمارهٔ تکرار در آن نیست. پروندهٔ `….solverstate` را بدهید که در آموزش "
            "نوشته شده است."
        ),
    },
    "history_count": {
        "en": (
            "`{path}` has a history of {found} blobs, but `{type}` keeps {here} for this net "
            "({slots} for each parameter). It was written with another type of solver or another net."
        ),
        "fa": (
            "`{path}` تاریخچه‌ای با {found} بلاب دارد، ولی `{type}` برای این شبکه {here} بلاب نگه می‌دارد "
            "(برای هر پارامتر {slots}). این پرونده با نوع دیگری از solver یا شبکه‌ای دیگر نوشته شده است."
        ),
    },
    "history_shape": {
        "en": (
            "Blob {number} of the history in `{path}` has the shape `{found}`, but the parameter "
            "`{parameter}` has `{here}`. The file was written with another net."
        ),
        "fa": (
            "شکل بلاب شمارهٔ {number} تاریخچه در `{path}` برابر `{found}` است، ولی شکل پارامتر `{parameter}` برابر "
            "`{here}`. این پرونده با شبکهٔ دیگری نوشته شده است."
        ),
    },
    "no_learned_net": {
        "en": (
            "`{path}` goes with the weights in `{model}`, but that file is not there, nor is `{beside}`. "
            "Put the weights beside the state."
        ),
        "fa": (
            "وزن‌های `{path}` در `{model}` است، ولی نه این پرونده وجود دارد و نه `{beside}`. پروندهٔ وزن‌ها را کنار "
            "پروندهٔ وضعیت بگذارید."
        ),
    },
    # mean images
    "no_mean": {
        "en": (
            "`{path}` is no mean image: its shape is `{shape}`, where `(channels, height, width)` is due."
        ),
        "fa": (
            "`{path}` تصویر میانگین نیست: شکلش `{shape}` است، در حالی که باید `(channels, height, width)` باشد."
        ),
    },
    "mean_shape": {
        "en": "A mean image has the shape `(channels, height, width)`; this one has `{shape}`.",
        "fa": "شکل تصویر میانگین `(channels, height, width)` است؛ شکل این یکی `{shape}` است.",
    },
    # data bases
    "no_lmdb": {
        "en": (
            "LMDB data bases need the package lmdb: `pip install 'tinygrad_fa[caffe]'`. Or name another "
            "data set with `--data`."
        ),
        "fa": (
            "پایگاه دادهٔ LMDB به بستهٔ lmdb نیاز دارد: `pip install 'tinygrad_fa[caffe]'`. یا با `--data` دادهٔ "
            "دیگری نام ببرید."
        ),
    },
    "no_database": {
        "en": "There is no LMDB data base at `{path}`: no file `data.mdb`. Check the folder.",
        "fa": "در `{path}` پایگاه دادهٔ LMDB نیست: پروندهٔ `data.mdb` وجود ندارد. پوشه را وارسی کنید.",
    },
    "bad_database": {
        "en": "The data base `{path}` cannot be read: `{reason}`. It may be damaged or cut off.",
        "fa": "پایگاه دادهٔ `{path}` خوانده نشد: `{reason}`. شاید خراب یا ناتمام باشد.",
    },
    "no_samples": {
        "en": "The data base `{path}` has no samples.",
        "fa": "پایگاه دادهٔ `{path}` هیچ نمونه‌ای ندارد.",
    },
    "datum_encoded": {
        "en": (
            "Sample {number} of `{path}` is kept as a picture file (JPEG, PNG), which is not decoded here. "
            "Make the data base anew without `encoded`."
        ),
        "fa": (
            "نمونهٔ {number} از `{path}` به‌صورت پروندهٔ تصویر (JPEG، PNG) نگه داشته شده است و اینجا رمزگشایی نمی‌شود. "
            "پایگاه داده را بدون `encoded` از نو بسازید."
        ),
    },
    "datum_shape": {
        "en": "Sample {number} of `{path}` has the shape `{shape}`, but {count} numbers. It is damaged.",
        "fa": "شکل نمونهٔ {number} از `{path}` برابر `{shape}` است، ولی {count} عدد دارد. داده خراب است.",
    },
    "datum_differs": {
        "en": (
            "Sample {number} of `{path}` is `{shape}`, but the first is `{first}`. All samples of a "
            "batch need one shape: make the data base anew with pictures of one size."
        ),
        "fa": (
            "نمونهٔ {number} از `{path}` به شکل `{shape}` است، ولی نخستین نمونه `{first}`. همهٔ نمونه‌های یک دسته باید "
            "یک شکل داشته باشند: پایگاه داده را با تصویرهای هم‌اندازه از نو بسازید."
        ),
    },
}
