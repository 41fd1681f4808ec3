import { objectChanges } from "../../../operations/review/object-changes";
import { show } from "../../../operations/review/risk";
import { deployment } from "../manifest-samples";

const spec = (fields: object) => ({ spec: fields });
const [api, proxy] = [{ name: "api", image: "api:1" }, { name: "proxy" }];
const ingress = (...ports: number[]) => spec({ ingress: ports.map((port) => ({ ports: [{ port }] })) });
const burn = (bound: number) =>
  spec({ rules: [14, bound].map((one) => ({ alert: "Burn", expr: `x > ${String(one)}` })) });
const rulesFile = (severity: string, layout = "") => ({
  kind: "ConfigMap",
  data: { "a.yml": `${layout}groups:\n- name: api\n  rules:\n  - {alert: Down, severity: ${severity}}\n` },
});

test.each<[string, object, object, ...string[]]>([
  [
    "a container is found by its name, wherever it stands in the list",
    spec({ containers: [api] }),
    spec({ containers: [proxy, { ...api, image: "api:2" }] }),
    "spec.containers[api].image: api:1 → api:2",
    'spec.containers[proxy]: nothing → {"name":"proxy"}',
  ],
  [
    "items without a name are compared place by place",
    ingress(1, 2),
    ingress(1, 3),
    "spec.ingress[1].ports[0].port: 2 → 3",
  ],
  [
    "items without a name are compared as a whole where one came or went",
    ingress(1),
    ingress(0, 1),
    'spec.ingress[…]: nothing → {"ports":[{"port":0}]}',
  ],
  [
    "a text that joins or leaves a list is told alone",
    spec({ args: ["--a", "--b"] }),
    spec({ args: ["--new", "--a", "--b"] }),
    "spec.args[--new]: nothing → --new",
  ],
  [
    "another order alone is told",
    spec({ command: ["a", "b"] }),
    spec({ command: ["b", "a"] }),
    "(the order of a list): nothing → nothing",
  ],
  ["alerts of one name are told by number", burn(6), burn(3), "spec.rules[Burn #2].expr: x > 6 → x > 3"],
  [
    "of a long text only the lines that differ are told",
    spec({ script: "first\nold\nlast\n" }),
    spec({ script: "first\nnew\nlast\n" }),
    "spec.script: old → new",
  ],
  [
    "a file in a ConfigMap is compared by what it says",
    rulesFile("critical"),
    rulesFile("warning", "# A comment.\n"),
    'data["a.yml"].groups[api].rules[Down].severity: critical → warning',
  ],
])("%s", (_, before, after, ...told) => {
  const manifest = (fields: object) => ({ ...deployment(), ...fields });
  const changes = objectChanges([manifest(before)], [manifest(after)]);
  const fields = changes.flatMap(({ fields }) => fields);
  expect(fields.map(({ path, before, after }) => `${path}: ${show(before)} → ${show(after)}`)).toEqual(told);
});
