import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { k8s } from "cdk8s-plus-28";
import { Construct } from "constructs";
import { ConfigFiles } from "../kubernetes/config-files";
import { requires } from "../kubernetes/prerequisite";
import type { Api } from "./api-props";

/** What the API's pods need for their models: nothing, where the image holds them. */
export class ApiModels extends Construct {
  readonly volumes: k8s.Volume[] = [];
  readonly mounts: k8s.VolumeMount[] = [];
  readonly variables: k8s.EnvVar[] = [];
  readonly rollOnChange: Record<string, string> = {};

  constructor(scope: Construct, id: string, models: Api["models"]) {
    super(scope, id);
    if (models.source === "image") return;

    if (models.source === "pvc") {
      this.volumes.push({
        name: "models",
        persistentVolumeClaim: { claimName: models.claim, readOnly: true },
      });
      requires(this, "claim", models.claim, "the volume that holds the API's models");
    } else {
      const binaryFiles = Object.fromEntries(
        readdirSync(models.directory)
          .sort()
          .map((file) => [file, readFileSync(join(models.directory, file)).toString("base64")]),
      );
      const files = new ConfigFiles(this, "files", {
        name: "fingerprint-api-models",
        files: {},
        binaryFiles,
      });
      this.volumes.push(files.volume("models"));
      this.rollOnChange = files.rollOnChange;
    }
    this.mounts.push({ name: "models", mountPath: models.mountPath, readOnly: true });
    this.variables.push({ name: "MODELS_PATH", value: models.mountPath });
  }
}
