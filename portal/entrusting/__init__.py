"""What is entrusted for a time to a colleague who does not treat: cover, supervision, emergency."""
