"""The files that are open in an editor: their texts as typed, what is told of them, what lies around them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice
from pathlib import Path

from tropa.editor.names import Names
from tropa.editor.positions import Encoding, Lines
from tropa.editor.sketch import Sketch
from tropa.journey.files import KINDS, read_definition
from tropa.journey.schemes import shipped_schemes
from tropa.journey.text.source import MAX_BYTES
from tropa.runtime.checking import Beside, Told, beside, check_one
from tropa.runtime.definitions import Loaded, Shelf, definition_files, nearest_workspace

MAX_NEIGHBOURS = 300
"""Files of a workspace that are read beside the one in which somebody types."""

_HEAD = 2**16
"""Characters in which the first key of a file stands, whatever is said before it."""


@dataclass(frozen=True)
class Page:
    """One version of a text in which somebody types.

    Args:
        path: The file it is, or would be.
        text: As the editor holds it.
        version: The editor's number for it.
        encoding: In what the editor counts.
    """

    path: Path
    text: str
    version: int | None = None
    encoding: Encoding = "utf-16"

    @cached_property
    def lines(self) -> Lines:
        """Its lines."""
        return Lines(self.text, self.encoding)

    @cached_property
    def sketch(self) -> Sketch:
        """Where its keys and values stand."""
        return Sketch.of(self.text)

    @property
    def ours(self) -> bool:
        """Whether it is a definition: its first key says so, also of one too large to be read."""
        sketch = self.sketch if len(self.text) <= MAX_BYTES else Sketch.of(self.text[:_HEAD])
        keys = sketch.keys(())
        return bool(keys) and keys[0].text in KINDS


@dataclass(frozen=True)
class Judged:
    """What is told of one version of a text.

    Args:
        page: The version.
        loaded: As read.
        told: Problems and findings.
        unreadable: What kept the surroundings from being read, or an empty text.
    """

    page: Page
    loaded: Loaded
    told: tuple[Told, ...]
    unreadable: str = ""

    @property
    def found(self) -> tuple[tuple[int, int, Told], ...]:
        """What is told, each with the characters it is about."""
        raw = self.page.lines.raw
        return tuple((raw(one.span.start), raw(one.span.end), one) for one in self.told)


@dataclass
class Desk:
    """Judges texts beside what lies on disk around them.

    Args:
        today: Tells the day on which waivers are judged.
        workspace_path: The workspace of all; None looks for the one nearest to each file.
        language: Of titles.
    """

    today: Callable[[], date]
    workspace_path: Path | None = None
    language: str = "en"
    _shelf: Shelf = field(init=False)
    _around: dict[Path, tuple[Loaded, ...]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.look_again()

    def look_again(self) -> None:
        """Forget what was read from disk: something there has changed."""
        self._shelf = Shelf(self.workspace_path)
        self._around = {}

    def judge(self, page: Page) -> Judged:
        """Read a text and look for findings; what cannot be read around it is done without."""
        content = page.text.encode("utf-8", "surrogatepass")
        try:
            loaded = self._shelf.load(page.path, content)
            around = self._neighbours(loaded) if loaded.journey is not None else Beside()
            unreadable = ""
        except (OSError, ValueError) as error:  # a name with a NUL in it is no OSError
            read = read_definition(content, file=str(page.path), schemes=shipped_schemes())
            loaded, around = Loaded(page.path, read, None, None, dict(shipped_schemes())), Beside()
            unreadable = str(error)
        return Judged(page, loaded, check_one(loaded, around, self.today()).told, unreadable)

    def names(self, page: Page, judged: Judged | None) -> Names:
        """What is declared in a text and around it.

        Args:
            page: The text.
            judged: An earlier version of it, as judged; its surroundings are the same.
        """
        if judged is None:
            return Names(page.sketch, None, shipped_schemes(), self.language)
        workspace, schemes = judged.loaded.workspace, judged.loaded.schemes
        return Names(page.sketch, workspace, schemes, self.language)

    def _neighbours(self, loaded: Loaded) -> Beside:
        """The other journeys of the workspace, as they are on disk."""
        at = nearest_workspace(loaded.path) if self.workspace_path is None else self.workspace_path
        if at is None or loaded.workspace_path is None:
            return Beside()
        if at not in self._around:
            files = islice(definition_files((at.parent,)), MAX_NEIGHBOURS)
            self._around[at] = tuple(self._shelf.load(file) for file in files)
        own = loaded.path.resolve()
        return beside(
            other
            for other in self._around[at]
            if other.path.resolve() != own and other.workspace_path == loaded.workspace_path
        )
