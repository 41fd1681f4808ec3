import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../../lib/synth/files";
import { type Manifest, describe } from "../../lib/synth/manifest";
import { toYaml } from "../../lib/yaml";
import { configFiles } from "../../monitoring/prometheus/prometheus-config";
import { allAlerts, allRecordings, alertsAt } from "../../monitoring/rules/rule-file";
import type { RuleGroup } from "../../monitoring/rules/rule-types";
import { defaultThresholds } from "../../monitoring/rules/threshold-props";
import { manifestsIn } from "../../operations/manifests/environment-manifests";
import { readDist } from "../../operations/manifests/read-dist";
import { root } from "../../operations/root";
import { toolPath } from "../../tools/tool-path";
import { type Check, mistake, mistakesIn } from "../check";
import { configMapOf } from "../config-map";
import { runProgram } from "../run-program";

const cases = filesBelow(join(__dirname, "..", "rules", "cases"));

export const prometheusRules: Check = {
  proves: "alerts fire at their time and only then, recordings are exact, each certificate has an alert",
  needs: ["promtool"],
  run: async () => {
    const files = [...cases.keys()];
    await testRules(files);
    const environments = readDist();
    for (const { manifests } of environments) await certificatesAreWatched(manifests);
    return `${allAlerts().flatMap(({ rules }) => rules).length} alerts, ${files.length} files of cases; certificates of ${environments.length} environments`;
  },
  mistakes: [
    ...mistakesIn("prometheus-rules", (tests: string) => testRules(["a.yml"], { "a.yml": tests })),
    mistake("an alert with another bound", /FAILED[\s\S]*HighErrorRate: more fail[\s\S]*got:\[\s*\]/, () =>
      testRules(["api.yml"], {}, alertsAt({ ...defaultThresholds, errorRatio: 0.1 })),
    ),
    mistake("a certificate that no alert watches", /FAILED[\s\S]*name="forgotten-tls"/, () => {
      const metadata = { namespace: "elsewhere", name: "forgotten-tls" };
      const forgotten = { apiVersion: "cert-manager.io/v1", kind: "Certificate", metadata };
      return certificatesAreWatched([...readDist()[0]!.manifests, forgotten]);
    }),
  ],
};

/**
 * Runs promtool over files of tests, beside a file for each group of rules. Annotations but the summary are left out:
 * they are held in `npm test`. Rejects with every case that failed.
 */
async function testRules(
  tests: readonly string[],
  more: Readonly<Record<string, string>> = {},
  alerts: readonly RuleGroup[] = allAlerts(),
): Promise<void> {
  const groups = [...allRecordings(), ...alerts].map(({ rules, ...group }) => {
    const spoken = rules.map((rule) =>
      "alert" in rule ? { ...rule, annotations: { summary: rule.annotations.summary } } : rule,
    );
    return [`${group.name}.yml`, toYaml({ groups: [{ ...group, rules: spoken }] })];
  });
  const files = { ...Object.fromEntries([...cases, ...groups]), ...more };
  await runProgram(toolPath("promtool"), ["test", "rules", ...tests], { files, timeout: 600 });
}

/** The authority that signs for the logging stack: day 0 makes it, and not the environment. */
const authorities = manifestsIn(readFileSync(join(root, "docs/operations/day-0-issuers.yaml"), "utf8"));

/** Rejects unless, by an environment's own rules, every certificate of it that ends in two days has an alert. */
async function certificatesAreWatched(manifests: readonly Manifest[]): Promise<void> {
  const certificates = [...authorities, ...manifests].filter(({ kind }) => kind === "Certificate");
  const labels = certificates.map(
    ({ metadata: { namespace = "", name } }) => `{namespace="${namespace}",name="${name}"}`,
  );
  const test = {
    name: `every certificate: ${certificates.map(describe).join(", ")}`,
    interval: "1m",
    input_series: labels.map((one) => ({
      series: `certmanager_certificate_expiration_timestamp_seconds${one}`,
      values: `${2 * 86_400}x120`,
    })),
    promql_expr_test: [
      {
        expr: 'max by (namespace, name) (ALERTS{alertname="CertificateNotRenewed",alertstate="firing"})',
        eval_time: "90m",
        exp_samples: labels.map((one) => ({ labels: one, value: 1 })),
      },
    ],
  };
  await testRules(["certificates-of-environment.yml"], {
    "alerts-of-environment.yml": configMapOf(manifests, "prometheus-config")[configFiles.alerts]!,
    "certificates-of-environment.yml": toYaml({ rule_files: ["alerts-of-environment.yml"], tests: [test] }),
  });
}
