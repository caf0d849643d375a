import { useLayoutEffect, useState } from 'preact/hooks';

/** Whether something is held over the panel that can be dropped. `onDrop` gets the addresses of what was dropped, none for files from outside VS Code. */
export function useDrop(isOn: boolean, onDrop: (uris: readonly string[]) => void): boolean {
	const [isOver, setIsOver] = useState(false);
	useLayoutEffect(() => {
		if (!isOn) return undefined;
		const over = (event: DragEvent): void => {
			if (!event.dataTransfer || !carriesFiles(event.dataTransfer)) return;
			event.preventDefault();
			event.dataTransfer.dropEffect = 'copy';
			setIsOver(true);
		};
		const leave = (event: DragEvent): void => {
			if (event.relatedTarget === null) setIsOver(false);
		};
		const drop = (event: DragEvent): void => {
			if (!event.dataTransfer || !carriesFiles(event.dataTransfer)) return;
			event.preventDefault();
			setIsOver(false);
			onDrop(droppedUris((type) => event.dataTransfer?.getData(type) ?? ''));
		};
		window.addEventListener('dragover', over);
		window.addEventListener('dragleave', leave);
		window.addEventListener('drop', drop);
		return () => {
			window.removeEventListener('dragover', over);
			window.removeEventListener('dragleave', leave);
			window.removeEventListener('drop', drop);
		};
	}, [isOn, onDrop]);
	return isOver;
}

/** What VS Code gives for files that are dragged, then what any program does. */
const listTypes = ['application/vnd.code.uri-list', 'text/uri-list'];
const jsonType = 'resourceurls';

const carriesFiles = ({ types }: DataTransfer): boolean =>
	types.some((type) => type === 'Files' || type === jsonType || listTypes.includes(type));

export function droppedUris(read: (type: string) => string): readonly string[] {
	for (const type of listTypes) {
		const uris = read(type)
			.split(/\r?\n/u)
			.filter((line) => line !== '' && !line.startsWith('#'));
		if (uris.length > 0) return uris;
	}
	try {
		const uris: unknown = JSON.parse(read(jsonType) || '[]');
		return Array.isArray(uris) ? uris.filter((uri) => typeof uri === 'string') : [];
	} catch {
		return [];
	}
}
