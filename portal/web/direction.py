"""Keeping a person's words from turning the writing around them: bidirectional isolates (pure)."""

from unicodedata import bidirectional

FIRST_STRONG, POP = "\u2068", "\u2069"
TURNING = {"R", "AL", "RLE", "LRE", "RLO", "LRO", "PDF", "RLI", "LRI", "FSI", "PDI"}
"""Letters written from right to left, and marks that turn the direction: UAX 9."""


def isolated(words: str) -> str:
    """Return words so that they turn nothing around them; most are as they were."""
    if not any(bidirectional(letter) in TURNING for letter in words):
        return words
    return type(words)(FIRST_STRONG) + words + type(words)(POP)
