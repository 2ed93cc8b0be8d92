"""From plain data to the text of a file."""

from __future__ import annotations

import re
from typing import Any

import yaml

_CORE_WORDS = re.compile(
    r"[-+]?(0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*|\.(inf|Inf|INF|nan|NaN|NAN))"
    r"|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|~|=|<<"
)
"""Texts that some reader of YAML takes for something else than text."""


def is_typed_elsewhere(text: str) -> bool:
    """Whether an unquoted text is, to some reader of YAML 1.2, no text."""
    return _CORE_WORDS.fullmatch(text) is not None


class _Dumper(yaml.CSafeDumper):
    """Block style; a text that another reader would type is quoted."""


def _text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    if "\n" in text and not re.search(r"[\x00-\x08\x0b-\x1f]| \n|^\s", text):
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")
    style = "'" if is_typed_elsewhere(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _nothing(dumper: _Dumper, nothing: None) -> yaml.ScalarNode:
    """A key without value: every reader takes it for nothing, and ours for "not filled in yet"."""
    del nothing
    return dumper.represent_scalar("tag:yaml.org,2002:null", "")


_Dumper.add_representer(str, _text)
_Dumper.add_representer(type(None), _nothing)


def write_yaml(plain: Any) -> str:  # noqa: ANN401  whatever codecs write
    """The YAML text of plain data: block style, order kept, one document.

    Args:
        plain: Dicts, lists, strings, numbers, truth values and None.
    """
    return yaml.dump(plain, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000, indent=2)
