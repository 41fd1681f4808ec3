import { readEnvironments } from "../../environments/shape/read-environments";
import { allAlerts, alertsAt } from "../../monitoring/rules/rule-file";
import { type Thresholds, defaultThresholds, thresholdProps } from "../../monitoring/rules/threshold-props";
import { readDist } from "../../operations/manifests/read-dist";
import { toolPath } from "../../tools/tool-path";
import type { Check } from "../check";
import { propsOf } from "../props/prop-list";
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
import { variants } from "../variants/variants";

/** Every alert with its cases, on both sides of the bounds. A test holds this list against the rules, so that none is left out. */
export const alertCases = (thresholds: Thresholds): readonly AlertCases[] => [
  ...[apiCases, resourceCases, monitoringCases, kubernetesCases, loggingCases].flatMap((at) =>
    at(thresholds),
  ),
  ...burnRateCases,
  ...shipperCases,
];

/** Every threshold at one end of what it may be. */
const edge = (end: "minValue" | "maxValue") =>
  thresholdProps.parse(
    Object.fromEntries(
      propsOf(thresholdProps)
        .filter(({ kind }) => kind === "number")
        .map(({ path, schema }) => [path, (schema as any)[end]]),
    ),
  );

/** The bounds of every environment, of one that sets its own, and the edges: whatever is valid is tested as it stands. */
function everyThresholds(): Thresholds[] {
  const environments = [
    ...readEnvironments().declarations.map(({ props }) => props),
    ...Object.values(variants),
  ];
  const stated = environments.map(({ monitoring }) => thresholdProps.parse(monitoring.thresholds));
  return [...stated, edge("minValue"), edge("maxValue")];
}

/** The tests of what alerts have to do with such bounds. */
const testsAt = (thresholds: Thresholds) =>
  alertCases(thresholds).flatMap((one) => alertTests(one, alertsAt(thresholds)));

/** Rules fire at their time with their labels, stay silent below their bound, and recordings have exact values. */
export const prometheusRules: Check = {
  name: "prometheus-rules",
  proves: "every alert fires at its time with its labels, not below its bound, and ends with its series",
  needs: ["promtool"],
  run: async () => {
    const everywhere = everyThresholds();
    await testRules([
      ...everywhere.flatMap(testsAt),
      ...recordingTests("recordings", recordingCases),
      ...readDist().flatMap(({ name, manifests }) => certificateTests(name, manifests)),
    ]);
    const alerts = alertCases(defaultThresholds);
    const cases = alerts.reduce((sum, { cases }) => sum + cases.length, 0);
    const bounds = new Set(everywhere.map((thresholds) => JSON.stringify(thresholds))).size;
    const values = recordingCases.reduce((sum, { samples }) => sum + Object.values(samples).flat().length, 0);
    return `${alerts.length} alerts, ${cases} cases, with ${bounds} sets of bounds; ${recordingCases.length} recording cases, ${values} exact values`;
  },
  mistakes: [
    {
      mistake: "an alert that does not fire in time",
      attempt: () => testRules(alertTests(oneCase(fires("too early", {}, "1m", { summary: "" })), allAlerts)),
      refusedWith: /FAILED[\s\S]*time: 1m[\s\S]*got:\[\s*\]/,
    },
    {
      mistake: "an alert that fires where it should be silent",
      attempt: () => testRules(alertTests(oneCase(silent("never a target", {}, "3m")), allAlerts)),
      refusedWith: /FAILED[\s\S]*exp:\[\s*\][\s\S]*FingerPrintAPIDown/,
    },
    {
      mistake: "an alert with another severity",
      attempt: () => testRules(alertTests({ ...oneCase(), severity: "warning" }, allAlerts)),
      refusedWith: /there is no alert FingerPrintAPIDown of severity warning/,
    },
    {
      mistake: "an alert with other bounds than its environment's",
      attempt: () => {
        const cases = alertCases({ ...defaultThresholds, errorRatio: 0.1 });
        return testRules(
          alertTests(
            cases.find(({ alert }) => alert === "HighErrorRate")!,
            allAlerts,
          ),
        );
      },
      refusedWith: /FAILED[\s\S]*HighErrorRate: fewer fail[\s\S]*More than 5 %/,
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
  const [first] = alertCases(defaultThresholds) as [AlertCases];
  return { ...first, cases: cases.length > 0 ? cases : first.cases };
}

/** Runs promtool over test files. Rejects with every case that failed. */
async function testRules(files: readonly PromtoolFile[]): Promise<void> {
  const names = [...new Set(files.map(({ name }) => name))];
  const tests = names.filter((name) => !name.endsWith("-rules.json"));
  await withTemporaryFolder(
    (cwd) => runProgram(toolPath("promtool"), ["test", "rules", ...tests], { cwd, timeout: 300 }),
    Object.fromEntries(files.map(({ name, content }) => [name, content])),
  );
}
