import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !/node_modules|\bdist\b/.test(entry.parentPath))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));

/** The top-level folders that a file's imports point to. */
const importedFolders = (file: string): string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import)\s*\(?['"](\.[^'"]+)['"]/g)].map(
    ([, path]) => relative(root, join(root, dirname(file), path ?? '')).split('/')[0] ?? '',
  );

const isTest = (file: string) => /\.(test|testkit)\.tsx?$/.test(file);

/** Imports point one way: which folders the code of a folder may use, apart from itself. */
const mayImport: Record<string, readonly string[]> = {
  engine: [],
  shared: ['engine'],
  events: ['shared', 'engine'],
  // Commands for whoever operates the platform; they find a local cloud as its own commands do.
  'events/operate': ['events', 'shared', 'localstack'],
  // Of docs, the API's description, which the gateway serves.
  functions: ['shared', 'events', 'engine', 'docs'],
  // As well, with the rules of their service.
  'functions/users/operate': ['functions', 'events', 'shared', 'engine', 'localstack'],
  web: ['engine', 'shared'],
  cli: ['engine'],
  openapi: ['functions', 'shared'],
  catalogue: ['events', 'functions', 'openapi'],
};

/** The innermost folder that a rule is about. */
const ruleFor = (file: string): string | undefined =>
  Object.keys(mayImport)
    .filter((folder) => file.startsWith(`${folder}/`))
    .toSorted((a, b) => b.length - a.length)[0];

describe('the tree', () => {
  it.each(Object.entries(mayImport))('%s imports only what it may', (folder, allowed) => {
    const wrong = sources(folder)
      .filter((file) => !isTest(file) && ruleFor(file) === folder)
      .flatMap((file) =>
        importedFolders(file)
          .filter((target) => target !== folder && !allowed.includes(target))
          .map((target) => `${file} imports ${target}/`),
      );

    expect(wrong).toEqual([]);
  });

  it('keeps services apart: none imports another', () => {
    const serviceOf = (file: string) => file.split('/')[1];
    // Whoever operates the platform looks into what all of them keep of an organization.
    const operates = (file: string) => file.startsWith('functions/users/operate/');
    const its = sources('functions').filter((file) => !operates(file));
    const wrong = its.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/from '(\.[^']+)'/g)]
        .map(([, path]) => relative(root, join(root, dirname(file), path ?? '')))
        .filter((target) => target.startsWith('functions/') && serviceOf(target) !== serviceOf(file))
        .map((target) => `${file} imports ${target}`),
    );

    expect(wrong).toEqual([]);
  });

  it('gives every service folder the same shape', () => {
    const services = readdirSync(join(root, 'functions'));
    const missing = services
      .filter((service) => service !== 'gateway')
      .flatMap((service) =>
        ['handler.ts', 'routes.ts', `${service}.ts`, 'store.ts']
          .filter((file) => !readdirSync(join(root, 'functions', service)).includes(file))
          .map((file) => `functions/${service}/${file}`),
      );

    expect(missing).toEqual([]);
  });
});
