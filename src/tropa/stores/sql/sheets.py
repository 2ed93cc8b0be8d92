"""Rows to be written, gathered by table, so that each table is written by one statement for many rows."""

from __future__ import annotations

from dataclasses import dataclass, field

from tropa.stores.sql.talk import Row, Talk


@dataclass(slots=True)
class Sheets:
    """Rows to be written, by what is done with them."""

    new_people: list[Row] = field(default_factory=list)
    people: list[Row] = field(default_factory=list)
    new_runs: list[Row] = field(default_factory=list)
    runs: list[Row] = field(default_factory=list)
    renamed: list[Row] = field(default_factory=list)
    runs_over: list[Row] = field(default_factory=list)
    parts_over: list[Row] = field(default_factory=list)
    parts: list[Row] = field(default_factory=list)
    heard_over: list[Row] = field(default_factory=list)
    heard: list[Row] = field(default_factory=list)
    stories: list[Row] = field(default_factory=list)
    messages: list[Row] = field(default_factory=list)
    invitations: list[Row] = field(default_factory=list)
    ignored: list[Row] = field(default_factory=list)
    set_aside: list[Row] = field(default_factory=list)
    standing: list[Row] = field(default_factory=list)
    holds: list[Row] = field(default_factory=list)


def put(talk: Talk, sheets: Sheets) -> None:
    """Write rows; what is no more goes first, so that what takes its name finds room."""
    for statement, rows in (
        ("run_delete", sheets.runs_over),
        ("participant_delete", sheets.parts_over),
        ("heard_delete", sheets.heard_over),
        ("customer_change", sheets.people),
        ("run_rename", sheets.renamed),
        ("run_change", sheets.runs),
        ("standing_add", sheets.standing),
        ("invitation_put", sheets.invitations),
    ):
        if rows:
            talk.many(statement, rows)
    for table, rows in (
        ("customer", sheets.new_people),
        ("run", sheets.new_runs),
        ("participant", sheets.parts),
        ("heard", sheets.heard),
        ("story", sheets.stories),
        ("message", sheets.messages),
        ("ignored", sheets.ignored),
        ("set_aside", sheets.set_aside),
    ):
        if rows:
            talk.insert(table, rows)
