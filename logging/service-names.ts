/** Every name that a Service answers to inside the cluster. */
export function serviceNames(service: string, namespace: string): string[] {
  return [
    service,
    `${service}.${namespace}`,
    `${service}.${namespace}.svc`,
    `${service}.${namespace}.svc.cluster.local`,
  ];
}

/** Every name of the pods behind a headless Service. */
export function podNames(service: string, namespace: string): string[] {
  return [`*.${service}`, `*.${service}.${namespace}.svc`, `*.${service}.${namespace}.svc.cluster.local`];
}
