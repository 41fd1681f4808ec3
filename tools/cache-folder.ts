import { homedir } from "node:os";
import { join } from "node:path";

/** A path in this project's part of the user's cache: `$XDG_CACHE_HOME/fingerprint-deploy`, by default under `~/.cache`. */
export function cacheFolder(...parts: string[]): string {
  const base = process.env["XDG_CACHE_HOME"];
  // The specification of XDG_CACHE_HOME says that a relative path is to be ignored.
  return join(base?.startsWith("/") ? base : join(homedir(), ".cache"), "fingerprint-deploy", ...parts);
}
