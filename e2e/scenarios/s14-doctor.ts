import { copyFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { alertmanager, fingerprintApi } from "../../contracts/components";
import { monitoringChecklist } from "../../operations/doctor/monitoring-checklist";
import { productionChecklist } from "../../operations/doctor/production-checklist";
import { root } from "../../operations/root";
import { check, checkEqual, checkIncludes } from "../check";
import { startAlertmanagers } from "../metrics/alertmanagers";
import { startPrometheus } from "../metrics/prometheus";
import { StubApi } from "../metrics/stub-api";
import { run } from "../../verify/run-program";
import { listen } from "../../verify/servers/listen";
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

    const seen = await withMonitoring(stage);

    await cluster.kubectl(["delete", "networkpolicy", "default-deny", "-n", "fingerprint"]);
    const sick = await examine(stage, "--only", "M1,P6");
    checkEqual([...sick.keys()], ["M1", "P6"], "only what was asked for is answered");
    answers(sick, "M1", "pass", /./);
    answers(sick, "P6", "fail", /NetworkPolicy fingerprint\/default-deny is gone/);
    await cluster.mustDeploy(["apply", "--yes"]);

    const elsewhere = join(stage.folder, "elsewhere");
    copyFileSync(cluster.kubeconfig, elsewhere);
    const context = (await cluster.kubectl(["config", "current-context"])).trim();
    await run(stage.tools.path("kubectl"), [
      ...["config", `--kubeconfig=${elsewhere}`, "rename-context", context, "elsewhere"],
    ]);
    const wrong = await doctor(stage, [], elsewhere);
    checkEqual(wrong.status, 2, "a context that is not the environment's is wrong usage");
    checkIncludes(wrong.stderr, `does not belong to ${cluster.environment}`, "and it says so");

    const count = (status: string) =>
      [...healthy.values()].filter((answer) => answer.status === status).length;
    return `${count("pass")} pass, ${count("fail")} fail, ${count("unknown")} unknown of ${points.length} on simulated pods; ${seen}; a deleted policy is named`;
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
async function withMonitoring(stage: Stage): Promise<string> {
  const { cluster, processes, until } = stage;
  const pods = await cluster.pods(fingerprintApi);
  const members = (await cluster.pods(alertmanager)).length;
  const stub = await StubApi.start(fingerprintApi.port("http"), () =>
    pods.map((pod) => pod["status"].podIP as string),
  );
  const receiver = createServer((request, response) =>
    // What Slack and PagerDuty answer when all is well.
    response.writeHead(request.url === "/pagerduty" ? 202 : 200).end("ok"),
  );
  try {
    const url = `http://127.0.0.1:${await listen(receiver)}`;
    await startAlertmanagers(stage, url);
    await startPrometheus(stage);
    const asks =
      (...expected: readonly Expected[]) =>
      async () => {
        const given = await examine(stage, "--only", expected.map(([id]) => id).join(","));
        for (const one of expected) answers(given, ...one);
        return true;
      };
    await until(
      "the doctor finds monitoring well",
      150,
      asks(
        ["M4", "pass", new RegExp(`^${pods.length} targets up`)],
        ["M5", "pass", /all evaluated without an error/],
        ["M8", "pass", new RegExp(`${members} members, nothing failed`)],
        ["P4", "pass", /the Watchdog fires/],
      ),
    );
    stub.stop();
    await until("the doctor misses the API's metrics", 90, asks(["M4", "fail", /^0 targets up/]));
    return "with a real Prometheus and real Alertmanagers M4, M5, M8 and P4 pass, and M4 fails when the API's metrics stop";
  } finally {
    stub.stop();
    receiver.close();
    receiver.closeAllConnections();
    await processes.stop();
  }
}

/** Runs the command as a user would. */
function doctor({ cluster, signal }: Stage, options: readonly string[], kubeconfig = cluster.kubeconfig) {
  const { env, environment } = cluster;
  const words = ["--require", "ts-node/register", join(root, "operations/doctor/main.ts")];
  return run(process.execPath, [...words, environment, ...options], {
    signal,
    env: { ...env, KUBECONFIG: kubeconfig, TS_NODE_PROJECT: join(root, "tsconfig.json") },
  });
}

async function examine(stage: Stage, ...options: readonly string[]): Promise<Map<string, Answer>> {
  const { status, stdout, stderr } = await doctor(stage, ["--json", ...options]);
  const ended = [0, 1, 3].includes(status) && stdout !== "";
  check(ended, `the doctor comes to an end and answers, not: ${status} ${stderr}`);
  return new Map((JSON.parse(stdout) as Answer[]).map((answer) => [answer.id, answer]));
}
