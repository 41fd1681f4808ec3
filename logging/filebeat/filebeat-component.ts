import { Component } from "../../lib/kubernetes/component";

/** Filebeat, on every node, in a namespace of its own: it mounts folders of the host, which no other namespace may. */
export const filebeat = new Component({ name: "filebeat", namespace: "filebeat", ports: { stats: 5066 } });
