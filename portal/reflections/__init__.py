"""Reflections: what a client writes, keeps, shares and takes back."""
