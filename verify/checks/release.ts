import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { filesBelow } from "../../lib/synth/files";
import { type Release, attachments, configType, layerType, publish } from "../../operations/release/publish";
import { toolPath } from "../../tools/tool-path";
import { type Check, mistake } from "../check";
import { type Overlay, overlays } from "../overlays";
import { runProgram, withServer } from "../run-program";
import { freePort } from "../servers/listen";
import { withTemporaryFolder } from "../temporary-folder";

const released = (address: string, { environment, folder }: Overlay): Release => ({
  version: "1.2.3",
  source: "https://git.example.com/fingerprint/deploy.git",
  commit: "0123456789abcdef0123456789abcdef01234567",
  created: "2026-01-02T03:04:05.000Z",
  builder: "https://ci.example.com/release",
  registry: `${address}/team`,
  environment,
  files: filesBelow(folder),
});

export const release: Check = {
  proves: "dist/ goes through a registry unchanged, for Flux and Argo CD, with checksums and provenance",
  needs: ["oras", "crane"],
  run: async () => {
    let files = 0;
    await withRegistry(async (address) => {
      for (const overlay of overlays()) {
        const one = released(address, overlay);
        const { reference } = await publish(one);
        await taken(reference, one);
        if ((await publish(one)).reference !== reference)
          throw new Error(`${one.environment}: other bytes at the second time`);
        files += one.files.size;
      }
    });
    return `${overlays().length} environments with ${files} files pushed and pulled`;
  },
  mistakes: [
    refused("a changed byte", /sha256sum.* exited with 1[^]*FAILED/, (reference, one) =>
      taken(reference, one, async (folder) => {
        const [file = ""] = one.files.keys();
        await writeFile(join(folder, file), `${one.files.get(file) ?? ""} `);
      }),
    ),
    refused("a file too many", /holds more\.yaml, of which there is no checksum/, (reference, one) =>
      taken(reference, one, (folder) => writeFile(join(folder, "more.yaml"), "")),
    ),
    refused("another content of a published version", /published already, with other content/, (_, one) =>
      publish({ ...one, files: new Map([["a.yaml", "a"]]) }),
    ),
    refused("the provenance of another commit", /does not name f{40}/, (reference, one) =>
      taken(reference, { ...one, commit: "f".repeat(40) }),
    ),
  ],
};

/** Publishes the first environment in a registry of its own, before the mistake. */
function refused(
  what: string,
  refusedWith: RegExp,
  attempt: (reference: string, one: Release) => Promise<unknown>,
) {
  return mistake(what, refusedWith, () =>
    withRegistry(async (address) => {
      const one = released(address, overlays()[0]!);
      return attempt((await publish(one)).reference, one);
    }),
  );
}

/** Takes an artifact as its users do. Rejects unless all that was published arrives, and nothing else. */
async function taken(
  reference: string,
  { environment, version, registry, commit, source, builder }: Release,
  change: (folder: string) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  // Another client than the one that pushed: what a registry has, not what one program thinks of it.
  const crane = async (...args: string[]) => (await runProgram(toolPath("crane"), args)).stdout;
  const oras = async (...args: string[]) => (await runProgram(toolPath("oras"), args)).stdout;

  const { config, layers } = JSON.parse(await crane("manifest", reference));
  const types = [config, ...layers].map(({ mediaType }) => mediaType).join(", ");
  if (types !== `${configType}, ${layerType}`) throw new Error(`${environment} has ${types}`);
  const digest = (await crane("digest", `${registry}/${environment}:${version}`)).trim();
  if (!reference.endsWith(digest))
    throw new Error(`${environment}:${version} is ${digest}, not ${reference}`);

  await withTemporaryFolder(async (folder) => {
    const content = join(folder, "content");
    await mkdir(content);
    await oras("pull", reference, "--output", folder);
    await runProgram("tar", ["-xzf", join(folder, `${environment}.tar.gz`), "-C", content]);
    for (const type of Object.values(attachments)) {
      const found = await oras("discover", reference, "--artifact-type", type, "--format", "json");
      for (const attached of JSON.parse(found).referrers)
        await oras("pull", attached.reference, "--output", folder);
    }
    await change(content);

    const sums = await readFile(join(folder, `${environment}.sha256`), "utf8");
    const check = ["--check", "--quiet", join(folder, `${environment}.sha256`)];
    await runProgram("sha256sum", check, { cwd: content });
    const strange = [...filesBelow(content).keys()].filter((file) => !sums.includes(`  ${file}\n`));
    if (strange.length > 0)
      throw new Error(`${environment} holds ${strange.join(", ")}, of which there is no checksum`);

    const statement = await readFile(join(folder, `${environment}.intoto.json`), "utf8");
    for (const fact of [digest.replace("sha256:", ""), commit, source, builder]) {
      if (!statement.includes(fact))
        throw new Error(`the provenance of ${environment} does not name ${fact}`);
    }
  });
}

/** Gives `work` the address of an empty registry of container images, which is gone when the work is done or has failed. */
async function withRegistry<T>(work: (address: string) => Promise<T>): Promise<T> {
  const port = await freePort();
  const args = ["registry", "serve", `--address=127.0.0.1:${port}`];
  const url = `http://127.0.0.1:${port}/v2/`;
  return withServer(url, toolPath("crane"), args, () => work(`localhost:${port}`));
}
