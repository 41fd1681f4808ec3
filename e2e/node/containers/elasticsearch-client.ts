import { readFileSync } from "node:fs";
import { request } from "node:https";

export interface ElasticsearchAccess {
  /** Address, such as `https://elasticsearch:9200`. */
  readonly url: string;
  readonly user: string;
  readonly password: string;

  /** File with the authority of its certificate. */
  readonly authority: string;
}

/** Asks Elasticsearch, whose certificate has to be of the authority and for its name. */
export async function askElasticsearch(
  { url, user, password, authority }: ElasticsearchAccess,
  method: string,
  path: string,
  body = "",
): Promise<{ readonly status: number; readonly body: any }> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${url}/${path}`,
      {
        method,
        auth: `${user}:${password}`,
        // Read anew, since certificates are renewed.
        ca: readFileSync(authority),
        headers: { "Content-Type": "application/x-ndjson", "Content-Length": Buffer.byteLength(body) },
        timeout: 20_000,
      },
      (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (piece: string) => (text += piece));
        response.on("end", () => {
          resolve({ status: response.statusCode ?? 0, body: text === "" ? undefined : JSON.parse(text) });
        });
      },
    );
    asked.on("error", reject);
    asked.on("timeout", () => asked.destroy(new Error("no answer in 20 s")));
    asked.end(body);
  });
}
