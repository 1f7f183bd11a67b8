"""Asking for measures: what a practitioner may ask for, how often, and scores typed in."""
