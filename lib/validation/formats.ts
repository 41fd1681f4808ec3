import { z } from "zod";
import { type CpuQuantity, type Duration, type MemoryQuantity, cores, seconds, toBytes } from "./quantity";

/**
 * A string format: the type catches what types can (a wrong unit does not
 * compile), the check catches the rest, and the remedy is what the user reads.
 */
function format<T extends string>(holds: (value: T) => boolean, remedy: string) {
  return z.custom<T>((value) => typeof value === "string" && holds(value as T), {
    error: remedy,
    abort: false,
  });
}

const matches = (pattern: RegExp) => (value: string) => pattern.test(value);

const label = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

/** CPU above zero: `"250m"` or `"2"`. */
export const cpuQuantity = format<CpuQuantity>(
  (value) => cores(value) > 0,
  'is no CPU quantity: write cores ("2", "0.5") or millicores ("250m"), above zero',
);

/** Memory or storage above zero, in binary units: `"512Mi"`. */
export const memoryQuantity = format<MemoryQuantity>(
  (value) => toBytes(value) > 0,
  'is no memory quantity: write a number and one of Ki, Mi, Gi, Ti, such as "512Mi"',
);

/** A duration above zero with one unit: `"30s"`, `"15d"`. */
export const duration = format<Duration>(
  (value) => seconds(value) > 0,
  'is no duration: write a whole number and one of ms, s, m, h, d, such as "30s"',
);

/** A duration that may also be none: `"0s"`. */
export const durationOrNone = format<Duration>(
  (value) => seconds(value) >= 0,
  'is no duration: write a whole number and one of ms, s, m, h, d, such as "30s", or "0s" for none',
);

/** A duration of whole seconds, for Kubernetes fields that count seconds. */
export const wholeSeconds = format<Duration>(
  (value) => Number.isInteger(seconds(value)) && seconds(value) > 0,
  'must be a whole number of seconds: write it as "30s", "5m" or "1h"',
);

/** A fully qualified DNS name in lower case, such as `fingerprint-api.example.com`. */
export const dnsName = format<string>(
  (value) => value.length <= 253 && matches(new RegExp(`^(${label}\\.)+${label}$`))(value),
  'is no DNS name: use lower-case labels joined by dots, such as "fingerprint-api.example.com"',
);

/** The name of a Kubernetes object that other names are derived from: one DNS label of at most 63 characters. */
export const resourceName = format<string>(
  matches(new RegExp(`^${label}$`)),
  "is no Kubernetes name: use at most 63 lower-case letters, digits and dashes, beginning and ending with a letter or digit",
);

/** The name of an existing object, which may hold dots, such as a StorageClass. */
export const objectName = format<string>(
  (value) => value.length <= 253 && matches(new RegExp(`^${label}(\\.${label})*$`))(value),
  "is no Kubernetes name: use lower-case letters, digits, dashes and dots",
);

/** A label's key, with an optional DNS prefix: `node-pool`, `topology.kubernetes.io/zone`. */
export const labelKey = format<string>(
  matches(new RegExp(`^(${label}(\\.${label})*/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$`)),
  'is no label key: use a name such as "node-pool", with an optional DNS prefix and a slash',
);

/** A label's value: at most 63 characters. */
export const labelValue = format<string>(
  matches(/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/),
  "is no label value: use at most 63 letters, digits, dashes, underscores and dots",
);

/** A map of labels. */
export const labels = z.record(labelKey, labelValue);

/** A container image with a tag or a digest. `latest` is refused: nobody can tell what it ran. */
export const imageReference = format<`${string}:${string}`>((value) => {
  const match =
    /^(?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::([\w][\w.-]{0,127}))?(?:@sha256:[a-f0-9]{64})?$/.exec(
      value,
    );
  return match !== null && (match[1] !== undefined || value.includes("@sha256:")) && match[1] !== "latest";
}, 'is no pinned image: name a tag other than "latest" or a digest, such as "fingerprint-api:1.0.0"');

/** A cron expression of five fields, as a CronJob takes it. */
export const cron = format<string>((value) => {
  const ranges = [
    [0, 59],
    [0, 23],
    [1, 31],
    [1, 12],
    [0, 7],
  ] as const;
  const fields = value.split(" ");
  return (
    fields.length === 5 &&
    fields.every((field, i) =>
      field.split(",").every((part) => {
        const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/([1-9]\d*))?$/.exec(part);
        if (!match) return false;
        const [low, high] = ranges[i] ?? [0, 0];
        const [from, to] = [Number(match[1] ?? low), Number(match[2] ?? match[1] ?? high)];
        return from >= low && to <= high && from <= to;
      }),
    )
  );
}, 'is no cron expression: write five fields (minute hour day month weekday), such as "30 1 * * *"');

/** An absolute http or https URL. */
export const url = format<`http${string}`>(
  (value) => /^https?:\/\/[^\s/]+/.test(value) && URL.canParse(value),
  'is no URL: write it in full, such as "https://grafana.example.com"',
);

/** An IPv4 or IPv6 range in CIDR notation. */
export const cidr = format<`${string}/${number}`>(
  (value) => z.cidrv4().safeParse(value).success || z.cidrv6().safeParse(value).success,
  'is no address range: write CIDR notation, such as "10.0.0.0/8"',
);

/** An e-mail address. */
export const emailAddress = format<`${string}@${string}`>(
  matches(/^[^\s@]+@[^\s@]+\.[^\s@]+$/),
  'is no e-mail address: write it as "on-call@example.com"',
);

/** A Slack channel with its sign: `"#fingerprint-critical"`. */
export const slackChannel = format<`#${string}`>(
  matches(/^#[a-z0-9._-]{1,80}$/),
  'is no Slack channel: write it with its sign, such as "#fingerprint-critical"',
);

/** An absolute path inside a container. */
export const absolutePath = format<`/${string}`>(
  matches(/^(\/[\w.-]+)+$/),
  'is no absolute path: begin it with a slash, such as "/models"',
);

/** Any text that is not empty. */
export const text = format<string>((value) => value.trim() !== "", "must not be empty");

/** A whole number of at least `least`. */
export const count = (least: number) =>
  z.int({ error: `must be a whole number, ${String(least)} or more` }).min(least, {
    error: `must be a whole number, ${String(least)} or more`,
  });

/** A TCP or UDP port. */
export const port = z
  .int({ error: "must be a port, from 1 to 65535" })
  .min(1, { error: "must be a port, from 1 to 65535" })
  .max(65535, { error: "must be a port, from 1 to 65535" });

/** A percentage from 1 to 100. */
export const percent = z
  .int({ error: "must be a whole percentage, from 1 to 100" })
  .min(1, { error: "must be a whole percentage, from 1 to 100" })
  .max(100, { error: "must be a whole percentage, from 1 to 100" });

/** True or false. */
export const flag = z.boolean({ error: "must be true or false" });

/** One word of a list. */
export function oneOf<const T extends readonly [string, ...string[]]>(...words: T) {
  return z.enum(words, { error: `must be one of: ${words.join(", ")}` });
}

/** CPU and memory, each with what is reserved and what is allowed. */
export const resources = z.strictObject({
  /** CPU in cores, or thousandths of one: `"250m"`. */
  cpu: z.strictObject({
    /** Reserved for the container; the scheduler counts it. */
    request: cpuQuantity,
    /** The container is throttled above it. */
    limit: cpuQuantity,
  }),
  /** Memory in binary units: `"512Mi"`. */
  memory: z.strictObject({
    /** Reserved for the container; the scheduler counts it. */
    request: memoryQuantity,
    /** The container is killed above it. */
    limit: memoryQuantity,
  }),
});

/** CPU and memory of one container. */
export type Resources = z.output<typeof resources>;

/** Storage that outlives its pod. */
export const storage = z.strictObject({
  /** Size of the volume. It can grow later, where the StorageClass allows it, but never shrink. */
  size: memoryQuantity,
  /**
   * StorageClass of the volume. Local or network block storage, no NFS.
   *
   * @default the cluster's default StorageClass
   */
  storageClass: objectName.optional(),
});

/** Size and class of a volume. */
export type Storage = z.output<typeof storage>;
