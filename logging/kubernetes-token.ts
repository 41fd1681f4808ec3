import type { k8s } from "cdk8s-plus-28";

/** Where scripts find the token, and the authority of the Kubernetes API beside it. */
export const kubernetesTokenFolder = "/kubernetes";

/** A short-lived token for the one container that mounts it. */
export function kubernetesToken(name: string): k8s.Volume {
  return {
    name,
    projected: {
      defaultMode: 0o440,
      sources: [
        { serviceAccountToken: { path: "token", expirationSeconds: 3600 } },
        { configMap: { name: "kube-root-ca.crt", items: [{ key: "ca.crt", path: "ca.crt" }] } },
      ],
    },
  };
}
