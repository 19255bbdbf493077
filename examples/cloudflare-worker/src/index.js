// The proxy and its Durable Object as they come; their settings are in wrangler.jsonc, their secrets with `wrangler secret put`.
export { default, StatusObject } from 'document-translation-status/cloudflare';
