"""``tinygrad-fa data list`` and ``data get NAME``: which data sets there are, and where."""

from __future__ import annotations

import argparse

from tinygrad_fa import language
from tinygrad_fa.cli.table import aligned
from tinygrad_fa.data import catalog

NAME = "data"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the two things one can do with data sets."""
    actions = parser.add_subparsers(metavar="list|get", required=True, dest="action")
    actions.add_parser("list", help=language.text("cli.data_list_help"))
    get = actions.add_parser("get", help=language.text("cli.data_get_help"))
    get.add_argument("name", metavar="NAME", help=language.text("cli.data_name_help"))
    get.add_argument("--root", metavar="DIR", help=language.text("cli.root_help"))
    get.add_argument("--download", action="store_true", help=language.text("cli.download_help"))


def run(arguments: argparse.Namespace) -> None:
    """List the data sets, or get one and tell about it."""
    if arguments.action == "list":
        print(_catalog_table())
        print(language.text("cli.data_list_hint"))
        return
    from tinygrad_fa.data.loading import load

    dataset = load(arguments.name, root=arguments.root, download=arguments.download)
    info = catalog.get(arguments.name)
    print(dataset)
    print(f"{info.title}: {info.description}")
    for what in ("origin", "licence"):
        print(language.text(f"cli.data_{what}", None, text=getattr(info, what)))
    if dataset.source == "bundled" and info.full is not None:
        size = catalog.readable_size(info.download_bytes)
        print(language.text("cli.data_full_hint", None, name=info.name, size=size))


def _catalog_table() -> str:
    header = [
        language.text(f"cli.data_{column}") for column in ("name", "bundled", "full", "title")
    ]
    rows = [
        [info.name, _counts(info.bundled), _counts(info.full), info.title]
        for info in catalog.list_datasets()
    ]
    return aligned([header, *rows])


def _counts(group: catalog.FileGroup | None) -> str:
    if group is None:
        return "–"
    if "lines" in group.counts:
        return language.text("cli.data_lines", None, count=group.counts["lines"])
    return " + ".join(str(count) for count in group.counts.values())
