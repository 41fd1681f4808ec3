import { quote, renderTemplate } from "../../../logging/logstash/render-template";

test("names are filled in, and sections stand where they have something to say", () => {
  const template =
    'a {\n  {{#tls}}\n  key => "{{file}}"\n  {{/tls}}\n  {{#names}}\n  {{.}}\n  {{/names}}\n}\n';
  expect(renderTemplate(template, { tls: { file: "k" }, names: ["x", "y"] })).toBe(
    'a {\n  key => "k"\n  x\n  y\n}\n',
  );
  expect(renderTemplate(template, { tls: false, names: [] })).toBe("a {\n}\n");
});

test.each([
  ["a name that is not there", "{{prot}}", { port: 1 }, "there is no {{prot}}"],
  ["one that is not there in a section", "{{#a}}{{c}}{{/a}}", { a: { b: 1 } }, "there is no {{c}}"],
  ["one that nothing uses", "{{port}}", { port: 1, prot: 2 }, "nothing uses {{prot}}"],
  ["text that would end the quotes around it", '"{{to}}"', { to: 'a" b' }, "can't hold quotes"],
  ["text of two lines", '"{{to}}"', { to: "a\nb" }, "can't hold quotes or line breaks"],
])("%s is refused", (_, template, view, message) => {
  expect(() => renderTemplate(template, view)).toThrow(message);
});

test("an expression is quoted by the quotes that it has not", () => {
  expect(quote("a'b")).toBe(`"a'b"`);
  expect(quote('a"b')).toBe(`'a"b'`);
  expect(() => quote(`"'`)).toThrow("can't hold quotes");
});
