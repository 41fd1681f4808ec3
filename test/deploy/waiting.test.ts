import { runFunctions } from "./run-functions";

const rows = [
  "0001\tapps\tDeployment\tfingerprint\tapi",
  "0002\tcert-manager.io\tCertificate\tfingerprint\ttls",
  "0003\tapiregistration.k8s.io\tAPIService\t-\tv1beta1.custom.metrics.k8s.io",
  "0004\tautoscaling\tHorizontalPodAutoscaler\tfingerprint\tapi-hpa",
  "0005\tcore\tConfigMap\tfingerprint\tsettings",
];

/** The states of the declared objects, where the server tells this of those that are no workloads. */
function states(others: readonly string[], skipped = "") {
  const { left, stderr } = runFunctions({
    parts: ["prune", "rollout"],
    files: { declared: `${rows.join("\n")}\n`, held: "", "least-replicas": "", others: others.join("") },
    kubectl: `
      case "$*" in
        *deployments.apps*) printf 'apps/v1\\tDeployment\\tfingerprint\\tapi\\t1\\t1\\t2\\t2\\t2\\t2\\t-\\t-\\t\\n' ;;
        *) printf '%s' "$OTHERS_SAID" ;;
      esac`,
    script: `SKIPPED=${skipped}; list_others; read_states`,
    env: { OTHERS_SAID: others.map((line) => `${line}\n`).join("") },
  });
  expect(stderr).toBe("");
  return left.states
    .trim()
    .split("\n")
    .map((line) => line.split("\t"));
}

const ready = [
  "cert-manager.io/v1\tCertificate\tfingerprint\ttls\tready\t",
  "apiregistration.k8s.io/v1\tAPIService\t-\tv1beta1.custom.metrics.k8s.io\tready\t",
  'autoscaling/v2\tHorizontalPodAutoscaler\tfingerprint\tapi-hpa\tready\tdoes not scale yet: FailedGetPodsMetric: "no\\n\\"metric\\""',
];

test("certificates, APIs and autoscalers are waited for as workloads are, and what says nothing is not", () => {
  const found = states(ready);
  expect(found.map(([state, , kind]) => [state, kind])).toEqual([
    ["ready", "Deployment"],
    ["ready", "Certificate"],
    ["ready", "APIService"],
    ["ready", "HorizontalPodAutoscaler"],
  ]);
  expect(found[3]?.[5]).toBe("does not scale yet: FailedGetPodsMetric: no metric");
});

test("what is not there is waited for", () => {
  expect(states(ready.slice(1))[1]).toEqual(
    expect.arrayContaining(["waiting", "Certificate", "not there yet"]),
  );
});

test("--skip leaves out a kind", () => {
  expect(states(ready, "certificate,apiservice").map(([, , kind]) => kind)).toEqual([
    "Deployment",
    "HorizontalPodAutoscaler",
  ]);
});
