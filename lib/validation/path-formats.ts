import { existsSync, lstatSync, readdirSync, realpathSync } from "node:fs";
import { isAbsolute, join, relative, sep } from "node:path";
import { format } from "./format";

const repository = process.cwd();

/** True for the entries of a folder that a ConfigMap takes: plain files under names that are keys. */
const isConfigMapFile = (folder: string, name: string) =>
  lstatSync(join(folder, name)).isFile() && /^[-.\w]{1,253}$/.test(name);

/** A folder of the repository with nothing but files in it, as a ConfigMap can hold it. No link leads out of it. */
export const repositoryFolder = format<string>(
  "repositoryFolder",
  (value) => {
    if (isAbsolute(value) || !/^\w[\w.-]*(\/\w[\w.-]*)*$/.test(value)) return false;
    const folder = join(repository, value);
    if (!existsSync(folder) || !lstatSync(folder).isDirectory()) return false;
    const inside = relative(realpathSync(repository), realpathSync(folder));
    const isAsWritten = inside === value.split("/").join(sep);
    const files = readdirSync(folder);
    return isAsWritten && files.length > 0 && files.every((name) => isConfigMapFile(folder, name));
  },
  'is no folder with files of this repository: write its path from the repository\'s root, such as "models", with plain files in it and no links',
);

const isPlainPath = (value: string) => value.length <= 1024 && /^(\/[\w-][\w.-]*)+$/.test(value);

export const urlPath = format<`/${string}`>(
  "urlPath",
  isPlainPath,
  'is no path of a URL: begin with a slash, and use letters, digits and . _ - between slashes, such as "/metrics"',
);

/** Folders that images and the program itself have: a volume there would hide them, or be hidden. */
const takenFolders =
  /^\/(tmp|proc|sys|dev|etc|run|var\/run|usr|bin|sbin|lib|lib64|boot|root|app)(\/|$)|^\/var$/;

/** A path inside the API's container that nothing else takes. */
export const mountPath = format<`/${string}`>(
  "mountPath",
  (value) => isPlainPath(value) && !takenFolders.test(value),
  'is no path for a volume: write an absolute one without "..", outside of the system\'s folders and /tmp, such as "/models"',
);

/** Files below a folder of a pod's volume: their names may have wildcards, and no step leads back up. */
export const filesBelow = (folder: string) =>
  format<`/${string}`>(
    "filesBelow",
    (value) =>
      value.startsWith(folder) &&
      value.length <= 1024 &&
      /^(\/[\w*-][\w.*-]*)+$/.test(value.slice(folder.length)),
    `is no path on the pod's volume: write one below ${folder}, such as "${folder}/*.log"`,
  );
