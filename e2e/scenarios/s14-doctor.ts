import { createServer } from "node:http";
import { alertmanager, fingerprintApi } from "../../contracts/components";
import { monitoringChecklist } from "../../operations/doctor/monitoring-checklist";
import { productionChecklist } from "../../operations/doctor/production-checklist";
import { root } from "../../operations/root";
import { run } from "../../verify/run-program";
import { listen } from "../../verify/servers/listen";
import { check, checkEqual } from "../check";
import { startAlertmanager } from "../metrics/alertmanagers";
import { startPrometheus } from "../metrics/prometheus";
import { StubApi } from "../metrics/stub-api";
import { onLargest, type Scenario, type Stage } from "../scenario";

const points = [...monitoringChecklist, ...productionChecklist];

interface Answer {
  readonly id: string;
  readonly status: string;
  readonly found: string;
}

export const s14Doctor: Scenario = {
  id: "S14",
  title: "the doctor tells what is well, what is broken and what it can't see",
  timeLimit: 400,
  on: onLargest,
  async run(stage) {
    const { cluster } = stage;
    const healthy = await examine(stage);
    checkEqual(healthy.size, points.length, "every point of both checklists is answered");
    for (const id of ["M1", "M3", "P2", "P6"]) answers(healthy, id, "pass", /./);
    for (const id of ["M4", "M5", "P4"]) answers(healthy, id, "unknown", /^prometheus can't be reached: /);
    answers(healthy, "M8", "unknown", /^alertmanager can't be reached: /);

    await withMonitoring(stage);

    await cluster.kubectl(["delete", "networkpolicy", "default-deny", "-n", "fingerprint"]);
    const sick = await examine(stage, "--only", "M1,P6");
    checkEqual([...sick.keys()], ["M1", "P6"], "only what was asked for is answered");
    answers(sick, "M1", "pass", /./);
    answers(sick, "P6", "fail", /NetworkPolicy fingerprint\/default-deny is gone/);
    await cluster.mustDeploy(["apply", "--yes"]);

    const passed = [...healthy.values()].filter(({ status }) => status === "pass").length;
    return (
      `${passed} of ${points.length} pass on simulated pods; with a real Prometheus and real Alertmanagers ` +
      "M4, M5, M8 and P4 pass, and M4 fails when the API's metrics stop; a deleted policy is named"
    );
  },
};

type Expected = readonly [id: string, status: "pass" | "fail" | "unknown", found: RegExp];

function answers(given: ReadonlyMap<string, Answer>, ...[id, status, found]: Expected): void {
  const answer = given.get(id);
  check(
    answer?.status === status && found.test(answer.found),
    `${id} is ${status} (${found.source}), not: ${answer?.status ?? "missing"}, ${answer?.found ?? ""}`,
  );
}

/** Puts a real Prometheus and real Alertmanagers in the simulated ones' place, then takes the API's metrics away. */
async function withMonitoring(stage: Stage): Promise<void> {
  const { cluster, processes, until } = stage;
  const pods = await cluster.addresses(fingerprintApi);
  const members = await cluster.addresses(alertmanager);
  const stub = await StubApi.start(fingerprintApi.port("http"), () => pods);
  const receiver = createServer((request, response) =>
    // What Slack and PagerDuty answer when all is well.
    response.writeHead(request.url === "/pagerduty" ? 202 : 200).end("ok"),
  );
  const untilAnswered = (what: string, seconds: number, ...expected: readonly Expected[]) =>
    until(what, seconds, async () => {
      const given = await examine(stage, "--only", expected.map(([id]) => id).join(","));
      for (const one of expected) answers(given, ...one);
      return true;
    });
  try {
    const url = `http://127.0.0.1:${await listen(receiver)}`;
    const files = await cluster.configMap(alertmanager.namespace, `${alertmanager.name}-config`);
    for (const member of members.keys())
      await startAlertmanager(stage, { files, addresses: members, member, receiver: url });
    await startPrometheus(stage);
    await untilAnswered(
      "the doctor finds monitoring well",
      150,
      ["M4", "pass", new RegExp(`^${pods.length} targets up`)],
      ["M5", "pass", /all evaluated without an error/],
      ["M8", "pass", new RegExp(`${members.length} members, nothing failed`)],
      ["P4", "pass", /the Watchdog fires/],
    );
    stub.stop();
    await untilAnswered("the doctor misses the API's metrics", 90, ["M4", "fail", /^0 targets up/]);
  } finally {
    stub.stop();
    receiver.close();
    receiver.closeAllConnections();
    await processes.stop();
  }
}

/** Runs the command as a user would. */
async function examine(
  { cluster, signal }: Stage,
  ...options: readonly string[]
): Promise<Map<string, Answer>> {
  const words = ["--require", "ts-node/register", "operations/doctor/main.ts", cluster.environment, "--json"];
  const { status, stdout, stderr } = await run(process.execPath, [...words, ...options], {
    ...{ cwd: root, signal, env: cluster.env },
  });
  const ended = [0, 1, 3].includes(status) && stdout !== "";
  check(ended, `the doctor comes to an end and answers, not: ${status} ${stderr}`);
  return new Map((JSON.parse(stdout) as Answer[]).map((answer) => [answer.id, answer]));
}
