"""What every page shares: errors, headers, logs, forms, templates. No slice is imported here."""
