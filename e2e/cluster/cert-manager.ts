import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { manifestsIn } from "../../operations/manifests/environment-manifests";
import { root } from "../../operations/root";
import { toolPath } from "../../tools/tool-path";
import type { Cluster } from "./cluster";
import { make } from "./stand-ins";
import type { Processes } from "../processes";

/** The objects of the page of the first day, without who can only be asked over the internet. */
export const issuers = manifestsIn(
  readFileSync(join(root, "docs/operations/day-0-issuers.yaml"), "utf8"),
).filter(({ spec }) => spec.acme === undefined);

/** Starts cert-manager's own controllers, outside of the cluster, and the issuers of the first day. They are ready then. */
export async function startCertManager(cluster: Cluster, processes: Processes): Promise<void> {
  await make(cluster.api, "/api/v1/namespaces", { metadata: { name: "cert-manager" } });
  await cluster.kubectl(["apply", "--server-side", "--filename=-"], {
    input: issuers.map((issuer) => stringify(issuer)).join("---\n"),
  });
  const program = toolPath("cert-manager");
  processes.start({ name: "cert-manager", program, args: [cluster.kubeconfig] });
  await cluster.kubectl(["wait", "--for=condition=Ready", "clusterissuers", "--all", "--timeout=60s"]);
}
