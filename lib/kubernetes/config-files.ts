import { createHash } from "node:crypto";
import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";

/** A ConfigMap whose content has a checksum, so that a change can roll the pods that read it. */
export class ConfigFiles extends Construct {
  readonly checksum: string;

  /**
   * @param name of the ConfigMap; it stays the same when the content changes
   * @param files content by file name or key
   * @param binaryFiles content that is no text, in base64
   */
  constructor(
    scope: Construct,
    readonly name: string,
    files: Readonly<Record<string, string>>,
    binaryFiles?: Readonly<Record<string, string>>,
  ) {
    super(scope, name);
    this.checksum = createHash("sha256")
      .update(JSON.stringify([files, binaryFiles]))
      .digest("hex")
      .slice(0, 16);

    new k8s.KubeConfigMap(this, "config-map", {
      metadata: { name },
      data: { ...files },
      binaryData: binaryFiles && { ...binaryFiles },
    });
  }

  /** Annotations for the pods that read the files only when they start. */
  get rollOnChange(): Record<string, string> {
    return { [`checksum/${this.name}`]: this.checksum };
  }

  volume(volumeName: string): k8s.Volume {
    return { name: volumeName, configMap: { name: this.name } };
  }
}
