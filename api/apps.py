"""The API as an app: its errors are JSON, also those that no view of it has made."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The configuration that Django finds by itself."""

    name = "api"

    def preload(self) -> None:
        """Import version 2, before gunicorn makes its workers."""
        from .v2.views import site  # noqa: F401

    def ready(self) -> None:
        from mflix_site.web.error_pages import use_error_format

        from .responses import json_error
        from .sample_client.responses import sample_client_error
        from .v1.responses import v1_error
        from .v2.responses import v2_error

        use_error_format("/api/", json_error)
        use_error_format("/api/v1/", v1_error)
        use_error_format("/api/v2/", v2_error)
        use_error_format("/api/movies", sample_client_error)
