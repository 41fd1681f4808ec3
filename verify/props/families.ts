/** What belongs to a kind of value: what it takes, at its edges too, and what it has to refuse. */
export interface Family {
  readonly takes: readonly unknown[];
  /** Mistakes that people make with this kind, beside those that are wrong for any. */
  readonly refuses: readonly unknown[];
  /** Which of what is wrong for most kinds is right for this one. @default none */
  readonly alsoTakes?: RegExp;
  /** Values of other kinds that it takes. @default none */
  readonly alsoKinds?: readonly string[];
}

const long = (length: number) => "a".repeat(length);
const yamlScalars = ["0o17", "1e3", "null", "yes", "0x1f", "12345"];

/** By the format's name, as the schema tells it. */
export const families: Readonly<Record<string, Family>> = {
  cpuQuantity: {
    takes: ["250m", "1m", "1024", "0.5"],
    refuses: [
      "0",
      "0m",
      "1025",
      "0.0005",
      "-1",
      "2 cores",
      "1e3",
      "m",
      "1_000",
      "0x10",
      "99999999999999999999",
    ],
  },
  memoryQuantity: {
    takes: ["512Mi", "1Mi", "24Ti", "1.5Gi"],
    refuses: ["512M1", "512M", "512", "1Ki", "25Ti", "0Mi", "1.0000001Mi", "1e3Mi", "Mi", "99999999999999Ti"],
  },
  volumeSize: {
    takes: ["50Gi", "100Mi", "64Ti"],
    refuses: ["1Ki", "99Mi", "65Ti", "50GB", "50", "-50Gi", "99999999999999Ti", "100.0000001Mi"],
  },
  duration: {
    takes: ["7d"],
    refuses: ["30", "1h30m", "-5s", "1.5h", "30 s", "5y", "999999999999d", "s"],
  },
  wholeSeconds: { takes: ["60s"], refuses: ["500ms", "1500ms", "30", "1000000d", "-1s", "1_0s"] },
  dnsName: {
    takes: ["fingerprint-api.example.com", "a.b", "xn--bcher-kva.example", `${long(63)}.example.com`],
    refuses: [
      "localhost",
      "10.0.0.1",
      "UPPER.example.com",
      "a..b",
      "-a.example.com",
      "under_score.example.com",
      "https://a.b",
      "a.b/",
      "a.b.",
      "*.example.com",
      "a.example.com:443",
      `${long(64)}.b`,
      `${`${long(60)}.`.repeat(5)}com`,
    ],
  },
  url: {
    takes: ["https://git.example.com/runbooks", "http://a:1/b", "https://a.example.com"],
    refuses: [
      "grafana.example.com",
      "ftp://a",
      "https://",
      "https://user:password@a.example.com",
      "https://a.example.com/?q=1",
      "https://a.example.com/#x",
      "https://a.example.com/../x",
      "https://a.example.com:99999",
      "javascript:alert(1)",
      "https://10.0.0.1",
      "https://a.example.com/`id`",
    ],
  },
  siteUrl: {
    takes: [
      "https://grafana.example.com",
      "https://grafana.example.com/",
      "http://minio.storage.example:9000",
    ],
    refuses: [
      "https://grafana.example.com/grafana",
      "https://user@a.example.com",
      "grafana.example.com",
      "https://a b",
    ],
  },
  cidr: {
    takes: ["10.20.0.0/16", "10.0.0.0/8", "192.0.2.1/32", "2001:db8::/32", "fc00::/7"],
    refuses: [
      "10.0.0.0",
      "10.0.0.0/33",
      "300.0.0.0/8",
      "10.0.0.1/8",
      "0.0.0.0/0",
      "0.0.0.0/1",
      "::/0",
      "2001:db8::1/32",
    ],
  },
  emailAddress: {
    takes: ["on-call@example.com", "first.last+tag@mail.example.com"],
    refuses: [
      "on-call",
      "@example.com",
      "a@b",
      "a b@example.com",
      "a@example.com,b@example.com",
      "A <a@example.com>",
    ],
  },
  slackChannel: {
    takes: ["#fingerprint-critical", "#a"],
    refuses: ["fingerprint", "#", "#A", "# a", `#${long(81)}`],
  },
  loginName: { takes: ["alerts@example.com", "grafana"], refuses: ["-x", "a;b", long(129)] },
  bucketName: {
    takes: ["fingerprint-logs", "a.b", long(63)],
    refuses: ["ab", "A-bucket", "a..b", "10.0.0.1", "xn--a", "-abc", "abc-", long(64), "s3://abc"],
  },
  bucketPath: { takes: ["elasticsearch", "logs/production"], refuses: ["/logs", "logs/", "a/../b", "a//b"] },
  regionName: { takes: ["eu-west-1", "garage"], refuses: ["EU-WEST-1", "eu west", "-eu", "eu-"] },
  imageReference: {
    takes: [
      "fingerprint-api:2.0.0",
      "registry.example.com:5000/team/api:v1",
      `api@sha256:${"0".repeat(64)}`,
      `registry.example.com/api:1.0@sha256:${"a".repeat(64)}`,
      `api:${long(128)}`,
    ],
    refuses: [
      "fingerprint-api",
      "fingerprint-api:latest",
      "registry.example.com:5000/api",
      "registry.example.com:99999/api:1",
      "API:1",
      "a:b:c",
      "api:",
      "a//b:1",
      "https://a/b:1",
      `api:${long(129)}`,
      `${long(256)}:1`,
      "api@sha256:0123",
    ],
  },
  resourceName: {
    takes: ["a", "fingerprint-api", long(63), ...yamlScalars],
    refuses: ["A", "a.b", "-a", "a-", long(64)],
  },
  objectName: { takes: ["gp3", "a.b", long(63), "1e3"], refuses: ["A", "a..b", long(254), "-a"] },
  contextName: {
    takes: [
      "production",
      "arn:aws:eks:eu-west-1:123456789012:cluster/production",
      "kubernetes-admin@kubernetes",
    ],
    refuses: ["--all", "a\tb", "a b", "a;b", "a\u2028b", long(254)],
  },
  labelKey: {
    takes: ["node-pool", "topology.kubernetes.io/zone"],
    refuses: ["/zone", "a/b/c", "a b", `${long(254)}/a`, long(64)],
  },
  ownKey: {
    takes: ["team", "example.com/team", "criticality"],
    refuses: [
      "app.kubernetes.io/name",
      "app.kubernetes.io/part-of",
      "app.kubernetes.io/managed-by",
      "pod-security.kubernetes.io/enforce",
      "kubernetes.io/metadata.name",
      "nginx.ingress.kubernetes.io/auth-url",
      "cert-manager.io/cluster-issuer",
      "prometheus.io/scrape",
      "hardening-exception.fingerprint/pod",
      "kustomize.toolkit.fluxcd.io/prune",
      "argocd.argoproj.io/sync-options",
      "environment",
      "cluster",
      "/a",
      "a b",
    ],
  },
  labelValue: {
    takes: ["", "true", "v1.2", "1_000", long(63), ...yamlScalars],
    refuses: ["a b", "-a", "a.", long(64)],
    alsoTakes: /^$/,
  },
  text: {
    takes: ["staging", "Ünicode, and more"],
    refuses: [" a", "a ", long(1025)],
    alsoTakes: /^[^\p{Cc}\p{Cf}${}]+$/u,
  },
  textOrNone: {
    takes: ["", "call the team"],
    refuses: [" a", long(1025)],
    alsoTakes: /^[^\p{Cc}\p{Cf}${}]*$/u,
  },
  secretPrefix: {
    takes: ["", "production/", "a/b/", "team-"],
    refuses: ["/a", "a//b", "a b"],
    alsoTakes: /^$/,
  },
  mountPath: {
    takes: ["/models", "/var/lib/models"],
    refuses: [
      "models",
      "/",
      "/a/",
      "/a b",
      "/tmp",
      "/tmp/models",
      "/etc",
      "/a/../etc",
      "/./a",
      "/proc/self",
      "/var/run/secrets",
    ],
  },
  filesBelow: {
    takes: ["/usr/share/logstash/data/import/*.log"],
    refuses: [
      "/etc/passwd",
      "/usr/share/logstash/data/import/../../config",
      "/usr/share/logstash/data/queue/*",
      "*.log",
    ],
  },
  repositoryFolder: {
    takes: ["verify/variants/tiny-models"],
    refuses: [
      "../../secrets",
      "/etc",
      "no/such/folder",
      "lib",
      "README.md",
      "verify/../verify/variants/tiny-models",
      ".",
    ],
  },
  quartzSchedule: {
    takes: ["0 30 1 * * ?", "0 0/15 * ? * MON-FRI", "0 0 2 L * ? 2030", "0 0 9,17 ? JAN-MAR 2"],
    refuses: [
      "30 1 * * *",
      "0 30 1 * * *",
      "0 60 1 * * ?",
      "0 0 24 * * ?",
      "0 30 1 ? * ?",
      "0 30 1 * * ? 1900",
      "@daily",
      "0 0 1 5-1 * ?",
    ],
  },
  variableName: {
    takes: ["SIGNING_KEY", "_A1"],
    refuses: ["1A", "a", "A-B", "LOG_LEVEL", "PATH", long(129).toUpperCase()],
  },
  secretKey: { takes: ["signing-key", "tls.crt"], refuses: ["a b", "..", ".", "a/b", long(254)] },
  logField: { takes: ["message"], refuses: ["no.such.field"] },
  luceneQuery: {
    takes: ["message: error", '"a phrase" AND status: [500 TO 599]'],
    refuses: ['"open', "(open", "[1 TO 2", "a AND", "OR b"],
    alsoTakes: /^[^\p{Cc}\p{Cf}${}/"]+$/u,
  },
  settingValue: {
    takes: ["any text", 5, true, ["a", "b"]],
    refuses: [null, [1], Number.NaN, "${es.password}"],
    alsoTakes: /^[^\p{Cc}\p{Cf}${}]+$/u,
    alsoKinds: ["number", "boolean", "list"],
  },
  settingName: { takes: ["xpack.reporting.roles.enabled"], refuses: ["Xpack", "a..b", "a b", "a: b"] },
};

const cyclic: Record<string, unknown> = {};
cyclic["itself"] = cyclic;

/** Wrong wherever text of some format is meant. */
export const wrongTexts: readonly string[] = [
  "",
  " ",
  "!",
  "%",
  "a\nb",
  "a\r\nb: c",
  "a\tb",
  "a\u0000b",
  "a\u001b[31m",
  "a\u202eb",
  "fingerprint-\u0430pi",
  "../../etc/passwd",
  "${HOME}",
  "$(id)",
  "`id`",
  "{{ .Values.x }}",
  "{{`x`}}",
  "a'b",
  'a"b',
  "a; rm -rf /",
  "--flag=x",
  "a".repeat(5000),
];

/** Wrong wherever something else is meant: by its kind. */
export const wrongKinds: readonly (readonly [kind: string, value: unknown])[] = [
  ["text", "five"],
  ["number", 42],
  ["number", Number.NaN],
  ["number", Number.POSITIVE_INFINITY],
  ["number", 0.5],
  ["boolean", true],
  ["null", null],
  ["object", {}],
  ["list", []],
  ["function", () => 1],
  ["bigint", 10n],
  ["symbol", Symbol("x")],
  ["object", cyclic],
  ["object", new Date(0)],
  ["object", new Map()],
];
