"""The words of UJG that Tropa knows."""

from __future__ import annotations

EDITION = "https://ujg.specs.openuji.org/tr/2026.06/ns/"
"""Where the edition that is written publishes its contexts; nothing is ever fetched from there."""

CONTEXTS = tuple(f"{EDITION}{module}.context.jsonld" for module in ("core", "graph", "experience"))

DOCUMENT = "UJGDocument"
JOURNEY, STATE, COMPOSITE, TRANSITION = "Journey", "State", "CompositeState", "Transition"
ENTRY, EXIT = "JourneyEntry", "JourneyExit"
STEP, PHASE, TOUCHPOINT = "ExperienceStep", "Phase", "Touchpoint"

READ = {
    JOURNEY: {"label", "startState", "stateRefs", "transitionRefs", "defaultEntryRef", "entryRefs", "exitRefs"},
    STATE: {"label"},
    COMPOSITE: {"label"},
    TRANSITION: {"from", "to"},
    ENTRY: {"stateRef"},
    EXIT: {"label"},
    STEP: {"label", "stateRefs", "phaseRef", "touchpointRefs"},
    PHASE: {"label", "order"},
    TOUCHPOINT: {"label", "channel"},
}
"""Kinds of nodes that are carried over, with their properties that are."""

REFERENCES = ("stateRefs", "exitRefs", "phaseRef", "touchpointRefs")
"""Properties by which what is carried over refers to other nodes."""

RUNTIME = frozenset({"JourneyExecution", "JourneyInstance", "RuntimeEvent"})
"""What is told of one passage: a definition says what should be, a log says what was."""
