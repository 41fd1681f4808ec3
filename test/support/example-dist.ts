import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type EnvironmentManifests, readManifests } from "../../operations/manifests/environment-manifests";
import { synthesizeEnvironment } from "../../operations/manifests/synthesize-environment";
import { large } from "../environments/large";
import { small } from "../environments/small";

function synthesizedExamples(): EnvironmentManifests[] {
  const folder = mkdtempSync(join(tmpdir(), "examples-"));
  try {
    for (const props of [large, small]) synthesizeEnvironment(props, folder);
    return readManifests(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The examples as dist/ would hold them. */
export const exampleDist: readonly EnvironmentManifests[] = synthesizedExamples();
