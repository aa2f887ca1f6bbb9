import { createMockServer } from './mockServer.ts';

/**
 * The made-up API, to look at the page without a cloud: `PORT=9192 node web/mocks/serve.ts`, and the web server beside it
 * with SIMSHEET_API_URL=http://127.0.0.1:9192 SIMSHEET_ISSUER=http://127.0.0.1:9192 SIMSHEET_CLIENT_ID=page.
 */
const server = createMockServer(Number(process.env.PORT ?? 9192));
if (process.env.EMPTY) server.api.state.isEmpty = true;
if (process.env.POLLS) server.api.state.pollsToComplete = Number(process.env.POLLS);
await server.start();
console.log(`The made-up API is at ${server.address}`);
