export type StepKind = 'plan' | 'verify' | 'backtrack' | 'alternative' | 'conclude' | 'work';

const longestTitle = 70;

/** What a line seems to do, by its opening words. The first that fits counts. */
export function kindOf(line: string): StepKind {
	const text = withoutLead(line).toLowerCase().replaceAll('’', "'");
	return labels.find(([, words]) => words.test(text))?.[0] ?? (/\\boxed\s?\{/u.test(line) ? 'conclude' : 'work');
}

/** Whether a line opens a step by its form: a heading, or an item of a numbered list. */
export const startsStep = (line: string): boolean =>
	/^(?:#{1,6} |\*{0,2}(?:step\s+)?\d{1,2}[.):]\*{0,2}\s|\*{0,2}step \d|\*\*[^*]+\*\*:?\s*$)/iu.test(line);

const filler = '(?:(?:okay|ok|alright|right|so|now|well|but|and|hmm+|oh|yes|yeah|good|great|then|finally),? ){0,3}';
const me = "(?:let me|let's|let us|i'll|i will|i'd|i should|i can|i could|we can|we could|we should|i want to|i need to|it's worth|just)";

const opening = (words: string): RegExp => new RegExp(`^${filler}(?:${words})(?![a-z])`, 'u');

const labels: readonly (readonly [StepKind, RegExp])[] = [
	[
		'verify',
		opening(
			[
				`(?:wait,? )?(?:${me} )?(?:also |quickly |just )?(?:to )?(?:double[- ]?check|re-?check|check|verify|verif(?:y|ying|ication)|confirm|sanity[- ]check|test (?:this|that|it|with)|make sure|validate|plug(?:ging)?|substitut(?:e|ing) (?:back|this|these))`,
				'(?:does|is) (?:that|this|it) (?:right|correct|true|make sense|hold|work)',
				'checking|to be (?:sure|safe)|as a check',
				'验证|检查|核对|验算',
			].join('|'),
		),
	],
	[
		'backtrack',
		opening(
			[
				'wait\\b|hold on|hang on|no,|nope|oops|actually,|scratch that|never ?mind|on second thought',
				"(?:that|this|it)(?:'s| is| was| seems| can't be| doesn't)? ?(?:not right|not correct|wrong|incorrect|a mistake|impossible|not work|seem right)",
				'i (?:made|think i made|see my) (?:a |an )?(?:mistake|error)|my mistake|i was wrong|i misread|i forgot|let me (?:reconsider|re-?think|re-?read|start over|go back|redo|back up|correct)',
				'等等|等一下|不对|不，|错了|重新',
			].join('|'),
		),
	],
	[
		'alternative',
		opening(
			[
				'alternatively|another (?:way|approach|method|idea|option|possibility|thought)|on the other hand|a different (?:way|approach)|instead\\b',
				`(?:${me} |maybe )?(?:try|consider|use|look at) (?:it |this |that )?(?:another|a different|the other|an alternative)`,
				'or (?:maybe|perhaps|we could|i could|else)|what if|maybe (?:i|we|there|it)|perhaps (?:i|we|there)|option \\d|approach \\d',
				'或者|另一种|换一种|也许',
			].join('|'),
		),
	],
	[
		'conclude',
		opening(
			[
				'therefore|thus\\b|hence\\b|consequently|in (?:conclusion|summary|total|short)|to (?:sum up|summari[sz]e|conclude)|overall,',
				'(?:so,? )?(?:the |my |our )?(?:final|correct) (?:answer|result|solution|output)|(?:the )?(?:answer|result|solution) (?:is|should be|would be|must be)',
				"putting (?:it|this|everything|that) (?:all )?together|that's (?:it|the answer)|i(?:'m| am) (?:confident|done)|(?:we|i) (?:conclude|are done)",
				'所以|因此|综上|最终|答案',
			].join('|'),
		),
	],
	[
		'plan',
		opening(
			[
				'first\\b|firstly|to begin|to start|the plan|my plan|my approach|(?:i|we) (?:need|have|want) to|i must|(?:the|this) (?:question|problem|task|user|equation)\\b',
				"(?:let me|let's|let us) (?:see|think|start|begin|first|break|understand|parse|read|figure|tackle|go|recall|try to)",
				"to (?:solve|find|answer|determine|calculate|compute|do this|understand|get|fix|write|implement)\\b|here(?:'s| is) (?:my|the|a) plan|understand(?:ing)?\\b",
				'首先|让我|我需要|题目|问题',
			].join('|'),
		),
	],
];

/** The first clause of a line, without its markup. */
export function titleOf(line: string): string {
	const text = plainMath(withoutLead(line).replaceAll(/\*\*|__|`/gu, ''))
		.replaceAll(/\s+/gu, ' ')
		.trim();
	const clause = (/^(.{3,}?)(?:[.!?;:](?=\s|$)|[。！？；：])/u.exec(text)?.[1] ?? text).trim();
	if (clause.length <= longestTitle) return clause;
	const head = clause.slice(0, longestTitle);
	const comma = Math.max(head.lastIndexOf(', '), head.lastIndexOf('，'));
	if (comma > 20) return head.slice(0, comma);
	const space = head.lastIndexOf(' ');
	return `${head.slice(0, space > 20 ? space : longestTitle - 1)}…`;
}

const withoutLead = (line: string): string =>
	line.replace(/^[\s>]*(?:#{1,6}\s+)?(?:[-*+]\s+)?\*{0,2}(?:(?:step\s+)?\d{1,2}\s*[.):]|step \d{1,2}\b)?\*{0,2}\s*\*{0,2}/iu, '');

const signs: Readonly<Record<string, string>> = {
	times: '×',
	cdot: '·',
	div: '÷',
	approx: '≈',
	leq: '≤',
	le: '≤',
	geq: '≥',
	ge: '≥',
	neq: '≠',
	ne: '≠',
	pi: 'π',
	sqrt: '√',
	to: '→',
	implies: '⇒',
};

/** Mathematics in one line, for a place where no formula is drawn. */
const plainMath = (text: string): string =>
	text
		.replaceAll(/\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}/gu, '$1/$2')
		.replaceAll(/\\(?:boxed|text|mathrm|mathbf)\s*\{([^{}]*)\}/gu, '$1')
		.replaceAll(/\\[()[\],;:!]|\$/gu, '')
		.replaceAll(/\\(?:left|right|quad)/gu, '')
		.replaceAll(/\\([a-zA-Z]+)/gu, (command, name: string) => signs[name] ?? command);
