/** Texts that models take for tokens of theirs, and that a server would read as such: chat marks, think tags, fill marks. */
const steering =
	/<(?=[|｜][^<>\s]{1,40}[|｜]>|\/?(?:think|thought|seed:think|response)>|fim_(?:prefix|suffix|middle|pad)>|\[fim-(?:prefix|suffix|middle)\]>|repo_name>|file_sep>|filename>|\/?s>|start_of_turn>|end_of_turn>|eos>|bos>)|\[(?=(?:\/?(?:INST|THINK)|PREFIX|SUFFIX|MIDDLE)\])/gu;

/** What the user wrote, or has in a file, cannot act as a token: a blank breaks such a text in two. A server gives no other way. */
export const plainText = (text: string): string => text.replace(steering, '$& ');
