/** Default-ignorable characters (zero width, bidi controls, tags): they can hide text from a reader that a model still sees. */
const invisible = /\p{DI}/gu;

export const stripInvisible = (text: string): string => text.replace(invisible, '');

export const hasInvisible = (text: string): boolean => /\p{DI}/u.test(text);
