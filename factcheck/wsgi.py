"""The WSGI application that a production server runs."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connection

from factcheck.demo import refuse_demo_database
from factcheck.request import Request

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

application = get_wsgi_application()
application.request_class = Request

refuse_demo_database()
connection.close()  # a server may fork after this, and processes must not share a connection
