// Decides whether an output gets colors.

/** @param {import('./screen.js').Output} output @param {Record<string, string | undefined>} env @param {Set<string>} flags */
export function hasColor(output, env, flags) {
  if (flags.has('no-color') || env.NO_COLOR) return false;
  if (env.FORCE_COLOR) return env.FORCE_COLOR !== '0';
  return Boolean(output.isTTY) && env.TERM !== 'dumb' && (output.hasColors?.(env) ?? true);
}
