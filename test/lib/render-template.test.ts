import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { renderTemplate, renderYaml } from "../../lib/render-template";
import { quotable } from "../../logging/logstash/quote";

test("names are filled in, and sections stand where they have something to say", () => {
  const template =
    'a {\n  {{#tls}}\n  key => "{{file}}"\n  {{/tls}}\n  {{#names}}\n  {{.}}\n  {{/names}}\n}\n';
  expect(renderTemplate(template, { tls: { file: "k" }, names: ["x", "y"] }, String)).toBe(
    'a {\n  key => "k"\n  x\n  y\n}\n',
  );
  expect(renderTemplate(template, { tls: false, names: [] }, String)).toBe("a {\n}\n");
});

test("what is put into YAML is what was meant, whatever stands in it", () => {
  const file = join(mkdtempSync(join(tmpdir(), "template-")), "file.yml");
  writeFileSync(file, "text: {{text}}\nlist: {{list}}\nport: {{port}}\n");
  const view = { text: "no # comment: \"{ [ & * !\n- ' % @ `", list: ["*", "{{x}}", "yes"], port: 80 };
  expect(renderYaml(file, view)).toEqual(view);
});

test.each([
  ["a name that is not there", "{{prot}}", { port: 1 }, "there is no {{prot}}"],
  ["one that is not there in a section", "{{#a}}{{c}}{{/a}}", { a: { b: 1 } }, "there is no {{c}}"],
  ["one that nothing uses", "{{port}}", { port: 1, prot: 2 }, "nothing uses {{prot}}"],
  ["text that would end the quotes around it", '"{{to}}"', { to: 'a" b' }, "can't hold quotes"],
  ["text of two lines", '"{{to}}"', { to: "a\nb" }, "can't hold quotes or line breaks"],
])("%s is refused", (_, template, view, message) => {
  expect(() => renderTemplate(template, view, quotable)).toThrow(message);
});
