import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import type { Component } from "../../contracts/component";
import type { Cluster } from "./cluster-props";
import { requires } from "./prerequisite";
import { PublicCertificate } from "./public-certificate";

export interface PublicIngressProps {
  /** Whose port `http` people reach. Its NetworkPolicy has to let the ingress controller in. */
  readonly component: Component<"http">;
  readonly host: string;
  readonly className: string;
  readonly cluster: Pick<Cluster, "ingressController" | "publicIssuer">;

  /** Names of the Ingress and of its certificate. @default the component's, and that with `-public-tls` */
  readonly names?: { readonly ingress: string; readonly certificate: string };

  /** What the controller reads, beside that it leads from HTTP to HTTPS. @default none */
  readonly annotations?: Readonly<Record<string, string>>;

  /** Paths that are published, by how they are compared. @default everything, of a program that asks for a password itself */
  readonly paths?: readonly (readonly [type: "Exact" | "Prefix", path: string])[];
}

/** HTTPS from outside to a component, through ingress-nginx. */
export class PublicIngress extends Construct {
  constructor(scope: Construct, id: string, props: PublicIngressProps) {
    super(scope, id);
    const { host, className, cluster, annotations, paths = [["Prefix", "/"]] } = props;
    const { name } = props.component;
    const { names = { ingress: name, certificate: `${name}-public-tls` } } = props;
    const secretName = names.certificate;
    new PublicCertificate(this, "certificate", { name: secretName, component: name, host, cluster });
    const backend = { service: { name, port: { name: "http" } } };
    new k8s.KubeIngress(this, "ingress", {
      metadata: {
        name: names.ingress,
        annotations: { ...annotations, "nginx.ingress.kubernetes.io/ssl-redirect": "true" },
      },
      spec: {
        ingressClassName: className,
        tls: [{ hosts: [host], secretName }],
        rules: [{ host, http: { paths: paths.map(([pathType, path]) => ({ path, pathType, backend })) } }],
      },
    });
    requires(this, "ingressclass", className, `the ingress controller that brings people to ${name}`);
  }
}
