"""What a handler may ask for. The list is closed: the shell performs each kind in one ``match``.

Effects are frozen values. Those of ``kept`` change only our own records; those of ``done`` act on the homeserver.
"""

from __future__ import annotations

from fourwalls.group.effects.done import (
    AcceptIdentity,
    AnswerInvite,
    Evict,
    FoundGroup,
    Invite,
    MakeTokens,
    Pin,
    RaiseFlag,
    Redact,
    Relay,
    Say,
    ShowVerifications,
    TellGathered,
    TellManagers,
    Whisper,
    Withdraw,
)
from fourwalls.group.effects.kept import (
    Acknowledge,
    Agreed,
    Await,
    BeginDialogue,
    CloseDialogue,
    CloseGroup,
    CloseSession,
    ForgetApplication,
    GiveSeat,
    Greeted,
    Hide,
    HideAll,
    KeepApplication,
    KeepDraft,
    KeepShare,
    NameProfile,
    NoteBreach,
    OpenSession,
    Protect,
    PutBack,
    Record,
    Refused,
    RememberPassage,
    Shown,
    Speak,
    Strike,
    TakeBack,
    Unprotect,
)
from fourwalls.group.effects.walls import (
    Adopt,
    Repair,
    ShowDevices,
    Silence,
    Survey,
    Unlist,
    WithdrawInvites,
)
from fourwalls.group.effects.warned import PauseWarnings, ResumeWarnings, Warned, WarningAnswered

Kept = (
    GiveSeat
    | NameProfile
    | OpenSession
    | CloseSession
    | Record
    | Strike
    | Hide
    | PutBack
    | Warned
    | WarningAnswered
    | Acknowledge
    | Await
    | CloseGroup
    | Shown
    | Agreed
    | HideAll
    | Refused
    | KeepDraft
    | KeepShare
    | RememberPassage
    | KeepApplication
    | ForgetApplication
    | Greeted
    | BeginDialogue
    | Speak
    | CloseDialogue
    | TakeBack
    | NoteBreach
    | Unprotect
    | Protect
    | PauseWarnings
    | ResumeWarnings
)
"""Effects on our own records."""

Done = (
    Whisper
    | Say
    | TellManagers
    | RaiseFlag
    | Redact
    | Invite
    | Evict
    | Repair
    | Pin
    | FoundGroup
    | Silence
    | AnswerInvite
    | AcceptIdentity
    | ShowVerifications
    | Relay
    | Withdraw
    | MakeTokens
    | WithdrawInvites
    | Unlist
    | Survey
    | Adopt
    | ShowDevices
    | TellGathered
)
"""Effects on the homeserver."""

Effect = Kept | Done
