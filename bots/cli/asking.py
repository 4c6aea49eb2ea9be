"""Asking at the terminal: each question again until its answer is usable, and never an answer made up by us."""

from __future__ import annotations

from collections.abc import Callable

from rich.console import Console

Check = Callable[[str], str | None]
"""Looks at an answer: ``None`` when it is good, else what is wrong with it."""


class Asking:
    """Asks at the terminal. Ctrl-C and Ctrl-D come through as ``KeyboardInterrupt`` and ``EOFError``."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def say(self, words: str) -> None:
        """Say something between two questions."""
        self._console.print(f"  {words}", markup=False)

    def ask(self, question: str, check: Check, *, example: str = "", default: str = "") -> str:
        """Ask for something that we may propose (``default``) or can only give an example of.

        Args:
            question: in words, without a mark at its end.
            check: whether the answer will do.
            example: what an answer looks like; it is never taken for one.
            default: what Enter alone means.
        """
        hint = f" [{default}]" if default else f" (for example {example})" if example else ""
        while True:
            answer = self._console.input(f"{question}{hint}: ", markup=False).strip() or default
            wrong = check(answer) if answer else "This one only you can know. Please type it."
            if wrong is None:
                return answer
            self.say(wrong)

    def secret(self, question: str) -> str:
        """Ask for a password, which does not show."""
        while not (answer := self._console.input(f"{question}: ", markup=False, password=True)):
            self.say("A password is needed here. It does not show while you type it.")
        return answer
