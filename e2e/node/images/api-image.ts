import { nodeRuntime, shell } from "./host-programs";
import { type Image, ownedBy } from "./image";
import { programPath, typescriptProgram } from "./typescript-program";

/** The Fingerprint API, by whichever name the manifests have for it. */
export const apiImage: Image = {
  repository: "docker.io/library/fingerprint-api",
  source: "e2e/node/containers/fingerprint-api.ts",
  standIn: "a small service of its own: what it predicts is made up, all else it does",
  entrypoint: ["node", programPath("fingerprint-api")],
  user: "1000:1000",
  workingFolder: "/app",
  bases: [shell, nodeRuntime],
  entries: () => [...ownedBy(1000, 1000, 0o755, ["/app"]), ...typescriptProgram("fingerprint-api")],
};
