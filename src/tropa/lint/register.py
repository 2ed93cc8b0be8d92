"""All rules, in the order of the reference, and those that wait for what a file cannot know."""

from __future__ import annotations

from tropa.lint.live import LIVE_RULES
from tropa.lint.rule import Rule
from tropa.lint.rules.activation import (
    ActivationForgotten,
    ComponentUnclear,
    GuideNobodyFinds,
    NobodySaysWhatNext,
    RoleWithoutEnd,
    RoleWithoutInstruction,
    StepWithoutWhy,
)
from tropa.lint.rules.choosing import (
    LeftAlone,
    NobodyToAsk,
    OneWayChange,
    StrangersSell,
)
from tropa.lint.rules.events import (
    GoalBeforeEntry,
    KeylessReentry,
    KeyNotCarried,
    SlipOfThePen,
)
from tropa.lint.rules.forms import (
    AskedTwice,
    FieldNobodyUses,
    FieldTooEarly,
    FormTooLong,
    OnlyThroughOthers,
)
from tropa.lint.rules.ladders import NaggedAllDay, NoTimeToAct, RungTooLate
from tropa.lint.rules.leaving import (
    HardToLeave,
    LoyaltyForMoney,
    NothingAfter,
    NoWayOut,
)
from tropa.lint.rules.onboarding import (
    ApprovalWithoutNo,
    NotAcquainted,
    NothingToJudgeBy,
    OnboardingLength,
    SellingTooSoon,
    SoonNeverComes,
    ThanksInSuspense,
)
from tropa.lint.rules.prices import (
    ChargedUnseen,
    NoWayWhenRefused,
    PriceInPieces,
)
from tropa.lint.rules.records import (
    AnswerToNothing,
    BlankWithoutComponent,
    ClassNotSaid,
    DeclaredInVain,
    IndicatorIncomplete,
    JourneyTwice,
    NoSuchJourney,
    TextNotTranslated,
)
from tropa.lint.rules.returning import (
    NoAnswerForNo,
    RemindsTheDiligent,
    VisitUnexplained,
    WaitForEver,
)
from tropa.lint.rules.rows import (
    CompanyVoice,
    EvaluationInWords,
    NobodyResponsible,
    QuestionOpen,
    RowIncomplete,
    TargetNotJudged,
)
from tropa.lint.rules.stages import (
    GoalMissing,
    NoSuccess,
    NothingLeadsHere,
    StageEmpty,
    StagesAreDepartments,
    TooMuchAtOnce,
)
from tropa.lint.rules.steps import (
    EndlessSpin,
    NeverElse,
    SecondLook,
    StepsAlike,
)
from tropa.lint.rules.support import (
    ClosedDoor,
    NoAnswerPossible,
    NoCrisisPlan,
    NothingBehind,
    NowhereToTurn,
    SupportNotPlanned,
)
from tropa.lint.rules.trials import ArmsIncomplete, TrialWithoutPlace, UnknownArm
from tropa.lint.rules.unfinished import NobodyDoesIt, SentNowhere, StepUnfinished
from tropa.lint.rules.ways_back import OneChannelOnly
from tropa.lint.waivers import WAIVER_RULES

RULES: tuple[Rule, ...] = (
    GoalMissing(),
    StageEmpty(),
    NoSuccess(),
    NothingLeadsHere(),
    StagesAreDepartments(),
    TooMuchAtOnce(),
    NobodyResponsible(),
    TargetNotJudged(),
    EvaluationInWords(),
    RowIncomplete(),
    QuestionOpen(),
    CompanyVoice(),
    ActivationForgotten(),
    NobodySaysWhatNext(),
    RoleWithoutInstruction(),
    RoleWithoutEnd(),
    ComponentUnclear(),
    GuideNobodyFinds(),
    StepWithoutWhy(),
    WaitForEver(),
    RemindsTheDiligent(),
    OneChannelOnly(),
    VisitUnexplained(),
    NoAnswerForNo(),
    OnboardingLength(),
    SellingTooSoon(),
    NotAcquainted(),
    NothingToJudgeBy(),
    SoonNeverComes(),
    ApprovalWithoutNo(),
    ThanksInSuspense(),
    FieldNobodyUses(),
    FieldTooEarly(),
    AskedTwice(),
    OnlyThroughOthers(),
    FormTooLong(),
    PriceInPieces(),
    ChargedUnseen(),
    NoWayWhenRefused(),
    LeftAlone(),
    NobodyToAsk(),
    OneWayChange(),
    StrangersSell(),
    LoyaltyForMoney(),
    NoWayOut(),
    HardToLeave(),
    NothingAfter(),
    SupportNotPlanned(),
    NoAnswerPossible(),
    NoCrisisPlan(),
    NowhereToTurn(),
    ClosedDoor(),
    NothingBehind(),
    SecondLook(),
    StepsAlike(),
    NeverElse(),
    EndlessSpin(),
    RungTooLate(),
    KeyNotCarried(),
    SlipOfThePen(),
    GoalBeforeEntry(),
    KeylessReentry(),
    TextNotTranslated(),
    UnknownArm(),
    TrialWithoutPlace(),
    ArmsIncomplete(),
    ClassNotSaid(),
    BlankWithoutComponent(),
    IndicatorIncomplete(),
    DeclaredInVain(),
    JourneyTwice(),
    NoSuchJourney(),
    AnswerToNothing(),
    NoTimeToAct(),
    NaggedAllDay(),
    StepUnfinished(),
    NobodyDoesIt(),
    SentNowhere(),
)
"""Rules that a definition alone can decide."""

WAITING = ("ST07", "ON08", "BP02", "IM01", "IM02", "IM03", "LV03", "LV04", "LV06")
"""Rules of the requirements that need what neither file nor log knows: reviews, tests, groups, complaints, walks."""

KNOWN = frozenset({*(rule.id for rule in (*RULES, *LIVE_RULES, *WAIVER_RULES)), *WAITING})
"""Every id that a waiver may name."""
