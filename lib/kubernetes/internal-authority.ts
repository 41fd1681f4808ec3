import { Construct } from "constructs";
import { Issuer } from "../../imports/cert-manager.io";
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

    new Issuer(this, "self-signed", {
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
    new Issuer(this, "issuer", { metadata: { name }, spec: { ca: { secretName } } });
  }
}
