#!/bin/sh
# Installs the warehouse from its clean sources in the current directory into PREFIX/venv: what the image's RUN step does.
# Versions and hashes are those of requirements.lock; tools for development are left out.
set -eu
prefix="${1:?usage: install.sh PREFIX}"
python="${PYTHON:-python3}"

"$python" -m venv "$prefix/venv"
sed -n '/^uv==/,/[^\\]$/p' requirements.lock > "$prefix/uv.lock"
"$prefix/venv/bin/python" -m pip install --quiet --no-cache-dir --disable-pip-version-check --require-hashes -r "$prefix/uv.lock"
# uv checks the hashes of the lock also where it serves as constraint.
"$prefix/venv/bin/uv" pip install --quiet --python "$prefix/venv/bin/python" --verify-hashes --compile-bytecode \
  --constraint requirements.lock --extra server --extra bootstrap --requirement pyproject.toml
"$prefix/venv/bin/uv" pip install --quiet --python "$prefix/venv/bin/python" --no-deps --no-build-isolation --editable .
"$prefix/venv/bin/python" -m pip check --disable-pip-version-check
rm "$prefix/uv.lock"
