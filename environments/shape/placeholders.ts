import type { Fault } from "../../lib/validation/fault";
import type { Environment } from "./environment";

/** Names that are kept for documents and tests (RFC 2606): nobody can be reached by them. */
const reserved = /\bexample\.(com|net|org)\b|\.(example|invalid|test)(?=$|[:/])/;

/** An image whose first part is a host, such as `ghcr.io/acme/api:1.0.0`. */
const namesRegistry = /^(localhost|[^/]*[.:][^/]*)\//;

function textsIn(value: unknown, path: string): [path: string, text: string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const step = Array.isArray(value) ? `[${key}]` : path === "" ? key : `.${key}`;
    return textsIn(inner, path + step);
  });
}

/** Every value of an environment that only holds a place: it must be replaced before the environment can be applied. */
export function placeholdersOf(env: Environment) {
  const { image } = env.api;
  return [
    ...(namesRegistry.test(image)
      ? []
      : [{ path: "api.image", value: image, reason: "names no registry, so Docker Hub would be asked" }]),
    ...textsIn(env, "")
      .filter(([, text]) => reserved.test(text))
      .map(([path, value]) => ({ path, value, reason: "is a name that is kept for documents" })),
  ];
}

/** One warning that names all of an environment's placeholders; none where there are none. */
export function placeholderWarning(env: Environment): Fault[] {
  const all = placeholdersOf(env).map(({ path, value }) => `${path} = ${JSON.stringify(value)}`);
  if (all.length === 0) return [];
  const remedy = `holds placeholders, which deploy.sh refuses to apply: ${all.join(", ")}`;
  return [{ path: env.name, remedy, level: "warning" }];
}
