export type QuestionKind = 'mathematics' | 'trace' | 'code' | 'other';

/** What a question is about, judged by its words: decides between guided reasoning and a direct answer. `hasCode`: code is attached to it. */
export function questionKind(question: string, hasCode: boolean): QuestionKind {
	const plain = question.replace(everyday, '');
	const withCode = hasCode || codeLike.test(plain);
	if (withCode) {
		return traces.test(question) ? 'trace' : 'code';
	}
	if (programming.test(plain)) {
		return 'code';
	}
	return isMathematics(question) ? 'mathematics' : 'other';
}

const codeLike = /```|^\s{4,}\S|[;{}]\s*$|\b(?:def|function|fn|func|class)\s+\w+\s*\(|=>|\bconsole\.log\(|\bprint\s*\(/mu;
const traces =
	/\bwhat\s+(?:does|will|would|is|do)\b[^?]*\b(?:print|printed|output|return|returned|log|logged|evaluate|display)\w*\b|\b(?:output|result|value)\s+of\b/iu;
/** Words of programming that mean something else here: a class of pupils, a function in its formula. */
const everyday =
	/\bclass(?:es)?\b(?=.*\b(?:students?|pupils?|girls?|boys?|children|teachers?)\b)|\bfunctions?\s+(?=[a-z]\s*\(\s*[a-z]\s*\)\s*=|[a-z]\s*=)|\bvariables?\s+(?=[a-z]\b)/giu;
const programming =
	/\b(?:code|function|method|class|variable|compile|compiler|bug|error|exception|stack trace|refactor|regex|regular expression|api|library|package|typescript|javascript|python|rust|java|golang|c\+\+|c#|sql|html|css|json|git|docker|unit tests?|implement|script|program)\b/iu;

function isMathematics(question: string): boolean {
	return (
		expression.test(question) || tex.test(question) || (asksForValue.test(question) && (/\d/u.test(question) || topics.test(question)))
	);
}

/** Two numbers or unknowns joined by an operator: `17 * 24`, `2x + 3 = 7`, `5!`, `12 % of`. */
const expression =
	/(?:\d[\d,.]*|\b[a-z])\s*(?:[+*/×·÷^=<>≤≥]|\s[-−]\s|-(?=\d))\s*\(?\s*(?:[a-z]\b|\d)|\d\s*(?:!|%|percent\b)|\d[\d,.]*\s+(?:plus|minus|times|divided by|modulo|mod|to the power of)\s+\d|√\s*\d/iu;
const tex = /\\(?:frac|sqrt|sum|int|times|cdot|boxed|begin)\b|\$[^$\n]*\d[^$\n]*\$/u;
const asksForValue =
	/\b(?:what(?:'s|\s+is|\s+are|\s+was)?|how\s+(?:many|much|long|far|old|fast|tall|likely|often)|find|solve|compute|calculate|evaluate|simplify|factor(?:ise|ize)?|determine|prove|when|which|sum|product)\b/iu;
const topics =
	/\b(?:equation|integral|derivative|differentiate|integrate|prime|gcd|lcm|greatest common divisor|least common multiple|square root|cube root|factorial|probability|percent(?:age)?|average|(?:the|arithmetic) mean|median|even numbers?|odd numbers?|integers?|area|perimeter|volume|circumference|radius|hypotenuse|triangle|rectangle|circle|angle|polynomial|matrix|determinant|logarithm|sine|cosine|remainder|divisible|digits?|sequence|series|per\s+hour|km\/h|mph|miles|metres|meters|dollars?|euros?|cents?|apples?|minutes|hours|days|years?\s+old|total|left|altogether|each)\b/iu;
