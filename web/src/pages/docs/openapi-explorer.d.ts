import type { DetailedHTMLProps, HTMLAttributes } from 'react';

/** The parts of the component's interface that the page uses: it comes without types. */
export interface OpenApiExplorer extends HTMLElement {
  setAuthenticationConfiguration(scheme: string, credentials: { token: string }): Promise<void>;
}

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'openapi-explorer': DetailedHTMLProps<HTMLAttributes<OpenApiExplorer>, OpenApiExplorer> &
        Record<`${string}-${string}`, string | boolean | undefined>;
    }
  }
}
