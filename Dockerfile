FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 ENV_FILE=/dev/null
WORKDIR /app

# Pictures of claims want it for Arabic, Hebrew and Indic letters.
RUN apt-get update && apt-get install --yes --no-install-recommends libfribidi0 && rm -rf /var/lib/apt/lists/*

COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt

COPY . .
# DEBUG would not gather them, so these are production's settings with values that are thrown away.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    ALLOWED_HOSTS=build.example SITE_URL=https://build.example DATABASE_URL=sqlite://:memory: \
    python manage.py collectstatic --noinput

# Only the captures are written to; code and static files stay root's.
RUN useradd --system --uid 10001 --no-create-home factcheck \
    && install -d -m 700 -o factcheck /var/lib/factcheck/captures
ENV CAPTURES_DIR=/var/lib/factcheck/captures
VOLUME /var/lib/factcheck/captures
USER 10001

EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s --start-interval=2s \
    CMD ["python", "-m", "factcheck.healthcheck"]
# One container migrates; where several start at once, run `manage.py migrate` first, on its own.
CMD ["sh", "-c", "python manage.py migrate --noinput && exec gunicorn factcheck.wsgi --bind 0.0.0.0:8000 --preload --threads 8 --limit-request-line 8190 --worker-tmp-dir /dev/shm --no-control-socket --access-logfile -"]
