"""Google Colab's versions of packages, from ``colab_pins.txt``."""

from __future__ import annotations

import project

PINS = project.ROOT / "tools" / "colab_pins.txt"


def pins(text: str) -> dict[str, str]:
    """Return the version of each package that a requirements file pins.

    Args:
        text: Lines such as ``numpy==2.1.3``; lines that start with # are comments.
    """
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(line.split("==") for line in lines)
