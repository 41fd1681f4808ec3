import { Component } from "../../../contracts/component";
import { container } from "../../../lib/kubernetes/container";
import { podTemplate } from "../../../lib/kubernetes/pod-template";

const agent = new Component({ name: "agent", namespace: "agents", ports: { metrics: 9100 } });

const base = {
  name: "agent",
  image: "agent:1.0.0",
  resources: { cpu: { request: "10m", limit: "100m" }, memory: { request: "16Mi", limit: "32Mi" } },
  probes: { none: "a test" },
} as const;

test("a container is closed by default", () => {
  const template = podTemplate(agent, {
    containers: [container(base)],
    serviceAccountName: "agent",
    user: 1000,
    gracePeriod: "30s",
  });
  // As it is written: without what is undefined.
  expect(JSON.parse(JSON.stringify(template))).toMatchSnapshot();
});

test("an exception is written on the pod with its reason, for reviewers and for the list of exceptions", () => {
  const { metadata, spec } = podTemplate(agent, {
    containers: [container({ ...base, exceptions: { runsAsRoot: "reads files of other users" } })],
    serviceAccountName: "agent",
    user: 1000,
    gracePeriod: "30s",
    exceptions: { hostNetwork: "measures the node's network" },
  });
  expect(metadata!.annotations).toEqual({
    "hardening-exception.fingerprint/pod.host-network": "measures the node's network",
    "hardening-exception.fingerprint/agent.runs-as-root": "reads files of other users",
  });
  expect(spec!.hostNetwork).toBe(true);
  expect(spec!.containers[0]!.securityContext).toMatchObject({ runAsUser: 0, readOnlyRootFilesystem: true });
});
