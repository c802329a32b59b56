"""What pages say of imports."""
