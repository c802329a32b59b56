"""The WSGI application that the application server loads."""

import os

from django.core.wsgi import get_wsgi_application

from common.scratch import remove_abandoned

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "expense_tracker.settings")

application = get_wsgi_application()

# Whoever was killed before us has left nothing that anybody else removes.
remove_abandoned()
