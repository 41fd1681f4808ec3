# shellcheck shell=bash
# Objects that differ from the live ones in a field that Kubernetes lets nobody change. They stay as they are while
# all else is applied; what a person has to do for each is told before, and again at the end.

readonly IMMUTABLE='field is immutable|may not change once set|is immutable after creation|immutable when|updates to statefulset spec for fields other than|may not be changed in an update|updates to [a-zA-Z]+ are forbidden|[cC]annot change roleRef'

# Reads what the server refused in $WORK/refused; adds to $WORK/held a line an object: number, group, kind, namespace,
# name, the fields. One name may be in several namespaces, and the server names none: each is asked by itself.
hold_back() {
  local kind name number
  while IFS=$'\t' read -r kind name; do
    while read -r number; do
      if ! apply_file "$WORK/objects/$number.yaml" --dry-run=server --validate=ignore >/dev/null 2>"$WORK/reason" &&
        grep -qE "$IMMUTABLE" "$WORK/reason" && ! grep -qE 'Required value|Unsupported value|Duplicate value' "$WORK/reason"; then
        printf '%s\t%s\n' "$(grep "^$number" "$WORK/declared")" "$(refused_fields)" >>"$WORK/held"
      fi
    done < <(declared_where "kind == \"$kind\" && name == \"$name\"" | cut -f 1)
  done < <(sed -nE 's/^(Error from server \(Invalid\):|The) ([A-Za-z]+)[^ ]* "([^"]+)" is invalid: .*/\2\t\3/p' "$WORK/refused" | sort -u)
}

refused_fields() {
  grep -oE '(^|: |\[|, |\* )[a-z][A-Za-z]*[][A-Za-z0-9.]*: (Invalid value|Forbidden):' "$WORK/reason" |
    sed -E 's/^(: |\[|, |\* )//; s/: (Invalid value|Forbidden):$//' | sort -u | paste -sd ' ' -
}

explain_held() {
  local group kind namespace name fields
  heading "$(count_of "$(grep -c . "$WORK/held")" object) can't be changed in place, and will be left alone while all else is applied"
  while IFS=$'\t' read -r _ group kind namespace name fields; do
    say "  x $(printf '%s\t%s\t%s\t%s\n' "$group" "$kind" "$namespace" "$name" | readable): $fields"
    way_through "$group" "$kind" "$namespace" "$name" "$fields" | indent '      '
  done <"$WORK/held"
  say "      ./deploy.sh $ENVIRONMENT apply"
}

# The commands that make room for the declared object.
way_through() {
  local group=$1 kind=$2 namespace=$3 name=$4 fields=$5 resource delete
  resource=$(tr '[:upper:]' '[:lower:]' <<<"$kind")
  if [[ $group != core ]]; then resource+=.$group; fi
  delete="kubectl --context $CONTEXT delete $resource $name"
  if [[ $namespace != - ]]; then delete+=" --namespace $namespace"; fi
  case $kind in
    StatefulSet)
      if [[ $fields == *spec.selector* ]]; then
        say "$delete   # its pods stop; its volumes stay"
      else
        larger_claims "$namespace" "$name"
        say "$delete --cascade=orphan   # its pods go on; the new one takes them over"
      fi
      ;;
    Deployment)
      say "$delete --cascade=orphan   # its pods go on; the new one starts others"
      say "# once those are ready: kubectl --context $CONTEXT delete --namespace $namespace $(replica_sets "$namespace" "$name")"
      ;;
    DaemonSet) say "$delete   # its pods stop until the new ones run" ;;
    Job) say "$delete   # the new one runs again" ;;
    Service) say "$delete   # its name does not answer until the new one is there" ;;
    RoleBinding | ClusterRoleBinding) say "$delete   # what it grants is refused until the new one is there" ;;
    PersistentVolumeClaim | PersistentVolume) say "# its data would go with it: declare another one, copy, and let the pods mount that" ;;
    *) say "$delete" ;;
  esac
}

replica_sets() {
  local selector
  selector=$(cluster get deployment "$2" --namespace "$1" "$(template selector)" 2>/dev/null)
  cluster get replicasets --namespace "$1" --selector="${selector%,}" --output=name 2>/dev/null | paste -sd ' ' -
}

# A StatefulSet never touches the claims that it has made: each grows by a patch of its own.
larger_claims() {
  local namespace=$1 name=$2 claim wanted present volume
  cluster get statefulset "$name" --namespace "$namespace" "$(template claims)" >"$WORK/claims" 2>/dev/null || return 0
  cluster create --dry-run=client --validate=ignore "$(template claims)" \
    --filename="$WORK/objects/$(declared_where "kind == \"StatefulSet\" && namespace == \"$namespace\" && name == \"$name\"" | cut -f 1).yaml" >"$WORK/wanted-claims" 2>/dev/null || return 0
  while IFS=$'\t' read -r claim wanted; do
    present=$(awk -F '\t' -v claim="$claim" '$1 == claim { print $2 }' "$WORK/claims")
    if [[ -z $present || $present == "$wanted" ]]; then continue; fi
    if (($(mebibytes "$wanted") < $(mebibytes "$present"))); then
      say "# $claim is $present, and a volume can't shrink to $wanted: set it back in environments/$ENVIRONMENT.ts"
      continue
    fi
    while read -r volume; do
      say "kubectl --context $CONTEXT patch persistentvolumeclaim $volume --namespace $namespace --type merge --patch '{\"spec\":{\"resources\":{\"requests\":{\"storage\":\"$wanted\"}}}}'"
    done < <(cluster get persistentvolumeclaims --namespace "$namespace" --output='go-template={{range .items}}{{.metadata.name}}{{"\n"}}{{end}}' 2>/dev/null |
      grep -xE "$claim-$name-[0-9]+")
  done <"$WORK/wanted-claims"
}

mebibytes() {
  case $1 in
    *Ki) echo $((${1%Ki} / 1024)) ;;
    *Mi) echo "${1%Mi}" ;;
    *Gi) echo $((${1%Gi} * 1024)) ;;
    *Ti) echo $((${1%Ti} * 1048576)) ;;
    *) echo 0 ;;
  esac
}
