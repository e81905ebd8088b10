"""What people see: control page, terminal and phone."""
