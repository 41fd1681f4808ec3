import { createHash } from "node:crypto";
import { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";

export interface ConfigFilesProps {
  /** Name of the ConfigMap. It stays the same when the content changes. */
  readonly name: string;

  /** Content by file name or key. */
  readonly files: Readonly<Record<string, string>>;

  /** Content that is no text, in base64. @default none */
  readonly binaryFiles?: Readonly<Record<string, string>>;
}

/** A ConfigMap whose content has a checksum, so that a change can roll the pods that read it. */
export class ConfigFiles extends Construct {
  readonly name: string;
  readonly checksum: string;

  constructor(scope: Construct, id: string, { name, files, binaryFiles }: ConfigFilesProps) {
    super(scope, id);
    this.name = name;
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

  /** The files as a volume. */
  volume(volumeName: string): k8s.Volume {
    return { name: volumeName, configMap: { name: this.name } };
  }
}
