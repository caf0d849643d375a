/** Writes a date as Python's `strftime` does in the C locale. Directives that chat templates have no use for stay as they are. */
export const strftime = (date: Date, format: string): string =>
	format.replace(/%-?[a-zA-Z%]/gu, (directive) => {
		const write = directives[directive.replace('-', '')];
		const text = write === undefined ? directive : write(date);
		return directive.startsWith('%-') && write !== undefined ? text.replace(/^0+(?=\d)/u, '') : text;
	});

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const digits = (value: number, length = 2): string => String(value).padStart(length, '0');
const short = (name = ''): string => name.slice(0, 3);

const directives: Readonly<Record<string, (date: Date) => string>> = {
	'%Y': (date) => digits(date.getFullYear(), 4),
	'%y': (date) => digits(date.getFullYear() % 100),
	'%m': (date) => digits(date.getMonth() + 1),
	'%d': (date) => digits(date.getDate()),
	'%e': (date) => String(date.getDate()).padStart(2),
	'%B': (date) => months[date.getMonth()] ?? '',
	'%b': (date) => short(months[date.getMonth()]),
	'%A': (date) => days[date.getDay()] ?? '',
	'%a': (date) => short(days[date.getDay()]),
	'%H': (date) => digits(date.getHours()),
	'%I': (date) => digits(date.getHours() % 12 || 12),
	'%p': (date) => (date.getHours() < 12 ? 'AM' : 'PM'),
	'%M': (date) => digits(date.getMinutes()),
	'%S': (date) => digits(date.getSeconds()),
	'%F': (date) => strftime(date, '%Y-%m-%d'),
	'%T': (date) => strftime(date, '%H:%M:%S'),
	'%%': () => '%',
};
