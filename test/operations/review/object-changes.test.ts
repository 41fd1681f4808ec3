import { type FieldChange, objectChanges } from "../../../operations/review/object-changes";
import { deployment } from "../manifest-samples";

test("objects that come and go are told as a whole", () => {
  const [change] = objectChanges([], [deployment()]);
  expect(change).toMatchObject({ object: "Deployment fingerprint/api", fields: [] });
  expect(change?.before).toBeUndefined();
  expect(objectChanges([deployment()], [])[0]?.after).toBeUndefined();
});

const [api, proxy] = [
  { name: "api", image: "api:1" },
  { name: "proxy", image: "proxy:1" },
];
const ingress = (...ports: number[]) => ({ ingress: ports.map((port) => ({ ports: [{ port }] })) });
const burn = (bound: number) => ({
  rules: [14, bound].map((one) => ({ alert: "Burn", expr: `x > ${String(one)}` })),
});

test.each<[string, object, object, FieldChange[]]>([
  [
    "a container is found by its name, wherever it stands in the list",
    { containers: [api] },
    { containers: [proxy, { ...api, image: "api:2" }] },
    [
      { path: "spec.containers[api].image", before: "api:1", after: "api:2" },
      { path: "spec.containers[proxy]", before: undefined, after: proxy },
    ],
  ],
  [
    "items without a name are compared place by place",
    ingress(1, 2),
    ingress(1, 3),
    [{ path: "spec.ingress[1].ports[0].port", before: 2, after: 3 }],
  ],
  [
    "items without a name are compared as a whole where one came or went",
    ingress(1),
    ingress(0, 1),
    [{ path: "spec.ingress[…]", before: undefined, after: { ports: [{ port: 0 }] } }],
  ],
  [
    "a text that joins or leaves a list is told alone",
    { args: ["--a", "--b"] },
    { args: ["--new", "--a", "--b"] },
    [{ path: "spec.args[--new]", before: undefined, after: "--new" }],
  ],
  [
    "another order alone is told",
    { command: ["a", "b"] },
    { command: ["b", "a"] },
    [{ path: "(the order of a list)", before: undefined, after: undefined }],
  ],
  [
    "alerts of one name are told apart by their number",
    burn(6),
    burn(3),
    [{ path: "spec.rules[Burn #2].expr", before: "x > 6", after: "x > 3" }],
  ],
  [
    "of a long text only the lines that differ are told",
    { script: "first\nold\nlast\n" },
    { script: "first\nnew\nlast\n" },
    [{ path: "spec.script", before: "old", after: "new" }],
  ],
  [
    "names that JavaScript keeps for itself are names like any other",
    JSON.parse('{"constructor":1,"toString":1}') as object,
    JSON.parse('{"toString":1,"__proto__":2}') as object,
    [
      { path: "spec.constructor", before: 1, after: undefined },
      { path: "spec.__proto__", before: undefined, after: 2 },
    ],
  ],
])("%s", (_, before, after, fields) => {
  const manifest = (spec: object) => ({ ...deployment(), spec });
  const [change] = objectChanges([manifest(before)], [manifest(after)]);
  expect(change?.fields).toEqual(fields);
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
