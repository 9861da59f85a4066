#!/bin/sh
# Pin every dependency with its hashes. The output names no index: what installs uses the one it is set up with.
set -eu
cd "$(dirname "$0")/.."
mkdir -p requirements
compile() {
    .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --no-annotate --no-strip-extras \
        --python-version 3.11 --output-file "$@"
}
compile requirements/demo.txt --extra server --extra sync pyproject.toml requirements/build.in
compile requirements/dev.txt --extra server --extra sync --extra cluster --extra report --extra tracing --extra docs --extra dev pyproject.toml requirements/build.in
# What installs them, in the version of dev.txt.
echo uv | compile requirements/uv.txt --constraint requirements/dev.txt -
