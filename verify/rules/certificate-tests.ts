import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Manifest, describe } from "../../lib/synth/manifest";
import { configFiles } from "../../monitoring/prometheus/prometheus-config";
import { manifestsIn } from "../../operations/manifests/environment-manifests";
import { root } from "../../operations/root";
import type { PromtoolFile } from "./promtool-tests";

/** The authority that signs for the logging stack: day 0 makes it, and not the environment. */
const authorities = manifestsIn(readFileSync(join(root, "docs/operations/day-0-issuers.yaml"), "utf8"));

/** An environment's own alert rules, held against each of its certificates: every one that ends in two days has an alert. */
export function certificateTests(environment: string, manifests: readonly Manifest[]): PromtoolFile[] {
  const certificates = [...authorities, ...manifests].filter(({ kind }) => kind === "Certificate");
  const config = manifests.find(({ metadata }) => metadata.name === "prometheus-config");
  const labels = ({ metadata }: Manifest) =>
    `namespace="${metadata.namespace ?? ""}",name="${metadata.name}"`;
  const file = `${environment}-certificates`;
  return [
    { name: `${file}-rules.json`, content: config?.["data"][configFiles.alerts] },
    {
      name: `${file}.json`,
      content: JSON.stringify({
        rule_files: [`${file}-rules.json`],
        evaluation_interval: "1m",
        tests: [
          {
            name: `every certificate of ${environment}: ${certificates.map(describe).join(", ")}`,
            interval: "1m",
            input_series: certificates.map((certificate) => ({
              series: `certmanager_certificate_expiration_timestamp_seconds{${labels(certificate)}}`,
              values: `${String(2 * 86_400)}x120`,
            })),
            promql_expr_test: [
              {
                expr: 'max by (namespace, name) (ALERTS{alertname="CertificateNotRenewed",alertstate="firing"})',
                eval_time: "90m",
                exp_samples: certificates.map((certificate) => ({
                  labels: `{${labels(certificate)}}`,
                  value: 1,
                })),
              },
            ],
          },
        ],
      }),
    },
  ];
}
