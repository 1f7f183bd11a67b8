"""Answering measures: what a client is asked, the pages they answer on, and what they sent."""
