import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { Component } from "../../contracts/component";
import type { Cluster } from "../cluster/cluster";

/**
 * Signs in as a ServiceAccount: whatever runs with it has the rights that the manifests give, and no others.
 *
 * @returns paths of what a pod of it finds in its token volume, and of a kubeconfig with the same rights
 */
export async function signIn(cluster: Cluster, { namespace, name }: Component, folder: string) {
  const asked = ["create", "token", name, `--namespace=${namespace}`, "--duration=2h"];
  const token = (await cluster.kubectl(asked)).trim();
  const config = parse(await cluster.kubectl(["config", "view", "--raw", "--minify", "--flatten"]));
  config.users = [{ name: config.contexts[0].context.user, user: { token } }];
  const authority = config.clusters[0].cluster["certificate-authority-data"];
  const file = (suffix: string, text: string) => {
    const path = join(folder, `${name}.${suffix}`);
    writeFileSync(path, text, { mode: 0o600 });
    return path;
  };
  return {
    token: file("token", token),
    authority: file("ca.crt", Buffer.from(authority, "base64").toString()),
    kubeconfig: file("kubeconfig", stringify(config)),
  };
}
