"""When something was, as a person says it: today, yesterday, 19 Nov, 3 Mar 2024."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def day_words(moment: datetime, now: datetime) -> str:
    """The day of a moment, in the time zone of the person who reads.

    Args:
        moment: With its time zone.
        now: With its own, in which days begin.
    """
    day, today = moment.astimezone(now.tzinfo).date(), now.date()
    days = (today - day).days
    if days in (0, 1):
        return "yesterday" if days else "today"
    month = f"{day.day} {_MONTHS[day.month - 1]}"
    return month if day.year == today.year else f"{month} {day.year}"
