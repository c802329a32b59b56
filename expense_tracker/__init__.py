"""The project's configuration: settings, the URL map and the entry point for the server."""
