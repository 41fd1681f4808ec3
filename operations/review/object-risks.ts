import { elasticsearch } from "../../contracts/components";
import { type NetworkPolicy, isNetworkPolicy } from "../facts/network-policy";
import { toBytes } from "../../lib/validation/quantity";
import { type RiskRule, caution, danger, ofField, show, whenGone } from "./risk";

/** Fields that Kubernetes does not let anyone change, and what makes room for the object as it is declared. */
const immutable = new Map<string, readonly [fields: RegExp, way: string]>(
  Object.entries({
    Deployment: [/^spec\.selector/, "kubectl delete deployment --cascade=orphan"],
    DaemonSet: [/^spec\.selector/, "kubectl delete daemonset"],
    StatefulSet: [
      /^spec\.(selector|serviceName|volumeClaimTemplates|podManagementPolicy)/,
      "kubectl patch persistentvolumeclaim for a larger volume, then kubectl delete statefulset --cascade=orphan",
    ],
    Job: [/^spec\.(template|selector|completions|completionMode)/, "kubectl delete job"],
    Service: [/^spec\.clusterIP/, "kubectl delete service"],
    RoleBinding: [/^roleRef/, "kubectl delete rolebinding"],
    ClusterRoleBinding: [/^roleRef/, "kubectl delete clusterrolebinding"],
    PersistentVolumeClaim: [/^spec\.(storageClassName|accessModes|volumeName)/, "another claim, and a copy"],
    PriorityClass: [/^(value|preemptionPolicy)/, "kubectl delete priorityclass"],
    StorageClass: [
      /^(provisioner|parameters|reclaimPolicy|volumeBindingMode)/,
      "kubectl delete storageclass",
    ],
  } satisfies Record<string, [RegExp, string]>),
);

const cantChange: RiskRule = ({ after, fields }) => {
  const [pattern, way] = (after && immutable.get(after.kind)) ?? [];
  return fields
    .filter(({ path }) => pattern?.test(path))
    .map(({ path }) =>
      danger(`${path} can't be changed in place: deploy.sh leaves the object alone until ${String(way)}`),
    );
};

const number = (value: unknown) => (typeof value === "number" ? value : NaN);

/** A StatefulSet stops all pods that are too many at once, with the only copies and most of the votes. */
const nodesLeave: RiskRule = ({ after, fields }) =>
  after?.kind === "StatefulSet" && after.metadata.name === elasticsearch.name
    ? fields
        .filter((field) => field.path === "spec.replicas" && number(field.after) < number(field.before))
        .map(() =>
          danger(
            "Elasticsearch nodes leave: their shards and votes have to leave first, see docs/operations/elasticsearch.md",
          ),
        )
    : [];

const drains: RiskRule = ({ after, fields }) =>
  after?.kind === "PodDisruptionBudget" && fields.some(({ path }) => path.startsWith("spec."))
    ? [caution("the disruption budget changes: check that a drain can still make progress")]
    : [];

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

/** Pod Security levels, the most open one first. */
const podSecurityLevels: readonly unknown[] = ["privileged", "baseline", "restricted"];

/** The directions that a policy restricts, with Kubernetes' default where it names none. */
const restricted = ({ policyTypes, egress }: Partial<NetworkPolicy["spec"]>): readonly string[] =>
  policyTypes ?? ["Ingress", ...(egress === undefined ? [] : ["Egress"])];

const restrictsLess: RiskRule = ({ before, after, fields }) => {
  if (!before || !after || !isNetworkPolicy(before) || !isNetworkPolicy(after)) return [];
  const lost = restricted(before.spec).filter((direction) => !restricted(after.spec).includes(direction));
  return [
    ...lost.map((direction) =>
      danger(`restricts ${direction} no longer: without another policy all of it is let through`),
    ),
    ...fields
      .filter((field) => /\.ipBlock\.except\b/.test(field.path) && field.after === undefined)
      .map((field) => danger(`lets through addresses that it left out: ${show(field.before)}`)),
    ...(JSON.stringify(before.spec.podSelector) === JSON.stringify(after.spec.podSelector)
      ? []
      : [danger("selects other pods: those it leaves are open, unless another policy selects them")]),
  ];
};

/** Risks of any object. */
export const objectRisks: readonly RiskRule[] = [
  cantChange,
  ofField(
    /^spec\.(minReplicas|maxReplicas|minReplicaCount|maxReplicaCount|replicas)$/,
    ({ before, after }, field) => {
      const change = `${show(before)} → ${show(after)}`;
      const factor = number(after) / number(before);
      if (factor <= 1 / 2) return danger(`${field} goes down by half or more: ${change}`);
      if (factor < 1) return caution(`${field} goes down: ${change}`);
      return factor >= 2 && caution(`${field} becomes ${show(Math.floor(factor))} times as many: ${change}`);
    },
  ),
  nodesLeave,
  ofField(/\.resources\.requests\.storage$/, ({ before, after }) => {
    const smaller = toBytes(show(after)) < toBytes(show(before));
    return smaller && danger(`storage shrinks, which no volume does: ${show(before)} → ${show(after)}`);
  }),
  drains,
  ofField(
    /\.rules\[([A-Z]\w+(?: #\d+)?)\](|\.expr|\.for|\.labels\.severity)$/,
    ({ before, after }, alert, field) => {
      if (field === "") return after === undefined && danger(`alert ${alert} goes: nobody is told any more`);
      if (field === ".labels.severity")
        return caution(`alert ${alert} reaches others: severity ${show(before)} → ${show(after)}`);
      return fires(show(before), show(after)).map((how) => caution(`alert ${alert} fires ${how}`));
    },
  ),
  ofField(/^metadata\.labels\["pod-security\.kubernetes\.io\/enforce"\]$/, ({ before, after }) => {
    const lower = podSecurityLevels.indexOf(after) < podSecurityLevels.indexOf(before);
    return lower && danger(`admits pods that were refused: Pod Security ${show(before)} → ${show(after)}`);
  }),
  restrictsLess,
  whenGone(/^spec\.listeners\[[^\]]+\]\.tls\b/, "its traffic is no longer encrypted"),
  ofField(/nginx\.ingress\.kubernetes\.io\/limit-/, ({ before, after }) =>
    caution(`the rate limit changes: ${show(before)} → ${show(after)}`),
  ),
];
