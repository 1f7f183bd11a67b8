"""Migrations, and what they share."""
