import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../operations/root";

/** How a secret becomes an argument, which every process of the machine and the shell's history can read. */
const leaks: readonly RegExp[] = [
  /--from-literal\b/,
  /\bkubectl\b.*\bpatch (secret|%s).*\s(-p|--patch)[ =']/,
  /\bkubectl\b.*\s--token[ =]/,
  /\bcurl\b.*\s(-\w*u|--user)[ ='"]/,
  /(-H|--header)[ =]['"]?(authorization|x-api-key|cookie)\b/i,
  /\s--?(password|passwd|passphrase)[ =]/i,
  /\s-p ?['"]?(\$\{?\w*pass|pass)/i,
  /\bpass(in|out)? pass:/,
  /\bhtpasswd\s+-\w*b/,
  /^(?!.*<<).*\b(es|curl) .*"password\\?"\s*:/,
  /["'](-u|--user|--password)["'], (?!["']-)/,
  /\w:\/\/[^/\s:@'"]+:[^/\s@]+@/,
];

/** Lines as a shell reads them, of everything that people or machines run. */
const lines = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\0")
  .filter((file) => /\.(sh|md|ya?ml|ts|tsv|conf)$|^\.ci\/|^deploy/.test(file))
  .filter((file) => !/^(test|dist|imports|verify\/props)\//.test(file) && existsSync(join(root, file)))
  .flatMap((file) =>
    readFileSync(join(root, file), "utf8")
      .replaceAll(/ *\\\n\s*/g, " ")
      .split("\n")
      .map((line) => ({ file, line: line.trim() })),
  );

const leak = ({ line }: { readonly line: string }) => leaks.some((pattern) => pattern.test(line));

test("no script, document or remedy gives a secret as an argument", () => {
  expect(new Set(lines.map(({ file }) => file)).size).toBeGreaterThan(300);
  expect(lines.filter(leak)).toEqual([]);
});

test.each([
  'kubectl create secret generic grafana -n grafana --from-literal=admin-password="$(openssl rand -hex 16)"',
  `kubectl patch secret grafana -n grafana --type merge -p '{"stringData":{"a":"b"}}'`,
  `printf 'kubectl patch %s %s --namespace %s --type merge --patch'`,
  "kubectl get pods --token=$TOKEN",
  "curl -sSu elastic:changeme https://localhost:9200",
  "curl --header 'Authorization: Bearer x' https://localhost",
  "elasticsearch-users useradd ada --password changeme",
  "mysql -u grafana -p$PASSWORD",
  "openssl rsa -passin pass:changeme -in key.pem",
  "htpasswd -nb ada changeme",
  `es PUT _security/user/ada "{\\"password\\": \\"$PASSWORD\\"}"`,
  'spawn("curl", ["--user", credentials])',
  "https://ada:changeme@registry.example.com/v2/",
])("%s is noticed", (line) => {
  expect(leak({ line })).toBe(true);
});

test.each([
  "kubectl create secret generic grafana -n grafana --from-env-file=/dev/stdin <<VALUES",
  `es PUT "_security/user/$NAME" @- <<< "{\\"password\\": \\"$PASSWORD\\"}"`,
  `kubectl patch hpa/fingerprint-api-hpa -n fingerprint --type=merge -p '{"spec":{"minReplicas":10}}'`,
  "curl --silent --config <(credentials) https://localhost:9200",
])("%s is no leak", (line) => {
  expect(leak({ line })).toBe(false);
});
