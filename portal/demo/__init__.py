"""The demonstration practice: ten invented people, told as data, and the loader of it."""
