import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../../lib/synth/files";
import { installTools } from "../../tools/install-tools";
import { git } from "../git";
import { UsageError, main } from "../report/command";
import { root } from "../root";
import { readManifests } from "../manifests/environment-manifests";
import { publish } from "./publish";
import { refuseDirtyTree, refusePlaceholders, refuseStaleDist, sourceOf } from "./repository";
import { tagRelease } from "./tag-release";

const help = `
Usage: npm run release -- <version> [--dry-run]
       npm run release -- --publish <registry> [--builder <uri>] [--out <folder>] [--dry-run]

The first writes the changelog's "Unreleased" under the version, commits and tags v<version>.
The second, at the tagged commit, publishes each environment of dist/ as the OCI artifact
<registry>/<environment>:<version>, which Flux and Argo CD take, with the checksums of its files
and its provenance attached, and prints its digest. It logs in as \`oras login <registry>\` did.

Both refuse a working tree with changes and a dist/ that is not what the program makes; the second
also placeholders such as example.com, which deploy.sh would not apply.

  --publish <registry>  registry and path, such as ghcr.io/acme/fingerprint
  --builder <uri>       who builds, for the provenance (default: urn:local)
  --out <folder>        where to write each environment's provenance, to be signed
  --dry-run             say what would be done
`;

async function publishAll(registry: string, builder: string, out: string | undefined, dryRun: boolean) {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  if (!git(root, "tag", "--points-at", "HEAD").split("\n").includes(`v${version}`))
    throw new UsageError(`this commit is not tagged v${version}: run npm run release -- <version> first`);
  refuseDirtyTree(root);
  refuseStaleDist(root);
  const environments = readManifests(join(root, "dist"));
  refusePlaceholders(environments);
  const origin = {
    source: sourceOf(root),
    commit: git(root, "rev-parse", "HEAD"),
    created: new Date(git(root, "show", "--no-patch", "--format=%cI", "HEAD")).toISOString(),
  };
  if (!dryRun) await installTools(["oras"]);
  for (const { name: environment } of environments) {
    const files = filesBelow(join(root, "dist", environment));
    if (dryRun) {
      console.log(`would publish ${registry}/${environment}:${version}, ${String(files.size)} files`);
      continue;
    }
    const release = { registry, environment, version, files, builder, ...origin };
    const { reference, statement } = await publish(release);
    if (out !== undefined) {
      mkdirSync(out, { recursive: true });
      writeFileSync(join(out, `${environment}.intoto.json`), statement);
    }
    console.log(reference);
  }
}

main({
  help,
  options: {
    publish: { type: "string" },
    builder: { type: "string", default: "urn:local" },
    out: { type: "string" },
    "dry-run": { type: "boolean", default: false },
  },
  async run({ values, positionals }) {
    const [version, ...others] = positionals;
    const { publish: registry, builder, out, "dry-run": dryRun } = values;
    if ((registry === undefined) === (version === undefined) || others.length > 0)
      throw new UsageError("name a version, such as 1.2.0, or --publish and a registry");
    if (registry !== undefined) await publishAll(registry, builder, out, dryRun);
    if (version !== undefined) {
      const date = new Date().toISOString().slice(0, 10);
      console.log(tagRelease({ repository: root, version, date, dryRun }));
    }
    return 0;
  },
});
