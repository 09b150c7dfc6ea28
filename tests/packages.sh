#!/bin/sh
# The programs that the tests run beside Python: installs them as root, else says what is missing.
set -eu

missing=""
need() {  # need PROGRAM PACKAGE
    PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null 2>&1 || missing="$missing $2"
}
need nginx nginx-light
need redis-server redis-server
need dnsmasq dnsmasq-base
need chromium chromium
need msgfmt gettext
need node nodejs
need npm npm
need ip iproute2
need openssl openssl
need zbarimg zbar-tools
need nft nftables
need ping iputils-ping
need arping iputils-arping
need unshare util-linux
need setpriv util-linux
need ss iproute2
need mmdebstrap mmdebstrap
need nsenter util-linux
[ "$(id -u)" -eq 0 ] || need newuidmap uidmap
[ -d /usr/share/python-wheels ] || missing="$missing python3-venv"
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
    echo "Missing for some tests, which will be skipped:$missing" >&2
    echo "Install them with: sudo apt-get install$missing" >&2
    exit 0
fi
echo "Installing$missing…"
export DEBIAN_FRONTEND=noninteractive
# Their services stay down: the tests start their own, on ports of their own.
[ -e /usr/sbin/policy-rc.d ] || {
    printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d
    chmod +x /usr/sbin/policy-rc.d
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
}
apt-get update -qq
# shellcheck disable=SC2086  a list of packages
apt-get install -y -qq --no-install-recommends $missing >/dev/null
