import type { TestProject } from 'vitest/node';
import { startTestCloud } from '../../localstack/testCloud.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    cloud: {
      /** Where a local cloud answers AWS's own API. */
      endpoint: string;
      /** The platform's one address for people and programs: the web page, and /api behind it. */
      webUrl: string;
      /** The folder with what was deployed. */
      assembly: string;
      /** The cloud's own process; null where it runs elsewhere. */
      cloudPid: number | null;
      /** Access tokens of the two demo people, who belong to different organizations. */
      tokens: { ada: string; grace: string };
    };
  }
}

/** One deployment for all suites: started before the first test, gone after the last. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const cloud = await startTestCloud();
  project.provide('cloud', {
    endpoint: cloud.endpoint,
    webUrl: cloud.webUrl,
    assembly: cloud.assembly,
    cloudPid: cloud.cloudPid(),
    tokens: { ada: await cloud.token('ada@example.com'), grace: await cloud.token('grace@example.com') },
  });
  return () => cloud.stop();
};
