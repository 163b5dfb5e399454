from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from densemodel.widgets._moments import day_words

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (NOW, "today"),
        (NOW - timedelta(hours=13), "yesterday"),
        (NOW - timedelta(days=3), "26 Feb"),
        (datetime(2025, 11, 19, tzinfo=UTC), "19 Nov 2025"),
        (NOW + timedelta(days=2), "3 Mar"),  # a clock that goes wrong
    ],
)
def test_a_day_is_said_as_people_do(moment: datetime, words: str) -> None:
    assert day_words(moment, NOW) == words


def test_days_begin_where_the_person_is() -> None:
    late = datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert day_words(late, NOW.astimezone(timezone(timedelta(hours=2)))) == "today"
