"""Scenarios for the pictures: the worst that a person may write, and structures drawn by chance."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tropa.data.package import list_data, read_data
from tropa.journey.codecs.values import Duration, Section, Text
from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.steps import (
    BackTo,
    End,
    ForEach,
    Remind,
    Rung,
    Send,
    Step,
    Steps,
    Switch,
    Task,
    Wait,
)
from tropa.journey.model.workspace import Workspace
from tropa.journey.schemes import shipped_schemes
from tropa.journey.signals import Named

DRAFTS = Path(__file__).parents[2] / "assets" / "language"

LONG = {
    "en": "Congratulations on the internationalisation of counterintelligence-administration",
    "ru": "Высокопревосходительствующее переосвидетельствование частнопредпринимательского электрооборудования",
    "fa": "دانشکدهٔ پرستاری و سفارش‌های دست‌نخوردهٔ Premium-Activate-2027 با ۱۲۳٬۴۵۶ ریال",
}
"""Texts that hardly fit anywhere."""


def read_journey(content: bytes, workspace: Workspace | None = None) -> Journey:
    """A journey without looking whether all its names are known."""
    found = read_definition(content, workspace=workspace, syntax_only=True).value
    assert isinstance(found, Journey)
    return found


def workspace_of(content: bytes) -> Workspace:
    """A workspace."""
    found = read_definition(content, schemes=shipped_schemes(), syntax_only=True).value
    assert isinstance(found, Workspace)
    return found


def all_shown() -> Iterator[tuple[str, Journey, Workspace]]:
    """Every example in the package and every draft of the language, with its workspace."""
    shared = workspace_of(read_data("examples/workspace.yaml"))
    for path in list_data("examples", ".yaml"):
        if not path.endswith("workspace.yaml"):
            yield path.rsplit("/", 1)[-1].removesuffix(".yaml"), read_journey(read_data(path), shared), shared
    shared = workspace_of((DRAFTS / "workspace.yaml").read_bytes())
    for file in sorted(DRAFTS.glob("[0-9]*.yaml")):
        yield file.stem, read_journey(file.read_bytes(), shared), shared


def worst(language: str) -> Journey:
    """Sixty steps with long words, twelve cases, eight levels, loops from the deepest."""
    text = Text((("", LONG[language]),))
    long = tuple(Task(id=f"task-{at}", title=text, to="team", note=text) for at in range(40))
    cases = Switch(on=None, cases=Section({f"{LONG[language]} {at}": (Task(title=text),) for at in range(12)}))
    return Journey(journey="worst", title=text, steps=(*long, cases, deep(text, 8), End(outcome="left")))


def deep(text: Text, levels: int) -> Step:
    """A wait in a wait in a wait; the innermost goes back to the outermost and to the first task."""
    if levels == 0:
        return Task(title=text, outcomes=Section({"done": (BackTo(step="task-0"),), "no": (BackTo(step="level-8"),)}))
    inner = deep(text, levels - 1)
    heard = Named(text.by_locale[0][1])
    ladder = (Rung(after=Duration(0, "d"), by="sms"), Rung(after=Duration(3, "d"), by="email"))
    reminded = Remind(signal=heard, ladder=ladder, refused=(End(outcome="refused"),))
    return Wait(id=f"level-{levels}", until=heard, up_to=Duration(3, "d"), else_=(reminded, inner))


@st.composite
def step_lists(draw: DrawFn, levels: int = 3, known: tuple[str, ...] = (), prefix: str = "s") -> Steps:
    """Lists of steps, nested and with ways back, as the language allows them."""
    steps: list[Step] = []
    for at in range(draw(st.integers(0, 3))):
        name = f"{prefix}{at}"
        inner = (levels - 1, (*known, name), f"{name}-")
        steps.append(draw(_step(name, known, inner) if levels else _leaf(name, known)))
        known = (*known, name)
    return tuple(steps)


def _leaf(name: str, known: tuple[str, ...]) -> st.SearchStrategy[Step]:
    leaves: list[st.SearchStrategy[Step]] = [
        st.just(Send(id=name, touchpoint="hello")),
        st.sampled_from(["left", "reached"]).map(lambda outcome: End(id=name, outcome=outcome)),
    ]
    if known:
        leaves.append(
            st.builds(
                BackTo, id=st.just(name), step=st.sampled_from(known), max_visits=st.sampled_from(["2", "unlimited"])
            )
        )
    return st.one_of(leaves)


@st.composite
def _step(draw: DrawFn, name: str, known: tuple[str, ...], inner: tuple[int, tuple[str, ...], str]) -> Step:
    levels, within, prefix = inner

    def ways(part: str, ids: tuple[str, ...] = within) -> Steps:
        return draw(step_lists(levels, ids, f"{prefix}{part}"))

    heard = Named("event")
    match draw(st.integers(0, 5)):
        case 0:
            return Wait(id=name, until=heard, up_to=Duration(1, "d"), then=ways("a"), else_=ways("b"))
        case 1:
            cases = {str(at): ways(f"c{at}-") for at in range(draw(st.integers(1, 3)))}
            return Switch(id=name, on=None, cases=Section(cases), else_=ways("d"))
        case 2:
            return ForEach(id=name, over="component", steps=ways("e", ()))
        case 3:
            return Send(id=name, touchpoint="hello", on_error=ways("f"))
        case 4 if known:
            return BackTo(id=name, step=draw(st.sampled_from(known)), else_=ways("g"))
        case _:
            return draw(_leaf(name, known))


def chance_journeys() -> st.SearchStrategy[Journey]:
    """Journeys whose steps are drawn by chance."""
    return step_lists().map(lambda steps: Journey(journey="chance", steps=steps))
