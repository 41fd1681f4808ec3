import { z } from "zod";
import { mountPath, repositoryFolder, resourceName } from "../validation/formats";

/** Where the models come from. */
export const modelsProps = z.discriminatedUnion(
  "source",
  [
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
      mountPath: mountPath.default("/models"),
    }),
    z.strictObject({
      /** Small files of this repository, 1 MiB in all: larger ones belong in the image or on a volume. A change rolls the pods. */
      source: z.literal("configMap"),
      /** Folder of the files, from the repository's root. */
      directory: repositoryFolder,
      /** Where the pods see the models; the API reads the path from `MODELS_PATH`. @default "/models" */
      mountPath: mountPath.default("/models"),
    }),
  ],
  { error: 'must say its source: "image", "pvc" or "configMap"' },
);
