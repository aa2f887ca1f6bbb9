import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readUpload } from './upload.ts';

const bytes = Buffer.from('PK\x03\x04 and so on');

const raw = (name: string, content: Buffer = bytes) =>
  readUpload({ contentType: 'application/octet-stream', bytes: content }, { 'x-file-name': name });

const json = (body: unknown) =>
  readUpload({ contentType: 'application/json', bytes: Buffer.from(JSON.stringify(body)) }, {});

const boundary = 'frontier';
const formOf = (...parts: { disposition: string; content: Buffer | string }[]): Buffer =>
  Buffer.concat([
    ...parts.flatMap(({ disposition, content }) => [
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`),
      Buffer.from(content),
      Buffer.from('\r\n'),
    ]),
    Buffer.from(`--${boundary}--\r\n`),
  ]);
const form = (content: Buffer, contentType = `multipart/form-data; boundary=${boundary}`) =>
  readUpload({ contentType, bytes: content }, {});

const codeOf = async (upload: ReturnType<typeof readUpload>) => {
  const result = await upload;
  return result.ok ? 'accepted' : result.error.code;
};

describe('an upload', () => {
  it('is the bytes and the name in the header', async () => {
    expect(await raw('Plan 2026.xlsx')).toEqual({ ok: true, value: { name: 'Plan 2026.xlsx', bytes } });
  });

  it('has a percent-encoded name decoded, and a plain percent sign kept', async () => {
    expect(await raw('Gr%C3%B6%C3%9Fe.xlsx')).toMatchObject({ value: { name: 'Größe.xlsx' } });
    expect(await raw('50% more.xlsx')).toMatchObject({ value: { name: '50% more.xlsx' } });
  });

  it('is the file of a form, with the name given there', async () => {
    const content = formOf({ disposition: 'name="file"; filename="Größe.xlsx"', content: bytes });

    expect(await form(content)).toEqual({ ok: true, value: { name: 'Größe.xlsx', bytes } });
  });

  it('is kept byte for byte in a form, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 3000 }), async (content) => {
        const result = await form(
          formOf({ disposition: 'name="file"; filename="a.xlsx"', content: Buffer.from(content) }),
        );

        expect(result.ok && 'bytes' in result.value && result.value.bytes.equals(content)).toBe(true);
      }),
      { numRuns: 100 },
    );
  });

  it('may be announced in JSON with name and size', async () => {
    expect(await json({ name: 'big.xlsx', size: 50_000_000 })).toEqual({
      ok: true,
      value: { name: 'big.xlsx', size: 50_000_000 },
    });
  });

  it.each([
    ['a control character', 'a\u0007.xlsx'],
    ['a line end', 'a\n.xlsx'],
    ['a character that turns the direction of text', 'a\u202excod.xlsx'],
    ['256 characters', 'x'.repeat(256)],
    ['a slash', 'a/b.xlsx'],
    ['a backslash', 'a\\b.xlsx'],
    ['a path upwards', '..'],
    ['half a character', 'a\ud800.xlsx'],
    ['nothing but spaces', '   '],
    ['nothing', ''],
  ])('is refused with %s in its name, whichever way it comes', async (_, name) => {
    const disposition = `name="file"; filename="${name.replace('\\', '\\\\')}"`;

    expect(await codeOf(json({ name, size: 1 }))).toBe('invalid-request');
    expect(await codeOf(raw(name))).toBe('invalid-request');
    // What cannot stand in a form's header makes the whole form malformed.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    if (!/[\n\u0007\ud800]|^$/.test(name)) {
      expect(await codeOf(form(formOf({ disposition, content: bytes })))).toBe('invalid-request');
    }
  });

  it('may have a name of 255 characters', async () => {
    expect(await codeOf(raw('x'.repeat(255)))).toBe('accepted');
  });

  it.each([
    ['size 0', { name: 'a.xlsx', size: 0 }, 'invalid-request'],
    ['a negative size', { name: 'a.xlsx', size: -1 }, 'invalid-request'],
    ['half a byte', { name: 'a.xlsx', size: 1.5 }, 'invalid-request'],
    ['no size', { name: 'a.xlsx' }, 'invalid-request'],
    ['a size in words', { name: 'a.xlsx', size: '1000' }, 'invalid-request'],
    ['no name', { size: 10 }, 'invalid-request'],
    ['a list', [], 'invalid-request'],
    ['null', null, 'invalid-request'],
    ['one byte more than 100 MiB', { name: 'a.xlsx', size: 100 * 1024 ** 2 + 1 }, 'file-too-large'],
    ['100 MiB', { name: 'a.xlsx', size: 100 * 1024 ** 2 }, 'accepted'],
  ])('announced with %s is answered with %s', async (_, body, code) => {
    expect(await codeOf(json(body))).toBe(code);
  });

  it('announced wrongly is told where', async () => {
    expect(await json({ name: 'a/b', size: 0 })).toMatchObject({
      error: { errors: [{ pointer: '/name' }, { pointer: '/size' }] },
    });
  });

  it.each([
    ['that is no JSON', '{ "name"', 'malformed-json'],
    ['that is no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'malformed-json'],
    ['that is empty', '', 'malformed-json'],
  ])('in JSON %s is refused', async (_, body, code) => {
    expect(
      await codeOf(readUpload({ contentType: 'application/json; charset=utf-8', bytes: Buffer.from(body) }, {})),
    ).toBe(code);
  });

  it.each([
    [
      'without a boundary',
      formOf({ disposition: 'name="file"; filename="a"', content: 'x' }),
      'multipart/form-data',
      'malformed-form',
    ],
    [
      'with another boundary',
      formOf({ disposition: 'name="file"; filename="a"', content: 'x' }),
      'multipart/form-data; boundary=other',
      'malformed-form',
    ],
    [
      'that breaks off in the file',
      formOf({ disposition: 'name="file"; filename="a"', content: 'x'.repeat(500) }).subarray(0, 300),
      undefined,
      'malformed-form',
    ],
    ['that is empty', Buffer.alloc(0), undefined, 'malformed-form'],
    ['without a file', formOf({ disposition: 'name="comment"', content: 'x' }), undefined, 'file-missing'],
    [
      'with the file under another name',
      formOf({ disposition: 'name="upload"; filename="a.xlsx"', content: 'x' }),
      undefined,
      'file-missing',
    ],
    [
      'with two files',
      formOf(
        { disposition: 'name="file"; filename="a"', content: 'x' },
        { disposition: 'name="file"; filename="b"', content: 'y' },
      ),
      undefined,
      'malformed-form',
    ],
    [
      'with an empty file',
      formOf({ disposition: 'name="file"; filename="a.xlsx"', content: '' }),
      undefined,
      'invalid-request',
    ],
  ])('in a form %s is refused', async (_, content, contentType, code) => {
    expect(await codeOf(form(content, contentType))).toBe(code);
  });

  it('may say who will see it, whichever way it comes', async () => {
    const of = async (upload: ReturnType<typeof readUpload>) => {
      const result = await upload;
      return result.ok ? result.value.visibility : result.error.errors;
    };
    const sent = (visibility: string) => ({
      headers: readUpload(
        { contentType: 'application/octet-stream', bytes },
        { 'x-file-name': 'a.xlsx', 'x-file-visibility': visibility },
      ),
      form: form(
        formOf(
          { disposition: 'name="file"; filename="a.xlsx"', content: bytes },
          { disposition: 'name="visibility"', content: visibility },
        ),
      ),
      json: json({ name: 'a.xlsx', size: 1, visibility }),
    });
    const [fine, wrong] = [sent('private'), sent('public')];
    const mistake = (pointer: string) => [{ pointer, detail: 'visibility is "shared" or "private"' }];

    expect([await of(fine.headers), await of(fine.form), await of(fine.json)]).toEqual([
      'private',
      'private',
      'private',
    ]);
    expect(await of(wrong.headers)).toEqual(mistake('header:x-file-visibility'));
    expect(await of(wrong.form)).toEqual(mistake('/visibility'));
    expect(await of(wrong.json)).toEqual(mistake('/visibility'));
  });

  it('without bytes is refused', async () => {
    expect(await codeOf(raw('a.xlsx', Buffer.alloc(0)))).toBe('invalid-request');
  });

  it('with a field that there is not is refused: misspelt, what was to be private would be shared', async () => {
    const inForm = form(
      formOf(
        { disposition: 'name="file"; filename="a.xlsx"', content: bytes },
        { disposition: 'name="visibilty"', content: 'private' },
      ),
    );
    const inJson = json({ name: 'a.xlsx', size: 1, visibilty: 'private' });

    for (const upload of [inForm, inJson])
      expect(await upload).toEqual({
        ok: false,
        error: {
          code: 'invalid-request',
          detail: 'The request has a mistake: there is no field "visibilty" here. Did you mean visibility?',
          errors: [{ pointer: '/visibilty', detail: 'there is no field "visibilty" here. Did you mean visibility?' }],
        },
      });
  });

  it.each(['', 'text/plain', 'application/xml', 'application/octet-stream', 'multipart/mixed'])(
    'with the media type "%s" and no name is refused as such',
    async (contentType) => {
      expect(await codeOf(readUpload({ contentType, bytes }, {}))).toBe('unsupported-media-type');
    },
  );

  it('is answered, whatever comes as a form', async () => {
    const whole = formOf({ disposition: 'name="file"; filename="a.xlsx"', content: bytes });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length),
        fc.nat(whole.length),
        fc.uint8Array({ maxLength: 20 }),
        async (from, to, put) => {
          const result = await form(Buffer.concat([whole.subarray(0, from), put, whole.subarray(to)]));

          if (!result.ok) expect(result.error.detail).not.toBe('');
        },
      ),
      { numRuns: 300 },
    );
  });
});
