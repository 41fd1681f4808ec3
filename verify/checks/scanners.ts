import { type Check, mistake, type SeededMistake } from "../check";
import { overlays, render } from "../overlays";
import { sampleDeployment } from "../sample-deployment";
import { refuseUnlessAccepted } from "../scanners/accept";
import { type Finding, type Scanner, checkov, kubeLinter, kubeScore } from "../scanners/scanners";
import { renderVariant } from "../variants/render-variant";
import { variants } from "../variants/variants";

/** Scanners have no finding in any environment or variant besides those that are accepted with a reason. */
export const scanners: Check = {
  name: "scanners",
  proves:
    "kube-linter, kube-score and checkov find nothing but what verify/scanners/exceptions.yaml gives a reason for",
  needs: ["kubectl", "kube-linter", "kube-score", "checkov"],
  run: async () => {
    // Variants, too: an exception is for whatever an environment may choose.
    const rendered = {
      ...Object.fromEntries(overlays().map(({ environment, folder }) => [environment, render(folder)])),
      ...Object.fromEntries(
        Object.entries(variants).map(([name, props]) => [name, renderVariant(name, props)]),
      ),
    };
    const names = Object.keys(rendered);
    const streams = await Promise.all(Object.values(rendered));
    const findings: Finding[] = [];
    const counts: string[] = [];
    for (const scan of [kubeLinter, kubeScore, checkov]) {
      const found = (await scan(streams)).flatMap((all, i) =>
        all.map((one) => ({ ...one, message: `${names[i] ?? ""}: ${one.message}` })),
      );
      findings.push(...found);
      counts.push(`${scan.name} ${String(found.length)}`);
    }
    refuseUnlessAccepted(findings);
    return `accepted findings: ${counts.join(", ")}`;
  },
  mistakes: [
    refused(kubeLinter, "a privileged container", /privileged-container/, (container) => {
      container["securityContext"] = { privileged: true };
    }),
    refused(kubeLinter, "a container without a memory limit", /unset-memory-requirements/, (container) => {
      delete container["resources"];
    }),
    refused(kubeLinter, "an image without a tag", /latest-tag/, (container) => {
      container["image"] = "fingerprint-api";
    }),
    refused(kubeLinter, "a probe to a port that is not there", /liveness-port/, (container) => {
      container["livenessProbe"] = { httpGet: { path: "/", port: 9999 } };
    }),
    refused(kubeScore, "a container that may fill its node's disk", /ephemeral-storage/, () => undefined),
    refused(checkov, "a container with all capabilities", /CKV_K8S_(25|28|37|39)/, (container) => {
      container["securityContext"] = { capabilities: { add: ["SYS_ADMIN"] } };
    }),
    mistake(
      "an exception that nothing needs any more",
      /host-network on DaemonSet\/gone no longer occurs/,
      () => {
        refuseUnlessAccepted([], [{ checks: ["host-network"], objects: ["DaemonSet/gone"], reason: "" }]);
      },
    ),
  ],
};

/** A Deployment that kube-linter has nothing against, with one change that a scanner has. */
function refused(
  scan: Scanner,
  what: string,
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
  return mistake(what, refusedWith, async () => {
    refuseUnlessAccepted((await scan([JSON.stringify(sampleDeployment(container))])).flat(), []);
  });
}
