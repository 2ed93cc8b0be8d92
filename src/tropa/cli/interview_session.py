"""One interview: question after question, each answer read by the whole language and kept at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

import click

from tropa.cli.interview_lines import UNREADABLE_SIGN, Lines
from tropa.cli.interview_sheet import Sheet
from tropa.cli.missing import share_told
from tropa.cli.problems import sentence
from tropa.cli.speaking import DONE, UNREADABLE
from tropa.journey.answering import MAX_ANSWER, Answered, Answering, NoAnswer, is_doubtful
from tropa.journey.blanks import Blank, blanks
from tropa.journey.codecs.values import Text
from tropa.journey.completeness import completeness
from tropa.journey.model.journey import Journey
from tropa.journey.text.edit import EditRefused, apply_edits, node_at, set_value
from tropa.journey.text.nodes import Mapping, Node, Scalar
from tropa.journey.text.pieces import flow_text
from tropa.runtime.definitions import Loaded, Shelf
from tropa.runtime.rewriting import ChangedMeanwhile, rewrite

Move: TypeAlias = Literal["on", "back", "end"]

_TRIES = 5
"""How often an answer is put into a file that others keep changing."""


class NotTaken(Exception):
    """An answer that is not kept; ``told`` says why, to the person."""

    def __init__(self, told: str) -> None:
        super().__init__(told)
        self.told = told


@dataclass(slots=True)
class Session:
    """An interview under way.

    Args:
        path: The journey's file.
        shelf: Where it is read beside its workspace.
        content: What the file held when it was last read or written.
        loaded: The same, read; a journey without errors.
        locales: The locales of the journey's texts.
        locale: The one in which answers are written.
        sheet: What is shown.
        lines: Where answers come from.
        seen: Names of events in a log, the most frequent first; empty without a log.
        passed: Blanks that were asked: answered or left.
        n_answered: Answers kept.
    """

    path: Path
    shelf: Shelf
    content: bytes
    loaded: Loaded
    locales: tuple[str, ...]
    locale: str
    sheet: Sheet
    lines: Lines
    seen: tuple[str, ...] = ()
    passed: set[tuple[str, str]] = field(default_factory=set)
    n_answered: int = 0

    def run(self) -> int:
        """Ask until nothing is missing or the person has had enough; the exit code."""
        try:
            code = self._ask_all()
        except KeyboardInterrupt:
            click.echo(err=True)
            self.sheet.note("interrupted", plural=self.n_answered, answered=self.n_answered, file=self.path)
            raise
        left = len(blanks(self._journey, self.loaded.schemes))
        share = completeness(self._journey, self.loaded.schemes)
        click.echo(err=True)
        told = share_told(share, self.sheet.language)
        self.sheet.note("ended", journey=self._journey.journey, answered=self.n_answered, left=left, share=told)
        if not left:
            self.sheet.unasked(self._journey, self.loaded.schemes)
        return code

    @property
    def _journey(self) -> Journey:
        assert self.loaded.journey is not None  # noqa: S101  nothing else is ever kept here
        return self.loaded.journey

    def _ask_all(self) -> int:
        trail: list[Blank] = []
        again: Blank | None = None
        place = ""
        if self._open():
            self.sheet.note("start", file=self.path)
        else:
            self.sheet.note("nothing_left")
        while blank := again or next(iter(self._open()), None):
            again = None
            if place != blank.at:
                place = blank.at
                self.sheet.open_place(blank, self._journey)
            try:
                move = self._ask(blank)
            except NotTaken as refused:
                self.sheet.tell(self.sheet.word("line", number=self.lines.number, told=refused.told))
                return UNREADABLE
            if move == "end":
                break
            if move == "back":
                if not trail:
                    self.sheet.note("no_way_back")
                again = trail.pop() if trail else blank
            else:
                trail.append(blank)
                self.passed.add((blank.at, blank.what))
        return DONE

    def _open(self) -> list[Blank]:
        """What was not asked yet."""
        found = blanks(self._journey, self.loaded.schemes)
        return [blank for blank in found if (blank.at, blank.what) not in self.passed]

    def _ask(self, blank: Blank) -> Move:
        """Ask one question until it is answered, left, or the person turns elsewhere.

        Raises:
            NotTaken: An answer from a program is not to be kept: asking again would take its next line
                for this question.
        """
        self.sheet.show(blank, len(self._open()), self._answering.choices(blank), self._now(blank))
        doubted = ""
        while (line := self.lines.next()) is not None:
            typed = line.strip()
            if typed in ("?", "؟"):
                self.sheet.help(blank)
                continue
            if move := self._move(typed):
                return move
            try:
                doubted = self._check_doubt(blank, typed, doubted)
                self._take(blank, typed)
            except NotTaken as refused:
                if not self.lines.interactive:
                    raise
                doubted = typed
                self.sheet.tell(refused.told)
                continue
            return "on"
        return "end"

    def _check_doubt(self, blank: Blank, typed: str, doubted: str) -> str:
        """Ask a person again whose words may have been meant as figures; typed twice, they are kept as words.

        Raises:
            NotTaken: They are typed for the first time, and somebody is there to be asked.
        """
        if self.lines.interactive and typed != doubted and is_doubtful(blank, self._answered(blank, typed), typed):
            raise NotTaken(self.sheet.word("doubtful", met=typed[:60]))
        return typed

    def _move(self, typed: str) -> Move | None:
        """What a line says beside answers: nothing at all, back, or the end."""
        if not typed:
            return "on"
        for move in ("back", "end"):
            if typed.casefold() in self.sheet.word(f"{move}_words").split(", "):
                return move
        return None

    @property
    def _answering(self) -> Answering:
        return Answering(
            self._journey, self.loaded.workspace, self.loaded.schemes, self.locales, self.locale, self.seen
        )

    def _take(self, blank: Blank, typed: str) -> None:
        """Keep an answer, in the file as it is by now.

        Raises:
            NotTaken: It means nothing here, or somebody else has answered meanwhile.
        """
        if UNREADABLE_SIGN in typed:
            raise NotTaken(self.sheet.word("no_bytes"))
        for _ in range(_TRIES):
            answered = self._answered(blank, typed)
            after, loaded = self._with(blank, answered)
            try:
                rewrite(self.path, self.content, after)
            except ChangedMeanwhile:
                self._read_again(blank, typed)
                continue
            except OSError as error:
                raise NotTaken(self.sheet.word("refused", reason=error.strerror)) from error
            self.content, self.loaded = after, loaded
            self.n_answered += 1
            self._confirm(blank, typed, answered)
            return
        raise NotTaken(self.sheet.word("refused", reason=self.path))

    def _answered(self, blank: Blank, typed: str) -> Answered:
        try:
            return self._answering.answered(blank, typed, _text_of(self._node(blank), self.locales))
        except NoAnswer as refused:
            told = self.sheet.word(f"no_{refused.expected}", met=typed[:60], most=MAX_ANSWER)
            raise NotTaken(told) from refused

    def _with(self, blank: Blank, answered: Answered) -> tuple[bytes, Loaded]:
        """The file with an answer in it, read by the whole language."""
        text = self.content.decode()
        try:
            for path, plain in ((blank.path, answered.plain), *answered.declared):
                text = apply_edits(text, set_value(text, path, plain))
        except EditRefused as refused:
            reason = self.sheet.word(f"reason.{refused.reason}")
            raise NotTaken(self.sheet.word("refused", reason=reason)) from refused
        after = text.encode()
        loaded = self.shelf.load(self.path, after)
        if loaded.journey is None:
            told = [sentence(one, self.sheet.language) for one in loaded.read.problems if one.level == "E"]
            raise NotTaken("\n".join(told))
        return after, loaded

    def _read_again(self, blank: Blank, typed: str) -> None:
        """Take over what another program has made of the file.

        Raises:
            NotTaken: It has answered this question, or nothing can be read any more.
        """
        content = self.path.read_bytes()
        loaded = self.shelf.load(self.path, content)
        if loaded.journey is None:
            raise NotTaken(self.sheet.word("unreadable", file=self.path, typed=typed))
        before = self._now(blank)
        self.content, self.loaded = content, loaded
        now = self._now(blank)
        if now and now != before:
            raise NotTaken(self.sheet.word("filled", said=now))
        self.sheet.note("changed", file=self.path)

    def _confirm(self, blank: Blank, typed: str, answered: Answered) -> None:
        """Say what an answer became, where that is not what was typed."""
        if answered.plain != typed:
            self.sheet.tell(self.sheet.word("kept", said=flow_text(answered.plain)))
        for (section, name), plain in answered.declared:
            self.sheet.tell(self.sheet.word("declared", section=section, said=flow_text({name: plain})))
        if blank.form == "signal" and self.seen and isinstance(answered.plain, str):
            self.sheet.unseen(answered.plain, self.seen)
        evaluation = self._journey.touchpoints[blank.at].evaluation if blank.form == "evaluation" else None
        if evaluation is not None and evaluation.said is not None:
            self.sheet.note("as_words")

    def _now(self, blank: Blank) -> str:
        """What stands in the place of a blank: nothing, but on the way back."""
        node = self._node(blank)
        if node is None or (isinstance(node, Scalar) and node.empty):
            return ""
        text = self.content.decode("utf-8-sig").replace("\r\n", "\n")
        return " ".join(text[node.span.start : node.span.end].split())

    def _node(self, blank: Blank) -> Node | None:
        return node_at(self.content.decode(), blank.path)


def _text_of(node: Node | None, locales: tuple[str, ...]) -> Text | None:
    """The text that stands at a place in some of the locales; None where it is none."""
    if isinstance(node, Scalar):
        return None if node.empty else Text((("", node.text),))
    if isinstance(node, Mapping) and all(key.text in locales for key, _ in node.items):
        return Text(tuple((key.text, value.text) for key, value in node.items if isinstance(value, Scalar)))
    return None
