# The image of the site and its workers; compose.yaml runs it. docs/operations.md describes both.
FROM python:3.12-slim-bookworm AS packages
WORKDIR /opt
COPY requirements.lock .
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.12-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
RUN useradd --system --no-create-home --uid 10001 mflix
COPY --from=packages /opt/venv /opt/venv
WORKDIR /opt/mflix
COPY . .
# The key is for this command only; the real one comes with the environment.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    python manage.py collectstatic --no-input
USER 10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "tools/check_health.py", "8000"]
CMD ["gunicorn", "-c", "mflix_site/gunicorn.py", "-b", "0.0.0.0:8000", "mflix_site.wsgi:application"]
