import { readFileSync } from "node:fs";
import { type Answer, askJson } from "../../../verify/servers/ask-json";

export interface ElasticsearchAccess {
  /** Address, such as `https://elasticsearch:9200`. */
  readonly url: string;
  readonly user: string;
  readonly password: string;

  /** File with the authority of its certificate. */
  readonly authority: string;
}

/** Asks Elasticsearch, whose certificate has to be of the authority and for its name. */
export function askElasticsearch(
  { url, user, password, authority }: ElasticsearchAccess,
  method: string,
  path: string,
  body?: string,
): Promise<Answer> {
  const { hostname, port } = new URL(url);
  const options = {
    ...{ method, hostname, port, path: `/${path}`, auth: `${user}:${password}` },
    // Read anew, since certificates are renewed.
    ca: readFileSync(authority),
    headers: { "Content-Type": "application/x-ndjson" },
    signal: AbortSignal.timeout(20_000),
  };
  return askJson(options, body);
}
