import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import type { Component } from "../../contracts/component";
import { AcmeSolverPolicy } from "./acme-solver-policy";
import { Certificate } from "./certificate";
import type { Cluster } from "./cluster-props";
import { requires } from "./prerequisite";

export interface PublicIngressProps {
  /** Whose port `http` people reach. Its NetworkPolicy has to let the ingress controller in. */
  readonly component: Component<"http">;

  readonly host: string;

  /** IngressClass of the controller. */
  readonly className: string;

  /** What the component speaks. @default HTTP */
  readonly backendProtocol?: "HTTPS";

  readonly cluster: Pick<Cluster, "ingressController" | "publicIssuer">;
}

/** HTTPS from outside to all of a component that asks people for their password itself. */
export class PublicIngress extends Construct {
  constructor(scope: Construct, id: string, props: PublicIngressProps) {
    super(scope, id);
    const { component, host, className, backendProtocol, cluster } = props;
    const { name } = component;
    const { secretName } = new Certificate(this, "certificate", {
      name: `${name}-public-tls`,
      issuer: { kind: "ClusterIssuer", name: cluster.publicIssuer },
      dnsNames: [host],
    });
    new AcmeSolverPolicy(this, "acme-solver-policy", cluster.ingressController);
    const backend = { service: { name, port: { name: "http" } } };
    new k8s.KubeIngress(this, "ingress", {
      metadata: {
        name,
        annotations: {
          "nginx.ingress.kubernetes.io/ssl-redirect": "true",
          ...(backendProtocol && { "nginx.ingress.kubernetes.io/backend-protocol": backendProtocol }),
        },
      },
      spec: {
        ingressClassName: className,
        tls: [{ hosts: [host], secretName }],
        rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
      },
    });
    requires(this, "ingressclass", className, `the ingress controller that brings people to ${name}`);
    requires(this, "clusterissuer", cluster.publicIssuer, `signs the public certificate of ${name}`);
  }
}
