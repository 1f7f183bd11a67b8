"""Coming in and going out: passwords, second factors, devices, and who guesses too often."""
