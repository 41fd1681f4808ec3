import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import type { Authority, CertificateProps } from "../../verify/servers/certificates";

export interface KubeconfigProps {
  /** An existing folder for it. */
  readonly folder: string;

  /** Name of the context, which deploy.sh compares with the environment's. */
  readonly context: string;
  readonly server: string;

  /** Of the server and of the client. */
  readonly authority: Authority;
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** Writes a kubeconfig with one context, by which a client signs in as a user. Returns its path. */
export async function writeKubeconfig(
  { folder, context, server, authority }: KubeconfigProps,
  user: CertificateProps,
): Promise<string> {
  const { cert, key } = await authority.issue(user);
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": context,
    clusters: [{ name: context, cluster: { server, "certificate-authority-data": base64(authority.cert) } }],
    users: [
      {
        name: context,
        user: { "client-certificate-data": base64(cert), "client-key-data": base64(key) },
      },
    ],
    contexts: [{ name: context, context: { cluster: context, user: context } }],
  };
  const file = join(folder, `${user.commonName.replaceAll(":", "-")}.kubeconfig`);
  writeFileSync(file, stringify(config), { mode: 0o600 });
  return file;
}
