"""What the client is on the way to: goals, in their own words."""
