import { runFunctions } from "./run-functions";

const declared = [
  "0001\tapps\tStatefulSet\tlogging\telasticsearch",
  "0002\tapps\tStatefulSet\telsewhere\telasticsearch",
];

const immutable =
  "spec: Forbidden: updates to statefulset spec for fields other than 'replicas' are forbidden";

/** A dry run of two StatefulSets of one name, where the server finds this wrong with the one in namespace logging. */
function dryRun(fault: string) {
  const said = `is invalid: ${fault.replaceAll("'", "")}`;
  return runFunctions({
    parts: ["changes", "held"],
    files: {
      held: "",
      "present.yaml": "every object",
      "absent.yaml": "",
      declared: `${declared.join("\n")}\n`,
      "objects/0001.yaml": "namespace: logging\n",
      "objects/0002.yaml": "namespace: elsewhere\n",
    },
    kubectl: `
      case "$*" in
        *"get namespaces"*) echo " logging elsewhere " ;;
        *apply*present.yaml*)
          if ! [[ -s $WORK/held ]]; then
            echo 'Error from server (Invalid): StatefulSet.apps "elasticsearch" ${said}' >&2
            return 1
          fi ;;
        *apply*0001.yaml*)
          echo 'The StatefulSet "elasticsearch" ${said}' >&2
          return 1 ;;
      esac`,
    script: "try_on_server strict; documents_where 1",
  });
}

test("what can't be changed in place is held back, and everything else is applied, also of its name", () => {
  const { status, stdout, left } = dryRun(immutable);
  expect(status).toBe(0);
  expect(left.held).toBe(`${declared[0]!}\tspec\n`);
  expect(stdout).toContain("==> dry run: the server takes all 1 object\n");
  expect(stdout).toContain("namespace: elsewhere");
  expect(stdout).not.toContain("namespace: logging");
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
