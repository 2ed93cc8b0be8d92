"""Templates and contexts: each uses exactly what the other has, and no words of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from importlib import import_module
from inspect import getsource
from pkgutil import walk_packages
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from jinja2 import meta, nodes

from tropa import draw, notebook
from tropa.data.package import list_data, read_data
from tropa.data.words import catalogue
from tropa.draw.changes.page import ChangesPage
from tropa.draw.charts.page import ChartPage, ChartPiece
from tropa.draw.index_page import IndexPage
from tropa.draw.map_page import MapPage
from tropa.draw.page import Piece, environment
from tropa.draw.report_page import ReportPage
from tropa.draw.views.blueprint_page import BlueprintPage
from tropa.draw.views.capability_page import CapabilityPage
from tropa.draw.views.request_matrix_page import RequestMatrixPage
from tropa.draw.wording import Prose

PAGES = {
    "map.html": MapPage,
    "report.html": ReportPage,
    "index.html": IndexPage,
    "blueprint.html": BlueprintPage,
    "requests.html": RequestMatrixPage,
    "capabilities.html": CapabilityPage,
    "changes.html": ChangesPage,
    "chart_page.html": ChartPage,
    "chart_piece.html": ChartPiece,
}
TEMPLATES = tuple(path.rsplit("/", 1)[-1] for path in list_data("templates", ".html"))
OURS = ("report.", "map.", "blueprint.", "charts.")
CATALOGUE = {key for key in catalogue("en") if key.startswith(OURS)}


def tree(name: str) -> nodes.Template:
    """Parse a template."""
    return environment().parse(read_data(f"templates/{name}").decode())


def with_all_it_uses(name: str) -> Iterator[nodes.Template]:
    """Yield a template's tree and those of all that it extends, includes and imports."""
    parsed = tree(name)
    yield parsed
    for other in meta.find_referenced_templates(parsed):
        assert other is not None, "a template is named, not computed"
        if other.endswith(".html"):
            yield from with_all_it_uses(other)


def dataclasses_in(kind: object) -> Iterator[type[Any]]:
    """Yield the dataclasses that a field's type is made of, and theirs."""
    if get_origin(kind) in {tuple, Union, UnionType}:
        for part in get_args(kind):
            yield from dataclasses_in(part)
    elif is_dataclass(get_origin(kind)):
        yield from dataclasses_in(get_origin(kind))
        for part in get_args(kind):
            yield from dataclasses_in(part)
    elif isinstance(kind, type) and is_dataclass(kind) and kind is not Prose:
        yield kind
        for hint in get_type_hints(kind).values():
            yield from dataclasses_in(hint)


@pytest.mark.parametrize(("template", "context"), PAGES.items())
def test_a_template_uses_exactly_its_context(template: str, context: type[Piece]) -> None:
    """Every field of a page's context is used by its template, and nothing else is."""
    parsed = list(with_all_it_uses(template))
    used = {name for one in parsed for name in meta.find_undeclared_variables(one)}
    imported = {node.target for one in parsed for node in one.find_all(nodes.Import)}
    assert used - imported == {item.name for item in fields(context)}


def test_every_field_within_a_context_is_shown() -> None:
    """No field of any part of a context is carried to the templates in vain."""
    used = {node.attr for name in TEMPLATES for node in tree(name).find_all(nodes.Getattr)}
    parts = {part for context in PAGES.values() for part in dataclasses_in(context)} - set(PAGES.values())
    assert {
        f"{part.__name__}.{item.name}" for part in parts for item in fields(part) if item.name not in used
    } == set()


def test_every_field_of_a_context_is_documented() -> None:
    """A context says what each of its fields means, or is small enough to say it in a sentence."""
    parts = {part for context in PAGES.values() for part in dataclasses_in(context)}
    for part in parts:
        told = "".join(kind.__doc__ or "" for kind in part.__mro__ if is_dataclass(kind))
        if "Args:" in told:
            missing = {item.name for item in fields(part) if f" {item.name}: " not in told}
            assert not missing, f"{part.__name__} does not tell {missing}"


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_has_no_words_of_its_own(template: str) -> None:
    """All that people read comes from the catalogues; only the product's name stands in a template."""
    data = "\x00".join(node.data for node in tree(template).find_all(nodes.TemplateData))
    text = re.sub(r"<[^>]*>", " ", re.sub(r"(?s)<style>.*?</style>", "", data))
    outside = [piece for piece in text.split("\x00") if "<" not in piece and ">" not in piece and "=" not in piece]
    assert set(re.findall(r"[^\W\d_]{2,}", " ".join(outside))) <= {"Tropa", "doctype", "html"}


def test_every_word_exists_and_is_used() -> None:
    """Each id that a template or a module says is in the catalogue, and none stands there in vain."""
    said = set[str]()
    for template in TEMPLATES:
        said |= {node.value for node in tree(template).find_all(nodes.Const) if isinstance(node.value, str)}
    for room in (draw, notebook):
        for module in walk_packages(room.__path__, f"{room.__name__}."):
            source = getsource(import_module(module.name))
            said |= set(re.findall(r'"((?:report|map|blueprint|charts)\.[a-z_.]+)["{]', source))
    said = {word for word in said if word.startswith(OURS) and not word.endswith((".html", ".css"))}
    begun = tuple(said - CATALOGUE)
    assert {word for word in begun if not word.endswith((".", "_"))} == set()
    assert {word for word in CATALOGUE - said if not word.startswith(begun)} == set()
