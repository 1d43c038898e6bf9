"""The WSGI application that gunicorn serves."""

import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mflix_site.settings")  # modules below read them

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from mflix_site.web.templates import load_all_templates

site = get_wsgi_application()
application: Any = site
if settings.CLIENT_DIR:
    from mflix_site.serving.client_site import with_client

    application = with_client(site, settings.CLIENT_DIR, settings.CLIENT_PORT)
# Django would load views and templates with the first request, once in each worker.
get_resolver().url_patterns  # noqa: B018
load_all_templates()
