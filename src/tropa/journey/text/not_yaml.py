"""Why a text is no YAML, as an id that people's words stand for, at the place where the fault began.

The parser speaks of tokens and block mappings, and often stops a line below the slip.  Each of its
complaints has one of a few causes, told apart by what stands around the place.
"""

from __future__ import annotations

import re

import yaml

_SIGNS = frozenset(
    {
        "found character that cannot start any token",
        "did not find expected alphabetic or numeric character",
        "did not find expected tag URI",
    }
)
_UNCLOSED = frozenset({"did not find expected ',' or ']'", "did not find expected ',' or '}'"})
_LAYOUT = frozenset(
    {
        "did not find expected key",
        "did not find expected '-' indicator",
        "block sequence entries are not allowed in this context",
    }
)
_TIGHT = re.compile(r"\s*(?:- )?[\w-]+:[^\s/]")
"""A line that would be a key and its value if a space stood behind the colon."""


def cause_of(text: str, error: yaml.MarkedYAMLError) -> tuple[str, int]:
    """The id of the cause, a word under ``problem.why``, and the place to look at.

    Args:
        text: What was parsed.
        error: The parser's complaint.
    """
    mark = error.problem_mark or error.context_mark
    at = min(mark.index, len(text)) if mark else 0  # libyaml looks past the end of a line that has none
    began = min(error.context_mark.index, at) if error.context_mark else at
    match str(error.problem):
        case "found unexpected end of stream":
            return "open_quote", began
        case "could not find expected ':'":
            return "no_colon", began
        case problem if problem in _UNCLOSED:
            return ("open_bracket", began) if _is_over(text, began, at) else ("no_comma", at)
        case "mapping values are not allowed in this context":
            return _colon(text, at), at
        case problem if problem in _LAYOUT:
            return ("after_quote" if text[:at].rstrip(" ")[-1:] in {'"', "'"} else "indent"), at
        case "found a tab character that violates indentation":
            return "tab", at
        case problem if problem in _SIGNS:
            return ("tab" if text[at : at + 1] == "\t" else "sign"), at
        case "did not find expected node content":
            return "no_value", at
        case "found unknown escape character":
            return "escape", at
        case _:
            return "not_yaml", at


def _is_over(text: str, began: int, at: int) -> bool:
    """Whether what a bracket began has ended before a place: the file has, or lines stand no deeper than its own."""
    return text[at:].strip() == "" or ("\n" in text[began:at] and _depth(text, at) <= _depth(text, began))


def _depth(text: str, at: int) -> int:
    """How far the line of a place is indented."""
    line = text[text.rfind("\n", 0, at) + 1 :]
    return len(line) - len(line.lstrip(" "))


def _colon(text: str, at: int) -> str:
    """Why a colon stands where none may: a key before it on its line, a line above that is no key, or the depth."""
    above, _, line = text[:at].rpartition("\n")
    if re.search(r":\s", line):
        return "colon"
    return "no_space" if _TIGHT.match(above.rpartition("\n")[2]) else "indent"
