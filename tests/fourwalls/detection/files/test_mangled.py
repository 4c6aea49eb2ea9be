"""Files cut short and changed: no error, no hang, and nothing missed in silence where it was cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourwalls.detection.files.look import look_into
from fourwalls.group.file_finding import FileFindings
from tests.fourwalls.detection.files import making

WHOLE = {
    "jpeg": making.picture("JPEG", exif=making.exif(), xmp=making.xmp(making.CREATOR)),
    "png": making.picture("PNG", exif=making.exif()),
    "webp": making.picture("WEBP", exif=making.exif(), xmp=making.xmp(making.CREATOR)),
    "heic": making.heic(making.exif(), making.xmp(making.CREATOR)),
    "pdf": making.pdf(making.NAME, making.xmp(making.CREATOR)),
}
each = pytest.mark.parametrize("form", WHOLE)


@each
@given(where=st.floats(0, 1, exclude_max=True))
def test_whatever_is_cut_short_is_said_to_be_unread(form: str, where: float) -> None:
    data = WHOLE[form].rstrip()
    assert look_into(data[: int(len(data) * where)], "").unread is not None


@each
@given(changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=4)), max_size=6))
def test_changed_bytes_bring_nothing_down(form: str, changes: list[tuple[float, bytes]]) -> None:
    data = WHOLE[form]
    for where, other in changes:
        at = int(len(data) * where)
        data = data[:at] + other + data[at + len(other) :]
    assert isinstance(look_into(data, "image/jpeg"), FileFindings)


@each
@given(rest=st.binary(max_size=200))
def test_a_beginning_with_anything_behind_it(form: str, rest: bytes) -> None:
    assert not look_into(WHOLE[form][:12] + rest, "").clean
