import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** The errors of AWS that our code tells apart by their class. */
export const errorsToldApart = [
  'ConditionalCheckFailedException',
  'ExecutionAlreadyExists',
  'ExecutionDoesNotExist',
  'NoSuchKey',
  'TooManyRequestsException',
  'TransactionCanceledException',
];

interface Part {
  file: RegExp;
  without(source: string): string;
}

const registrationOfOthers = new RegExp(`^n0_registry\\.registerError\\((?!${errorsToldApart.join('|')}).*\\);$`, 'gm');
const constant = (source: string, name: string) => source.match(`const ${name} = (".*");`)?.[1];

/** Parts of libraries of which a bundler cannot tell that nothing uses them. */
const parts: readonly Part[] = [
  {
    file: /@aws-sdk\/client-[\w-]+\/dist-es\/schemas\/schemas_0\.js$/,
    // Every client registers the errors of all operations; one that is not registered comes with its name and message all the
    // same. And it describes all operations by objects with computed keys, which might have effects for all that a bundler knows.
    without: (source) =>
      source
        .replaceAll(registrationOfOthers, '')
        .replaceAll(/\[(_\w+)\]:/g, (key, name) => constant(source, name)?.concat(':') ?? key),
  },
  {
    file: /zod\/v4\/classic\/schemas\.js$/,
    // Every schema can write itself as JSON Schema, which is done when the API's description is made and never by a function.
    // And it minds values that hold themselves, which nothing does that was JSON.
    without: (source) =>
      source
        .replace('core.config({ memoizer: core.memoizer() });', ';')
        .replaceAll(/^ *inst\._zod\.processJSONSchema = .*;$/gm, '')
        .replace(
          /^import \{ (\w+), (\w+) \} from "\.\.\/core\/to-json-schema\.js";$/m,
          'const $1 = () => {}, $2 = $1;',
        ),
  },
  {
    file: /@aws-sdk\/client-[\w-]+\/package\.json$/,
    // A client tells its version to AWS.
    without: (source) => JSON.stringify({ version: JSON.parse(source).version }),
  },
  {
    file: /@aws-sdk\/endpoint-cache\/dist-es\/EndpointCache\.js$/,
    // For addresses that DynamoDB gives out, which we do not ask for.
    without: (source) =>
      source.replace(
        'import LRUCache from "mnemonist/lru-cache";',
        'class LRUCache extends Map { constructor() { super(); } }',
      ),
  },
  {
    file: /@smithy\/core\/dist-es\/submodules\/event-streams\/eventstream-serde\/EventStreamMarshaller\.js$/,
    // Clients make one when they start, for operations whose answer is a stream of events.
    without: () => 'export const eventStreamSerdeProvider = () => ({}); export class EventStreamMarshaller {}',
  },
  {
    file: /@smithy\/core\/dist-es\/submodules\/retry\/util-retry\/DefaultRateLimiter\.js$/,
    // For clients whose retries adapt, which ours do not.
    without: () =>
      'export class DefaultRateLimiter { constructor() { throw new Error("adaptive retries are left out"); } }',
  },
  {
    file: /@smithy\/core\/dist-es\/submodules\/checksum\/sha256\/Sha256Node\.js$/,
    // For a Node without cryptography.
    without: (source) =>
      source
        .replace('import { Sha256Js } from "./Sha256Js";', '')
        .replace('buildNativeClass() : Sha256Js', 'buildNativeClass() : null'),
  },
];

/** What libraries load on demand, which in a function never comes: a browser's name, streams of events within an answer. */
const neverLoaded = /^(bowser|@smithy\/core\/event-streams)$/;

/** Leaves out of bundles what libraries bring along and no function of ours can use. */
export const leaveOut: Plugin = {
  name: 'leave-out',
  setup: ({ onLoad, onResolve }) => {
    for (const { file, without } of parts) {
      onLoad({ filter: file }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        const contents = without(source);
        if (contents === source)
          throw new Error(`${path} has changed: nothing is found in it that was left out of bundles`);
        return { contents, loader: path.endsWith('.json') ? 'json' : 'js' };
      });
    }
    onResolve({ filter: neverLoaded }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    );
  },
};
