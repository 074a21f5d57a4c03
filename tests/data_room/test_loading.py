"""`load`: which source is taken, what is checked, and what the student is told."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import replace

import numpy as np
import pytest

from tinygrad_fa import data, language
from tinygrad_fa.data import catalog, cifar, loading
from tinygrad_fa.data.catalog import DatasetInfo, FileGroup, FileInfo
from tinygrad_fa.language.errors import DataError, FileError, SettingError


@pytest.fixture(autouse=True)
def no_network(monkeypatch):
    """A load that tries to download fails at once, unless the test asks for it."""

    def refuse(file, *args, **kwargs):
        raise AssertionError(f"{file.name} was downloaded silently")

    monkeypatch.setattr(loading.fetching, "fetch_file", refuse)


@pytest.fixture
def tiny_folder(fake_mnist, tmp_path):
    _, contents = fake_mnist
    folder = tmp_path / "mine"
    folder.mkdir()
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    return folder


def test_images_are_float32_from_zero_to_one():
    digits = data.load("mnist")
    assert digits.source == "bundled"
    assert digits.inputs.dtype == np.float32
    assert (digits.inputs.min(), digits.inputs.max()) == (0, 1)
    assert digits.targets.dtype == np.int64
    assert digits.targets[:5].tolist() == [5, 0, 4, 1, 9]  # as everyone knows them


def test_no_split_is_train_followed_by_test():
    both, test = data.load("mnist", None), data.load("mnist", "test")
    assert len(both) == 6000
    assert np.array_equal(both.inputs[5000:], test.inputs)


def test_tables_are_not_normalised():
    flowers = data.load("iris", None)
    assert flowers.inputs[0].tolist() == np.float32([5.1, 3.5, 1.4, 0.2]).tolist()


def test_the_cached_full_set_is_taken_only_if_whole(fake_mnist, tmp_path):
    _, contents = fake_mnist
    folder = tmp_path / "cache" / "tiny"
    folder.mkdir(parents=True)
    for name, content in list(contents.items())[:3]:
        (folder / name).write_bytes(content)
    # All files of "train" are there, but a run must not train on one source and test on another.
    with pytest.raises(FileError, match="test-targets"):
        data.load("tiny", "train")
    name = list(contents)[3]
    (folder / name).write_bytes(contents[name])
    assert len(data.load("tiny", "train")) == 12
    assert data.load("tiny", "test").source == "full"


def test_auto_prefers_the_cache_and_bundled_does_not(tmp_path, monkeypatch):
    for file in data.get("mnist").full.files:
        (tmp_path / "cache" / "mnist").mkdir(parents=True, exist_ok=True)
        (tmp_path / "cache" / "mnist" / file.name).write_bytes(b"not the published file")
    with pytest.raises(DataError, match="not the published file"):
        data.load("mnist")
    assert data.load("mnist", source="bundled").source == "bundled"


def test_files_of_ones_own_folder(tiny_folder, fake_mnist):
    samples = data.load("tiny", "test", root=tiny_folder)
    assert samples.source == "full"
    assert samples.inputs.shape == (5, 1, 28, 28)
    assert data.load("tiny", None, root=str(tiny_folder)).inputs.shape == (17, 1, 28, 28)


def test_uncompressed_and_recompressed_files_are_the_same_data(tiny_folder):
    expected = data.load("tiny", None, root=tiny_folder).inputs
    for number, path in enumerate(sorted(tiny_folder.iterdir())):
        content = gzip.decompress(path.read_bytes())
        if number % 2:
            path.rename(path.with_suffix(""))
            path.with_suffix("").write_bytes(content)
        else:
            path.write_bytes(gzip.compress(content, compresslevel=1, mtime=99))
    assert np.array_equal(data.load("tiny", None, root=tiny_folder).inputs, expected)


def test_only_the_files_of_the_split_are_needed_in_ones_own_folder(tiny_folder):
    (tiny_folder / "train-inputs.gz").unlink()
    assert len(data.load("tiny", "test", root=tiny_folder)) == 5
    with pytest.raises(FileError, match=r"train-inputs\.gz"):
        data.load("tiny", "train", root=tiny_folder)


def test_a_changed_file_is_named_with_both_hashes(tiny_folder, fake_mnist):
    info, contents = fake_mnist
    content = bytearray(gzip.decompress(contents["test-targets.gz"]))
    content[-1] ^= 1
    (tiny_folder / "test-targets.gz").write_bytes(gzip.compress(bytes(content)))
    with pytest.raises(DataError) as caught:
        data.load("tiny", "test", root=tiny_folder)
    message = str(caught.value)
    assert "test-targets.gz" in message
    assert hashlib.md5(content).hexdigest() in message
    assert info.full.files[3].content_md5 in message


def test_a_changed_bundled_file_is_not_used(monkeypatch, tmp_path):
    folder = tmp_path / "datasets"
    (folder / "tables").mkdir(parents=True)
    (folder / "tables" / "iris.csv").write_text("a,target\n1,1\n", encoding="utf-8")
    monkeypatch.setattr(catalog, "bundled_folder", lambda: folder)
    with pytest.raises(DataError, match="not the published file"):
        data.load("iris")


@pytest.mark.parametrize("chosen", language.LANGUAGES)
def test_a_missing_full_set_says_everything(chosen, tmp_path):
    language.set_language(chosen)
    with pytest.raises(FileError) as caught:
        data.load("mnist", source="full")
    message = str(caught.value)
    file = data.get("mnist").full.files[0]
    for part in (file.name, file.urls[0], file.sha256, "9.9 MB", str(tmp_path / "cache" / "mnist")):
        assert part in message
    assert "download=True" in message
    assert "source='bundled'" in message


def test_without_a_sample_none_is_offered():
    with pytest.raises(FileError) as caught:
        data.load("cifar10")
    assert "source='bundled'" not in str(caught.value)
    assert "170.1 MB" in str(caught.value)


@pytest.mark.parametrize(
    ("error", "arguments"),
    [
        (DataError, {"name": "nothing"}),
        (DataError, {"name": "mnist", "split": "validation"}),
        (DataError, {"name": "mnist", "split": "remaining"}),
        (DataError, {"name": "hafez", "split": "test"}),
        (SettingError, {"name": "mnist", "source": "web"}),
        (SettingError, {"name": "mnist", "source": "bundled", "download": True}),
        (SettingError, {"name": "mnist", "source": "bundled", "root": "."}),
        (SettingError, {"name": "iris", "download": True}),
        (SettingError, {"name": "names", "root": "."}),
        (DataError, {"name": "hoda", "source": "bundled"}),
        (FileError, {"name": "hoda", "root": "there/is/no/such/folder"}),
    ],
    ids=str,
)
def test_arguments_that_cannot_be(error, arguments):
    with pytest.raises(error):
        data.load(**arguments)


@pytest.mark.parametrize("name", ["iris", "wine", "hafez", "names"])
def test_a_complete_set_is_its_own_full_set(name):
    assert len(data.load(name, source="full")) == len(data.load(name))


def test_download_fetches_only_what_is_missing(tiny_folder, fake_mnist, monkeypatch):
    _, contents = fake_mnist
    fetched = []

    def fetch(file, folder, has_sample):
        assert has_sample is False
        fetched.append(file.name)
        (folder / file.name).write_bytes(contents[file.name])

    monkeypatch.setattr(loading.fetching, "fetch_file", fetch)
    (tiny_folder / "test-inputs.gz").unlink()
    assert len(data.load("tiny", None, root=tiny_folder, download=True)) == 17
    assert fetched == ["test-inputs.gz"]
    assert data.download("tiny", tiny_folder) == tiny_folder
    assert fetched == ["test-inputs.gz"]


def test_download_of_a_complete_set_is_not_needed():
    with pytest.raises(SettingError, match="nothing has to be downloaded"):
        data.download("wine")


def hoda_record(contents):
    files = tuple(
        FileInfo(
            name=name,
            split=split,
            part="both",
            sha256=hashlib.sha256(content).hexdigest() if split == "test" else None,
            git_blob=hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest(),
        )
        for (split, name), content in contents.items()
    )
    counts = {"train": 3, "test": 1, "remaining": 1}
    return DatasetInfo("hoda", "images", "cdb", (1, 28, 28), None, FileGroup(counts, files), {})


def test_hoda_folder(tmp_path, encode_cdb, fake_catalog):
    small, large = np.full((3, 2), 255, np.uint8), np.full((56, 28), 255, np.uint8)
    contents = {
        ("train", "Train 60000.cdb"): encode_cdb([small, large, small], [1, 2, 3]),
        ("test", "Test 20000.cdb"): encode_cdb([small], [9]),
        ("remaining", "RemainingSamples.cdb"): encode_cdb([large], [0]),
    }
    fake_catalog(hoda=hoda_record(contents))
    for (_, name), content in contents.items():
        (tmp_path / name).write_bytes(content)
    digits = data.load("hoda", "train", root=tmp_path)
    assert digits.inputs.shape == (3, 1, 28, 28)
    assert digits.inputs.sum(axis=(1, 2, 3)).tolist() == [6, 28 * 14, 6]
    assert digits.targets.tolist() == [1, 2, 3]
    assert data.load("hoda", None, root=tmp_path).targets.tolist() == [1, 2, 3, 9]
    assert data.load("hoda", "remaining", root=tmp_path).targets.tolist() == [0]
    # The training file is known only by the hash Git gives it.
    (tmp_path / "Train 60000.cdb").write_bytes(encode_cdb([small], [1]))
    with pytest.raises(DataError, match="git blob"):
        data.load("hoda", "train", root=tmp_path)


@pytest.fixture
def cifar_files():
    rng = np.random.default_rng(3)
    files = {}
    for name in (*cifar.MEMBERS["train"], *cifar.MEMBERS["test"]):
        content = rng.integers(0, 10, (2, cifar.RECORD_BYTES), dtype=np.uint8)
        files[name] = content.tobytes()
    return files


@pytest.mark.parametrize("inner", ["", loading.CIFAR_FOLDER], ids=["flat", "as unpacked"])
def test_cifar_folder_of_binary_files(tmp_path, cifar_files, inner):
    (tmp_path / inner).mkdir(exist_ok=True)
    for name, content in cifar_files.items():
        (tmp_path / inner / name).write_bytes(content)
    photos = data.load("cifar10", "train", root=tmp_path)
    assert photos.inputs.shape == (10, 3, 32, 32)
    assert data.load("cifar10", "test", root=tmp_path).inputs.shape == (2, 3, 32, 32)
    (tmp_path / inner / "data_batch_4.bin").unlink()
    with pytest.raises(FileError, match=r"cifar-10-binary\.tar\.gz"):
        data.load("cifar10", "train", root=tmp_path)


def test_a_false_cifar_archive_is_not_opened(tmp_path, monkeypatch):
    def refuse(*args):
        raise AssertionError("the archive was opened before its hash was right")

    monkeypatch.setattr(cifar, "read_cifar_archive", refuse)
    (tmp_path / "cifar-10-binary.tar.gz").write_bytes(b"\x1f\x8b not really")
    with pytest.raises(DataError, match="sha256 c4a38c50"):
        data.load("cifar10", root=tmp_path)


def test_cifar_archive(tmp_path, cifar_files, monkeypatch, fake_catalog):
    import io
    import tarfile

    path = tmp_path / "cifar-10-binary.tar.gz"
    real = data.get("cifar10")
    with tarfile.open(path, "w:gz") as tar:
        for name, content in cifar_files.items():
            member = tarfile.TarInfo("cifar-10-batches-bin/" + name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    (file,) = real.full.files
    file = replace(file, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    fake_catalog(cifar10=replace(real, full=replace(real.full, files=(file,))))
    read = cifar.read_cifar_archive
    size = 2 * cifar.RECORD_BYTES
    monkeypatch.setattr(cifar, "read_cifar_archive", lambda path, split: read(path, split, size))
    assert data.load("cifar10", None, root=tmp_path).inputs.shape == (12, 3, 32, 32)
