#!/bin/sh
# Install the Debian packages that tests need, unless all are there already.
set -eu
. "$(dirname "$0")/install.sh"
# Any JDK will do; another than Debian's default may be there. Node.js may come from elsewhere, with npm inside.
jdk=default-jdk-headless
command -v javac >/dev/null && jdk=""
node="nodejs npm"
command -v npm >/dev/null && node=""
install_missing postgresql pgbouncer chromium mono-devel mono-mcs $node php-cli php-soap $jdk poppler-utils zbar-tools \
    systemd curl g++ gsoap libgsoap-dev jaxws libjaxws-java libsoap-lite-perl
