import { createHash } from "node:crypto";
import type { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import type { Component } from "../contracts/component";
import { images } from "../lib/images";
import { authorityVolume } from "../lib/kubernetes/certificate";
import type { Cluster } from "../lib/kubernetes/cluster-props";
import { ConfigFiles } from "../lib/kubernetes/config-files";
import { scratch } from "../lib/kubernetes/container";
import { toKubernetesApi } from "../lib/kubernetes/traffic";
import type { SecretRequirement } from "../lib/kubernetes/secret-requirement";
import { Workload } from "../lib/kubernetes/workload";
import { kubernetesToken, kubernetesTokenFolder } from "./stack";

export interface BootstrapJobProps {
  /** Its identity; the Job's name is this one's with the content's hash. */
  readonly component: Component;
  readonly cluster: Cluster;
  readonly script: string;

  /** What the script reads in /bootstrap, by file name. */
  readonly files: Readonly<Record<string, string>>;
  readonly env?: k8s.EnvVar[];

  /** Secret whose `ca.crt` the script trusts, and where. @default no TLS */
  readonly authority?: { readonly secretName: string; readonly folder: string };

  /** Passwords that the script finds as files in /passwords. @default none */
  readonly passwords?: SecretRequirement;

  /** The script asks the Kubernetes API, with the token in /kubernetes. @default false */
  readonly asksKubernetes?: boolean;
}

/** For its bash and curl: each stack has it, so nothing more is pulled. */
const image = images.elasticsearch;

/**
 * A Job that brings content into a running program. A Job can't be changed, so its name bears a hash of all that it
 * does: new content is a new Job, and the same content runs once.
 */
export class BootstrapJob extends Construct {
  constructor(scope: Construct, id: string, props: BootstrapJobProps) {
    super(scope, id);
    const { component, cluster, script, files, authority, passwords, asksKubernetes } = props;
    const { name } = component;
    const hash = createHash("sha256")
      .update(JSON.stringify([image, script, files, props.env, authority, passwords?.keys]))
      .digest("hex")
      .slice(0, 10);

    const config = new ConfigFiles(this, `${name}-files`, { ...files, "run.sh": script });

    new Workload(this, "job", {
      component,
      controller: {
        kind: "Job",
        suffix: hash,
        // It never gives up: whatever it waits for may take a person a weekend, and a failed Job does not run again.
        backoffLimit: 2 ** 31 - 1,
      },
      pods: {
        user: 1000,
        restartPolicy: "OnFailure",
        annotations: config.rollOnChange,
        containers: [
          {
            image,
            command: ["/bin/bash", "/bootstrap/run.sh"],
            env: props.env,
            resources: {
              cpu: { request: "50m", limit: "500m" },
              memory: { request: "64Mi", limit: "128Mi" },
            },
            probes: { none: "a Job serves nobody" },
            mounts: [
              { volume: config.volume("files"), mountPath: "/bootstrap" },
              { volume: scratch("tmp", "16Mi"), mountPath: "/tmp" },
              authority && {
                volume: authorityVolume("authority", authority.secretName),
                mountPath: authority.folder,
              },
              passwords && { volume: passwords.volume("passwords", passwords.keys), mountPath: "/passwords" },
              asksKubernetes && { volume: kubernetesToken, mountPath: kubernetesTokenFolder },
            ],
          },
        ],
      },
      network: { cluster, clusterEgress: [asksKubernetes && toKubernetesApi(cluster)] },
    });
  }
}
