import { runDeploy } from "./run-deploy";

interface Live {
  /** What templates/live-objects.gotmpl prints of what is declared. */
  readonly declared: readonly string[];
  /** Who holds the lock, once this run has taken it. @default this run */
  readonly lockHolder?: string;
  /** @default staging */
  readonly environment?: string;
  /** What templates/live-objects.gotmpl prints of all that carries the environment's labels. @default nothing */
  readonly labelled?: readonly string[];
}

/** What deploy.sh says and changes in a cluster that holds this. */
function deploy(words: readonly string[], live: Live) {
  const { declared, lockHolder = "", environment = "staging", labelled = [] } = live;
  const { calls, status, stdout, stderr } = runDeploy([environment, ...words], {
    env: {
      FAKE_CONTEXT: "staging",
      FAKE_ENVIRONMENT: environment,
      FAKE_DECLARED: declared.map((line) => `${line}\n`).join(""),
      FAKE_LABELLED: labelled.map((line) => `${line}\n`).join(""),
      FAKE_HOLDER: lockHolder,
      FAKE_ANSWERS: `
        case "$*" in
          *" version --output"*) printf 'serverVersion:\\n  gitVersion: v1.32.4\\n' ;;
          *" get --filename="*) printf '%s' "$FAKE_DECLARED" ;;
          *" get namespaces --selector=app.kubernetes.io/part-of=fingerprint,environment=$FAKE_ENVIRONMENT "*)
            printf '%s' "$FAKE_LABELLED" | sed '/Namespace/!d' ;;
          *" --selector=app.kubernetes.io/part-of=fingerprint,environment=$FAKE_ENVIRONMENT "*)
            printf '%s' "$FAKE_LABELLED" | sed '/Namespace/d' ;;
          *" get namespace kube-system "*) printf the-cluster ;;
          *" get namespaces --output"*) printf ' fingerprint ' ;;
          *" create --filename=-"*) sed -n 's/^  holderIdentity: //p' >"$HOME/holder" ;;
          *" get lease "*holderIdentity*) printf '%s' "\${FAKE_HOLDER:-$(cat "$HOME/holder")}" ;;
          *" api-resources "*) echo 'configmaps  cm  v1  true  ConfigMap' ;;
          *" get "* | *" annotate "* | *" apply "* | *" delete "* | *" patch "* | *" create "* | *" diff "*) ;;
          *) false ;;
        esac && exit`,
    },
  });
  const changes = calls.filter(
    (call) => / (apply|delete) /.test(call) && !call.includes("--dry-run") && !call.includes(" lease "),
  );
  return { status, stdout, stderr, changes };
}

const object = (line: string, managers: string) =>
  `${line}\t${managers.includes("fingerprint-deploy") ? " applied" : ""}\t ${managers}`;
const namespace = "v1\tNamespace\t-\tfingerprint";
const config = "v1\tConfigMap\tfingerprint\tfingerprint-api-config";
const ours = [object(namespace, "fingerprint-deploy"), object(config, "kubectl-edit fingerprint-deploy")];

describe("apply takes nothing from others", () => {
  const declared = [ours[0]!, object(config, "helm")];

  test("but an empty namespace that a person has made for the Secrets", () => {
    expect(deploy(["apply", "--yes"], { declared: [object(namespace, "kubectl-create")] }).status).toBe(0);
  });

  test.each([
    ["ConfigMap/fingerprint/fingerprint-api-config", 0],
    ["Secret/x,Namespace/fingerprint", 0],
    // Names that only begin alike.
    ["ConfigMap/fingerprint/fingerprint-api-config-2,Namespace/fingerprint-2", 1],
  ])("unless it is named: --adopt %s ends with %d", (names, status) => {
    const outcome = deploy(["apply", "--yes", "--adopt", names], { declared });
    expect(outcome.status).toBe(status);
    expect(outcome.changes.length > 0).toBe(status === 0);
  });

  const autoscaler =
    "autoscaling/v2\tHorizontalPodAutoscaler\tfingerprint\tfingerprint-api-hpa\t owned=ScaledObject/fingerprint-api\t keda";
  const scaledObject = "keda.sh/v1alpha1\tScaledObject\tfingerprint\tfingerprint-api";

  test.each([
    ["which apply removes: the autoscaler goes with it", 0, object(scaledObject, "fingerprint-deploy")],
    ["of others: the autoscaler is theirs", 1, object(scaledObject, "helm")],
  ])("KEDA has made the autoscaler of a ScaledObject %s", (_, status, labelled) => {
    const live = { declared: [...ours, autoscaler], labelled: [labelled] };
    const { changes, ...outcome } = deploy(["apply", "--yes"], live);
    expect(outcome).toMatchObject({ status });
    // Until the autoscaler is gone too: the garbage collector would take the one that is applied next.
    const removed = changes.filter((call) => call.includes(" delete ScaledObject.keda.sh "));
    expect(removed.map((call) => call.includes("--cascade=foreground"))).toEqual(status === 0 ? [true] : []);
  });
});

test("delete leaves a namespace that somebody else has made", () => {
  const { status, changes } = deploy(["delete", "--yes", "--namespaces"], {
    declared: [object(namespace, "kubectl-create")],
  });
  expect({ status, changes }).toEqual({ status: 0, changes: [] });
});

describe("an environment that is declared no more", () => {
  test("has nothing to remove where it never was", () => {
    const nowhere = { environment: "europ", declared: [] };
    const { status, stdout, changes } = deploy(["delete", "--yes", "--context", "eu"], nowhere);
    expect({ status, changes }).toEqual({ status: 0, changes: [] });
    expect(stdout).toContain("==> 0 objects of europ to remove from eu\n");
  });

  test.each([
    [["delete", "--yes"], "europe"],
    [["apply", "--yes", "--context=eu"], "europe"],
    [["delete", "--yes", "--context=eu"], "../dist"],
    [["delete", "--yes", "--context=eu"], "europe,x=y"],
  ])("is not guessed: %j of %s", (words, environment) => {
    const { status, stderr, changes } = deploy(words, { declared: [ours[0]!], labelled: ours, environment });
    expect({ status, changes }).toEqual({ status: 2, changes: [] });
    expect(stderr).toContain(`unknown environment: ${environment} (there are: production staging)`);
  });
});

test.each(["apply", "delete"])("%s stops, once another deploy.sh holds its lock", (action) => {
  const { status, stderr, changes } = deploy([action, "--yes"], { declared: ours, lockHolder: "ann@laptop" });
  expect(stderr).toContain("deploy.sh: the lock was lost to another deploy.sh: ann@laptop");
  expect(status).toBe(action === "apply" ? 3 : 1);
  // The namespaces come before the lock, which lies in one of them.
  expect(changes.filter((call) => !call.includes("/namespaces.yaml"))).toEqual([]);
});
