import { runFunctions } from "./run-functions";

/** The dry run of objects whose namespaces are there, with a kubectl that says this on its standard error. */
function tried(said: string) {
  const { status, stdout, stderr } = runFunctions({
    parts: ["changes", "held"],
    files: {
      held: "",
      "present.yaml": "kind: Service\n",
      "absent.yaml": "",
      declared: "0001\tcore\tService\tdemo\tapi\n",
    },
    kubectl: 'if [[ $* == *present.yaml* ]]; then echo "$SAID" >&2; fi',
    script: "try_on_server strict",
    env: { SAID: said },
  });
  return { status, output: (stdout + stderr).replace("==> dry run: the server takes all 1 object\n", "") };
}

test("an aggregated API that is away, such as the autoscaler's metrics, does not keep a mend from being applied", () => {
  const log = `E1123 14:34:31.476941    7185 memcache.go:403] "Couldn't get resource list" err="the server is currently unable to handle the request"`;
  expect(tried(log)).toEqual({ status: 0, output: "" });
});

test("a warning is told and is no refusal", () => {
  expect(tried("Warning: unknown field")).toEqual({ status: 0, output: "Warning: unknown field\n" });
});

test("everything else that the server says is a refusal", () => {
  const { status, output } = tried("Error from server (Invalid): Service is invalid");
  expect(status).toBe(1);
  expect(output).toContain("  x Error from server (Invalid): Service is invalid");
  expect(output).toContain("deploy.sh: the server does not take these manifests");
});
