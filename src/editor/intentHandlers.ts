/** One handler for each kind of intent. */
export type IntentHandlers<Intent extends { readonly kind: string }> = {
	readonly [Kind in Intent['kind']]: (intent: Extract<Intent, { kind: Kind }>) => void | Promise<void>;
};
