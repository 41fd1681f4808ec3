/** A finding of kube-linter that is meant to be: which check, on which objects, and why. */
export interface LintException {
  readonly check: string;

  /** The objects, as `Kind/name`. */
  readonly objects: readonly string[];

  /** Why the finding is right and the object is, too. */
  readonly reason: string;
}

/** Every accepted finding. One that no longer occurs fails the check, so that the list stays true. */
export const lintExceptions: readonly LintException[] = [
  {
    check: "access-to-secrets",
    objects: ["RoleBinding/fingerprint-api"],
    reason: "The API reads one Secret, which the Role names; it can list none.",
  },
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
];
