"""Further cases of single rules: what their examples leave open."""

from __future__ import annotations

from datetime import date

import pytest
from tests.unit.lint.test_rules import CLEAN, WORKSPACE, found_in

from tropa.journey.paths import dotted
from tropa.journey.schemes import shipped_schemes
from tropa.lint import Subject, lint
from tropa.lint.jargon import jargon_in
from tropa.lint.order import on_the_way
from tropa.testing.planting import planted, read_planted

CASES = {
    "both goals missing are one finding": ("ST01", "goal: ~", ["goal.client"]),
    "several empty stages are one finding": (
        "ST02",
        "touchpoints: {goodbye: {stage: evolution}, first-summary: {stage: evolution}}",
        ["stages"],
    ),
    "a success without a signal is none": ("ST03", "success: {for: ~, steps: [{send: goodbye}]}", ["success"]),
    "both ways of an if may end the run": (
        "ST04",
        "steps+: [{if: plan = 'x', then: [{end: a}], else: [{end: b}]}, {id: late, send: goodbye}]",
        ["steps[-1]"],
    ),
    "one way of an if may go on": (
        "ST04",
        "steps+: [{if: plan = 'x', then: [{end: a}]}, {id: late, send: goodbye}]",
        [],
    ),
    "the end of a component's branch is not the end of the run": (
        "ST04",
        "steps+: [{for_each: component, steps: [{end: off, of: component}, {id: more, send: goodbye}]}]",
        [],
    ),
    "a way back without limit leads nowhere else": (
        "ST04",
        "steps+: [{id: w, wait: 1d}, {back_to: w, max_visits: unlimited}, {id: late, send: goodbye}]",
        ["steps[-1]"],
    ),
    "a message that no step sends": (
        "ST04",
        "exit: {cancelled: {steps: ~}}",
        ["touchpoints.goodbye"],
    ),
    "an evaluation without a share is no evaluation": (
        "RO03",
        "touchpoints: {welcome: {evaluation: {within: 1d, expect: ~}}}",
        ["touchpoints.welcome.evaluation"],
    ),
    "communication and target action may both be missing": (
        "RO04",
        "touchpoints: {site: {communication: ~, target_action: ~}}",
        ["touchpoints.site.communication", "touchpoints.site.target_action"],
    ),
    "jargon is found in Russian endings too": (
        "RO06",
        "touchpoints: {welcome: {signpost: Осуществляется подключение}}",
        ["touchpoints.welcome.signpost"],
    ),
    "notes are for ourselves": ("RO06", "touchpoints: {welcome: {note: Our KPI lives here}}", []),
    "a product whose done nobody waits for": (
        "AC01",
        "products: {plan: {done: box_unpacked}}",
        ["products.plan.done"],
    ),
    "a product without needs asks nothing": ("AC01", "products: {plan: {needs: [], done: ~}}", []),
    "a send before the wait is enough": ("AC02", "touchpoints: {thank-you: ~}", []),
    "a wait on one branch of an if": (
        "AC02",
        "touchpoints: {thank-you: ~}\n+steps: [{if: plan = 'x', then: [{id: p, wait: 3d}], else: [{send: goodbye}]}]",
        ["steps[0].then[0]"],
    ),
    "a wait for a signal is a silence": (
        "AC02",
        "touchpoints: {thank-you: ~}\n+steps: [{id: first, wait: track_played, up_to: 1h}]",
        ["steps[0]"],
    ),
    "an app alone tells where a component starts": ("AC05", "components: {cinema: {device: ~}}", []),
    "neither app nor device": (
        "AC05",
        "components: {cinema: {app: ~, device: ~}}",
        ["components.cinema.app"],
    ),
    "a wait for a time always ends": ("AC08", "steps+: [{id: rest, wait: 90d}]", []),
    "an if that looks at something else has not looked": (
        "AC09",
        "steps+: [{id: vip, if: plan = 'x', then: [{id: hey, send: friend-reminder}]}]",
        ["steps[-1].then[0].touchpoint"],
    ),
    "an if that looks whether it was done": (
        "AC09",
        "steps+: [{id: left, if: not did('track_played'), then: [{id: hey, send: friend-reminder}]}]",
        [],
    ),
    "an if that reminds just those who have done it": (
        "AC09",
        "steps+: [{id: done, if: did('track_played'), then: [{id: hey, send: friend-reminder}]}]",
        ["steps[-1].then[0].touchpoint"],
    ),
    "who has done it ended before": (
        "AC09",
        "steps+: [{id: hear, wait: friend.done, up_to: 1d, then: [{end: x}]}, {id: hey, send: friend-reminder}]",
        [],
    ),
    "success ends it for those who have done it": (
        "AC09",
        "success: friend.done\nsteps+: [{id: hey, send: friend-reminder}]",
        [],
    ),
    "every way of an approval ends": (
        "ST04",
        (
            "steps+: [{id: ok, approve: May we, to: crm-team, due: 1d, up_to: 1d, else: [{end: c}],"
            " outcomes: {approved: [{end: a}], refused: [{end: b}]}}, {id: late, send: goodbye}]"
        ),
        ["steps[-1]"],
    ),
    "a wait without end whose then ends": (
        "ST04",
        "steps+: [{id: w, wait: film_started, then: [{end: a}]}, {id: late, send: goodbye}]",
        ["steps[-1]"],
    ),
    "a wait on one way only does not slow the other": (
        "LA04",
        (
            "steps+: [{id: round, send: goodbye}, {if: plan = 'x', then: [{id: rest, wait: 1d}]},"
            " {back_to: round, max_visits: unlimited}]"
        ),
        ["steps[-1].step"],
    ),
    "a wait on every way does": (
        "LA04",
        (
            "steps+: [{id: round, send: goodbye},"
            " {if: plan = 'x', then: [{id: a, wait: 1d}], else: [{id: b, wait: 2d}]},"
            " {back_to: round, max_visits: unlimited}]"
        ),
        [],
    ),
    "a way back from within the branch of a wait": (
        "LA04",
        (
            "steps+: [{id: hear, wait: film_started, since: step, up_to: 1d,"
            " else: [{back_to: hear, max_visits: unlimited}]}]"
        ),
        [],
    ),
    "two spellings of one name": (
        "LA07",
        "touchpoints: {first-summary: {target_action: Track Played}}",
        ["touchpoints.first-summary.target_action"],
    ),
    "names that differ by a word": (
        "LA07",
        "touchpoints: {first-summary: {target_action: track_stopped}}",
        [],
    ),
    "a website has no hours to ask for": (
        "RQ02",
        "teams: {t: {department: x}}\ntouchpoints: {site: {hours: ~, responsible: t}}",
        [],
    ),
    "nothing to prepare is said too": ("AC11", "visits: {technician: {prerequisites: {}}}", []),
    "a field that a text names is used": (
        "FO01",
        (
            "forms: {order: {fields: {pet: {title: Pet}}}}\n"
            "touchpoints: {welcome: {communication: 'Hello to {{ start.pet }}'}}"
        ),
        [],
    ),
    "a field that a condition names is used": (
        "FO01",
        "forms: {order: {fields: {pet: {title: Pet}}}}\nsteps+: [{if: pet = 'cat', then: [{wait: 1d}]}]",
        [],
    ),
    "what is filled in is no jargon": ("RO06", "touchpoints: {welcome: {signpost: '{{ customer.churn }}'}}", []),
    "onboarding in own stages forbids cross-selling too": (
        "ON02",
        "stages: {use: lifecycle, onboarding: {forbid: [retention]}}\ntouchpoints: {nudge: {class: cross_sell}}",
        ["touchpoints.nudge.class"],
    ),
    "a forbidden class is forbidden whatever it is": (
        "ON02",
        "stages: {use: lifecycle, onboarding: {forbid: [retention]}}\ntouchpoints: {nudge: {class: retention}}",
        ["touchpoints.nudge.class"],
    ),
    "the upper end may be too low": (
        "ON01",
        "stages: {use: lifecycle, onboarding: {max: 5d}}",
        ["stages.onboarding.max"],
    ),
    "channels of the touchpoint count where a rung names none": (
        "AC10",
        (
            "touchpoints: {friend-reminder: {channel: push}}\n"
            "roles: {friend: {steps: [{send: friend-welcome}, {remind: friend.done, with: friend-reminder,"
            " ladder: [{after: 1d}, {after: 2d}], up_to: 9d, refused: []}]}}"
        ),
        ["roles.friend.steps[1]"],
    ),
    "a visit step announces the visit": (
        "AC11",
        "steps+: [{id: again, visit: technician, outcomes: {done: []}}]",
        ["steps[-1].announce"],
    ),
    "a permission that may be refused": (
        "AC12",
        "guides: {start: {steps: [{do: Allow places, why: Shops near you, kind: permission, optional: yes}]}}",
        [],
    ),
    "a permission that may not": (
        "AC12",
        "guides: {start: {steps: [{do: Allow places, why: Shops near you, kind: permission}]}}",
        ["guides.start.steps[0]"],
    ),
    "onboarding too short": ("ON01", "stages: {use: lifecycle, onboarding: {min: 7d}}", ["stages.onboarding.min"]),
    "an offer sells too, whatever the class of its touchpoint": (
        "ON02",
        "touchpoints: {welcome: {offers: radio}}",
        ["touchpoints.welcome.offers"],
    ),
    "a team with a deputy covers its tasks": (
        "ON05",
        "steps+: [{id: call, task: Call, to: service-team, due: 1d}]",
        [],
    ),
    "nobody to do it and no time": ("ON05", "steps+: [{id: call, task: Call}]", ["steps[-1].due"]),
    "an approval with everything but silence": (
        "ON06",
        "steps+: [{id: a, approve: May we, to: crm-team, due: 1d, outcomes: {approved: [], refused: []}}]",
        ["steps[-1]"],
    ),
    "a plain message answers no questions": ("ON07", "touchpoints: {thank-you: {communication: Thank you}}", []),
    "a team may use a field": (
        "FO01",
        "forms: {order: {fields: {name: {used_by: service-team}}}}",
        [],
    ),
    "what a team uses has no stage": (
        "FO02",
        "forms: {order: {fields: {name: {used_by: [service-team, goodbye]}}}}",
        [],
    ),
    "the next stage is not too early": ("FO02", "forms: {order: {fields: {name: {used_by: welcome}}}}", []),
    "the same id in two forms": (
        "FO03",
        "forms: {later: {touchpoint: site, fields: {name: {used_by: welcome}}}}",
        ["forms.later.fields.name"],
    ),
    "one own way to register is enough": ("FO04", "sign_up: {bank: {provider: a bank}}", []),
    "a price at once has no term": ("PR01", "offers: {plan: {price: {pay: ~}}}", []),
    "a subscription has no end, but it has fees": (
        "PR01",
        "products: {plan: {kind: subscription}}\noffers: {plan: {price: {pay: {times: ~}, total: ~, fees: ~}}}",
        ["offers.plan.price.fees"],
    ),
    "a wait with another way needs no on_error": (
        "PR03",
        "steps+: [{id: paid, wait: payment_done, up_to: 1d, depends_on: bank, else: []}]",
        [],
    ),
    "one lively channel among many is enough": ("SE01", "touchpoints: {adviser: {channel: [push, phone]}}", []),
    "an offerless cross-sell is asked for both conditions": (
        "EV02",
        "touchpoints: {more-to-hear: {offers: ~}}",
        ["touchpoints.more-to-hear.class"],
    ),
    "an if around the send asks them": (
        "EV02",
        (
            "touchpoints: {more-to-hear: {offers: ~}}\n"
            "steps+: [{if: \"baseline.ready and did('track_played')\", then: [{id: sell, send: more-to-hear}]}]"
        ),
        [],
    ),
    "one mechanic of use is enough": ("LO01", "loyalty: {mechanics: {streak: {kind: discount}}}", []),
    "two offers to stay": (
        "OF02",
        (
            "offers: {half: {title: Half price, class: retention, place: goodbye, price: {total: 60}}}\n"
            "touchpoints: {goodbye: {offers: half}}"
        ),
        [],
    ),
    "a plan whose review is over is old": (
        "SU03",
        (
            "systems: {shop: {what: web service, crisis: shop-down}}\n"
            "crises: {shop-down: {owner: it-team, review: 2026-01-01}}\ntouchpoints: {site: {depends_on: shop}}"
        ),
        ["systems.shop"],
    ),
    "an unimportant request may wait": (
        "RQ01",
        "requests: {music-on-the-way: {importance: 3, touchpoints: ~}}",
        [],
    ),
    "a second wait on another branch hears for itself": (
        "LA01",
        "steps+: [{if: plan = 'x', then: [{wait: film_started, up_to: 1d}], else: [{wait: film_started}]}]",
        [],
    ),
    "a reminder hears before a wait does": (
        "LA01",
        (
            "steps+: [{remind: film_started, with: friend-reminder, ladder: [{after: 1d}], up_to: 5d,"
            " else: [{end: x}], refused: [{end: y}]},"
            " {wait: film_started, up_to: 1d}]"
        ),
        ["steps[-1].until"],
    ),
    "a limited way back needs no wait": (
        "LA04",
        "steps+: [{id: once-more, send: goodbye}, {back_to: once-more, max_visits: 3}]",
        [],
    ),
    "an event with a key of its own": (
        "LA06",
        "events: {plan_cancelled: {key: contract, properties: {order_id: ~, contract: text}}}",
        [],
    ),
    "short names differ on purpose": (
        "LA07",
        "events: {paid: {title: Paid}}\ntouchpoints: {first-summary: {target_action: page}}",
        [],
    ),
    "a text that lacks the first locale is found too": (
        "LA10",
        "locales: [ru, en]\ntitle: {en: A plan with music}",
        ["title", "title"],
    ),
    "an indicator without a verb": ("LA16", "indicators: {empty: {title: Nothing yet}}", ["indicators.empty.share"]),
}


@pytest.mark.parametrize(("rule", "fragment", "paths"), CASES.values(), ids=CASES)
def test_a_case(rule: str, fragment: str, paths: list[str]) -> None:
    """The rule fires at these places and at no others."""
    found = [dotted(one.path) for one in found_in(fragment) if one.rule == rule]
    last = len(read_planted(planted(CLEAN, fragment), WORKSPACE).value.steps or ()) - 1  # type: ignore[union-attr]  # read_planted gives a journey
    if rule == "LA10":
        assert len(found) == len(paths)
    else:
        assert found == [path.replace("[-1]", f"[{last}]") for path in paths]


def test_what_blocks_a_launch_is_a_warning_on_a_map() -> None:
    """Without steps, or run by somebody else, an E is a W."""
    levels = {}
    for fragment in ("success: ~", "success: ~\nsteps: ~", "success: ~\nmode: observed\nsteps: [{send: welcome}]"):
        found = [one for one in found_in(fragment) if one.rule == "ST03"]
        levels[fragment] = [one.level for one in found]
    assert list(levels.values()) == [["E"], ["W"], ["W"]]


def test_a_waiver_covers_its_place_and_what_lies_beneath_it_only() -> None:
    """One for ``touchpoints`` covers a touchpoint; one for another touchpoint does not."""
    gone = "touchpoints: {site: {responsible: ~}}\n"
    waiver = "waive: [{rule: RO01, at: %s, because: A new team, until: 2027-01-01}]"
    assert [one.rule for one in found_in(gone + waiver % "touchpoints")] == []
    assert [one.rule for one in found_in(gone + waiver % "touchpoints.site")] == []
    assert [one.rule for one in found_in(gone + waiver % "touchpoints.sit")] == ["RO01", "WA03"]


def test_a_waiver_holds_to_its_last_day() -> None:
    """On the day it names it still excuses, on the next it does not."""
    text = planted(
        CLEAN,
        "touchpoints: {site: {responsible: ~}}\nwaive: [{rule: RO01, because: A new team, until: 2027-01-31}]",
    )
    read = read_planted(text, WORKSPACE)
    assert read.value is not None

    def rules_on(day: date) -> list[str]:
        subject = Subject(read.value, WORKSPACE, shipped_schemes(), read.places, day)  # type: ignore[arg-type]  # as above
        return [one.rule for one in lint(subject)]

    assert rules_on(date(2027, 1, 31)) == []
    assert rules_on(date(2027, 2, 1)) == ["RO01", "WA01"]


def test_order_is_that_of_the_lists() -> None:
    """A step is on the way to what follows it in its list, and to what lies beneath that; branches are apart."""
    assert on_the_way(("steps", 0), ("steps", 1))
    assert on_the_way(("steps", 0), ("steps", 1, "else", 0))
    assert not on_the_way(("steps", 0), ("steps", 0, "else", 0))
    assert not on_the_way(("steps", 0, "then", 0), ("steps", 0, "else", 1))
    assert not on_the_way(("steps", 1), ("steps", 0))


def test_jargon_is_whole_words() -> None:
    """A word within another is none."""
    assert jargon_in("the KPIs of spring") == "KPIs"
    assert jargon_in("slate") is None
