# So that commands need no --app: `.venv/bin/flask seed`, `.venv/bin/flask doctor`, `.venv/bin/flask db …`
FLASK_APP=backend.wsgi
