"""Pages on which colleagues stand in for each other: away and cover, emergencies, supervision."""
