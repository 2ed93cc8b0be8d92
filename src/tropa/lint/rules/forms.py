"""FO: what is asked of the client, how much of it, when, and how often."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from tropa.journey.codecs.protocol import Path
from tropa.journey.model.content import Form, FormField, SignUpOption
from tropa.journey.text.problems import Level
from tropa.lint.rule import Found, Rule
from tropa.lint.subject import Subject

FIELD_BUDGET = 5
"""Fields of one form above which a client begins to think of leaving."""

PATIENCE = 1
"""Stages that may lie between asking and first use: a phone asked in the sale serves the welcome."""


def _fields(subject: Subject) -> Iterator[tuple[str, str, Form, FormField]]:
    for form_id, form in subject.journey.forms.items():
        for field_id, field in form.fields.items():
            yield form_id, field_id, form, field


class FieldNobodyUses(Rule):
    """A form asks for something that nobody uses."""

    id: ClassVar = "FO01"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S3-7", "question protocol (C. Jarrett)")
    bad: ClassVar = "forms: {order: {fields: {birthday: {title: Birthday, type: date}}}}"
    bad_at: ClassVar[Path] = ("forms", "order", "fields", "birthday")
    good: ClassVar = "forms: {order: {fields: {birthday: {title: Birthday, type: date, used_by: welcome}}}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Fields without ``used_by`` that no text and no condition of the journey names either."""
        named = subject.names_used
        for form_id, field_id, _, field in _fields(subject):
            if not field.used_by and field_id not in named:
                yield Found(("forms", form_id, "fields", field_id), {"form": form_id, "field": field_id})


class FieldTooEarly(Rule):
    """A form asks for something long before it is first used."""

    id: ClassVar = "FO02"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S3-6",)
    bad: ClassVar = "forms: {order: {fields: {hobby: {title: Hobby, used_by: more-to-hear}}}}"
    bad_at: ClassVar[Path] = ("forms", "order", "fields", "hobby", "used_by")
    good: ClassVar = "forms: {order: {fields: {hobby: {title: Hobby, used_by: [more-to-hear, welcome]}}}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Fields whose first use, by touchpoints and steps, lies more than a stage after the form's."""
        order = {stage.id: n for n, stage in enumerate(subject.stages) if stage.kind != "cross_cutting"}
        uses = _stages_of_users(subject)
        for form_id, field_id, form, field in _fields(subject):
            asked = order.get(_stage_of_form(form_id, form, subject) or "")
            used = [(order[stage], stage) for name in field.used_by if (stage := uses.get(name)) in order]
            if asked is None or len(used) < len(field.used_by) or not used:
                continue
            first, stage = min(used)
            if first - asked > PATIENCE:
                path = ("forms", form_id, "fields", field_id, "used_by")
                yield Found(path, {"form": form_id, "field": field_id, "stage": stage})


def _stage_of_form(form_id: str, form: Form, subject: Subject) -> str | None:
    shown = [name for name, touchpoint in subject.journey.touchpoints.items() if touchpoint.form == form_id]
    at = form.touchpoint if form.touchpoint in subject.journey.touchpoints else next(iter(shown), None)
    return subject.stage_of(at) if at else None


def _stages_of_users(subject: Subject) -> dict[str, str]:
    """Stages of the touchpoints, and of the steps that have an id."""
    found = {name: stage for name in subject.journey.touchpoints if (stage := subject.stage_of(name))}
    for placed in subject.steps:
        stage = subject.step_stages[placed.path]
        if placed.step.id and stage:
            found[placed.step.id] = stage
    return found


class AskedTwice(Rule):
    """The same thing is asked in two forms: what the client has said once is not carried over."""

    id: ClassVar = "FO03"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S4-2",)
    bad: ClassVar = """
forms: {call-me: {touchpoint: site, fields: {mobile: {title: Phone, type: phone, used_by: adviser}}}}
"""
    bad_at: ClassVar[Path] = ("forms", "call-me", "fields", "mobile")
    good: ClassVar = """
forms: {call-me: {touchpoint: site, fields: {hour: {title: A good hour, used_by: adviser}}}}
"""

    def check(self, subject: Subject) -> Iterator[Found]:
        """Fields with the title of a field in an earlier form; where there are no titles, with its id."""
        seen: dict[str, str] = {}
        for form_id, field_id, _, field in _fields(subject):
            titles = field.title.by_locale if field.title else ()
            marks = [field_id, *(f"{tag} {text.casefold().strip()}" for tag, text in titles)]
            telling = marks[1:] or marks
            before = next((seen[mark] for mark in telling if seen.get(mark, form_id) != form_id), None)
            if before is not None:
                path = ("forms", form_id, "fields", field_id)
                yield Found(path, {"form": form_id, "field": field_id, "other": before})
            for mark in marks:
                seen.setdefault(mark, form_id)


class OnlyThroughOthers(Rule):
    """Registering works through a third party only: who has no account there is left outside."""

    id: ClassVar = "FO04"
    level: ClassVar[Level] = "W"
    source: ClassVar = ("S4-3",)
    bad: ClassVar = "sign_up: {by_phone: {provider: a network}}"
    bad_at: ClassVar[Path] = ("sign_up",)
    good: ClassVar = "sign_up: {network: {title: By a network, provider: a network}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Ways to register, every one of which has a ``provider``."""
        options = [way for way in subject.journey.sign_up.values() if isinstance(way, SignUpOption)]
        if options and all(option.provider for option in options):
            providers = tuple(dict.fromkeys(str(option.provider) for option in options))
            yield Found(("sign_up",), {"providers": providers})


class FormTooLong(Rule):
    """A form asks more than a client gives gladly."""

    id: ClassVar = "FO05"
    level: ClassVar[Level] = "H"
    source: ClassVar = ("S3-5",)
    bad: ClassVar = """
forms:
  order:
    fields:
      street: {used_by: welcome}
      house: {used_by: welcome}
      flat: {used_by: welcome}
      town: {used_by: welcome}
"""
    bad_at: ClassVar[Path] = ("forms", "order")
    good: ClassVar = "forms: {order: {fields: {address: {used_by: welcome}}}}"

    def check(self, subject: Subject) -> Iterator[Found]:
        """Forms with more fields than the budget."""
        for name, form in subject.journey.forms.items():
            if len(form.fields) > FIELD_BUDGET:
                yield Found(("forms", name), {"form": name, "n": str(len(form.fields)), "most": str(FIELD_BUDGET)})
