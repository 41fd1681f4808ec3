import { z } from "zod";
import { listOf, section } from "../validation/format";
import * as formats from "../validation/formats";

const privateRanges: `${string}/${number}`[] = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
];

/** The cluster that an environment runs on: what the manifests may count on, and what `deploy.sh` checks first. */
export const clusterProps = z.strictObject({
  /** Name of the cluster. It becomes the label `cluster` of every object, every metric and every log line. */
  name: formats.resourceName,

  /** The kubectl contexts that lead to this cluster. `deploy.sh` refuses to act on any other. */
  contexts: listOf(formats.contextName, { atLeast: 1 }),

  /**
   * UID of the cluster's namespace `kube-system`, which `./deploy.sh … apply` prints as long as it is not declared.
   * `deploy.sh` refuses any other cluster, also one that a context of the right name leads to.
   *
   * @default none: the name of the context is all that is compared
   */
  uid: formats.objectUid.optional(),

  /** Schedulable worker nodes. Required anti-affinity needs one for each pod at the peak of a roll-out. */
  nodes: formats.count(1, 5000),

  /** Availability zones that the nodes are spread over. */
  zones: formats.count(1, 50),

  /**
   * Pod, Service and node ranges outside 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and 100.64.0.0/10.
   * Egress to "the internet" leaves them out, so that a pod can't reach its neighbours by that rule.
   *
   * @default [] the cluster lives in the private ranges
   */
  extraRanges: listOf(formats.cidr).default([]),

  /**
   * What enforces NetworkPolicies. Where its address blocks find neither nodes nor the API server, policies of its own
   * name them, and `apiServer.ranges` and `nodeRanges` say nothing.
   *
   * @default { name: "standard" }
   */
  networkPlugin: z
    .discriminatedUnion("name", [
      z.strictObject({
        /** Address blocks find nodes too: Calico, Antrea, kube-router, Amazon's and Azure's; Cilium where `policy-cidr-match-mode` holds `nodes`. */
        name: z.literal("standard"),
      }),
      z.strictObject({
        /** Cilium, and AKS' Azure CNI powered by Cilium: they get CiliumNetworkPolicies. */
        name: z.literal("cilium"),
      }),
      z.strictObject({
        /** Cilium as GKE runs it: it takes CiliumClusterwideNetworkPolicies alone, where the cluster has them enabled. */
        name: z.literal("gke-dataplane-v2"),
      }),
    ])
    .prefault({ name: "standard" }),

  /** The Kubernetes API server, as pods reach it. NetworkPolicies see its address after translation, not `kubernetes.default`. */
  apiServer: section({
    /**
     * Where its calls of aggregated APIs come from, such as those of custom metrics. Managed control planes often send
     * them through agents in the cluster.
     *
     * @default { via: "api-server" }
     */
    aggregation: z
      .discriminatedUnion("via", [
        z.strictObject({
          /** From its own addresses. */
          via: z.literal("api-server"),
        }),
        z.strictObject({
          /** Through agents that have addresses of pods. */
          via: z.literal("pods"),
          /** Namespace of the agents. @default "kube-system" */
          namespace: formats.resourceName.default("kube-system"),
          /** Labels of the agents. @default { "k8s-app": "konnectivity-agent" }, as GKE labels them; on AKS they are { app: "konnectivity-agent" } */
          podLabels: formats.podLabels.default({ "k8s-app": "konnectivity-agent" }),
        }),
        z.strictObject({
          /** From other addresses, outside the cluster. */
          via: z.literal("ranges"),
          /** Which ones. */
          ranges: listOf(formats.cidr, { atLeast: 1 }),
        }),
      ])
      .prefault({ via: "api-server" }),
    /** Ranges that hold the API server's addresses. @default the private ranges */
    ranges: listOf(formats.cidr, { atLeast: 1 }).default(privateRanges),
    /** Ports that the API server listens on. @default [443, 6443] */
    ports: listOf(formats.port, { atLeast: 1 }).default([443, 6443]),
  }),

  /**
   * Ranges that hold the nodes' own addresses. Prometheus asks kubelets and node exporters there.
   *
   * @default the private ranges
   */
  nodeRanges: listOf(formats.cidr, { atLeast: 1 }).default(privateRanges),

  /** Where DNS answers. */
  dns: section({
    /** Namespace of the DNS pods. @default "kube-system" */
    namespace: formats.resourceName.default("kube-system"),
    /** Labels of the DNS pods. @default { "k8s-app": "kube-dns" }, which CoreDNS keeps */
    podLabels: formats.podLabels.default({ "k8s-app": "kube-dns" }),
    /** Set where NodeLocal DNSCache runs: pods then ask 169.254.20.10 first; on Cilium the pods `k8s-app: node-local-dns`. @default false */
    nodeLocalCache: formats.flag.default(false),
  }),

  /** The pods that bring traffic from outside. Only these reach what is published. */
  ingressController: section({
    /** Namespace of the controller or gateway. @default "ingress-nginx" */
    namespace: formats.resourceName.default("ingress-nginx"),
    /** Labels of its pods. @default { "app.kubernetes.io/name": "ingress-nginx" } */
    podLabels: formats.podLabels.default({ "app.kubernetes.io/name": "ingress-nginx" }),
  }),

  /** The cert-manager ClusterIssuer that signs public certificates. @default "letsencrypt-prod" */
  publicIssuer: formats.objectName.default("letsencrypt-prod"),

  /** Everybody trusts what that issuer signs. Let's Encrypt's staging is trusted by nobody: say false, and probes don't verify it. @default true */
  publicIssuerTrusted: formats.flag.default(true),

  /** Namespace of cert-manager, whose metrics tell which certificate is not renewed. @default "cert-manager" */
  certManagerNamespace: formats.resourceName.default("cert-manager"),
});

export type Cluster = z.output<typeof clusterProps>;
