"""Names the months and weekdays in English, also as patterns."""

from __future__ import annotations

MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
MONTH = rf"(?:{'|'.join(MONTHS)})"
WEEKDAY = rf"(?:{'|'.join(WEEKDAYS)})"
DAY_PART = r"(?: (?:morning|afternoon|evening|night))?"  # behind a weekday, where it is named
DATE = rf"{MONTH} \d{{1,2}}(?:, \d{{4}})?"  # "March 5", "March 5, 2026"
