/** XML parts as a stream of events. Names come without their namespace prefix, so that strict and transitional files read alike. */
import { SaxesParser } from 'saxes';
import { WorkbookError } from './workbookError.ts';

export type Attributes = Readonly<Record<string, string | undefined>>;

export interface XmlHandlers {
  open(name: string, attributes: Attributes): void;
  /** All character data since the last tag, if any; called before `open` and `close`. */
  text?(text: string): void;
  close?(name: string): void;
}

const maximumDepth = 1000;
/** Bytes decoded at a time: a whole part as one string would double the memory. */
const blockSize = 1 << 18;

const withoutPrefix = (name: string) => {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
};

/** An attribute that has a namespace, such as `r:id`, whatever its prefix. */
export function qualified(attributes: Attributes, local: string): string | undefined {
  for (const name in attributes) if (name.endsWith(`:${local}`)) return attributes[name];
  return undefined;
}

export const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true' || value === 'on';

/** `_x000D_` stands for a character that XML cannot hold, `_x005F_` for the underscore of a literal `_x000D_`. */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text;
  return text
    .replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .toWellFormed();
}

/** Throws `WorkbookError` malformed-xml; a document type declaration counts as malformed, since no workbook needs one. */
export function readXml(bytes: Uint8Array, part: string, handlers: XmlHandlers): void {
  const parser = new SaxesParser({ position: false, xmlns: false });
  const malformed = (detail: string) =>
    new WorkbookError(
      'malformed-xml',
      `${part} is damaged: ${detail}. Open the file in Excel and save it again.`,
      part,
    );
  let depth = 0;
  let text = '';
  const takeText = () => {
    if (text === '') return;
    handlers.text?.(text);
    text = '';
  };
  parser.on('error', (error) => {
    throw malformed(error.message);
  });
  parser.on('doctype', () => {
    throw malformed('it holds a document type declaration');
  });
  if (handlers.text) {
    parser.on('text', (more) => {
      text += more;
    });
    parser.on('cdata', (more) => {
      text += more;
    });
  }
  parser.on('opentag', (tag) => {
    if (++depth > maximumDepth) throw malformed(`its elements are nested more than ${maximumDepth} deep`);
    takeText();
    handlers.open(withoutPrefix(tag.name), tag.attributes);
  });
  parser.on('closetag', (tag) => {
    depth--;
    takeText();
    handlers.close?.(withoutPrefix(tag.name));
  });
  const decoder = new TextDecoder(encodingOf(bytes), { fatal: true });
  try {
    for (let at = 0; at < bytes.length; at += blockSize) {
      parser.write(decoder.decode(bytes.subarray(at, at + blockSize), { stream: true }));
    }
    parser.write(decoder.decode()).close();
  } catch (error) {
    if (error instanceof WorkbookError) throw error;
    if (error instanceof TypeError) throw malformed('it is not valid text');
    throw error;
  }
}

const encodingOf = ([first, second]: Uint8Array) =>
  (first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)
    ? 'utf-16le'
    : first === 0xfe && second === 0xff
      ? 'utf-16be'
      : 'utf-8';
