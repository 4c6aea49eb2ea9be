"""The name model: a small token classifier that tells given names, surnames and streets apart (ONNX, one thread)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

WINDOW_CHARS = 480
"""No more is given to the model at once."""
AROUND_CHARS = 80
"""The context on either side in which the model still sees a name as well as in the whole message."""
MAX_CHARS = 1_600
"""No more of one message is given to the model, for time: beyond, which few messages reach, the rules work alone."""
MAX_TOKENS = 254


@dataclass(frozen=True, slots=True)
class NameTag:
    """How likely a word is part of a given name, a surname, a street name, or a house number."""

    given: float = 0.0
    surname: float = 0.0
    street: float = 0.0

    @property
    def name(self) -> float:
        """How likely it is part of a person's name at all."""
        return self.given + self.surname

    @classmethod
    def mean(cls, tags: Sequence[Self]) -> NameTag:
        """The mean over the pieces of a word."""
        if not tags:
            return NO_TAG
        count = len(tags)
        return NameTag(
            sum(tag.given for tag in tags) / count,
            sum(tag.surname for tag in tags) / count,
            sum(tag.street for tag in tags) / count,
        )


NO_TAG = NameTag()


def stretches(text: str, places: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The parts of a text around some places, cut at spaces, merged where they meet, and never more than is allowed."""
    start = end = used = 0
    for first, last in places:
        left, right = _snapped(text, first - AROUND_CHARS, last + AROUND_CHARS)
        if end and left <= end and right - start <= WINDOW_CHARS:
            end = max(end, right)
            continue
        if end:
            yield start, end
            used += end - start
        if used + right - left > MAX_CHARS:
            return
        start, end = left, right
    if end:
        yield start, end


def _snapped(text: str, left: int, right: int) -> tuple[int, int]:
    """A stretch widened to the spaces around it."""
    left, right = max(0, left), min(len(text), right)
    space = text.rfind(" ", max(0, left - 20), left)
    left = space + 1 if space >= 0 else left
    space = text.find(" ", right, right + 20)
    return left, space if space >= 0 else min(len(text), right + 20)


class NameModel:
    """The loaded model. One instance serves one thread at a time."""

    def __init__(self, folder: Path) -> None:
        import onnxruntime  # noqa: PLC0415  heavy, and not needed when the model is missing
        from tokenizers import Tokenizer  # noqa: PLC0415  the same

        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        labels = {int(key): str(value) for key, value in config["id2label"].items()}
        self._columns = {
            part: [at for at, label in labels.items() if label.endswith(part)]
            for part in ("GIVEN_NAME", "SURNAME", "STREET_NAME")
        }
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "model_q4.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {entry.name for entry in self._session.get_inputs()}

    def tag(self, text: str) -> list[tuple[int, int, NameTag]]:
        """Every token of a text, which should be no longer than ``WINDOW_CHARS``, with its offsets."""
        return list(self._tags(text))

    def _tags(self, text: str) -> Iterator[tuple[int, int, NameTag]]:
        """The tags, one run of the model."""
        import numpy as np  # noqa: PLC0415  comes with the runtime above

        encoding = self._tokenizer.encode(text)
        ids = np.array([encoding.ids], dtype=np.int64)
        feed: dict[str, Any] = {
            "input_ids": ids,
            "attention_mask": np.ones_like(ids),
            "token_type_ids": np.zeros_like(ids),
        }
        logits = self._session.run(None, {key: value for key, value in feed.items() if key in self._inputs})[0][0]
        odds = np.exp(logits - logits.max(axis=-1, keepdims=True))
        odds /= odds.sum(axis=-1, keepdims=True)
        given, surname, street = (odds[:, self._columns[part]].sum(axis=-1) for part in self._columns)
        for at, (start, end) in enumerate(encoding.offsets):
            if end > start:
                yield start, end, NameTag(float(given[at]), float(surname[at]), float(street[at]))
