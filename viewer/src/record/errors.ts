/**
 * The two sorts of refusal that docs/formats/record.md tells apart.
 *
 *     RecordError
 *     ├── FormatError         malformed: the bytes are no value of the format at all
 *     └── VerificationError   false: well formed, and what it claims does not hold
 *
 * A message is a template with `{names}`; the values stand beside it, so that a sentence can be
 * said in another language.
 */

export type Values = Readonly<Record<string, string | number>>;

export class RecordError extends Error {
  readonly template: string;
  readonly values: Values;

  constructor(template: string, values: Values = {}, options?: ErrorOptions) {
    super(fill(template, values), options);
    this.name = new.target.name;
    this.template = template;
    this.values = values;
  }
}

export class FormatError extends RecordError {}

export class VerificationError extends RecordError {}

/** Put values into a template; a name without a value stays as it is. */
export function fill(template: string, values: Values): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
