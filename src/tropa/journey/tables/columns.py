"""The columns of a book's sheets: what each shows of the thing in its row, and where that stands in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Form: TypeAlias = Literal["key", "text", "texts", "value", "yes", "names", "chains", "signal", "evaluation", "of"]
"""How a cell is written: the row's ``key``; a ``text`` for people, or several a line each; a bare
``value``; ``yes`` or nothing; ``names`` with commas between; ``chains`` a line each; a ``signal``; an
``evaluation`` in words; something ``of`` another thing, shown and never changed here."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Args:
        key: Its id; its heading is ``sheet.column.KEY``.
        path: Where its value lies below the row's thing, as the keys of the file.
        form: How a cell is written.
        refers: The section whose titles stand for ids.
        always: It is there when nothing fills it, to be filled.
        width: In characters.
        of: What fills the heading's placeholder.
    """

    key: str
    path: tuple[str, ...]
    form: Form
    refers: str = ""
    always: bool = False
    width: int = 16
    of: str = ""


def _column(key: str, form: Form, *path: str, refers: str = "", always: bool = False, width: int = 16) -> Column:
    return Column(key, path or (key,), form, refers, always, width)


TOUCHPOINT_COLUMNS = (
    _column("touchpoint", "text", "title", always=True, width=26),
    _column("communication", "text", "communication", "text", always=True, width=46),
    _column("target_action", "signal", always=True, width=26),
    _column("evaluation", "evaluation", always=True, width=24),
    _column("responsible", "names", refers="teams", always=True, width=20),
    _column("id", "key", always=True),
    _column("stage", "names", refers="stages", always=True),
    _column("channel", "names", refers="channels", always=True, width=18),
    _column("class", "value", always=True, width=12),
    _column("client_expects", "text", always=True, width=30),
    _column("company_expects", "text", always=True, width=30),
    _column("emotion", "value", always=True, width=10),
    _column("signpost", "text", always=True, width=30),
    _column("status", "text", always=True, width=24),
    _column("help", "names", refers="teams", always=True, width=20),
    _column("note", "text", always=True, width=30),
    _column("cta", "text", width=22),
    _column("subject", "text", "communication", "subject", width=30),
    _column("who", "text", "communication", "who", width=22),
    _column("how", "names", "communication", "how", refers="channels"),
    _column("what", "text", "communication", "what", width=22),
    _column("when", "value", "communication", "when", width=10),
    _column("ask", "text", "communication", "ask", width=22),
    _column("guide", "names", refers="guides"),
    _column("form", "names", refers="forms"),
    _column("offer", "names", refers="offers"),
    _column("offers", "names", refers="offers"),
    _column("each", "yes", width=10),
    _column("urgent", "yes", width=10),
    _column("evaluation_of", "value", "evaluation", "of", width=12),
    _column("evaluation_indicator", "names", "evaluation", "indicator", refers="indicators"),
    _column("backstage", "names", refers="algorithms", width=24),
    _column("depends_on", "names", refers="systems", width=20),
    _column("cost_amount", "value", "cost", "amount", width=10),
    _column("cost_per", "value", "cost", "per", width=10),
    _column("evidence", "chains", width=24),
    _column("hours", "value", width=20),
    _column("moment_of_truth", "yes", width=10),
    _column("reached", "signal", width=24),
)

REQUEST_COLUMNS = (
    _column("request", "text", "title", always=True, width=26),
    _column("id", "key", always=True),
    _column("trigger", "text", always=True, width=30),
    _column("asks", "text", always=True, width=30),
    _column("searches", "texts", always=True, width=30),
    _column("persona", "names", refers="personas", always=True),
    _column("importance", "value", always=True, width=12),
    _column("frequency", "value", always=True),
    _column("goal", "text", always=True, width=30),
    _column("touchpoints", "chains", always=True, width=36),
    _column("walk_every", "value", width=12),
    _column("note", "text", width=30),
)

FIELD_COLUMNS = (
    _column("form", "key", always=True, width=20),
    _column("id", "key", always=True),
    _column("field", "text", "title", always=True, width=26),
    _column("type", "value", always=True, width=12),
    _column("required", "yes", always=True, width=12),
    _column("used_by", "names", always=True, width=24),
    _column("personal", "value", always=True),
    _column("keep", "value", always=True, width=12),
    _column("range", "value", width=12),
    _column("note", "text", width=30),
)

ANSWER_COLUMNS = (
    _column("stage", "key", always=True, width=18),
    _column("id", "key", always=True, width=22),
    _column("question", "of", always=True, width=60),
    Column("answer", (), "text", always=True, width=60),
)

SHEETS: Mapping[str, tuple[Column, ...]] = {
    "touchpoints": TOUCHPOINT_COLUMNS,
    "requests": REQUEST_COLUMNS,
    "answers": ANSWER_COLUMNS,
    "fields": FIELD_COLUMNS,
}
"""Every sheet of a book and its columns; the title of one is ``sheet.title.KEY``."""


def row_path(sheet: str, row: tuple[str, ...]) -> tuple[str, ...]:
    """Where the thing of a row lies in the file.

    >>> row_path("fields", ("order", "phone"))
    ('forms', 'order', 'fields', 'phone')
    """
    if sheet == "fields":
        return ("forms", row[0], "fields", row[1])
    return (sheet, *row)


def held(item: Any, path: tuple[str, ...]) -> Any:  # noqa: ANN401  whatever the model holds
    """The value below a thing of the model, or None; keys that are no Python names end in ``_`` there."""
    for key in path:
        if item is None:
            return None
        if isinstance(item, Mapping):
            item = item.get(key)
        else:
            item = getattr(item, f"{key}_") if hasattr(item, f"{key}_") else getattr(item, key)
    return item
