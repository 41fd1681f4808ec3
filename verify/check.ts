import type { ToolName } from "../tools/tool-groups";

/** Something that is proved about what this repository synthesizes, by running a real program over it. */
export interface Check {
  /** Name that `--only` takes and the report prints: the file's name. */
  readonly name: string;

  /** What is known once it passes, in one line, for `--help`. */
  readonly proves: string;

  /** Programs that it runs, installed before it starts; `toolPath(name)` then gives their paths. */
  readonly needs: readonly ToolName[];

  /** Whether it runs only where `--only` names it, as each night: it takes minutes of a whole machine. @default false */
  readonly nightly?: boolean;

  /** Does the check. Resolves to what was measured, in one line; rejects with every fault it found. */
  readonly run: () => Promise<string>;

  /**
   * Inputs with one mistake each, which the check has to refuse: what shows that it can fail at all.
   * They run every time, after the check itself.
   */
  readonly mistakes: readonly [SeededMistake, ...SeededMistake[]];

  /** Ends what `run` left running for the mistakes. It is called after the last of them, also when `run` rejected. @default nothing is left */
  readonly end?: () => Promise<void>;
}

/** A seeded mistake: what is wrong, how it is refused, and what tries it. */
export const mistake = (
  what: string,
  refusedWith: RegExp,
  attempt: SeededMistake["attempt"],
): SeededMistake => ({ mistake: what, attempt, refusedWith });

/** One wrong input, and how the check is expected to refuse it. */
export interface SeededMistake {
  /** What is wrong with the input, to be read after "accepted": `an unknown field`. */
  readonly mistake: string;

  /** Runs the check's own code over the wrong input; it has to throw or reject. */
  readonly attempt: () => unknown;

  /** What the rejection's message has to contain, so that it is refused for that mistake and no other reason. */
  readonly refusedWith: RegExp;
}
