/** Converts degrees Fahrenheit to degrees Celsius. */
export function toCelsius(fahrenheit: number): number {
	return ((fahrenheit - 32) * 5) / 9;
}

/** Converts degrees Celsius to degrees Fahrenheit. */
export function toFahrenheit(celsius: number): number {
	
}
