#!/usr/bin/env bash
# Shows, brings or takes away the objects of dist/<environment>. Needs bash, kubectl and the standard Unix tools.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly ROOT

# shellcheck source=deploy/messages.sh
source "$ROOT/deploy/messages.sh"
# shellcheck source=deploy/arguments.sh
source "$ROOT/deploy/arguments.sh"
# shellcheck source=deploy/cluster.sh
source "$ROOT/deploy/cluster.sh"
# shellcheck source=deploy/objects.sh
source "$ROOT/deploy/objects.sh"
# shellcheck source=deploy/preflight.sh
source "$ROOT/deploy/preflight.sh"
# shellcheck source=deploy/remedies.sh
source "$ROOT/deploy/remedies.sh"
# shellcheck source=deploy/changes.sh
source "$ROOT/deploy/changes.sh"
# shellcheck source=deploy/held.sh
source "$ROOT/deploy/held.sh"
# shellcheck source=deploy/ownership.sh
source "$ROOT/deploy/ownership.sh"
# shellcheck source=deploy/prune.sh
source "$ROOT/deploy/prune.sh"
# shellcheck source=deploy/lock.sh
source "$ROOT/deploy/lock.sh"
# shellcheck source=deploy/rollout.sh
source "$ROOT/deploy/rollout.sh"
# shellcheck source=deploy/reasons.sh
source "$ROOT/deploy/reasons.sh"
# shellcheck source=deploy/preview.sh
source "$ROOT/deploy/preview.sh"
# shellcheck source=deploy/apply.sh
source "$ROOT/deploy/apply.sh"
# shellcheck source=deploy/delete.sh
source "$ROOT/deploy/delete.sh"

main() {
  read_arguments "$@"
  require_kubectl

  WORK=$(mktemp -d)
  trap clean_up EXIT
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM
  trap 'interrupted 129' HUP
  # As with `deploy.sh staging preview | head`.
  trap 'exit 141' PIPE

  if is_declared; then render; fi
  case $ACTION in
    preview) preview ;;
    apply) apply ;;
    delete) delete ;;
  esac
}

# A background process that is ended right after its start still has these traps: they are not its own.
is_main() { [[ ${BASHPID:-$$} == "$$" ]]; }

clean_up() {
  is_main || return 0
  release_lock
  rm -rf "$WORK"
}

interrupted() {
  trap - INT TERM HUP
  is_main || exit "$1"
  end_progress
  complain "interrupted. Run the same command again: it goes on from whatever is in the cluster."
  exit "$1"
}

main "$@"
