import { objectives } from "../../monitoring/objectives";
import type { GeneratedFile } from "../docs/generated-file";

/** k6's thresholds for the objectives: a load test fails where the promise would be broken. */
export function loadThresholds(): Record<string, string[]> {
  const targetOf = (name: string) => objectives().find((objective) => objective.name === name)?.target ?? 1;
  const rounded = (value: number) => String(Math.round(value * 1e6) / 1e6);
  const latencies = objectives()
    .filter(({ name }) => name.startsWith("latency-"))
    .map(({ target, bad }) => {
      // The upper bound of the bucket that counts as fast, in seconds.
      const [, bound] = /le="([\d.]+)"/.exec(bad) ?? [];
      return `p(${rounded(target * 100)})<${String(Number(bound) * 1000)}`;
    });
  return {
    http_req_duration: latencies,
    http_req_failed: [`rate<${rounded(1 - targetOf("errors"))}`],
    checks: [`rate>${rounded(targetOf("availability"))}`],
  };
}

/** `operations/load/thresholds.json`, which the k6 script reads: a line for each metric. */
export function thresholdsFile(): GeneratedFile {
  const lines = Object.entries(loadThresholds()).map(
    ([metric, bounds]) => `  "${metric}": [${bounds.map((bound) => `"${bound}"`).join(", ")}]`,
  );
  return { file: "operations/load/thresholds.json", content: `{\n${lines.join(",\n")}\n}\n` };
}
