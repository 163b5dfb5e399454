"""When a model was saved, as a person says it: 14:05 today, else 19 Nov or 19 Nov 2025."""

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
        today: The local day, of which the time is said.
    """
    local = moment.astimezone()
    day = local.date()
    date_words = f"{day.day} {_MONTHS[day.month - 1]}"
    full = f"{date_words} {day.year}"
    time = f"{local.hour:02}:{local.minute:02}"
    date_or_full = date_words if day.year == today.year else full
    words = time if day == today else date_or_full
    return {"words": words, "rank": moment.timestamp(), "title": f"{full}, {time}", "of": ""}
