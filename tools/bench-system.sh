#!/bin/sh
# Install what the peers of `make bench` need, unless it is all there: PHP behind nginx, Node.js with npm, gSOAP and a C++ compiler.
set -eu
. "$(dirname "$0")/install.sh"
# Node.js may come from elsewhere, with npm inside.
command -v npm >/dev/null || install_missing nodejs npm
install_missing php-cli php-fpm php-soap php-sqlite3 nginx-light gsoap libgsoap-dev g++
