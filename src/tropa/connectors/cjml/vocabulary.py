"""The words of CJML 2 that Tropa knows, and which of them a definition has a place for."""

from __future__ import annotations

VERSION = "2.0"

PLANNED, ACTUAL = "plannedJourney", "actualJourney"
"""A journey as it should be, and one as it went for somebody."""

POINTS = {
    "plannedCommunicationPoint": True,
    "actualCommunicationPoint": True,
    "plannedAction": False,
    "actualAction": False,
}
"""A step of the journey, and whether somebody is spoken to in it."""

NOBODY = "company"
"""The provider of a row for which nobody answers yet: a provider of this id that has no name."""

HAPPENED = frozenset(
    {
        "timestamps",
        "touchpointExperience",
        "journeyExperience",
        "compliance",
        "complianceContent",
        "complianceSequence",
        "complianceTiming",
        "journeyStatus",
    }
)
"""What is told of one passage: a definition says what should be, a log says what was."""

READ = {
    "CJML": {"plannedJourney", "actualJourney"},
    "journey": {
        "journeyID",
        "journeyTitle",
        "journeyShortSummary",
        "journeyPhases",
        "actors",
        "touchpoints",
    },
    "journeyPhases": {"journeyPhase"},
    "journeyPhase": {"phaseName", "phaseDescription"},
    "actors": {"endUser", "serviceProvider"},
    "endUser": {"actorName"},
    "serviceProvider": {"actorName", "companyName"},
    "touchpoints": set(POINTS),
    "point": {"touchpointID", "belongsTo", "initiator", "receiver", "channel", "message", "comment"},
    "initiator": {"refersTo", "initiatorLabel"},
    "receiver": {"refersTo", "receiverLabel"},
    "channel": {"channelName"},
}
"""Elements that are carried over, by the element around them; all journeys and all points are alike."""

CHANNELS = {
    "e-mail": "email",
    "letter": "post",
    "telephone": "phone",
    "appOnSmartphone": "app",
    "internetViaPC": "web",
}
"""Names of channels in CJML's tools that have a usual id here."""
