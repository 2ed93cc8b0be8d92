"""JSON-LD as nodes by kind: bounded, without a context fetched.

Names are taken by their last part, whether they are written short, with a prefix or in full; a
document that gives them another meaning by a context of its own is read wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf
from typing import Any

import msgspec

from tropa.connectors.interchange.reading import clean
from tropa.connectors.ujg.vocabulary import DOCUMENT, JOURNEY
from tropa.ports.exchange import Unimportable

MAX_BYTES = 16 * 2**20
MAX_NODES = 20_000


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the graph.

    Args:
        id: Its IRI as written.
        kind: Its type, the last part of the name.
        held: Its properties by the last parts of their names, ``@id`` and ``@type`` aside.
    """

    id: str
    kind: str
    held: dict[str, Any]

    def text(self, name: str) -> str:
        """A property as text; empty where it is none."""
        value = _plain(self.held.get(name))
        return clean(value) if isinstance(value, str) else ""

    def refs(self, name: str) -> tuple[str, ...]:
        """The IRIs that a property refers to, in the order written, each once."""
        return tuple(dict.fromkeys(found for one in _many(self.held.get(name)) if (found := _iri(one))))

    def ref(self, name: str) -> str:
        """The first IRI that a property refers to; empty where there is none."""
        return next(iter(self.refs(name)), "")

    def number(self, name: str) -> float:
        """A property as a number; infinity where it is none."""
        value = _plain(self.held.get(name))
        try:
            return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else inf
        except OverflowError:
            return inf


def read_nodes(content: bytes) -> tuple[Node, ...]:
    """The nodes of a document, in the order written, the document itself aside.

    Raises:
        Unimportable: It is no JSON, no UJG, or beyond a limit.
    """
    if len(content) > MAX_BYTES:
        raise Unimportable("interchange.unreadable.size", limit=f"{MAX_BYTES:,}")
    try:
        document = msgspec.json.decode(content.removeprefix(b"\xef\xbb\xbf"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Unimportable("interchange.unreadable.json", met=str(error)[:200]) from error
    found = tuple(_node(one) for one in _listed(document) if isinstance(one, dict))
    if len(found) > MAX_NODES:
        raise Unimportable("interchange.unreadable.nodes", limit=MAX_NODES)
    told = isinstance(document, dict) and _kind(document) == DOCUMENT
    if not told and not any(node.kind == JOURNEY for node in found):
        raise Unimportable("interchange.unreadable.not_ujg")
    return found


def local(name: str) -> str:
    """The last part of a name or an IRI: of ``urn:ujg:state:search-form``, ``search-form``."""
    return re.split("[#/:]", name.rstrip("#/:"))[-1]


def _listed(document: Any) -> Iterator[Any]:  # noqa: ANN401  any JSON
    """The nodes in whichever of the usual forms: a bundle, a graph, a list, a single one."""
    if isinstance(document, list):
        yield from document
    elif isinstance(document, dict):
        bundled = [name for name in document if local(name) in {"nodes", "documentNodes", "@graph"}]
        for name in bundled:
            yield from _many(document[name])
        if not bundled and _kind(document) != DOCUMENT:
            yield document


def _node(told: dict[str, Any]) -> Node:
    held = {local(name): value for name, value in told.items() if name not in {"@id", "id", "@type", "type"}}
    return Node(_iri(told), _kind(told), held)


def _kind(told: dict[str, Any]) -> str:
    kinds = [one for one in _many(told.get("@type", told.get("type"))) if isinstance(one, str)]
    return local(kinds[0]) if kinds else ""


def _iri(value: Any) -> str:  # noqa: ANN401  any JSON
    if isinstance(value, dict):
        value = value.get("@id", value.get("id"))
    return value if isinstance(value, str) else ""


def _plain(value: Any) -> Any:  # noqa: ANN401  any JSON
    """The value of a literal, in whichever of JSON-LD's forms; of several the first."""
    if isinstance(value, list):
        return _plain(value[0]) if value else None
    return value.get("@value") if isinstance(value, dict) else value


def _many(value: Any) -> list[Any]:  # noqa: ANN401  any JSON
    return value if isinstance(value, list) else [] if value is None else [value]
