"""What was sold at a counter, completed by the server."""
