"""When a model was saved, as a person says it: today, yesterday, 19 Nov, 19 Nov 2025."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date, datetime

# by hand, as strftime follows a locale that somebody else may have set
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def moment_cell(moment: datetime, today: date) -> dict[str, Any]:
    """A moment in the local time of this machine.

    Args:
        moment: With its time zone.
        today: The local day that words are measured by.
    """
    local = moment.astimezone()
    day = local.date()
    date_words = f"{day.day} {_MONTHS[day.month - 1]}"
    full = f"{date_words} {day.year}"
    days = today.toordinal() - day.toordinal()
    if days in (0, 1):
        words = ("today", "yesterday")[days]
    else:
        words = date_words if day.year == today.year else full
    title = f"{full}, {local.hour:02}:{local.minute:02}"
    return {"words": words, "rank": moment.timestamp(), "title": title, "of": ""}
