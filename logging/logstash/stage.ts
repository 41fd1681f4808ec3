/** A field as Logstash refers to it: `[status]`, `[kubernetes][pod][name]`, `[@metadata][id]`. */
export type FieldReference = `[${string}]`;

/** What a stage asks before it acts. */
export type Condition =
  | { readonly has: FieldReference }
  | { readonly lacks: FieldReference }
  | { readonly field: FieldReference; readonly is: string | number | readonly string[] }
  | { readonly field: FieldReference; readonly atLeast: number }
  /** An Oniguruma expression. It never matches what is not text, so it also tells text from numbers and objects. */
  | { readonly field: FieldReference; readonly matches: string }
  | { readonly tagged: string }
  | { readonly all: readonly [Condition, Condition, ...Condition[]] }
  | { readonly any: readonly [Condition, Condition, ...Condition[]] };

/** Every stage may say why it is there; the reason becomes a comment in the `.conf`. */
interface Reasoned {
  readonly why?: string;
}

/** Reads fields out of text. The first pattern that matches wins; one that does not leaves the event as it was. */
export interface GrokStage extends Reasoned {
  readonly stage: "grok";
  readonly field: FieldReference;
  /** Grok patterns, anchored at the beginning. */
  readonly patterns: readonly [string, ...string[]];
  /** Named expressions that the patterns use. Stock patterns are not used: what is tested here is all there is. */
  readonly definitions: Readonly<Record<string, string>>;
  /** Fields that a capture replaces; any other existing field would become a list. @default [] */
  readonly overwrite?: readonly FieldReference[];
}

/** Parses the JSON object in a text field. What is no JSON stays as it is. */
export interface JsonStage extends Reasoned {
  readonly stage: "json";
  readonly source: FieldReference;
  readonly target: FieldReference;
}

/**
 * One kind of change. Logstash applies the kinds within one `mutate` in an
 * order of its own, so a stage holds one kind only.
 */
export interface MutateStage extends Reasoned {
  readonly stage: "mutate";
  readonly change:
    | { readonly rename: Readonly<Record<FieldReference, FieldReference>> }
    | { readonly replace: Readonly<Record<FieldReference, string>> }
    | { readonly copy: Readonly<Record<FieldReference, FieldReference>> }
    | { readonly uppercase: readonly FieldReference[] }
    | { readonly remove: readonly FieldReference[] }
    | { readonly removeTags: readonly string[] };
}

/** Sets `@timestamp`. A value that matches no format leaves it as it was and adds the tag. */
export interface DateStage extends Reasoned {
  readonly stage: "date";
  readonly field: FieldReference;
  readonly formats: readonly string[];
  readonly tagOnFailure: string;
}

/** A hash over fields. */
export interface FingerprintStage extends Reasoned {
  readonly stage: "fingerprint";
  readonly sources: readonly FieldReference[];
  readonly target: FieldReference;
}

/** Marks the events of a key that are more than `most` in a period. */
export interface ThrottleStage extends Reasoned {
  readonly stage: "throttle";
  /** Text with `%{[field]}`; events of one key are counted together. */
  readonly key: string;
  readonly most: number;
  readonly periodSeconds: number;
  /** Keys that are remembered at once. */
  readonly maxKeys: number;
  /** Set to "true" on each event too many. */
  readonly mark: FieldReference;
}

/** Takes an event out of the pipeline. */
export interface DropStage extends Reasoned {
  readonly stage: "drop";
}

/** The first branch whose condition holds is run. */
export interface ChoiceStage<S> extends Reasoned {
  readonly stage: "choose";
  readonly branches: readonly [Branch<S>, ...Branch<S>[]];
  readonly otherwise?: readonly S[];
}

export interface Branch<S> {
  readonly when: Condition;
  readonly then: readonly S[];
}

/** A step of a pipeline's filter section. */
export type FilterStage =
  | GrokStage
  | JsonStage
  | MutateStage
  | DateStage
  | FingerprintStage
  | ThrottleStage
  | DropStage
  | ChoiceStage<FilterStage>;

/** A setting of a plugin. Text may hold `${VARIABLE}`, read from the environment when Logstash starts. */
export type PluginValue =
  | string
  | number
  | boolean
  | readonly string[]
  | Readonly<Record<string, string | number | readonly string[]>>;

/** The settings of one input or output, as its own typed function makes them. */
export interface Plugin extends Reasoned {
  readonly plugin: InputName | OutputName;
  readonly settings: Readonly<Record<string, PluginValue>>;
}

/** The inputs that Logstash 8 has and this program uses. There is no `kubernetes` input. */
export type InputName = "beats" | "file" | "dead_letter_queue" | "pipeline";

export type OutputName = "elasticsearch" | "email" | "pipeline" | "stdout";

/** A step of a pipeline's output section. */
export type OutputStage = (Plugin & { readonly stage: "output" }) | ChoiceStage<OutputStage>;

/** One pipeline: a file `<id>.conf` and an entry of pipelines.yml. */
export interface Pipeline {
  readonly id: string;
  /** What the pipeline is for: the first lines of its file. */
  readonly purpose: string;
  readonly inputs: readonly Plugin[];
  readonly filters: readonly FilterStage[];
  readonly outputs: readonly OutputStage[];
}
