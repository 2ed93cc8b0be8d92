"""The linter: what a definition alone shows to be missing, contradictory or unkind.

One class a rule.  A rule bears its level, its source and two examples, and the examples are its
test: laid over a clean journey the bad one makes this rule fire, at its place, and no other rule;
the good one makes none fire.  Sentences live in the catalogues under ``lint.<rule>``.
"""

from tropa.lint.finding import Change, Finding, Fix, Param, Unnamed
from tropa.lint.live import LIVE_RULES, Live, LiveRule
from tropa.lint.register import RULES
from tropa.lint.rule import AnyRule, Found, Rule
from tropa.lint.run import lint
from tropa.lint.subject import Subject

__all__ = [
    "LIVE_RULES",
    "RULES",
    "AnyRule",
    "Change",
    "Finding",
    "Fix",
    "Found",
    "Live",
    "LiveRule",
    "Param",
    "Rule",
    "Subject",
    "Unnamed",
    "lint",
]
