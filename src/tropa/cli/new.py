"""``new``: a journey begun from a template that asks, from an example that is copied, or from blanks."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NoReturn

import click

from tropa.cli.interview_lines import Lines
from tropa.cli.missing import share_told
from tropa.cli.problems import line_of
from tropa.cli.speaking import DONE, Speaker, lang_option, say, words_in
from tropa.data.package import list_data, read_data
from tropa.journey.codecs.scalars import ID_PATTERN
from tropa.journey.completeness import completeness
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.templates import (
    MAX_ANSWER,
    Template,
    TemplateQuestion,
    WrongAnswer,
    accepted,
    fill,
    fit_channels,
    said_in,
    shipped_templates,
)
from tropa.runtime.definitions import WORKSPACE, Loaded, Shelf, nearest_workspace

BLANK = "templates/blank.yaml"
EXAMPLES = "examples"


@click.command("new", help=say("command.new"))
@click.argument("journey")
@click.option("--from", "origin", help=say("argument.template"))
@click.option("--answer", "given", multiple=True, metavar="ID=VALUE", help=say("argument.answer"))
@click.option("--yes", "by_default", is_flag=True, help=say("argument.yes"))
@click.option("--out", type=click.Path(path_type=Path), help=say("argument.out"))
@lang_option
def new_command(
    journey: str, *, origin: str | None, given: tuple[str, ...], by_default: bool, out: Path | None, language: str
) -> int:
    """Write a journey to begin from."""
    teller = Teller(language)
    if not re.fullmatch(ID_PATTERN, journey, re.ASCII):
        teller.speaker.refuse("bad_id", met=journey)
    path = _path_for(journey, out, teller)
    template = shipped_templates().get(origin or "")
    if template is None:
        if given:
            teller.refuse("asks_nothing")
        text = _copy(origin, journey, teller)
        _write(path, text, teller)
        if origin is not None:
            _bring_workspace(path, teller)
            _tell_what_remains(_read_again(path, teller), teller)
        return DONE
    answers = _given(template, given, teller)
    if not by_default:
        answers |= _asked(template, answers, teller)
    text, loaded = _fitted(path, fill(template, journey, language, answers), teller)
    _write(path, text, teller)
    _tell_what_remains(loaded, teller)
    return DONE


@dataclass(frozen=True, slots=True)
class Teller:
    """Says what this command has to say, on stderr, in one language."""

    language: str

    @property
    def speaker(self) -> Speaker:
        """For what all commands say alike."""
        return Speaker(self.language)

    def text(self, key: str, **params: object) -> str:
        """A text of this command."""
        return words_in(self.language).text(f"new.{key}", **params)

    def note(self, key: str, **params: object) -> None:
        """Say something beside the result."""
        click.echo(self.text(key, **params), err=True)

    def refuse(self, key: str, **params: object) -> NoReturn:
        """Say what cannot be read, and end."""
        self.note(key, **params)
        raise SystemExit(2)


def _path_for(journey: str, out: Path | None, teller: Teller) -> Path:
    """Where the new journey is written; a folder means a file of the journey's name in it."""
    path = out or Path(f"{journey}.yaml")
    if path.is_dir():
        path /= f"{journey}.yaml"
    if not path.parent.is_dir():
        teller.refuse("no_folder", folder=path.parent)
    if path.exists():
        teller.speaker.refuse("exists", file=path)
    return path


def _bring_workspace(path: Path, teller: Teller) -> None:
    """Beside a copied example the workspace that it shares with the others, unless there is one around it already."""
    if nearest_workspace(path) is None:
        beside = path.parent / WORKSPACE
        _write(beside, read_data(f"{EXAMPLES}/{WORKSPACE}").decode(), teller)
        teller.note("workspace", file=beside)


def _read_again(path: Path, teller: Teller) -> Loaded:
    try:
        return Shelf().load(path)
    except OSError as error:
        teller.speaker.refuse("no_file", file=error.filename or path, reason=error.strerror)


@cache
def _examples() -> Mapping[str, str]:
    """The shipped examples by id, each with its path."""
    paths = [path for path in list_data(EXAMPLES, ".yaml") if not path.endswith(f"/{WORKSPACE}")]
    return {Path(path).stem: path for path in paths}


def _copy(origin: str | None, journey: str, teller: Teller) -> str:
    """An example, or the blank journey, under another id."""
    if origin is not None and origin not in _examples():
        _refuse_unknown(origin, teller)
    source = read_data(_examples()[origin] if origin is not None else BLANK).decode()
    return re.sub(r"^journey: .*$", f"journey: {journey}", source, count=1, flags=re.MULTILINE)


def _refuse_unknown(origin: str, teller: Teller) -> NoReturn:
    """Tell what there is to begin from, a line each."""
    teller.note("unknown", met=origin)
    for name, template in shipped_templates().items():
        teller.note("item", id=name, title=said_in(template.title, teller.language))
    teller.note("or_examples")
    for name, path in _examples().items():
        read = read_definition(read_data(path), syntax_only=True).value
        title = read.title if isinstance(read, Journey) else None
        teller.note("item", id=name, title=said_in(title, teller.language))
    raise SystemExit(2)


def _given(template: Template, given: tuple[str, ...], teller: Teller) -> dict[str, str]:
    """The answers on the command line."""
    answers: dict[str, str] = {}
    for one in given:
        name, sign, typed = one.partition("=")
        if not sign:
            teller.refuse("answer_form", met=one)
        if name not in template.questions:
            teller.refuse("no_question", met=name, template=template.template, expected=", ".join(template.questions))
        try:
            answers[name] = accepted(template.questions[name], typed, teller.language)
        except WrongAnswer as wrong:
            teller.refuse("answer", id=name, told=_why(wrong, typed, teller))
    return answers


def _asked(template: Template, answers: Mapping[str, str], teller: Teller) -> dict[str, str]:
    """The answers of a person, or of the lines of standard input; where these end, defaults serve."""
    left = {name: question for name, question in template.questions.items() if name not in answers}
    lines = Lines.standard()
    if left:
        teller.note("intro", title=said_in(template.title, teller.language))
    asked: dict[str, str] = {}
    for number, (name, question) in enumerate(left.items(), start=1):
        answer = _ask(question, f"{number}/{len(left)}", lines, teller)
        if answer is None:
            break
        asked[name] = answer
    return asked


def _ask(question: TemplateQuestion, place: str, lines: Lines, teller: Teller) -> str | None:
    """One answer; a person is asked again where nothing can be made of it."""
    default = said_in(question.default, teller.language)
    teller.note("ask", place=place, ask=said_in(question.ask, teller.language), default=default)
    while (typed := lines.next()) is not None:
        try:
            return accepted(question, typed, teller.language)
        except WrongAnswer as wrong:
            told = _why(wrong, typed, teller)
        if not lines.interactive:
            teller.refuse("line", number=lines.number, told=told)
        click.echo(told, err=True)
    return None


def _why(wrong: WrongAnswer, typed: str, teller: Teller) -> str:
    met = typed if len(typed) <= 60 else f"{typed[:57]}..."  # noqa: PLR2004  as long as a line bears
    return teller.text(f"wrong.{wrong.expected}", met=met, most=MAX_ANSWER)


def _fitted(path: Path, text: str, teller: Teller) -> tuple[str, Loaded]:
    """The text without channels that the workspace around its place does not have, and how it reads there."""
    shelf = Shelf()
    try:
        loaded = shelf.load(path, text.encode())
        if loaded.workspace is not None and loaded.workspace.channels:
            text = fit_channels(text, loaded.workspace.channels)
            loaded = shelf.load(path, text.encode())
    except OSError as error:
        teller.speaker.refuse("no_file", file=error.filename or path, reason=error.strerror)
    return text, loaded


def _write(path: Path, text: str, teller: Teller) -> None:
    """Write a file that is not there yet."""
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        teller.speaker.refuse("exists", file=path)
    except OSError as error:
        teller.speaker.refuse("no_file", file=path, reason=error.strerror)
    teller.speaker.note("written", file=path)


def _tell_what_remains(loaded: Loaded, teller: Teller) -> None:
    """What the workspace does not take, how much is said, and who asks for the rest."""
    for problem in loaded.read.problems:
        click.echo(line_of(problem, teller.language), err=True)
    if loaded.journey is not None:
        share = completeness(loaded.journey, loaded.schemes)
        told = share_told(share, teller.language)
        teller.note("remains" if share < 1 else "whole", file=loaded.path, share=told)
