import type { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import * as certManager from "../../imports/cert-manager.io";
import { unlessEmpty } from "../unless-empty";
import { requires } from "./prerequisite";

export interface CertificateProps {
  /** Who signs: an Issuer of the same namespace, or a ClusterIssuer. */
  readonly issuer: { readonly kind: "ClusterIssuer" | "Issuer"; readonly name: string };

  readonly dnsNames: readonly string[];

  /** Whoever holds it may prove by it who they are, as a client. @default false: it is a server's alone */
  readonly forClients?: boolean;

  /** Signs others. @default false */
  readonly isCa?: boolean;

  /** @default the first of `dnsNames` stands in the certificate as an alternative name only */
  readonly commonName?: string;

  /** How the private key is written. Some programs read PKCS#8 only. @default cert-manager's, PKCS#1 or SEC 1 */
  readonly keyEncoding?: "PKCS8";

  /** How long it is valid. @default the issuer's choice */
  readonly lifetime?: `${number}h`;
}

/** The authority that signed a certificate, as the file `ca.crt`: for clients, which need no key. */
export function authorityVolume(name: string, secretName: string): k8s.Volume {
  return { name, secret: { secretName, defaultMode: 0o440, items: [{ key: "ca.crt", path: "ca.crt" }] } };
}

/** A TLS certificate that cert-manager issues and renews. It writes a Secret of the same name, with `tls.crt`, `tls.key` and `ca.crt`. */
export class Certificate extends Construct {
  constructor(
    scope: Construct,
    readonly secretName: string,
    props: CertificateProps,
  ) {
    super(scope, secretName);
    const { CLIENT_AUTH, SERVER_AUTH } = certManager.CertificateSpecUsages;

    new certManager.Certificate(this, "certificate", {
      metadata: { name: secretName },
      spec: {
        secretName,
        issuerRef: { group: "cert-manager.io", ...props.issuer },
        commonName: props.commonName,
        dnsNames: unlessEmpty([...props.dnsNames]),
        isCa: props.isCa,
        duration: props.lifetime,
        usages: props.isCa ? undefined : [SERVER_AUTH, ...(props.forClients ? [CLIENT_AUTH] : [])],
        privateKey: {
          algorithm: certManager.CertificateSpecPrivateKeyAlgorithm.ECDSA,
          size: 256,
          rotationPolicy: certManager.CertificateSpecPrivateKeyRotationPolicy.ALWAYS,
          encoding: props.keyEncoding && certManager.CertificateSpecPrivateKeyEncoding[props.keyEncoding],
        },
      },
    });
    requires(this, "api", "cert-manager.io/v1", "cert-manager issues and renews certificates");
  }

  volume(volumeName: string): k8s.Volume {
    return { name: volumeName, secret: { secretName: this.secretName, defaultMode: 0o440 } };
  }
}
