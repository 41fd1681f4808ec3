import { createHash } from "node:crypto";
import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { authorityVolume } from "../lib/kubernetes/certificate";
import type { Component } from "../contracts/component";
import { ConfigFiles } from "../lib/kubernetes/config-files";
import { container } from "../lib/kubernetes/container";
import { podTemplate } from "../lib/kubernetes/pod-template";

export interface BootstrapJobProps {
  /** Its identity; the Job's name is this one's with the content's hash. */
  readonly component: Component;
  readonly image: string;
  readonly user: number;

  /** What it runs. */
  readonly script: string;

  /** What the script reads, by file name, and where. */
  readonly files: Readonly<Record<string, string>>;
  readonly folder: string;

  readonly env?: k8s.EnvVar[];

  /** Secret whose `ca.crt` the script trusts, and where. @default no TLS */
  readonly authority?: { readonly secretName: string; readonly folder: string };
}

/**
 * A Job that brings content into a running program. A Job can't be changed, so
 * its name bears a hash of all that it does: new content is a new Job, and the
 * same content runs once.
 */
export class BootstrapJob extends Construct {
  constructor(scope: Construct, id: string, props: BootstrapJobProps) {
    super(scope, id);
    const { component, image, script, files, authority } = props;
    const { name } = component;
    const hash = createHash("sha256")
      .update(JSON.stringify([image, script, files, props.env, authority]))
      .digest("hex")
      .slice(0, 10);

    new k8s.KubeServiceAccount(this, "service-account", {
      metadata: { name },
      automountServiceAccountToken: false,
    });
    const config = new ConfigFiles(this, "config", {
      name: `${name}-files`,
      files: { ...files, "run.sh": script },
    });

    new k8s.KubeJob(this, "job", {
      metadata: { name: `${name}-${hash}`, labels: component.podLabels },
      spec: {
        // Elasticsearch may need minutes for its first start, and a mistake of the network is over sooner or later.
        backoffLimit: 20,
        template: podTemplate(component, {
          serviceAccountName: name,
          user: props.user,
          gracePeriod: "30s",
          restartPolicy: "OnFailure",
          annotations: config.rollOnChange,
          containers: [
            container({
              name,
              image,
              command: ["/bin/bash", `${props.folder}/run.sh`],
              ...(props.env && { env: props.env }),
              resources: {
                cpu: { request: "50m", limit: "500m" },
                memory: { request: "64Mi", limit: "128Mi" },
              },
              probes: { none: "a Job serves nobody" },
              mounts: [
                { name: "files", mountPath: props.folder, readOnly: true },
                { name: "tmp", mountPath: "/tmp" },
                ...(authority ? [{ name: "authority", mountPath: authority.folder, readOnly: true }] : []),
              ],
            }),
          ],
          volumes: [
            config.volume("files"),
            { name: "tmp", emptyDir: { sizeLimit: k8s.Quantity.fromString("16Mi") } },
            ...(authority ? [authorityVolume("authority", authority.secretName)] : []),
          ],
        }),
      },
    });
  }
}
