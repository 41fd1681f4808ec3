import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { filesBelow } from "../../lib/synth/files";
import {
  type Published,
  type Release,
  attachments,
  configType,
  layerType,
  publish,
} from "../../operations/release/publish";
import { toolPath } from "../../tools/tool-path";
import { type Check, mistake } from "../check";
import { overlays } from "../overlays";
import { runProgram } from "../run-program";
import { withRegistry } from "../servers/registry";
import { withTemporaryFolder } from "../temporary-folder";

const origin = {
  version: "1.2.3",
  source: "https://git.example.com/fingerprint/deploy.git",
  commit: "0123456789abcdef0123456789abcdef01234567",
  created: "2026-01-02T03:04:05.000Z",
  builder: "https://ci.example.com/release",
};

/** What is released can be taken by Flux, Argo CD and a person, who can tell what it is and that it is whole. */
export const release: Check = {
  name: "release",
  proves:
    "dist/ goes through a registry unchanged, as one layer that Flux and Argo CD take, with checksums and provenance",
  needs: ["oras", "crane"],
  run: async () => {
    const all = overlays();
    let files = 0;
    await withRegistry(async (address) => {
      for (const { environment, folder } of all) {
        const published = { ...origin, registry: `${address}/team`, environment, files: filesBelow(folder) };
        const first = await publish(published);
        await taken(first, published);
        const again = await publish(published);
        if (again.reference !== first.reference)
          throw new Error(`${environment}: other bytes at the second time`);
        files += published.files.size;
      }
    });
    return `${String(all.length)} environments with ${String(files)} files pushed and pulled`;
  },
  mistakes: [
    mistake("a changed byte", /sha256sum.* exited with 1[^]*FAILED/, () =>
      published(async (one, release) =>
        taken(one, release, async (folder) => {
          const [file = ""] = release.files.keys();
          await writeFile(join(folder, file), `${release.files.get(file) ?? ""} `);
        }),
      ),
    ),
    mistake("a file too many", /holds more\.yaml, of which there is no checksum/, () =>
      published(async (one, release) =>
        taken(one, release, (folder) => writeFile(join(folder, "more.yaml"), "")),
      ),
    ),
    mistake(
      "another content under a version that is published",
      /is published already, with other content/,
      () => published(async (_, release) => publish({ ...release, files: new Map([["a.yaml", "a"]]) })),
    ),
    mistake("the provenance of another commit", /does not name f{40}/, () =>
      published((one, release) => taken(one, { ...release, commit: "f".repeat(40) })),
    ),
  ],
};

/** Publishes the first environment in a registry of its own. */
function published<T>(work: (one: Published, release: Release) => Promise<T>): Promise<T> {
  return withRegistry(async (address) => {
    const [{ environment, folder }] = overlays() as [{ environment: string; folder: string }];
    const release = { ...origin, registry: `${address}/team`, environment, files: filesBelow(folder) };
    return work(await publish(release), release);
  });
}

interface Manifest {
  readonly config: { readonly mediaType: string };
  readonly layers: readonly { readonly mediaType: string }[];
}

/** Takes an artifact as its users do. Rejects unless all that was published arrives, and nothing else. */
async function taken(
  { reference }: Published,
  release: Release,
  change: (folder: string) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const { environment, version, registry } = release;
  // Another client than the one that pushed: what a registry has, not what one program thinks of it.
  const crane = async (...args: string[]) => (await runProgram(toolPath("crane"), args)).stdout;
  const oras = async (...args: string[]) => (await runProgram(toolPath("oras"), args)).stdout;

  const manifest = JSON.parse(await crane("manifest", reference)) as Manifest;
  const types = manifest.layers.map(({ mediaType }) => mediaType);
  if (types.join() !== layerType || manifest.config.mediaType !== configType)
    throw new Error(`${environment} has ${manifest.config.mediaType} and ${types.join(", ")}`);
  const digest = (await crane("digest", `${registry}/${environment}:${version}`)).trim();
  if (!reference.endsWith(digest))
    throw new Error(`${environment}:${version} is ${digest}, not ${reference}`);

  await withTemporaryFolder(async (folder) => {
    const content = join(folder, "content");
    await mkdir(content);
    await oras("pull", reference, "--output", folder);
    await runProgram("tar", ["-xzf", join(folder, `${environment}.tar.gz`), "-C", content]);
    for (const type of Object.values(attachments)) {
      const { referrers } = JSON.parse(
        await oras("discover", reference, "--artifact-type", type, "--format", "json"),
      ) as { referrers: { reference: string }[] };
      for (const attached of referrers) await oras("pull", attached.reference, "--output", folder);
    }
    await change(content);

    const sums = await readFile(join(folder, `${environment}.sha256`), "utf8");
    await runProgram("sha256sum", ["--check", "--quiet", join(folder, `${environment}.sha256`)], {
      cwd: content,
    });
    const strange = [...filesBelow(content).keys()].filter((file) => !sums.includes(`  ${file}\n`));
    if (strange.length > 0)
      throw new Error(`${environment} holds ${strange.join(", ")}, of which there is no checksum`);

    const statement = await readFile(join(folder, `${environment}.intoto.json`), "utf8");
    for (const fact of [digest.replace("sha256:", ""), release.commit, release.source, release.builder]) {
      if (!statement.includes(fact))
        throw new Error(`the provenance of ${environment} does not name ${fact}`);
    }
  });
}
