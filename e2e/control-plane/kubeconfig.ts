import { writeFileSync } from "node:fs";
import { stringify } from "yaml";
import type { Certificate } from "../../verify/servers/certificates";

export interface KubeconfigProps {
  /** Name of the context, which deploy.sh compares with the environment's. */
  readonly context: string;
  readonly server: string;
  readonly authority: string;
  readonly client: Certificate;
}

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** Writes a kubeconfig with one context. */
export function writeKubeconfig(
  file: string,
  { context, server, authority, client }: KubeconfigProps,
): string {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": context,
    clusters: [{ name: context, cluster: { server, "certificate-authority-data": base64(authority) } }],
    users: [
      {
        name: context,
        user: { "client-certificate-data": base64(client.cert), "client-key-data": base64(client.key) },
      },
    ],
    contexts: [{ name: context, context: { cluster: context, user: context } }],
  };
  writeFileSync(file, stringify(config), { mode: 0o600 });
  return file;
}
