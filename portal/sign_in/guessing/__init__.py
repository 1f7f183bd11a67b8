"""Who guesses too often: how many tries there are, and how they are counted."""
