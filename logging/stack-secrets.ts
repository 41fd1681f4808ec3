import { Construct } from "constructs";
import { elasticsearch } from "../contracts/components";
import { Certificate } from "../lib/kubernetes/certificate";
import { requires } from "../lib/kubernetes/prerequisite";
import { SecretRequirement } from "../lib/kubernetes/secret-requirement";
import type { SecretSource } from "../lib/kubernetes/secret-source";
import type { Logging } from "./logging-props";

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

export interface StackSecretsProps {
  readonly logging: Pick<Logging, "security" | "issuer">;
  readonly secrets: SecretSource;
}

/** Passwords of the programs' users, and the certificates that they show each other. Undefined parts are those of a stack without security. */
export class StackSecrets extends Construct {
  /** Passwords by user, as `passwordKeys` has them. */
  readonly users: SecretRequirement | undefined;

  /** Secret with the authority that signs for the stack, as `ca.crt`. */
  readonly authoritySecret = certificateSecret(elasticsearch.name);

  private readonly issuer: string;

  constructor(scope: Construct, id: string, { logging, secrets }: StackSecretsProps) {
    super(scope, id);
    this.issuer = logging.issuer;
    if (logging.security === "disabled") return;

    this.users = new SecretRequirement(this, "users", {
      name: "elasticsearch-users",
      keys: passwordKeys,
      purpose: "passwords of Elasticsearch's users; each at least 16 characters",
      source: secrets,
    });
    internalIssuer(this, logging.issuer);
  }

  /** A certificate for a server that speaks to others of the stack, or none in a stack without security. */
  certificate(name: string, dnsNames: readonly string[]): Certificate | undefined {
    return this.users && stackCertificate(this, name, dnsNames, this.issuer);
  }
}

/** The authority that every program of the stack trusts. It spans namespaces, so it is the cluster's. */
export function internalIssuer(scope: Construct, issuer: string): void {
  requires(
    scope,
    "clusterissuer",
    issuer,
    "signs the certificates that Elasticsearch, Logstash, Kibana and Filebeat show each other",
  );
}

/** The Secret that holds a program's certificate. */
const certificateSecret = (name: string) => `${name}-tls`;

/** A certificate for both ends of a connection, whose key all programs of the stack can read. */
export function stackCertificate(
  scope: Construct,
  name: string,
  dnsNames: readonly string[],
  issuer: string,
): Certificate {
  return new Certificate(scope, name, {
    name: certificateSecret(name),
    issuer: { kind: "ClusterIssuer", name: issuer },
    dnsNames,
    forClients: true,
    keyEncoding: "PKCS8",
    lifetime: "8760h",
  });
}
