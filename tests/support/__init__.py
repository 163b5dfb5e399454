"""What tests share: fake data, made runs, hostile files, pages of a browser."""

from pathlib import Path

TESTS = Path(__file__).parents[1]
"The folder of the tests: a script of theirs runs in it, as `python -m support.store.writer`."
