"""Who is in care with whom: care relationships, appointments, and the caseload's summaries."""
