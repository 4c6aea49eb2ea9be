"""What the operator's files say, read so that a slip of the pen in one of them does not keep the house dark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bots.degraded import Degraded
from config import house as plan_file
from config import policyfile
from config import registration as registration_file
from config import walls as walls_file
from config.files import ConfigError, find_config, open_config
from config.house import House as Plan
from config.house import load_house
from config.lastgood import read_or_last_good
from config.policyfile import load_policy
from config.registration import load_registration
from config.settings import Settings
from config.walls import RoomContract, load_walls
from config.wording import Wording
from fourwalls.detection.risk.rules import RiskRules
from fourwalls.group.agreement import Policy
from fourwalls.group.people import RoomKind
from fourwalls.group.registration import Registering

_RISK = "risk.toml"


@dataclass(frozen=True, slots=True)
class Furnishings:
    """The files that count for this start, and which of the operator's own do not."""

    plan: Plan
    contracts: Mapping[RoomKind, RoomContract]
    risk: str
    wording: Wording
    policy: Policy
    registering: Registering
    lacking: frozenset[Degraded]


def furnish(settings: Settings) -> Furnishings:
    """Read every file.

    Raises:
        ConfigError: one cannot be used, and there was no good start before: nothing is promised to anybody yet.
    """
    plan = read_or_last_good(plan_file.FILE, settings.config, settings.data, load_house)
    contracts = read_or_last_good(walls_file.FILE, settings.config, settings.data, load_walls)
    risk = read_or_last_good(_RISK, settings.config, settings.data, risk_text)
    hours = plan.value.staffed_hours
    policy = read_or_last_good(policyfile.FILE, settings.config, settings.data, lambda at: load_policy(at, hours))
    registering = read_or_last_good(registration_file.FILE, settings.config, settings.data, load_registration)
    always = {"url": settings.portal_url, "organisation": plan.value.organisation}
    try:
        wording, own = Wording(settings.config, always), True
    except ConfigError:
        wording, own = Wording(None, always), False
    signs = {
        Degraded.HOUSE_FILE: plan.fault is not None,
        Degraded.WALLS_FILE: contracts.fault is not None,
        Degraded.RISK_FILE: risk.fault is not None,
        Degraded.WORDING_FILE: not own,
        Degraded.POLICY_FILE: policy.fault is not None,
        Degraded.REGISTRATION_FILE: registering.fault is not None,
    }
    lacking = frozenset(sign for sign, there in signs.items() if there)
    return Furnishings(plan.value, contracts.value, risk.value, wording, policy.value, registering.value, lacking)


def risk_text(folder: Path) -> str:
    """The cues of risk that count, once they are known to be usable. Raises ``ConfigError``."""
    text = open_config(_RISK, folder)
    try:
        RiskRules.parse(text)
    except ValueError as error:
        raise ConfigError(find_config(_RISK, folder), "whole file", str(error)) from None
    return text
