import { z } from "zod";
import { format, label, matches } from "./format";
import { type CpuQuantity, type Duration, type MemoryQuantity, cores, seconds, toBytes } from "./quantity";

export { listOf, section, variants } from "./format";
export * from "./network-formats";
export * from "./path-formats";

/** CPU from a millicore to 1024 cores: `"250m"` or `"2"`. */
const cpuQuantity = format<CpuQuantity>(
  "cpuQuantity",
  (value) => cores(value) >= 0.001 && cores(value) <= 1024 && /^\d+(\.\d{1,3}|m)?$/.test(value),
  'is no CPU quantity: write cores ("2", "0.5") or millicores ("250m"), from 1m to 1024',
);

/** Memory from 1Mi to 24Ti, in binary units: `"512Mi"`. */
export const memoryQuantity = format<MemoryQuantity>(
  "memoryQuantity",
  (value) => isBytesBetween(value, "1Mi", "24Ti"),
  'is no memory quantity: write a number and one of Ki, Mi, Gi, Ti, from 1Mi to 24Ti, such as "512Mi"',
);

/** The size of a volume, from 100Mi to 64Ti: `"50Gi"`. */
export const volumeSize = format<MemoryQuantity>(
  "volumeSize",
  (value) => isBytesBetween(value, "100Mi", "64Ti"),
  'is no size of a volume: write a number and one of Mi, Gi, Ti, from 100Mi to 64Ti, such as "50Gi"',
);

function isBytesBetween(value: string, least: MemoryQuantity, most: MemoryQuantity): boolean {
  const bytes = toBytes(value);
  return Number.isInteger(bytes) && bytes >= toBytes(least) && bytes <= toBytes(most);
}

/** A duration with one unit, within bounds that make sense for the prop: `"30s"`, `"15d"`. */
export const duration = (least: Duration, most: Duration) =>
  format<Duration>(
    "duration",
    (value) => seconds(value) >= seconds(least) && seconds(value) <= seconds(most),
    `is no duration that fits here: write a whole number and one of ms, s, m, h, d, from "${least}" to "${most}"`,
  );

/** A duration of whole seconds, for fields that count seconds. */
export const wholeSeconds = (least: Duration, most: Duration) =>
  format<Duration>(
    "wholeSeconds",
    (value) =>
      Number.isInteger(seconds(value)) && seconds(value) >= seconds(least) && seconds(value) <= seconds(most),
    `must be a whole number of seconds, from "${least}" to "${most}": write it as "30s", "5m" or "1h"`,
  );

/** The name of a Kubernetes object that other names are derived from: one DNS label of at most 63 characters. */
export const resourceName = format<string>(
  "resourceName",
  matches(new RegExp(`^${label}$`)),
  "is no Kubernetes name: use at most 63 lower-case letters, digits and dashes, beginning and ending with a letter or digit",
);

/** The name of an existing object, which may hold dots, such as a StorageClass. */
export const objectName = format<string>(
  "objectName",
  (value) => value.length <= 253 && matches(new RegExp(`^${label}(\\.${label})*$`))(value),
  "is no Kubernetes name: use lower-case letters, digits, dashes and dots",
);

/** A kubectl context, as cloud providers name them: `production`, `arn:aws:eks:eu-west-1:123456789012:cluster/production`. */
export const contextName = format<string>(
  "contextName",
  matches(/^[A-Za-z0-9][\w.:/@+-]{0,252}$/),
  'is no name of a kubectl context: use letters, digits and . _ : / @ + -, such as "production"',
);

/** What Kubernetes calls an object by for as long as it lives: `"0f3c6a52-8f0e-4a6c-9d8e-2b1f5c7a9e10"`. */
export const objectUid = format<string>(
  "objectUid",
  matches(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
  "is no UID of a Kubernetes object: write what kubectl get namespace kube-system --output=jsonpath='{.metadata.uid}' prints",
);

const isLabelKey = (value: string) =>
  value.replace(/\/.*$/, "").length <= 253 &&
  new RegExp(`^(${label}(\\.${label})*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$`).test(value);

/** A label's key, with an optional DNS prefix: `node-pool`, `topology.kubernetes.io/zone`. */
export const labelKey = format<string>(
  "labelKey",
  isLabelKey,
  'is no label key: use a name such as "node-pool", with an optional DNS prefix and a slash',
);

/**
 * Keys that say what an object is, who may do what with it, or that this program sets itself: an environment's
 * labels and annotations would reach every object, and override them.
 */
const reservedKey =
  /^((.+\.)?(kubernetes\.io|k8s\.io|cert-manager\.io|prometheus\.io|fluxcd\.io|argoproj\.io)\/|([a-z-]+\.)?fingerprint\/|checksum\/|(environment|cluster)$)/;

/** What YAML may read as a number, a truth or nothing: kustomize writes keys without quotes, and fails over them. */
const noTextInYaml = /^([\d]|(true|false|null|yes|no|on|off|y|n)$)/i;

/** A key that an environment may put on every object. */
export const ownKey = format<string>(
  "ownKey",
  (value) =>
    isLabelKey(value) && !reservedKey.test(value) && (value.includes("/") || !noTextInYaml.test(value)),
  'is no key of your own: use a name such as "team", beginning with a letter, or "example.com/team". What Kubernetes and its add-ons read (kubernetes.io/…) and what this program sets (environment, cluster) can\'t be overridden',
);

export const labelValue = format<string>(
  "labelValue",
  matches(/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/),
  "is no label value: use at most 63 letters, digits, dashes, underscores and dots",
);

/** Labels that select pods: none would select all of them. */
export const podLabels = z.record(labelKey, labelValue).refine((value) => Object.keys(value).length > 0, {
  error: "must name at least one label: none would select every pod of the namespace",
});

/**
 * One line of text. What a shell, a template or a substitution would read as its own is no text: `${…}`, `$(…)`, `{{…}}`.
 */
const isPlainLine = (value: string) =>
  value.trim() === value && value.length <= 1024 && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]|\$[({]|\{\{/u.test(value);

export const text = format<string>(
  "text",
  (value) => value !== "" && isPlainLine(value),
  "must be one line of text, not empty, without ${…}, $(…) and {{…}}",
);

export const textOrNone = format<string>(
  "textOrNone",
  isPlainLine,
  "must be one line of text, without ${…}, $(…) and {{…}}",
);

export const secretKey = format<string>(
  "secretKey",
  (value) => /^[-._a-zA-Z0-9]{1,253}$/.test(value) && !value.startsWith("..") && value !== ".",
  "is no key of a Secret: use letters, digits, dashes, underscores and dots",
);

export const secretPrefix = format<string>(
  "secretPrefix",
  (value) => value.length <= 512 && /^(\w[\w.-]*(\/\w[\w.-]*)*\/?)?$/.test(value),
  'is no prefix of names in a store: write what stands before each name, such as "production/" or "production-", or ""',
);

function wholeNumber(least: number, most: number, error: string) {
  // No z.int(): what it refuses ends the reading of all other props.
  return z.number({ error }).multipleOf(1, { error }).min(least, { error }).max(most, { error });
}

export const count = (least: number, most = 10_000) =>
  wholeNumber(least, most, `must be a whole number, from ${String(least)} to ${String(most)}`);

/** A number that need not be whole, such as a share of 1. */
export function decimal(least: number, most: number) {
  const error = `must be a number, from ${String(least)} to ${String(most)}`;
  return z.number({ error }).min(least, { error }).max(most, { error }).meta({ format: "decimal" });
}

export const port = wholeNumber(1, 65535, "must be a port, from 1 to 65535");

export const percent = (most = 100) =>
  wholeNumber(1, most, `must be a whole percentage, from 1 to ${String(most)}`);

export const flag = z.boolean({ error: "must be true or false" });

export function oneOf<const T extends readonly [string, ...string[]]>(...words: T) {
  return z.enum(words, { error: `must be one of: ${words.join(", ")}` });
}

/** Kubernetes refuses a pod that reserves more than it is allowed. */
const withinLimit =
  (measure: (quantity: string) => number) =>
  ({ request, limit }: { readonly request: string; readonly limit: string }, context: z.RefinementCtx) => {
    if (measure(request) <= measure(limit)) return;
    const message = `is more than the limit of ${limit}: lower it, or raise the limit`;
    context.addIssue({ code: "custom", path: ["request"], message });
  };

/** Where both are quantities: what is none has been told already. */
const wellFormed = { when: ({ issues }: z.core.ParsePayload) => issues.length === 0 };

/** CPU and memory, each with what is reserved and what is allowed. */
const resources = z.strictObject({
  /** CPU in cores, or thousandths of one: `"250m"`. */
  cpu: z
    .strictObject({
      /** Reserved for the container; the scheduler counts it. */
      request: cpuQuantity,
      /** The container is throttled above it. */
      limit: cpuQuantity,
    })
    .superRefine(withinLimit(cores), wellFormed),
  /** Memory in binary units: `"512Mi"`. */
  memory: z
    .strictObject({
      /** Reserved for the container; the scheduler counts it. */
      request: memoryQuantity,
      /** The container is killed above it. */
      limit: memoryQuantity,
    })
    .superRefine(withinLimit(toBytes), wellFormed),
});

export type Resources = z.output<typeof resources>;

type Share = Readonly<{ cpu: CpuQuantity; memory: MemoryQuantity }>;

/** The same with a default: what is reserved, and what is allowed. */
export const resourcesOf = (requests: Share, limits: Share) =>
  resources.default({
    cpu: { request: requests.cpu, limit: limits.cpu },
    memory: { request: requests.memory, limit: limits.memory },
  });

/** Storage that outlives its pod. */
export const storage = z.strictObject({
  /** Size of the volume. It can grow later, where the StorageClass allows it, but never shrink. */
  size: volumeSize,
  /** StorageClass of the volume. Local or network block storage, no NFS. @default the cluster's default StorageClass */
  storageClass: objectName.optional(),
});

export type Storage = z.output<typeof storage>;
