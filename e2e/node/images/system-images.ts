import { toolPath } from "../../../tools/tool-path";
import { visitorImage } from "../visitors";
import { nodeRuntime, shell } from "./host-programs";
import type { Image } from "./image";
import { pause, pauseImage } from "./pause";
import { programPath, typescriptProgram } from "./typescript-program";

const coredns: Image = {
  repository: "registry.k8s.io/coredns/coredns",
  source: "https://github.com/coredns/coredns/blob/master/Dockerfile",
  entrypoint: ["/coredns"],
  user: "65532:65532",
  bases: [],
  entries: () => [{ path: "/coredns", file: toolPath("coredns") }],
};

/** What volumes are made with. */
const helper: Image = {
  repository: "docker.io/library/busybox",
  source: "https://github.com/docker-library/busybox/blob/master/Dockerfile.template",
  entrypoint: [],
  command: ["sh"],
  bases: [shell],
  entries: () => [],
};

/** Pods of others in the cluster, which connect and are connected to. */
const visitor: Image = {
  repository: "docker.io/library/visitor",
  source: "e2e/node/containers/visitor.ts",
  entrypoint: ["node", programPath("visitor")],
  user: "65534:65534",
  bases: [shell, nodeRuntime],
  entries: () => typescriptProgram("visitor"),
};

/** Images that the cluster itself needs, by reference. */
export const systemImages: Readonly<Record<string, Image>> = {
  [pauseImage]: pause,
  "registry.k8s.io/coredns/coredns:v1.15.0": coredns,
  "docker.io/library/busybox:stable": helper,
  [visitorImage]: visitor,
};
