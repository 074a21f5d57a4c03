"""The manifest tells the truth about the bundled files, and the records are complete."""

from __future__ import annotations

import gzip
import hashlib
import re
import subprocess
import sys

import numpy as np
import pytest

from tinygrad_fa import data, language
from tinygrad_fa.data import catalog
from tinygrad_fa.language.errors import DataError, FileError

BUNDLED = [
    (info.name, file)
    for info in data.list_datasets()
    if info.bundled
    for file in info.bundled.files
]


@pytest.mark.parametrize(("name", "file"), BUNDLED, ids=[file.name for _, file in BUNDLED])
def test_bundled_files_are_what_the_manifest_says(name, file):
    stored = (catalog.bundled_folder() / file.name).read_bytes()
    assert len(stored) == file.bytes
    assert hashlib.sha256(stored).hexdigest() == file.sha256
    if file.content_md5:
        content = gzip.decompress(stored)
        assert len(content) == file.content_bytes
        assert hashlib.md5(content).hexdigest() == file.content_md5


def test_every_bundled_file_is_in_the_manifest():
    folder = catalog.bundled_folder()
    own = {"manifest.json", "README.md", ".gitattributes"}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there - own == {file.name for _, file in BUNDLED}


def test_what_ships_and_what_does_not():
    bundled = {info.name for info in data.list_datasets() if info.bundled}
    assert bundled == {"mnist", "fashion_mnist", "iris", "wine", "hafez", "khayyam", "names"}
    assert data.get("hoda").bundled is None
    assert data.get("cifar10").bundled is None


@pytest.mark.parametrize("info", data.list_datasets(), ids=lambda info: info.name)
def test_records_are_complete_in_both_languages(info):
    for chosen in language.LANGUAGES:
        language.set_language(chosen)
        assert all((info.title, info.description, info.origin, info.licence))
        persian = re.search("[آ-ی]", info.description) is not None
        assert persian == (chosen == "fa")
        if info.kind != "text":
            assert len(set(info.class_names)) == len(info.class_names) > 1
    for file in info.full.files if info.full else ():
        assert file.sha256 or file.git_blob
        assert file.bytes or file.max_bytes
        assert all(re.match(r"https?://[\w.-]+/", url) for url in file.urls)
        assert len(file.urls) >= 1


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist", "iris", "wine"])
def test_counts_of_the_bundled_samples(name):
    info = data.get(name)
    for split, count in info.bundled.counts.items():
        sample = data.load(name, split, source="bundled")
        assert len(sample) == count
        assert sample.inputs.shape == (count, *info.shape)
        assert set(np.unique(sample.targets)) == set(range(len(info.class_names)))


@pytest.mark.parametrize("name", ["hafez", "khayyam", "names"])
def test_counts_of_the_texts(name):
    poems = data.load(name)
    found = {
        "characters": len(poems.text),
        "lines": len(poems.lines),
        "passages": len(poems.passages),
    }
    assert found == poems.info.bundled.counts


def test_names_are_forgiving_about_case_and_hyphen():
    assert data.get("Fashion-MNIST") is data.get("fashion_mnist")


@pytest.mark.parametrize("name", ["mnits", "", "../etc", 7])
def test_unknown_data_set_lists_the_known_ones(name):
    with pytest.raises(DataError, match="khayyam"):
        data.get(name)


def test_folder_of_an_installed_package_comes_first(monkeypatch, tmp_path):
    package = tmp_path / "site-packages" / "tinygrad_fa"
    module = package / "data" / "catalog.py"
    module.parent.mkdir(parents=True)
    module.touch()
    monkeypatch.setattr(catalog, "__file__", str(module))
    with pytest.raises(FileError, match="_datasets"):
        catalog.bundled_folder()
    for folder in (tmp_path / "site-packages" / "datasets", package / "_datasets"):
        folder.mkdir()
        (folder / "manifest.json").touch()
        assert catalog.bundled_folder() == folder.resolve()


def test_cache_folder_follows_the_environment(monkeypatch, tmp_path):
    assert data.cache_folder() == tmp_path / "cache"
    monkeypatch.delenv("TINYGRAD_FA_DATA")
    assert data.cache_folder().parts[-2:] == (".cache", "tinygrad_fa")


def test_importing_the_room_does_not_import_numpy():
    code = "import sys, tinygrad_fa.data as d; d.list_datasets(); sys.exit('numpy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_every_public_name_is_there():
    assert set(data.__all__) <= set(dir(data))
    assert all(getattr(data, name) is not None for name in data.__all__)
    with pytest.raises(AttributeError, match="no_such_name"):
        data.no_such_name  # noqa: B018
