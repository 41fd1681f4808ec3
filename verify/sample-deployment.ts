import type { Manifest } from "../lib/synth/manifest";

/** A Deployment of one container that no check has anything against, for the mistakes that are put into it. */
export function sampleDeployment(container: object): Manifest {
  const labels = { app: "a" };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "a", namespace: "a" },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "a", ...container }] } as object },
    },
  };
}
