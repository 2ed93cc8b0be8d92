"""A page as a test sees it: its tags, its text, and what holds of every page."""

from __future__ import annotations

from html.parser import HTMLParser

from tropa.draw.hyphens import SOFT_HYPHEN

VOID = {"meta", "link", "img", "br", "input", "hr"}
INLINE = {"a", "b", "bdi", "code", "span", "svg", "use"}


class Outline(HTMLParser):
    """A page as its tags, its text, and whether every tag is closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))
        self.part(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag that closes itself."""
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost tag, which must be this one."""
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag
        self.part(tag)

    def handle_data(self, data: str) -> None:
        """Note text that people read."""
        if "style" not in self.open:
            self.text.append(data)

    def part(self, tag: str) -> None:
        """Keep the texts of two blocks apart."""
        if tag not in INLINE:
            self.text.append(" ")


def said(page: str) -> str:
    """All that a page says, in one line, as it is read: without the places where a long word may be divided."""
    return " ".join("".join(Outline(page).text).replace(SOFT_HYPHEN, "").split())


def assert_sound(page: str) -> Outline:
    """Check what holds of every page, and give its outline."""
    outline = Outline(page)
    names = {tag for tag, _ in outline.tags}
    assert outline.open == []
    assert not names & {"script", "iframe", "img", "object", "form", "audio", "video"}
    assert [tag for tag, _ in outline.tags].count("h1") == 1
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    for tag, attrs in outline.tags:
        assert not {name for name in attrs if name.startswith("on")}
        assert tag != "link" or attrs["href"] == "data:,"
        assert "://" not in (attrs.get("href") or "") + (attrs.get("src") or "") + (attrs.get("style") or "")
    style = page[page.index("<style>") : page.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    return outline
