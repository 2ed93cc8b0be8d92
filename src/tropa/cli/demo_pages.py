"""The demo's pages: maps, reports and their index, in every language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tropa.cli.speaking import Speaker
from tropa.data.words import LANGUAGES
from tropa.draw import IndexEntry, Provenance, index, journey_map, report
from tropa.journey.completeness import completeness
from tropa.journey.model.journey import Journey
from tropa.measure.reality import Reality
from tropa.runtime.definitions import Loaded
from tropa.runtime.reporting import Reported

FINES_LOG = "traffic_fines.parquet"
INDEX = "index"


def pages_of(stem: str) -> dict[str, str]:
    """The file of a page in each language."""
    return {language: f"{stem}.{language}.html" for language in LANGUAGES}


def demo_pages(
    loaded: Mapping[str, Loaded], answers: Mapping[str, Reported], language: str
) -> Iterator[tuple[str, str]]:
    """File names and pages; ``index.html`` is the index in the language asked for.

    Args:
        loaded: The examples by id, without errors.
        answers: What became of those that were measured.
        language: The language of ``index.html``.
    """
    journeys = {name: one.journey for name, one in loaded.items() if one.journey is not None}
    for name, journey in journeys.items():
        one = loaded[name]
        maps, reports = pages_of(f"{name}.map"), pages_of(f"{name}.report")
        for tongue in LANGUAGES:
            yield maps[tongue], journey_map(journey, one.schemes, tongue, workspace=one.workspace, pages=maps)
            if name in answers:
                page = report(
                    journey,
                    answers[name].reality,
                    answers[name].breaks,
                    one.schemes,
                    tongue,
                    provenance=Provenance(FINES_LOG, Speaker(tongue).text("fines_attribution")),
                    workspace=one.workspace,
                    pages=reports,
                    beside=answers[name].beside,
                )
                yield reports[tongue], page
    realities = {name: one.reality for name, one in answers.items()}
    entries = tuple(_entry(name, journey, loaded[name], realities.get(name)) for name, journey in journeys.items())
    workspace = next(iter(loaded.values())).workspace
    for tongue, file in pages_of(INDEX).items():
        page = index(entries, tongue, workspace=workspace, pages=pages_of(INDEX))
        yield file, page
        if tongue == language:
            yield f"{INDEX}.html", page


def _entry(name: str, journey: Journey, loaded: Loaded, reality: Reality | None) -> IndexEntry:
    return IndexEntry(
        journey,
        completeness(journey, loaded.schemes),
        pages_of(f"{name}.map"),
        pages_of(f"{name}.report") if reality is not None else {},
        reality,
    )
