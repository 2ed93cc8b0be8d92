"""The worst map that anybody should bring: sixty touchpoints, the longest words, two scripts in one line."""

from __future__ import annotations

from tests.unit.draw.answers_by_hand import journey_of

from tropa.journey.model.journey import Journey

LONG = (
    "Автоматизированное самообслуживание",
    "Высококвалифицированный специалист-консультант",
    "Переосвидетельствование и перерегистрация",
    "Взаимозаменяемость комплектующих",
)
MIXED = (
    "سفارش Premium-2027 با کد ORD-۱۲۳ و ایمیل a.b@example",
    "پیوند https-portal/user_id=42 در پیامک",
    "نصب App نسخهٔ 3.1 روی SmartTV",
)
DEPARTMENTS = (
    "marketing",
    "service",
    "network",
    "Отдел клиентоориентированности и удовлетворённости",
    "risk",
)
STAGES, A_STAGE = 6, 10


def worst_text() -> str:
    """Write the journey as a file."""
    return "\n".join(
        [
            "journey: worst-case",
            f"title: {{ru: {LONG[0]} и {LONG[3]}, fa: '{MIXED[0]}'}}",
            "locales: [ru, fa]",
            "goal: {client: {ru: Электрифицировать загородное домовладение}}",
            "stages:",
            *(f"  - {{id: stage-{k}, title: {{ru: {LONG[k % 4]} {k}}}}}" for k in range(STAGES)),
            "  - {id: nothing-happens-here, title: Ничегонеделание}",
            "teams:",
            *(f"  team-{k}: {{title: {LONG[k % 4]}, department: {name}}}" for k, name in enumerate(DEPARTMENTS)),
            "  nobody-knows-where: {}",
            "systems:",
            *(
                f"  system-{k}: {{title: {LONG[k % 4]}, kind: {'external' if k % 2 else 'internal'}}}"
                for k in range(6)
            ),
            "algorithms:",
            *(
                f"  algorithm-{k}: {{title: {LONG[k % 4]}, rule: {LONG[(k + 1) % 4]}, owner: team-{k % 5}, "
                f"system: system-{k % 6}}}"
                for k in range(8)
            ),
            *_requests(),
            *_forms(),
            "touchpoints:",
            *(line for k in range(STAGES * A_STAGE) for line in _touchpoint(k)),
            "steps:",
            *(line for k in range(0, STAGES * A_STAGE, 3) for line in _steps(k)),
        ]
    )


def worst_journey() -> Journey:
    """Read it."""
    return journey_of(worst_text())


def _requests() -> list[str]:
    chain = " -> ".join(f"point-{k}" for k in range(0, 36, 6))
    return [
        "requests:",
        *(
            f"  request-{k}: {{title: {{ru: {LONG[k % 4]}, fa: '{MIXED[k % 3]}'}}, importance: {5 - k % 5}, "
            f"frequency: {k + 1}000 per month, touchpoints: ['{chain}', point-{k}]}}"
            for k in range(12)
        ),
        "  nobody-serves-this: {asks: Кто мне поможет}",
    ]


def _forms() -> list[str]:
    fields = [
        f"      field-{k}: {{title: {LONG[k % 4]}, required: {'yes' if k % 2 else 'no'}"
        + (", used_by: [team-1], personal: contact, keep: 90d}" if k % 3 else "}")
        for k in range(25)
    ]
    return ["forms:", "  everything-at-once:", "    touchpoint: point-0", "    fields:", *fields]


def _touchpoint(k: int) -> list[str]:
    mixed, word = MIXED[k % 3], LONG[k % 4]
    lines = [
        f"  point-{k}:",
        f"    title: {{ru: {word} {k}, fa: '{mixed}'}}",
        f"    stage: stage-{k // A_STAGE}",
        f"    channel: [{', '.join(('sms', 'telegram-business-account-of-the-region', 'web')[: k % 3 + 1])}]",
    ]
    if k % 7 == 6:
        return lines
    return [
        *lines,
        f"    communication: {{ru: '{word}: {{{{ order.delivery_identifier }}}}', fa: '{mixed} {{{{ id }}}}'}}",
        f"    target_action: {'any(' if k % 5 else 'all('}{word.replace(' ', '_')}, ثبت_Order_{k})",
        f"    responsible: {'nobody-knows-where' if k % 11 == 3 else f'team-{k % 5}'}",
        f"    emotion: {k % 7 - 3}",
        f"    help: team-{(k + 1) % 5}",
        *([f"    backstage: [algorithm-{k % 8}, algorithm-{(k + 3) % 8}]"] if k % 2 else []),
        f"    depends_on: [system-{k % 6}]",
        f"    signpost: {LONG[(k + 2) % 4]}",
    ]


def _steps(k: int) -> list[str]:
    return [
        f"  - wait: ثبت_Order_{k}",
        "    up_to: 3d",
        "    else:",
        f"      - send: point-{k}",
        f"  - send: point-{k + 1}",
    ]
