import { chmodSync, chownSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toolPath } from "../../../tools/tool-path";
import { runProgram } from "../../../verify/run-program";
import { type Processes, untilReady } from "../../processes";
import { gateway } from "../network";
import type { Image } from "./images";
import { install, type LayerName, layers, write } from "./layers";

/** Where the nodes find the registry. */
export const registryAddress = `${gateway}:5000`;

/** A blob, as manifests of images name it. */
type Descriptor = Readonly<Record<"mediaType" | "digest", string>>;

const type = (name: string) => `application/vnd.oci.image.${name}`;

/** Builds images and serves them by their references, each under its path, whichever registry it is published by. */
export async function serveImages(
  images: ReadonlyMap<string, Image>,
  folder: string,
  processes: Processes,
): Promise<void> {
  const disk = join(folder, "registry");
  mkdirSync(disk, { recursive: true });
  const program = toolPath("crane");
  const args = ["registry", "serve", `--address=${registryAddress}`, `--disk=${disk}`];
  const registry = processes.start({ name: "registry", program, args });
  await untilReady(registry, 10, async () => (await fetch(`http://${registryAddress}/v2/`)).ok);

  const file = join(folder, "blob");
  const oras = (kind: "blob" | "manifest", ...words: string[]) =>
    runProgram(toolPath("oras"), [kind, "push", "--plain-http", ...words, file]);
  const push = async (mediaType: string): Promise<Descriptor> => {
    const words = ["--descriptor", `--media-type=${mediaType}`, `${registryAddress}/blobs`];
    return JSON.parse((await oras("blob", ...words)).stdout);
  };
  const layerOf = async (fill: (root: string) => Promise<void> | void): Promise<Descriptor> => {
    const root = join(folder, "root");
    for (const name of ["bin", "lib", "lib64"]) {
      mkdirSync(join(root, "usr", name), { recursive: true });
      symlinkSync(`usr/${name}`, join(root, name));
    }
    await fill(root);
    await runProgram("tar", ["--create", `--file=${file}`, "--numeric-owner", `--directory=${root}`, "."]);
    rmSync(root, { recursive: true });
    return push(type("layer.v1.tar"));
  };

  const shared = new Map<LayerName, Descriptor>();
  for (const [reference, image] of images) {
    for (const name of image.layers ?? [])
      if (!shared.has(name)) shared.set(name, await layerOf(layers[name]));
    const own = await layerOf(ownLayer(image));
    const all = [...(image.layers ?? []).map((name) => shared.get(name)!), own];
    const rootfs = { type: "layers", diff_ids: all.map(({ digest }) => digest) };
    const config = { Env: ["PATH=/usr/local/bin:/usr/bin:/bin"], ...image.config };
    writeFileSync(file, JSON.stringify({ architecture: "amd64", os: "linux", config, rootfs }));
    const described = { config: await push(type("config.v1+json")), layers: all };
    const mediaType = type("manifest.v1+json");
    writeFileSync(file, JSON.stringify({ schemaVersion: 2, mediaType, ...described }));
    await oras("manifest", `${registryAddress}/${pathOf(reference)}`);
  }
}

/** Fills a root with what an image has for itself. */
const ownLayer =
  ({ folders = [], files = {}, tools = {}, scripts = {} }: Image) =>
  (root: string): void => {
    for (const { paths, owner, mode } of folders)
      for (const path of paths.map((one) => join(root, one))) {
        mkdirSync(path, { recursive: true });
        chownSync(path, ...owner);
        chmodSync(path, mode);
      }
    for (const [path, text] of Object.entries(files)) write(root, path, text);
    const programs = Object.entries(tools).map(([path, tool]) => [path, toolPath(tool)]);
    const own = Object.entries(scripts).map(([path, name]) => [path, join(__dirname, "../containers", name)]);
    install(root, Object.fromEntries([...programs, ...own]));
  };

/** A reference's path at its registry, which who looks for it there asks for: without the host. */
function pathOf(reference: string): string {
  const [first = "", ...rest] = reference.split("/");
  if (rest.length === 0) return `library/${reference}`;
  return /[.:]|^localhost$/.test(first) ? rest.join("/") : reference;
}
