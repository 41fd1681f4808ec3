import { systemPicture } from "../../../operations/docs/system-picture";
import { exampleDist } from "../../support/example-dist";
import { workloads } from "../../../operations/capacity/workload";

describe.each(exampleDist)("the picture of $name", (environment) => {
  const lines = systemPicture(environment).split("\n");
  const boxes = lines.flatMap((line) => /^\s+(\w+)(?:\[|\(\[)"/.exec(line)?.[1] ?? []);
  const arrows = lines.flatMap((line) => {
    const match = /^\s+(\w+) -->\|[^|]+\| (\w+)$/.exec(line);
    return match ? [[match[1], match[2]]] : [];
  });

  test("has a box for every workload, each once", () => {
    const running = workloads(environment.manifests, 1).filter(({ kind }) => !kind.endsWith("Job"));
    for (const { namespace, name } of running) {
      expect(boxes).toContain(`${namespace}/${name}`.replaceAll(/\W/g, "_"));
    }
    expect(new Set(boxes).size).toBe(boxes.length);
  });

  test("has arrows between its own boxes only", () => {
    expect(arrows.length).toBeGreaterThan(0);
    for (const end of arrows.flat()) expect(boxes).toContain(end);
  });

  test("shows the way of a request", () => {
    expect(arrows).toContainEqual(["ingress_nginx_ingress_nginx", "fingerprint_fingerprint_api"]);
  });
});
