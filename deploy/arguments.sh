# shellcheck shell=bash
# The command line. Sets ENVIRONMENT, ACTION and the options below.

DIST=$ROOT/dist
ENVIRONMENT=
ACTION=
CONTEXT=
DRY_RUN=no
ASSUME_YES=no
TIMEOUT=900
SKIPPED=
ADOPTED=
PRUNE_FIRST=no
WITH_NAMESPACES=no

usage() {
  cat <<TEXT
Usage: ./deploy.sh <environment> <preview|apply|delete> [options]

  environment   $(environments | paste -sd '|' - | sed 's/|/ | /g')

  preview       shows what apply would change in the cluster; without a cluster, prints the manifests
  apply         checks the prerequisites, tries everything on the server without changing anything, shows
                the changes, asks, applies, waits until everything is ready, removes what is no longer declared
  delete        removes the environment's objects; volumes (PersistentVolumeClaims) and namespaces stay. With --context
                it removes an environment too that is declared no more: what deploy.sh applied under its name

Options
  --dry-run        change nothing, only show what would happen
  --yes            do not ask
  --context NAME   kube context to use (default: the current one); it must be one of the environment's
  --timeout TIME   how long to wait for the roll-outs or removals, such as 90s, 15m or 1h (default: 15m)
  --skip KINDS     prerequisites not to check, such as nodes,zones where an autoscaler adds nodes on demand; and what
                   not to wait for: certificate, apiservice, autoscaler, gateway, loadbalancer
  --adopt NAMES    apply: take over what others have made, such as ClusterRole/fingerprint-prometheus, or Namespace/logging
                   for all that is declared in it. Without it, apply refuses, and prints the names
  --prune-first    apply: remove what is no longer declared before waiting for the roll-outs, not after them.
                   Needed when a new workload waits for something that an old one holds, such as a volume
  --namespaces     delete: remove the namespaces too, with all that is in them: SECRETS AND VOLUMES AS WELL
  --dist DIR       folder that holds the environments (default: dist beside this script)
  --help           this text

Exit status: 0 done; 1 refused or failed, nothing was changed; 2 wrong usage; 3 failed half-way: the cause is
printed, and the same command run again goes on from there.
TEXT
}

# An environment is a folder of dist/ that kustomize can render.
environments() {
  local file
  for file in "$DIST"/*/kustomization.yaml; do
    if [[ -f $file ]]; then basename "$(dirname "$file")"; fi
  done
}

read_arguments() {
  local words=() help=no value
  # Nothing that is written on a line may become two, or rewrite a terminal.
  for value in "$@"; do
    [[ $value != *[[:cntrl:]]* ]] || fail_usage "$(printf '%q' "$value"): arguments have no control characters"
  done
  while (($#)); do
    case $1 in
      --help | -h) help=yes ;;
      --dry-run) DRY_RUN=yes ;;
      --yes | -y) ASSUME_YES=yes ;;
      --prune-first) PRUNE_FIRST=yes ;;
      --namespaces) WITH_NAMESPACES=yes ;;
      --context | --timeout | --skip | --adopt | --dist)
        [[ $# -ge 2 && -n $2 ]] || fail_usage "$1 needs a value"
        set_option "$1" "$2"
        shift
        ;;
      --context=* | --timeout=* | --skip=* | --adopt=* | --dist=*)
        value=${1#*=}
        [[ -n $value ]] || fail_usage "${1%%=*} needs a value"
        set_option "${1%%=*}" "$value"
        ;;
      -*) fail_usage "unknown option: $1" ;;
      *) words+=("$1") ;;
    esac
    shift
  done
  if [[ $help == yes ]]; then
    usage
    exit 0
  fi
  ((${#words[@]} >= 2)) || fail_usage "an environment and an action are needed, such as: staging preview"
  ((${#words[@]} == 2)) || fail_usage "unexpected argument: ${words[2]}"
  ENVIRONMENT=${words[0]}
  ACTION=${words[1]}
  check_words
}

set_option() {
  case $1 in
    --context) CONTEXT=$2 ;;
    --timeout) TIMEOUT=$(seconds "$2") || fail_usage "--timeout $2: not a time such as 90s, 15m or 1h" ;;
    --skip) SKIPPED=$2 ;;
    --adopt) ADOPTED=$2 ;;
    --dist)
      [[ -d $2 ]] || fail_usage "--dist $2: no such folder"
      DIST=$(cd "$2" && pwd)
      ;;
  esac
}

seconds() {
  [[ $1 =~ ^([1-9][0-9]{0,5})([smh])$ ]] || return 1
  case ${BASH_REMATCH[2]} in
    s) echo "${BASH_REMATCH[1]}" ;;
    m) echo $((BASH_REMATCH[1] * 60)) ;;
    h) echo $((BASH_REMATCH[1] * 3600)) ;;
  esac
}

check_words() {
  local known hint=
  known=$(environments)
  # An exact line: a name such as "../x" or "." must not reach the file system.
  if ! grep -qxF -- "$ENVIRONMENT" <<<"$known"; then
    if [[ $ACTION == delete ]]; then hint='. For one that is declared no more, name its cluster with --context'; fi
    [[ -n $hint && -n $CONTEXT && $ENVIRONMENT =~ ^[a-z0-9]([a-z0-9-]*[a-z0-9])?$ ]] ||
      fail_usage "unknown environment: $ENVIRONMENT (there are: $(paste -sd ' ' - <<<"$known"))$hint"
  fi
  case $ACTION in
    preview | apply | delete) ;;
    *) fail_usage "unknown action: $ACTION (there are: preview apply delete)" ;;
  esac
  [[ $ACTION == delete || $WITH_NAMESPACES == no ]] || fail_usage "--namespaces goes with delete"
  [[ $ACTION == apply || $PRUNE_FIRST == no ]] || fail_usage "--prune-first goes with apply"
  [[ $ACTION == apply || -z $ADOPTED ]] || fail_usage "--adopt goes with apply"
}

# Asks for one word. An answer may also be piped in; where nobody can answer, --yes is needed.
confirm() {
  local question=$1 expected=$2 answer=
  if [[ $ASSUME_YES == yes ]]; then return 0; fi
  if ! read -r -p "$question " answer && [[ -z $answer ]]; then
    fail "nobody answered, nothing was changed. Where nobody can be asked, as in CI, add --yes"
  fi
  [[ $answer == "$expected" ]] || fail "not confirmed, nothing was changed"
}
