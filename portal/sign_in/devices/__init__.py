"""Where somebody is signed in: a row for each sign-in, which can be ended."""
