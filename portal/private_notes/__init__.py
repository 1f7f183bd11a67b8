"""A practitioner's process notes: own table, own key, own queries; nobody else imports them."""
