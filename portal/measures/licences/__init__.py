"""What a practice states so that it may use questionnaires free for non-commercial use alone."""
