"""Which tests bear which rule's number: ``test_m2_one_event_serves_one_step`` bears M2."""

from __future__ import annotations

import ast
import re
from pathlib import Path

_BEARS = re.compile(r"test_((?:[rm][0-9]{1,2}_)+)")


def bearers_of_rules(tests: Path) -> dict[str, list[str]]:
    """For each rule its tests as ``file::name``, in the order of the files."""
    found: dict[str, list[str]] = {}
    for file in sorted(tests.rglob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and (bears := _BEARS.match(node.name)):
                for rule in bears[1].strip("_").upper().split("_"):
                    found.setdefault(rule, []).append(f"{file.relative_to(tests).as_posix()}::{node.name}")
    return dict(sorted(found.items(), key=lambda item: (item[0][0], int(item[0][1:]))))


def rules_table(tests: Path) -> str:
    """The rules that have tests, and the tests, as a table."""
    rows = [
        f"| [{rule}](#{rule.lower()}) | " + "<br>".join(f"`{name}`" for name in names) + " |"
        for rule, names in bearers_of_rules(tests).items()
    ]
    return "\n".join(["| rule | tests that bear its number |", "|---|---|", *rows]) + "\n"
