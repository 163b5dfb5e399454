"""A spec from an argument: a Spec, or its text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from densemodel.language._parse import not_text, parse
from densemodel.language.spec._spec import Spec

if TYPE_CHECKING:
    from collections.abc import Mapping


def as_spec(spec_or_text: object, names: Mapping[str, object] | None = None) -> Spec:
    """The given spec; text is parsed.

    Args:
        spec_or_text: A Spec, or the text of one.
        names: Variables for numbers in the text.

    Returns:
        The same Spec, or the parsed text.

    Raises:
        SpecError: The text is wrong, or the argument is neither.

    Example:
        >>> as_spec("784 -> 10").parameter_count
        7850
    """
    if isinstance(spec_or_text, Spec):
        return spec_or_text
    if isinstance(spec_or_text, str):
        return parse(spec_or_text, names)
    takes = "a spec is text such as '784 -> 50 relu -> 10 softmax', or what dm.parse returns"
    raise not_text(spec_or_text, takes=takes)
