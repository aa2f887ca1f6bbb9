/** Control characters, and those that turn the direction of text and so can hide an ending. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const invisible = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

/** Whether a name shows what it is. */
export const isPrintable = (name: string): boolean => name.isWellFormed() && !invisible.test(name);
