"""The page that `%densemodel help` prints."""

from __future__ import annotations

from densemodel.magics._arguments import OPTIONS

_PAGE = """\
%%densemodel [NAME] [options]      a cell: the network and how to train it
784 -> 50 relu -> 50 relu -> 10 softmax
adam lr 0.001 ; batch 32 ; epochs 30 ; patience 2 ; split 0.3

The cell binds NAME to a compiled Keras model and shows its panel.

{options}

%densemodel 784 -> 50 relu -> 10 softmax      one line: gives back the model

{commands}
"""


def help_text() -> str:
    """Usage, options and commands, one line each."""
    from densemodel.magics._commands import COMMANDS

    options = [(f"{name} {values}".strip(), text) for name, (values, text) in OPTIONS.items()]
    commands = [(f"%densemodel {name}", text) for name, text in COMMANDS.items()]
    return _PAGE.format(options=_columns(options), commands=_columns(commands))


def _columns(rows: list[tuple[str, str]]) -> str:
    width = max(len(left) for left, _ in rows) + 2
    return "\n".join(f"{left:<{width}}{right}" for left, right in rows)
