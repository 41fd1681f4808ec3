import groups from "./groups.json";

/** Programs that one folder of pins gives: a Go module of its own, or a `requirements.txt` with hashes. */
export interface ToolGroup {
  /** The Go module that the programs belong to; the folder's `go.mod` says its version. */
  readonly go?: string;

  /** Or the package of Python that they come in; the folder's `requirements.txt` says its version. */
  readonly python?: string;

  /**
   * The programs, as tool name → Go package, or file inside of what Python installs: `""` is its folder, for `PYTHONPATH`.
   * A tool name that ends with the group's version (`kubectl-1.28`) gives a program named without it (`kubectl`).
   */
  readonly tools: Readonly<Record<string, string>>;

  /** Go build tags. Without most service discoveries Prometheus is quicker to build, without snapshotters containerd needs no C. */
  readonly tags?: readonly string[];

  /**
   * Files that a package embeds and its published module lacks, because a release builds them first (a web
   * interface): package path and file name → text. They have to exist for the package to compile.
   */
  readonly missingFiles?: Readonly<Record<string, string>>;

  /** What the linker writes into the program, so that it reports its real version: full variable name → value. */
  readonly variables?: Readonly<Record<string, string>>;
}

type Groups = typeof groups;

export type ToolGroupName = keyof Groups;

/** What `toolPath` and `installTools` take: `kubectl`, `kubectl-1.28`, `promtool` … */
export type ToolName = { [G in ToolGroupName]: keyof Groups[G]["tools"] }[ToolGroupName];

/** Every group by the name of its folder beside this file: the dependencies of different groups clash, so each has its own. */
export const toolGroups: Readonly<Record<ToolGroupName, ToolGroup>> = groups;
