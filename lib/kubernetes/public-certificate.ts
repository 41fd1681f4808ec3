import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { Certificate } from "./certificate";
import type { Cluster } from "./cluster-props";
import { ingressRules } from "./network-policy";
import { requires } from "./prerequisite";
import { toPods } from "./traffic";

export interface PublicCertificateProps {
  /** Of the Certificate and of its Secret. */
  readonly name: string;

  /** What people reach by it. */
  readonly component: string;
  readonly host: string;
  readonly cluster: Pick<Cluster, "ingressController" | "publicIssuer">;
}

/**
 * A certificate that everybody trusts, with the way in for the authority's challenge: cert-manager answers it with a pod in
 * this namespace, and behind a default-deny no certificate would ever be issued or renewed.
 */
export class PublicCertificate extends Construct {
  constructor(scope: Construct, id: string, { name, component, host, cluster }: PublicCertificateProps) {
    super(scope, id);
    const { ingressController, publicIssuer } = cluster;

    new Certificate(this, name, { issuer: { kind: "ClusterIssuer", name: publicIssuer }, dnsNames: [host] });
    new k8s.KubeNetworkPolicy(this, "acme-solver-policy", {
      metadata: { name: "acme-http-solver" },
      spec: {
        podSelector: { matchLabels: { "acme.cert-manager.io/http01-solver": "true" } },
        policyTypes: ["Ingress"],
        ingress: ingressRules([toPods(ingressController, [8089])]),
      },
    });
    requires(this, "clusterissuer", publicIssuer, `signs the public certificate of ${component}`);
  }
}
