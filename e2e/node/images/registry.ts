import { createReadStream } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import { listen } from "../../../verify/servers/listen";
import { gateway } from "../addresses";
import { type ImageStore, manifestType } from "./image-store";
import type { Blob } from "./layer";

const port = 5000;

/** Where the nodes find the registry. */
export const registryAddress = `${gateway}:${port}`;

/**
 * Serves images read-only, under the names that they have where they are published: a mirror is told in `ns` which
 * registry it is asked for.
 */
export async function startRegistry(images: ImageStore): Promise<void> {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", `http://${registryAddress}`);
    const [, repository, kind, name] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(pathname) ?? [];
    if (pathname === "/v2/") response.writeHead(200).end("{}");
    else if (kind === "manifests") {
      const blob = images.manifest(`${searchParams.get("ns") ?? ""}/${repository}:${name}`, name ?? "");
      send(response, request.method, blob, manifestType);
    } else send(response, request.method, images.blob(name ?? ""), "application/octet-stream");
  });
  await listen(server, port, gateway);
}

function send(
  response: ServerResponse,
  method: string | undefined,
  blob: Blob | undefined,
  type: string,
): void {
  if (!blob) {
    response.writeHead(404, { "Content-Type": "application/json" }).end('{"errors":[]}');
    return;
  }
  response.writeHead(200, {
    "Content-Type": type,
    "Content-Length": blob.size,
    "Docker-Content-Digest": blob.digest,
  });
  if (method === "HEAD") response.end();
  else createReadStream(blob.file).pipe(response);
}
