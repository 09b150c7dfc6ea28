"""A site's configuration files, rendered from its plan, and how what is installed differs from them."""
