import { readFileSync } from "node:fs";
import { relative } from "node:path";
import Mustache from "mustache";
import { load } from "js-yaml";
import { messageOf } from "./message-of";

/** Remembers the templates that it has read: every environment fills in the same. */
const writer = new Mustache.Writer();

/** What a template names. False leaves a section out; an object or a list fills it. */
export type TemplateView = Readonly<Record<string, unknown>>;

/** Looks names up as Mustache does, takes none that is not there, and remembers those of the view that were asked for. */
class StrictContext extends Mustache.Context {
  constructor(
    view: unknown,
    private readonly asked: Set<string>,
    parent?: StrictContext,
  ) {
    super(view, parent);
  }

  override push(view: unknown): StrictContext {
    return new StrictContext(view, this.asked, this);
  }

  override lookup(name: string): unknown {
    const value: unknown = super.lookup(name);
    if (value === undefined) throw new Error(`there is no {{${name}}}`);
    this.asked.add(name.split(".")[0] ?? name);
    return value;
  }
}

/**
 * Fills a Mustache template: `{{name}}` by what `written` makes of the value, `{{&name}}` as it is, `{{#name}}` and
 * `{{^name}}` for what is there only sometimes or several times.
 *
 * @throws where the template names what the view has not, or never what it has
 */
export function renderTemplate(
  template: string,
  view: TemplateView,
  written: (value: unknown) => string,
): string {
  const asked = new Set<string>();
  const text = writer.render(template, new StrictContext(view, asked), undefined, {
    escape: written,
  });
  const unused = Object.keys(view).filter((name) => !asked.has(name));
  if (unused.length > 0) throw new Error(`nothing uses ${unused.map((name) => `{{${name}}}`).join(", ")}`);
  return text;
}

/** A file of this repository with its placeholders filled in. Errors name the file. */
export function renderFile(file: string, view: TemplateView, written: (value: unknown) => string): string {
  try {
    return renderTemplate(readFileSync(file, "utf8"), view, written);
  } catch (error) {
    throw new Error(`${relative(process.cwd(), file)}: ${messageOf(error)}`, { cause: error });
  }
}

/** What a YAML file of this repository says. A placeholder is a whole value: a text, a number or a list. */
export function renderYaml(file: string, view: TemplateView = {}): Record<string, unknown> {
  return load(renderFile(file, view, JSON.stringify)) as Record<string, unknown>;
}
