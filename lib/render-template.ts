import { readFileSync } from "node:fs";
import Mustache from "mustache";
import { load } from "js-yaml";
import { messageOf } from "./message-of";
import { toYaml } from "./yaml";

/** Remembers the templates that it has read: every environment fills in the same. */
const writer = new Mustache.Writer();

/** What a template names. False leaves a section out; an object or a list fills it. */
export type TemplateView = Readonly<Record<string, unknown>>;

/** Looks names up as Mustache does, takes none that is not there, and remembers those of the view that were asked for. */
class StrictContext extends Mustache.Context {
  constructor(
    view: unknown,
    readonly asked = new Set<string>(),
    private readonly tags = ["{{", "}}"],
    parent?: StrictContext,
  ) {
    super(view, parent);
  }

  override push(view: unknown): StrictContext {
    return new StrictContext(view, this.asked, this.tags, this);
  }

  override lookup(name: string): unknown {
    const value: unknown = super.lookup(name);
    if (value === undefined) throw new Error(`there is no ${this.tags.join(name)}`);
    this.asked.add(name.split(".")[0] ?? name);
    return value;
  }
}

function inFile<T>(file: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new Error(`${file}: ${messageOf(error)}`, { cause: error });
  }
}

/**
 * A file of this repository that is a Mustache template, filled in: `{{name}}` by what `written` makes of the value,
 * `{{&name}}` as it is, `{{#name}}` and `{{^name}}` for what is there only sometimes or several times.
 *
 * @throws naming the file, where it names what the view has not, or never what it has
 */
export function renderFile(file: string, view: TemplateView, written: (value: unknown) => string): string {
  return inFile(file, () => {
    const context = new StrictContext(view);
    const text = writer.render(readFileSync(file, "utf8"), context, undefined, { escape: written });
    const unused = Object.keys(view).filter((name) => !context.asked.has(name));
    if (unused.length > 0) throw new Error(`nothing uses ${unused.map((name) => `{{${name}}}`).join(", ")}`);
    return text;
  });
}

/** What a YAML file of this repository says. A placeholder is a whole value: a text, a number or a list. */
export function renderYaml(file: string, view: TemplateView = {}): Record<string, unknown> {
  return load(renderFile(file, view, JSON.stringify)) as Record<string, unknown>;
}

/** A YAML file of this repository as its program reads it: filled in, and with more settings at its end. */
export function renderConfig(
  file: string,
  view: TemplateView,
  more?: Readonly<Record<string, unknown>>,
): string {
  const settings = renderYaml(file, view);
  return toYaml(more ? { ...settings, ...more } : settings);
}

/** Placeholders of files whose texts hold `{{ … }}` for whoever reads them later. */
const tags: [string, string] = ["<%", "%>"];

const read = new Map<string, string>();

/** A text or a number: nothing else can stand within a text. */
function scalar(value: unknown): string | number {
  if (typeof value === "string" || typeof value === "number") return value;
  throw new Error(`can't stand in a text: ${JSON.stringify(value)}`);
}

/**
 * What a YAML file of this repository says, with `<%name%>` filled in within its texts. It need not ask for all of the
 * view. One that is a whole value stays what it is, such as a number.
 */
export function fillYaml(file: string, view: TemplateView): unknown {
  return inFile(file, () => {
    const document = read.get(file) ?? JSON.stringify(load(readFileSync(file, "utf8")));
    read.set(file, document);
    const context = new StrictContext(view, undefined, tags);
    return JSON.parse(document, (_, value: unknown): unknown => {
      if (typeof value !== "string" || !value.includes(tags[0])) return value;
      const [, whole] = /^<%([\w.]+)%>$/.exec(value) ?? [];
      if (whole !== undefined) return scalar(context.lookup(whole));
      return writer.render(value, context, undefined, { tags, escape: (part) => String(scalar(part)) });
    }) as unknown;
  });
}
