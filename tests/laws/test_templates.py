"""Laws of the templates: whatever is answered, the file stays a file and says just that."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tropa.data.words import LANGUAGES
from tropa.journey.codecs.values import Text
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.schemes import shipped_schemes
from tropa.journey.signals import Named
from tropa.journey.templates import MAX_ANSWER, WrongAnswer, accepted, fill, shipped_templates
from tropa.testing.texts import AWKWARD, texts

few = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])

HIDING = ("\x00", "a\x1bb", "\u202eabc", "a\u2028b", "\ufeff", "\ud800", "x" * (MAX_ANSWER + 1), "\r\n")
"""What no file may hold, and what is too long for an answer."""


def answers() -> SearchStrategy[str]:
    """Draw what somebody types or pastes, a way out of the quotes, a key, a placeholder among it."""
    tricks = (
        "'",
        "''\nsteps: []",
        '"\n- end: x',
        "x'\njourney: other",
        "<<product>>",
        "<<begin>>",
        "{{ refuse.url }}",
    )
    return st.one_of(texts(), st.sampled_from((*AWKWARD, *tricks, *HIDING)), st.text(max_size=20))


def read(text: str) -> Journey:
    """The journey of a text that has no problem of level E."""
    found = read_definition(text.encode(), schemes=shipped_schemes())
    assert not [problem for problem in found.problems if problem.level == "E"]
    assert isinstance(found.value, Journey)
    return found.value


def taken(name: str, language: str, typed: dict[str, str]) -> dict[str, str] | None:
    """The answers as they are taken; None where one of them is refused."""
    questions = shipped_templates()[name].questions
    try:
        return {key: accepted(question, typed.get(key, ""), language) for key, question in questions.items()}
    except WrongAnswer:
        return None


@few
@given(
    name=st.sampled_from(sorted(shipped_templates())),
    language=st.sampled_from(LANGUAGES),
    typed=st.lists(answers(), min_size=3, max_size=3),
)
@example(name="bundle", language="fa", typed=["a: 'b' # c", "{{ x }}", "دو\nسطر"])
@example(name="observed", language="en", typed=["any(a, b) where x = 1", "3d", "null"])
@example(name="by-hand", language="ru", typed=["<<host>>", "<<product>>", "success"])
def test_whatever_is_answered_the_file_reads_and_says_it(name: str, language: str, typed: list[str]) -> None:
    """The file has no error, one language, its own id, every text whole, and no place for an answer is left."""
    template = shipped_templates()[name]
    given_answers = dict(zip(template.questions, typed, strict=True))
    answered = taken(name, language, given_answers)
    if answered is None:
        return
    text = fill(template, "fresh", language, given_answers)
    journey = read(text)
    assert (journey.journey, journey.locales) == ("fresh", (language,))
    plain = fill(template, "fresh", language, dict.fromkeys(answered, ""))
    assert read(plain).touchpoints.keys() == journey.touchpoints.keys()
    assert len(read(plain).steps or ()) == len(journey.steps or ())
    if not any("<<" in answer for answer in answered.values()):
        assert re.search(r"<<[a-z_]+>>", text) is None


@few
@given(begin=answers(), goal=answers(), wish=answers())
def test_an_answer_stands_in_the_file_to_the_letter(begin: str, goal: str, wish: str) -> None:
    """Events and words of the observed template come back as they were taken."""
    answered = taken("observed", "en", {"begin": begin, "goal_event": goal, "wish": wish})
    if answered is None:
        return
    journey = read(fill(shipped_templates()["observed"], "fresh", "en", answered))
    assert journey.start is not None
    assert journey.success is not None
    assert journey.start.for_ == Named(answered["begin"])
    assert journey.success.for_ == Named(answered["goal_event"])
    assert journey.goal.client == Text((("", answered["wish"]),))


@few
@given(kind=st.sampled_from(("product", "host", "first_use")), typed=st.sampled_from(HIDING))
def test_what_no_file_may_hold_is_refused(kind: str, typed: str) -> None:
    """A character that hides, or too many of them: refused before anything is written."""
    question = shipped_templates()["by-hand"].questions[kind]
    if typed.strip():
        try:
            accepted(question, typed, "en")
        except WrongAnswer:
            return
        raise AssertionError(typed)
    assert accepted(question, typed, "en")
