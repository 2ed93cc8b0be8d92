"""The scenario in words as Markdown: headings and nested lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from tropa.draw.scenario.flow import scenario_of
from tropa.draw.scenario.nodes import Node
from tropa.draw.scenario.phrases import unadorned
from tropa.draw.wording import Wording
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace

_SPECIAL = re.compile(r"[\\`*_\[\]|~#$]")
_LEADING = re.compile(r"^([-+=>:]|\d+(?=[.)]))")


def scenario_markdown(
    journey: Journey, schemes: Mapping[str, Scheme], language: str, *, workspace: Workspace | None = None
) -> str:
    """The scenario of a journey in words, as Markdown.

    Args:
        journey: The journey; whatever is not filled in yet is said to be so.
        schemes: Stage schemes by id.
        language: One of ``tropa.data.words.LANGUAGES``.
        workspace: The workspace in force.

    Raises:
        KeyError: The language is not shipped.
    """
    wording = Wording(language)
    scenario = scenario_of(journey, schemes, wording, workspace)
    lines = [f"# {plain(scenario.title.text)}"]
    if scenario.observed:
        lines += ["", plain(wording.plain("scenario.page.observed"))]
    if not scenario.has_steps:
        lines += ["", plain(wording.plain("scenario.page.empty"))]
    for strip in scenario.strips:
        lines += ["", f"## {plain(strip.title.text)}", "", *_list(strip.nodes, "")]
    return "\n".join(lines) + "\n"


def _list(nodes: tuple[Node, ...], margin: str) -> Iterator[str]:
    """A numbered list; what belongs to an item stands beneath its text."""
    for at, node in enumerate(nodes, 1):
        number = f"{at}. "
        inside = margin + " " * len(number)
        yield f"{margin}{number}**{plain(node.kind.text)}:** {plain(node.title.text)}"
        for line in (*node.details, *node.rungs):
            yield f"{inside}- {plain(line.text)}"
        for way in node.ways:
            yield f"{inside}- *{plain(way.label.text)}:*"
            yield from _list(way.nodes, f"{inside}  ")


def plain(text: str) -> str:
    r"""A text that Markdown shows as it is, on one line.

    >>> print(plain("1. *a* <b> & c"))
    1\. \*a\* &lt;b> &amp; c
    """
    line = " ".join(unadorned(text).split()).replace("&", "&amp;").replace("<", "&lt;")
    line = _SPECIAL.sub(lambda found: f"\\{found[0]}", line)
    return _LEADING.sub(lambda found: f"{found[1]}\\" if found[1][0].isdigit() else f"\\{found[1]}", line)
