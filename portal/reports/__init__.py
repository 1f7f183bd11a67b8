"""Progress reports: composed from facts, drawn on paper, previewed, signed and never changed."""
