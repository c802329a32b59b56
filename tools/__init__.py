"""Programs that the Makefile runs: set-up, private test databases, the steps of `make test`."""
