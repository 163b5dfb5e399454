"""`make fuzz`: tests 100,000 texts, 300 random networks against Keras, odd data, damaged files."""

from __future__ import annotations

import environment
import front_end
import lock
import project
from steps import call, finish, say

TEXTS = 100_000
SPECS = 300
DATA = 5_000
"Data sets for each of several tests; one in seven of them is trained on."
FILES = 100_000
"Damaged files of saved models."
SECONDS = 3600
"The timeout of one test: some take minutes here."


def main() -> int:
    """Prepare, then run tests of `make test` with more inputs."""
    with lock.preparing():
        front_end.ensure()
        environment.ensure("test")
    say(f"{TEXTS:,} texts and {SPECS} specs, {DATA:,} data sets per test, {FILES:,} files")
    tests = [
        "tests/language/grammar/test_any_text.py",
        "tests/network/keras_script/test_script_models.py",
        "tests/data/test_any_data.py",
        "tests/data/test_healthy.py",
        "tests/store/readers/test_any_file.py",
    ]
    return call(
        [project.VENV_PYTHON, "-m", "pytest", f"--timeout={SECONDS}", *tests],
        environment=project.variables(
            DENSEMODEL_FUZZ="1",
            DENSEMODEL_TEXTS=str(TEXTS),
            DENSEMODEL_RANDOM_SPECS=str(SPECS),
            DENSEMODEL_DATA=str(DATA),
            DENSEMODEL_FILES=str(FILES),
        ),
    )


if __name__ == "__main__":
    finish(main)
