"""The reference of the linter: every rule, from its class and its words."""

from __future__ import annotations

from collections.abc import Iterable
from inspect import cleandoc

from tropa.data.words import Words
from tropa.lint import LIVE_RULES, RULES, AnyRule, Rule
from tropa.lint.register import WAITING
from tropa.lint.waivers import WAIVER_RULES

FAMILIES = {
    "ST": "The journey as a whole",
    "RO": "The row of the table",
    "AC": "Activation and the way back",
    "ON": "Onboarding",
    "FO": "Forms",
    "PR": "Prices and payments",
    "SE": "Selection",
    "EV": "Evolution",
    "LO": "Loyalty",
    "OF": "Leaving",
    "SU": "Support and crises",
    "RQ": "Requests",
    "BP": "Behind the scenes",
    "LA": "What the language implies",
    "LV": "What the events tell",
    "WA": "Waivers",
}
"""Headings by the two letters that begin an id, in the order of the page."""

ALL: tuple[AnyRule, ...] = (*RULES, *LIVE_RULES, *WAIVER_RULES)


def lint_page() -> str:
    """A table of all rules, and a section for each with why, what to do, and its two examples."""
    words = Words("en")
    lines = ["| rule | level | fires when |", "|---|---|---|"]
    lines += [f"| [{rule.id}](#{rule.id.lower()}) | {rule.level} | {summary(rule)} |" for rule in ALL]
    lines += ["", f"Not yet, for want of what neither file nor log knows: {', '.join(WAITING)}.", ""]
    for letters, heading in FAMILIES.items():
        rules = [rule for rule in ALL if rule.id.startswith(letters)]
        lines += [f"## {heading}", ""] if rules else []
        lines += [line for rule in rules for line in _section(rule, words)]
    return "\n".join(lines) + "\n"


def summary(rule: AnyRule) -> str:
    """When a rule fires, in one sentence."""
    return cleandoc(type(rule).__doc__ or "").split("\n\n")[0].replace("\n", " ").rstrip(".")


def _section(rule: AnyRule, words: Words) -> Iterable[str]:
    launch = ", from the day there are steps to launch; W before" if rule.level == "E" else ""
    return (
        f"({rule.id.lower()})=",
        f"### {rule.id} {summary(rule)}",
        "",
        f"Level {rule.level}{launch}. {words.text(f'lint.{rule.id}.why')}",
        "",
        f"*To do:* {words.text(f'lint.{rule.id}.do')}",
        "",
        f"*Source:* {', '.join(rule.source)}.",
        "",
        *(_examples(rule) if isinstance(rule, Rule) else ("With `tropa check --events` only.", "")),
    )


def _examples(rule: Rule) -> Iterable[str]:
    beside = ("", f"Beside `{rule.beside.strip()}`.") if rule.beside else ()
    return ("```yaml", "# bad", rule.bad.strip(), "", "# good", rule.good.strip(), "```", *beside, "")
