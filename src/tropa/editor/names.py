"""The ids of a file and of what lies around it, by the section that declares them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tropa.data.words import Words
from tropa.editor.forms import spot_of
from tropa.editor.sketch import Sketch
from tropa.journey.codecs.collections import RefTo
from tropa.journey.codecs.protocol import Path
from tropa.journey.codecs.scalars import ID_PATTERN
from tropa.journey.codecs.values import Text
from tropa.journey.model.journey import CLIENT
from tropa.journey.model.language import SignalCodec
from tropa.journey.model.stages import Scheme
from tropa.journey.model.steps import StepCodec, WaitForCodec
from tropa.journey.model.workspace import Workspace
from tropa.journey.references import FREE_WHEN_ABSENT
from tropa.journey.signal_text import SignalError, parse_signal
from tropa.journey.signals import Named, leaves
from tropa.journey.workbook import shipped_workbooks
from tropa.lint import RULES
from tropa.runtime.telling import why

MAX_USED = 10_000
"""Values of a file in which names in use are looked for."""

_TIME = re.compile(r"[0-9]|traits\.")
"""How that begins which a `wait` may stand on and which is no signal."""

_COMPONENT = "component"
_REFERENCES = ("success", "components", "roles", "component.done", "baseline.ready")


@dataclass(frozen=True)
class Names:
    """What is declared where somebody types.

    Args:
        sketch: The file.
        workspace: The workspace in force, or None.
        schemes: Stage schemes by id.
        language: Of titles.
    """

    sketch: Sketch
    workspace: Workspace | None = None
    schemes: Mapping[str, Scheme] | None = None
    language: str = "en"

    def of(self, sections: tuple[str, ...], path: Path = ()) -> dict[str, str]:
        """The ids of sections, each with its title where it has one.

        Args:
            sections: Names of sections, as references have them.
            path: Where the id is to stand.
        """
        found: dict[str, str] = {}
        for section in sections:
            for name, title in self._section(section, path):
                found.setdefault(name, title)
        return found

    def _section(self, section: str, path: Path) -> Iterator[tuple[str, str]]:
        match section:
            case "stages":
                yield from self._stages()
            case "steps":
                yield from self._steps
            case "schemes":
                yield from ((name, self._text(scheme.title)) for name, scheme in (self.schemes or {}).items())
            case "locales":
                yield from ((name, "") for name in self._locales())
            case "for_each":
                yield _COMPONENT, ""
                yield from self._section("roles", path)
            case "rules":
                words = Words(self.language)
                yield from ((rule.id, why(rule.id, words)) for rule in RULES)
            case "arms":
                yield from ((mark.text, "") for mark in self.sketch.keys((*path[:-1], "arms")))
            case _:
                declared = dict(self._declared(section))
                free = section in FREE_WHEN_ABSENT and not declared
                yield from (dict.fromkeys(self._used.get(section, ()), "") if free else declared).items()

    def _declared(self, section: str) -> Iterator[tuple[str, str]]:
        """What the file's own section holds, and the workspace's."""
        yield from ((mark.text, self.title((section, mark.text))) for mark in self.sketch.keys((section,)))
        if self.workspace is not None and section in FREE_WHEN_ABSENT:
            held: Mapping[str, Any] = getattr(self.workspace, section)
            yield from ((name, self._text(item.title)) for name, item in held.items())
        if section == "roles" and not self.sketch.keys(("roles",)):
            yield CLIENT, ""

    def _stages(self) -> Iterator[tuple[str, str]]:
        for index in self.sketch.items(("stages",)):
            if name := self.sketch.value(("stages", index, "id")):
                yield name, self.title(("stages", index))
        use = self.sketch.value(("stages", "use")) or self.sketch.value(("stages",))
        scheme = (self.schemes or {}).get(use or "")
        for stage in scheme.stages if scheme else ():
            yield stage.id, self._text(stage.title)
        for mark in self.sketch.keys(("stages",)):
            if self.sketch.value((*mark.path, "kind")):
                yield mark.text, self.title(mark.path)

    def questions(self, path: Path) -> dict[str, str]:
        """The guiding questions whose answers stand at ``("answers", STAGE)``; none at any other path."""
        if len(path) != len(("answers", "stage")) or path[0] != "answers":
            return {}
        use = self.sketch.value(("stages", "use")) or self.sketch.value(("stages",)) or ""
        workbook = shipped_workbooks().get(f"{use}/{path[1]}")
        return {name: self._text(asked.ask) for name, asked in workbook.questions.items()} if workbook else {}

    def _locales(self) -> tuple[str, ...]:
        own = [self.sketch.value(("locales", index)) for index in self.sketch.items(("locales",))]
        return tuple(name for name in own if name) or (self.workspace.locales if self.workspace else ())

    @cached_property
    def _steps(self) -> tuple[tuple[str, str], ...]:
        ids = [mark for mark in self.sketch.marks if not mark.key and mark.path[-1:] == ("id",)]
        return tuple(
            (mark.text, self.title(mark.path[:-1]))
            for mark in ids
            if any(isinstance(codec, StepCodec) for codec in spot_of(mark.path[:-1], self.beside).codecs)
        )

    def beside(self, path: Path) -> tuple[str, ...]:
        """The keys that the file has in the mapping at a path."""
        return self.sketch.names(path)

    def signals(self) -> dict[str, str]:
        """What a signal may be: events declared or heard of elsewhere in the file, and references."""
        heard = dict.fromkeys(self._used.get("events", ()), "")
        references = {f"components.{name}.done": title for name, title in self._declared("components")}
        references |= {f"{mark.text}.done": self.title(mark.path) for mark in self.sketch.keys(("roles",))}
        references |= {f"changes.{name}": title for name, title in self._declared("changes")}
        return heard | dict(self._declared("events")) | references | dict.fromkeys(_REFERENCES, "")

    @cached_property
    def _used(self) -> Mapping[str, Mapping[str, None]]:
        """Names that the file uses, by the section that would declare them; events under ``events``."""
        found: dict[str, dict[str, None]] = {}
        for mark in [mark for mark in self.sketch.marks if not mark.key][:MAX_USED]:
            for codec in spot_of(mark.path, self.beside).codecs:
                if isinstance(codec, RefTo) and re.fullmatch(ID_PATTERN, mark.text, re.ASCII):
                    found.setdefault(codec.kinds[0], {})[mark.text] = None
                elif isinstance(codec, SignalCodec | WaitForCodec) and not _TIME.match(mark.text):
                    found.setdefault("events", {}).update(dict.fromkeys(_events_in(mark.text)))
        return found

    def title(self, path: Path) -> str:
        """The title that the file gives to what stands at a path, or an empty text."""
        whole = self.sketch.value((*path, "title"))
        if whole is not None:
            return whole
        by_locale = [mark.text for mark in self.sketch.keys((*path, "title"))]
        wanted = self.language if self.language in by_locale else next(iter(by_locale), "")
        return self.sketch.value((*path, "title", wanted)) or ""

    def _text(self, text: Text | None) -> str:
        return text.read_in(self.language) if text else ""


def _events_in(text: str) -> tuple[str, ...]:
    """The events that a signal names; none of one with a condition in it, which is dear to read."""
    if " whe" in text or text.startswith("when "):
        return ()
    try:
        signal = parse_signal(text)
    except SignalError:
        return ()
    return tuple(leaf.name for leaf in leaves(signal) if isinstance(leaf, Named))
