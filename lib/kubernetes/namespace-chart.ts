import { Chart } from "cdk8s";
import { k8s } from "cdk8s-plus-28";
import type { Construct } from "constructs";

export interface NamespaceChartProps {
  /** Name of the namespace, and of the chart's folder under `dist/<environment>/`. */
  readonly namespace: string;

  /** The Pod Security level that the API server enforces. @default "restricted" */
  readonly podSecurity?: "restricted" | "baseline" | "privileged";
}

/**
 * A namespace and all that lives in it: one folder of YAML.
 *
 * Nothing in it can talk or be talked to until a NetworkPolicy says so.
 */
export class NamespaceChart extends Chart {
  constructor(scope: Construct, { namespace, podSecurity = "restricted" }: NamespaceChartProps) {
    super(scope, namespace, {
      namespace,
      disableResourceNameHashes: true,
      labels: { "app.kubernetes.io/part-of": "fingerprint" },
    });

    new k8s.KubeNamespace(this, "namespace", {
      metadata: {
        name: namespace,
        labels: {
          monitoring: "enabled",
          "pod-security.kubernetes.io/enforce": podSecurity,
          "pod-security.kubernetes.io/warn": podSecurity,
          "pod-security.kubernetes.io/audit": podSecurity,
        },
      },
    });

    new k8s.KubeNetworkPolicy(this, "default-deny", {
      metadata: { name: "default-deny" },
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
    });
  }
}
