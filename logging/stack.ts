import type { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import type { Component } from "../contracts/component";
import { elasticsearch } from "../contracts/components";
import { Certificate } from "../lib/kubernetes/certificate";
import type { Cluster } from "../lib/kubernetes/cluster-props";
import { requires } from "../lib/kubernetes/prerequisite";
import { type SecretSource, SecretRequirement } from "../lib/kubernetes/secret-requirement";
import type { Logging } from "./logging-props";

/** What every program of the stack in the namespace `logging` is made of. */
export interface StackProps {
  readonly environment: string;
  readonly cluster: Cluster;
  readonly secrets: SecretSource;
  readonly logging: Logging;
  readonly stackSecrets: StackSecrets;
}

/** Users of Elasticsearch, one for each program. Filebeat has none: it talks to Logstash only, and shows a client certificate. */
export const users = {
  elastic: "elastic",
  /** Built into Elasticsearch for Kibana's own work. */
  kibana: "kibana_system",
  /** May manage what is in Kibana, for the Job that brings the data view and the searches. */
  kibanaBootstrap: "kibana_bootstrap",
  /** May add documents to the daily indices, and neither change nor delete any. */
  logstash: "logstash_writer",
  /** May read statistics, and no document. */
  exporter: "metrics_reader",
} as const;

/**
 * Keys of the users' Secret. `bootstrap` sets the passwords of all others and is known to each node from a file;
 * `elastic` is the superuser for emergencies.
 */
export const passwordKeys = [
  "bootstrap",
  "elastic",
  "exporter",
  "kibana",
  "kibana-bootstrap",
  "logstash",
] as const;

/** Passwords of the programs' users, and the certificates that they show each other. Undefined parts are those of a stack without security. */
export class StackSecrets extends Construct {
  readonly users: SecretRequirement | undefined;

  /** Secret with the authority that signs for the stack, as `ca.crt`. */
  readonly authoritySecret = certificateSecret(elasticsearch.name);

  private readonly issuer: string;

  constructor(scope: Construct, id: string, { logging, secrets }: Pick<StackProps, "logging" | "secrets">) {
    super(scope, id);
    this.issuer = logging.issuer;
    if (logging.security === "disabled") return;

    this.users = new SecretRequirement(this, "elasticsearch-users", {
      keys: passwordKeys,
      purpose: "passwords of Elasticsearch's users; each at least 16 characters",
      source: secrets,
    });
  }

  /**
   * A certificate for a server that speaks to others of the stack, or none in a stack without security.
   *
   * @param governedBy the headless Service by which its pods are addressed
   */
  certificate(
    { name, namespace }: Component,
    governedBy?: string,
    ...more: string[]
  ): Certificate | undefined {
    const inside = [namespace, `${namespace}.svc`, `${namespace}.svc.cluster.local`];
    const dnsNames = [
      name,
      ...inside.map((domain) => `${name}.${domain}`),
      ...(governedBy === undefined
        ? []
        : [`*.${governedBy}`, ...inside.slice(1).map((domain) => `*.${governedBy}.${domain}`)]),
      ...more,
    ];
    return this.users && stackCertificate(this, name, dnsNames, this.issuer);
  }
}

const certificateSecret = (name: string) => `${name}-tls`;

/**
 * A certificate for both ends of a connection, whose key all programs of the stack can read. The authority that signs it
 * spans namespaces, so it is the cluster's.
 */
export function stackCertificate(
  scope: Construct,
  name: string,
  dnsNames: readonly string[],
  issuer: string,
): Certificate {
  const purpose = "signs the certificates that Elasticsearch, Logstash, Kibana and Filebeat show each other";
  requires(scope, "clusterissuer", issuer, purpose);
  return new Certificate(scope, certificateSecret(name), {
    issuer: { kind: "ClusterIssuer", name: issuer },
    dnsNames,
    forClients: true,
    keyEncoding: "PKCS8",
    lifetime: "8760h",
  });
}

/** Where scripts find the token, and the authority of the Kubernetes API beside it. */
export const kubernetesTokenFolder = "/kubernetes";

/** A short-lived token for the one container that mounts it. */
export const kubernetesToken = {
  name: "kubernetes",
  projected: {
    defaultMode: 0o440,
    sources: [
      { serviceAccountToken: { path: "token", expirationSeconds: 3600 } },
      { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
    ],
  },
} satisfies k8s.Volume;
