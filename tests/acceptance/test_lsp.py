"""``tropa lsp`` as an editor meets it: a process of its own, spoken to over its pipes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.acceptance.language_client import LanguageClient, Message

from tropa.journey.text.fmt import format_text

JOURNEY = """\
journey: rests
# 😀 سلام
start: ordered
success: paid
touchpoints:
  welcome:
    title: {en: '😀 Welcome', fa: خوش آمدید}
    chanel: sms
steps:
  - send: welcome
  - wait: 1d
  - wait: 1d
"""
READABLE = JOURNEY.replace("chanel", "channel")


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[LanguageClient]:
    """An editor that has said hello."""
    with LanguageClient(tmp_path) as client:
        client.initialize()
        yield client


def units(text: str) -> int:
    """The length of a text in units of UTF-16."""
    return len(text.encode("utf-16-le")) // 2


def marked(text: str, found: Message) -> str:
    """The part of a text that a range of UTF-16 units covers, as an editor finds it."""
    lines = text.replace("\r\n", "\n").split("\n")
    start, end = found["range"]["start"], found["range"]["end"]
    assert start["line"] == end["line"]
    line: bytes = lines[start["line"]].encode("utf-16-le")
    found_text: str = line[2 * start["character"] : 2 * end["character"]].decode("utf-16-le")
    return found_text


def edited(text: str, edits: list[Message]) -> str:
    """A text after edits, made as an editor makes them."""
    lines = text.splitlines(keepends=True)

    def offset(position: Message) -> int:
        line = lines[position["line"]] if position["line"] < len(lines) else ""
        before = line.encode("utf-16-le")[: 2 * position["character"]].decode("utf-16-le")
        return sum(len(one) for one in lines[: position["line"]]) + len(before)

    for edit in sorted(edits, key=lambda one: -offset(one["range"]["start"])):
        start, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
        text = text[:start] + edit["newText"] + text[end:]
    return text


def test_a_session_from_hello_to_goodbye(editor: LanguageClient) -> None:
    """A slip is underlined, explained and mended; ids are completed; the file is laid out; the server goes."""
    told = editor.open("a.yaml", JOURNEY)
    (slip,) = [one for one in told if one["code"] == "PA07"]
    assert (slip["severity"], slip["source"], marked(JOURNEY, slip)) == (1, "tropa", "chanel")
    shown = editor.ask("textDocument/hover", editor.at("a.yaml", 7, 6))
    assert "unknown key" in shown["contents"]["value"]
    ask = {"textDocument": {"uri": editor.uri("a.yaml")}, "range": slip["range"], "context": {"diagnostics": [slip]}}
    (action,) = editor.ask("textDocument/codeAction", ask)
    assert action["diagnostics"] == [slip]
    assert edited(JOURNEY, action["edit"]["changes"][editor.uri("a.yaml")]) == READABLE
    typed = READABLE.replace("- send: welcome", "- send: ")
    editor.change("a.yaml", typed, 2)
    found = editor.ask("textDocument/completion", editor.at("a.yaml", 9, 10))["items"]
    assert [(one["label"], one["detail"]) for one in found] == [("welcome", "😀 Welcome")]
    assert edited(typed, [found[0]["textEdit"]]) == READABLE
    editor.change("a.yaml", READABLE + "\n\n", 3)
    layout = editor.ask(
        "textDocument/formatting",
        {"textDocument": {"uri": editor.uri("a.yaml")}, "options": {"tabSize": 2, "insertSpaces": True}},
    )
    assert edited(READABLE + "\n\n", layout) == format_text(READABLE)
    symbols = editor.ask("textDocument/documentSymbol", {"textDocument": {"uri": editor.uri("a.yaml")}})
    assert [one["name"] for one in symbols] == ["journey", "start", "success", "touchpoints", "steps"]
    assert (symbols[-1]["children"][0]["name"], symbols[-1]["children"][0]["detail"]) == ("send", "welcome")
    assert editor.leave() == 0
    assert editor.noise() == ""


def test_findings_come_with_why_and_a_fix_that_mends_them(editor: LanguageClient) -> None:
    """A warning of the linter is hovered, its fix taken, and after that it is gone."""
    text = READABLE.replace("\n", "\r\n")
    (same,) = [one for one in editor.open("a.yaml", text) if one["code"] == "LA02"]
    shown = editor.ask("textDocument/hover", {**editor.at("a.yaml", 0, 0), "position": same["range"]["start"]})
    assert "**LA02** " in shown["contents"]["value"]
    assert "Why: " in shown["contents"]["value"]
    ask = {"textDocument": {"uri": editor.uri("a.yaml")}, "range": same["range"], "context": {"diagnostics": []}}
    actions = [one for one in editor.ask("textDocument/codeAction", ask) if one["diagnostics"][0]["code"] == "LA02"]
    mended = edited(text, actions[0]["edit"]["changes"][editor.uri("a.yaml")])
    assert mended != text
    assert mended.count("\r\n") == mended.count("\n")
    editor.change("a.yaml", mended, 2)
    assert "LA02" not in [one["code"] for one in editor.told("a.yaml", 2)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_places_are_counted_as_the_editor_asks(tmp_path: Path, encoding: str) -> None:
    """An editor that counts bytes or characters gets them, and is told so."""
    text = "journey: a\ntitle: {en: '😀 خوش', en: x}\n"
    with LanguageClient(tmp_path) as editor:
        found = editor.initialize(general={"positionEncodings": [encoding]})
        assert found["capabilities"]["positionEncoding"] == encoding
        (twice,) = [one for one in editor.open("a.yaml", text) if one["code"] == "PA04"]
        before = text.split("\n")[1].rsplit("en:", 1)[0]
        sizes = {"utf-8": len(before.encode()), "utf-16": units(before), "utf-32": len(before)}
        assert twice["range"]["start"] == {"line": 1, "character": sizes[encoding]}


COUNTING = """
import sys
import tropa.editor.session as session
from tropa.cli.main import main
from tropa.editor.desk import Desk

session.PAUSE_S = 2  # so that a busy machine is not taken for a pause in typing
judge = Desk.judge

def counted(desk, page):
    print("judged", page.version, file=sys.stderr, flush=True)
    return judge(desk, page)

Desk.judge = counted
main()
"""


def test_only_the_newest_text_is_judged_while_somebody_types(tmp_path: Path) -> None:
    """Twenty keystrokes in a row are judged once, when they are over, and bring one answer."""
    with LanguageClient(tmp_path, "lsp", command=(sys.executable, "-c", COUNTING)) as editor:
        editor.initialize()
        editor.open("a.yaml", READABLE)
        for version in range(2, 22):
            editor.change("a.yaml", READABLE + f"note: {'x' * version}\n", version)
        editor.told("a.yaml", 21)
        assert editor.leave() == 0
        assert editor.noise().split("\n") == ["judged 1", "judged 21", ""]


def test_messages_are_in_the_language_asked_for(tmp_path: Path) -> None:
    """``--lang ru`` speaks Russian, in findings and in hovers; ``--stdio``, said by habit, is taken."""
    with LanguageClient(tmp_path, "--stdio", "--lang", "ru") as editor:
        editor.initialize(textDocument={"hover": {"contentFormat": ["plaintext"]}})
        told = editor.open("a.yaml", READABLE)
        assert any("а" in one["message"] for one in told)
        shown = editor.ask("textDocument/hover", editor.at("a.yaml", 7, 6))
        assert shown["contents"]["kind"] == "plaintext"
        assert "Значение: " in shown["contents"]["value"]


def test_a_change_on_disk_is_seen(tmp_path: Path) -> None:
    """The editor is asked to tell of changes; when the workspace gets a team, the journey may name it."""
    (tmp_path / "workspace.yaml").write_text("workspace: w\nteams:\n  crm: {}\n", "utf-8")
    text = "journey: a\ntouchpoints:\n  w:\n    responsible: sales\n"
    with LanguageClient(tmp_path) as editor:
        editor.initialize(workspace={"didChangeWatchedFiles": {"dynamicRegistration": True}})
        assert "**/*.yaml" in json.dumps(editor.hear("client/registerCapability"))
        assert "RE01" in [one["code"] for one in editor.open("a.yaml", text)]
        (tmp_path / "workspace.yaml").write_text("workspace: w\nteams:\n  sales: {}\n", "utf-8")
        changed = {"changes": [{"uri": editor.uri("workspace.yaml"), "type": 2}]}
        editor.tell("workspace/didChangeWatchedFiles", changed)
        assert "RE01" not in [one["code"] for one in editor.told("a.yaml", 1)]


def test_the_files_of_others_are_left_in_peace(editor: LanguageClient) -> None:
    """YAML that is no definition is neither judged nor laid out; what is told of a file goes when it is closed."""
    document = {"uri": editor.uri("compose.yaml"), "languageId": "yaml", "version": 1, "text": "version: 3  \n"}
    editor.tell("textDocument/didOpen", {"textDocument": document})
    options = {"tabSize": 2, "insertSpaces": True}
    of_it = {"textDocument": {"uri": editor.uri("compose.yaml")}, "options": options}
    assert editor.ask("textDocument/formatting", of_it) is None
    assert editor.ask("textDocument/hover", editor.at("compose.yaml", 0, 0)) is None
    editor.open("a.yaml", JOURNEY)
    editor.tell("textDocument/didClose", {"textDocument": {"uri": editor.uri("a.yaml")}})
    assert editor.hear("textDocument/publishDiagnostics", uri=editor.uri("a.yaml"))["diagnostics"] == []
    told = [message["params"]["uri"] for message in editor.heard if message.get("method", "").endswith("Diagnostics")]
    assert editor.uri("compose.yaml") not in told


HOSTILE = [
    b"{",
    b"[]",
    b"\xff\xfe",
    b'{"jsonrpc": "2.0", "id": 7, "method": "textDocument/hover", "params": {"position": {"line": -1}}}',
    b'{"jsonrpc": "2.0", "id": 8, "method": "textDocument/completion", "params": null}',
    b'{"jsonrpc": "2.0", "method": "textDocument/didChange", "params": {"textDocument": {"uri": 3}}}',
    b'{"jsonrpc": "2.0", "id": 9, "method": "no/such", "params": {}}',
    b'{"jsonrpc": "1.0", "id": 10, "method": "shutdown"}',
    b"[" * 100_000,
]


def test_nothing_that_comes_in_ends_the_server(editor: LanguageClient) -> None:
    """Broken JSON, false params, unknown methods, odd addresses, hostile texts: the next question is answered."""
    for body in HOSTILE:
        editor.send_bytes(body)
    document = {"languageId": "yaml", "version": 1}
    for uri, text in (
        ("untitled:Untitled-1", "journey: a\n"),
        ("file:///a%00b/c.yaml", "journey: a\nx: 1\n"),
        ("file:///nowhere/c.yaml", "journey: " + "[" * 50_000),
        ("", "journey: a\ntitle: \ud83d\n"),
        ("file:///nowhere/big.yaml", "journey: a\n" + "#" * 2**20),
    ):
        editor.tell("textDocument/didOpen", {"textDocument": {**document, "uri": uri, "text": text}})
        editor.hear("textDocument/publishDiagnostics", uri=uri)
        of_it = {"textDocument": {"uri": uri}, "options": {"tabSize": 2, "insertSpaces": True}}
        place = {"textDocument": {"uri": uri}, "position": {"line": 2**31 - 1, "character": 2**31 - 1}}
        for method in ("textDocument/formatting", "textDocument/documentSymbol"):
            editor.ask(method, of_it)
        for method in ("textDocument/hover", "textDocument/completion"):
            editor.ask(method, place)
    assert editor.ask("textDocument/hover", editor.at("never-opened.yaml", 0, 0)) is None
    assert "PA07" in [one["code"] for one in editor.open("a.yaml", JOURNEY)]
    assert editor.leave() == 0
    assert "Traceback" not in editor.noise()


FAULTY = """
import tropa.editor.server as server
from tropa.cli.main import main
from tropa.editor.desk import Desk

judge = Desk.judge

def fail(*_):
    raise RuntimeError("a fault of ours")

def judge_unless_told(desk, page):
    return fail() if "FAULT" in page.text else judge(desk, page)

server.proposals, Desk.judge = fail, judge_unless_told
main()
"""


def test_a_fault_of_ours_ends_neither_the_server_nor_the_judging(tmp_path: Path) -> None:
    """Handlers that fail answer with nothing and are told in the log; the next text is judged as ever."""
    with LanguageClient(tmp_path, "lsp", command=(sys.executable, "-c", FAULTY)) as editor:
        editor.initialize()
        editor.open("a.yaml", JOURNEY)
        assert editor.ask("textDocument/completion", editor.at("a.yaml", 0, 0)) is None
        editor.change("a.yaml", "journey: a\n# FAULT\n", 2)
        assert editor.ask("textDocument/hover", editor.at("a.yaml", 0, 0)) is None
        editor.change("a.yaml", "journey: b\n# FAULT\n", 3)
        assert "a fault of ours" in editor.hear("window/logMessage")["message"]
        editor.change("a.yaml", JOURNEY, 4)
        assert "PA07" in [one["code"] for one in editor.told("a.yaml", 4)]
        assert editor.leave() == 0


def test_a_server_whose_editor_is_gone_goes_too(editor: LanguageClient) -> None:
    """The line is cut without a word: nothing is left running."""
    editor.open("a.yaml", READABLE)
    assert editor.hang_up() == 0


def test_without_pygls_the_command_says_what_to_install(tmp_path: Path) -> None:
    """Tropa without its extra answers in one sentence, with the line to type."""
    code = "import sys; sys.modules['pygls'] = None; from tropa.cli.main import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "lsp"], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 2
    assert "pip install 'tropa[editor]'" in done.stderr
    assert done.stderr.count("\n") == 1
