"""Training the span model; nothing that answers questions imports this package."""
