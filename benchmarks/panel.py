"""How responsive a panel is during training, and what it costs, in Chromium.

In JupyterLab, and in a page with the habits of Google Colab's.

    python benchmarks/panel.py                  every figure
    python benchmarks/panel.py --only click     those with "click" in their name
    python benchmarks/panel.py --list           their names
    python benchmarks/panel.py --minutes 10     the lag of the picture after a run of ten minutes
    python benchmarks/panel.py --quick          tiny sizes, to see that it works

Each figure has its own server, kernel and page, and is printed as one line of JSON.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import _panel_cost
import _panel_live
import _panel_pull
from _panel_sizes import FULL, QUICK

if TYPE_CHECKING:
    from collections.abc import Callable

    from _figure import Figure
    from _panel_sizes import PanelSizes

FIGURES: dict[str, Callable[[PanelSizes], Figure]] = {
    "panel: click to answer": _panel_live.clicks,
    "panel: frames and bytes": _panel_live.smoothness,
    "panel: lag after the end": _panel_live.lag,
    "panel: training time with it open": _panel_cost.training_time,
    "panel in Colab's page: start, updates, stop": _panel_pull.responses,
    "panel in Colab's page: training time with it open": _panel_pull.training_time,
}


def main() -> int:
    """Print one line for each chosen figure."""
    asked = _arguments()
    names = [name for name in FIGURES if asked.only.lower() in name.lower()]
    if asked.list:
        print(*names, sep="\n")
        return 0
    if not names:
        print(f"no figure has {asked.only!r} in its name; --list shows them", file=sys.stderr)
        return 1
    # the kernels inherit it: all sides compute on the CPU
    os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
    sizes = QUICK if asked.quick else FULL
    if asked.minutes is not None:
        sizes = replace(sizes, minutes=asked.minutes)
    for name in names:
        load = os.getloadavg()
        print(FIGURES[name](sizes).line(name, load, is_quick=asked.quick), flush=True)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--only", default="", metavar="NAME", help="those with this in their name")
    parser.add_argument("--list", action="store_true", help="print the names and end")
    parser.add_argument("--quick", action="store_true", help="tiny sizes, to see that it works")
    parser.add_argument(
        "--minutes", type=float, metavar="N", help="length of the run whose end is watched"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
