import { readDist } from "../../operations/manifests/read-dist";
import { toolPath } from "../../tools/tool-path";
import type { Check } from "../check";
import { apiCases } from "../rules/cases/api-cases";
import { burnRateCases } from "../rules/cases/burn-rate-cases";
import { kubernetesCases } from "../rules/cases/kubernetes-cases";
import { loggingCases } from "../rules/cases/logging-cases";
import { shipperCases } from "../rules/cases/shipper-cases";
import { monitoringCases } from "../rules/cases/monitoring-cases";
import { certificateTests } from "../rules/certificate-tests";
import { recordingCases } from "../rules/cases/recording-cases";
import { resourceCases } from "../rules/cases/resource-cases";
import { type PromtoolFile, alertTests, recordingTests } from "../rules/promtool-tests";
import { type AlertCases, fires, silent } from "../rules/rule-case";
import { runProgram } from "../run-program";
import { withTemporaryFolder } from "../temporary-folder";

/** Every alert with its cases. A test holds this list against the rules, so that none is left out. */
export const allAlertCases: readonly AlertCases[] = [
  ...apiCases,
  ...burnRateCases,
  ...resourceCases,
  ...monitoringCases,
  ...kubernetesCases,
  ...loggingCases,
  ...shipperCases,
];

/** Rules fire at their time with their labels, stay silent below their bound, and recordings have exact values. */
export const prometheusRules: Check = {
  name: "prometheus-rules",
  proves: "every alert fires at its time with its labels, not below its bound, and ends with its series",
  needs: ["promtool"],
  run: async () => {
    await testRules([
      ...allAlertCases.flatMap(alertTests),
      ...recordingTests("recordings", recordingCases),
      ...readDist().flatMap(({ name, manifests }) => certificateTests(name, manifests)),
    ]);
    const cases = allAlertCases.reduce((sum, { cases }) => sum + cases.length, 0);
    const values = recordingCases.reduce((sum, { samples }) => sum + Object.values(samples).flat().length, 0);
    return `${allAlertCases.length} alerts, ${cases} cases; ${recordingCases.length} recording cases, ${values} exact values`;
  },
  mistakes: [
    {
      mistake: "an alert that does not fire in time",
      attempt: () => testRules(alertTests(oneCase(fires("too early", {}, "1m", { summary: "" })))),
      refusedWith: /FAILED[\s\S]*time: 1m[\s\S]*got:\[\s*\]/,
    },
    {
      mistake: "an alert that fires where it should be silent",
      attempt: () => testRules(alertTests(oneCase(silent("never a target", {}, "3m")))),
      refusedWith: /FAILED[\s\S]*exp:\[\s*\][\s\S]*FingerPrintAPIDown/,
    },
    {
      mistake: "an alert with another severity",
      attempt: () => testRules(alertTests({ ...oneCase(), severity: "warning" })),
      refusedWith: /there is no alert FingerPrintAPIDown of severity warning/,
    },
    {
      mistake: "a certificate that no alert watches",
      attempt: () => {
        const { manifests } = readDist()[0]!;
        const metadata = { namespace: "elsewhere", name: "forgotten-tls" };
        const forgotten = { apiVersion: "cert-manager.io/v1", kind: "Certificate", metadata };
        return testRules(certificateTests("a", [...manifests, forgotten]));
      },
      refusedWith: /FAILED[\s\S]*name="forgotten-tls"/,
    },
    {
      mistake: "a recording with another value",
      attempt: () =>
        testRules(
          recordingTests("recordings", [
            { name: "", series: {}, at: "1m", samples: { "vector(1)": [{ labels: "{}", value: 2 }] } },
          ]),
        ),
      refusedWith: /FAILED[\s\S]*exp: \{\} 2E\+00[\s\S]*got: \{\} 1\./,
    },
  ],
};

/** The first alert's expectation with one case of our own. */
function oneCase(...cases: AlertCases["cases"]): AlertCases {
  return { ...apiCases[0]!, cases: cases.length > 0 ? cases : apiCases[0]!.cases };
}

/** Runs promtool over test files. Rejects with every case that failed. */
async function testRules(files: readonly PromtoolFile[]): Promise<void> {
  const tests = files.map(({ name }) => name).filter((name) => !name.endsWith("-rules.json"));
  await withTemporaryFolder(
    (cwd) => runProgram(toolPath("promtool"), ["test", "rules", ...tests], { cwd, timeout: 300 }),
    Object.fromEntries(files.map(({ name, content }) => [name, content])),
  );
}
