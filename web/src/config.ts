import * as z from 'zod';

/** What /config.json says: written by the web server locally and by the deployment on AWS. */
export const pageConfig = z.object({
  issuer: z.url(),
  metadataUrl: z.url().optional(),
  clientId: z.string().min(1),
  scope: z.string().default('openid profile email'),
  resource: z.string().optional(),
  redirectUri: z.url().optional(),
  mode: z.enum(['local', 'cloud']).default('cloud'),
});
export type PageConfig = z.infer<typeof pageConfig>;

/** Throws an error that says what is wrong with the installation. */
export const loadConfig = async (fetchJson: typeof fetch = fetch): Promise<PageConfig> => {
  const response = await fetchJson('/config.json', { cache: 'no-store' });
  if (!response.ok) throw new Error(`/config.json answers ${response.status}. The page cannot know where to sign in.`);
  const parsed = pageConfig.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'the document'} (${issue.message})`);
  throw new Error(`/config.json is not as expected: ${wrong.join(', ')}.`);
};
