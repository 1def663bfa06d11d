"""The one kind of model that everything here is made of."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value that does not change; a field that it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")
