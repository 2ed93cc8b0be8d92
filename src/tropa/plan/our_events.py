"""The events that Tropa writes or takes itself, by name.

Inputs decide something when they come; outputs are told to the log and never decide anything when a
log is replayed (rule R21).  What each carries:

========================  ===========================================================
``task_done``             ``task`` (its id, or the step's name), ``outcome``
``visit_planned``         ``visit``, ``slot`` (an instant in ISO 8601)
``visit_ended``           ``visit``, ``outcome``
``invite_accepted``       ``invite`` (the invitation's id); of the customer who joins
``invite_refused``        ``role``, or ``invite``
``survey_answered``       ``survey``, ``answer``
``reminder_refused``      ``step`` (its name; default: whatever reminds now), ``component``, ``reason``
``hook_done``             ``step``
``hook_failed``           ``step``, ``reason``
``run_requested``         ``journey``, and the properties a start event would carry
``run_ended``             ``journey``, ``outcome``, ``request`` (the request that began the run)
``message_failed``        ``message`` (its id), ``journey``, ``step``, ``channel``, ``reason``
                          (``engine.undelivered`` says the rest); of the run's first participant
``segment_entered``       ``segment``
``segment_left``          ``segment``
``segment_enrolled``      ``journey``, ``segment``; of a customer who is in it when a version is published
``stages_sought``         ``journey``; of a customer who was known before a version is published
``hold_released``         ``hold`` (its id); of each customer whom it held
``entry_queued``          ``journey``, ``hold``, and the properties of the event that would have begun a run
``crisis_declared``       ``crisis``, ``cause`` (the event that began it); of each customer who is to be told
``run_migrated``          ``journey``, ``old``, ``new`` (versions), ``choices``, ``rest`` (``engine.migrating``)
``customer_merged``       ``into`` (the customer who stays)
``behaviour_changed``     ``change``
``baseline_ready``
========================  ===========================================================
"""

from __future__ import annotations

from tropa.plan.resolve import MESSAGE_SENT, VISIT_ENDED

__all__ = ["VISIT_ENDED"]

TASK_DONE = "task_done"
VISIT_PLANNED = "visit_planned"
VISIT_LATE = "visit_late"
INVITE_ACCEPTED = "invite_accepted"
INVITE_REFUSED = "invite_refused"
SURVEY_ANSWERED = "survey_answered"
REMINDER_REFUSED = "reminder_refused"
HOOK_DONE = "hook_done"
HOOK_FAILED = "hook_failed"
RUN_REQUESTED = "run_requested"
RUN_ENDED = "run_ended"
MESSAGE_FAILED = "message_failed"
EXPERIMENT_ASSIGNED = "experiment_assigned"
SEGMENT_ENTERED = "segment_entered"
SEGMENT_LEFT = "segment_left"
SEGMENT_ENROLLED = "segment_enrolled"
STAGES_SOUGHT = "stages_sought"
HOLD_RELEASED = "hold_released"
ENTRY_QUEUED = "entry_queued"
CRISIS_DECLARED = "crisis_declared"
CUSTOMER_MERGED = "customer_merged"
RUN_MIGRATED = "run_migrated"

UNDERTAKEN = frozenset(
    {
        MESSAGE_SENT,
        MESSAGE_FAILED,
        VISIT_LATE,
        RUN_REQUESTED,
        RUN_ENDED,
        RUN_MIGRATED,
        EXPERIMENT_ASSIGNED,
        SEGMENT_ENTERED,
        SEGMENT_LEFT,
        SEGMENT_ENROLLED,
        STAGES_SOUGHT,
        HOLD_RELEASED,
        ENTRY_QUEUED,
        CRISIS_DECLARED,
        CUSTOMER_MERGED,
    }
)
"""What runs do, and what is done to them: no deed of a customer, so that ``'*'`` does not mean it."""

INPUTS = frozenset(
    {
        TASK_DONE,
        VISIT_PLANNED,
        VISIT_ENDED,
        INVITE_ACCEPTED,
        INVITE_REFUSED,
        SURVEY_ANSWERED,
        REMINDER_REFUSED,
        HOOK_DONE,
        HOOK_FAILED,
        RUN_REQUESTED,
        RUN_ENDED,
        MESSAGE_FAILED,
        SEGMENT_ENROLLED,
        STAGES_SOUGHT,
        HOLD_RELEASED,
        ENTRY_QUEUED,
        CRISIS_DECLARED,
        CUSTOMER_MERGED,
        RUN_MIGRATED,
    }
)
"""What every script listens to, whatever its file says."""

OURS = UNDERTAKEN | INPUTS
"""What is written here, or by whoever works with customers, and not told by a customer's own device."""
