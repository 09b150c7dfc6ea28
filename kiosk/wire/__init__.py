"""The field tablets' protocol: messages, the sockets that carry them, the hub that fans results out."""
