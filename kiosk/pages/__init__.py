"""What people see: the tablet page, and the operator's console."""
