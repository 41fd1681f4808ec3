import { elasticsearch } from "../../contracts/components";
import { type RiskRule, caution, danger, show } from "./risk";

/** What goes when an object of this kind goes. */
const lossOf: Readonly<Record<string, string>> = {
  Namespace: "everything in it would go with it",
  PersistentVolumeClaim: "its data may be deleted",
  StatefulSet: "its pods stop; its volumes stay behind",
  Deployment: "its pods stop",
  DaemonSet: "its pods stop on every node",
  Service: "its name no longer answers",
  Ingress: "its host no longer answers",
  HTTPRoute: "its host no longer answers",
  NetworkPolicy: "what it restricted or let through is decided by what remains",
  PodDisruptionBudget: "a drain may stop every pod at once",
  HorizontalPodAutoscaler: "the number of pods no longer follows the load",
};

/** Fields that Kubernetes does not let anyone change. */
const immutable: Readonly<Record<string, RegExp>> = {
  Deployment: /^spec\.selector/,
  DaemonSet: /^spec\.selector/,
  StatefulSet: /^spec\.(selector|serviceName|volumeClaimTemplates|podManagementPolicy)/,
  Job: /^spec\.(template|selector)/,
  Service: /^spec\.clusterIP/,
  RoleBinding: /^roleRef/,
  ClusterRoleBinding: /^roleRef/,
  PersistentVolumeClaim: /^spec\.(storageClassName|accessModes)/,
};

const goes: RiskRule = ({ before, after }) => {
  if (!before || after) return [];
  const loss = lossOf[before.kind];
  return loss === undefined ? [] : [danger(`is removed: ${loss}`)];
};

const cantChange: RiskRule = ({ after, fields }) => {
  const pattern = after && immutable[after.kind];
  return fields
    .filter(({ path }) => pattern?.test(path))
    .map(({ path }) =>
      danger(`${path} can't be changed in place: the apply is refused until the object is deleted`),
    );
};

const number = (value: unknown) => (typeof value === "number" ? value : NaN);

const fewer: RiskRule = ({ fields }) =>
  fields.flatMap(({ path, before, after }) => {
    const field = /^spec\.(minReplicas|maxReplicas|replicas|minAvailable)$/.exec(path)?.[1];
    if (field === undefined || !(number(after) < number(before))) return [];
    return [caution(`${field} goes down: ${show(before)} → ${show(after)}`)];
  });

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

const alertsGo: RiskRule = ({ fields }) =>
  fields.flatMap(({ path, before, after }) => {
    const alert = /\.rules\[([A-Z]\w+)\](?:\.(\w+))?/.exec(path);
    if (!alert?.[1]) return [];
    if (alert[2] === undefined && after === undefined)
      return [danger(`alert ${alert[1]} goes: nobody is told any more`)];
    if (["expr", "for"].includes(alert[2] ?? ""))
      return [caution(`alert ${alert[1]} fires on another condition: ${show(before)} → ${show(after)}`)];
    if (path.endsWith(".labels.severity"))
      return [caution(`alert ${alert[1]} reaches others: severity ${show(before)} → ${show(after)}`)];
    return [];
  });

/** Pod Security levels, the most open one first. */
const podSecurityLevels: readonly unknown[] = ["privileged", "baseline", "restricted"];

const admitsMore: RiskRule = ({ fields }) =>
  fields
    .filter(({ path }) => path === 'metadata.labels["pod-security.kubernetes.io/enforce"]')
    .filter(({ before, after }) => podSecurityLevels.indexOf(after) < podSecurityLevels.indexOf(before))
    .map(({ before, after }) =>
      danger(`admits pods that were refused: Pod Security ${show(before)} → ${show(after)}`),
    );

interface PolicySpec {
  readonly podSelector?: unknown;
  readonly policyTypes?: readonly string[];
  readonly egress?: unknown;
}

/** The directions that a policy restricts, with Kubernetes' default where it names none. */
const restricted = ({ policyTypes, egress }: PolicySpec) =>
  policyTypes ?? ["Ingress", ...(egress === undefined ? [] : ["Egress"])];

const restrictsLess: RiskRule = ({ before, after, fields }) => {
  if (before?.kind !== "NetworkPolicy" || after === undefined) return [];
  const [old, current] = [before["spec"] as PolicySpec, after["spec"] as PolicySpec];
  const lost = restricted(old).filter((direction) => !restricted(current).includes(direction));
  return [
    ...lost.map((direction) =>
      danger(`restricts ${direction} no longer: without another policy all of it is let through`),
    ),
    ...fields
      .filter((field) => /\.ipBlock\.except\b/.test(field.path) && field.after === undefined)
      .map((field) => danger(`lets through addresses that it left out: ${show(field.before)}`)),
    ...(JSON.stringify(old.podSelector) === JSON.stringify(current.podSelector)
      ? []
      : [danger("selects other pods: those it leaves are open, unless another policy selects them")]),
  ];
};

const plainText: RiskRule = ({ fields }) =>
  fields
    .filter(({ path, after }) => /^spec\.(listeners\[[^\]]+\]\.)?tls\b/.test(path) && after === undefined)
    .map(({ path }) => danger(`${path} goes: its traffic is no longer encrypted`));

const rateLimits: RiskRule = ({ fields }) =>
  fields
    .filter(({ path }) => path.includes("nginx.ingress.kubernetes.io/limit-"))
    .map(({ before, after }) => caution(`the rate limit changes: ${show(before)} → ${show(after)}`));

/** Risks of any object. */
export const objectRisks: readonly RiskRule[] = [
  goes,
  cantChange,
  fewer,
  nodesLeave,
  drains,
  alertsGo,
  admitsMore,
  restrictsLess,
  plainText,
  rateLimits,
];
