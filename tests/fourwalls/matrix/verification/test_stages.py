from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.matrix.verification.exchange import Exchange
from fourwalls.matrix.verification.stages import ENDED, STAGES, Stage, Step
from tests.fourwalls.matrix.verification.asker import ANN, HER_KEYS, OUR_KEYS, US, Asker

ROAD = [Step.REQUEST, Step.START, Step.KEY, Step.MAC, Step.DONE]


def test_the_only_road_to_the_end_is_the_whole_one() -> None:
    reached = {Stage.ASKED: 0}
    for _ in Stage:
        for (stage, _step), to in STAGES.items():
            if stage in reached and to is not Stage.CANCELLED:
                reached.setdefault(to, reached[stage] + 1)
    assert reached[Stage.DONE] == len(ROAD)
    assert len([to for to in STAGES.values() if to is not Stage.CANCELLED]) == len(ROAD)


@pytest.mark.parametrize("stage", ENDED)
def test_what_has_ended_stays_ended(stage: Stage) -> None:
    assert not [step for at, step in STAGES if at is stage]


@pytest.mark.parametrize("stage", set(Stage) - ENDED)
@pytest.mark.parametrize("step", [Step.CANCEL, Step.LAPSE])
def test_everything_else_can_be_ended_at_any_time(stage: Stage, step: Step) -> None:
    assert STAGES[stage, step] is Stage.CANCELLED


@given(st.lists(st.sampled_from([step for step in Step if step is not Step.LAPSE]), max_size=8))
def test_whatever_is_said_it_moves_by_the_table_alone_and_never_backwards(said: list[Step]) -> None:
    """Steps in any order, each well formed for where it would belong: only the whole road ends well."""
    asker = Asker()
    exchange = Exchange(US, OUR_KEYS, ANN, asker.txn, None, 0.0)
    for step in said:
        before = exchange.stage
        answers = exchange.hear(_well_formed(asker, step), HER_KEYS)
        expected = before if before in ENDED else STAGES.get((before, step), Stage.CANCELLED)
        assert exchange.stage is expected
        for answer, content in answers:
            _follow(asker, answer, content)
    assert (exchange.stage is Stage.DONE) == (said[: len(ROAD)] == ROAD)
    assert exchange.comparison is None or exchange.stage in {Stage.COMPARING, Stage.SWORN}


def _well_formed(asker: Asker, step: Step):  # type: ignore[no-untyped-def]  # noqa: ANN202
    match step:
        case Step.REQUEST:
            return asker.asks()
        case Step.START:
            return asker.starts()
        case Step.KEY:
            return asker.shows_key()
        case Step.MAC if asker.agreed is not None:
            return asker.swears()
        case _:
            return asker.says(step)


def _follow(asker: Asker, step: Step, content: dict[str, str]) -> None:
    if step is Step.ACCEPT:
        asker.accepted(content)
    elif step is Step.KEY:
        asker.sees_key(content["key"])
    elif step is Step.MAC:
        asker.checks(content)
