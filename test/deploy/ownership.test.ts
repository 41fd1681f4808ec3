import { runDeploy } from "./run-deploy";

interface Live {
  /** What templates/live-objects.gotmpl prints of what is declared. */
  readonly declared: readonly string[];
  /** Pods that are not the environment's. @default none */
  readonly pods?: string;
  /** Who holds the lock, once this run has taken it. @default this run */
  readonly lockHolder?: string;
  /** The kinds that were recorded. @default none */
  readonly kinds?: string;
  /** @default staging */
  readonly environment?: string;
  /** What templates/live-objects.gotmpl prints of all that carries the environment's labels. @default nothing */
  readonly labelled?: readonly string[];
}

/** What deploy.sh says and changes in a cluster that holds this. */
function deploy(words: readonly string[], live: Live) {
  const { declared, pods = "", lockHolder = "", environment = "staging", labelled = [], kinds = "" } = live;
  const { calls, status, stdout, stderr } = runDeploy([environment, ...words], {
    env: {
      FAKE_CONTEXT: "staging",
      FAKE_ENVIRONMENT: environment,
      FAKE_DECLARED: declared.map((line) => `${line}\n`).join(""),
      FAKE_LABELLED: labelled.map((line) => `${line}\n`).join(""),
      FAKE_PODS: pods,
      FAKE_HOLDER: lockHolder,
      FAKE_KINDS: kinds,
      FAKE_ANSWERS: `
        case "$*" in
          *" version --output"*) printf 'serverVersion:\\n  gitVersion: v1.32.4\\n' ;;
          *" get --filename="*) printf '%s' "$FAKE_DECLARED" ;;
          *" get namespaces --selector=app.kubernetes.io/part-of=fingerprint,environment=$FAKE_ENVIRONMENT "*)
            printf '%s' "$FAKE_LABELLED" | sed '/Namespace/!d' ;;
          *" --selector=app.kubernetes.io/part-of=fingerprint,environment=$FAKE_ENVIRONMENT "*)
            printf '%s' "$FAKE_LABELLED" | sed '/Namespace/d' ;;
          *" get pods "*) printf '%s' "$FAKE_PODS" ;;
          *" get namespace kube-system "*) printf the-cluster ;;
          *" get namespaces --output"*) printf ' fingerprint ' ;;
          *" create --filename=-"*) sed -n 's/^  holderIdentity: //p' >"$HOME/holder" ;;
          *" get lease "*holderIdentity*) printf '%s' "\${FAKE_HOLDER:-$(cat "$HOME/holder")}" ;;
          *" get lease "*applied-kinds*) printf '%s' "$FAKE_KINDS" ;;
          *" api-resources "*) printf '%s\n' 'widgets  wd  example.com/v1  true  Widget' 'configmaps  cm  v1  true  ConfigMap' ;;
          *" get "* | *" annotate "* | *" apply "* | *" delete "* | *" patch "* | *" create "* | *" diff "*) ;;
          *) false ;;
        esac && exit`,
    },
  });
  const changes = calls.filter(
    (call) => / (apply|delete) /.test(call) && !call.includes("--dry-run") && !call.includes(" lease "),
  );
  return { status, stdout, stderr, changes, calls };
}

const object = (line: string, managers: string) =>
  `${line}\t${managers.includes("fingerprint-deploy") ? " applied" : ""}\t ${managers}`;
const namespace = "v1\tNamespace\t-\tfingerprint";
const config = "v1\tConfigMap\tfingerprint\tfingerprint-api-config";
const ours = [object(namespace, "fingerprint-deploy"), object(config, "kubectl-edit fingerprint-deploy")];

test("what was applied before is applied again, whoever has edited it since, and told how to say which cluster it is", () => {
  const { status, stdout, stderr, changes } = deploy(["apply", "--yes"], { declared: ours });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout).toContain('cluster.uid in environments/staging.ts: "the-cluster"\n');
  expect(changes.map((call) => / (apply|delete) /.exec(call)?.[1])).toEqual(["apply", "apply"]);
});

describe("apply takes nothing from others", () => {
  const declared = [ours[0]!, object(config, "helm")];

  test("neither an object of a declared name", () => {
    const { status, stdout, stderr, changes } = deploy(["apply", "--yes"], { declared });
    expect({ status, changes }).toEqual({ status: 1, changes: [] });
    expect(stdout).toContain("  x ConfigMap fingerprint/fingerprint-api-config: managed by helm\n");
    expect(stdout).toContain("      ./deploy.sh staging apply --adopt Namespace/fingerprint\n");
    expect(stderr).toBe("deploy.sh: apply takes nothing from others: see above\n");
  });

  const taken = [object(namespace, "kubectl-create")];

  test("nor a namespace with their pods", () => {
    const { status, stdout, changes } = deploy(["apply", "--yes"], { declared: taken, pods: " web-1 web-2" });
    expect({ status, changes }).toEqual({ status: 1, changes: [] });
    expect(stdout).toContain("  x Namespace fingerprint: holds pods of others: web-1 web-2\n");
  });

  test("but an empty one that a person has made for the Secrets", () => {
    expect(deploy(["apply", "--yes"], { declared: taken }).status).toBe(0);
  });

  test.each(["ConfigMap/fingerprint/fingerprint-api-config", "Secret/x,Namespace/fingerprint"])(
    "unless it is named: %s",
    (names) => {
      expect(deploy(["apply", "--yes", "--adopt", names], { declared }).status).toBe(0);
    },
  );

  test("and a name that only begins alike adopts nothing", () => {
    const words = ["apply", "--yes", "--adopt", "ConfigMap/fingerprint/fingerprint-api,Namespace/finger"];
    expect(deploy(words, { declared }).status).toBe(1);
  });
});

describe("delete takes only what was applied", () => {
  test("an object of a declared name stays, if another has made it", () => {
    const { status, stdout, changes } = deploy(["delete", "--yes"], {
      declared: [object(config, "kubectl-create")],
    });
    expect({ status, changes }).toEqual({ status: 0, changes: [] });
    expect(stdout).toContain("left alone");
    expect(stdout).toContain("      ConfigMap fingerprint/fingerprint-api-config\n");
  });

  test("so does a namespace", () => {
    const { status, changes } = deploy(["delete", "--yes", "--namespaces"], {
      declared: [object(namespace, "kubectl-create")],
    });
    expect({ status, changes }).toEqual({ status: 0, changes: [] });
  });

  test("and a namespace that has pods of others in it", () => {
    const { status, stderr, changes } = deploy(["delete", "--yes", "--namespaces"], {
      declared: ours,
      pods: " web-1",
    });
    expect({ status, changes }).toEqual({ status: 1, changes: [] });
    expect(stderr).toContain("deploy.sh: the namespace fingerprint holds pods of others: web-1.");
  });
});

describe("an environment that is declared no more", () => {
  const role = "rbac.authorization.k8s.io/v1\tClusterRole\t-\tfingerprint-prometheus";
  const gone = {
    environment: "europe",
    declared: [ours[0]!],
    labelled: [
      ...ours,
      object(role, "fingerprint-deploy"),
      object("v1\tService\tfingerprint\tby-hand", "kubectl"),
    ],
  };

  test("is deleted by its labels, in the cluster that is named", () => {
    const { status, stdout, changes } = deploy(["delete", "--yes", "--context", "eu"], gone);
    expect(status).toBe(0);
    expect(stdout).toContain("==> 2 objects of europe to remove from eu\n");
    expect(changes.map((call) => call.replace(/ --(ignore|timeout).*/, ""))).toEqual([
      "--context eu delete ConfigMap fingerprint-api-config --namespace fingerprint",
      "--context eu delete ClusterRole.rbac.authorization.k8s.io fingerprint-prometheus",
    ]);
  });

  test("takes its namespaces along only where that is asked for", () => {
    const { status, changes } = deploy(["delete", "--yes", "--namespaces", "--context=eu"], gone);
    expect(status).toBe(0);
    expect(changes.at(-1)).toMatch(/^--context eu delete Namespace fingerprint /);
  });

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
    const { status, stderr, changes } = deploy(words, { ...gone, environment });
    expect({ status, changes }).toEqual({ status: 2, changes: [] });
    expect(stderr).toContain(`unknown environment: ${environment} (there are: production staging)`);
  });
});

test("a kind that no list knows is pruned, once it has been applied", () => {
  const widget = "example.com/v1\tWidget\tfingerprint\told";
  const { status, changes, calls } = deploy(["apply", "--yes"], {
    declared: ours,
    labelled: [object(widget, "fingerprint-deploy")],
    kinds: "Widget.example.com",
  });
  expect(status).toBe(0);
  expect(changes).toContainEqual(
    expect.stringContaining(" delete Widget.example.com old --namespace fingerprint "),
  );
  const said = calls.join("\n");
  expect(said).toContain(" get configmaps,widgets.example.com --all-namespaces ");
  expect(said).toContain("applied-kinds=ConfigMap.core Namespace.core Widget.example.com");
});

test.each(["apply", "delete"])("%s stops, once another deploy.sh holds its lock", (action) => {
  const { status, stderr, changes } = deploy([action, "--yes"], { declared: ours, lockHolder: "ann@laptop" });
  expect(stderr).toContain("deploy.sh: the lock was lost to another deploy.sh: ann@laptop");
  expect(status).toBe(action === "apply" ? 3 : 1);
  // The namespaces come before the lock, which lies in one of them.
  expect(changes.filter((call) => !call.includes("/namespaces.yaml"))).toEqual([]);
});
