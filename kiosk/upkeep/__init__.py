"""What keeps the server up: metrics, readiness, the watch over rooms, checks at the start, backups."""
