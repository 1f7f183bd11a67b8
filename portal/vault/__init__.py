"""Keys and sealing: what a person wrote, scored or is called leaves the process as ciphertext."""
