"""Going over to a colleague: proposed by one, decided by the client, class by class."""
