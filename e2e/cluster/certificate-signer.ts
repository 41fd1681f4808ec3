import { setTimeout as pause } from "node:timers/promises";
import type { Api, KubeObject } from "./api";
import { condition, make } from "./stand-ins";
import { Authority } from "../../verify/servers/certificates";

const group = "/apis/cert-manager.io/v1";
const apiServices = "/apis/apiregistration.k8s.io/v1/apiservices";

/** Stands in for cert-manager: signs Certificates, and tells API servers which authority an APIService is of. */
export class CertificateSigner {
  private readonly authorities = new Map<string, Promise<Authority>>();

  constructor(private readonly api: Api) {}

  /** Signs whatever asks for it, as long as the run lasts. What fails is tried again. */
  async work(): Promise<never> {
    for (;;) {
      await this.signAll().catch(() => undefined);
      await pause(1000, undefined, { ref: false });
    }
  }

  private async signAll(): Promise<void> {
    for (const certificate of await this.api.list(`${group}/certificates`)) await this.sign(certificate);
    for (const service of await this.api.list(apiServices)) await this.inject(service);
  }

  private async sign({ metadata, spec }: KubeObject): Promise<void> {
    const { name, namespace = "" } = metadata;
    const secrets = `/api/v1/namespaces/${namespace}/secrets`;
    const { items } = await this.api.get(secrets);
    if ((items as KubeObject[]).some((secret) => secret.metadata.name === spec.secretName)) return;
    const issuer = await this.authorityOf(spec.issuerRef, namespace);
    const subject = { commonName: spec.commonName ?? spec.dnsNames?.[0] ?? name, names: spec.dnsNames ?? [] };
    const own = spec.isCA
      ? await this.authority(`${namespace}/${spec.secretName}`, subject.commonName)
      : undefined;
    const { cert, key } = own ?? (await issuer.issue(subject));
    await make(this.api, secrets, {
      metadata: { name: spec.secretName, annotations: { "cert-manager.io/certificate-name": name } },
      type: "kubernetes.io/tls",
      stringData: { "tls.crt": cert, "tls.key": key, "ca.crt": (own ?? issuer).cert },
    });
    await this.api.merge(`${group}/namespaces/${namespace}/certificates/${name}/status`, {
      status: { conditions: [condition("Ready")] },
    });
  }

  private async inject({ metadata, spec }: KubeObject): Promise<void> {
    const source = metadata["annotations"]?.["cert-manager.io/inject-ca-from"] as string | undefined;
    if (source === undefined) return;
    const [namespace, name] = source.split("/");
    const certificate = await this.api.get(`${group}/namespaces/${namespace}/certificates/${name}`);
    const { cert } = await this.authorityOf(certificate["spec"].issuerRef, namespace ?? "");
    const caBundle = Buffer.from(cert).toString("base64");
    if (spec.caBundle === caBundle) return;
    await this.api.merge(`${apiServices}/${metadata.name}`, { spec: { caBundle } });
  }

  /** The authority behind an issuer: one that names a Secret signs with it, any other has one of its own. */
  private async authorityOf({ kind, name }: any, namespace: string): Promise<Authority> {
    if (kind === "ClusterIssuer") return this.authority(name, name);
    const { spec } = await this.api.get(`${group}/namespaces/${namespace}/issuers/${name}`);
    return this.authority(`${namespace}/${spec.ca?.secretName ?? name}`, name);
  }

  private authority(key: string, commonName: string): Promise<Authority> {
    const authority = this.authorities.get(key) ?? Authority.create(commonName);
    this.authorities.set(key, authority);
    return authority;
  }
}
