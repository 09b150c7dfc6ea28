#!/bin/sh
# Installs a site from this folder, without internet. Edit site.toml and access_points.toml beside this
# file first; then
#
#     sudo sh install.sh --dry-run
#     sudo sh install.sh
#     sudo sh install.sh uninstall
set -eu
here=$(cd "$(dirname "$0")" && pwd)
action=install
case "${1:-}" in
install | uninstall) action=$1 && shift ;;
esac
program=$(mktemp -d)
trap 'rm -rf "$program"' EXIT
python3 -m zipfile -e "$here"/wheels/ganomics-*.whl "$program"
cd "$program"
[ "$action" = uninstall ] || set -- --site "$here/site.toml" --access-points "$here/access_points.toml" "$@"
PYTHONDONTWRITEBYTECODE=1 python3 -m conf.installation "$action" --bundle "$here" "$@"
