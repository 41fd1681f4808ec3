import { ApiObject } from "cdk8s";
import { Construct } from "constructs";
import { Certificate, type IssuerReference } from "./certificate";

export interface InternalAuthorityProps {
  /** Name of the Issuer, of its certificate and of the Secret that holds its key. */
  readonly name: string;
}

/**
 * A certificate authority for what speaks TLS inside one namespace.
 *
 * It signs itself; clients trust it by the `ca.crt` beside each certificate.
 * Being an Issuer, it can't sign for other namespaces.
 */
export class InternalAuthority extends Construct {
  readonly issuer: IssuerReference;

  constructor(scope: Construct, id: string, { name }: InternalAuthorityProps) {
    super(scope, id);
    this.issuer = { kind: "Issuer", name };
    const selfSigned: IssuerReference = { kind: "Issuer", name: `${name}-self-signed` };

    new ApiObject(this, "self-signed", {
      apiVersion: "cert-manager.io/v1",
      kind: "Issuer",
      metadata: { name: selfSigned.name },
      spec: { selfSigned: {} },
    });
    const { secretName } = new Certificate(this, "certificate", {
      name,
      issuer: selfSigned,
      commonName: name,
      dnsNames: [],
      isCa: true,
      // Ten years: whoever trusts the authority would have to be told of a new one.
      lifetime: "87600h",
    });
    new ApiObject(this, "issuer", {
      apiVersion: "cert-manager.io/v1",
      kind: "Issuer",
      metadata: { name },
      spec: { ca: { secretName } },
    });
  }
}
