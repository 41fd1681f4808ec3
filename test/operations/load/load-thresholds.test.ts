import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadThresholds, thresholdsFile } from "../../../operations/load/load-thresholds";
import { root } from "../../../operations/root";

test("the load test fails where the objectives would be broken", () => {
  expect(loadThresholds()).toEqual({
    http_req_duration: ["p(50)<100", "p(95)<500", "p(99)<1000"],
    http_req_failed: ["rate<0.001"],
    checks: ["rate>0.995"],
  });
});

test("the script reads thresholds that are not stale", () => {
  const { file, content } = thresholdsFile();
  expect(readFileSync(join(root, file), "utf8")).toBe(content);
  expect(readFileSync(join(root, "operations/load/k6.mjs"), "utf8")).toContain('open("./thresholds.json")');
});
