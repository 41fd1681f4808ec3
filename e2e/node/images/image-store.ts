import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Base, Image } from "./image";
import { type Blob, writeLayer } from "./layer";

/** Type of a manifest, for who serves it. */
export const manifestType = "application/vnd.oci.image.manifest.v1+json";

const described = ({ digest, size }: Blob) => ({ digest, size });

/** Images of a run as an OCI image layout's blobs, and the references that they are asked for by. */
export class ImageStore {
  private readonly blobs = new Map<string, Blob>();
  private readonly manifests = new Map<string, Blob>();
  private readonly bases = new Map<Base, Promise<Blob>>();

  /** @param folder An empty folder for the blobs. */
  constructor(private readonly folder: string) {}

  /** Makes an image and gives it a reference, such as `quay.io/prometheus/prometheus:v3.16.0`. */
  async add(reference: string, image: Image): Promise<void> {
    const layers = await Promise.all((image.bases ?? []).map((base) => this.layerOf(base)));
    layers.push(this.keep(await writeLayer((await image.entries?.()) ?? [], this.blobFolder)));
    const config = this.json({
      architecture: "amd64",
      os: "linux",
      config: {
        Entrypoint: image.entrypoint,
        Cmd: image.command ?? [],
        User: image.user ?? "",
        WorkingDir: image.workingFolder ?? "/",
        Env: Object.entries({ PATH: "/usr/local/bin:/usr/bin:/bin", ...image.env }).map(
          ([name, value]) => `${name}=${value}`,
        ),
      },
      rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => digest) },
    });
    const manifest = this.json({
      schemaVersion: 2,
      mediaType: manifestType,
      config: { mediaType: "application/vnd.oci.image.config.v1+json", ...described(config) },
      layers: layers.map((layer) => ({
        mediaType: "application/vnd.oci.image.layer.v1.tar",
        ...described(layer),
      })),
    });
    this.manifests.set(reference, manifest);
  }

  /** The manifest that a reference names, by its tag or by the digest of one that is there. */
  manifest(reference: string, digest: string): Blob | undefined {
    return this.manifests.get(reference) ?? [...this.manifests.values()].find((one) => one.digest === digest);
  }

  blob(digest: string): Blob | undefined {
    return this.blobs.get(digest);
  }

  private get blobFolder(): string {
    return join(this.folder, "blobs", "sha256");
  }

  private layerOf(base: Base): Promise<Blob> {
    const known = this.bases.get(base);
    if (known) return known;
    const layer = writeLayer(base(), this.blobFolder).then((blob) => this.keep(blob));
    this.bases.set(base, layer);
    return layer;
  }

  private keep(blob: Blob): Blob {
    this.blobs.set(blob.digest, blob);
    return blob;
  }

  private json(content: object): Blob {
    const text = JSON.stringify(content);
    const hex = createHash("sha256").update(text).digest("hex");
    const file = join(this.blobFolder, hex);
    mkdirSync(this.blobFolder, { recursive: true });
    writeFileSync(file, text);
    return this.keep({ digest: `sha256:${hex}`, size: Buffer.byteLength(text), file });
  }
}
