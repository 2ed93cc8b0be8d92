"""Templates: journeys begun for whoever asks, with three questions whose answers fill them in.

A template's skeleton is a journey file.  Its texts stand in all our languages, of which the file
written keeps one; ``<<product>>`` in a value is where an answer goes; a comment that begins with a
language's tag is for that language.  Answers are put in as values, each written so that it reads as
what it is: whatever an answer holds, the file stays a file.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from functools import cache
from typing import Any

from tropa.data.package import list_data, read_data
from tropa.data.words import LANGUAGES
from tropa.journey.codecs.collections import TEXT, ListOf, MapOf
from tropa.journey.codecs.protocol import Codec, Reading, Unread
from tropa.journey.codecs.records import codec_of, key, record
from tropa.journey.codecs.scalars import DURATION, ID, LOCALE, NAME, SHARE, ScalarCodec, choice
from tropa.journey.codecs.values import Section, Text
from tropa.journey.signal_text import SignalError, parse_signal
from tropa.journey.signals import Named
from tropa.journey.text.edit import Edit, EditRefused, Path, apply_edits, remove_value, set_value
from tropa.journey.text.fmt import format_text
from tropa.journey.text.nodes import Mapping as MappingNode
from tropa.journey.text.nodes import Node, Scalar, Sequence
from tropa.journey.text.problems import NOWHERE
from tropa.journey.text.source import read_nodes

MAX_ANSWER = 200
"""Characters of an answer: a title, a sentence, a name; no more than the language takes for a name."""

_FOLDER = "templates/journeys"
_PLACE = re.compile(r"<<([a-z_]+)>>")
_COMMENT = re.compile(rf"^( *)# ({'|'.join(LANGUAGES)}): (.*)\n", re.MULTILINE)
_TRIAL = "journey: trial\n"
"""A file in which it is tried whether an answer can be written."""
_SKELETON = ScalarCodec("text", r"[\s\S]+", lambda match: match.group())
_CHANNEL_KEYS = frozenset({"channel", "by", "how"})
_KINDS: Mapping[str, Codec[Any]] = {"event": NAME, "share": SHARE, "duration": DURATION}


class WrongAnswer(Exception):
    """An answer of which nothing can be made.

    Args:
        expected: Id of what was expected: ``text``, ``event``, ``share`` or ``duration``.
    """

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


@record
class TemplateQuestion:
    """One of the questions whose answers fill a template in."""

    ask: Text | None = key(TEXT, "The question.", required=True)
    default: Text | None = key(TEXT, "What an empty answer means.", required=True)
    kind: str = key(
        choice("text", *_KINDS), "What is asked for: words, an event's name, a share or a time.", default="text"
    )


@record
class Template:
    """A journey to begin from."""

    template: str = key(ID, "Its id.", required=True, default="")
    locales: tuple[str, ...] = key(ListOf(LOCALE), "Locales of its texts.", default=())
    title: Text | None = key(TEXT, "What it is for, in a line.", required=True)
    questions: Section[TemplateQuestion] = key(
        MapOf(codec_of(TemplateQuestion)), "Its questions by id, in order.", required=True, default=Section()
    )
    skeleton: str = key(_SKELETON, "The journey with its places for answers.", required=True, default="")


@cache
def shipped_templates() -> Mapping[str, Template]:
    """The templates in the package by id, in the order of their files.

    Raises:
        ValueError: One cannot be read: a fault of ours, found by test.
    """
    read = (_read_template(read_data(path), path) for path in list_data(_FOLDER, ".yaml"))
    return {template.template: template for template in read}


def _read_template(content: bytes, file: str) -> Template:
    root, problems = read_nodes(content)
    reading = Reading()
    if root is None or problems:
        raise ValueError(f"{file}: {problems}")
    template = codec_of(Template).read(root, reading)
    if reading.problems:
        raise ValueError(f"{file}: {reading.problems}")
    return template


def said_in(text: Text | None, language: str) -> str:
    """A text of a template in one of our languages."""
    return dict(text.by_locale).get(language, "") if text is not None else ""


def accepted(question: TemplateQuestion, typed: str, language: str) -> str:
    """An answer as it is taken; an empty one means the default.

    Args:
        question: What was asked.
        typed: What was answered.
        language: The language of the default.

    Raises:
        WrongAnswer: Nothing can be made of it.
    """
    answer = typed.strip() or said_in(question.default, language)
    codec = _KINDS.get(question.kind)
    if len(answer) > MAX_ANSWER or (codec is not None and "\n" in answer):
        raise WrongAnswer(question.kind)
    try:
        set_value(_TRIAL, ("title",), answer)
        if codec is not None:
            codec.read(Scalar(answer, NOWHERE), Reading())
    except (EditRefused, Unread) as refused:
        raise WrongAnswer(question.kind) from refused
    return answer


def fill(template: Template, journey: str, language: str, answers: Mapping[str, str]) -> str:
    """The text of a journey file: the template in one language, with the answers put in.

    Args:
        template: The template.
        journey: The id of the new journey.
        language: One of ``tropa.data.words.LANGUAGES``.
        answers: Answers by the id of their question; a question without one takes its default.

    Raises:
        WrongAnswer: Nothing can be made of an answer.
    """
    taken = {
        name: (question.kind, accepted(question, answers.get(name, ""), language))
        for name, question in template.questions.items()
    }
    text = _in_language(template.skeleton, language)
    edits = [*set_value(text, ("journey",), journey), *set_value(text, ("locales",), [language])]
    for path, scalar in _scalars(_root_of(text)):
        if _PLACE.search(scalar.text):
            edits += set_value(text, path, _put(scalar.text, taken))
    return format_text(apply_edits(text, edits))


def _put(text: str, taken: Mapping[str, tuple[str, str]]) -> object:
    """A value with the answers in it; an event that alone makes up a value is written as a signal."""
    alone = _PLACE.fullmatch(text)
    if alone is not None and taken[alone[1]][0] == "event":
        return _signal(taken[alone[1]][1])
    return _PLACE.sub(lambda match: taken[match[1]][1], text)


def _signal(name: str) -> object:
    """The event's bare name, or the long form where the name reads, or might read, as something else."""
    try:
        return name if "." not in name and parse_signal(name) == Named(name) else {"event": name}
    except SignalError:
        return {"event": name}


@cache
def _in_language(skeleton: str, language: str) -> str:
    """The skeleton with the texts and the comments of one language alone."""
    text = _COMMENT.sub(lambda match: f"{match[1]}# {match[3]}\n" if match[2] == language else "", skeleton)
    edits = [edit for path, said in _texts(_root_of(text), language) for edit in set_value(text, path, said)]
    return apply_edits(text, edits)


def _root_of(text: str) -> Node:
    root, _ = read_nodes(text.encode())
    assert root is not None  # noqa: S101  shipped skeletons are read by test
    return root


def _texts(node: Node, language: str, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Each text that stands in all our languages: its place, and what it says in one of them."""
    if isinstance(node, MappingNode) and tuple(name.text for name, _ in node.items) == LANGUAGES:
        said = node.get(language)
        yield path, said.text if isinstance(said, Scalar) else ""
        return
    for step, value in _inside(node):
        yield from _texts(value, language, (*path, step))


def _scalars(node: Node, path: Path = ()) -> Iterator[tuple[Path, Scalar]]:
    if isinstance(node, Scalar):
        yield path, node
    for step, value in _inside(node):
        yield from _scalars(value, (*path, step))


def _inside(node: Node) -> Iterator[tuple[str | int, Node]]:
    match node:
        case MappingNode(items):
            yield from ((name.text, value) for name, value in items)
        case Sequence(items):
            yield from enumerate(items)
        case _:
            return


def fit_channels(text: str, known: Container[str]) -> str:
    """The text of a filled template without the channels that a workspace does not have.

    Args:
        text: What ``fill`` gave.
        known: The workspace's channels.
    """
    edits: list[Edit] = []
    for path, node in _channels(_root_of(text)):
        kept = [item.text for item in _names(node) if item.text in known]
        if len(kept) < len(_names(node)):
            edits += set_value(text, path, kept or None) if not node.flow or kept else remove_value(text, path)
    return format_text(apply_edits(text, edits))


def _channels(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    for step, value in _inside(node):
        if step in _CHANNEL_KEYS:
            yield (*path, step), value
        else:
            yield from _channels(value, (*path, step))


def _names(node: Node) -> list[Scalar]:
    items = node.items if isinstance(node, Sequence) else (node,)
    return [item for item in items if isinstance(item, Scalar) and not item.empty]
