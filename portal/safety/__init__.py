"""Safety reviews: a person looks, within hours that the client was told, and closes with words."""
