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

const codeLike = /```|^\s{4,}\S|[;{}]\s*$|\b(?:def|function|fn|func|class)\s+\w+\s*\(|=>|[\w\])]\.[a-z_]\w*\(|\bprint\s*\(/mu;
const traces =
	/\bwhat\s+(?:does|will|would|is|do)\b[^?]{0,2000}\b(?:print|printed|output|return|returned|log|logged|evaluate|display)\w*\b|\b(?:output|result|value)\s+of\b/iu;
/** Words of programming that mean something else here: a class of pupils, a function in its formula. */
const everyday =
	/\bclass(?:es)?\b(?=.{0,500}\b(?:students?|pupils?|girls?|boys?|children|teachers?)\b)|\bfunctions?\s+(?=[a-z]\s*\(\s*[a-z]\s*\)\s*=|[a-z]\s*=)|\bvariables?\s+(?=[a-z]\b)/giu;
const programming =
	/\b(?:code|function|method|class|variable|compile|compiler|bug|error|exception|stack trace|refactor|regex|regular expression|api|library|package|typescript|javascript|python|rust|java|golang|c\+\+|c#|sql|html|css|json|git|docker|unit tests?|implement|script|program|(?:time|space) complexity|big[ -]?o|linked list|mutex|deadlock|div|(?:my|for|while|infinite) loop|recursion|pointers?|async|await|bash|npm)\b/iu;

function isMathematics(question: string): boolean {
	// Digits of every script, and letters and signs of full width, are read as their plain forms.
	const text = question.normalize('NFKC').replace(/\p{Nd}/gu, '0');
	if (expression.test(text) || tex.test(text) || formula.test(text)) return true;
	if (definition.test(text)) return false;
	const numbers = text.match(number)?.length ?? 0;
	if (asksForNumber.test(text) && (numbers > 0 || topics.test(text) || units.test(text))) return true;
	return asksForValue.test(text) && (topics.test(text) || numbers > 1 || (numbers > 0 && units.test(text)));
}

/** Two numbers or unknowns joined by an operator: `17 * 24`, `2x + 3 = 7`, `5!`, `12 % of`. */
const expression =
	/(?:\d[\d,.]*|\b[a-z])\s*(?:[+*/×·÷^=<>≤≥]|\s[-−]\s|-(?=\d))\s*\(?\s*(?:[a-z]\b|\d)|\d\s*(?:!|%|percent\b)|\d[\d,.]*\s+(?:plus|minus|times|divided by|modulo|mod|to the power of|mal|durch|por|fois)\s+\d|√\s*\d/iu;
const formula =
	/[∫∑∏√]|\b(?:sqrt|sin|cos|tan|log|ln|gcd|lcm)\s*\(|\blim\s+\w+\s*(?:->|→)|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|hundred)\s+(?:plus|minus|times|divided by|to the power of)\b|\b(?:half|a third|a quarter|double|twice)\s+(?:of\s+)?(?:a\s+dozen|a\s+hundred|\d)/iu;
const tex = /\\(?:frac|sqrt|sum|int|times|cdot|boxed|begin)\b|\$[^$\n]*\d[^$\n]*\$/u;
const definition = /\bwhat\s+does\b[^?]{0,80}\bmean\b/iu;
/** A year or a version is a number too: it takes two of them, or a unit, to make a problem of it. */
const number =
	/\b\d[\d,.]*\b|\b\d+(?=\s?(?:km|m|cm|kg|g|l|h|s)\b)|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|dozen|half|twice|quarter)\b/giu;
const asksForNumber =
	/\b(?:how\s+(?:many|much|long|far|old|fast|tall|likely|often)|solve|compute|calculate|evaluate|simplify|factor(?:ise|ize)?|prove|is\s+\d+|convert\s+\d+)\b/iu;
const asksForValue = /\b(?:what(?:'s|\s+is|\s+are|\s+was|\s+comes)?|find|determine|when|which)\b/iu;
const topics =
	/\b(?:equation|integral|derivative|differentiate|integrate|primes?(?!\s+(?:minister|video))|gcd|lcm|greatest common divisor|least common multiple|square root|cube root|factorial|probability|percent(?:age)?|average|(?:the|arithmetic) mean|median|even numbers?|odd numbers?|area|perimeter|volume|circumference|radius|hypotenuse|triangle|rectangle|circle|angle|polynomial|matrix|determinant|logarithm|sine|cosine|remainder|divisible|permutations?|combinations?|ways\s+(?:are\s+there|to\s+(?:arrange|choose))|fibonacci)\b/iu;
/** What is counted and measured, which takes a number to ask for another. */
const units =
	/\b(?:sum|product|integers?|digits?|numbers?|binary|decimal|hexadecimal|sequence|series|per\s+hour|km\/h|mph|miles|metres|meters|dollars?|euros?|cents?|apples?|minutes|hours|days|years?\s+old|total|left|altogether|each)\b/iu;
