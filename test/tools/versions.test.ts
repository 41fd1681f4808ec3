import { images } from "../../lib/images";
import { versionOf } from "../../tools/tool";
import type { ToolGroupName } from "../../tools/tool-groups";

/** Prometheus 3.16.0 is the Go module's v0.316.0. */
const released = (group: ToolGroupName) =>
  versionOf(group).replace(/^v0\.3(\d\d)\.(\d+)$/, (_, minor, patch) => `v3.${Number(minor)}.${patch}`);

// Filebeat is not among them: of its module, only development versions can be had. Nor is Thanos, whose newest patch asks for a
// newer Go than all other tools.
test.each([
  ["prometheus", images.prometheus],
  ["alertmanager", images.alertmanager],
  ["kube-state-metrics", images.kubeStateMetrics],
  ["prometheus-adapter", images.prometheusAdapter],
] as const)("%s is checked in the version that is deployed", (group, image) => {
  expect(image.split(":").at(-1)).toBe(released(group));
});
