import { snapshotRepository } from "../../logging/elasticsearch/snapshots";
import { configMapFiles } from "../config-map";
import { overlays } from "../overlays";

/** The bootstrap Job's script and what it sends, by file name. */
export type BootstrapFiles = Readonly<Record<string, string>>;

/** What an environment with a shared volume sends in place of a bucket: the bucket's module is not published. */
const onVolume = snapshotRepository({ to: "volume", claim: "snapshots", schedule: "", keep: "1d" });

/** The bootstrap of every environment, in the order of their names, as `dist/` has it but for the bucket. */
export function bootstrapsInDist(): BootstrapFiles[] {
  return overlays().map(({ folder }) => {
    const files = configMapFiles(folder, "logging", "elasticsearch-bootstrap-files");
    const repository = /^call PUT '_snapshot\/[^']+' < \/bootstrap\/(\S+)$/m.exec(files["run.sh"] ?? "")?.[1];
    return repository === undefined ? files : { ...files, [repository]: JSON.stringify(onVolume) };
  });
}

/** How many requests a bootstrap makes. */
export function requestsOf(files: BootstrapFiles): number {
  return (files["run.sh"] ?? "").match(/\bcall PUT /g)?.length ?? 0;
}

/**
 * The first bootstrap that has such a file, with one text in it replaced.
 *
 * @param name what the file's name ends with
 * @throws where there is no such file or text: the mistake would be none
 */
export function withMistake(name: string, right: string, wrong: string): BootstrapFiles {
  for (const files of bootstrapsInDist())
    for (const [file, text] of Object.entries(files))
      if (file.endsWith(name) && text.includes(right))
        return { ...files, [file]: text.replace(right, wrong) };
  throw new Error(`no file of a bootstrap ends with ${name} and has ${right} in it`);
}
