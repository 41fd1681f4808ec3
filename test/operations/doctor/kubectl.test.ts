import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { kubectlFor } from "../../../operations/doctor/kubectl";
import { temporaryFolder } from "../../support/temporary-folder";

const staging = { name: "staging", cluster: { contexts: ["staging"] } };
let folder: string;
let program: string;

beforeEach(() => {
  folder = temporaryFolder();
  program = join(folder, "kubectl");
});

/** Makes the program: a few lines of shell. */
function kubectl(script: string) {
  writeFileSync(program, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

test.each([undefined, "staging"])(
  "without kubectl that is what is said, with the context %p",
  async (asked) => {
    await expect(kubectlFor(staging, asked, program)).rejects.toThrow("kubectl is not installed");
  },
);

test("without a current context the environment's own are named", async () => {
  kubectl("echo 'error: current-context is not set' >&2; exit 1");
  await expect(kubectlFor(staging, undefined, program)).rejects.toThrow(
    "no kube context is selected. staging belongs to: staging. Choose one with --context",
  );
});

test("another environment's context is refused before the cluster is asked anything", async () => {
  kubectl(`[ "$1" = config ] && echo production && exit; touch '${folder}/asked'`);
  await expect(kubectlFor(staging, undefined, program)).rejects.toThrow(
    "the kube context production does not belong to staging. staging belongs to: staging",
  );
  expect(existsSync(join(folder, "asked"))).toBe(false);
});

test("a cluster that does not answer is told in kubectl's last line", async () => {
  kubectl("printf 'E1 retry\\nThe connection was refused\\n' >&2; exit 1");
  await expect(kubectlFor(staging, "staging", program)).rejects.toThrow(
    "the cluster of context staging does not answer: The connection was refused",
  );
});
