"""Errors that are for people: a translatable message that says what to do."""

from __future__ import annotations


class Refusal(Exception):  # noqa: N818 - the word that people see in docs and code
    """Something a person can act on. Everything else that is raised is a bug.

    `message` is the English source text of the translation catalogue, with `%(name)s` places
    for `values`; it is translated where it is shown (once around a page, once in the command line).
    """

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message % values if values else message)
        self.message = message
        self.values = values


class NotAllowed(Refusal):
    """The role of the person does not reach this far."""


class NotFound(Refusal):
    """The thing that an address or a command names does not exist."""


class Stale(Refusal):
    """Someone changed the thing since this person opened it."""
