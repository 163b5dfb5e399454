"""Random options and initialisers, drawn from the tables of the language."""

from densemodel.language import INITIALIZERS


def options_text(rng, options, *, share, may_be_identity=False):
    """Some of a word's options in brackets, or nothing; each is said with the chance `share`."""
    texts = []
    for option in options:
        if rng.random() < share:
            value = _value(rng, option, may_be_identity=may_be_identity)
            texts.append(f"{option.key}={value}")
    rng.shuffle(texts)
    return f"({', '.join(texts)})" if texts else ""


def _value(rng, option, *, may_be_identity):
    if option.kind == "switch":
        return rng.choice(("on", "off"))
    if option.kind == "offset":
        return rng.choice(("on", "off", "0.1", "0"))
    if option.kind == "initializer":
        return initializer_text(rng, may_be_identity=may_be_identity)
    if option.kind == "whole":
        numbers = ["1", "2", "5"]
    else:
        numbers = ["0.1", "0.25", "1e-3", "0.9", "1", "3", "0", "-0.5"]
    return rng.choice([number for number in numbers if option.quantity.holds(float(number))])


def initializer_text(rng, *, may_be_identity):
    """An initialiser; that of an identity matrix is for kernels of two axes alone."""
    chosen = INITIALIZERS[rng.choice(list(INITIALIZERS))]
    if chosen.word == "identity" and not may_be_identity:
        return "he_normal"
    if chosen.argument is None or (not chosen.needs_number and rng.random() < 0.5):
        return chosen.word
    return f"{chosen.word}:{rng.choice(('0.1', '0.05', '1'))}"
