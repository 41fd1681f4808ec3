import { dirname, resolve } from "node:path";
import { check, checkEqual } from "../check";
import type { Cluster } from "../cluster/cluster";
import { type Outcome, run } from "../run";
import type { Scenario, Stage } from "../scenario";

const root = resolve(__dirname, "../..");

interface Answer {
  readonly id: string;
  readonly status: string;
  readonly found: string;
}

export const s14Doctor: Scenario = {
  id: "S14",
  title: "the doctor tells what is well, what is broken and what it can't see",
  timeLimit: 400,
  async run(stage) {
    const production = await stage.cluster("production");
    const healthy = await examine(stage, production);
    checkEqual(healthy.size, 19, "every point of both checklists is answered");
    for (const id of ["M1", "M3", "P2", "P6"]) {
      const { status, found } = healthy.get(id)!;
      check(status === "pass", `${id} passes on a cluster where all runs, not: ${status}, ${found}`);
    }

    await production.kubectl(["delete", "networkpolicy", "default-deny", "-n", "fingerprint"]);
    const sick = await examine(stage, production, "--only", "M1,P6");
    checkEqual([...sick.keys()], ["M1", "P6"], "only what was asked for is answered");
    check(sick.get("M1")?.status === "pass", "what is well stays well");
    check(sick.get("P6")?.status === "fail", "a deleted NetworkPolicy fails");
    check(
      sick.get("P6")!.found.includes("NetworkPolicy fingerprint/default-deny is gone"),
      "the policy is named",
    );
    await production.mustDeploy(["apply", "--yes"]);

    const wrong = await doctor(stage, production, ["staging"]);
    checkEqual(wrong.status, 2, "another environment's context is wrong usage");
    check(wrong.stderr.includes("does not belong to staging"), "and says so");

    const count = (status: string) =>
      [...healthy.values()].filter((answer) => answer.status === status).length;
    return `${count("pass")} pass, ${count("fail")} fail, ${count("unknown")} unknown of 19 on simulated pods; a deleted policy is named`;
  },
};

/** Runs the command as a user would. */
function doctor({ tools, signal }: Stage, cluster: Cluster, words: readonly string[]): Promise<Outcome> {
  return run(
    process.execPath,
    ["--require", "ts-node/register", resolve(root, "operations/doctor/main.ts"), ...words],
    {
      signal,
      env: {
        KUBECONFIG: cluster.kubeconfig,
        PATH: `${dirname(tools.path("kubectl"))}:${process.env["PATH"] ?? ""}`,
        TS_NODE_PROJECT: resolve(root, "tsconfig.json"),
      },
    },
  );
}

async function examine(
  stage: Stage,
  cluster: Cluster,
  ...options: readonly string[]
): Promise<Map<string, Answer>> {
  const { status, stdout, stderr } = await doctor(stage, cluster, [
    cluster.environment,
    "--json",
    ...options,
  ]);
  const ended = [0, 1, 3].includes(status) && stdout !== "";
  check(ended, `the doctor comes to an end and answers, not: ${status} ${stderr}`);
  return new Map((JSON.parse(stdout) as Answer[]).map((answer) => [answer.id, answer]));
}
