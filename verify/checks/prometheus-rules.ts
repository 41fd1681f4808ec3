import { readEnvironments } from "../../environments/shape/read-environments";
import { allAlerts, alertsAt } from "../../monitoring/rules/rule-file";
import { type Thresholds, defaultThresholds, thresholdProps } from "../../monitoring/rules/threshold-props";
import { readDist } from "../../operations/manifests/read-dist";
import { toolPath } from "../../tools/tool-path";
import { type Check, mistake } from "../check";
import { propsOf } from "../props/prop-list";
import { certificateTests } from "../rules/certificate-tests";
import {
  type AlertCases,
  type AlertTest,
  type PromtoolFile,
  alertCases,
  alertTests,
  recordingCases,
  recordingTests,
} from "../rules/promtool-tests";
import { runProgram } from "../run-program";
import { withTemporaryFolder } from "../temporary-folder";
import { variants } from "../variants/variants";

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
    const recordings = recordingCases();
    await testRules([
      ...everywhere.flatMap(testsAt),
      ...recordingTests("recordings", recordings),
      ...readDist().flatMap(({ name, manifests }) => certificateTests(name, manifests)),
    ]);
    const alerts = alertCases(defaultThresholds);
    const cases = alerts.reduce((sum, { tests }) => sum + tests.length, 0);
    const bounds = new Set(everywhere.map((thresholds) => JSON.stringify(thresholds))).size;
    const values = recordings
      .flatMap(({ promql_expr_test: asked }) => asked)
      .reduce((sum, { exp_samples = [] }) => sum + exp_samples.length, 0);
    return `${alerts.length} alerts, ${cases} cases, with ${bounds} sets of bounds; ${recordings.length} recording cases, ${values} exact values`;
  },
  mistakes: [
    mistake("an alert that does not fire in time", /FAILED[\s\S]*time: 1m[\s\S]*got:\[\s*\]/, () =>
      testRules(alertTests(first({ eval_time: "1m", exp_alerts: [{}] }), allAlerts())),
    ),
    mistake(
      "an alert that fires where it should be silent",
      /FAILED[\s\S]*exp:\[\s*\][\s\S]*FingerPrintAPIDown/,
      () => testRules(alertTests(first({ eval_time: "3m" }), allAlerts())),
    ),
    mistake(
      "an alert with another severity",
      /there is no alert FingerPrintAPIDown of severity warning/,
      () => {
        const { exp_labels, ...one } = first({ eval_time: "3m" });
        return alertTests({ ...one, exp_labels: { ...exp_labels, severity: "warning" } }, allAlerts());
      },
    ),
    mistake(
      "an alert with other bounds than its environment's",
      /FAILED[\s\S]*fewer fail[\s\S]*More than 5 %/,
      () => {
        const cases = alertCases({ ...defaultThresholds, errorRatio: 0.1 });
        return testRules(
          alertTests(
            cases.find(({ alertname }) => alertname === "HighErrorRate")!,
            allAlerts(),
          ),
        );
      },
    ),
    mistake("a certificate that no alert watches", /FAILED[\s\S]*name="forgotten-tls"/, () => {
      const { manifests } = readDist()[0]!;
      const metadata = { namespace: "elsewhere", name: "forgotten-tls" };
      const forgotten = { apiVersion: "cert-manager.io/v1", kind: "Certificate", metadata };
      return testRules(certificateTests("a", [...manifests, forgotten]));
    }),
    mistake("a recording with another value", /FAILED[\s\S]*exp: \{\} 2E\+00[\s\S]*got: \{\} 1\./, () =>
      testRules(
        recordingTests("recordings", [
          {
            name: "",
            promql_expr_test: [
              { expr: "vector(1)", eval_time: "1m", exp_samples: [{ labels: "{}", value: 2 }] },
            ],
          },
        ]),
      ),
    ),
  ],
};

/** The first alert, that no API pod answers, as it is expected at a moment, with a test that has no series. */
function first(moment: AlertTest["alert_rule_test"][number]): AlertCases {
  const [expected] = alertCases(defaultThresholds) as [AlertCases];
  return { ...expected, tests: [{ name: "never a target", alert_rule_test: [moment] }] };
}

/** Runs promtool over test files. Rejects with every case that failed. */
async function testRules(files: readonly PromtoolFile[]): Promise<void> {
  const names = [...new Set(files.map(({ name }) => name))];
  const tests = names.filter((name) => !name.endsWith("-rules.json"));
  await withTemporaryFolder(
    (cwd) => runProgram(toolPath("promtool"), ["test", "rules", ...tests], { cwd, timeout: 600 }),
    Object.fromEntries(files.map(({ name, content }) => [name, content])),
  );
}
