import { elasticsearch } from "../../contracts/components";
import { cores, seconds, toBytes } from "../../lib/validation/quantity";
import type { FieldChange, ObjectChange } from "./object-changes";
import { type Told, caution, danger, show } from "./risk";

/** A field that differs, with both values in words: `5 → 2`. */
type Changed = FieldChange & { readonly change: string };

/** What is risky about a field whose object and path, such as `Deployment fingerprint/api spec.replicas`, fit a pattern. */
interface FieldRule {
  readonly pattern: RegExp;
  readonly tell: (field: Changed, ...groups: string[]) => Told | readonly Told[] | false;
}

const when = (pattern: RegExp, tell: FieldRule["tell"]): FieldRule => ({ pattern, tell });

const whenGone = (pattern: RegExp, loss: string) =>
  when(pattern, ({ path, after }) => after === undefined && danger(`${path} goes: ${loss}`));

/** A field that Kubernetes lets nobody change, and what makes room for the object as it is declared. */
const immutable = (pattern: RegExp, way: string) =>
  when(pattern, ({ path }) =>
    danger(`${path} can't be changed in place: deploy.sh leaves the object alone until ${way}`),
  );

/** What an expression compares with: `> 0.05`. */
const bound = /([<>]=?) (\d[\d.]*)/g;

/** How an alert's condition changes. Most often a bound moves, and not the query. */
function fires(before: string, after: string): string[] {
  const query = (expr: string) => expr.replaceAll(bound, "$1");
  if (query(before) !== query(after)) return [`on another condition: ${before} → ${after}`];
  const now = [...after.matchAll(bound)];
  return [...before.matchAll(bound)].flatMap(([old, operator, value], i) => {
    const [text, , moved] = now[i] ?? [];
    if (text === old) return [];
    const isLater = Number(moved) > Number(value) === (operator === ">" || operator === ">=");
    return [`${isLater ? "later" : "sooner"}: ${old} → ${show(text)}`];
  });
}

/** Seconds for which an alert's condition has to hold. */
const held = (time: unknown) => seconds(show(time ?? "0s"));

/** An image without its tag and digest. */
const sourceOf = (image: string) => image.replace(/(:[^/:@]+)?(@.+)?$/, "");

/** A tag's numbers, where it has some: `v1.2.3` is `1.2.3`. */
const versionOf = (image: string) => /:v?(\d+(?:\.\d+)+)/.exec(image)?.[1] ?? "";

/** Pod Security levels, the most open one first. */
const podSecurityLevels: readonly unknown[] = ["privileged", "baseline", "restricted"];

const rules: readonly FieldRule[] = [
  immutable(/^Deployment \S+ spec\.selector/, "kubectl delete deployment --cascade=orphan"),
  immutable(/^DaemonSet \S+ spec\.selector/, "kubectl delete daemonset"),
  immutable(
    /^StatefulSet \S+ spec\.(selector|serviceName|volumeClaimTemplates|podManagementPolicy)/,
    "kubectl patch persistentvolumeclaim for a larger volume, then kubectl delete statefulset --cascade=orphan",
  ),
  immutable(/^Job \S+ spec\.(template|selector|completions|completionMode)/, "kubectl delete job"),
  immutable(/^Service \S+ spec\.clusterIP/, "kubectl delete service"),
  immutable(/^RoleBinding \S+ roleRef/, "kubectl delete rolebinding"),
  immutable(/^ClusterRoleBinding \S+ roleRef/, "kubectl delete clusterrolebinding"),
  immutable(
    /^PersistentVolumeClaim \S+ spec\.(storageClassName|accessModes|volumeName)/,
    "another claim, and a copy",
  ),
  immutable(/^PriorityClass \S+ (value|preemptionPolicy)/, "kubectl delete priorityclass"),

  // How many pods there are, and what each has.
  when(
    / spec\.(minReplicas|maxReplicas|minReplicaCount|maxReplicaCount|replicas)$/,
    ({ before, after, change }, name) => {
      const factor = Number(after) / Number(before);
      if (factor <= 1 / 2) return danger(`${name} goes down by half or more: ${change}`);
      if (factor < 1) return caution(`${name} goes down: ${change}`);
      return factor >= 2 && caution(`${name} becomes ${show(Math.floor(factor))} times as many: ${change}`);
    },
  ),
  // A StatefulSet stops all pods that are too many at once, with the only copies and most of the votes.
  when(
    new RegExp(`^StatefulSet \\S+/${elasticsearch.name} spec\\.replicas$`),
    ({ before, after }) =>
      Number(after) < Number(before) &&
      danger(
        "Elasticsearch nodes leave: their shards and votes have to leave first, see docs/operations/elasticsearch.md",
      ),
  ),
  when(/^PodDisruptionBudget \S+ spec\./, ({ path, change }) =>
    caution(`the disruption budget changes, ${path} ${change}: check that a drain can still make progress`),
  ),
  when(
    /\.resources\.requests\.storage$/,
    ({ before, after, change }) =>
      toBytes(show(after)) < toBytes(show(before)) &&
      danger(`storage shrinks, which no volume does: ${change}`),
  ),
  when(/\.resources\.(limits|requests)\.(cpu|memory)$/, ({ before, after, change }, bounds, resource) => {
    const read = resource === "cpu" ? cores : toBytes;
    if (!(read(show(after)) < read(show(before)))) return false;
    const what = `${resource} ${bounds} go down: ${change}`;
    return `${bounds} ${resource}` === "limits memory"
      ? danger(`${what}: a pod above it is killed`)
      : caution(what);
  }),
  whenGone(/\.resources(\.limits(\.memory)?)?$/, "one pod may take all of its node's memory"),
  whenGone(/\.(liveness|readiness|startup)Probe$/, "the kubelet no longer notices"),
  when(/\.image$/, ({ before, after, change }) => {
    if (typeof before !== "string" || typeof after !== "string") return false;
    if (sourceOf(before) !== sourceOf(after)) return caution(`an image from elsewhere: ${change}`);
    const [was, is] = [versionOf(before), versionOf(after)];
    if (is.localeCompare(was, "en", { numeric: true }) < 0) {
      return caution(`an older version: ${change}. What it stored may be too new for it`);
    }
    const isMajor = was.split(".")[0] !== is.split(".")[0];
    return isMajor && caution(`a new major version: ${change}. Read its upgrade notes`);
  }),

  // Who gets in.
  when(
    / metadata\.labels\["pod-security\.kubernetes\.io\/enforce"\]$/,
    ({ before, after, change }) =>
      podSecurityLevels.indexOf(after) < podSecurityLevels.indexOf(before) &&
      danger(`admits pods that were refused: Pod Security ${change}`),
  ),
  when(
    /^NetworkPolicy .*\.ipBlock\.except\b/,
    ({ before, after }) =>
      after === undefined && danger(`lets through addresses that it left out: ${show(before)}`),
  ),
  whenGone(/ spec\.listeners\[[^\]]+\]\.tls\b/, "its traffic is no longer encrypted"),
  when(/nginx\.ingress\.kubernetes\.io\/limit-/, ({ change }) =>
    caution(`the rate limit changes: ${change}`),
  ),

  // When alerts fire, and whom they reach.
  when(
    /\.rules\[([A-Z]\w+(?: #\d+)?)\](|\.expr|\.for|\.labels\.severity)$/,
    ({ before, after, change }, alert, what) => {
      if (what === "") return after === undefined && danger(`alert ${alert} goes: nobody is told any more`);
      if (what === ".labels.severity") return caution(`alert ${alert} reaches others: severity ${change}`);
      if (what === ".for") {
        const isLater = held(after) > held(before);
        return caution(`alert ${alert} fires ${isLater ? "later" : "sooner"}: ${change}`);
      }
      return fires(show(before), show(after)).map((how) => caution(`alert ${alert} fires ${how}`));
    },
  ),
  when(
    /^ConfigMap \S+\/alertmanager.*\.(receivers\[([^\]]+)\](.*))$/,
    ({ after, change }, path, receiver, ofReceiver) => {
      if (after === undefined && !/^\.\w+_configs\[\d+\]\./.test(ofReceiver)) {
        return danger(`${receiver} tells fewer: ${path} goes`);
      }
      const level = receiver.startsWith("critical") ? danger : caution;
      const isAddress = /\.(to|channel|chat_id|\w*(url|key|token)(_file)?)$/.test(ofReceiver);
      return isAddress && level(`${receiver} tells others: ${change}`);
    },
  ),
  when(
    /^ConfigMap \S+\/alertmanager.*\.(route\b.*(\.(receiver|matchers|continue)\b.*|\.routes\[[^\]]+\]))$/,
    ({ change }, path) => danger(`alerts take another way: ${path} ${change}`),
  ),
  when(/^ConfigMap \S+\/alertmanager.*\.smtp_(smarthost|from)$/, ({ change }) =>
    caution(`mail goes another way: ${change}`),
  ),
];

export function fieldRisks({ object, fields }: ObjectChange): Told[] {
  return fields.flatMap((field) => {
    const change = `${show(field.before)} → ${show(field.after)}`;
    return rules
      .flatMap(({ pattern, tell }) => {
        const match = pattern.exec(`${object} ${field.path}`);
        return match ? tell({ ...field, change }, ...match.slice(1)) : false;
      })
      .filter((told) => told !== false);
  });
}
