"""What may be worth a conversation: told to the practitioner by a rule, and put aside by them."""
