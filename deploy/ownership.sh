# shellcheck shell=bash
# Whose an object is. The API server writes the field manager together with what is applied: an object that bears ours
# is ours. Any other belongs to others, whatever its name and its labels say.

# Writes $WORK/live-declared: a line a declared object that is in the cluster, see templates/live-objects.gotmpl.
list_live_declared() {
  : >"$WORK/live-declared"
  if [[ ! -s $WORK/rendered.yaml ]]; then return; fi
  ask get --filename="$WORK/rendered.yaml" --ignore-not-found "$(template live-objects)" >"$WORK/answer" ||
    fail "the objects of $ENVIRONMENT can't be listed: $(cat "$WORK/answer")"
  grep . "$WORK/answer" | without_version >"$WORK/live-declared" || true
}

# Some of a namespace's pods that are not this program's, a blank before each. cert-manager solves challenges of our Certificates in pods of its own.
pods_of_others() {
  ask get pods --namespace "$1" --selector='app.kubernetes.io/part-of!=fingerprint,acme.cert-manager.io/http01-solver!=true' \
    --output='go-template={{range $number, $pod := .items}}{{if lt $number 5}} {{$pod.metadata.name}}{{else if eq $number 5}} …{{end}}{{end}}'
}

# What only looks like the environment's, in $WORK/foreign.
explain_foreign() {
  if [[ ! -s $WORK/foreign ]]; then return 0; fi
  say "    left alone, because deploy.sh did not apply them although they carry the labels or a name of $ENVIRONMENT:"
  cut -f 1-4 "$WORK/foreign" | readable | indent '      '
}

# Refuses to take over what others have made, and to close a namespace around their pods, unless --adopt names it.
refuse_others() {
  list_others_objects
  if [[ ! -s $WORK/theirs ]]; then return 0; fi
  explain_theirs
  fail "apply takes nothing from others: see above"
}

# Writes $WORK/theirs: the word for --adopt, the name to read and the reason. What an object that is about to be pruned has
# made goes with it, such as the autoscaler that KEDA made of a ScaledObject.
list_others_objects() {
  local namespaces name pods
  list_live_declared
  namespaces=" $(declared_where 'kind == "Namespace"' | cut -f 5 | paste -sd ' ' -) "
  awk -F '\t' -v OFS='\t' -v namespaces="$namespaces" '
    FILENAME == ARGV[1] { pruned[$3 "\t" $2 "/" $4] = 1; next }
    $2 == "Namespace" || $5 ~ / (applied|going)/ { next }
    match($5, / owned=[^ ]+/) && ($3 "\t" substr($5, RSTART + 7, RLENGTH - 7)) in pruned { next }
    { word = index(namespaces, " " $3 " ") ? "Namespace/" $3 : $2 "/" ($3 == "-" ? "" : $3 "/") $4
      print word, $2 " " ($3 == "-" ? "" : $3 "/") $4, "managed by" ($6 == "" ? " nobody known" : $6) }
  ' "$WORK/removed" "$WORK/live-declared" >"$WORK/theirs"
  while read -r name; do
    pods=$(pods_of_others "$name") || fail "the pods of $name can't be listed: $pods"
    if [[ -n $pods ]]; then printf 'Namespace/%s\tNamespace %s\tholds pods of others:%s\n' "$name" "$name" "$pods" >>"$WORK/theirs"; fi
  done < <(awk -F '\t' '$2 == "Namespace" && $5 !~ / applied/ { print $4 }' "$WORK/live-declared")
  awk -F '\t' -v adopted=",$ADOPTED," '
    { full = $2; sub(/ /, "/", full) }
    !index(adopted, "," $1 ",") && !index(adopted, "," full ",")
  ' "$WORK/theirs" >"$WORK/not-adopted"
  mv "$WORK/not-adopted" "$WORK/theirs"
}

explain_theirs() {
  heading "$(count_of "$(grep -c . "$WORK/theirs")" object) in the way of $ENVIRONMENT, made by others"
  awk -F '\t' '{ print "  x " $2 ": " $3 }' "$WORK/theirs"
  say "      apply would change them by force, and close these namespaces around all that runs there. If it may:"
  say "      ./deploy.sh $ENVIRONMENT apply --adopt $(cut -f 1 "$WORK/theirs" | sort -u | paste -sd , -)"
}
