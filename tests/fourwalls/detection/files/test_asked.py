"""Files as the process that examines is asked about them."""

from __future__ import annotations

import sys

import pytest

from fourwalls.detection.exchange import file_asked, file_question, file_read, file_told
from fourwalls.detection.files.look import look_into
from fourwalls.detection.process import DetectionProcess
from fourwalls.group.file_finding import FileDetail, FileFindings, Unread
from tests.fourwalls.detection.files import making

HANGS = """
import json, sys, time
sys.stdin.readline()
print(json.dumps({"state": "a stand-in", "lacks": []}), flush=True)
time.sleep(600)
"""


def test_there_and_back() -> None:
    assert file_asked(file_question(b"\x00\xff", "image/png")) == (b"\x00\xff", "image/png")
    for findings in (
        FileFindings(),
        FileFindings(frozenset({FileDetail.POSITION, FileDetail.OWNER}), Unread.TRUNCATED),
    ):
        assert file_read(file_told(findings)) == findings
    with pytest.raises(ValueError, match="words"):
        file_read([["words"], None])


async def test_the_process_finds_what_we_find() -> None:
    files = [making.picture("JPEG", exif=making.exif()), making.pdf(making.NAME), b"words"]
    process = DetectionProcess({"examination": "files"})
    try:
        told = await process.ask([file_question(data, "image/jpeg") for data in files])
    finally:
        await process.close()
    assert [file_read(each) for each in told] == [look_into(data, "image/jpeg") for data in files]
    assert file_read(told[0]).kinds == set(FileDetail)


async def test_no_answer_is_never_clean() -> None:
    process = DetectionProcess({"examination": "files"}, deadline=0.2, program=(sys.executable, "-c", HANGS))
    try:
        (told,) = await process.ask([file_question(making.picture("JPEG"), "image/jpeg")])
    finally:
        await process.close()
    assert file_read(told) == FileFindings(unread=Unread.TOO_SLOW)
