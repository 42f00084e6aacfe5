"""Measuring the desk with as many claims as one wants."""
