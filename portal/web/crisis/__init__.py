"""Who can help now, by country: a directory of files, how it is read, and how it is worded."""
