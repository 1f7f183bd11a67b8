"""The tests: they tell what the portal is for, and keep its rules."""
