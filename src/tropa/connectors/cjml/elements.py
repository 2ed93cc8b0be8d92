"""XML as a tree of elements: bounded, without a DTD, without anything fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from tropa.connectors.interchange.reading import clean
from tropa.ports.exchange import Unimportable

MAX_BYTES = 16 * 2**20
MAX_DEPTH = 32
MAX_ELEMENTS = 200_000

_ENCODINGS = {None, "UTF-8", "UTF-16", "ISO-8859-1", "US-ASCII"}
"""What expat decodes by itself."""


@dataclass(slots=True)
class Element:
    """An element of a file.

    Args:
        tag: Its name, without a prefix.
        attributes: Its attributes, names without prefixes.
        line: Where it begins.
        children: The elements inside, in order.
        words: The text inside, children's aside.
    """

    tag: str
    attributes: Mapping[str, str]
    line: int
    children: list[Element] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Its text, without what hides something and without white space at the ends."""
        return clean("".join(self.words))

    def attribute(self, name: str) -> str:
        """An attribute's text; empty where it is not there."""
        return clean(self.attributes.get(name, ""))

    def all(self, tag: str) -> Iterator[Element]:
        """The children of a name."""
        return (child for child in self.children if child.tag == tag)

    def first(self, *path: str) -> Element | None:
        """The first descendant along a path of names."""
        found: Element | None = self
        for tag in path:
            found = next(found.all(tag), None) if found else None
        return found

    def text_at(self, *path: str) -> str:
        """The text at the end of a path of names; empty where nothing is there."""
        found = self.first(*path)
        return found.text if found else ""


class _Builder:
    """Takes expat's calls and keeps the tree."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self._n = 0
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.XmlDeclHandler = self._declaration

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self._n += 1
        if len(self._open) == MAX_DEPTH:
            raise self._refused("depth", limit=MAX_DEPTH)
        if self._n > MAX_ELEMENTS:
            raise self._refused("elements", limit=MAX_ELEMENTS)
        named = {_local(name): value for name, value in attributes.items()}
        element = Element(_local(tag), named, self.parser.CurrentLineNumber)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _text(self, words: str) -> None:
        self._open[-1].words.append(words)

    def _doctype(self, *_: object) -> None:
        raise self._refused("doctype")

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if (encoding and encoding.upper()) not in _ENCODINGS:
            raise self._refused("encoding", met=str(encoding)[:40])

    def _refused(self, why: str, **params: object) -> Unimportable:
        return Unimportable(f"interchange.unreadable.{why}", self.parser.CurrentLineNumber, (), **params)


def read_elements(content: bytes) -> Element:
    """The root of an XML file.

    Raises:
        Unimportable: It is no well-formed XML, or beyond a limit.
    """
    if len(content) > MAX_BYTES:
        raise Unimportable("interchange.unreadable.size", limit=f"{MAX_BYTES:,}")
    builder = _Builder()
    try:
        builder.parser.Parse(content, True)  # noqa: FBT003  expat's own signature: these bytes are the last
    except expat.ExpatError as error:
        raise Unimportable("interchange.unreadable.xml", error.lineno, met=expat.ErrorString(error.code)) from error
    if builder.root is None:
        raise Unimportable("interchange.unreadable.xml", 1, met="")
    return builder.root


def _local(name: str) -> str:
    return name.rpartition(":")[2]
