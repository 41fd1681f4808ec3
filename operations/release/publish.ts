import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import { toolPath } from "../../tools/tool-path";
import { UsageError } from "../report/command";

/** Argo CD takes this kind of layer as it is installed, and Flux any that is a compressed archive. */
export const layerType = "application/vnd.oci.image.layer.v1.tar+gzip";

/** What Flux marks its own artifacts with. */
export const configType = "application/vnd.cncf.flux.config.v1+json";

/** What is attached to an artifact, by its kind: any client of OCI finds it from the artifact's digest. */
export const attachments = {
  provenance: "application/vnd.in-toto+json",
  checksums: "text/vnd.sha256sum",
} as const;

export interface Release {
  /** Registry and path that artifacts are named below: `ghcr.io/acme/fingerprint`. */
  readonly registry: string;
  readonly environment: string;
  readonly version: string;
  /** The files of `dist/<environment>`. */
  readonly files: ReadonlyMap<string, string>;
  /** The repository that it was made from, and the commit in it. */
  readonly source: string;
  readonly commit: string;
  /** When the commit was made: the same commit gives the same artifact. */
  readonly created: string;
  /** Who made it, as a URI, such as the workflow's. */
  readonly builder: string;
}

/**
 * Publishes one environment's manifests as `<registry>/<environment>:<version>`, with checksums of its files and its
 * provenance attached. A version that is there already with the same content is left as it is.
 *
 * @returns `ghcr.io/acme/fingerprint/production@sha256:…`, and the provenance, to be signed
 * @throws UsageError where the version is there with other content, or the registry refuses
 */
export async function publish(release: Release) {
  const { registry, environment, version, files, source, commit, created } = release;
  const artifact = `${registry}/${environment}`;
  const folder = mkdtempSync(join(tmpdir(), "publish-"));
  const oras = (...args: readonly string[]): string => {
    try {
      return execFileSync(toolPath("oras"), args, { cwd: folder, encoding: "utf8", stdio: "pipe" });
    } catch (error) {
      const { stderr = String(error) } = error as { stderr?: string };
      throw new UsageError(`oras ${args.slice(0, 2).join(" ")}: ${stderr.trim()}`);
    }
  };

  try {
    const layer = `${environment}.tar.gz`;
    writeFileSync(join(folder, layer), await bundle(files));
    writeFileSync(join(folder, "config.json"), "{}");
    const annotations = { created, source, revision: `v${version}@sha1:${commit}`, version };
    const pushed = oras(
      ...["push", artifact, "--format", "json", "--config", `config.json:${configType}`],
      ...annotated(annotations),
      `${layer}:${layerType}`,
    );
    const { digest } = JSON.parse(pushed) as { readonly digest: string };
    const isThere = oras("repo", "tags", artifact).trim().split("\n").includes(version);
    if (isThere && oras("resolve", `${artifact}:${version}`).trim() !== digest) {
      throw new UsageError(
        `${artifact}:${version} is published already, with other content: release another version`,
      );
    }

    const statement = JSON.stringify(provenance(release, artifact, digest), null, 2);
    const reference = `${artifact}@${digest}`;
    if (!isThere) {
      const attach = (type: string, name: string, text: string) => {
        writeFileSync(join(folder, name), text);
        oras("attach", reference, "--artifact-type", type, ...annotated({ created }), `${name}:${type}`);
      };
      attach(attachments.provenance, `${environment}.intoto.json`, statement);
      attach(attachments.checksums, `${environment}.sha256`, checksums(files));
      // Last: whoever finds the version finds all that belongs to it.
      oras("tag", reference, version);
    }
    return { reference, statement };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const annotated = (annotations: Readonly<Record<string, string>>) =>
  Object.entries(annotations).flatMap(([name, value]) => [
    "--annotation",
    `org.opencontainers.image.${name}=${value}`,
  ]);

/** Files as a compressed archive. The same files give the same bytes, whoever packs them and when. */
async function bundle(files: ReadonlyMap<string, string>): Promise<Buffer> {
  const archive = pack();
  for (const [name, text] of files) archive.entry({ name, mtime: new Date(0), mode: 0o644 }, text);
  archive.finalize();
  return gzipSync(await buffer(archive));
}

/** Files as `sha256sum --check` reads them. */
const checksums = (files: ReadonlyMap<string, string>) =>
  [...files].map(([name, text]) => `${createHash("sha256").update(text).digest("hex")}  ${name}\n`).join("");

/** Who made an artifact from what: an in-toto statement in the form of SLSA 1.0. */
function provenance(release: Release, artifact: string, digest: string) {
  const { environment, version, source, commit, builder } = release;
  const [algorithm = "", hash = ""] = digest.split(":");
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{ name: artifact, digest: { [algorithm]: hash } }],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: `${source}#operations/release`,
        externalParameters: { environment, version },
        resolvedDependencies: [{ uri: `git+${source}`, digest: { gitCommit: commit } }],
      },
      runDetails: { builder: { id: builder } },
    },
  };
}
