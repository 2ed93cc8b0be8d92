"""The printer held to the laws of its port, with a real Chromium."""

from __future__ import annotations

import os
import resource
import socket
import threading
from base64 import b64decode
from pathlib import Path

import pytest
from tests.unit.connectors_print.sheets import (
    A3_LYING,
    block,
    first_pixel,
    pdf_box,
    pdf_fonts,
    pdf_pages,
    png_of,
    png_size,
    sheet,
)
from tests.unit.draw.answers_by_hand import journey_of, long_journey
from tests.unit.draw.worst_case import worst_journey

from tropa import draw
from tropa.connectors.print import Chromium
from tropa.draw.pictures import PICTURES
from tropa.draw.subject import Subject
from tropa.journey.schemes import shipped_schemes
from tropa.ports.printer import PAPER_WIDTH, Printer

pytestmark = pytest.mark.browser

WHITE, RED = (255, 255, 255), (255, 0, 0)
MARGINS = 76
"""CSS pixels above and below a page on a picture of paper: 20 mm."""


def test_chromium_is_a_printer(printer: Chromium) -> None:
    """The adapter has the shape of its port."""
    held: Printer = printer
    assert held is printer


def test_the_page_says_how_large_the_paper_is(printer: Chromium) -> None:
    """A page that asks for A3 lying gets it, and breaks where it says so."""
    made = printer.pdf(sheet("<p>one<p style='break-before:page'>two<p style='break-before:page'>three"))
    assert pdf_box(made) == pytest.approx(A3_LYING, abs=1)
    assert pdf_pages(made) == 3


def test_a_process_that_has_much_open_prints(printer: Chromium) -> None:
    """More than a thousand open files, beyond which ``select`` knows none, do no harm."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 4_096 if hard == resource.RLIM_INFINITY else min(hard, 4_096)
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
    held = [os.open(os.devnull, os.O_RDONLY) for _ in range(1_100)]
    try:
        assert pdf_pages(printer.pdf(sheet("<p>one"))) == 1
    finally:
        for one in held:
            os.close(one)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_persian_page_carries_a_persian_font(printer: Chromium) -> None:
    """The map in Persian is printed in a font made for its script, which the file carries."""
    page = draw.journey_map(journey_of("journey: one\ntouchpoints: {a: {}}\n"), shipped_schemes(), "fa")
    fonts = pdf_fonts(printer.pdf(page))
    assert any("Arabic" in font or "Vazirmatn" in font for font in fonts), fonts


def test_a_long_map_prints_on_several_sheets(printer: Chromium) -> None:
    """Sixty touchpoints go onto as many A3 sheets as their bands need."""
    page = draw.journey_map(long_journey((20, 40)), shipped_schemes(), "en")
    made = printer.pdf(page)
    assert pdf_box(made) == pytest.approx(A3_LYING, abs=1)
    assert 2 <= pdf_pages(made) <= 8


@pytest.mark.parametrize("view", ["map", "blueprint", "requests", "capabilities"])
def test_paper_is_light_enough_to_send(printer: Chromium, view: str) -> None:
    """The worst map of sixty touchpoints stays below two megabytes of PDF in every view: no hatch grows beyond it."""
    page = PICTURES[view][".html"](Subject(worst_journey(), shipped_schemes(), "ru"))
    assert len(printer.pdf(page)) < 2_000_000


@pytest.mark.parametrize(("height", "scale"), [(3000, 1.0), (1200, 2.0), (200, 1.5)])
def test_a_picture_is_as_long_as_the_page(printer: Chromium, height: int, scale: float) -> None:
    """On a screen the picture has the pixels of the page's real height, at the scale asked for."""
    made = printer.png(sheet(block(height)), width=800, scale=scale, look="light")
    assert png_size(made) == (800 * scale, height * scale)


def test_a_picture_of_paper_is_as_wide_as_the_paper(printer: Chromium) -> None:
    """The picture of paper shows a sheet with its margins, and is as long as what stands on it."""
    made = printer.png(sheet(block(1000, "#f00")), scale=1.0)
    width, height = png_size(made)
    assert width == PAPER_WIDTH
    assert height == pytest.approx(1000 + MARGINS, abs=1)
    assert first_pixel(made) == WHITE


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_page_that_cannot_be_so_narrow_gets_what_it_needs(printer: Chromium, direction: str) -> None:
    """A drawing wider than the paper is not cut off: the picture is as wide as it, and shows its far end."""
    stripe = "<div style='width:2000px;height:50px;background:linear-gradient(90deg,#f00 9px,#fff 9px)'></div>"
    page = sheet(stripe).replace("<html", f"<html dir={direction}")
    made = printer.png(page, width=900, scale=1.0)
    assert 2000 <= png_size(made)[0] <= 2150


def test_paper_is_white_and_the_night_is_dark(printer: Chromium) -> None:
    """A page follows the look asked for: print styles on paper, the dark scheme by night alone."""
    style = (
        "body { background: #f00 } @media print { body { background: #fff } }"
        "@media (prefers-color-scheme: dark) { body { background: #00f } }"
    )
    page = sheet(block(10, "transparent"), style)
    assert first_pixel(printer.png(page, look="paper")) == WHITE
    assert first_pixel(printer.png(page, look="light")) == RED
    assert first_pixel(printer.png(page, look="dark")) == (0, 0, 255)


def test_a_picture_too_large_to_open_is_made_smaller(program: str) -> None:
    """Where the picture would have more pixels than allowed, the scale gives way, not the page."""
    small = Chromium(program, os.environ, most_pixels=200_000)
    width, height = png_size(small.png(sheet(block(2000)), width=400, scale=2.0, look="light"))
    assert width * height <= 210_000
    assert height / width == pytest.approx(5, rel=0.02)


def test_nothing_is_asked_of_the_network(printer: Chromium) -> None:
    """A page full of outside things, this machine's own port among them, makes no connection at all."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        met: list[str] = []

        def listen() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                met.append(connection.recv(200).decode())
                connection.close()

        ear = threading.Thread(target=listen, daemon=True)
        ear.start()
        page = sheet(
            f"<link rel=stylesheet href={address}/a.css><link rel=preconnect href={address}>"
            f"<img src={address}/b.png><iframe src={address}/c></iframe><object data={address}/d></object>"
            f"<video src={address}/e autoplay></video><script src={address}/f></script>"
            f"<style>@import '{address}/g'; @font-face {{ font-family: x; src: url({address}/h) }}"
            f" p {{ font: 1em x }}</style><p>text</p><meta http-equiv=refresh content='0;url={address}/i'>"
        )
        assert pdf_pages(printer.pdf(page)) == 1
        printer.png(page, width=400)
        with socket.create_connection(listener.getsockname()) as own:
            own.sendall(b"the ear hears")
        for _ in range(100):
            if met:
                break
            ear.join(0.05)
        listener.shutdown(socket.SHUT_RDWR)
        ear.join(5)
    assert met == ["the ear hears"]


def test_files_of_this_machine_stay_unread(printer: Chromium, tmp_path: Path) -> None:
    """A tall picture makes the page tall if the page carries it, and does not if it lies in a file."""
    tall = png_of(10, 3000)
    (tmp_path / "tall.png").write_bytes(b64decode(tall.split(",")[1]))
    carried = printer.png(sheet(f"<img src='{tall}'>"), width=400, scale=1.0, look="light")
    named = printer.png(sheet(f"<img src='file://{tmp_path}/tall.png'>"), width=400, scale=1.0, look="light")
    assert png_size(carried)[1] >= 3000
    assert png_size(named)[1] < 200


def test_a_hostile_page_is_only_laid_out(printer: Chromium) -> None:
    """Scripts, forms and jumps do nothing: the page is as long as what stands on it."""
    page = sheet(
        "<body onload=\"document.body.style.height='9000px'\"><script>document.body.style.height='9000px'</script>"
        "<form action='http://127.0.0.1:9/'><input autofocus onfocus=\"document.body.style.height='9000px'\"></form>"
        "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>" + block(500)
    )
    assert png_size(printer.png(page, width=400, scale=1.0, look="light"))[1] < 600


@pytest.mark.parametrize(
    "page", ["", "no markup at all", "<p>" * 5000, "\ud800\0\x1b[31m", "<svg><script>" + "x" * 9]
)
def test_any_text_is_a_page(printer: Chromium, page: str) -> None:
    """Whatever text is given, something is printed."""
    assert pdf_pages(printer.pdf(page)) >= 1


def test_nothing_is_left_behind(printer: Chromium, temporary: Path) -> None:
    """After printing neither a file in the temporary folder nor a process that knew of it is there."""
    printer.pdf(sheet("x"))
    assert list(temporary.iterdir()) == []
    told = [Path(f"/proc/{one}/cmdline") for one in os.listdir("/proc") if one.isdigit()]  # noqa: PTH208  a listing of names
    assert [one for one in told if one.exists() and str(temporary).encode() in one.read_bytes()] == []
