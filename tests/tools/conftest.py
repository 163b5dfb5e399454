from __future__ import annotations

import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
# scripts, not packages: they are imported the way they import one another
sys.path += [str(_ROOT / "tools"), str(_ROOT / "demo_notebooks")]
