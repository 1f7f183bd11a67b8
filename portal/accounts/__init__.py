"""Practices, the people with an account, their invitations, and signing in."""
