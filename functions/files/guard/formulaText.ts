/**
 * Counts the characters of a sheet's formulas as a reader spells them out. A shared formula stands once in the file
 * and counts for each cell that shares it: a megabyte can hold gigabytes of formulas that way.
 */
export interface FormulaText {
  /** An `<f>` begins; `attributes` is its tag's text after the name, empty for most. */
  begin(attributes: string): void;
  /** Bytes of its text. */
  add(bytes: number): void;
  end(): void;
  readonly isOpen: boolean;
  readonly characters: number;
  /** Whether an attribute is written as no program writes it, so that it cannot be told what it says. */
  readonly isObscure: boolean;
}

interface Shared {
  cells: number;
  longest: number;
}

export const formulaText = (): FormulaText => {
  const groups = new Map<string, Shared>();
  let open = false;
  let group: string | undefined;
  let text = 0;
  let characters = 0;
  let isObscure = false;

  return {
    begin(attributes) {
      open = true;
      text = 0;
      group = undefined;
      if (attributes === '') return;
      if (attributes.includes('&')) isObscure = true;
      if (/\bt\s*=\s*["']shared["']/.test(attributes)) group = /\bsi\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1];
    },
    add(bytes) {
      text += bytes;
    },
    end() {
      open = false;
      if (group === undefined) {
        characters += text;
        return;
      }
      const { cells, longest } = groups.get(group) ?? { cells: 0, longest: 0 };
      const now = { cells: cells + 1, longest: Math.max(longest, text) };
      groups.set(group, now);
      characters += now.cells * now.longest - cells * longest;
    },
    get isOpen() {
      return open;
    },
    get characters() {
      return characters;
    },
    get isObscure() {
      return isObscure;
    },
  };
};
