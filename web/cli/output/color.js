// Decides whether an output gets colors.

/** The values of FORCE_COLOR that turn colors on in Node. All others turn them off. */
const FORCING = ['', '1', 'true', '2', '3'];

/** @param {import('./screen.js').Output} output @param {Record<string, string | undefined>} env @param {Set<string>} flags */
export function hasColor(output, env, flags) {
  if (flags.has('no-color') || env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined) return FORCING.includes(env.FORCE_COLOR);
  return Boolean(output.isTTY) && env.TERM !== 'dumb' && (output.hasColors?.(env) ?? true);
}
