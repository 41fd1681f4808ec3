import { join } from "node:path";
import { type Check, mistake, mistakesIn } from "../check";
import { dataFile } from "../data-file";
import { overlays, render, renderVariant } from "../overlays";
import { type Finding, checkov, kubeLinter, kubeScore } from "../scanners/scanners";
import { variants } from "../variants/variants";

/** Findings that are meant to be. */
interface ScannerException {
  readonly checks: readonly string[];
  /** `Kind/name`, or how it begins: `Kind/na*`. */
  readonly objects: readonly string[];
  readonly reason: string;
}

const accepted = dataFile(join(__dirname, "../scanners/exceptions.yaml")) as readonly ScannerException[];

const all = { kubeLinter, kubeScore, checkov };

export const scanners: Check = {
  proves: "kube-linter, kube-score and checkov find only what verify/scanners/exceptions.yaml accepts",
  needs: ["kubectl", "kube-linter", "kube-score", "checkov"],
  run: async () => {
    const files: Record<string, string> = {};
    for (const { environment, folder } of overlays()) files[`${environment}.yaml`] = await render(folder);
    // Variants, too: an exception is for whatever an environment may choose.
    for (const [name, props] of Object.entries(variants))
      files[`${name}.yaml`] = await renderVariant(name, props);
    const findings: Finding[] = [];
    for (const scan of Object.values(all)) findings.push(...(await scan(files)));
    refuseUnlessAccepted(findings, accepted);
    return `${findings.length} accepted findings`;
  },
  mistakes: [
    ...mistakesIn("scanners", async (wrong: { scanner: keyof typeof all; manifest: string }) => {
      refuseUnlessAccepted(await all[wrong.scanner]({ "a.yaml": wrong.manifest }), []);
    }),
    mistake("an exception that nothing needs", /host-network on DaemonSet\/gone no longer occurs/, () => {
      refuseUnlessAccepted([], [{ checks: ["host-network"], objects: ["DaemonSet/gone"], reason: "" }]);
    }),
  ],
};

/** Throws the findings that have no exception, and the exceptions that have no finding. */
function refuseUnlessAccepted(findings: readonly Finding[], exceptions: readonly ScannerException[]): void {
  const pairs = exceptions.flatMap(({ checks, objects }) =>
    checks.flatMap((check) => objects.map((object) => ({ check, object }))),
  );
  const means = ({ check, object }: (typeof pairs)[number], finding: Finding) =>
    check === finding.check &&
    (object.endsWith("*") ? finding.object.startsWith(object.slice(0, -1)) : finding.object === object);
  const faults = [
    ...findings
      .filter((finding) => !pairs.some((pair) => means(pair, finding)))
      .map(({ file, object, check, text }) => `${file}: ${object}: ${check}: ${text}`),
    ...pairs
      .filter((pair) => !findings.some((finding) => means(pair, finding)))
      .map(({ check, object }) => `the exception for ${check} on ${object} no longer occurs: remove it`),
  ];
  if (faults.length > 0) throw new Error(faults.join("\n"));
}
