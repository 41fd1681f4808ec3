/** A finding of kube-linter that is meant to be: which check, on which objects, and why. */
export interface LintException {
  readonly check: string;

  /** The objects, as `Kind/name`; a `*` at the end stands for the hash that a Job's name ends with. */
  readonly objects: readonly string[];

  /** Why the finding is right and the object is, too. */
  readonly reason: string;
}

/** Every accepted finding. One that no longer occurs fails the check, so that the list stays true. */
export const lintExceptions: readonly LintException[] = [
  {
    check: "dangling-networkpolicy",
    objects: ["NetworkPolicy/acme-http-solver"],
    reason: "cert-manager starts these pods when a certificate is due, and removes them.",
  },
  {
    check: "env-var-secret",
    objects: ["Deployment/grafana"],
    reason: "GF_SECURITY_SECRET_KEY__FILE holds the path of the file that has the key, and not the key.",
  },
  ...["host-network", "host-pid", "sensitive-host-mounts"].map((check) => ({
    check,
    objects: ["DaemonSet/node-exporter"],
    reason:
      "It measures the node: it has to see the node's network, processes and file systems, all read-only.",
  })),
  {
    check: "run-as-non-root",
    objects: ["DaemonSet/filebeat"],
    reason: "The kubelet writes container logs that only root may read.",
  },
  {
    check: "writable-host-mount",
    objects: ["DaemonSet/filebeat"],
    reason: "The registry of what has been shipped has to outlive the pod, or lines are lost or come twice.",
  },
  {
    check: "read-secret-from-env-var",
    objects: [
      "Deployment/elasticsearch-exporter",
      "Deployment/kibana",
      "Job/kibana-bootstrap-*",
      "StatefulSet/logstash",
    ],
    reason:
      "These programs take passwords from variables, or from a keystore that their start fills from variables.",
  },
  {
    check: "no-liveness-probe",
    objects: ["StatefulSet/elasticsearch"],
    reason:
      "A restart loses what the node has in memory and makes a struggling cluster worse; a dead process ends by itself.",
  },
  ...["no-liveness-probe", "no-readiness-probe"].map((check) => ({
    check,
    objects: ["Job/elasticsearch-bootstrap-*", "Job/kibana-bootstrap-*"],
    reason: "A Job serves nobody: it ends, and a run that fails is tried again.",
  })),
  {
    check: "job-ttl-seconds-after-finished",
    objects: ["Job/elasticsearch-bootstrap-*", "Job/kibana-bootstrap-*"],
    reason: "A Job that is gone would be made and run again by every apply.",
  },
];
