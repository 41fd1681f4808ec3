import { images } from "../../lib/images";
import { pinned, releasedNumber } from "../../tools/tool";

// Filebeat is not among them: of its module, only development versions can be had. Nor is Thanos, whose newest patch asks for a
// newer Go than all other tools.
test.each([
  ["prometheus", images.prometheus],
  ["alertmanager", images.alertmanager],
  ["kube-state-metrics", images.kubeStateMetrics],
  ["prometheus-adapter", images.prometheusAdapter],
] as const)("%s is checked in the version that is deployed", (group, image) => {
  expect(image.split(":").at(-1)).toBe(`v${releasedNumber(pinned(group).version)}`);
});
