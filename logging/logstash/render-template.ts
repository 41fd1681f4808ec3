import Mustache from "mustache";

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

/** Text inside double quotes. Logstash's language has no escapes, so a quote would end it. */
function quotable(value: unknown): string {
  const text = String(value);
  if (/["\n\r]/.test(text)) throw new Error(`text can't hold quotes or line breaks: ${text}`);
  return text;
}

/**
 * Text in quotes of its own: `"`, or `'` where it holds the others.
 *
 * @throws where it holds both kinds, or a line break
 */
export function quote(text: string): string {
  return text.includes('"') && !/['\n\r]/.test(text) ? `'${text}'` : `"${quotable(text)}"`;
}

/**
 * Fills a Mustache template: `{{name}}` inside quotes, `{{&name}}` for what is quoted already, `{{#name}}` and `{{^name}}` for
 * what is there only sometimes or several times.
 *
 * @throws where the template names what the view has not, or never what it has
 */
export function renderTemplate(template: string, view: TemplateView): string {
  const asked = new Set<string>();
  const text = new Mustache.Writer().render(template, new StrictContext(view, asked), undefined, {
    escape: quotable,
  });
  const unused = Object.keys(view).filter((name) => !asked.has(name));
  if (unused.length > 0) throw new Error(`nothing uses ${unused.map((name) => `{{${name}}}`).join(", ")}`);
  return text;
}
