# shellcheck shell=bash
# Waits until all that is declared is ready, all of it at once: workloads by the rules of `kubectl rollout status`, and what
# others must do first, such as certificates to be signed, by its condition.

# Reads what templates/workloads.gotmpl prints, prints for each: ready, waiting or failed; group, kind, namespace, name; explanation.
workload_states() {
  awk -F '\t' -v OFS='\t' '
    function state(word, text) { print word, $1, $2, $3, $4, text }
    FILENAME == ARGV[1] { least[$1 FS $2 FS $3] = $4; next }
    {
      wanted = $7; present = $8; updated = $9; available = $10; conditions = $13
    }
    wanted + 0 < least[$2 FS $3 FS $4] + 0 { wanted = least[$2 FS $3 FS $4] }
    $2 == "Job" {
      if (conditions ~ / Complete=True/) state("ready", "complete")
      else if (conditions ~ / Failed=True/) { match(conditions, / Failed=True\/[^ ]*/); state("failed", "failed: " substr(conditions, RSTART + 13, RLENGTH - 13)) }
      else if (conditions ~ / suspended/) state("failed", "is suspended")
      else state("waiting", "not complete")
      next
    }
    conditions ~ / paused/ { state("failed", "is paused: kubectl rollout resume"); next }
    $6 < $5 { state("waiting", "its controller has not seen the change yet"); next }
    updated < wanted {
      late = conditions ~ / Progressing=False\/ProgressDeadlineExceeded/
      state(late ? "failed" : "waiting", updated " of " wanted " pods updated" (late ? ", no progress within its deadline" : "")); next
    }
    present > updated { state("waiting", (present - updated) " old pods still to end"); next }
    available < wanted {
      late = conditions ~ / Progressing=False\/ProgressDeadlineExceeded/
      state(late ? "failed" : "waiting", available " of " wanted " pods available" (late ? ", no progress within its deadline" : "")); next
    }
    $2 == "StatefulSet" && $11 != $12 { state("waiting", "the update is not finished"); next }
    { state("ready", available " of " wanted " pods available") }
  ' "$WORK/least-replicas" -
}

# What is waited for besides workloads: the word for --skip, resource, kind.
readonly OTHERS='certificate certificates.cert-manager.io Certificate
apiservice apiservices.apiregistration.k8s.io APIService
autoscaler horizontalpodautoscalers.autoscaling HorizontalPodAutoscaler
autoscaler scaledobjects.keda.sh ScaledObject
gateway gateways.gateway.networking.k8s.io Gateway
loadbalancer services Service'

# Writes $WORK/others: resource and kind of each that is declared and not skipped.
list_others() {
  local word resource kind
  while read -r word resource kind; do
    if [[ ,$SKIPPED, != *,$word,* && -n $(declared_where "kind == \"$kind\"") ]]; then say "$resource $kind"; fi
  done <<<"$OTHERS" >"$WORK/others"
}

# Writes $WORK/states for all that is waited for, absent objects included. Fails if the server does not answer.
read_states() {
  local kinds='Deployment|StatefulSet|DaemonSet|Job'
  cluster get deployments.apps,statefulsets.apps,daemonsets.apps,jobs.batch --all-namespaces --request-timeout=20s \
    --selector="$(environment_selector)" "$(template workloads)" 2>"$WORK/errors" |
    without_version | workload_states >"$WORK/live-states" || return 1
  if [[ -s $WORK/others ]]; then
    cluster get "$(cut -d ' ' -f 1 "$WORK/others" | paste -sd , -)" --all-namespaces --request-timeout=20s \
      --selector="$(environment_selector)" "$(template others)" 2>"$WORK/errors" |
      without_version | awk -F '\t' -v OFS='\t' '{ gsub(/\\n/, " ", $6); gsub(/\\*"/, "", $6); print $5, $1, $2, $3, $4, $6 }' >>"$WORK/live-states" || return 1
    kinds+="|$(cut -d ' ' -f 2 "$WORK/others" | paste -sd '|' -)"
  fi
  awk -F '\t' -v OFS='\t' -v kinds="^($kinds)\$" '
    FILENAME == ARGV[1] { state[$2 FS $3 FS $4 FS $5] = $0; next }
    $3 !~ kinds { next }
    { key = $2 FS $3 FS $4 FS $5; print (key in state ? state[key] : "waiting" FS key FS "not there yet") }
  ' "$WORK/live-states" "$WORK/declared" >"$WORK/states"
}

# A deadline that an earlier attempt has missed is still on the object for a moment after the cause is mended.
readonly GRACE=20

# Writes $WORK/least-replicas: kind, namespace, name, replicas of what an autoscaler is about to scale up. A new
# Deployment without declared replicas has one pod until the autoscaler has seen it: that is not the whole roll-out.
read_least_replicas() {
  cluster get horizontalpodautoscalers.autoscaling --all-namespaces --selector="$(environment_selector)" "$(template autoscalers)" \
    >"$WORK/least-replicas" 2>"$WORK/errors" || fail "the autoscalers can't be listed: $(last_error "$WORK/errors")"
}

wait_for_rollouts() {
  local deadline=$((SECONDS + TIMEOUT)) since=$SECONDS all waiting failed left
  read_least_replicas
  list_others
  while true; do
    if read_states; then
      all=$(grep -c . "$WORK/states" || true)
      waiting=$(grep -vc '^ready' "$WORK/states" || true)
      failed=$(grep -c '^failed' "$WORK/states" || true)
      if [[ $waiting == 0 ]]; then break; fi
      left=$((deadline - SECONDS))
      progress "$((all - waiting)) of $(count_of "$all" object) ready; waiting for $(first_unready)"
      if ((left <= 0)); then roll_out_failed "not ready within $((TIMEOUT / 60)) min $((TIMEOUT % 60)) s"; fi
      if [[ $failed != 0 ]] && ((SECONDS - since >= GRACE)); then roll_out_failed "the roll-out has failed"; fi
    else
      ((SECONDS < deadline)) || fail "the cluster does not answer: $(last_error "$WORK/errors")"
      progress "the server does not answer for the moment: $(last_error "$WORK/errors")"
    fi
    sleep 1
  done
  end_progress
  heading "ready: $(count_of "$all" object)"
  awk -F '\t' '$6 != "" && $3 ~ /Autoscaler/ { print "    note: " $3 " " $4 "/" $5 " " $6 }' "$WORK/states"
}

first_unready() {
  awk -F '\t' '$1 != "ready" { count++; if (count == 1) first = $3 " " ($4 == "-" ? "" : $4 "/") $5 ": " $6 }
    END { print first (count > 1 ? " (and " count - 1 " more)" : "") }' "$WORK/states"
}

roll_out_failed() {
  end_progress
  explain_unready
  local undone=
  if [[ -s $WORK/removed && $PRUNE_FIRST == no ]]; then
    undone=". What is no longer declared was kept, since it may still be needed (if it is in the way: --prune-first)"
  fi
  fail "$1: $(first_unready)$undone"
}
