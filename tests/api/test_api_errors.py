"""Whatever goes wrong below /api/, the answer is JSON with a body, and no cookie counts."""

from django.test import Client

from tests.support.browsing import Browser
from tests.support.routes import api_patterns


def test_what_is_no_address_is_404_in_json_for_every_method_and_without_a_redirect() -> None:
    client = Client(enforce_csrf_checks=True)
    for method in ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "BREW"):
        for path in ("/api/", "/api/nothing", "/api/v1/nothing", "/api/v1/user/make-admin"):
            answer = client.generic(method, path, "{}", content_type="application/json")
            assert (answer.status_code, answer.json()) == (404, {"error": "Not found"}), path


def test_a_host_that_is_not_ours_is_400_in_json(client: Client) -> None:
    answer = client.get("/api/v1/nothing", headers={"Host": "elsewhere.example"})
    assert (answer.status_code, list(answer.json())) == (400, ["error"])


def test_every_view_of_the_api_is_exempt_from_csrf_because_it_reads_no_cookie() -> None:
    assert api_patterns()
    assert all(getattr(p.callback, "csrf_exempt", False) for p in api_patterns())


def test_a_session_cookie_is_not_even_read(as_alice: Browser) -> None:
    answer = as_alice.get("/api/v1/nothing")
    assert answer.wsgi_request.member is None
    assert not answer.cookies
