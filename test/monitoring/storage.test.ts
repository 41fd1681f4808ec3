import { environmentWith, synthesized } from "../support/environments";

test("preflight is told of every StorageClass that volumes need", () => {
  const { prerequisites } = synthesized(
    environmentWith({ "monitoring.prometheus.storage": { size: "20Gi", storageClass: "fast" } }),
  );
  const classes = prerequisites.filter(({ kind }) => kind === "storageclass").map(({ name }) => name);
  expect(classes).toEqual(["(default)", "fast"]);
});
