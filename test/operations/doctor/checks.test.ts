import { allAlerts } from "../../../monitoring/rules/rule-file";
import { type Patient, examine } from "../../../operations/doctor/checklist";
import { type Kubectl, NoAnswer, type ObjectName } from "../../../operations/doctor/kubectl";
import { monitoringChecklist } from "../../../operations/doctor/monitoring-checklist";
import { productionChecklist } from "../../../operations/doctor/production-checklist";
import { PrometheusClient } from "../../../operations/doctor/prometheus-client";
import type { ServiceClient } from "../../../operations/doctor/service-client";
import { large } from "../../environments/large";
import { queryFaults } from "../../monitoring/query-faults";
import { resolved } from "../../support/environments";
import { exampleDist } from "../../support/examples";

const [production, rehearsed] = exampleDist;
const environment = resolved(large);
const { podLabels: selector } = environment.cluster.ingressController;

const now = new Date("2026-06-01T12:00:00Z");
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000).toISOString();

const receivers = ["default", "critical", "warning", "info"];
const alertmanagerStatus = (members: number, ...names: string[]) => ({
  cluster: { status: "ready", peers: Array.from({ length: members }) },
  config: { original: names.map((name) => `- name: ${name}-receiver\n`).join("") },
});

/**
 * What is answered over HTTP, by a part of the path or the query; the first that fits counts. A number is the value of a query,
 * which has no series where there is none.
 */
type Answers = readonly (readonly [part: string, answer: number | object | undefined])[];

const rules = allAlerts().flatMap((group) => group.rules.map(({ alert: name }) => ({ name, health: "ok" })));
const healthyAnswers: Answers = [
  ["/api/v1/rules", { data: { groups: [{ rules }] } }],
  ["/api/v2/status", alertmanagerStatus(3, ...receivers)],
  ["/api/health", { database: "ok" }],
  ["count(up{", 5],
  ["alertmanager_notifications_failed_total", undefined],
  ["offset 10m", 1000],
  ["elasticsearch_indices_docs_primary", 1200],
  ["desired_replicas", 9],
  ["", 3],
];

const made = (kind: string, namespace: string, name: string, fields = {}) => {
  return { kind, metadata: { name, namespace }, ...fields };
};

const surroundings = [
  made("Pod", "fingerprint", "api-1"),
  made("Pod", "fingerprint", "api-2"),
  made("Pod", "kube-system", "coredns-1"),
  made("EndpointSlice", "fingerprint", "slice", { endpoints: [{ conditions: { ready: true } }] }),
  made("ConfigMap", "ingress-nginx", "controller"),
  made("Service", "ingress-nginx", "controller", {
    spec: { type: "LoadBalancer", externalTrafficPolicy: "Local", selector },
  }),
];

/** The object as it is when all is well: each check reads its own fields of the status. */
const alive = ({ metadata, ...object }: any) => ({
  ...object,
  metadata: {
    ...metadata,
    annotations: { ...metadata.annotations, "fingerprint/last-restore-drill": hoursAgo(240) },
  },
  status: {
    phase: "Running",
    readyReplicas: object.spec?.replicas ?? 5,
    succeeded: 1,
    currentMetrics: object.spec?.metrics,
    notAfter: hoursAgo(-24 * 60),
    loadBalancer: { ingress: [{ ip: "192.0.2.1" }] },
    conditions: ["Ready", "ScalingActive", "Progressing"].map((type) => {
      return { type, status: "True", lastUpdateTime: hoursAgo(48) };
    }),
  },
});

interface Illness {
  /** Changes an object; undefined takes it away. */
  readonly object?: (live: any) => object | undefined;
  readonly answers?: Answers;
  readonly records?: Readonly<Record<string, string[]>>;
  /** What is different in the cluster where a version proves itself. */
  readonly rehearsal?: Illness;
}

const askedQueries = new Set<string>();

function fakeKubectl(manifests: readonly object[], { object = (live) => live }: Illness): Kubectl {
  const objects = [...manifests, ...surroundings].map(alive).flatMap((live): any => object(live) ?? []);
  const list = (kind: string, namespace?: string) =>
    Promise.resolve(objects.filter((live) => live.kind === kind && live.metadata.namespace === namespace));
  const get = async (kind: string, { namespace, name }: ObjectName) =>
    (await list(kind, namespace)).find(({ metadata }) => metadata.name === name);
  const output = () => Promise.resolve("smtp-password slack-token pagerduty-key heartbeat-url ");
  return { context: "fake", get, list, output } as unknown as Kubectl;
}

/** Production on a cluster where all is well but for the illness. */
function patientWith(illness: Illness): Patient {
  const { answers = [], records = { [large.api.host]: ["192.0.2.1"] }, rehearsal = {} } = illness;
  const json = (_: unknown, path: string) => {
    const asked = decodeURIComponent(path);
    const [, query] = asked.split("query=");
    if (query !== undefined) askedQueries.add(query);
    const answer = [...answers, ...healthyAnswers].find(([part]) => asked.includes(part))?.[1];
    if (answer instanceof Error) return Promise.reject(answer);
    const result = answer === undefined ? [] : [{ metric: { integration: "slack" }, value: [0, answer] }];
    return Promise.resolve(typeof answer === "object" ? answer : { data: { result } });
  };
  const services = { json } as unknown as ServiceClient;
  return {
    environment,
    manifests: production!,
    kubectl: fakeKubectl(production!.manifests, illness),
    services,
    prometheus: new PrometheusClient(services),
    rehearsal: { name: "staging", kubectl: fakeKubectl(rehearsed!.manifests, rehearsal) },
    addressesOf: (host) => Promise.resolve(records[host] ?? []),
    now,
  };
}

const checks = [...monitoringChecklist, ...productionChecklist];

test("where all is well every point passes, and every query asks for metrics that something exposes", async () => {
  const answers = await examine(checks, patientWith({}));
  expect(answers.filter(({ status, remedy }) => status !== "pass" || remedy !== undefined)).toEqual([]);
  expect(askedQueries.size).toBeGreaterThan(8);
  expect([...askedQueries].flatMap(queryFaults)).toEqual([]);
});

const { host } = large.api;
const api = "fingerprint-api";
const edited = (kind: string, name: string, fields: (live: any) => object | undefined): Illness => ({
  object: (live) => (live.kind === kind && live.metadata.name === name ? fields(live) : live),
});
const gone = (kind: string, name: string) => edited(kind, name, () => undefined);
const sick = (kind: string, name: string, status: object) =>
  edited(kind, name, (live) => ({ ...live, status: { ...live.status, ...status } }));
const by = (part: string, answer: number | object | undefined): Illness => ({ answers: [[part, answer]] });
const ruled = (all: object[]) => by("/api/v1/rules", { data: { groups: [{ rules: all }] } });
const alertmanager = (...status: Parameters<typeof alertmanagerStatus>) =>
  by("/api/v2/status", alertmanagerStatus(...status));
const balancedBy = (...ingress: object[]) => sick("Ingress", `${api}-ingress`, { loadBalancer: { ingress } });
const hpa = (status: object) => sick("HorizontalPodAutoscaler", `${api}-hpa`, status);
const failedJobs: Illness = { object: (live) => (live.kind === "Job" ? { ...live, status: {} } : live) };
const certificate = (status: object) => sick("Certificate", `${api}-tls`, status);
const young = [{ type: "Progressing", status: "True", lastUpdateTime: hoursAgo(1) }];
const admitting = ({ spec, ...live }: any) => ({ ...live, spec: { ...spec, ingress: [{}] } });
const defaulted = ({ spec, ...live }: any) => ({ ...live, spec: { ...spec, byServer: 1 } });
const allowing = ({ rules, ...live }: any) => ({ ...live, rules: [...rules, { verbs: ["*"] }] });
const changed = (kind: string) => new RegExp(`^${kind} fingerprint/fingerprint-api was changed by hand$`);

/** The ingress controller behind a Service whose nodes forward for clients. */
const forwarded = (annotations = {}, data = {}): Illness => ({
  object: (live) => {
    if (live.metadata.namespace !== "ingress-nginx") return live;
    const spec = { ...live.spec, externalTrafficPolicy: "Cluster" };
    return { ...live, data, spec, metadata: { ...live.metadata, annotations } };
  },
});
const toPods = { "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip" };
const named = { ...balancedBy({ hostname: "lb" }), records: { [host]: ["::1"], lb: ["::1"] } };

test.each<[string, string, string, Illness, RegExp]>([
  ["M1", "fail", "too few pods", sick("Deployment", api, { readyReplicas: 2 }), /2 of 5 ready/],
  ["M1", "fail", "no Deployment", gone("Deployment", api), /Deployment .* is not there/],
  ["M2", "fail", "no endpoint", gone("EndpointSlice", "slice"), /leads to no ready pod/],
  ["M2", "fail", "broken DNS", sick("Pod", "coredns-1", { conditions: [] }), /no DNS pod is ready/],
  ["M2", "unknown", "no DNS pod where they should be", gone("Pod", "coredns-1"), /1 endpoints; no DNS pods/],
  ["M3", "fail", "an unready pod", sick("Pod", "api-2", { conditions: [] }), /api-2: Running, not ready/],
  ["M4", "fail", "an unscraped pod", by("count(up{", 4), /4 targets up, 5 pods ready/],
  ["M4", "unknown", "no answer", by("", new NoAnswer("no route")), /no route/],
  ["M5", "fail", "missing rules", ruled(rules.slice(0, 1)), /not loaded: .*HighErrorRate/],
  ["M5", "fail", "a broken rule", ruled([...rules, { ...rules[0], health: "err", lastError: "x" }]), /: x$/],
  ["M6", "fail", "Grafana down", sick("Deployment", "grafana", { readyReplicas: 0 }), /0 of .* ready/],
  ["M6", "fail", "no data", by("throughput", undefined), /no data to show/],
  ["M7", "fail", "no new line", by("offset 10m", 1200), /no new line within 10 minutes/],
  ["M8", "fail", "a lone member", alertmanager(1, ...receivers), /1 of 3 members/],
  ["M8", "fail", "missing receivers", alertmanager(3, "default"), /no receiver critical-receiver/],
  ["M8", "fail", "failing deliveries", by("notifications_failed", 2), /deliveries fail: slack/],
  ["M9", "fail", "unread metrics", hpa({ currentMetrics: [{}, null] }), /1 of 3 metrics/],
  ["P1", "fail", "a young version", { rehearsal: sick("Deployment", api, { conditions: young }) }, /for 1 h/],
  ["P1", "fail", "no rehearsal", { rehearsal: gone("Deployment", api) }, /staging runs no fingerprint-api/],
  ["P2", "fail", "a lost pod", sick("StatefulSet", "prometheus", { readyReplicas: 1 }), /prometheus: 1 of 2/],
  ["P3", "fail", "no load yet", by("desired_replicas", 5), /at most 5 pods/],
  ["P4", "fail", "a silent Watchdog", by("Watchdog", undefined), /Watchdog does not fire/],
  ["P5", "fail", "no backup", by("slm_stats", undefined), /logs have no backup/],
  ["P6", "fail", "no policy", gone("NetworkPolicy", "default-deny"), /NetworkPolicy grafana.* is gone/],
  ["P6", "fail", "a changed policy", edited("NetworkPolicy", api, admitting), changed("NetworkPolicy")],
  ["P6", "fail", "an added rule", edited("Role", api, allowing), changed("Role")],
  ["P6", "pass", "a default of the server's", edited("NetworkPolicy", api, defaulted), /objects as reviewed/],
  ["P7", "fail", "no record", { records: {} }, /has no address/],
  ["P7", "fail", "no balancer yet", balancedBy(), /no public address yet/],
  ["P7", "fail", "nodes that forward for clients", forwarded(), /counts nodes and not clients/],
  ["P7", "pass", "a balancer with a name", named, /is ::1/],
  ["P7", "pass", "proxy protocol", forwarded({}, { "use-proxy-protocol": "true" }), /is 192/],
  ["P7", "pass", "a balancer that sends to pods", forwarded(toPods), /is 192/],
  ["P7", "unknown", "a record that leads to a CDN", { records: { [host]: ["::2"] } }, /is ::2, the ingress/],
  ["P7", "unknown", "no Service that brings clients", gone("Service", "controller"), /no Service of ingress/],
  ["P8", "fail", "a certificate about to expire", certificate({ notAfter: hoursAgo(-120) }), /for 5 days/],
  ["P8", "fail", "a certificate without issue", certificate({ conditions: [] }), /not issued yet/],
  ["P9", "fail", "a Job that fails", failedJobs, /Job elasticsearch-.* has not finished/],
  ["P10", "unknown", "no page so far", by("pagerduty", 0), /nobody knows who would answer/],
])("%s says %s of %s", async (id, status, _, illness, found) => {
  const chosen = checks.filter((check) => check.id === id);
  const [answer] = await examine(chosen, patientWith(illness));
  expect(answer).toMatchObject({ status, found: expect.stringMatching(found) as string });
  expect(answer?.remedy !== undefined).toBe(status !== "pass");
});
