/** What every server of the page tells browsers besides the page: this one, and CloudFront (infra/constructs/WebSite.ts). */

/** Everything else is an address of the page's own router. */
export const fileAddress = /\.\w+$/;

/**
 * The page's Content-Security-Policy: it runs no code but its own files', and nobody shows it in a frame.
 * @param connectsTo origins besides this one and those with TLS that it may ask
 */
export const contentSecurityPolicy = (connectsTo: readonly string[] = []): string =>
  Object.entries({
    'default-src': "'none'",
    // The engine's previews of distributions are compiled to WebAssembly, which is not eval.
    'script-src': "'self' 'wasm-unsafe-eval'",
    // The charts' tooltips carry their styles in attributes.
    'style-src': "'self' 'unsafe-inline'",
    'img-src': "'self' data: blob:",
    'font-src': "'self' data:",
    // The issuers of organizations and the addresses of S3 are known when the page runs, not before.
    'connect-src': ["'self'", 'https:', ...connectsTo].join(' '),
    'base-uri': "'none'",
    'form-action': "'self'",
    'frame-ancestors': "'none'",
  })
    .map((directive) => directive.join(' '))
    .join('; ');
