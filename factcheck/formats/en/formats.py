"""Dates at the desk. Django's English ones are American, and take 03/04/2024 for March without a word."""

DATE_INPUT_FORMATS = ["%Y-%m-%d"]
DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
