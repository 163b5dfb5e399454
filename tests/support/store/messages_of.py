"""What a function says of what it refuses."""

from densemodel.errors import StoreError


def answer(read, *given, **named):
    """The message of the StoreError and None, or no words and the result."""
    try:
        return "", read(*given, **named)
    except StoreError as error:
        refused = error
    # no other error is shown above ours
    assert refused.__cause__ is None
    assert refused.__suppress_context__ or refused.__context__ is None
    return str(refused), None


def refusal(read, *given, **named):
    """The message of the StoreError; any other error, or none, fails the test."""
    said, _ = answer(read, *given, **named)
    assert said, "it was not refused"
    return said


def is_short(said):
    """One line of plain text that can go anywhere."""
    return len(said) <= 200 and said.isprintable() and said.isascii() and "can't be read" in said
