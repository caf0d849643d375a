import { opensBlock } from '../extent.ts';

/** Whether the first word of a line that is being written is known. */
export const firstWordIsWhole = (line: string): boolean => /^\s*(?:\w+\W|[<&|?.].|[^\w\s<&|?.])/.test(line);

/** Lines that go on with the statement above though they are not indented deeper. */
export const followsOn = (line: string): boolean =>
	/^\s*(?:\{|(?:else|elif|elsif|elseif|except|catch|finally|rescue|ensure)\b|\|\||&&|\.[a-z_]\w*(?!.*\{$)|\?\.|(?:then|do)\s*$)/.test(line);

/** The same, or the end of its block. */
export const continues = (line: string): boolean => followsOn(line) || closesBlock(line);

/** The last line of a statement. */
export const endsBlock = (line: string): boolean => closesBlock(line) && !opensBlock(line.trimEnd());

const closesBlock = (line: string): boolean => /^\s*(?:[)\]}]|<\/|(?:end|fi|done|esac)\b|;;)/.test(line);

/** Lines that the next one goes on with, however deep that stands. */
export const isUnfinished = (line: string, languageId: string): boolean =>
	/(?:\\|\|\||&&|\s\|)\s*$/.test(line) || (languageId === 'css' && /,\s*$/.test(line));
