/** A finding of a scanner that is meant to be: which checks, on which objects, and why. */
export interface ScannerException {
  /** What kube-linter, kube-score and checkov call it. */
  readonly checks: readonly string[];

  /** The objects, as `Kind/name`; a `*` at the end stands for any ending, such as the hash of a Job's name. */
  readonly objects: readonly string[];

  /** Why the finding is right and the object is, too. */
  readonly reason: string;
}

const bootstrapJobs = ["Job/elasticsearch-bootstrap-*", "Job/kibana-bootstrap-*"];

/** Every accepted finding of every scanner. One that no longer occurs fails the check, so that the list stays true. */
export const scannerExceptions: readonly ScannerException[] = [
  // What holds for all of them.
  {
    checks: ["container-image-pull-policy", "CKV_K8S_15"],
    objects: ["*"],
    reason:
      "Always asks the registry at each start: a registry that is down would keep a pod from coming back. Tags here never move.",
  },
  {
    checks: ["CKV_K8S_43"],
    objects: ["*"],
    reason: "Renovate adds the digest to each tag (pinDigests), where the registry can be asked for it.",
  },
  {
    checks: ["container-security-context-user-group-id", "CKV_K8S_40"],
    objects: ["*"],
    reason:
      "Images own their files as a user below 10000. Files of the node are mounted by filebeat and node-exporter alone, read-only.",
  },
  {
    checks: ["required-annotation-email", "required-label-owner"],
    objects: ["*"],
    reason: "Conventions of other organizations: an environment's labels and annotations are for one's own.",
  },
  {
    checks: ["no-node-affinity"],
    objects: ["*"],
    reason: "Where pods go is decided by spread and anti-affinity, which no-anti-affinity checks.",
  },
  {
    checks: ["dnsconfig-options"],
    objects: ["*"],
    reason:
      "`ndots: 2` breaks names such as grafana.grafana.svc, and every name here is written out in full.",
  },
  {
    checks: ["minimum-three-replicas", "deployment-replicas"],
    objects: ["*"],
    reason:
      "One replica is right for some components in some environments; npm test holds replicas against disruption budgets.",
  },
  {
    checks: ["priority-class-name"],
    objects: ["StatefulSet/elasticsearch", "StatefulSet/prometheus"],
    reason: "It knows the classes of Kubernetes' own alone. These two come with the manifests.",
  },
  {
    checks: ["restart-policy", "no-rolling-update-strategy"],
    objects: ["*"],
    reason: "Always and RollingUpdate are the defaults; these checks want them written down.",
  },
  {
    checks: ["pod-probes-identical"],
    objects: ["*"],
    reason:
      "Where a program has one question to be asked, liveness asks it with more patience: not ready for a minute, restarted after more.",
  },

  // What a few need.
  {
    checks: ["dangling-networkpolicy", "networkpolicy-targets-pod"],
    objects: ["NetworkPolicy/acme-http-solver"],
    reason: "cert-manager starts these pods when a certificate is due, and removes them.",
  },
  {
    checks: ["env-var-secret"],
    objects: ["Deployment/grafana"],
    reason: "GF_SECURITY_SECRET_KEY__FILE holds the path of the file that has the key, and not the key.",
  },
  {
    checks: ["host-network", "host-pid", "sensitive-host-mounts", "CKV_K8S_17", "CKV_K8S_19"],
    objects: ["DaemonSet/node-exporter"],
    reason:
      "It measures the node: it has to see the node's network, processes and file systems, all read-only.",
  },
  {
    checks: ["run-as-non-root", "CKV_K8S_23"],
    objects: ["DaemonSet/filebeat"],
    reason: "The kubelet writes container logs that only root may read.",
  },
  {
    checks: ["writable-host-mount"],
    objects: ["DaemonSet/filebeat"],
    reason: "The registry of what has been shipped has to outlive the pod, or lines are lost or come twice.",
  },
  {
    checks: ["CKV_K8S_38"],
    objects: [
      "DaemonSet/filebeat",
      "StatefulSet/prometheus",
      "Deployment/kube-state-metrics",
      "Deployment/prometheus-adapter",
    ],
    reason: "They ask the Kubernetes API. npm test refuses a token where no role is bound.",
  },
  {
    checks: ["read-secret-from-env-var", "env-value-from", "CKV_K8S_35"],
    objects: [
      "Deployment/elasticsearch-exporter",
      "Deployment/kibana",
      "Job/kibana-bootstrap-*",
      "StatefulSet/logstash",
    ],
    reason:
      "These programs take passwords from variables, or from a keystore that their start fills from variables. Synth refuses a Secret that nothing provides.",
  },
  {
    checks: ["no-liveness-probe", "pod-probes", "CKV_K8S_8"],
    objects: ["StatefulSet/elasticsearch"],
    reason:
      "A restart loses what the node has in memory and makes a struggling cluster worse; a dead process ends by itself.",
  },
  {
    checks: ["deployment-strategy"],
    objects: ["Deployment/grafana", "Deployment/kibana"],
    reason: "Two versions must not work on the same database or saved objects: the old one stops first.",
  },
  {
    checks: ["no-liveness-probe", "no-readiness-probe"],
    objects: bootstrapJobs,
    reason: "A Job serves nobody: it ends, and a run that fails is tried again.",
  },
  {
    checks: ["job-ttl-seconds-after-finished"],
    objects: bootstrapJobs,
    reason: "A Job that is gone would be made and run again by every apply.",
  },
];
