"""The register of fields: what is asked of clients where, and what needs it (S3-6, S3-7)."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from tropa.draw.names import Names, from_id
from tropa.draw.wording import Prose, Wording
from tropa.journey.model.content import Form, FormField
from tropa.journey.model.journey import Journey


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field.

    Args:
        id: Its id.
        title: Its title.
        type: Its type in words.
        required: Whether it must be filled in, in words.
        used_by: What needs it; empty for a field that could be removed.
        personal: Its class of personal data; None where it has none.
        keep: How long it is kept; None where nobody has said.
    """

    id: str
    title: Prose
    type: str
    required: str
    used_by: tuple[Prose, ...]
    personal: Prose | None
    keep: str | None


@dataclass(frozen=True, slots=True)
class FormTable:
    """A form.

    Args:
        title: Its title.
        touchpoints: Where it is shown; empty where nobody has said.
        counted: How many fields it asks at once.
        rows: Its fields in order.
    """

    title: Prose
    touchpoints: tuple[Prose, ...]
    counted: Markup
    rows: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True)
class FieldRegister:
    """All forms of a journey.

    Args:
        forms: In order.
        unused: How many fields nothing needs; None where all are needed.
    """

    forms: tuple[FormTable, ...]
    unused: Markup | None


def field_register(journey: Journey, names: Names, wording: Wording) -> FieldRegister:
    """The register of a journey; without forms it is empty."""
    forms = tuple(_form(name, form, journey, names, wording) for name, form in journey.forms.items())
    n = sum(not row.used_by for form in forms for row in form.rows)
    unused = wording.say("map.fields.unused", plural=n, n=wording.numbers.count(n)) if n else None
    return FieldRegister(forms, unused)


def _form(name: str, form: Form, journey: Journey, names: Names, wording: Wording) -> FormTable:
    shown = [form.touchpoint] if form.touchpoint else []
    shown += [point for point, held in journey.touchpoints.items() if held.form == name]
    count, n_required = wording.numbers.count, sum(field.required for field in form.fields.values())
    return FormTable(
        title=names.titled("forms", name),
        touchpoints=tuple(names.touchpoint(point) for point in dict.fromkeys(shown)),
        counted=wording.say(
            "map.fields.counted", plural=len(form.fields), n=count(len(form.fields)), required=count(n_required)
        ),
        rows=tuple(_row(field_name, field, names, wording) for field_name, field in form.fields.items()),
    )


def _row(name: str, field: FormField, names: Names, wording: Wording) -> FieldRow:
    return FieldRow(
        id=name,
        title=names.prose(field.title) or from_id(name),
        type=wording.plain(f"map.type.{field.type}"),
        required=wording.plain("map.fields.yes" if field.required else "map.fields.no"),
        used_by=tuple(names.user(one) for one in field.used_by),
        personal=names.personal(field.personal) if field.personal else None,
        keep=wording.numbers.duration(field.keep.seconds) if field.keep else None,
    )
