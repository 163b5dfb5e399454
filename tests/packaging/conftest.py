from __future__ import annotations

import sys
from pathlib import Path

# scripts, not packages: they are imported the way they import one another
sys.path.append(str(Path(__file__).resolve().parents[2] / "tools"))
