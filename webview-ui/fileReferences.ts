const folders = '(?:[\\w.@+-]+\\/)*';
const name = '[\\w@+-][\\w.@+-]*';
const line = ':\\d{1,7}(?::\\d{1,5})?';
/** Without a folder a name like `example.com:80` could be a host. */
const known =
	'(?:[cm]?[jt]sx?|py|rs|go|java|kt|rb|php|cs|cc?|cpp|hpp?|hh|swift|sql|lua|sh|css|scss|html?|vue|svelte|json|ya?ml|toml|md|txt)';

const inText = new RegExp(
	`(?<![\\w/.:@+-])((?:${folders.replace('*', '+')}${name}\\.[A-Za-z]\\w{0,9}|${name}\\.${known})${line})(?![\\w/:])`,
	'gu',
);
const alone = new RegExp(
	`^(?:\\.{1,2}\\/)?(?:${folders.replace('*', '+')}${name}\\.[A-Za-z]\\w{0,9}(?:${line})?|${name}\\.${known}${line})$`,
	'u',
);

/** Whether code between backticks is the path of a file, with a line or with a folder. `console.log` is none. */
export const isFileReference = (text: string): boolean => text.length < 300 && alone.test(text);

/** The text cut at the files with a line that it names: those are the odd parts. */
export const splitAtFileReferences = (text: string): readonly string[] => text.split(inText);
