"""The laws of ``ports.channel``, held by every channel."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from tropa.channels.file import ConsoleChannel, FileChannel
from tropa.ports.channel import Channel, Letter


def letter(n: int, text: str = "Hello") -> Letter:
    """A letter."""
    return Letter(f"id-{n}", "sms", f"c{n}", "welcome", "a", "", text, "en")


class Shelf:
    """A channel, and what has come out of it."""

    def __init__(self, channel: Channel, come_out: Callable[[], bytes]) -> None:
        self.channel, self._come_out = channel, come_out

    @property
    def letters(self) -> list[dict[str, object]]:
        """What the other side has, line by line."""
        return [msgspec.json.decode(line) for line in self._come_out().splitlines()]


@pytest.fixture(params=["file", "console"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Shelf:
    """Every channel in turn."""
    if request.param == "file":
        path = tmp_path / "out.jsonl"
        return Shelf(FileChannel(path), lambda: path.read_bytes() if path.exists() else b"")
    stream = io.StringIO()
    return Shelf(ConsoleChannel(stream), lambda: stream.getvalue().encode())


def test_each_letter_has_its_answer_in_order_and_comes_out_whole(shelf: Shelf) -> None:
    """As many answers as letters; the words come out as they went in, lines and signs of any script included."""
    words = ["Hello", "два\nряда", "سلام «دوست»", '{"id": "x"}', "\u2028\x1f"]
    letters = [letter(n, text) for n, text in enumerate(words)]
    answers = shelf.channel.deliver(letters)
    assert [answer.fate for answer in answers] == ["sent"] * len(words)
    assert [one["text"] for one in shelf.letters] == words
    assert [one["id"] for one in shelf.letters] == [one.id for one in letters]


def test_nothing_to_hand_over_is_no_trouble(shelf: Shelf) -> None:
    """An empty round answers nothing and writes nothing."""
    assert list(shelf.channel.deliver([])) == []
    assert shelf.letters == []


def test_a_letter_handed_over_twice_is_in_the_file_once(tmp_path: Path) -> None:
    """The id of a letter is known again, in the same process and in the next."""
    path = tmp_path / "out.jsonl"
    first = FileChannel(path)
    first.deliver([letter(1), letter(2)])
    assert [one.fate for one in first.deliver([letter(2), letter(3)])] == ["sent", "sent"]
    FileChannel(path).deliver([letter(1), letter(4)])
    assert [msgspec.json.decode(line)["id"] for line in path.read_bytes().splitlines()] == [
        "id-1",
        "id-2",
        "id-3",
        "id-4",
    ]


def test_two_who_write_to_one_file_know_of_each_other(tmp_path: Path) -> None:
    """What another process has written meanwhile is known, and what it is still writing is not cut off."""
    path = tmp_path / "out.jsonl"
    one, other = FileChannel(path), FileChannel(path)
    for channel, numbers in ((one, (1, 2)), (other, (2, 3)), (one, (1, 3, 4)), (other, (4, 5)), (one, (5,))):
        channel.deliver([letter(n) for n in numbers])
    assert [msgspec.json.decode(line)["id"] for line in path.read_bytes().splitlines()] == [
        f"id-{n}" for n in range(1, 6)
    ]


def test_a_file_that_was_taken_away_is_begun_anew(tmp_path: Path) -> None:
    """Somebody has moved the file, or emptied it: letters go into the new one, and are known there."""
    path = tmp_path / "out.jsonl"
    channel = FileChannel(path)
    channel.deliver([letter(1), letter(2)])
    path.rename(tmp_path / "old.jsonl")
    channel.deliver([letter(3)])
    channel.deliver([letter(3), letter(4)])
    assert [msgspec.json.decode(line)["id"] for line in path.read_bytes().splitlines()] == ["id-3", "id-4"]
    path.write_bytes(b"")
    channel.deliver([letter(4)])
    assert [msgspec.json.decode(line)["id"] for line in path.read_bytes().splitlines()] == ["id-4"]


FULL = """
import resource, sys
from pathlib import Path
from tropa.channels.file import FileChannel
from tropa.ports.channel import Letter
channel = FileChannel(Path(sys.argv[1]))
letters = [Letter(f"id-{n}", "sms", "c", "t", "a", "", "x" * 2000, "en") for n in range(3)]
print(channel.deliver(letters[:1])[0].fate)
resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, resource.RLIM_INFINITY))
print(*(one.fate for one in channel.deliver(letters)), Path(sys.argv[1]).read_bytes().count(b"\\n"))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(*(one.fate for one in channel.deliver(letters)))
"""


def test_a_disk_that_is_full_leaves_no_letter_twice(tmp_path: Path) -> None:
    """Where there is no room for all letters none is written; once there is, each is there once."""
    path = tmp_path / "out.jsonl"
    said = subprocess.run([sys.executable, "-c", FULL, str(path)], capture_output=True, text=True, check=True)
    assert said.stdout.splitlines() == ["sent", "later later later 1", "sent sent sent"]
    ids = [msgspec.json.decode(line)["id"] for line in path.read_bytes().splitlines()]
    assert ids == ["id-0", "id-1", "id-2"]


def test_a_file_that_cannot_be_written_answers_later(tmp_path: Path) -> None:
    """A folder in the file's place is every letter's trouble, with the reason and the path."""
    answers = FileChannel(tmp_path).deliver([letter(1), letter(2)])
    assert [answer.fate for answer in answers] == ["later", "later"]
    assert str(tmp_path) in answers[0].reason


def test_a_line_half_written_by_a_crash_is_cut_off(tmp_path: Path) -> None:
    """What a crash left without its end is no letter; the letter is written anew."""
    path = tmp_path / "out.jsonl"
    FileChannel(path).deliver([letter(1)])
    with path.open("ab") as file:
        file.write(b'{"id":"id-2","chan')
    FileChannel(path).deliver([letter(2)])
    assert [msgspec.json.decode(line)["id"] for line in path.read_bytes().splitlines()] == ["id-1", "id-2"]


ENDLESS = """
import sys
from pathlib import Path
from tropa.channels.file import FileChannel
from tropa.ports.channel import Letter
channel = FileChannel(Path(sys.argv[1]))
for n in range(100_000):
    channel.deliver([Letter(f"id-{n}", "sms", "c", "t", "a", "", "x" * 2000, "en")])
    print(n, flush=True)
"""


def test_what_was_answered_as_sent_outlives_a_kill(tmp_path: Path) -> None:
    """A process killed while it writes leaves every letter it had answered, and no other twice."""
    path = tmp_path / "out.jsonl"
    with subprocess.Popen([sys.executable, "-c", ENDLESS, str(path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        answered = [int(child.stdout.readline()) for _ in range(20)]
        child.send_signal(signal.SIGKILL)
        answered += [int(line) for line in child.stdout.read().split()]
    FileChannel(path).deliver([letter(n) for n in answered])
    ids = [msgspec.json.decode(line)["id"] for line in path.read_bytes().splitlines()]
    assert len(ids) == len(set(ids))
    assert {f"id-{n}" for n in answered} <= set(ids)
