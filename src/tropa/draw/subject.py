"""What a picture of a plan is drawn of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tropa.draw.names import Names
from tropa.draw.wording import Wording
from tropa.journey.model.journey import Journey
from tropa.journey.model.stages import Scheme
from tropa.journey.model.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Subject:
    """A journey with all that is known around it, and the language in which it is told.

    Args:
        journey: The journey; whatever is not filled in yet is shown as such.
        schemes: Stage schemes by id.
        language: One of ``tropa.data.words.LANGUAGES``.
        workspace: The workspace in force: locales, titles of teams and channels.
    """

    journey: Journey
    schemes: Mapping[str, Scheme]
    language: str
    workspace: Workspace | None = None

    def told(self) -> tuple[Names, Wording]:
        """What people call its things, and our own words.

        Raises:
            KeyError: The language is not shipped.
        """
        wording = Wording(self.language)
        return Names(self.journey, self.workspace, wording), wording
