import { runFunctions } from "./run-functions";

const document = (kind: string, name: string, namespace: string) =>
  `kind: ${kind}\nmetadata:\n  name: ${name}\n  namespace: ${namespace}\n`;

const declared: readonly (readonly [
  number: string,
  group: string,
  kind: string,
  namespace: string,
  name: string,
])[] = [
  ["0001", "apps", "StatefulSet", "logging", "elasticsearch"],
  ["0002", "apps", "StatefulSet", "elsewhere", "elasticsearch"],
  ["0003", "core", "ConfigMap", "logging", "settings"],
];

const immutable =
  "spec: Forbidden: updates to statefulset spec for fields other than 'replicas' are forbidden";

/** A dry run of these objects, where the server finds this wrong with the StatefulSet of namespace logging. */
function dryRun(fault: string, more = "") {
  return runFunctions({
    parts: ["changes", "held", "prune"],
    files: {
      held: "",
      "present.yaml": "every object",
      "absent.yaml": "",
      declared: declared.map((row) => `${row.join("\t")}\n`).join(""),
      ...Object.fromEntries(
        declared.map(([number, , kind, namespace, name]) => [
          `objects/${number}.yaml`,
          document(kind, name, namespace),
        ]),
      ),
    },
    kubectl: `
      case "$*" in
        *"get namespaces"*) echo " logging elsewhere " ;;
        *"get statefulset"*) printf 'data\\t50Gi\\n' ;;
        *"create --dry-run=client"*) printf 'data\\t100Gi\\n' ;;
        *"get persistentvolumeclaims"*) printf 'data-elasticsearch-0\\ndata-elasticsearch-1\\ndata-logstash-0\\n' ;;
        *apply*present.yaml*)
          if grep -qE 'every object|namespace: logging' "$WORK/present.yaml" && ! [[ -s $WORK/held ]]; then
            echo 'Error from server (Invalid): StatefulSet.apps "elasticsearch" is invalid: ${fault.replaceAll("'", "")}' >&2
            return 1
          fi ;;
        *apply*0001.yaml*)
          echo 'The StatefulSet "elasticsearch" is invalid: ${fault.replaceAll("'", "")}' >&2
          return 1 ;;
      esac`,
    script: `try_on_server strict; if [[ -s $WORK/held ]]; then explain_held; fi; documents_where 1; ${more}`,
  });
}

test("a volume that grows is told with its commands, and everything else is applied", () => {
  const { status, stdout, left } = dryRun(immutable);
  expect(status).toBe(0);
  expect(left.held).toBe("0001\tapps\tStatefulSet\tlogging\telasticsearch\tspec\n");
  expect(stdout).toContain("==> dry run: the server takes all 2 objects");
  const told = stdout.slice(stdout.indexOf("  x "), stdout.indexOf("---"));
  expect(told).toBe(
    [
      "  x StatefulSet logging/elasticsearch: spec",
      ...["0", "1"].map(
        (ordinal) =>
          `      kubectl --context staging patch persistentvolumeclaim data-elasticsearch-${ordinal} --namespace logging --type merge --patch '{"spec":{"resources":{"requests":{"storage":"100Gi"}}}}'`,
      ),
      "      kubectl --context staging delete statefulset.apps elasticsearch --namespace logging --cascade=orphan   # its pods go on; the new one takes them over",
      "      ./deploy.sh staging apply",
      "",
    ].join("\n"),
  );
  const applied = stdout.slice(stdout.indexOf("---"));
  expect(applied).toContain("namespace: elsewhere");
  expect(applied).toContain("kind: ConfigMap");
  expect(applied.match(/namespace: logging/g)).toHaveLength(1);
});

test("what is held back is still declared, and so never pruned", () => {
  const { stdout } = dryRun(immutable, "declared_where 'name == \"elasticsearch\"' | cut -f 4");
  expect(stdout).toMatch(/\nlogging\nelsewhere\n$/);
});

test.each([
  ["is wrong besides", `[${immutable}, spec.template.spec.containers[0].image: Required value]`],
  ["is only wrong", "spec.replicas: Invalid value: -1: must be greater than or equal to 0"],
])("an object that %s is refused, and nothing is applied", (_, fault) => {
  const { status, stderr, left } = dryRun(fault);
  expect(status).toBe(1);
  expect(stderr).toContain("deploy.sh: the server does not take these manifests");
  expect(left.held).toBe("");
});
