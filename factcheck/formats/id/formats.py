"""Dates at the desk in Indonesian: typed as in English, so that no date depends on whose language it was typed in."""

DATE_INPUT_FORMATS = ["%Y-%m-%d"]
DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
