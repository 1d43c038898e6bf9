"""Bodies of requests. Files are refused unread, except by views that take one, and bound it first.

What may be known before the body is checked before it is read: whose request it is, how often, and
its Content-Length. Django's check of the form's origin and cookie comes before that, and the check
of the token, which is in the body, right after it; what was read until then is dropped.
"""

from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from mflix_site.errors import Problem

# What is larger is kept in a file without a name, which ends with the request.
MEMORY_BYTES = 1 << 20
# The rest of a form beside its file: token, names of fields, boundaries.
FORM_BYTES = 20_000
V = TypeVar("V", bound=Callable[..., HttpResponseBase])


class UploadTooLarge(Problem):
    """The file has more bytes than the form takes."""

    @classmethod
    def beyond(cls, limit: int) -> "UploadTooLarge":
        sentence = _("That file is too large. It can have %(size)s at most.")
        return cls(sentence % {"size": filesizeformat(limit)})


def takes_file(check: Callable[[HttpRequest], int]) -> Callable[[V], V]:
    """Mark a view whose form has one file; `check` returns its most bytes, or raises a Problem."""

    def mark(view: V) -> V:
        view.check_upload = check  # type: ignore[attr-defined]
        return view

    return mark


def upload_problem(request: HttpRequest) -> Problem | None:
    """Return why the file of a request was not read, or not to its end; the view shows it."""
    return getattr(request, "_upload_problem", None)


class UploadHandler(FileUploadHandler):
    """Stop at the first file of a form that takes none; keep the one that a view takes."""

    takes_files, limit = False, 0
    file: IO[bytes]
    request: HttpRequest

    def handle_raw_input(self, input_data: Any, META: Any, length: int, *args: Any) -> None:
        """Check what is known before the body is read."""
        check = getattr(getattr(self.request.resolver_match, "func", None), "check_upload", None)
        if check is None:
            return
        self.takes_files = True
        try:
            self.limit = int(check(self.request))
            if length > self.limit + FORM_BYTES:
                raise UploadTooLarge.beyond(self.limit)
        except Problem as problem:
            self._refuse(problem)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Raise RequestDataTooBig, which is answered with an error page, or StopUpload."""
        super().new_file(*args, **kwargs)
        if not self.takes_files:
            raise RequestDataTooBig("No form here takes a file.")
        if hasattr(self, "file"):
            self._refuse(UploadTooLarge(_("Upload one file at a time.")))
        # Stopping keeps the fields before the file, with the token, and reads no more.
        if upload_problem(self.request):
            raise StopUpload(connection_reset=True)
        self.file = SpooledTemporaryFile(MEMORY_BYTES)  # noqa: SIM115 -- closed with the request

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > self.limit:
            self._refuse(UploadTooLarge.beyond(self.limit))
            raise StopUpload(connection_reset=True)
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes] | None":
        self.file.seek(0)
        return UploadedFile(self.file, self.file_name, self.content_type, file_size)

    def _refuse(self, problem: Problem) -> None:
        self.request._upload_problem = problem  # type: ignore[attr-defined]
