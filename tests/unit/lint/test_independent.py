"""Journeys of other industries, written from the rules' sentences alone by somebody who had not seen their code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from tropa.journey.files import read_definition
from tropa.journey.model.journey import Journey
from tropa.journey.model.workspace import Workspace
from tropa.journey.paths import dotted
from tropa.journey.schemes import shipped_schemes
from tropa.lint import Finding, Subject, lint

TODAY = date(2026, 9, 1)

WORKSPACE = """
workspace: group
locales: [en]
currency: EUR
teams:
  front: {title: Front desk, department: service, deputy: back, hours: mon-sun 00:00-23:59}
  back: {title: Back office, department: operations}
channels:
  sms: {title: SMS, reply: no}
  email: {title: E-mail, reply: yes}
  office: {title: Office, reply: yes}
  web: {title: Web, reply: no}
systems:
  bank: {kind: external, what: bank, team: back}
"""

KNEE = """
journey: knee-operation
title: A new knee
mode: observed
goal: {client: I walk to the bakery without pain, business: 90 % home within five days}
stages:
  - {id: referred, title: Referred}
  - {id: admitted, title: In the ward}
  - {id: home, title: At home}
key: case_id
reentry: once_per_key
start: Referral received
success: Walks alone
exit: {other_clinic: Case transferred}
indicators: {walks: {share: Walks alone, within: 14d, expect: 80 %}}
touchpoints:
  letter:
    stage: referred
    channel: post
    reached: Letter sent
    communication: Your date
    target_action: Date confirmed
    evaluation: {within: 7d, expect: 80 %}
    responsible: ward
  ward:
    stage: admitted
    channel: office
    reached: Admitted
    communication: Welcome to the ward
    target_action: Consent signed
    evaluation: {within: 1d, expect: 95 %}
    responsible: ward
  call-home:
    stage: home
    channel: phone
    reached: Called after three days
    communication: How is the knee
    target_action: Walks alone
    evaluation: {within: 14d, expect: 80 %}
    responsible: ward
steps:
  - {send: letter, up_to: 7d}
  - {wait: Date confirmed, up_to: 7d}
  - {send: ward, up_to: 30d}
  - {wait: Discharged}
  - {send: call-home, up_to: 3d}
"""

GYM = """
journey: gym-start
title: First weeks at the gym
goal: {client: I train twice a week and like it, business: 60 % come eight times in a month}
stages: lifecycle
stage: onboarding
key: contract
reentry: once_per_key
success_before_entry: ignore
start: contract_signed
success: at_least(8, checked_in)
exit: {cancelled: {for: contract_cancelled, initiator: client}}
teams: {front: {title: Front desk, department: service, deputy: back}, back: {title: Back office}}
indicators: {eight: {share: success, within: 30d, expect: 60 %}}
support: {owner: front, hours: mon-sun 07:00-22:00, channels: {email: front}}
touchpoints:
  welcome:
    channel: [sms, email]
    class: onboarding
    communication: Your first training is free. Choose an hour
    target_action: training_booked
    evaluation: {within: 3d, expect: 60 %}
    responsible: front
  come-back:
    channel: [sms, email]
    class: reminder
    communication: Your place is free. Not now? Tell us
    target_action: training_booked
    evaluation: {within: 3d, expect: 30 %}
    responsible: front
steps:
  - send: welcome
  - remind: training_booked
    with: come-back
    ladder: [{after: 2d, by: sms}, {after: 5d, by: email}]
    up_to: 9d
    refused: []
    else: [{task: Call the new member, to: front, due: 1d, outcomes: {called: []}}]
  - {wait: success, up_to: 30d, else: [{end: not_yet}]}
"""

DEPARTMENT = """
journey: move
teams: {movers: {title: Movers, department: Transport}}
stages: [{id: pack, title: I pack}, {id: ride, title: transport}, {id: live, title: Госуслуги}]
"""

REACHABLE = """
journey: visa
start: applied
touchpoints:
  done: {channel: sms}
  left: {channel: sms}
  friend: {channel: sms}
  announced: {channel: sms}
  before: {channel: sms}
  rung: {channel: sms}
  site: {channel: web}
  forgotten: {channel: sms}
success: {for: granted, steps: [{send: done}]}
exit: {gone: {for: withdrawn, steps: [{send: left}]}}
roles: {traveller: {title: T}, companion: {title: C, steps: [{send: friend}]}}
visits: {embassy: {title: E}}
steps:
  - {visit: embassy, announce: announced, before: [{before: 1d, send: before}]}
  - {remind: paid, with: announced, ladder: [{after: 1d, by: sms, with: rung}], up_to: 3d}
"""

ROWS = """
journey: library
indicators: {reads: {share: book_lent, within: 30d, expect: 20 %}}
touchpoints:
  bound: {communication: x, target_action: y, evaluation: {indicator: reads}}
  share: {communication: x, target_action: y, evaluation: {within: 1d, expect: 20 %}}
  bare: {communication: x, target_action: y}
  half: {communication: x, target_action: y, evaluation: {within: 1d}}
  words: {communication: x, target_action: y, evaluation: We ask the librarian}
  mute: {target_action: y, evaluation: {indicator: reads}}
"""

VOICE = """
journey: cinema
locales: [en, ru]
goal: {client: {en: A good film, ru: Хорошее кино}, business: {en: Upsell popcorn, ru: Допродажа попкорна}}
touchpoints:
  hall:
    communication: {en: Play on the slate, ru: Осуществляем показ}
    company_expects: {en: Less churn, ru: Меньше оттока}
  bar: {signpost: {en: Next touchpoint, ru: Дальше буфет}, note: {en: KPI, ru: KPI}}
"""

PARTS = """
journey: smart-home
start: ordered
success: z
products:
  lamp: {needs: [set_up], done: lamp_lit}
  plug: {needs: [set_up], done: plug_used}
  cable: {needs: [receive], starts_itself: yes}
roles:
  owner: {done: lamp_lit}
  guest: {}
components:
  whole: {app: Home, done: lamp_lit}
  hub: {device: shelf}
  siren: {done: siren_heard, optional: yes}
guides:
  start: {renditions: web, steps: [{do: Screw it in, why: You see at once}, {do: Name it}, {do: Group it, why: ""}]}
  box: {renditions: insert, steps: [{do: Open, why: To begin}]}
touchpoints: {hello: {channel: email, target_action: lamp_lit}}
"""

REMINDERS = """
journey: library-card
start: card_given
success: z
touchpoints:
  nudge: {channel: sms, class: reminder, target_action: book_lent}
  both: {channel: [sms, email], class: reminder, target_action: book_lent}
steps:
  - {id: first, wait: 3d}
  - {id: always, send: nudge}
  - {wait: book_lent, up_to: 7d, else: [{id: late, send: nudge}]}
  - {id: one, remind: card_shown, with: nudge, ladder: [{after: 1d}, {after: 2d}], up_to: 5d}
  - {id: two, remind: door_opened, with: both, ladder: [{after: 1d, by: sms}, {after: 2d, by: email}], up_to: 5d}
  - {id: long, remind: shelf_seen, with: both, ladder: [{after: 1d, by: sms}, {after: 9d, by: email}], up_to: 5d}
  - {id: for-ever, wait: book_returned}
"""

HOME_VISIT = """
journey: piano-tuning
start: booked
visits:
  tuner: {title: T, length: 1h, slots: mon-fri 09:00-17:00, what_happens: We tune, prerequisites: {quiet: Quiet}}
  mover: {title: M}
roles: {pianist: {title: P}, pupil: {title: U}}
touchpoints: {tell: {channel: sms}}
guides:
  g:
    steps:
      - {do: Allow the calendar, why: We see free hours, kind: permission}
      - {do: Allow sound, why: We hear the piano, kind: permission, optional: yes}
steps:
  - {id: told, visit: tuner, announce: tell}
  - {id: silent, visit: tuner}
  - {id: ask, invite: pupil, with: tell, up_to: 3d}
  - {id: ask-gently, invite: pupil, with: tell, up_to: 3d, refused: []}
"""

MAPPED = """
journey: home-insurance
stages:
  - {id: compare, title: I compare, maps_to: lifecycle/selection}
  - {id: sign, title: I sign, maps_to: lifecycle/sale}
  - {id: settle, title: I settle in, maps_to: lifecycle/onboarding, min: 5d, max: 90d}
  - {id: grief, title: I lost my house, forbid: [cross_sell]}
  - {id: leave, title: I leave, maps_to: lifecycle/offboarding}
touchpoints:
  page: {stage: compare, channel: web, responsible: front}
  desk: {stage: sign, channel: office, responsible: front, target_action: signed}
  hello: {stage: settle, channel: email, responsible: front, communication: {text: Welcome, what: A policy}}
  car-too: {stage: grief, channel: email, class: cross_sell, responsible: front}
  form: {stage: leave, channel: web, class: retention, responsible: front, target_action: form_sent}
  call: {stage: leave, channel: office, class: retention, responsible: front, target_action: visited}
answers: {sign: {speed: An hour, sped: An hour}}
"""

PEOPLE = """
journey: passport
start: applied
teams: {desk: {title: Desk, deputy: chief}, chief: {title: Chief}}
steps:
  - {task: Check, to: desk, due: 1d}
  - {id: alone, task: Sign, to: chief, due: 1d}
  - {id: dateless, task: Print, to: desk}
  - {id: covered, task: Stamp, to: chief, due: 1d, escalate: {after: 1d, to: desk}}
  - {id: deaf, approve: May he, to: desk, due: 1d, outcomes: {approved: []}}
  - {id: fair, approve: May she, to: desk, due: 1d, up_to: 2d, outcomes: {approved: [], refused: []}, else: []}
"""

FORMS = """
journey: rent-a-bike
stages: lifecycle
start: opened
touchpoints:
  page: {stage: selection, channel: web, form: ride}
  rent: {stage: sale, channel: web}
  welcome: {stage: solution, channel: web}
sign_up: {net: {provider: A network}, bank: {provider: A bank}}
forms:
  ride:
    touchpoint: page
    fields:
      size: {used_by: rent}
      late: {used_by: welcome}
      nobody: {title: Your favourite colour}
      phone: {title: Telephone, type: phone, used_by: rent}
      street: {used_by: rent}
      town: {used_by: rent}
  again: {touchpoint: rent, fields: {mobile: {title: Telephone, type: phone, used_by: rent}}}
"""

PRICES = """
journey: piano-lessons
stages: lifecycle
start: opened
products: {club: {kind: subscription}}
systems: {bank: {kind: external, what: bank}}
offers:
  whole: {price: {pay: {amount: 10, every: 30d, times: 12}, total: 120, fees: {}}}
  half: {price: {pay: {amount: 10, every: 30d}, total: 120, fees: {}}}
  monthly: {product: club, price: {pay: {amount: 10, every: 30d}, fees: {}}}
  at-once: {price: {total: 90}}
  more: {class: cross_sell, when: baseline.ready}
  due: {class: cross_sell, when: "baseline.ready and did('played', times => 3)"}
touchpoints:
  till: {stage: selection, channel: web, depends_on: bank}
  shown: {stage: sale, channel: web, offers: [whole, half, monthly, at-once, more, due]}
steps:
  - {id: bare, wait: paid, up_to: 1d, depends_on: bank}
  - {id: safe, wait: paid_again, up_to: 1d, depends_on: bank, else: []}
"""

GROWTH = """
journey: bakery-card
indicators: {visits: {share: bought, within: 7d, expect: 30 %}}
changes: {less: {of: visits, down: 30 %, over: 14d}}
loyalty: {mechanics: {tenth: {kind: discount}}}
requests: {bread: {importance: 5}, cake: {importance: 2}, walk-in: {importance: 5, touchpoints: [counter, stand]}}
teams: {bakers: {title: Bakers}, sellers: {title: Sellers, department: shop, hours: mon-sat 06:00-18:00}}
touchpoints:
  counter: {channel: office, responsible: sellers}
  stand: {channel: office, responsible: bakers}
systems: {till: {kind: internal, crisis: old}, oven: {kind: internal, crisis: kept}}
crises: {old: {when: x, review: 2025-01-01}, kept: {when: y, review: 2026-09-01}}
algorithms: {recipe: {rule: Flour first}}
"""

FLOW = """
journey: parcel
start: sent
success: delivered
steps:
  - {wait: collected, up_to: 1d, else: [{end: lost}]}
  - {id: again, wait: collected, up_to: 2d}
  - {id: heard, wait: collected, up_to: 2d, since: step}
  - {wait: 3d}
  - {wait: 3d}
  - {id: named, wait: 3d}
  - {id: endless, task: Call, to: x, due: 1d, else: [{end: lost}]}
  - {id: ring, task: Ring, to: x, due: 1d, up_to: 2d, else: [{end: lost}]}
  - {id: loop, emit: turned}
  - {id: turn, back_to: loop, max_visits: unlimited}
  - {id: never, wait: 4d}
"""

NAMES = """
journey: zoo
start: ticket_bougt
success: gate_opened
reentry: once_per_key
events: {ticket_bought: {properties: {order: text}}, gate_opened: {title: The gate opens}}
"""

KEYED = """
journey: theatre
key: seat
events:
  bare: {properties: {row: text}}
  whole: {properties: {row: text, seat: text}}
  free: {key: none, properties: {row: text}}
  unplanned: {title: No plan of its properties}
"""

TRIALS = """
journey: try-tea
experiments:
  tone: {arms: {warm: 50 %, cool: 50 %}}
  idle: {arms: {a: 50 %, b: 50 %}}
  short: {arms: {a: 50 %, b: 30 %}, holdout: 10 %}
  whole: {arms: {a: 33.3 %, b: 33.3 %, c: 33.4 %}}
touchpoints:
  hello:
    variants:
      tone: {warm: {cta: Dear}, hot: {cta: Hey}}
      short: {a: {cta: x}}
      whole: {a: {cta: x}}
"""

SENT = """
journey: two-parts
start: ordered
components: {tea: {app: Tea, done: tea_drunk}}
indicators:
  empty: {title: Nothing yet}
  rhythm: {habit: tea_drunk, expect: 20 %}
  plain: {share: tea_drunk, within: 7d, expect: 20 %}
forms: {shown: {touchpoint: hello}, hidden: {title: H}}
surveys: {unasked: {kind: nps}}
touchpoints:
  hello: {channel: sms, communication: 'Next: {{ component.title }}'}
  inner: {channel: sms, class: service, communication: 'Next: {{ component.title }}'}
steps:
  - {send: hello}
  - {for_each: component, steps: [{send: inner}]}
"""

LOCALES = """
journey: museum
locales: [ru, en, fa]
title: Музей
goal: {client: {ru: Увидеть, en: To see}, business: {ru: а, en: b, fa: c}}
"""

WAIVED = """
journey: power-cut
goal: {business: Fewer calls}
success: light_on
indicators: {calm: {share: light_on, within: 1d, expect: 80 %}}
touchpoints:
  sms: {channel: sms, communication: Light at six, target_action: read, evaluation: {within: 1h, expect: 50 %}}
waive:
  - {rule: ST01, because: The goal comes in autumn, until: 2026-08-31}
  - {rule: RO01, at: touchpoints.sms, because: The team comes}
  - {rule: ZZ01, because: x, until: 2030-01-01}
  - {rule: PR01, because: x, until: 2030-01-01}
  - {rule: LV01, because: There is no log yet, until: 2030-01-01}
"""

CASES: dict[str, tuple[str, str, list[str]]] = {
    "a goal without the company's half": ("ST01", "journey: a\ngoal: {client: I sleep well}", ["goal.business"]),
    "an empty file leaves out both halves, once": ("ST01", "journey: a", ["goal.client"]),
    "a hotel with two empty stages": (
        "ST02",
        (
            "journey: a\nstages: [{id: come, title: I come}, {id: sleep, title: I sleep}, {id: go, title: I go}]\n"
            "touchpoints: {desk: {stage: come}}"
        ),
        ["stages"],
    ),
    "a journey of one stage leaves none out": (
        "ST02",
        "journey: a\nstages: lifecycle\nstage: onboarding\ntouchpoints: {hello: {channel: email}}",
        [],
    ),
    "what lies under and after the stages may be empty": (
        "ST02",
        (
            "journey: a\ntouchpoints: {desk: {stage: come}}\n"
            "stages: [{id: come}, {id: love, kind: cross_cutting}, {id: after, kind: post_exit}]"
        ),
        [],
    ),
    "an end is no success": ("ST03", "journey: a\nstart: b\nsteps: [{end: sold}]", ["success"]),
    "a message may be sent from everywhere": ("ST04", REACHABLE, ["touchpoints.forgotten"]),
    "all ways of a switch end": (
        "ST04",
        "journey: a\nstart: b\nsteps:\n- {switch: plan, cases: {a: [{end: a}]}, else: [{end: c}]}\n- {wait: 2d}",
        ["steps[1]"],
    ),
    "a switch that nothing fits goes on": (
        "ST04",
        "journey: a\nstart: b\nsteps:\n- {switch: plan, cases: {a: [{end: a}]}}\n- {wait: 2d}",
        [],
    ),
    "a holdout passes by a split whose arms end": (
        "ST04",
        (
            "journey: a\nstart: b\nexperiments: {e: {arms: {a: 40 %, b: 40 %}, holdout: 20 %}}\n"
            "steps: [{split: e, arms: {a: [{end: a}], b: [{end: b}]}}, {wait: 2d}]"
        ),
        [],
    ),
    "a map sends nothing yet": ("ST04", "journey: a\ntouchpoints: {t: {channel: sms}}", []),
    "a stage called like a department": ("ST05", DEPARTMENT, ["stages[1].title"]),
    "thirteen stages": (
        "ST06",
        f"journey: a\nstages: [{', '.join(f'{{id: s{n}}}' for n in range(13))}]",
        ["stages"],
    ),
    "nobody answers": (
        "RO01",
        ROWS,
        [f"touchpoints.{n}.responsible" for n in ["bound", "share", "bare", "half", "words", "mute"]],
    ),
    "no evaluation": ("RO02", ROWS, ["touchpoints.bare.evaluation"]),
    "an evaluation in words": ("RO03", ROWS, ["touchpoints.half.evaluation", "touchpoints.words.evaluation"]),
    "nothing is said": ("RO04", ROWS, ["touchpoints.mute.communication"]),
    "answered questions are not counted": (
        "RO05",
        MAPPED,
        [f"answers.{n}" for n in ["compare", "leave", "settle", "sign"]],
    ),
    "own stages that map to none have no questions": ("RO05", KNEE, []),
    "the company's words in two languages": (
        "RO06",
        VOICE,
        ["touchpoints.hall.communication", "touchpoints.bar.signpost"],
    ),
    "one product of three is led nowhere": ("AC01", PARTS, ["products.plug.done"]),
    "success on first use is a lead": (
        "AC01",
        "journey: a\nstart: b\nsuccess: all(used, liked)\nproducts: {p: {needs: [set_up], done: used}}",
        [],
    ),
    "two days of silence after the signature": (
        "AC02",
        "journey: a\nstages: lifecycle\nstage: onboarding\nstart: b\nsteps: [{wait: 2d}]",
        ["steps[0]"],
    ),
    "a thank-you page tells what and when": (
        "AC02",
        (
            "journey: a\nstages: lifecycle\nstage: onboarding\nstart: b\nsteps: [{wait: 2d}]\n"
            "touchpoints: {ty: {channel: web, communication: {text: Thanks, what: A box, when: 1d}}}"
        ),
        [],
    ),
    "somebody else runs an observed journey": ("AC02", KNEE, []),
    "a guest without a guide": ("AC03", PARTS, ["roles.guest"]),
    "a guest without an end": ("AC04", PARTS, ["roles.guest.done"]),
    "parts of a bundle": ("AC05", PARTS, ["components.hub.done", "components.siren.app"]),
    "a guide on the web only": ("AC06", PARTS, ["guides.start"]),
    "a guide without reasons is one finding": ("AC07", PARTS, ["guides.start.steps[1].why"]),
    "a wait for ever": ("AC08", REMINDERS, ["steps[6].until"]),
    "a reminder that does not look": ("AC09", REMINDERS, ["steps[1].touchpoint"]),
    "rungs over one channel": ("AC10", REMINDERS, ["steps[1]", "steps[3]"]),
    "a visit nobody announces": ("AC11", HOME_VISIT, ["visits.mover.slots", "steps[1].announce"]),
    "a no that leads nowhere": ("AC12", HOME_VISIT, ["guides.g.steps[0]", "steps[2].refused"]),
    "onboarding by another name": ("ON01", MAPPED, ["stages[2].min"]),
    "a stage of one's own that forbids": ("ON02", MAPPED, ["touchpoints.car-too.class"]),
    "an offer at a touchpoint of onboarding": (
        "ON02",
        (
            "journey: a\nstages: lifecycle\nstage: onboarding\noffers: {o: {class: cross_sell}}\n"
            "touchpoints: {t: {channel: email, offers: o}}"
        ),
        ["touchpoints.t.offers"],
    ),
    "guides of onboarding": ("ON03", MAPPED, ["guides"]),
    "no indicator": ("ON04", MAPPED, ["indicators"]),
    "a task without a deputy or a day": ("ON05", PEOPLE, ["steps[1].deputy", "steps[2].due"]),
    "an approval that hears a yes only": ("ON06", PEOPLE, ["steps[4]"]),
    "words that leave something open": ("ON07", MAPPED, ["touchpoints.hello.communication.who"]),
    "a field for nobody": ("FO01", FORMS, ["forms.ride.fields.nobody"]),
    "a field for much later": ("FO02", FORMS, ["forms.ride.fields.late.used_by"]),
    "a phone asked twice": ("FO03", FORMS, ["forms.again.fields.mobile"]),
    "strangers at the door": ("FO04", FORMS, ["sign_up"]),
    "six fields": ("FO05", FORMS, ["forms.ride"]),
    "instalments without a number": ("PR01", PRICES, ["offers.half.price.pay.times"]),
    "a till before the price": ("PR02", PRICES, ["touchpoints.till.depends_on"]),
    "a payment without another way": ("PR03", PRICES, ["steps[0].on_error"]),
    "a choice without a helper": ("SE02", MAPPED, ["touchpoints.page.help"]),
    "one direction only": ("EV01", GROWTH, ["changes"]),
    "one condition of two": ("EV02", PRICES, ["offers.more.when"]),
    "a discount is all": ("LO01", GROWTH, ["loyalty.mechanics"]),
    "no exit for the client": ("OF01", MAPPED, ["exit"]),
    "a farewell that is left out needs no exit": (
        "OF01",
        (
            "journey: a\nstages: {use: lifecycle, skip: {offboarding: The course ends by itself}}\n"
            "touchpoints: {t: {stage: sale}}"
        ),
        [],
    ),
    "two offers to stay and two errands": ("OF02", MAPPED, ["touchpoints.call"]),
    "nothing after the farewell": ("OF03", MAPPED, ["exit"]),
    "a stage after the farewell": (
        "OF03",
        (
            "journey: a\nstages: [{id: go, maps_to: lifecycle/offboarding}, {id: after, kind: post_exit}]\n"
            "touchpoints: {t: {stage: go}, u: {stage: after}}"
        ),
        [],
    ),
    "no support": ("SU01", MAPPED, ["support"]),
    "support of its own": ("SU01", GYM, []),
    "a plan whose day is today is not old": ("SU03", GROWTH, []),
    "an important request goes nowhere": ("RQ01", GROWTH, ["requests.bread.touchpoints"]),
    "a stand without hours": ("RQ02", GROWTH, ["touchpoints.stand.hours"]),
    "bakers without a department": ("BP01", GROWTH, ["touchpoints.stand.responsible"]),
    "a wait for what was heard": ("LA01", FLOW, ["steps[1].until"]),
    "two rests": ("LA02", FLOW, ["steps[4]"]),
    "a time that is never over": ("LA03", FLOW, ["steps[6].else"]),
    "a turn without a rest": ("LA04", FLOW, ["steps[9].step"]),
    "what follows an endless turn": ("ST04", FLOW, ["steps[10]"]),
    "a rung behind the end": ("LA05", REMINDERS, ["steps[5].ladder[1]"]),
    "a plan without the key": ("LA06", KEYED, ["events.bare.properties"]),
    "a slip": ("LA07", NAMES, ["start.for"]),
    "nothing declared, nothing to compare": ("LA07", "journey: a\nstart: order_payed\nsuccess: order_paid", []),
    "an early goal": ("LA08", FLOW, ["success"]),
    "once per nothing": ("LA09", NAMES, ["reentry"]),
    "a map in three languages": ("LA10", LOCALES, ["title", "title"]),
    "a hot arm": ("LA11", TRIALS, ["touchpoints.hello.variants.tone.hot"]),
    "arms that do not differ": ("LA12", TRIALS, ["experiments.idle"]),
    "arms and holdout": ("LA13", TRIALS, ["experiments.short.arms"]),
    "a message without a class": ("LA14", SENT, ["touchpoints.hello.class"]),
    "a component that is not there": ("LA15", SENT, ["touchpoints.hello.communication"]),
    "what cannot be counted": ("LA16", SENT, ["indicators.empty.share", "indicators.rhythm.in"]),
    "what nobody meets": ("LA17", SENT, ["forms.hidden", "surveys.unasked"]),
    "a question nobody asks": ("LA20", MAPPED, ["answers.sign.sped"]),
    "a goal whose waiver is over is found again": ("ST01", WAIVED, ["goal.client"]),
    "a waiver without end excuses still": ("RO01", WAIVED, []),
    "yesterday's waiver": ("WA01", WAIVED, ["waive[0].until"]),
    "an endless waiver": ("WA02", WAIVED, ["waive[1]"]),
    "an idle waiver; one that needs a log is not": ("WA03", WAIVED, ["waive[3]"]),
    "a waiver of nothing": ("WA04", WAIVED, ["waive[2].rule"]),
}

BESIDE_WORKSPACE: dict[str, tuple[str, str, list[str]]] = {
    "a till without a plan is told where it is first needed": (
        "SU03",
        "journey: a\ntouchpoints: {one: {channel: sms, depends_on: bank}, two: {channel: sms, depends_on: bank}}",
        ["touchpoints.one.depends_on"],
    ),
    "a message nobody can answer": (
        "SU02",
        (
            "journey: a\ntouchpoints: {mute: {channel: sms}, helped: {channel: sms, help: front},"
            " both: {channel: [sms, email]}}"
        ),
        ["touchpoints.mute.channel"],
    ),
    "a choice before a page": ("SE01", MAPPED, ["touchpoints.page.channel"]),
    "one lively channel": (
        "SE01",
        "journey: a\nstages: lifecycle\nstage: selection\ntouchpoints: {p: {channel: web}, o: {channel: office}}",
        [],
    ),
    "the workspace's department is no name for a stage": (
        "ST05",
        "journey: a\nstages: [{id: one, title: Operations}, {id: two, title: I wait}]",
        ["stages[0].title"],
    ),
    "a deputy of the workspace covers a task": (
        "ON05",
        "journey: a\nstart: b\nsteps: [{task: Call, to: front, due: 1d}, {id: b, task: Pay, to: back, due: 1d}]",
        ["steps[1].deputy"],
    ),
}


def subject(text: str, beside: Sequence[str] = (), workspace: Workspace | None = None) -> Subject:
    """A journey as the linter sees it; it has no problem of its own."""
    read = read_definition(text.encode(), workspace=workspace, schemes=shipped_schemes())
    assert isinstance(read.value, Journey)
    assert not read.problems
    others = tuple(subject(other).journey for other in beside)
    return Subject(read.value, workspace, shipped_schemes(), read.places, TODAY, others)


def found(text: str, *beside: str) -> tuple[Finding, ...]:
    """What is found in a journey that stands alone, or beside others."""
    return lint(subject(text, beside))


def group() -> Workspace:
    """The workspace of some cases."""
    value = read_definition(WORKSPACE.encode(), schemes=shipped_schemes()).value
    assert isinstance(value, Workspace)
    return value


@pytest.mark.parametrize(("rule", "text", "paths"), CASES.values(), ids=CASES)
def test_a_rule_means_what_its_sentence_says(rule: str, text: str, paths: list[str]) -> None:
    """The rule fires at these places of a whole journey and at no others."""
    assert sorted(dotted(one.path) for one in found(text) if one.rule == rule) == sorted(paths)


@pytest.mark.parametrize(("rule", "text", "paths"), BESIDE_WORKSPACE.values(), ids=BESIDE_WORKSPACE)
def test_a_rule_knows_the_workspace(rule: str, text: str, paths: list[str]) -> None:
    """What the workspace declares is judged as if the journey had said it."""
    findings = lint(subject(text, workspace=group()))
    assert [dotted(one.path) for one in findings if one.rule == rule] == paths


def test_an_observed_journey_of_a_hospital_has_no_finding() -> None:
    """A whole journey that somebody else runs, with stages of its own, keeps every rule."""
    assert found(KNEE) == ()


def test_a_journey_of_one_stage_is_not_asked_for_the_others() -> None:
    """A gym's first weeks lack answers and content, and nothing of the seven stages that they are not about."""
    assert sorted({one.rule for one in found(GYM)}) == ["ON03", "RO05"]


def test_a_file_with_a_name_only_is_told_three_things() -> None:
    """Who has only begun reads what a journey cannot do without, as warnings."""
    findings = found("journey: begun")
    assert [(one.rule, one.level) for one in findings] == [("ON04", "W"), ("ST01", "W"), ("ST03", "W")]


@pytest.mark.parametrize("rule", ["ST03", "AC01", "AC03", "AC05", "ON04"])
def test_what_blocks_a_launch_is_an_error_once_there_are_steps(rule: str) -> None:
    """The same fault is a warning on a map, and an error where it runs."""
    text = "journey: a\nproducts: {p: {needs: [set_up]}}\nroles: {a: {}, b: {}}\ncomponents: {c: {title: C}}\n"
    on_map = {one.level for one in found(text) if one.rule == rule}
    running = {one.level for one in found(text + "start: b\nsteps: [{wait: 1d}]\n") if one.rule == rule}
    assert (on_map, running) == ({"W"}, {"E"})


def test_journeys_of_one_workspace_know_each_other() -> None:
    """A name twice is found, and so is a hand-over to nobody; one to a neighbour is not."""
    text = "journey: a\nstart: b\nsteps: [{start: next-one}, {start: nobody}]"
    findings = found(text, "journey: a", "journey: next-one")
    assert [dotted(one.path) for one in findings if one.rule == "LA18"] == ["journey"]
    assert [dotted(one.path) for one in findings if one.rule == "LA19"] == ["steps[1].journey"]


def test_a_person_is_not_told_the_same_twice_of_one_place() -> None:
    """No journey here has two findings of one rule with the same words at the same place."""
    for _, text, _ in CASES.values():
        told = [(one.rule, one.path, tuple(sorted(one.params.items()))) for one in found(text)]
        assert len(told) == len(set(told))
