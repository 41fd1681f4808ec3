import { isIP } from "node:net";
import { z } from "zod";
import { format, label, matches } from "./format";

const isDnsName = (value: string) =>
  value.length <= 253 && new RegExp(`^(${label}\\.)+[a-z]([-a-z0-9]{0,61}[a-z0-9])?$`).test(value);

/** A fully qualified DNS name in lower case, such as `fingerprint-api.example.com`. An address is none. */
export const dnsName = format<string>(
  "dnsName",
  isDnsName,
  'is no DNS name: use lower-case labels joined by dots, such as "fingerprint-api.example.com"',
);

export const hostAndPort = format<`${string}:${number}`>(
  "hostAndPort",
  (value) => {
    const [, host = "", port = "0"] = /^([^:]+):([1-9]\d{0,4})$/.exec(value) ?? [];
    return (isDnsName(host) || isIP(host) === 4) && Number(port) <= 65535;
  },
  'is no host and port: write a full name or an IPv4 address, and a port, such as "postgres.example.com:9187"',
);

/** The parts of a URL that is written without anything that a script, a template or a proxy would read otherwise. */
function plainUrl(value: string): { readonly pathname: string } | undefined {
  if (!/^https?:\/\/[a-z0-9.:-]+(\/[\w.~%/-]*)?$/.test(value) || !URL.canParse(value)) return undefined;
  const { hostname, pathname } = new URL(value);
  const isHost = isDnsName(hostname) || new RegExp(`^${label}$`).test(hostname);
  // What the parser would resolve, such as "..", is not what somebody meant.
  const isAsWritten = pathname === (value.replace(/^https?:\/\/[^/]+/, "") || "/");
  return isHost && !isIP(hostname) && isAsWritten ? { pathname } : undefined;
}

export const url = format<`http${string}`>(
  "url",
  (value) => plainUrl(value) !== undefined,
  'is no plain URL: write scheme, host and path, without user, query or fragment, such as "https://git.example.com/runbooks"',
);

/** The http or https URL of a site: no path, since the program behind it serves from its root. */
export const siteUrl = format<`http${string}`>(
  "siteUrl",
  (value) => plainUrl(value)?.pathname === "/",
  'is no URL of a site: write scheme and host without a path, such as "https://grafana.example.com"',
);

const inBits = (numbers: readonly string[], base: number, width: number) =>
  numbers.map((one) => parseInt(one, base).toString(2).padStart(width, "0")).join("");

/** The 128 bits of an IPv6 address, or the 32 of an IPv4 address. */
function bitsOf(address: string): string {
  if (isIP(address) === 4) return inBits(address.split("."), 10, 8);
  // As URLs write it: in lower case, without an IPv4 address at its end.
  const sides = new URL(`http://[${address}]`).hostname.slice(1, -1).split("::");
  const [before = [], after = []] = sides.map((side) => side.split(":").filter((group) => group !== ""));
  const between = Array<string>(8 - before.length - after.length).fill("0");
  return inBits([...before, ...between, ...after], 16, 16);
}

/** An IPv4 or IPv6 range in CIDR notation that is no larger than any network somebody owns: `10.0.0.0/8`, `fc00::/7`. */
export const cidr = format<`${string}/${number}`>(
  "cidr",
  (value) => {
    if (!z.cidrv4().safeParse(value).success && !z.cidrv6().safeParse(value).success) return false;
    const [address = "", prefix = ""] = value.split("/");
    const length = Number(prefix);
    const hostBits = bitsOf(address).slice(length);
    return length >= (isIP(address) === 4 ? 8 : 7) && !hostBits.includes("1");
  },
  'is no address range: write the first address of a network and its length, /8 or longer, such as "10.0.0.0/8"',
);

export const emailAddress = format<`${string}@${string}`>(
  "emailAddress",
  (value) => value.length <= 254 && z.email().safeParse(value).success,
  'is no e-mail address: write it as "on-call@example.com"',
);

export const slackChannel = format<`#${string}`>(
  "slackChannel",
  matches(/^#[a-z0-9][a-z0-9._-]{0,79}$/),
  'is no Slack channel: write it with its sign, such as "#fingerprint-critical"',
);

export const loginName = format<string>(
  "loginName",
  matches(/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/),
  "is no login name: use letters, digits and . _ @ + -, and no spaces",
);

export const bucketName = format<string>(
  "bucketName",
  (value) =>
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(value) &&
    !/\.\.|\.-|-\.|^xn--|^sthree-|-s3alias$|--ol-s3$/.test(value) &&
    !isIP(value),
  'is no bucket: use 3 to 63 lower-case letters, digits, dashes and dots, such as "fingerprint-logs-production"',
);

export const bucketPath = format<string>(
  "bucketPath",
  matches(/^(?=.{1,512}$)(?!.*\.\.)\w[\w.-]*(\/\w[\w.-]*){0,15}$/),
  'is no path within a bucket: write folders without a slash at either end, such as "logs/elasticsearch"',
);

export const regionName = format<string>(
  "regionName",
  matches(/^[a-z0-9]{1,32}(-[a-z0-9]{1,32}){0,5}$/),
  'is no region: use lower-case letters, digits and dashes, such as "us-east-1"',
);

const hostLabel = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";
const imageHost = String.raw`${hostLabel}(?:\.${hostLabel})*(?::(\d{1,5}))?`;
const imagePart = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`;

const imagePattern = new RegExp(
  String.raw`^((?:${imageHost}/)?${imagePart}(?:/${imagePart})*)(?::(\w[\w.-]{0,127}))?(?:@sha256:[a-f0-9]{64})?$`,
);

/** A container image with a tag or a digest, in the grammar of registries. `latest` is refused: nobody can tell what it ran. */
export const imageReference = format<`${string}:${string}`>(
  "imageReference",
  (value) => {
    const [, repository = "", port = "443", tag] = imagePattern.exec(value) ?? [];
    return (
      repository !== "" &&
      repository.length <= 255 &&
      Number(port) >= 1 &&
      Number(port) <= 65535 &&
      (tag === undefined ? value.includes("@sha256:") : tag !== "latest")
    );
  },
  'is no pinned image: name a tag other than "latest" or a digest, such as "fingerprint-api:1.0.0"',
);
