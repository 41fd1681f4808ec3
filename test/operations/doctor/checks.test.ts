import { monitoringChecklist, productionChecklist } from "../../../operations/doctor/checklists";
import { examine } from "../../../operations/doctor/examine";
import { large } from "../../environments/large";
import { queryFaults } from "../../monitoring/support/query-faults";
import {
  type Illness,
  askedQueries,
  edited,
  forwarded,
  gone,
  now,
  patientWith,
  pod,
  sick,
} from "./fake-cluster";

const checks = [...monitoringChecklist, ...productionChecklist];

async function answerOf(id: string, illness: Illness, rehearsal: Illness = {}) {
  const check = checks.find((candidate) => candidate.id === id)!;
  const [answer] = await examine([check], patientWith(illness, rehearsal));
  return answer;
}

test.each(checks)("$id passes where all is well: $title", async (check) => {
  const [answer] = await examine([check], patientWith());
  expect(answer).toMatchObject({ status: "pass" });
  expect(answer?.remedy).toBeUndefined();
});

const api = "fingerprint-api";
const { host } = large.api;
const balancedBy = (...ingress: object[]) => sick("Ingress", `${api}-ingress`, { loadBalancer: { ingress } });
const toPods = { "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type": "ip" };
const [autoscaler, hpa] = ["HorizontalPodAutoscaler", `${api}-hpa`];
const tls = `${api}-tls`;
const soon = new Date(now.getTime() + 5 * 86_400_000).toISOString();
const inactive = { type: "ScalingActive", status: "False", message: "no metrics" };
const changed = (kind: string) => new RegExp(`^${kind} fingerprint/fingerprint-api was changed by hand$`);
const admitting = ({ spec }: any) => ({ spec: { ...spec, ingress: [{}] } });
const allowing = ({ rules }: any) => ({ rules: [...rules, { verbs: ["*"] }] });

test.each<[string, string, Illness, RegExp]>([
  ["M1", "too few pods", sick("Deployment", api, { availableReplicas: 2 }), /2 available, 5 or more/],
  ["M1", "no Deployment", gone("Deployment", api), /is not there/],
  ["M2", "no endpoint", { lists: { "EndpointSlice fingerprint": [] } }, /leads to no ready pod/],
  ["M2", "broken DNS", { lists: { "Pod kube-system": [pod("coredns-1", false)] } }, /no DNS pod is ready/],
  [
    "M3",
    "an unready pod",
    { lists: { "Pod fingerprint": [pod("api-1"), pod("api-2", false)] } },
    /api-2: Running, not ready/,
  ],
  ["M4", "an unscraped pod", { answers: [["count(up{", 4]] }, /4 targets up, 5 pods ready/],
  ["M4", "no target", { answers: [["count(up{", undefined]] }, /0 targets up/],
  [
    "M5",
    "a missing rule",
    { rules: [{ name: "Watchdog", health: "ok" }] },
    /not loaded: .*FingerPrintAPIDown/,
  ],
  ["M6", "Grafana down", sick("Deployment", "grafana", { readyReplicas: 0 }), /0 of .* ready/],
  ["M6", "no data", { answers: [["throughput", undefined]] }, /no data to show/],
  [
    "M8",
    "a missing member",
    { alertmanager: { cluster: { status: "ready", peers: [1] } } },
    /1 of 3 members/,
  ],
  [
    "M8",
    "a missing receiver",
    { alertmanager: { config: { original: "- name: default-receiver" } } },
    /no receiver critical-receiver/,
  ],
  ["M8", "failing deliveries", { answers: [["notifications_failed", 2]] }, /deliveries fail: slack/],
  ["M9", "unread metrics", sick(autoscaler, hpa, { currentMetrics: [{}, null] }), /1 of 3 metrics/],
  ["M9", "inactive scaling", sick(autoscaler, hpa, { conditions: [inactive] }), /no metrics/],
  [
    "P2",
    "one workload down",
    sick("StatefulSet", "prometheus", { readyReplicas: 1 }),
    /StatefulSet prometheus\/prometheus: 1 of 2 ready/,
  ],
  ["P3", "no load yet", { answers: [["desired_replicas", 5]] }, /at most 5 pods/],
  ["P4", "a silent Watchdog", { answers: [["Watchdog", undefined]] }, /Watchdog does not fire/],
  ["P6", "a changed policy", edited("NetworkPolicy", api, admitting), changed("NetworkPolicy")],
  ["P6", "an added rule", edited("Role", api, allowing), changed("Role")],
  ["P6", "no policy", gone("NetworkPolicy", "default-deny"), /NetworkPolicy grafana\/default-deny is gone/],
  ["P7", "no record", { records: {} }, /has no address/],
  ["P7", "no balancer yet", balancedBy(), /no public address yet/],
  ["P7", "nodes that forward for clients", forwarded(), /counts nodes and not clients/],
  ["P8", "a certificate about to expire", sick("Certificate", tls, { notAfter: soon }), /valid for 5 days/],
  ["P8", "a certificate without issue", sick("Certificate", tls, { conditions: [] }), /not issued yet/],
])("%s fails with %s", async (id, _, illness, found) => {
  const answer = await answerOf(id, illness);
  expect(answer).toMatchObject({ status: "fail", found: expect.stringMatching(found) as string });
  expect(answer?.remedy).toBeTruthy();
});

test("an unknown rule health names the rule and Prometheus' error", async () => {
  const [first, ...others] = await patientWith().prometheus.rules();
  const failing = { ...first!, health: "err", lastError: "many-to-many" };
  const answer = await answerOf("M5", { rules: [failing, ...others] });
  expect(answer).toMatchObject({ status: "fail", found: `${first!.name}: many-to-many` });
});

test("a version proves itself elsewhere for a day", async () => {
  const lastUpdateTime = new Date(now.getTime() - 3_600_000).toISOString();
  const conditions = [{ type: "Progressing", status: "True", lastUpdateTime }];
  expect(await answerOf("P1", {}, sick("Deployment", api, { conditions }))).toMatchObject({
    status: "fail",
    found: expect.stringMatching(/for 1 h/) as string,
  });
  expect(await answerOf("P1", {}, gone("Deployment", api))).toMatchObject({ status: "fail" });
});

test.each<[string, string, Illness, string]>([
  [
    "P7",
    "a balancer with a name",
    { ...balancedBy({ hostname: "lb" }), records: { [host]: ["::1"], lb: ["::1"] } },
    "pass",
  ],
  ["P7", "proxy protocol", forwarded({}, { "use-proxy-protocol": "true" }), "pass"],
  ["P7", "a balancer that sends to pods", forwarded(toPods), "pass"],
  // What nobody can know from here.
  [
    "P7",
    "a record that leads elsewhere, such as to a CDN",
    { records: { [host]: ["198.51.100.1"] } },
    "unknown",
  ],
  ["P7", "no Service that brings clients", { lists: { "Service ingress-nginx": [] } }, "unknown"],
  ["P10", "no page so far", { answers: [["pagerduty", 0]] }, "unknown"],
  ["M2", "no DNS pod where they should be", { lists: { "Pod kube-system": [] } }, "unknown"],
])("%s with %s does not fail", async (id, _, illness, status) => {
  expect(await answerOf(id, illness)).toMatchObject({ status });
});

test.each(["M4", "M5", "M8", "P3", "P4"])("%s is unknown where Prometheus can't be reached", async (id) => {
  expect(await answerOf(id, { deaf: true })).toMatchObject({
    status: "unknown",
    remedy: expect.stringContaining("--context fake") as string,
  });
});

test("every query asks for metrics that something exposes", async () => {
  await examine(checks, patientWith());
  expect(askedQueries.size).toBeGreaterThan(8);
  expect([...askedQueries].flatMap(queryFaults)).toEqual([]);
});
