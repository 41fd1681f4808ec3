#!/bin/bash
# Runs Filebeat with the arguments, as the published image does, and any other program as it is named.
set -euo pipefail
if [[ -z ${1:-} || ${1:0:1} == - ]]; then exec filebeat "$@"; fi
exec "$@"
