"""Planting: a fragment of YAML laid over a whole journey, so that one thing is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tropa.journey.codecs.protocol import Path, Plain
from tropa.journey.files import Read, read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import shipped_schemes
from tropa.journey.text.nodes import Mapping as MappingNode
from tropa.journey.text.nodes import Node, Scalar, Sequence
from tropa.journey.text.problems import Span
from tropa.journey.text.source import read_nodes
from tropa.journey.text.write import write_yaml
from tropa.journey.workbook import unanswered
from tropa.lint import Finding, Subject, lint
from tropa.lint.rule import Rule

TODAY = date(2026, 11, 26)
"""The day on which the examples of rules are judged."""

_AWAY = "~"


def plain_of(text: str) -> Plain:
    """A text of YAML as dicts, lists and strings; nothing is typed.

    Raises:
        ValueError: It is not YAML that the language reads.
    """
    root, problems = read_nodes(text.encode())
    if root is None or problems:
        raise ValueError(f"{problems} in {text!r}")
    return _plain(root)


def _plain(node: Node) -> Plain:
    match node:
        case Scalar(text):
            return None if node.empty or (node.plain and text == _AWAY) else text
        case Sequence(items):
            return [_plain(item) for item in items]
        case MappingNode(items):
            return {key.text: _plain(value) for key, value in items}


def laid_over(clean: Plain, fragment: Plain) -> Plain:
    """A fragment laid over a whole.

    Maps are merged key by key, None takes a key away, a key that ends in ``+`` adds to a list's end
    and one that begins with it to its beginning, anything else replaces.
    """
    if not isinstance(clean, dict) or not isinstance(fragment, dict):
        return fragment
    laid = dict(clean)
    for key, value in fragment.items():
        if value is None:
            laid.pop(key, None)
        elif key.endswith("+"):
            laid[key[:-1]] = [*laid.get(key[:-1], []), *value]
        elif key.startswith("+"):
            laid[key[1:]] = [*value, *laid.get(key[1:], [])]
        else:
            laid[key] = laid_over(laid.get(key), value)
    return laid


def place(path: Path, places: Mapping[Path, Span]) -> Path:
    """A path whose negative indexes count from the end of their lists."""
    found: Path = ()
    for step in path:
        if isinstance(step, int) and step < 0:
            items = (at[len(found)] for at in places if len(at) > len(found) and at[: len(found)] == found)
            found = (*found, 1 + step + max(item for item in items if isinstance(item, int)))
        else:
            found = (*found, step)
    return found


def planted(clean: str, fragment: str) -> str:
    """The text of the clean journey with a fragment laid over it."""
    over = plain_of(fragment) if fragment.strip() else {}
    return write_yaml(laid_over(plain_of(clean), over))


def with_answers(text: str, workspace: Workspace) -> str:
    """The text of a journey with an answer to every guiding question that it leaves open."""
    journey = read_planted(text, workspace).value
    assert journey is not None  # noqa: S101  read_planted has just said so
    answers: dict[str, dict[str, str]] = {}
    for asked in unanswered(journey, shipped_schemes()):
        answers.setdefault(asked.stage.id, {})[asked.id] = "Somebody has thought of it"
    return write_yaml(laid_over(plain_of(text), {"answers": answers}))


def read_planted(text: str, workspace: Workspace) -> Read[Journey]:
    """A planted journey as read.

    Raises:
        ValueError: It is no journey, or has a problem: then the example is wrong, not the rule.
    """
    read = read_definition(text.encode(), workspace=workspace, schemes=shipped_schemes())
    if read.problems or not isinstance(read.value, Journey):
        raise ValueError(f"{read.problems} in {text}")
    return Read(read.value, read.problems, read.places)


def findings_of(text: str, workspace: Workspace, rules: tuple[Rule, ...], beside: str = "") -> tuple[Finding, ...]:
    """What rules find in a planted journey.

    Args:
        text: The journey.
        workspace: The workspace in force.
        rules: The rules.
        beside: Another journey of the workspace, where the example needs one.
    """
    read = read_planted(text, workspace)
    others = (read_planted(beside, workspace).value,) if beside else ()
    assert read.value is not None  # noqa: S101  read_planted has just said so
    known = tuple(other for other in others if other is not None)
    return lint(Subject(read.value, workspace, shipped_schemes(), read.places, TODAY, known), rules)
