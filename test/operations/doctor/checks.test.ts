import { monitoringChecklist, productionChecklist } from "../../../operations/doctor/checklists";
import { examine } from "../../../operations/doctor/examine";
import { queryFaults } from "../../monitoring/support/query-faults";
import { type Illness, askedQueries, now, patientWith, pod, where } from "./fake-cluster";

// P7 asks DNS, and has a suite of its own.
const checks = [...monitoringChecklist, ...productionChecklist].filter(({ id }) => id !== "P7");

async function answerOf(id: string, illness: Illness, rehearsal: Illness = {}) {
  const check = checks.find((candidate) => candidate.id === id)!;
  const [answer] = await examine([check], patientWith(illness, rehearsal));
  return answer;
}

test("the monitoring checklist has nine points, the production checklist ten, numbered in order", () => {
  const numbered = (letter: string, count: number) =>
    Array.from({ length: count }, (_, i) => `${letter}${String(i + 1)}`);
  expect(monitoringChecklist.map(({ id }) => id)).toEqual(numbered("M", 9));
  expect(productionChecklist.map(({ id }) => id)).toEqual(numbered("P", 10));
});

test.each(checks)("$id passes where all is well: $title", async (check) => {
  const [answer] = await examine([check], patientWith());
  expect(answer).toMatchObject({ status: "pass" });
  expect(answer?.remedy).toBeUndefined();
});

const status = (changes: object) => (live: Record<string, unknown>) =>
  ({ ...live, status: { ...(live["status"] as object), ...changes } }) as never;
const gone = () => undefined;
const api = "fingerprint-api";

test.each<[string, string, Illness, RegExp]>([
  [
    "M1",
    "too few pods",
    { object: where("Deployment", api, status({ availableReplicas: 2 })) },
    /2 available, 5 or more/,
  ],
  ["M1", "no Deployment", { object: where("Deployment", api, gone) }, /is not there/],
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
  [
    "M6",
    "Grafana down",
    { object: where("Deployment", "grafana", status({ readyReplicas: 0 })) },
    /0 of .* ready/,
  ],
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
  [
    "M9",
    "unread metrics",
    { object: where("HorizontalPodAutoscaler", `${api}-hpa`, status({ currentMetrics: [{}, null] })) },
    /1 of 3 metrics/,
  ],
  [
    "M9",
    "inactive scaling",
    {
      object: where(
        "HorizontalPodAutoscaler",
        `${api}-hpa`,
        status({ conditions: [{ type: "ScalingActive", status: "False", message: "no metrics" }] }),
      ),
    },
    /no metrics/,
  ],
  [
    "P2",
    "one workload down",
    { object: where("StatefulSet", "prometheus", status({ readyReplicas: 1 })) },
    /StatefulSet prometheus\/prometheus: 1 of 2 ready/,
  ],
  ["P3", "no load yet", { answers: [["desired_replicas", 5]] }, /at most 5 pods/],
  ["P4", "a silent Watchdog", { answers: [["Watchdog", undefined]] }, /Watchdog does not fire/],
  [
    "P6",
    "a policy changed by hand",
    {
      object: where("NetworkPolicy", api, (live) => ({
        ...live,
        spec: { ...(live["spec"] as object), ingress: [{}] },
      })),
    },
    /NetworkPolicy fingerprint\/fingerprint-api was changed by hand/,
  ],
  [
    "P6",
    "a rule added by hand",
    {
      object: where("Role", api, (live) => ({
        ...live,
        rules: [...(live["rules"] as object[]), { verbs: ["*"] }],
      })),
    },
    /Role fingerprint\/fingerprint-api was changed by hand/,
  ],
  [
    "P6",
    "a policy that is gone",
    { object: where("NetworkPolicy", "default-deny", gone) },
    /NetworkPolicy grafana\/default-deny is gone/,
  ],
  [
    "P8",
    "a certificate about to expire",
    {
      object: where(
        "Certificate",
        `${api}-tls`,
        status({ notAfter: new Date(now.getTime() + 5 * 86_400_000).toISOString() }),
      ),
    },
    /valid for 5 days only/,
  ],
  [
    "P8",
    "a certificate that is not issued",
    { object: where("Certificate", `${api}-tls`, status({ conditions: [] })) },
    /not issued yet/,
  ],
])("%s fails with %s", async (id, _, illness, found) => {
  const answer = await answerOf(id, illness);
  expect(answer).toMatchObject({ status: "fail", found: expect.stringMatching(found) as string });
  expect(answer?.remedy).toBeTruthy();
});

test("an unknown rule health names the rule and Prometheus' error", async () => {
  const { rules } = {
    rules: (await patientWith().prometheus.rules()).map(({ name }) => ({ name, health: "ok" })),
  };
  const [first, ...others] = rules;
  const answer = await answerOf("M5", {
    rules: [{ name: first?.name ?? "", health: "err", lastError: "many-to-many" }, ...others],
  });
  expect(answer).toMatchObject({ status: "fail", found: `${first?.name ?? ""}: many-to-many` });
});

test("a version proves itself elsewhere for a day", async () => {
  const short = {
    object: where(
      "Deployment",
      api,
      status({
        conditions: [
          {
            type: "Progressing",
            status: "True",
            lastUpdateTime: new Date(now.getTime() - 3_600_000).toISOString(),
          },
        ],
      }),
    ),
  };
  expect(await answerOf("P1", {}, short)).toMatchObject({
    status: "fail",
    found: expect.stringMatching(/for 1 h/) as string,
  });
  expect(await answerOf("P1", {}, { object: where("Deployment", api, gone) })).toMatchObject({
    status: "fail",
  });
});

test("what nobody can know from here is unknown, not failed", async () => {
  expect(await answerOf("P10", { answers: [["pagerduty", 0]] })).toMatchObject({ status: "unknown" });
  expect(await answerOf("M2", { lists: { "Pod kube-system": [] } })).toMatchObject({ status: "unknown" });
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
