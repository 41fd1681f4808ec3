import { toolPath } from "../../../tools/tool-path";
import { visitorImage } from "../visitors";
import { nodeRuntime, shell } from "./host-programs";
import type { Images } from "./image";
import { programPath, typescriptProgram } from "./typescript-program";

/** Reference of the image that holds a pod's namespaces. */
export const pauseImage = "registry.k8s.io/pause:3.10.1";

/** Images that the cluster itself needs, by reference. */
export const systemImages: Images = {
  [pauseImage]: {
    source: "https://github.com/kubernetes/kubernetes/blob/master/build/pause/linux/pause.c",
    entrypoint: ["/usr/bin/sleep", "infinity"],
    user: "65535:65535",
    bases: [shell],
  },
  "registry.k8s.io/coredns/coredns:v1.15.0": {
    source: "https://github.com/coredns/coredns/blob/master/Dockerfile",
    entrypoint: ["/coredns"],
    user: "65532:65532",
    entries: () => [{ path: "/coredns", file: toolPath("coredns") }],
  },
  // What volumes are made with.
  "docker.io/library/busybox:stable": {
    source: "https://github.com/docker-library/busybox/blob/master/Dockerfile.template",
    entrypoint: [],
    command: ["sh"],
    bases: [shell],
  },
  // Pods of others in the cluster, which connect and are connected to.
  [visitorImage]: {
    source: "e2e/node/containers/visitor.ts",
    entrypoint: ["node", programPath("visitor")],
    user: "65534:65534",
    bases: [shell, nodeRuntime],
    entries: () => typescriptProgram("visitor"),
  },
};
