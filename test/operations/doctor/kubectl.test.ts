import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kubectlFor } from "../../../operations/doctor/kubectl";
import { temporaryFolder } from "../../support/temporary-folder";

const staging = { name: "staging", cluster: { contexts: ["staging"] } };

test.each<[string, string | undefined, string | undefined, string]>([
  ["no kubectl", undefined, undefined, "kubectl is not installed"],
  [
    "no current context",
    "echo 'error: current-context is not set' >&2; exit 1",
    undefined,
    "no kube context is selected. staging belongs to: staging. Choose one with --context",
  ],
  [
    "another environment's context",
    '[ "$1" = config ] && echo production && exit; touch "$(dirname "$0")/asked"',
    undefined,
    "the kube context production does not belong to staging. staging belongs to: staging",
  ],
  [
    "a cluster that does not answer",
    "printf 'E1 retry\\nThe connection was refused\\n' >&2; exit 1",
    "staging",
    "the cluster of context staging does not answer: The connection was refused",
  ],
])("%s is told before a cluster is asked that may be another's", async (_, script, asked, message) => {
  const folder = temporaryFolder();
  const program = join(folder, "kubectl");
  if (script !== undefined) writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  await expect(kubectlFor(staging, asked, program)).rejects.toThrow(message);
  expect(existsSync(join(folder, "asked"))).toBe(false);
});
