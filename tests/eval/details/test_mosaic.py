from __future__ import annotations

from tests.eval.details.mosaic import near, scores


def test_what_counts_as_right() -> None:
    assert near(None, None)
    assert near(3, 2)
    assert near(3, 4)
    assert not near(3, 5)
    assert not near(3, None)
    assert not near(None, 0)


def test_scores_by_hand() -> None:
    found = scores([(None, None), (None, 1), (3, 3), (3, 2), (3, None), (3, 0), (0, 3)])
    assert (found.right.hits, found.right.total) == (3, 7)
    assert (found.alarms, found.missed, found.early, found.late) == (1, 1, 1, 1)
    assert found.always_never.hits == 2
    assert found.best_constant.hits == 4
