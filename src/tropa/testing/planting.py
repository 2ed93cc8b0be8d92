"""Planting: a fragment of YAML laid over a whole journey, so that one thing is wrong with it."""

from __future__ import annotations

from datetime import date

from tropa.journey.codecs.protocol import Plain
from tropa.journey.files import Read, read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import shipped_schemes
from tropa.journey.text.nodes import Mapping, Node, Scalar, Sequence
from tropa.journey.text.source import read_nodes
from tropa.journey.text.write import write_yaml
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
        case Mapping(items):
            return {key.text: _plain(value) for key, value in items}


def laid_over(clean: Plain, fragment: Plain) -> Plain:
    """Maps are merged key by key, None takes a key away, anything else replaces."""
    if not isinstance(clean, dict) or not isinstance(fragment, dict):
        return fragment
    kept = {key: value for key, value in clean.items() if fragment.get(key, value) is not None}
    changed = {key: laid_over(kept.get(key), value) for key, value in fragment.items() if value is not None}
    return {**kept, **changed}


def planted(clean: str, fragment: str) -> str:
    """The text of the clean journey with a fragment laid over it."""
    over = plain_of(fragment) if fragment.strip() else {}
    return write_yaml(laid_over(plain_of(clean), over))


def read_planted(text: str, workspace: Workspace) -> Read[Journey]:
    """A planted journey as read.

    Raises:
        ValueError: It is no journey, or has a problem: then the example is wrong, not the rule.
    """
    read = read_definition(text.encode(), workspace=workspace, schemes=shipped_schemes())
    if read.problems or not isinstance(read.value, Journey):
        raise ValueError(f"{read.problems} in {text}")
    return Read(read.value, read.problems, read.places)


def findings_of(text: str, workspace: Workspace, rules: tuple[Rule, ...]) -> tuple[Finding, ...]:
    """What the rules find in a planted journey."""
    read = read_planted(text, workspace)
    assert read.value is not None  # noqa: S101  read_planted has just said so
    return lint(Subject(read.value, workspace, shipped_schemes(), read.places, TODAY), rules)
