"""Other tools' files: the port between a journey and the formats in which others keep theirs.

An importer makes the text of a journey of a file's bytes; an exporter makes the bytes of a file
of a journey.  Laws:

* What an importer gives reads without an error, whatever the bytes; bytes of which no journey can
  be made raise ``Unimportable``, and nothing else.
* What is not carried over stands in the losses, each with a reason; what does not stand there is
  the same after a file was written and read again.
* The same input gives the same output.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace
from tropa.journey.text.problems import Problem

MAX_IMPORT_BYTES = 64 * 2**20
"""No file that is imported is larger; a reader may have a smaller limit of its own."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that was not carried over.

    Args:
        what: Its place in the journey (``touchpoints.welcome.emotion``), or what the file calls it.
        why: The id of the sentence that says why, in the catalogues.
    """

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of a file beside its bytes.

    Args:
        stem: The file's name without folder and ending.
        journey: The id the journey is to have; empty where the file decides.
        language: The language in which sentences of ours are put into the journey.
        into: The text of the definition that is to take up what was changed in the file; None: a
            journey of its own is to be made.  Importers of files that carry no definition ignore it.
    """

    stem: str
    journey: str = ""
    language: str = "en"
    into: str | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that whoever imports should know, though nothing is lost by it.

    Args:
        why: The id of the sentence, in the catalogues.
        n: The number that chooses its plural form.
        params: What fills its placeholders; a tuple is several things, to be told one after another.
    """

    why: str
    n: int = 0
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Imported:
    """A journey made of a file.

    Args:
        text: The text of its definition.
        losses: What of the file is not in it.
        remarks: What else to know of it.
    """

    text: str
    losses: tuple[Loss, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """A file made of a journey.

    Args:
        content: Its bytes.
        losses: What of the journey is not in it.
        remarks: What else to know of it.
    """

    content: bytes
    losses: tuple[Loss, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class Exportable:
    """A journey with all that is known around it.

    Args:
        journey: The journey.
        schemes: Stage schemes by id.
        workspace: The workspace in force, or None.
        language: The language in which its texts are told.
        text: Its definition to the last character, for files that carry it along.
    """

    journey: Journey
    schemes: Mapping[str, Scheme]
    workspace: Workspace | None = None
    language: str = "en"
    text: str = ""


class Unimportable(Exception):
    """No journey can be made of these bytes.

    Args:
        why: The id of the sentence that says why, in the catalogues.
        line: The line of the file, from 1; None where there are none.
        problems: What is wrong place by place, where it is wrong in several; ``file`` is the place.
        params: What fills the sentence's placeholders.
    """

    def __init__(
        self, why: str, line: int | None = None, problems: tuple[Problem, ...] = (), **params: object
    ) -> None:
        super().__init__(why)
        self.why, self.line, self.problems, self.params = why, line, problems, params


class Importer(Protocol):
    """Makes a journey of a file."""

    def __call__(self, content: bytes, wanted: Wanted) -> Imported:
        """The journey, and what of the file is not in it.

        Raises:
            Unimportable: No journey can be made of these bytes.
        """


class Exporter(Protocol):
    """Makes a file of a journey."""

    def __call__(self, given: Exportable) -> Exported:
        """The file, and what of the journey is not in it."""
