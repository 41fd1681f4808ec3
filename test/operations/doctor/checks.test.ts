import { examine } from "../../../operations/doctor/examine";
import { NoAnswer } from "../../../operations/doctor/kubectl";
import { monitoringChecklist } from "../../../operations/doctor/monitoring-checklist";
import { productionChecklist } from "../../../operations/doctor/production-checklist";
import { large } from "../../environments/large";
import { queryFaults } from "../../monitoring/query-faults";
import { type Illness, alertmanagerStatus, askedQueries, hoursAgo, patientWith } from "./fake-cluster";

const checks = [...monitoringChecklist, ...productionChecklist];

async function answerOf(id: string, illness: Illness, rehearsal?: Illness) {
  const patient = patientWith(illness, rehearsal);
  const [answer] = await examine(
    checks.filter((check) => check.id === id),
    patient,
  );
  return answer;
}

test.each(checks)("$id passes where all is well: $title", async ({ id }) => {
  const answer = await answerOf(id, {});
  expect(answer).toMatchObject({ status: "pass" });
  expect(answer?.remedy).toBeUndefined();
});

const { host } = large.api;
const api = "fingerprint-api";
const edited = (kind: string, name: string, fields: (live: any) => object | undefined): Illness => ({
  object: (live) => (live.kind === kind && live.metadata.name === name ? fields(live) : live),
});
const gone = (kind: string, name: string) => edited(kind, name, () => undefined);
const sick = (kind: string, name: string, status: object) =>
  edited(kind, name, (live) => ({ ...live, status: { ...live.status, ...status } }));
const answered = (part: string, answer: number | object | undefined) => ({
  answers: [[part, answer]] as const,
});
const rulesAre = (...rules: object[]) => answered("/api/v1/rules", { data: { groups: [{ rules }] } });
const alertmanager = (...status: Parameters<typeof alertmanagerStatus>) =>
  answered("/api/v2/status", alertmanagerStatus(...status));
const balancedBy = (...ingress: object[]) => sick("Ingress", `${api}-ingress`, { loadBalancer: { ingress } });
const hpa = (status: object) => sick("HorizontalPodAutoscaler", `${api}-hpa`, status);
const failedJobs: Illness = { object: (live) => (live.kind === "Job" ? { ...live, status: {} } : live) };
const certificate = (status: object) => sick("Certificate", `${api}-tls`, status);

/** The ingress controller behind a Service whose nodes forward for clients. */
const forwarded = (annotations = {}, data = {}): Illness => ({
  object: ({ metadata, spec, ...live }) =>
    metadata.namespace === "ingress-nginx"
      ? {
          ...live,
          data,
          metadata: { ...metadata, annotations },
          spec: { ...spec, externalTrafficPolicy: "Cluster" },
        }
      : { ...live, metadata, spec },
});
const toPods = { "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip" };

test.each<[string, string, Illness, RegExp]>([
  ["M1", "too few pods", sick("Deployment", api, { readyReplicas: 2 }), /2 of 5 ready/],
  ["M1", "no Deployment", gone("Deployment", api), /Deployment .* is not there/],
  ["M2", "no endpoint", gone("EndpointSlice", "slice"), /leads to no ready pod/],
  ["M2", "broken DNS", sick("Pod", "coredns-1", { conditions: [] }), /no DNS pod is ready/],
  ["M3", "an unready pod", sick("Pod", "api-2", { conditions: [] }), /api-2: Running, not ready/],
  ["M4", "an unscraped pod", answered("count(up{", 4), /4 targets up, 5 pods ready/],
  ["M5", "missing rules", rulesAre({ name: "Watchdog", health: "ok" }), /not loaded: .*FingerPrintAPIDown/],
  ["M6", "Grafana down", sick("Deployment", "grafana", { readyReplicas: 0 }), /0 of .* ready/],
  ["M6", "no data", answered("throughput", undefined), /no data to show/],
  ["M7", "no new line", answered("offset 10m", 1200), /no new line within 10 minutes/],
  ["M8", "a missing member", alertmanager(1, "default", "critical", "warning", "info"), /1 of 3 members/],
  ["M8", "missing receivers", alertmanager(3, "default"), /no receiver critical-receiver/],
  ["M8", "failing deliveries", answered("notifications_failed", 2), /deliveries fail: slack/],
  ["M9", "unread metrics", hpa({ currentMetrics: [{}, null] }), /1 of 3 metrics/],
  ["P2", "one workload down", sick("StatefulSet", "prometheus", { readyReplicas: 1 }), /prometheus: 1 of 2/],
  ["P3", "no load yet", answered("desired_replicas", 5), /at most 5 pods/],
  ["P4", "a silent Watchdog", answered("Watchdog", undefined), /Watchdog does not fire/],
  ["P5", "no backup", answered("slm_stats", undefined), /logs have no backup/],
  ["P6", "no policy", gone("NetworkPolicy", "default-deny"), /NetworkPolicy grafana\/default-deny is gone/],
  ["P7", "no record", { records: {} }, /has no address/],
  ["P7", "no balancer yet", balancedBy(), /no public address yet/],
  ["P7", "nodes that forward for clients", forwarded(), /counts nodes and not clients/],
  ["P8", "a certificate about to expire", certificate({ notAfter: hoursAgo(-120) }), /valid for 5 days/],
  ["P8", "a certificate without issue", certificate({ conditions: [] }), /not issued yet/],
  ["P9", "a Job that fails", failedJobs, /Job elasticsearch-.* has not finished/],
])("%s fails with %s", async (id, _, illness, found) => {
  const answer = await answerOf(id, illness);
  expect(answer).toMatchObject({ status: "fail", found: expect.stringMatching(found) as string });
  expect(answer?.remedy).toBeTruthy();
});

test.each<[string, string, (live: any) => object]>([
  ["NetworkPolicy", "lets more in", ({ spec }) => ({ spec: { ...spec, ingress: [{}] } })],
  ["Role", "allows more", ({ rules }) => ({ rules: [...rules, { verbs: ["*"] }] })],
])("P6 names a %s that %s, and takes no default of the server's for a change", async (kind, _, change) => {
  const defaulted = (live: any) => ({ ...live, spec: { ...live.spec, added: 1 } });
  expect(await answerOf("P6", edited(kind, api, defaulted))).toMatchObject({ status: "pass" });
  const found = `${kind} fingerprint/${api} was changed by hand`;
  const illness = edited(kind, api, (live) => ({ ...live, ...change(live) }));
  expect(await answerOf("P6", illness)).toMatchObject({ status: "fail", found });
});

test("a rule that can't be evaluated is named with Prometheus' error", async () => {
  const [first, ...others] = await patientWith().prometheus.rules();
  const failing = { ...first!, health: "err", lastError: "many-to-many" };
  const found = `${first!.name}: many-to-many`;
  expect(await answerOf("M5", rulesAre(failing, ...others))).toMatchObject({ status: "fail", found });
});

test("a version proves itself elsewhere for a day", async () => {
  const conditions = [{ type: "Progressing", status: "True", lastUpdateTime: hoursAgo(1) }];
  const found = expect.stringMatching(/for 1 h/) as string;
  const young = await answerOf("P1", {}, sick("Deployment", api, { conditions }));
  expect(young).toMatchObject({ status: "fail", found });
  expect(await answerOf("P1", {}, gone("Deployment", api))).toMatchObject({ status: "fail" });
});

const named = { ...balancedBy({ hostname: "lb" }), records: { [host]: ["::1"], lb: ["::1"] } };
test.each<[string, string, Illness, string]>([
  ["P7", "a balancer with a name", named, "pass"],
  ["P7", "proxy protocol", forwarded({}, { "use-proxy-protocol": "true" }), "pass"],
  ["P7", "a balancer that sends to pods", forwarded(toPods), "pass"],
  // What nobody can know from here.
  ["P7", "a record that leads elsewhere, such as to a CDN", { records: { [host]: ["::2"] } }, "unknown"],
  ["P7", "no Service that brings clients", gone("Service", "controller"), "unknown"],
  ["P10", "no page so far", answered("pagerduty", 0), "unknown"],
  ["M2", "no DNS pod where they should be", gone("Pod", "coredns-1"), "unknown"],
])("%s with %s does not fail", async (id, _, illness, status) => {
  expect(await answerOf(id, illness)).toMatchObject({ status });
});

test("what could not be asked is unknown, and says as whom to ask again", async () => {
  const remedy = expect.stringContaining("--context fake") as string;
  const deaf = answered("/proxy/", new NoAnswer("no route"));
  expect(await answerOf("M4", deaf)).toMatchObject({ status: "unknown", remedy });
});

test("every query asks for metrics that something exposes", async () => {
  await examine(checks, patientWith());
  expect(askedQueries.size).toBeGreaterThan(8);
  expect([...askedQueries].flatMap(queryFaults)).toEqual([]);
});
