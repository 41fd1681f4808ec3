# shellcheck shell=bash
# What the user reads: results on standard output, complaints and progress on standard error.

# Exit statuses, as --help lists them.
readonly NOTHING_CHANGED=1 WRONG_USAGE=2 UNFINISHED=3

# Becomes UNFINISHED with the first request that changes the cluster.
STATUS_OF_FAILURE=$NOTHING_CHANGED

say() { printf '%s\n' "$*"; }
heading() { printf '==> %s\n' "$*"; }
complain() { printf 'deploy.sh: %s\n' "$*" >&2; }

fail() {
  end_progress
  complain "$*"
  exit "$STATUS_OF_FAILURE"
}

fail_usage() {
  complain "$*"
  complain "see ./deploy.sh --help"
  exit "$WRONG_USAGE"
}

# On a terminal the line is rewritten in place; elsewhere, as in CI's logs, only a changed line is printed.
LAST_PROGRESS=
progress() {
  if [[ -t 2 ]]; then
    printf '\r\033[K%s' "$1" >&2
  elif [[ $1 != "$LAST_PROGRESS" ]]; then
    printf '%s\n' "$1" >&2
  fi
  LAST_PROGRESS=$1
}

end_progress() {
  if [[ -n $LAST_PROGRESS && -t 2 ]]; then printf '\n' >&2; fi
  LAST_PROGRESS=
}

# Plural by English's common rule, which all counted words here follow.
count_of() {
  if [[ $1 == 1 ]]; then printf '1 %s' "$2"; else printf '%s %ss' "$1" "$2"; fi
}

indent() { sed "s/^/$1/"; }
