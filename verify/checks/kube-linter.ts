import { readFileSync } from "node:fs";
import type { Check, SeededMistake } from "../check";
import { refuseUnlessAccepted, requireReasons } from "../kube-linter/accept";
import { config, type Finding, lint } from "../kube-linter/lint";
import { sampleDeployment } from "../sample-deployment";
import { overlays, render } from "../overlays";
import { renderVariant } from "../variants/render-variant";
import { variants } from "../variants/variants";

/** kube-linter has no finding in any environment or variant besides those that are accepted with a reason. */
export const kubeLinter: Check = {
  name: "kube-linter",
  proves:
    "kube-linter finds nothing but what .kube-linter.yaml and verify/kube-linter/exceptions.ts give a reason for",
  needs: ["kubectl", "kube-linter"],
  run: async () => {
    requireReasons(readFileSync(config, "utf8"));
    const findings: Finding[] = [];
    const checks = new Set<string>();
    // Variants, too: an exception is for whatever an environment may choose.
    const manifests = [
      ...overlays().map(({ environment, folder }) => [environment, render(folder)] as const),
      ...Object.entries(variants).map(([name, props]) => [name, renderVariant(name, props)] as const),
    ];
    for (const [name, rendered] of manifests) {
      const report = await lint(await rendered);
      for (const check of report.checks) checks.add(check);
      findings.push(
        ...report.findings.map((finding) => ({ ...finding, message: `${name}: ${finding.message}` })),
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
      attempt: () => {
        refuseUnlessAccepted([], [{ check: "host-network", objects: ["DaemonSet/gone"], reason: "" }]);
      },
      refusedWith: /host-network on DaemonSet\/gone no longer occurs/,
    },
    {
      mistake: "a check that is left out without a reason",
      attempt: () => {
        requireReasons("checks:\n  exclude:\n    - latest-tag\n");
      },
      refusedWith: /latest-tag is excluded without a reason/,
    },
  ],
};

/** A Deployment that kube-linter has nothing against, with one change that it has. */
function refused(
  mistake: string,
  refusedWith: RegExp,
  change: (container: Record<string, unknown>) => void,
): SeededMistake {
  const container: Record<string, unknown> = {
    image: "a:1.0.0",
    ports: [{ name: "http", containerPort: 8000 }],
    resources: { requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "1Gi" } },
    livenessProbe: { httpGet: { path: "/", port: "http" } },
  };
  change(container);
  return {
    mistake,
    attempt: async () => {
      refuseUnlessAccepted((await lint(JSON.stringify(sampleDeployment(container)))).findings, []);
    },
    refusedWith,
  };
}
