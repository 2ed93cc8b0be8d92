"""``publish``: a definition becomes the version in force; those who stand at changed steps are asked about."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from tropa.cli.running import launchable, now, open_store, store_option, tell
from tropa.cli.speaking import (
    DONE,
    UNREADABLE,
    Speaker,
    echo_json,
    format_option,
    lang_option,
    say,
    words_in,
    workspace_option,
)
from tropa.engine.migrating import choice_of
from tropa.engine.versions import Choice, StepChange, refusals
from tropa.plan.script import Script
from tropa.ports.state import StateStore
from tropa.runtime.definitions import Loaded
from tropa.runtime.publishing import Moved, enroll, migrate, moved_steps, proposed, publish

CHOICES = "stay, follow, restart_wait, move_to:STEP, exit"


@click.command("publish", help=say("command.publish"))
@click.argument("journey", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--at", "chosen", multiple=True, metavar="STEP=CHOICE", help=say("argument.at"))
@store_option
@workspace_option
@format_option("text", "json")
@lang_option
def publish_command(
    journey: Path, *, chosen: tuple[str, ...], url: str, workspace: Path | None, form: str, language: str
) -> int:
    """Publish a journey."""
    speaker = Speaker(language)
    choices = _choices(chosen, speaker)
    (loaded,) = launchable([journey], workspace, speaker)
    store = open_store(url, speaker)
    try:
        done = _publish(store, loaded, choices, speaker)
    finally:
        store.close()
    if form == "json":
        echo_json(done)
    return DONE


def _choices(chosen: Sequence[str], speaker: Speaker) -> dict[str, Choice]:
    found: dict[str, Choice] = {}
    for text in chosen:
        step, is_said, how = text.partition("=")
        choice = choice_of(how)
        if not is_said or choice is None:
            tell(speaker, "no_choice", met=text, choices=CHOICES)
            sys.exit(UNREADABLE)
        found[step] = choice
    return found


def _publish(store: StateStore, loaded: Loaded, choices: dict[str, Choice], speaker: Speaker) -> dict[str, object]:
    edition, before = proposed(store, loaded, now())
    moved = list(moved_steps(store, edition))
    for one in moved:
        _ask(one, choices, speaker)
        _refuse_unfit(one, edition_choices(one, choices), edition.script, speaker)
    published = publish(store, loaded, now())
    version = published.edition.version
    key = "published" if published.is_new else "in_force"
    tell(speaker, key, journey=version.journey, version=version.number, n=published.n_filled_in)
    n_asked = n_enrolled = 0
    if published.is_new:
        for one in moved:
            own = edition_choices(one, choices)
            if any(choice.how != "stay" for choice in own.values()):
                n_asked += migrate(store, one.old, published.edition, own, now())
        n_enrolled = enroll(store, published.edition, before, now())
    for name, n in (("sought", published.n_sought), ("asked_over", n_asked), ("enrolled", n_enrolled)):
        if n:
            tell(speaker, name, n=n)
    return {
        "journey": version.journey,
        "version": version.number,
        "is_new": published.is_new,
        "filled_in": published.n_filled_in,
        "sought": published.n_sought,
        "asked_over": n_asked,
        "enrolled": n_enrolled,
    }


def edition_choices(moved: Moved, choices: Mapping[str, Choice]) -> dict[str, Choice]:
    """The choices that are about steps of one older version."""
    return {change.step: choices[change.step] for change in moved.changes if change.step in choices}


def _ask(moved: Moved, choices: dict[str, Choice], speaker: Speaker) -> None:
    """Ask a person what becomes of those at each changed step; a program is to say it with ``--at``."""
    open_ = [change for change in moved.asking if change.step not in choices]
    if not open_:
        return
    version = moved.old.version
    tell(speaker, "standing", journey=version.journey, version=version.number)
    for change in open_:
        click.echo(f"  {_line(change, speaker)}", err=True)
    if not sys.stdin.isatty():
        tell(speaker, "say_choice", choices=CHOICES)
        sys.exit(UNREADABLE)
    for change in open_:
        choices[change.step] = _answer(change, speaker)


def _line(change: StepChange, speaker: Speaker) -> str:
    words = words_in(speaker.language)
    if change.deleted:
        return words.text("running.step_deleted", step=change.step, n=change.n)
    return words.text("running.step_changed", step=change.step, what=", ".join(change.what), n=change.n)


def _answer(change: StepChange, speaker: Speaker) -> Choice:
    while True:
        met = click.prompt(f"{change.step} ({CHOICES})", default="stay", err=True)
        choice = choice_of(met)
        if choice is not None:
            return choice
        tell(speaker, "no_choice", met=met, choices=CHOICES)


def _refuse_unfit(moved: Moved, own: Mapping[str, Choice], script: Script, speaker: Speaker) -> None:
    for refusal in refusals(moved.old.script, script, own):
        words = words_in(speaker.language)
        reason = words.text(f"running.unfit.{refusal.reason}")
        tell(speaker, "unfit_choice", step=refusal.step, reason=reason)
        sys.exit(UNREADABLE)
