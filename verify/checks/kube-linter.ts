import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { toolPath } from "../../tools/tool-path";
import type { Check, SeededMistake } from "../check";
import { lintExceptions } from "../kube-linter-exceptions";
import { overlays, render } from "../overlays";
import { runProgram } from "../run-program";
import { withTemporaryFolder } from "../temporary-folder";

const config = join(__dirname, "..", "..", ".kube-linter.yaml");

/** What kube-linter found: one check on one object. */
interface Finding {
  readonly check: string;
  readonly object: string;
  readonly message: string;
}

/** kube-linter has no finding in any environment besides those that are accepted with a reason. */
export const kubeLinter: Check = {
  name: "kube-linter",
  proves:
    "kube-linter finds nothing but what .kube-linter.yaml and verify/kube-linter-exceptions.ts give a reason for",
  needs: ["kubectl", "kube-linter"],
  run: async () => {
    requireReasons(readFileSync(config, "utf8"));
    const findings: Finding[] = [];
    const checks = new Set<string>();
    for (const { environment, folder } of overlays()) {
      const report = await lint(await render(folder));
      for (const check of report.checks) checks.add(check);
      findings.push(
        ...report.findings.map((finding) => ({ ...finding, message: `${environment}: ${finding.message}` })),
      );
    }
    refuseUnlessAccepted(findings);
    return `${checks.size} checks, ${findings.length} accepted findings`;
  },
  mistakes: [
    refused("a privileged container", /privileged-container/, (container) => {
      container["securityContext"] = { privileged: true };
    }),
    refused("a container without a memory limit", /unset-memory-requirements/, (container) => {
      delete container["resources"];
    }),
    refused("an image without a tag", /latest-tag/, (container) => {
      container["image"] = "fingerprint-api";
    }),
    refused("a probe to a port that is not there", /liveness-port/, (container) => {
      container["livenessProbe"] = { httpGet: { path: "/", port: 9999 } };
    }),
    {
      mistake: "an exception that nothing needs any more",
      attempt: () =>
        Promise.resolve().then(() => {
          refuseUnlessAccepted([], [{ check: "host-network", objects: ["DaemonSet/gone"], reason: "" }]);
        }),
      refusedWith: /host-network on DaemonSet\/gone no longer occurs/,
    },
    {
      mistake: "a check that is left out without a reason",
      attempt: () =>
        Promise.resolve().then(() => {
          requireReasons("checks:\n  exclude:\n    - latest-tag\n");
        }),
      refusedWith: /latest-tag is excluded without a reason/,
    },
  ],
};

async function lint(manifests: string): Promise<{ checks: string[]; findings: Finding[] }> {
  return withTemporaryFolder(async (folder) => {
    const file = join(folder, "manifests.yaml");
    await writeFile(file, manifests);
    // It exits with 1 when it found something, and its report is what has to be read.
    const { stdout } = await runProgram(
      toolPath("kube-linter"),
      ["lint", `--config=${config}`, "--format=json", file],
      {
        exitCodes: [0, 1],
      },
    );
    const { Checks, Reports } = JSON.parse(stdout) as Report;
    const findings = (Reports ?? []).map(({ Check, Diagnostic, Object: { K8sObject: object } }) => ({
      check: Check,
      object: `${object.GroupVersionKind.Kind}/${object.Name}`,
      message: `${object.GroupVersionKind.Kind}/${object.Name}: ${Check}: ${Diagnostic.Message}`,
    }));
    return { checks: Checks.map(({ name }) => name), findings };
  });
}

interface Report {
  readonly Checks: readonly { readonly name: string }[];
  readonly Reports:
    | readonly {
        readonly Check: string;
        readonly Diagnostic: { readonly Message: string };
        readonly Object: {
          readonly K8sObject: { readonly Name: string; readonly GroupVersionKind: { readonly Kind: string } };
        };
      }[]
    | null;
}

interface Accepted {
  readonly check: string;
  readonly object: string;
}

/** Rejects with the findings that have no exception, and with the exceptions that have no finding. */
function refuseUnlessAccepted(findings: readonly Finding[], exceptions = lintExceptions): void {
  const accepted: Accepted[] = exceptions.flatMap(({ check, objects }) =>
    objects.map((object) => ({ check, object })),
  );
  const means = (exception: Accepted, { check, object }: Finding) =>
    exception.check === check &&
    (exception.object.endsWith("*")
      ? object.startsWith(exception.object.slice(0, -1))
      : object === exception.object);
  const faults = [
    ...findings
      .filter((finding) => !accepted.some((exception) => means(exception, finding)))
      .map(({ message }) => message),
    ...accepted
      .filter((exception) => !findings.some((finding) => means(exception, finding)))
      .map(({ check, object }) => `the exception for ${check} on ${object} no longer occurs: remove it`),
  ];
  if (faults.length > 0) throw new Error(faults.join("\n"));
}

/** Rejects when a check is excluded with no comment above it, or above the group it stands in. */
function requireReasons(text: string): void {
  const { checks } = parse(text) as { checks: { exclude: string[] } };
  const lines = text.split("\n").map((line) => line.trim());
  const without = checks.exclude.filter((name) => {
    const above = lines.slice(0, lines.indexOf(`- ${name}`)).reverse();
    return !above.find((line) => !line.startsWith("- "))?.startsWith("#");
  });
  if (without.length > 0)
    throw new Error(without.map((name) => `${name} is excluded without a reason`).join("\n"));
}

/** A Deployment that kube-linter has nothing against, with one change that it has. */
function refused(
  mistake: string,
  refusedWith: RegExp,
  change: (container: Record<string, unknown>) => void,
): SeededMistake {
  const container: Record<string, unknown> = {
    name: "a",
    image: "a:1.0.0",
    ports: [{ name: "http", containerPort: 8000 }],
    resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } },
    livenessProbe: { httpGet: { path: "/", port: "http" } },
  };
  change(container);
  const metadata = { name: "a", namespace: "a" };
  const labels = { app: "a" };
  const deployment = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata,
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  };
  return {
    mistake,
    attempt: async () => {
      refuseUnlessAccepted((await lint(JSON.stringify(deployment))).findings, []);
    },
    refusedWith,
  };
}
