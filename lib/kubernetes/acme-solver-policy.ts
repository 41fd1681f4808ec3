import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import type { Pods } from "../../contracts/component";
import { peer, tcp } from "./network-policy";

/**
 * Lets the certificate authority's challenge in.
 *
 * cert-manager answers an HTTP-01 challenge with a pod in this namespace;
 * behind a default-deny no certificate would ever be issued or renewed.
 */
export class AcmeSolverPolicy extends Construct {
  constructor(scope: Construct, id: string, ingressController: Pods) {
    super(scope, id);

    new k8s.KubeNetworkPolicy(this, "network-policy", {
      metadata: { name: "acme-http-solver" },
      spec: {
        podSelector: { matchLabels: { "acme.cert-manager.io/http01-solver": "true" } },
        policyTypes: ["Ingress"],
        ingress: [
          {
            from: [peer(ingressController)],
            ports: [tcp(8089)],
          },
        ],
      },
    });
  }
}
