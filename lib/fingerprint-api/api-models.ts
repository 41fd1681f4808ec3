import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { z } from "zod";
import { ConfigFiles } from "../kubernetes/config-files";
import type { Mount } from "../kubernetes/container";
import { requires } from "../kubernetes/prerequisite";
import { mountPath as volumePath, repositoryFolder, resourceName, variants } from "../validation/formats";

/** Where the models come from. */
export const modelsProps = variants("source", 'must say its source: "image", "pvc" or "configMap"', [
  z.strictObject({
    /** The image holds them, and nothing is mounted: new models come with a new image. */
    source: z.literal("image"),
  }),
  z.strictObject({
    /** On a volume that exists before; `deploy.sh` says when it does not. Mounted read-only by every pod. */
    source: z.literal("pvc"),
    /** Name of the PersistentVolumeClaim, ReadOnlyMany or ReadWriteMany. */
    claim: resourceName,
    /** Where the pods see the models; the API reads the path from `MODELS_PATH`. @default "/models" */
    mountPath: volumePath.default("/models"),
  }),
  z.strictObject({
    /** Small files of this repository, 1 MiB in all: larger ones belong in the image or on a volume. A change rolls the pods. */
    source: z.literal("configMap"),
    /** Folder of the files, from the repository's root. */
    directory: repositoryFolder,
    /** Where the pods see the models; the API reads the path from `MODELS_PATH`. @default "/models" */
    mountPath: volumePath.default("/models"),
  }),
]);

/** What the API's pods need for their models: nothing, where the image holds them. */
export class ApiModels extends Construct {
  readonly mounts: Mount[] = [];
  readonly variables: k8s.EnvVar[] = [];
  readonly rollOnChange: Record<string, string> = {};

  constructor(scope: Construct, id: string, models: z.output<typeof modelsProps>) {
    super(scope, id);
    if (models.source === "image") return;

    const { mountPath } = models;
    if (models.source === "pvc") {
      const persistentVolumeClaim = { claimName: models.claim, readOnly: true };
      this.mounts.push({ volume: { name: "models", persistentVolumeClaim }, mountPath, readOnly: true });
      requires(this, "claim", models.claim, "the volume that holds the API's models");
    } else {
      const binaryFiles = Object.fromEntries(
        readdirSync(models.directory)
          .sort()
          .map((file) => [file, readFileSync(join(models.directory, file)).toString("base64")]),
      );
      const files = new ConfigFiles(this, "fingerprint-api-models", {}, binaryFiles);
      this.mounts.push({ volume: files.volume("models"), mountPath });
      this.rollOnChange = files.rollOnChange;
    }
    this.variables.push({ name: "MODELS_PATH", value: mountPath });
  }
}
