import { numberToText, textToNumber } from './numberText.ts';
import { type ErrorValue, isError, type Scalar, valueError } from './value.ts';

/** A blank is 0, TRUE is 1, a text what VALUE makes of it, or #VALUE!. */
export function toNumber(value: Scalar): number | ErrorValue {
  switch (typeof value) {
    case 'number':
      return value;
    case 'string':
      return textToNumber(value) ?? valueError;
    case 'boolean':
      return value ? 1 : 0;
    default:
      return value ?? 0;
  }
}

export function toText(value: Scalar): string | ErrorValue {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return numberToText(value);
    case 'boolean':
      return value ? 'TRUE' : 'FALSE';
    default:
      return value ?? '';
  }
}

/** A blank is FALSE, a number other than 0 TRUE, the words TRUE and FALSE what they say; other text is #VALUE!. */
export function toLogical(value: Scalar): boolean | ErrorValue {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'number':
      return value !== 0;
    case 'string': {
      const lower = value.toLowerCase();
      return lower === 'true' ? true : lower === 'false' ? false : valueError;
    }
    default:
      return value ?? false;
  }
}

/** A text for people: errors by their name. */
export const describeScalar = (value: Scalar): string => {
  if (isError(value)) return value.error;
  const text = toText(value);
  return isError(text) ? text.error : text;
};
