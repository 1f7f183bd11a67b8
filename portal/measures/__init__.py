"""Measures: what a client is asked now and then, and how it went over time."""
