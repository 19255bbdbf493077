// The worker and its Durable Object. Their settings are in wrangler.jsonc. Set their secrets with `wrangler secret put`.
export { default, StatusObject } from 'document-translation-status/cloudflare';
