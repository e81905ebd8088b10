#!/usr/bin/env bash
# Sets everything up the first time, then runs Mostrador until Ctrl+C. Options: ./start.sh --help
set -eu
cd "$(dirname "$0")"

for python in python3 python3.14 python3.13 python3.12 python3.11 python; do
  if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    exec "$python" scripts/bootstrap.py run "$@"
  fi
done
echo "Mostrador needs Python 3.11 or newer (https://www.python.org/downloads/)." >&2
exit 1
