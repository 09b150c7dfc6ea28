"""The only writers: each service is one transaction, and what it returns is true once it has returned."""
