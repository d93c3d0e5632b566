"""The conventions every figure shares: how long a month is and how many tokens a price is for."""

HOURS_PER_MONTH = 730
"""365 days of 24 hours over 12 months, for every bill by the hour."""

HOURS_PER_DAY = 24
MINUTES_PER_HOUR = 60
SECONDS_PER_MINUTE = 60

SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600

DAYS_PER_MONTH = HOURS_PER_MONTH / HOURS_PER_DAY

MONTHS_PER_YEAR = 12

TOKENS_PER_MTOK = 1_000_000
"""Token prices are quoted per million tokens."""
