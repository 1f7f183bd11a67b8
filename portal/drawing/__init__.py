"""Courses over time as drawings: plain facts in, SVG out, the same for a page and for paper."""
