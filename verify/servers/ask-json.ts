import { type RequestOptions, request } from "node:https";
import { text } from "node:stream/consumers";

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, any>>;
}

/** Asks a server over HTTPS. Rejects where none answers; a status that stands for a failure is an answer. */
export function askJson(options: RequestOptions, body = ""): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(options, (response) => {
      text(response)
        .then((said) => {
          resolve({ status: response.statusCode ?? 0, body: said === "" ? {} : JSON.parse(said) });
        })
        .catch(reject);
    })
      .on("error", reject)
      .end(body);
  });
}
