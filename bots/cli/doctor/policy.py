"""Whether the policy's file is what people are asked to agree to."""

from __future__ import annotations

from collections.abc import Iterator

from bots.cli.doctor.finding import Finding, Level
from bots.cli.doctor.records import Told
from config.files import ConfigError
from config.policyfile import FILE, load_policy
from config.settings import Settings
from fourwalls.group.agreement import Policy
from fourwalls.storage.agreements import Published, judged


def look(settings: Settings, told: Told) -> Iterator[Finding]:
    """A file that does not count, beside the text that does. A file that cannot be read is ``files.policy``'s."""
    try:
        written = load_policy(settings.config)
    except ConfigError:
        return
    if told.policy is not None:
        yield _beside(told.policy, written)


def _beside(current: Policy, written: Policy) -> Finding:
    found = Finding("policy", "policy", seen=f"version {current.version} is in force")
    if not judged(current, written).refused:
        return found
    other = judged(current, written) is Published.OTHER_WORDS
    what = "other words under the same version" if other else f"version {written.version}"
    remedy = (
        f"If the words of the file are meant, give it a new one: version: {current.version + 1}. Then everybody is "
        "asked to agree to them. If not, put the file back as it was"
    )
    seen = f"{found.seen}; {FILE} has {what} and does not count"
    return Finding("policy", "policy", Level.ATTENTION, seen, remedy)
