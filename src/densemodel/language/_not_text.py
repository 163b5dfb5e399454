"""What is said where the text of a spec is due and something else was given."""

from __future__ import annotations

from densemodel.errors import SpecError


def not_text(given: object, *, takes: str) -> SpecError:
    """The refusal of something that is no text.

    Args:
        given: What stands in its place.
        takes: What is due, as the message begins.
    """
    found = f"this is of type {type(given).__name__}"
    if hasattr(given, "fit") and hasattr(given, "layers"):
        found = "this is a model, and dm.spec_of(model) gives its spec"
    elif hasattr(given, "network_text"):
        found = "this is a Spec already"
    return SpecError(f"{takes}; {found}")
