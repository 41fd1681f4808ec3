import { objectives } from "../../monitoring/objectives";
import type { GeneratedFile } from "../docs/generated-file";

/** `operations/load/thresholds.json`, a line for each metric: k6 fails a load test where an objective would be broken. */
export function thresholdsFile(): GeneratedFile {
  const targetOf = (name: string) => objectives().find((objective) => objective.name === name)?.target ?? 1;
  const rounded = (value: number) => String(Math.round(value * 1e6) / 1e6);
  const latencies = objectives()
    .filter(({ name }) => name.startsWith("latency-"))
    .map(({ target, bad }) => {
      // The upper bound of the bucket that counts as fast, in seconds.
      const [, bound] = /le="([\d.]+)"/.exec(bad) ?? [];
      return `"p(${rounded(target * 100)})<${String(Number(bound) * 1000)}"`;
    });
  const lines = [
    `"http_req_duration": [${latencies.join(", ")}]`,
    `"http_req_failed": ["rate<${rounded(1 - targetOf("errors"))}"]`,
    `"checks": ["rate>${rounded(targetOf("availability"))}"]`,
  ];
  return { file: "operations/load/thresholds.json", content: `{\n  ${lines.join(",\n  ")}\n}\n` };
}
