import { runFunctions } from "./run-functions";

/** What preflight says of a declared plugin, where these DaemonSets run and these kinds of policies are served. */
function preflightOf(declared: string, daemonSets: readonly string[], served = "") {
  const { status, stdout } = runFunctions({
    parts: ["remedies"],
    files: {},
    kubectl: `
      case "$*" in
        *"get daemonsets"*) printf '%s' '${daemonSets.map((name) => `daemonset.apps/${name}\n`).join("")}' ;;
        *"get ${served || "nothing"}."*) ;;
        *) echo "error: the server doesn't have a resource type \\"$4\\"" >&2; return 1 ;;
      esac`,
    script: `check networkplugin - ${declared} '' 'policies name nodes as it knows them'`,
  });
  expect(status).toBe(0);
  return stdout;
}

test.each([
  ["standard", [], ""],
  ["standard", ["calico-node", "node-exporter"], ""],
  ["cilium", ["kube-proxy", "cilium"], "ciliumnetworkpolicies"],
  ["gke-dataplane-v2", ["anetd"], "ciliumclusterwidenetworkpolicies"],
])("%s is what a cluster with the DaemonSets %j runs", (declared, daemonSets, served) => {
  expect(preflightOf(declared, daemonSets, served)).toBe("");
});

test.each([
  ["standard", ["cilium"], "are those of cilium"],
  ["standard", ["anetd"], "are those of gke-dataplane-v2"],
  ["cilium", ["anetd"], "are those of gke-dataplane-v2"],
  ["cilium", ["cilium-exporter"], "are those of standard"],
  ["gke-dataplane-v2", [], "are those of standard"],
  ["cilium", ["cilium"], "doesn't have a resource type"],
  ["gke-dataplane-v2", ["anetd"], "doesn't have a resource type"],
])("%s is refused where the DaemonSets are %j", (declared, daemonSets, problem) => {
  const said = preflightOf(declared, daemonSets);
  expect(said).toContain(`  x network plugin ${declared}: `);
  expect(said).toContain(problem);
  expect(said).toMatch(/remedy: set cluster\.networkPlugin in environments\/staging\.ts/);
  expect(said).toContain("docs/operations/day-0.md#network-plugin");
});
