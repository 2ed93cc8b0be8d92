"""A printer that is not there, dies, hangs or talks nonsense: each is told, and nothing is left."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tropa.connectors.print import VARIABLE, Chromium, find_chromium
from tropa.connectors.print.finding import NAMES, NEEDED
from tropa.ports.printer import NoPrinter, PrintFailed

LIFE = {"PATH": os.environ["PATH"]}


def script(folder: Path, text: str) -> str:
    """A program of a shell's lines; its path."""
    file = folder / "engine"
    file.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    file.chmod(0o755)
    return str(file)


def trouble_of(program: str, patience_s: float = 30.0) -> PrintFailed:
    """How a program that does not print is told."""
    with pytest.raises(PrintFailed) as told:
        Chromium(program, LIFE, patience_s).pdf("x")
    return told.value


def test_no_browser_is_told_with_the_names_looked_for(tmp_path: Path) -> None:
    """With nothing on the PATH every name that was looked for is told."""
    with pytest.raises(NoPrinter) as told:
        find_chromium({"PATH": str(tmp_path)})
    assert told.value.looked_for == NAMES


def test_a_wrong_path_is_told_and_nothing_else_taken(tmp_path: Path) -> None:
    """Where the variable names what is no program, another browser on the PATH is not taken instead."""
    script(tmp_path, "exit 0")
    (tmp_path / "engine").rename(tmp_path / NAMES[0])
    assert find_chromium({"PATH": str(tmp_path)}) == str(tmp_path / NAMES[0])
    with pytest.raises(NoPrinter) as told:
        find_chromium({"PATH": str(tmp_path), VARIABLE: str(tmp_path / "moon")})
    assert told.value.looked_for == (f"{VARIABLE}={tmp_path / 'moon'}",)


def test_a_system_that_cannot_start_one_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where processes are started in another way, what is missing is told."""
    monkeypatch.delattr(os, NEEDED)
    with pytest.raises(NoPrinter) as told:
        find_chromium(LIFE)
    assert told.value.looked_for == (NEEDED,)


def test_the_variable_goes_before_the_path(tmp_path: Path) -> None:
    """The program that the variable names is taken."""
    mine = script(tmp_path, "exit 0")
    assert find_chromium({**LIFE, VARIABLE: mine}) == mine


def test_one_that_ends_is_told_with_its_last_words(tmp_path: Path, temporary: Path) -> None:
    """A program that ends at once is told with what it said."""
    found = trouble_of(script(tmp_path, "echo 'no display, alas' >&2; exit 3"))
    assert (found.trouble, found.detail) == ("ended", "no display, alas")
    assert list(temporary.iterdir()) == []


def test_one_that_cannot_be_started_is_told(tmp_path: Path, temporary: Path) -> None:
    """A file that is no program of this machine is told, not raised as the system's error."""
    file = tmp_path / "engine"
    file.write_bytes(b"\x7fELF nothing")
    file.chmod(0o755)
    assert trouble_of(str(file)).trouble == "ended"
    assert list(temporary.iterdir()) == []


def test_one_that_hangs_is_ended_with_its_children(tmp_path: Path, temporary: Path) -> None:
    """A silent program and its child are ended when patience is over, with what was waited for."""
    child = tmp_path / "child"
    program = script(tmp_path, f"sleep 1000 & echo $! > {child}; trap '' TERM; wait")
    began = time.monotonic()
    found = trouble_of(program, 1.0)
    assert (found.trouble, found.detail) == ("silent", "Target.createTarget, 1 s")
    assert time.monotonic() - began < 10
    assert not Path(f"/proc/{child.read_text().strip()}").exists()
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        (r'{"id":1,"error":{"message":"I will not"}}\0', "refused"),
        (r"nonsense\0", "refused"),
        (r"[1]\0", "refused"),
        (r'{"id":1,"result":{}}\0', "refused"),
        (r"half a message", "ended"),
    ],
)
def test_one_that_talks_otherwise_is_told(tmp_path: Path, temporary: Path, answer: str, trouble: str) -> None:
    """A refusal, nonsense and half a message are each told as what they are."""
    found = trouble_of(script(tmp_path, f"printf '{answer}' >&4; exec 4>&-; cat <&3 >/dev/null"))
    assert found.trouble == trouble
    assert list(temporary.iterdir()) == []


ANY_NUMBERS = """
import os, sys
held = [os.open(os.devnull, os.O_RDONLY) for _ in range(int(sys.argv[2]))]
from tropa.connectors.print import Chromium
from tropa.ports.printer import PrintFailed
try:
    Chromium(sys.argv[1], os.environ, 20).pdf("x")
except PrintFailed as error:
    print(held[-1:], error.detail)
"""


@pytest.mark.parametrize("taken", range(4))
def test_any_numbers_of_files_may_be_free(tmp_path: Path, taken: int) -> None:
    """However many files a process has open, 3 and 4 among them or not, the program is heard over its own."""
    answer = r"""printf '{"id":1,"error":{"message":"heard"}}\0' >&4"""
    program = script(tmp_path, f"head -c 20 <&3 >/dev/null; {answer}; sleep 9")
    done = subprocess.run(
        [sys.executable, "-c", ANY_NUMBERS, program, str(taken)], capture_output=True, text=True, check=True
    )
    held = [taken + 2] if taken else []
    assert done.stdout == f"{held} Target.createTarget: heard\n"


def test_one_that_does_not_listen_does_not_block(tmp_path: Path, temporary: Path) -> None:
    """A page larger than a pipe holds, sent to one that answers but never reads on, ends with patience."""
    answers = "".join(
        rf'{{"id":{n},"result":{{"targetId":"t","sessionId":"s","frameTree":{{"frame":{{"id":"f"}}}}}}}}\0'
        for n in range(1, 7)
    )
    program = script(tmp_path, f"printf '{answers}' >&4; sleep 1000")
    with pytest.raises(PrintFailed) as told:
        Chromium(program, LIFE, 1.0).pdf("x" * 2_000_000)
    assert (told.value.trouble, told.value.detail) == ("silent", "Page.setDocumentContent, 1 s")
    assert list(temporary.iterdir()) == []
