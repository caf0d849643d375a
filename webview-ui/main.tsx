import 'katex/dist/katex.min.css';
import './style.css';
import { render } from 'preact';
import { ChatList } from './components/ChatList.tsx';
import { Panel } from './components/Panel.tsx';
import { copyFormulasAsTex } from './copyTex.ts';
import { connectHost } from './host.ts';
import { startStore } from './store.ts';
import { KeptThoughtChoice } from './thoughtMode.ts';

const root = document.getElementById('root');
if (root) {
	document.addEventListener('copy', copyFormulasAsTex);
	const host = connectHost();
	startStore(host, (state, store) =>
		render(
			state.opened && (
				<KeptThoughtChoice.Provider value={host.thoughtChoice}>
					{state.list ? <ChatList list={state.list} notice={state.notice} store={store} /> : <Panel state={state} store={store} />}
				</KeptThoughtChoice.Provider>
			),
			root,
		),
	);
}
