"""One module a format: the bytes of a file -> its text and where things stand in it."""
