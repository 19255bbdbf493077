/** Fails to compile unless both types are the same. */
export const same = <A, B>(..._: Same<A, B> extends true ? [] : ['not the same']) => {};
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
