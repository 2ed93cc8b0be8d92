"""Every top-level key of journeys, workspaces and schemes, in every form it takes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from tests.unit.journey.readings import found, journey, read, the_problem, workspace

from tropa.journey.codecs.records import keys_of
from tropa.journey.codecs.values import Clock, Duration, Range, Rate, Section, Share, Text, Window
from tropa.journey.conditions import Compare, Constant, Name
from tropa.journey.model.journey import Exit, Joins, Journey, Reentry, Start, Success
from tropa.journey.model.measures import EventProperty, Periods
from tropa.journey.model.people import Chain
from tropa.journey.model.stages import Scheme, Stage, StageChange, StageUse
from tropa.journey.model.steps import End
from tropa.journey.model.workspace import Workspace
from tropa.journey.signals import AllOf, Named, Ref

PAID, LEFT = Named("paid"), (End(outcome="left"),)


def said(text: str) -> Text:
    """A bare text."""
    return Text((("", text),))


NAMED_SECTIONS = (
    *("segments", "hooks", "teams", "channels", "systems", "algorithms", "crises", "exit", "events", "roles"),
    *("components", "products", "requests", "personas", "guides", "visits", "forms", "sign_up", "offers"),
    *("experiments", "indicators", "changes", "surveys", "touchpoints"),
)


@pytest.mark.parametrize("section", NAMED_SECTIONS)
def test_every_named_item_may_have_a_title_and_a_note(section: str) -> None:
    """Whatever it is, people may call it something and say what to know about it."""
    held = getattr(journey(f"{section}:\n  one:\n    title: One\n    note: Mind the gap\n"), section)
    assert (held["one"].title, held["one"].note) == (said("One"), said("Mind the gap"))


@pytest.mark.parametrize("kind", [Journey, Workspace, Scheme])
def test_every_key_may_be_left_out_but_the_first(kind: type) -> None:
    """A file of one line is a file; what is absent has a value that means so."""
    name = kind.__name__.lower()
    text = f"{name}: a\n" + ("stages: []\n" if kind is Scheme else "")
    value = read(text).value
    assert isinstance(value, kind)
    assert {item.name for item in keys_of(kind) if item.required} <= {name, "stages"}


def test_plain_keys_of_a_journey() -> None:
    """Title, note, goal, locales, zone, calendar, currency, mode, key, source and what a goal before entry means."""
    held = journey("""
title: {en: A}
note: Mind
goal: {client: I watch, business: 70 % watch}
locales: [en, fa]
time_zone: Asia/Tehran
calendar: persian
currency: IRR
mode: observed
success_before_entry: skip_journey
stage: sale
key: none
source: utm_source
""")
    assert held.title == Text((("en", "A"),))
    assert (held.note, held.goal.client, held.goal.business) == (said("Mind"), said("I watch"), said("70 % watch"))
    assert (held.locales, held.time_zone, held.calendar, held.currency) == (
        ("en", "fa"),
        "Asia/Tehran",
        "persian",
        "IRR",
    )
    assert (held.mode, held.success_before_entry) == ("observed", "skip_journey")
    assert (held.stage, held.key_, held.source) == ("sale", "none", "utm_source")
    bare = journey("")
    assert (bare.mode, bare.success_before_entry, bare.key_, bare.steps) == ("run", "ignore", None, None)


def test_stages_are_a_scheme_a_use_of_one_or_a_list() -> None:
    """The three forms, with everything a stage may say."""
    assert journey("stages: lifecycle").stages == StageUse("lifecycle")
    assert journey("""
stages:
  use: lifecycle
  skip: {sale: sold by partners}
  onboarding: {min: 15d, max: 60d, enter: paid, leave: ready, forbid: [cross_sell]}
  after: {kind: post_exit, title: After}
""").stages == StageUse(
        "lifecycle",
        Section({"sale": said("sold by partners")}),
        Section(
            {
                "onboarding": StageChange(
                    min=Duration(15, "d"),
                    max=Duration(60, "d"),
                    enter=PAID,
                    leave=Named("ready"),
                    forbid=("cross_sell",),
                ),
                "after": StageChange(kind="post_exit", title=said("After")),
            }
        ),
    )
    assert journey("""
stages:
  - {id: choose, kind: cross_cutting, loops_to: choose, maps_to: lifecycle/sale, forbid: cross_sell, note: x}
""").stages == (
        Stage(
            id="choose",
            kind="cross_cutting",
            loops_to="choose",
            maps_to="lifecycle/sale",
            forbid=("cross_sell",),
            note=said("x"),
        ),
    )
    assert found("journey: a\nstages: {skip: {}}\n") == [("PA08", 2, 9)]
    assert found("journey: a\nstages: [{title: x}]\n") == [("PA09", 2, 10)]


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("once", Reentry("once")),
        ("once_per_key", Reentry("once_per_key")),
        ("after_exit", Reentry("after_exit")),
        ("{cooldown: 30d}", Reentry("cooldown", cooldown=Duration(30, "d"))),
        ("{parallel: 3}", Reentry("parallel", parallel=3)),
    ],
)
def test_reentry_is_a_policy(text: str, policy: Reentry) -> None:
    """The five policies of rule R4."""
    assert journey(f"reentry: {text}").reentry == policy


@pytest.mark.parametrize("text", ["twice", "{cooldown: 30d, parallel: 3}", "{cooldown: soon}", "{}", "[once]"])
def test_other_policies_are_refused(text: str) -> None:
    """One policy, and one of the five."""
    assert [rule for rule, _, _ in found(f"journey: a\nreentry: {text}\n")] == ["PA08"]


def test_a_start_is_a_signal_or_fields_around_one() -> None:
    """What begins a run, how late it may come, who is enrolled."""
    assert journey("start: paid").start == Start(for_=PAID)
    assert journey("start: {for: paid, max_age: 2d, anonymous: yes, stitch: 400d}").start == Start(
        for_=PAID, max_age=Duration(2, "d"), anonymous=True, stitch=Duration(400, "d")
    )
    assert journey("start: {segment: vip, enroll: both}").start == Start(segment="vip", enroll="both")
    assert journey("start: {by: hand}").start == Start(by="hand")
    default = journey("start: paid").start
    assert default is not None
    assert (default.max_age, default.enroll) == (Duration(24, "h"), "future")


def test_success_and_exits_are_signals_or_fields_around_them() -> None:
    """Closing words stand in `steps`; exits may also be a list, each outcome called as its event."""
    assert journey("success: all(components, roles)").success == Success(
        for_=AllOf((Ref(("components",)), Ref(("roles",))))
    )
    assert journey("success: {for: paid, steps: [{end: left}]}").success == Success(for_=PAID, steps=LEFT)
    held = journey("exit:\n  left: gone\n  closed: {for: paid, initiator: company, steps: [{end: left}]}\n").exit
    assert dict(held) == {
        "left": Exit(for_=Named("gone")),
        "closed": Exit(for_=PAID, initiator="company", steps=LEFT),
    }
    assert dict(journey("exit: [order cancelled, gone]").exit) == {
        "order cancelled": Exit(for_=Named("order cancelled")),
        "gone": Exit(for_=Named("gone")),
    }
    assert found("journey: a\nexit: ['any(a, b)']\n") == [("PA08", 2, 7)]


def test_events_are_aliases_and_the_tracking_plan() -> None:
    """What an event stands for, its key, who joins by it, its properties."""
    plan = journey("""
events:
  Video Started: {is: play where kind = 'film', key: required, joins: {role: child}, properties: {sec: number}}
""").events["Video Started"]
    assert plan.is_ == Named("play", Compare("=", Name("", ("kind",)), Constant("film")))
    assert (plan.key_, plan.joins, dict(plan.properties)) == ("required", Joins(role="child"), {"sec": "number"})


def test_roles_components_products() -> None:
    """Who takes part, and what is started."""
    held = journey("""
roles:
  owner:
  child: {count: 0..3, invited_by: owner, done: opened, steps: [{end: left}]}
components:
  film: {app: Cinema, device: [tv, phone], done: seen, optional: yes}
products:
  tv: {kind: physical, needs: [receive, set_up], starts_itself: no, done: seen}
""")
    assert held.first_role == "owner"
    assert journey("").first_role == "client"
    child = held.roles["child"]
    assert (child.count, child.invited_by, child.done, child.steps) == (Range(0, 3), "owner", Named("opened"), LEFT)
    assert held.roles["owner"].count == Range(1, 1)
    film = held.components["film"]
    assert (film.app, film.device, film.done, film.optional) == ("Cinema", ("tv", "phone"), Named("seen"), True)
    tv = held.products["tv"]
    assert (tv.kind, tv.needs, tv.starts_itself, tv.done) == ("physical", ("receive", "set_up"), False, Named("seen"))


def test_requests_and_personas() -> None:
    """What clients come for, in their words, and where they may turn."""
    held = journey("""
requests:
  phone:
    trigger: it broke
    asks: which one
    searches: [loan, {en: phone on credit}]
    persona: young
    importance: 5
    frequency: 1200 per month
    goal: a phone
    walk_every: 90d
    touchpoints: [site, ad -> call-centre->office]
personas:
  young: {when: traits.age < 30, prefers: [web, telegram]}
""")
    phone = held.requests["phone"]
    assert (phone.trigger, phone.asks, phone.goal) == (said("it broke"), said("which one"), said("a phone"))
    assert phone.searches == (said("loan"), Text((("en", "phone on credit"),)))
    assert (phone.importance, phone.frequency, phone.walk_every) == (5, Rate(1200, "month"), Duration(90, "d"))
    assert phone.touchpoints == (Chain(("site",)), Chain(("ad", "call-centre", "office")))
    assert held.personas["young"].prefers == ("web", "telegram")
    assert found("journey: a\nrequests: {r: {touchpoints: a -> B}}\n") == [("PA08", 2, 29)]
    assert found("journey: a\nrequests: {r: {importance: 6}}\n") == [("PA08", 2, 28)]


def test_guides_visits_forms_and_ways_to_register() -> None:
    """What is shown, prepared and asked."""
    held = journey("""
guides:
  first:
    for: owner
    renditions: [qr, web]
    content: [terms, tips]
    steps: [{do: Open it, why: To see, kind: sign_in, done: opened, component: film, optional: yes}]
visits:
  engineer:
    {by: field, length: 2h, slots: mon-sat 09:00-21:00, what_happens: A cable, prerequisites: {power: A socket}}
forms:
  card:
    touchpoint: site
    fields:
      mail: {type: email, required: yes, used_by: [pay], personal: contact, keep: 30d}
      months: {type: integer, range: 1..36, default: 12}
      name:
sign_up:
  phone: {needs: [mail, name]}
  network: {provider: vk}
  no_option: gave_up
""")
    guide = held.guides["first"]
    assert (guide.for_, guide.renditions, guide.content) == ("owner", ("qr", "web"), ("terms", "tips"))
    (only,) = guide.steps
    assert (only.do, only.kind, only.component, only.optional) == (said("Open it"), "sign_in", "film", True)
    visit = held.visits["engineer"]
    assert (visit.by, visit.length, str(visit.slots)) == ("field", Duration(2, "h"), "mon-sat 09:00-21:00")
    assert dict(visit.prerequisites) == {"power": said("A socket")}
    fields = held.forms["card"].fields
    assert (fields["mail"].type, fields["mail"].required, fields["mail"].keep) == ("email", True, Duration(30, "d"))
    assert (fields["months"].range, fields["months"].default, fields["name"].type) == (Range(1, 36), 12, "text")
    assert held.sign_up["no_option"] == Named("gave_up")
    assert list(held.sign_up) == ["phone", "network", "no_option"]


def test_offers_with_their_whole_price() -> None:
    """Of what, to whom, where, at what price."""
    offer = journey("""
offers:
  tv-12:
    product: tv
    class: core
    when: traits.age >= 18
    place: [product-page, web]
    packaging: {text: A card, evidence: [card.png]}
    value: 300
    price:
      {pay: {amount: 2000, every: month, times: 12}, first: 0, fees: {service: 600.50}, total: 24000, cash: 24000}
""").offers["tv-12"]
    assert (offer.product, offer.provider, offer.class_, offer.value) == ("tv", "own", "core", Decimal(300))
    assert offer.packaging is not None
    assert offer.packaging.evidence == ("card.png",)
    assert offer.price is not None
    assert offer.price.pay is not None
    assert (offer.price.pay.amount, offer.price.pay.times, offer.price.total) == (Decimal(2000), 12, Decimal(24000))
    assert dict(offer.price.fees) == {"service": Decimal("600.50")}


def test_experiments_and_indicators() -> None:
    """Arms with shares; one verb an indicator, each of the six."""
    held = journey("""
experiments:
  cta:
    hypothesis: It helps
    arms: {plain: 50 %, clear: 0.5}
    control: plain
    holdout: 5%
    measure: paid
    within: 3d
    guardrails: [a]
    horizon: 4w
indicators:
  a: {share: success, within: 30d, before: late, expect: 70 %}
  b: {count: seen, at_least: 4, within: 30d, expect: at most 40 %}
  c: {sum: session ended.duration_s, at_least: 30m}
  d: {time_to: paid, from: opened, at_most: 10m}
  e: {used: [seen, 'any(x, y)'], at_least: 2}
  f: {habit: seen, in: 3 of 4, every: 1w}
  g:
""")
    cta = held.experiments["cta"]
    assert dict(cta.arms) == {"plain": Share(Decimal("0.5")), "clear": Share(Decimal("0.5"))}
    assert (cta.control, cta.holdout, cta.measure) == ("plain", Share(Decimal("0.05")), PAID)
    assert (cta.guardrails, cta.horizon) == (("a",), Duration(4, "w"))
    assert [one.verb for one in held.indicators.values()] == [
        *("share", "count", "sum", "time_to", "used", "habit"),
        "",
    ]
    by_name = held.indicators
    assert by_name["a"].before == Named("late")
    assert by_name["b"].at_least == Decimal(4)
    assert (by_name["c"].sum, by_name["c"].at_least) == (
        EventProperty("session ended", "duration_s"),
        Duration(30, "m"),
    )
    assert (by_name["d"].from_, by_name["d"].at_most) == (Named("opened"), Duration(10, "m"))
    assert (by_name["f"].in_, by_name["f"].every) == (Periods(3, 4), Duration(1, "w"))
    assert found("journey: a\nindicators: {i: {habit: x, in: 4 of 3}}\n") == [("PA08", 2, 32)]


def test_what_is_usual_and_what_changes() -> None:
    """Baseline, changes, loyalty, surveys."""
    held = journey(
        """
baseline: {stage: onboarding, of: [films], min_days: 15}
changes:
  less: {of: films, down: 40 %, over: 2w}
  more: {of: films, up: 60 %}
loyalty:
  mechanics: {levels: {kind: level, of: films}, family: }
  scale: All
  flexibility: Any
  effectiveness: [films]
surveys: {leave: {kind: reasons, ask: Why, answers: [price, moved]}}
""".replace("family: }", "family: {}}")
    )
    assert held.baseline is not None
    assert (held.baseline.stage, held.baseline.of, held.baseline.min_days) == ("onboarding", ("films",), 15)
    assert held.changes["less"].down == Share(Decimal("0.4"))
    assert held.loyalty is not None
    assert held.loyalty.mechanics["levels"].kind == "level"
    assert (held.loyalty.scale, held.loyalty.effectiveness) == (said("All"), ("films",))
    assert (held.surveys["leave"].kind, held.surveys["leave"].answers) == ("reasons", ("price", "moved"))


def test_links_answers_and_waivers() -> None:
    """Ways to other journeys, answers to the stages' questions, rules not kept here."""
    held = journey("""
links:
  - {to: next-one, kind: next, when: paid, title: Next, note: Soon}
  - {to: bank, kind: partner, hand_over: [customer_id]}
answers: {sale: {who: The shop}}
waive: [{rule: RO01, at: touchpoints.site, because: A pilot, until: 2027-03-01}]
""")
    first, second = held.links
    assert (first.to, first.kind, first.when, first.title, first.note) == (
        *("next-one", "next", PAID),
        *(said("Next"), said("Soon")),
    )
    assert second.hand_over == ("customer_id",)
    assert dict(held.answers["sale"]) == {"who": said("The shop")}
    (waiver,) = held.waive
    assert (waiver.rule, waiver.at, waiver.because, waiver.until) == (
        *("RO01", "touchpoints.site"),
        *(said("A pilot"), date(2027, 3, 1)),
    )
    assert found("journey: a\nwaive: [{rule: ro1}]\nlinks: [{kind: next}]\n") == [
        *(("PA09", 2, 9), ("PA08", 2, 16)),
        ("PA09", 3, 9),
    ]


def test_a_workspace_says_what_journeys_share() -> None:
    """Segments, hooks, teams, channels, systems, algorithms, support, caps, quiet hours, crises."""
    held = workspace("""
title: Telecom
locales: [ru, en]
time_zone: Europe/Moscow
currency: RUB
segments: {young: {when: age < 30}}
hooks: {crm: {system: billing}}
teams: {care: {department: service, lead: anna, deputy: sales, hours: mon-sun 08:00-22:00}}
channels: {sms: {reply: no}, push: {}}
systems: {billing: {kind: external, what: bank, team: care, crisis: down}}
algorithms: {score: {rule: No when late, system: billing, owner: care, inputs: [id], outputs: [yes-or-no]}}
support: {owner: care, hours: mon-sun 08:00-22:00, reply_within: 2h, channels: {sms: care}, reasons: [question]}
caps: {reminder: 3 per 1w}
quiet_hours: 22:00-09:00
crises:
  down:
    when: bank_down
    owner: care
    hold: {mode: skip, extend: no}
    say: {sms: Sorry}
    fallback: By invoice
    review: 2027-03-01
    drill_every: 180d
""")
    assert held.segments["young"].when == Compare("<", Name("", ("age",)), Constant(30.0))
    assert held.hooks["crm"].system == "billing"
    assert (held.teams["care"].lead, held.teams["care"].deputy) == ("anna", "sales")
    assert (held.channels["sms"].reply, held.channels["push"].reply) == (False, None)
    assert (held.systems["billing"].what, held.systems["billing"].crisis) == ("bank", "down")
    assert held.algorithms["score"].outputs == ("yes-or-no",)
    assert held.support is not None
    assert dict(held.support.channels) == {"sms": "care"}
    assert dict(held.caps) == {"reminder": Rate(3, Duration(1, "w"))}
    assert held.quiet_hours == Window(Clock(1320), Clock(540))
    crisis = held.crises["down"]
    assert crisis.hold is not None
    assert (crisis.hold.mode, crisis.hold.extend, crisis.drill_every) == ("skip", False, Duration(180, "d"))
    assert found("workspace: w\ncaps: {remider: 3 per 1w}\n") == [("PA08", 2, 8)]


def test_a_journey_that_stands_alone_may_say_what_a_workspace_says() -> None:
    """The same keys, read the same."""
    shared = "teams: {care: {lead: anna}}\nquiet_hours: 22:00-09:00\ncaps: {crisis: 1 per day}\n"
    alone, together = journey(shared), workspace(shared)
    assert (alone.teams, alone.quiet_hours, alone.caps) == (together.teams, together.quiet_hours, together.caps)


def test_a_touchpoint_says_all_of_a_row() -> None:
    """Every key of a touchpoint, with its default where it is left out."""
    text = """
touchpoints:
  full:
    stage: sale
    channel: [push, sms]
    each: yes
    class: cross_sell
    urgent: yes
    communication: Hello
    guide: g
    form: f
    offer: o
    offers: [o, p]
    cta: Open
    target_action: all(paid)
    evaluation: {within: 1d, expect: 60 %}
    responsible: crm
    client_expects: An answer
    company_expects: A sale
    emotion: -2
    signpost: Then this
    status: Done
    help: care
    backstage: [score]
    depends_on: [billing]
    cost: {amount: 1.5, per: contact}
    evidence: [a.png]
    hours: mon-fri 09:00-18:00
    moment_of_truth: yes
    reached: opened
    variants: {cta: {clear: {cta: Buy, title: B}}}
  bare:
"""
    full, bare = journey(text).touchpoints.values()
    assert (full.stage, full.channel, full.each, full.class_, full.urgent) == (
        *("sale", ("push", "sms"), True),
        *("cross_sell", True),
    )
    assert (full.guide, full.form, full.offer, full.offers) == ("g", "f", "o", ("o", "p"))
    assert (full.target_action, full.reached) == (AllOf((PAID,)), Named("opened"))
    assert (full.responsible, full.help, full.backstage, full.depends_on) == ("crm", "care", ("score",), ("billing",))
    assert (full.emotion, full.moment_of_truth, full.evidence) == (-2, True, ("a.png",))
    assert full.cost is not None
    assert (full.cost.amount, full.cost.per) == (Decimal("1.5"), "contact")
    assert full.variants["cta"]["clear"].cta == said("Buy")
    assert (bare.channel, bare.each, bare.urgent, bare.moment_of_truth, bare.emotion) == (
        (),
        False,
        False,
        False,
        None,
    )
    assert found("journey: a\ntouchpoints: {t: {emotion: 4}}\n") == [("PA08", 2, 28)]


def test_one_item_may_be_written_without_brackets() -> None:
    """`channel: sms` is `channel: [sms]`."""
    one, other = (journey(f"touchpoints: {{t: {{channel: {text}}}}}").touchpoints["t"] for text in ("sms", "[sms]"))
    assert one == other


def test_an_unknown_key_is_told_with_its_place_and_the_nearest() -> None:
    """At the top, in a section's item, in a step; what would be valid is listed."""
    problem = the_problem("journey: a\ntouchpiont: x\n")
    assert (problem.rule, problem.span.line, problem.span.column) == ("PA07", 2, 1)
    assert (problem.params["met"], problem.params["nearest"]) == ("touchpiont", "touchpoints")
    problem = the_problem("journey: a\ntouchpoints:\n  t: {channell: sms}\n")
    assert (problem.span.line, problem.span.column, problem.params["nearest"]) == (3, 7, "channel")
    assert "channel" in problem.params["expected"].split(", ")
    problem = the_problem("journey: a\nsteps:\n  - wait: 1d\n    upto: 3d\n")
    assert (problem.span.line, problem.span.column, problem.params["nearest"]) == (4, 5, "up_to")
