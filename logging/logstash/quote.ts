/** Text inside double quotes. Logstash's language has no escapes, so a quote would end it. */
export function quotable(value: unknown): string {
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
