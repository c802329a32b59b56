"""Three MariaDB nodes with Galera on one machine, and a proxy that leads to one of them."""
