import { z } from "zod";
import { format, listOf, section } from "../validation/format";
import { apiSettings, variablesOf } from "./api-settings";
import { exposureProps } from "./exposure-props";
import { modelsProps } from "./api-models";
import { replicasProps } from "./replicas-props";
import * as formats from "../validation/formats";

/** Variables that this program or Kubernetes sets, and those that change how any program is loaded. */
const takenVariables = new RegExp(
  `^(${Object.keys(variablesOf(apiSettings.parse({}))).join("|")}|MODELS_PATH|PATH|HOME|HOSTNAME|KUBERNETES_.*|LD_.*|PYTHON.*|NODE_OPTIONS)$`,
);

const isOwnVariable = (value: string) =>
  /^[A-Z_][A-Z0-9_]{0,127}$/.test(value) && !takenVariables.test(value);

const variableName = format<string>(
  "variableName",
  isOwnVariable,
  "is no environment variable of your own: use capitals, digits and underscores, and no name that this program or the system sets",
);

/** Names of what nobody but the process may read. */
const secretName = /SECRET|(PASSWORD|PASSWD|PASSPHRASE|TOKEN|CREDENTIALS?|(^|_)((API)?KEY|AUTH|DSN))$/;

const plainVariableName = format<string>(
  "plainVariableName",
  (value) => isOwnVariable(value) && !secretName.test(value),
  "is no plain variable of your own: use capitals, digits and underscores, and no name that this program or the system sets. " +
    "A password, token, secret or key does not stand in plain text: name it in api.secretVariables",
);

const plainValue = format<string>(
  "plainValue",
  (value) => formats.textOrNone.safeParse(value).success && !/:\/\/[^/]*:[^/]*@/.test(value),
  "must be one line of text, without ${…}, $(…) and {{…}}, and no URL with a password: name what is secret in api.secretVariables",
);

/** The Fingerprint API. */
export const apiProps = z.strictObject({
  /** Image with a tag or digest. `latest` is refused. */
  image: formats.imageReference,

  /** Names of existing Secrets that the kubelet pulls the image with. @default [] */
  imagePullSecrets: listOf(formats.objectName).default([]),

  /** The public host name. */
  host: formats.dnsName,

  /** Ingress or Gateway API. @default { via: "ingress" } */
  exposure: exposureProps.prefault({ via: "ingress" }),

  /** Settings that the API reads when it starts. Changing one rolls the pods. */
  config: apiSettings,

  /** CPU and memory of one pod. @default requests 500m and 512Mi, limits 2 and 2Gi */
  resources: formats.resourcesOf({ cpu: "500m", memory: "512Mi" }, { cpu: "2", memory: "2Gi" }),

  /**
   * Memory of a pod that has loaded its models and serves nobody. The autoscaler can't tell it from load, so a request that
   * it nearly fills is warned of. Measure it: `kubectl top pods` after a start.
   *
   * @default 40Mi for each worker and once more, an estimate: 200Mi with 4 workers
   */
  idleMemory: formats.memoryQuantity.optional(),

  /** Autoscaled or fixed, never both. See `autoscaled()` and `fixed()`. */
  replicas: replicasProps,

  /** How a new version replaces the old one. */
  rollout: section({
    /** Pods above the desired number. @default 1 */
    maxSurge: formats.count(0, 1000).default(1),
    /** Pods below the desired number. @default 0 nobody notices a roll-out */
    maxUnavailable: formats.count(0, 1000).default(0),
  }),

  /** Pods on different nodes: where possible, or always. @default "preferred" */
  spread: formats.oneOf("preferred", "required").default("preferred"),

  /** Nodes that the pods prefer, by label. @default { key: "node-pool", value: "worker-high-memory" } */
  preferredNodes: z
    .strictObject({
      /** Key of the nodes' label. */
      key: formats.labelKey,
      /** Value of the nodes' label. */
      value: formats.labelValue,
    })
    .default({ key: "node-pool", value: "worker-high-memory" }),

  /** Where the API finds its models: in the image, on a volume, or in files of this repository. @default { source: "image" } */
  models: modelsProps.prefault({ source: "image" }),

  /**
   * How many pods a drain may take. Two at least stay, whatever the number of replicas; a number that had to stay would
   * let a drain take all the others of a large API at once.
   */
  disruptionBudget: section({
    /** Pods that a drain may take at once. Two of the fewest replicas must be left. @default 1 */
    maxUnavailable: formats.count(1, 5000).default(1),
  }),

  /** When the kubelet begins to ask, how often, and how long a start may take. */
  probes: section({
    /** A pod may load its models for this long before it is restarted. @default "5m" */
    startupBudget: formats.wholeSeconds("10s", "1h").default("5m"),
    /** When a pod that no longer answers is restarted. @default delay 30s, period 10s */
    liveness: section({
      /** From the start of the container to the first question. @default "30s" */
      delay: formats.wholeSeconds("1s", "1h").default("30s"),
      /** From one question to the next. @default "10s" */
      period: formats.wholeSeconds("1s", "10m").default("10s"),
    }),
    /** When a pod gets traffic. @default delay 10s, period 5s */
    readiness: section({
      /** From the start of the container to the first question. @default "10s" */
      delay: formats.wholeSeconds("1s", "1h").default("10s"),
      /** From one question to the next. @default "5s" */
      period: formats.wholeSeconds("1s", "10m").default("5s"),
    }),
  }),

  /** A pod that is told to stop goes on serving until nobody sends to it, then finishes what it has. */
  shutdown: section({
    /** Time for the endpoints to be gone everywhere before the process is told to stop. @default "10s" */
    pause: formats.wholeSeconds("1s", "10m").default("10s"),
    /**
     * Who counts the pause: `exec`, the image's own `/bin/sleep`, or `sleep`, the kubelet, for an image that has none.
     * The second needs Kubernetes 1.30; on an older one the image must bring a `sleep`.
     *
     * @default "exec" works from 1.28 on
     */
    preStop: formats.oneOf("exec", "sleep").default("exec"),
    /** The whole of the stop, pause included. Longer than pause and request timeout together. @default "60s" */
    gracePeriod: formats.wholeSeconds("1s", "1h").default("60s"),
  }),

  /** Size of the writable `/tmp`, in memory-backed scratch space that counts as the pod's memory. @default "64Mi" */
  scratch: formats.memoryQuantity.default("64Mi"),

  /**
   * Environment variables from the Secret `fingerprint-api-secrets`: variable to key.
   *
   * @default {} the API needs no secret
   */
  secretVariables: z.record(variableName, formats.secretKey).default({}),

  /**
   * More environment variables, in plain text: variable to value. Never what this program sets itself, and nothing secret.
   * A change rolls the pods.
   *
   * @default {}
   */
  env: z.record(plainVariableName, plainValue).default({}),

  /** Mounts the ServiceAccount's token, for an API that asks Kubernetes something itself. @default false */
  usesKubernetesApi: formats.flag.default(false),
});

export type Api = z.output<typeof apiProps>;
