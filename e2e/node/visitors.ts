import type { KubeObject } from "../cluster/api";
import type { Cluster } from "../cluster/cluster";
import { isServing } from "../cluster/pods";
import { make } from "../cluster/stand-ins";
import { until } from "../until";
import { visitorImage } from "./images/images";

export interface Visitor {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;

  /** TCP ports that it listens on. @default none */
  readonly ports?: readonly number[];

  /** Name of the node that it is to run on. @default any */
  readonly node?: string | undefined;
}

/** Does work beside ready pods that play somebody else in the cluster, in namespaces of theirs if need be, and ends them. */
export async function withVisitors<Result>(
  { api }: Cluster,
  visitors: readonly Visitor[],
  work: (pods: readonly KubeObject[]) => Promise<Result>,
): Promise<Result> {
  const pathOf = ({ namespace, name }: Visitor) => `/api/v1/namespaces/${namespace}/pods/${name}`;
  const start = async (visitor: Visitor) => {
    const path = pathOf(visitor);
    await make(api, "/api/v1/namespaces", { metadata: { name: visitor.namespace } });
    // A moment after its namespace there is the account that pods run as.
    await until(`${path} is there`, 10, async () => {
      await make(api, path.replace(/\/[^/]+$/, ""), podOf(visitor));
      return true;
    });
    await until(`${path} is ready`, 60, async () => isServing(await api.get(path)));
    return api.get(path);
  };
  try {
    return await work(await Promise.all(visitors.map(start)));
  } finally {
    for (const path of visitors.map(pathOf))
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
        ports: ports.map((containerPort) => ({ containerPort })),
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
