"""The register of fields: what is asked where, what needs it, what could go."""

from __future__ import annotations

import pytest
from tests.unit.draw.answers_by_hand import journey_of
from tests.unit.draw.outline import assert_sound, said

from tropa import draw
from tropa.data.words import LANGUAGES, Words
from tropa.draw.names import Names
from tropa.draw.sections.field_register import FieldRegister, field_register
from tropa.draw.wording import Wording
from tropa.journey.codecs.scalars import FIELD_TYPES
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes

EN = Wording("en")
SIGN_UP_TEXT = """
journey: boxes
algorithms: {score: {title: Scoring}}
teams: {care: {title: Care}}
forms:
  sign-up:
    title: Sign-up
    touchpoint: landing
    fields:
      name: {title: Name, required: yes, used_by: [make-account, check, access, score, care]}
      mail: {type: email, required: yes, personal: contact, keep: 90d, used_by: access}
      shoe: {title: Shoe size, type: integer, personal: curiosity}
  later: {touchpoint: access}
  nowhere: {fields: {x: {used_by: care}}}
touchpoints:
  landing: {title: Landing, form: sign-up}
  access: {title: Access, channel: web}
  again: {title: Again, form: sign-up}
start: came
steps:
  - id: make-account
    send: access
    on_error: [{id: check, task: Check by hand}]
"""


def register_of(journey: Journey) -> FieldRegister:
    """Make the English register of a journey."""
    return field_register(journey, Names(journey, None, EN), EN)


def test_each_field_says_what_needs_it() -> None:
    """Steps, touchpoints, algorithms and teams are told by name, and so are type, personal data, time of keeping."""
    sign_up, _, _ = register_of(journey_of(SIGN_UP_TEXT)).forms
    name, mail, shoe = sign_up.rows
    assert [one.text for one in name.used_by] == ["Make account", "Check by hand", "Access", "Scoring", "Care"]
    assert (mail.title.text, mail.type, mail.required, mail.keep) == ("Mail", "e-mail", "yes", "90 days")
    assert mail.personal is not None
    assert mail.personal.text == "contact"
    assert (shoe.required, shoe.used_by, shoe.keep) == ("no", (), None)
    assert shoe.personal is not None
    assert shoe.personal.text == "curiosity"


def test_fields_are_counted_where_they_are_asked() -> None:
    """Each form says how much it asks at once, and at which touchpoints, each told once."""
    forms = register_of(journey_of(SIGN_UP_TEXT)).forms
    assert [[point.text for point in form.touchpoints] for form in forms] == [["Landing", "Again"], ["Access"], []]
    assert "3</bdi> fields at once, <bdi>2</bdi> required" in str(forms[0].counted)
    assert forms[1].rows == ()


def test_what_nothing_needs_is_counted() -> None:
    """Fields without a user are told to be removable; where there are none, nothing is said."""
    assert "<bdi>1</bdi> field is needed by nothing" in str(register_of(journey_of(SIGN_UP_TEXT)).unused)
    used = register_of(journey_of("journey: x\nforms: {f: {fields: {a: {used_by: care}}}}\n"))
    assert used.unused is None
    assert register_of(journey_of("journey: x\n")).forms == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_has_its_word(language: str) -> None:
    """No type of field lacks its word in any language."""
    assert all(f"map.type.{name}" in Words(language) for name in FIELD_TYPES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_register_stands_beneath_the_map(language: str) -> None:
    """The map's page shows each form as a table, and what could go is marked in words."""
    page = draw.journey_map(journey_of(SIGN_UP_TEXT), shipped_schemes(), language)
    assert_sound(page)
    if language == "en":
        text = said(page)
        assert "1 field is needed by nothing: it can go." in text
        assert "Shoe size shoe whole number no nothing needs it curiosity not filled in yet" in text
        assert "0 fields at once, 0 required Shown at: Access No field yet." in text
        assert "Shown at: no touchpoint yet" in text
