import { podResources } from "../../../operations/capacity/pod-resources";

const container = (name: string, cpu: string, memory: string, more = {}) => ({
  name,
  resources: { requests: { cpu, memory }, limits: { cpu, memory } },
  ...more,
});

test("containers of a pod add up", () => {
  const pod = { containers: [container("api", "750m", "768Mi"), container("proxy", "0.25", "256Mi")] };
  expect(podResources(pod)).toEqual({
    cpuRequest: 1,
    cpuLimit: 1,
    memoryRequest: 2 ** 30,
    memoryLimit: 2 ** 30,
  });
});

test("an init container counts only where it needs more than the containers after it", () => {
  const containers = [container("main", "1", "1Gi")];
  const small = podResources({ containers, initContainers: [container("wait", "10m", "16Mi")] });
  const large = podResources({ containers, initContainers: [container("migrate", "2", "512Mi")] });
  expect(small).toMatchObject({ cpuRequest: 1, memoryRequest: 2 ** 30 });
  expect(large).toMatchObject({ cpuRequest: 2, memoryRequest: 2 ** 30 });
});

test("a sidecar runs beside the containers and beside later init containers", () => {
  const pod = {
    containers: [container("main", "1", "1Gi")],
    initContainers: [
      container("shipper", "100m", "1Gi", { restartPolicy: "Always" }),
      container("migrate", "1.5", "512Mi"),
    ],
  };
  expect(podResources(pod)).toMatchObject({ cpuRequest: 1.6, memoryRequest: 2 * 2 ** 30 });
});

test("a limit without a request is the request, as Kubernetes sets it", () => {
  const pod = { containers: [{ name: "main", resources: { limits: { cpu: "500m", memory: "1Gi" } } }] };
  expect(podResources(pod)).toMatchObject({ cpuRequest: 0.5, memoryRequest: 2 ** 30 });
});

test("a quantity that can't be counted is named, not counted as nothing", () => {
  expect(() => podResources({ containers: [container("main", "1", "512M1")] })).toThrow("main: 512M1");
});
