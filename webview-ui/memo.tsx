import type { FunctionComponent, VNode } from 'preact';
import { useRef } from 'preact/hooks';

/** Draws again only when a prop is another one; a turn that is over costs nothing while the next one streams. */
export function memo<Props extends object>(View: FunctionComponent<Props>): FunctionComponent<Props> {
	return function Memo(props: Props) {
		const last = useRef<{ readonly props: Props; readonly node: VNode }>(undefined);
		if (!last.current || !haveSameValues(last.current.props, props)) last.current = { props, node: <View {...props} /> };
		return last.current.node;
	};
}

function haveSameValues(before: object, after: object): boolean {
	const entries = Object.entries(after);
	return entries.length === Object.keys(before).length && entries.every(([key, value]) => Object.is(Reflect.get(before, key), value));
}
