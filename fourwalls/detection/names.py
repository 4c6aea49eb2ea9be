"""The name model: a small token classifier that tells given names, surnames and streets apart (ONNX, one thread)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

WINDOW_CHARS = 480
"""The context in which the model sees best; longer texts are read in windows."""
OVERLAP_CHARS = 64
MAX_TOKENS = 510
MAX_CHARS = 6_000
"""No more than this is given to the model: beyond, the rules work alone."""


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


def windows(text: str) -> Iterator[tuple[int, int]]:
    """Overlapping stretches of a text, cut at spaces where there are any."""
    start = 0
    limit = min(len(text), MAX_CHARS)
    while start < limit:
        end = min(start + WINDOW_CHARS, limit)
        if end < limit:
            space = text.rfind(" ", start + WINDOW_CHARS // 2, end)
            end = space if space > 0 else end
        yield start, end
        if end >= limit:
            return
        space = text.find(" ", end - OVERLAP_CHARS, end)
        start = space + 1 if space >= 0 else end


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
        """Every token of the text that could be part of a name, with its offsets."""
        found: dict[tuple[int, int], NameTag] = {}
        for start, end in windows(text):
            for first, last, tag in self._tag_window(text[start:end]):
                key = (start + first, start + last)
                if key not in found or tag.name > found[key].name:
                    found[key] = tag
        return [(start, end, found[start, end]) for start, end in sorted(found)]

    def _tag_window(self, text: str) -> Iterator[tuple[int, int, NameTag]]:
        """The tags of one window."""
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
