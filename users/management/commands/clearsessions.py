"""Django's clearsessions, without its app, whose table would hold session keys in the clear."""

from django.contrib.sessions.management.commands.clearsessions import Command as Command
