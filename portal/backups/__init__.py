"""Backups: one sealed file of everything, made while people write, for either database."""
