"""Practices, the people with an account, and their invitations."""
