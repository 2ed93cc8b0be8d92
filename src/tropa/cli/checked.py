"""What ``check`` prints for people: findings, why they matter, how full the maps are, what they lay beside."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click

from tropa.cli.missing import share_told
from tropa.cli.problems import line_of
from tropa.cli.speaking import Speaker, words_in
from tropa.runtime import telling
from tropa.runtime.checking import Told
from tropa.runtime.definitions import Loaded, nearest_workspace

FEW = 5
"""So many rules are explained at a terminal without being asked; more would hide the findings."""


def print_findings(told: Sequence[Told], speaker: Speaker, *, explain: bool | None) -> None:
    """A line a finding; beneath the first of each rule why it matters and what to do, where that is wanted.

    Args:
        told: The findings, in order.
        speaker: Speaks the person's language.
        explain: Whether to explain; None does so where a person looks and the rules are few.
    """
    words = words_in(speaker.language)
    rules = {one.rule for one in told if telling.why(one.rule, words)}
    wanted = sys.stdout.isatty() and len(rules) <= FEW if explain is None else explain
    open_ones = set(rules) if wanted else set()
    for one in told:
        click.echo(line_of(one, speaker.language))
        if one.rule in open_ones:
            open_ones.remove(one.rule)
            click.echo(words.text("check.why", why=telling.why(one.rule, words)))
            click.echo(words.text("check.do", do=telling.what_to_do(one.rule, words)))
    if rules and not wanted and explain is None:
        click.echo(words.text("check.explain"), err=True)


def print_completeness(
    shares: Mapping[str, float], stages: Mapping[str, Mapping[str, float]], speaker: Speaker
) -> None:
    """How much of each map is filled in, and of each stage that is not complete."""
    for journey, share in shares.items():
        click.echo(speaker.text("complete", journey=journey, share=share_told(share, speaker.language)))
        for stage, part in stages[journey].items():
            if part < 1:
                click.echo(speaker.text("complete_stage", stage=stage, share=share_told(part, speaker.language)))


def workspaces(loaded: Iterable[Loaded]) -> dict[str, str | None]:
    """The workspace that each journey was read beside, by file; None where there is none, or a broken one."""
    journeys = (one for one in loaded if one.read.journey is not None)
    return {str(one.path): _shown(one.workspace_path) if one.workspace_path else None for one in journeys}


def print_workspaces(loaded: Iterable[Loaded], asked: Path | None, speaker: Speaker) -> None:
    """Which workspaces were used, and which could not be.

    Args:
        loaded: The files.
        asked: The workspace that the person named, or None.
        speaker: Speaks the person's language.
    """
    words = words_in(speaker.language)
    for key, file in dict.fromkeys(_used(loaded, asked)):
        click.echo(words.text(f"check.{key}", file=file), err=True)


def _used(loaded: Iterable[Loaded], asked: Path | None) -> Iterator[tuple[str, str]]:
    for one in loaded:
        if one.read.journey is None:
            continue
        there = one.workspace_path or asked or nearest_workspace(one.path)
        if there is None:
            yield "no_workspace", ""
        else:
            yield "workspace" if one.workspace_path else "workspace_broken", _shown(there)


def _shown(path: Path) -> str:
    """A path as one would type it here."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
