import { shell } from "./host-programs";
import type { Image } from "./image";

/** Reference of the image that holds a pod's namespaces. */
export const pauseImage = "registry.k8s.io/pause:3.10.1";

export const pause: Image = {
  repository: "registry.k8s.io/pause",
  source: "https://github.com/kubernetes/kubernetes/blob/master/build/pause/linux/pause.c",
  entrypoint: ["/usr/bin/sleep", "infinity"],
  user: "65535:65535",
  bases: [shell],
  entries: () => [],
};
