"""Measures in a client's own words, written together with whoever treats them."""
