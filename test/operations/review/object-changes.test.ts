import { type FieldChange, objectChanges } from "../../../operations/review/object-changes";
import { deployment } from "../manifest-samples";

function fieldsOf(before: object, after: object): readonly FieldChange[] {
  const manifest = (content: object) => ({ ...deployment(), spec: content });
  return objectChanges([manifest(before)], [manifest(after)])[0]?.fields ?? [];
}

test("equal objects are not told", () => {
  expect(objectChanges([deployment()], [deployment()])).toEqual([]);
});

test("objects that come and go are told as a whole", () => {
  const [change] = objectChanges([], [deployment()]);
  expect(change).toMatchObject({ object: "Deployment fingerprint/api", fields: [] });
  expect(change?.before).toBeUndefined();
  expect(objectChanges([deployment()], [])[0]?.after).toBeUndefined();
});

test("a container is found by its name, wherever it stands in the list", () => {
  const [api, proxy] = [
    { name: "api", image: "api:1" },
    { name: "proxy", image: "proxy:1" },
  ];
  expect(fieldsOf({ containers: [api] }, { containers: [proxy, { ...api, image: "api:2" }] })).toEqual(
    expect.arrayContaining([
      { path: "spec.containers[api].image", before: "api:1", after: "api:2" },
      { path: "spec.containers[proxy]", before: undefined, after: proxy },
    ]),
  );
});

test("items without a name are compared place by place, or as a whole where one came or went", () => {
  const rule = (port: number) => ({ ports: [{ port }] });
  expect(fieldsOf({ ingress: [rule(1), rule(2)] }, { ingress: [rule(1), rule(3)] })).toEqual([
    { path: "spec.ingress[1].ports[0].port", before: 2, after: 3 },
  ]);
  expect(fieldsOf({ ingress: [rule(1)] }, { ingress: [rule(0), rule(1)] })).toEqual([
    { path: "spec.ingress[…]", before: undefined, after: rule(0) },
  ]);
});

test("a text that joins or leaves a list is told alone", () => {
  expect(fieldsOf({ args: ["--a", "--b"] }, { args: ["--new", "--a", "--b"] })).toEqual([
    { path: "spec.args[--new]", before: undefined, after: "--new" },
  ]);
});

test("another order alone is told", () => {
  expect(fieldsOf({ command: ["a", "b"] }, { command: ["b", "a"] })).toEqual([
    { path: "(the order of a list)", before: undefined, after: undefined },
  ]);
});

test("a configuration file in a ConfigMap is compared by what it says", () => {
  const config = (severity: string, layout = "") => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "rules", namespace: "prometheus" },
    data: {
      "rules.yml": `${layout}groups:\n- name: api\n  rules:\n  - {alert: Down, labels: {severity: ${severity}}}\n`,
    },
  });
  expect(objectChanges([config("critical")], [config("warning")])[0]?.fields).toEqual([
    {
      path: 'data["rules.yml"]' + ".groups[api].rules[Down].labels.severity",
      before: "critical",
      after: "warning",
    },
  ]);
  expect(objectChanges([config("critical")], [config("critical", "# a comment\n")])).toEqual([]);
});

test("alerts of one name are told apart by their number", () => {
  const rules = (bound: number) => ({
    rules: [
      { alert: "Burn", expr: "x > 14" },
      { alert: "Burn", expr: `x > ${String(bound)}` },
    ],
  });
  expect(fieldsOf(rules(6), rules(3))).toEqual([
    { path: "spec.rules[Burn #2].expr", before: "x > 6", after: "x > 3" },
  ]);
});

test("of a long text only the lines that differ are told", () => {
  const text = (middle: string) => ({ script: `first\n${middle}\nlast\n` });
  expect(fieldsOf(text("old"), text("new"))).toEqual([{ path: "spec.script", before: "old", after: "new" }]);
});
