"""Names: what must be declared, where it is free, and what may not be declared twice."""

from __future__ import annotations

import pytest
from tests.unit.journey.readings import found, problems_of, the_problem, workspace

SHARED = workspace(
    """
teams: {crm: , care: }
channels: {sms: , push: }
systems: {billing: }
""".replace(": ,", ": {},").replace(": }", ": {}}")
)


@pytest.mark.parametrize(
    ("text", "column", "nearest"),
    [
        ("stages: [{id: sale}]\nstage: sael", 8, "sale"),
        ("stages: lifecycel", 9, "lifecycle"),
        ("stages: lifecycle\nstage: onbording", 8, "onboarding"),
        ("stages: {use: lifecycle, skip: {onbording: x}}", 33, "onboarding"),
        ("stages: {use: lifecycle, onbording: {min: 1d}}", 26, "onboarding"),
        ("stages: [{id: sale, loops_to: sael}]", 31, "sale"),
        ("stages: lifecycle\nanswers: {onbording: {who: x}}", 11, "onboarding"),
        ("roles: {owner: {}, child: {invited_by: ownre}}", 40, "owner"),
        ("guides: {g: {for: ownre}}\nroles: {owner: {}}", 19, "owner"),
        ("roles: {owner: {}}\nevents: {e: {joins: {role: ownre}}}", 28, "owner"),
        ("requests: {r: {persona: yung}}\npersonas: {young: {}}", 25, "young"),
        ("requests: {r: {touchpoints: sit -> site}}\ntouchpoints: {site: {}}", 29, "site"),
        ("guides: {g: {steps: [{component: flim}]}}\ncomponents: {film: {}}", 34, "film"),
        ("forms: {f: {touchpoint: sit}}\ntouchpoints: {site: {}}", 25, "site"),
        ("offers: {o: {product: phnoe}}\nproducts: {phone: {}}", 23, "phone"),
        ("experiments: {e: {guardrails: [flims]}}\nindicators: {films: {}}", 32, "films"),
        ("baseline: {of: [flims]}\nindicators: {films: {}}", 17, "films"),
        ("changes: {c: {of: flims}}\nindicators: {films: {}}", 19, "films"),
        ("loyalty: {effectiveness: flims}\nindicators: {films: {}}", 26, "films"),
        ("touchpoints: {t: {evaluation: {indicator: flims}}}\nindicators: {films: {}}", 43, "films"),
        ("touchpoints: {t: {guide: firsst}}\nguides: {first: {}}", 26, "first"),
        ("touchpoints: {t: {form: crad}}\nforms: {card: {}}", 25, "card"),
        ("touchpoints: {t: {offers: [tv-21]}}\noffers: {tv-12: {}}", 28, "tv-12"),
        ("touchpoints: {t: {variants: {tca: {}}}}\nexperiments: {cta: {}}", 30, "cta"),
        ("touchpoints: {site: {}}\nsteps: [{send: sit}]", 16, "site"),
        ("roles: {owner: {}}\nsteps: [{invite: ownre}]", 18, "owner"),
        ("visits: {engineer: {}}\nsteps: [{visit: enginer}]", 17, "engineer"),
        ("surveys: {why-leave: {}}\nsteps: [{survey: why-left}]", 18, "why-leave"),
        ("experiments: {cta: {}}\nsteps: [{split: tca}]", 17, "cta"),
        ("components: {film: {}}\nstart: components.flim.done", 8, "film"),
        ("visits: {engineer: {}}\nsuccess: any(paid, visits.enginer.done)", 10, "engineer"),
        ("changes: {less: {}}\nsuccess: changes.les", 10, "less"),
        ("components: {film: {}}\nsteps: [{if: components.flim.done}]", 14, "film"),
        ("components: {film: {}}\nstart: paid where components.flim.done", 8, "film"),
        ("components: {film: {}}\nstart: when components.flim.done", 8, "film"),
    ],
)
def test_an_unknown_name_is_told_with_its_place_and_the_nearest(text: str, column: int, nearest: str) -> None:
    """Whatever section it is of, wherever it is referred to."""
    problem = the_problem(f"journey: a\n{text}\n")
    assert (problem.rule, problem.span.column, problem.params["nearest"]) == ("RE01", column, nearest)


@pytest.mark.parametrize(
    ("section", "use"),
    [
        ("teams", "touchpoints: {t: {responsible: crmm, help: crmm}}"),
        ("channels", "touchpoints: {t: {channel: [smss]}}"),
        ("systems", "touchpoints: {t: {depends_on: biling}}"),
        ("algorithms", "touchpoints: {t: {backstage: scor}}"),
        ("hooks", "steps: [{call: crmm}]"),
        ("segments", "start: {segment: yung}"),
        ("crises", "systems: {s: {crisis: dwon}}"),
    ],
)
def test_names_are_free_where_nobody_has_the_section(section: str, use: str) -> None:
    """Without the section any name will do; with it, in the journey or the workspace, it must be declared."""
    alone = f"journey: a\n{use}\n"
    assert found(alone) == []
    own = f"journey: a\n{section}: {{other-one: {{}}}}\n{use}\n"
    if section != "crises":
        assert {problem.rule for problem in problems_of(own)} == {"RE01"}
    shared = workspace(f"{section}: {{other-one: {{}}}}")
    assert {problem.rule for problem in problems_of(alone, shared)} == {"RE01"}


def test_a_name_of_the_workspace_is_known_in_the_journey() -> None:
    """What either declares may be used."""
    text = "journey: a\nteams: {field: {}}\ntouchpoints: {t: {responsible: crm, help: field, channel: sms}}\n"
    assert found(text, SHARED) == []
    assert found(text.replace("responsible: crm", "responsible: mcr"), SHARED) == [("RE01", 3, 32)]


def test_the_same_id_in_journey_and_workspace_is_an_error() -> None:
    """Nobody could say which of the two is meant."""
    text = "journey: a\nteams: {field: {}, crm: {}}\nchannels: {sms: {}}\n"
    assert found(text, SHARED) == [("RE02", 2, 20), ("RE02", 3, 12)]
    assert found(text) == []


def test_roles_and_teams_share_one_namespace() -> None:
    """`to:` takes either, so an id is one of them, in the journey and in the workspace."""
    assert found("journey: a\nteams: {crm: {}}\nroles: {crm: {}}\n") == [("RE02", 3, 9)]
    assert found("journey: a\nroles: {owner: {}, crm: {}}\n", SHARED) == [("RE02", 2, 20)]
    text = "journey: a\nroles: {owner: {}}\ntouchpoints: {t: {}}\nsteps: [{send: t, to: owner}, {send: t, to: crm}]\n"
    assert found(text, SHARED) == []


def test_a_journey_without_roles_has_the_client() -> None:
    """The only role of a journey that declares none is `client`."""
    assert found("journey: a\nguides: {g: {for: client}}\n") == []
    assert found("journey: a\nroles: {owner: {}}\nguides: {g: {for: client}}\n") == [("RE01", 3, 19)]


def test_a_field_may_be_used_by_four_kinds_of_things() -> None:
    """A step, a touchpoint, an algorithm or a team; a name that is none of them is told."""
    text = (
        "journey: a\nteams: {crm: {}}\nalgorithms: {score: {}}\ntouchpoints: {t: {}}\nsteps: [{id: s, send: t}]\n"
        "forms: {f: {fields: {x: {used_by: [crm, score, t, s, nobody]}}}}\n"
    )
    assert found(text) == [("RE01", 6, 54)]


def test_of_an_unknown_scheme_no_stage_is_judged() -> None:
    """The scheme is the problem; its stages may well be right."""
    assert found("journey: a\nstages: unheard-of\nstage: anything\n") == [("RE01", 2, 9)]


def test_a_stage_of_ones_own_joins_the_scheme() -> None:
    """With a `kind` the journey adds a stage; without, it changes one that must be there."""
    assert found("journey: a\nstages: {use: lifecycle, after: {kind: post_exit}}\nstage: after\n") == []
    assert found("journey: a\nstages: {use: lifecycle, after: {title: x}}\n") == [("RE01", 2, 26)]


def test_without_stages_no_stage_can_be_named() -> None:
    """A stage must stand somewhere before it can be referred to."""
    assert found("journey: a\nstage: sale\n") == [("RE01", 2, 8)]


def test_ids_of_stages_are_unique_in_journeys_and_schemes() -> None:
    """A list has no keys that YAML could hold apart."""
    assert found("journey: a\nstages: [{id: sale}, {id: sale}]\n") == [("RE02", 2, 27)]
    assert found("scheme: a\nstages: [{id: sale}, {id: sale}]\n") == [("RE02", 2, 27)]
    assert found("scheme: a\nstages: [{id: sale, loops_to: sael}]\n") == [("RE01", 2, 31)]


def test_names_are_known_wherever_they_are_declared() -> None:
    """A name may be used before its section, and even though its own declaration is faulty."""
    assert found("journey: a\nsteps: [{send: later}]\ntouchpoints: {later: {emotion: 9}}\n") == [("PA08", 3, 32)]


def test_a_workspace_refers_to_its_own() -> None:
    """Teams of systems, systems of hooks, channels of what is said in a crisis."""
    text = "teams: {care: {}}\nchannels: {sms: {}}\nsystems: {s: {team: crae}}\ncrises: {c: {say: {smss: x}}}\n"
    assert found(f"workspace: w\n{text}") == [("RE01", 4, 21), ("RE01", 5, 20)]


def test_other_journeys_are_not_looked_for() -> None:
    """What a link or a start leads to is another file."""
    assert found("journey: a\nlinks: [{to: elsewhere}]\nsteps: [{start: elsewhere}]\n") == []
