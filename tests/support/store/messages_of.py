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
    message, _ = answer(read, *given, **named)
    assert message, "it was not refused"
    return message


def is_short(message):
    """One line of plain text that can go anywhere."""
    return (
        len(message) <= 200
        and message.isprintable()
        and message.isascii()
        and "can't be read" in message
    )
