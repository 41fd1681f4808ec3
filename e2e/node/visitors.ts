import type { Cluster } from "../cluster/cluster";
import type { KubeObject } from "../cluster/api";
import { make } from "../cluster/stand-ins";
import { until } from "../until";
import { isServing } from "../cluster/pods";

export interface Visitor {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;

  /** TCP ports that it listens on. @default none */
  readonly ports?: readonly number[];

  /** Name of the node that it is to run on. @default any */
  readonly node?: string | undefined;
}

/** Image of what only listens. */
export const visitorImage = "docker.io/library/visitor:1";

/** Starts pods that play somebody else in the cluster, in namespaces of theirs if need be, and waits until they are ready. */
export async function startVisitors({ api }: Cluster, visitors: readonly Visitor[]): Promise<KubeObject[]> {
  for (const { namespace } of visitors) {
    await make(api, "/api/v1/namespaces", { metadata: { name: namespace } });
    // A moment after its namespace there is the account that pods run as.
    await until(`${namespace} has its account`, 10, () =>
      api.get(`/api/v1/namespaces/${namespace}/serviceaccounts/default`).then(() => true),
    );
  }
  await Promise.all(
    visitors.map((visitor) => make(api, `/api/v1/namespaces/${visitor.namespace}/pods`, podOf(visitor))),
  );
  return Promise.all(
    visitors.map(async ({ namespace, name }) => {
      const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
      await until(`${namespace}/${name} is ready`, 60, async () => isServing(await api.get(path)));
      return api.get(path);
    }),
  );
}

/** Ends the visitors at once. */
export async function endVisitors({ api }: Cluster, visitors: readonly Visitor[]): Promise<void> {
  for (const { namespace, name } of visitors) {
    const path = `/api/v1/namespaces/${namespace}/pods/${name}`;
    // Where one was refused, the reason for that is what is to be told.
    if (await api.exists(path)) await api.delete(`${path}?gracePeriodSeconds=0`);
  }
}

const podOf = ({ name, labels, ports = [], node }: Visitor) => ({
  metadata: { name, labels },
  spec: {
    ...(node !== undefined && { nodeName: node }),
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "visitor",
        image: visitorImage,
        args: ports.map(String),
        resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { cpu: "1", memory: "128Mi" } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        },
      },
    ],
  },
});
